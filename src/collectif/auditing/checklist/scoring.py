"""This module is about questions 5 and 7 to 9: who scored what, and who kept out of it."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.acts.deliberation import InterestDeclared
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.auditing.checklist.answer import Part, part
from collectif.auditing.checklist.facts import Facts
from collectif.ids import EventId, RoundId
from collectif.projections.panels import Panel, Tie
from collectif.projections.participation import turnout
from collectif.record.envelope import Recorded


def entitled(facts: Facts) -> Iterator[Part]:
    """Was everybody who scored mandated, present, and a voting member? For each round."""
    for id, opened in facts.opened.items():
        answered = facts.cards.answered.get(id, 0)
        problems = facts.cards.problems.get(id, {})
        unsigned = opened.data.assembly_id not in facts.cards.signed
        absent = {m for m, (code, _) in problems.items() if code == "NOT_PRESENT"}
        if not answered:
            continue
        if unsigned and len(absent) == len(problems):
            yield part("CANNOT_TELL", "unsigned", opened.id, round=id, count=answered)
            continue
        if not problems:
            yield part("YES", "all-entitled", opened.id, round=id, count=answered)
        for member, (code, first) in problems.items():
            yield part(
                "NO", f"entitled-{code.lower().replace('_', '-')}", first, round=id, member=member
            )


def interests(facts: Facts) -> Iterator[Part]:
    """Which interests were declared, when, with what effect? Each, and each scoring round."""
    for one in facts.of_type(InterestDeclared):
        declared, late = one.data, facts.cards.contested.get(one.data.declaration_id, 0)
        told = {
            "member": declared.member_id,
            "proposal": declared.proposal_id,
            "nature": declared.nature,
            "day": one.occurred.date(),
            "matters": tuple(sorted(declared.recuses_from)) or None,
        }
        if late:
            yield part("NO", "interest-late", one.id, **told, count=late)
        else:
            yield part("YES", "interest", one.id, **told)
    for id, opened in facts.scoring.items():
        yield from _kept_out(facts, id, opened)


def versions(facts: Facts) -> Iterator[Part]:
    """Which version of the scenario was scored? For each round that looked at proposals."""
    versions = _versions(facts)
    closed = {one.data.round_id: one.seq for one in facts.of_type(RoundClosed)}
    for id, opened in facts.opened.items():
        subjects = {str(one): n for one, n in opened.data.subjects.items() if one in versions}
        strangers = opened.data.subjects.keys() - subjects.keys() - facts.proposed.keys()
        end = closed.get(id, facts.view.size)
        wrong, events = list[str](), list[EventId]()
        for subject, version in subjects.items():
            before = [one for one in versions[subject] if one[0] < opened.seq]
            during = [one for one in versions[subject] if opened.seq < one[0] < end]
            if not before or before[-1][1] != version or during:
                wrong.append(subject)
            events += [told for _, _, told in (*before[-1:], *during)]
        if wrong or strangers:
            yield part(
                "NO",
                "version-wrong",
                opened.id,
                *events,
                round=id,
                proposals=tuple(wrong) + tuple(sorted(strangers)),
            )
        elif subjects:
            yield part(
                "YES",
                "versions",
                opened.id,
                *events,
                round=id,
                versions=tuple(f"{one} v{n}" for one, n in subjects.items()),
            )


def silences(facts: Facts) -> Iterator[Part]:
    """How many cells are missing, abstained, "cannot judge"? For each scoring round."""
    for id, opened in facts.scoring.items():
        result = facts.results.get(id)
        if result is None:
            yield untold(facts, id, opened)
            continue
        filled = turnout(result)
        left_out = tuple(result.counted.left_out) or None
        yield part(
            "NO" if filled.missing else "YES",
            "cells",
            opened.id,
            round=id,
            due=filled.due,
            numeric=filled.numeric,
            abstained=filled.silences.get("ABSTAIN", 0),
            cannot=filled.silences.get("CANNOT_JUDGE", 0),
            missing=filled.missing,
            members=left_out,
            kept_out=len(_recused(result.counted.panel)),
        )


def untold(facts: Facts, id: RoundId, opened: Recorded[RoundOpened]) -> Part:
    """Return why the figures of a round are not told: open, too few voices, or not countable."""
    scores = facts.rounds.get(id)
    if id in facts.smallest:
        return part("CANNOT_TELL", "too-few", opened.id, round=id, fewest=facts.smallest[id])
    if scores is not None and not scores.visible:
        return part("CANNOT_TELL", "still-sealed", opened.id, round=id)
    return part("CANNOT_TELL", "uncounted", opened.id, round=id)


def _kept_out(facts: Facts, id: RoundId, opened: Recorded[RoundOpened]) -> Iterator[Part]:
    """Yield whether those who were to keep out of scoring a proposal did."""
    panel, scores = facts.panels[id], facts.rounds.get(id)
    carried = {(m, p) for p, carriers in panel.carriers.items() for m in carriers}
    ties = _recused(panel)
    free = carried - panel.recused
    if ties and (scores is None or not scores.visible):
        yield untold(facts, id, opened)
    elif ties and opened.data.visibility == "SECRET":
        yield part("CANNOT_TELL", "kept-out-secret", opened.id, round=id, count=len(ties))
    elif ties and scores is not None:
        scored = {(member, proposal) for member, proposal, _ in scores.cells} & ties
        members = tuple(sorted({member for member, _ in scored}))
        name = "kept-out-not" if scored else "kept-out"
        yield part(
            "NO" if scored else "YES",
            name,
            opened.id,
            round=id,
            count=len(ties),
            members=members or None,
        )
    if free:
        yield part(
            "CANNOT_TELL",
            "carriers-free",
            opened.id,
            round=id,
            members=tuple(sorted({member for member, _ in free})),
        )


def _recused(panel: Panel) -> set[Tie]:
    """Return who kept out of scoring what, among those who could score in the round."""
    return {(member, proposal) for member, proposal in panel.recused if member in panel.entitled}


def _versions(facts: Facts) -> dict[str, list[tuple[int, int, EventId]]]:
    """Return proposal -> its versions, as (position, number, event)."""
    found: dict[str, list[tuple[int, int, EventId]]] = {}
    for one in facts.of_type(ProposalSubmitted):
        found[one.data.proposal_id] = [(one.seq, 1, one.id)]
    for two in facts.of_type(ProposalAmended):
        made = (two.seq, two.data.version, two.id)
        found.setdefault(two.data.proposal_id, []).append(made)
    return found
