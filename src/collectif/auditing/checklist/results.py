"""This module is about questions 10 to 12 and 14: the results, and the decision beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from collectif.acts.decision import DecisionProposed
from collectif.acts.rounds import ResultsPublished
from collectif.auditing.checklist.answer import Part, Verdict, part
from collectif.auditing.checklist.facts import Facts
from collectif.auditing.checklist.scoring import untold
from collectif.counting import Robustness, band, change, robustness
from collectif.errors import CollectifError, UnknownName
from collectif.ids import RoundId
from collectif.projections.counted import Counted
from collectif.projections.digests import result_digest
from collectif.projections.opinions import OPINIONS
from collectif.projections.ranking import Result
from collectif.projections.scores import SCORES
from collectif.record.envelope import Recorded

_MOST = 2_000_000
"""How many scores are counted again at most, over all members that are left out."""


def recomputed(facts: Facts) -> Iterator[Part]:
    """Can the published ranking be recomputed exactly? For each publication."""
    for one in facts.of_type(ResultsPublished):
        try:
            yield _recomputed(facts, one)
        except UnknownName as error:
            yield part(
                "CANNOT_TELL", "not-recomputable", one.id, round=one.data.round_id, why=error.what
            )
        except CollectifError as error:
            yield part("NO", "not-recomputable", one.id, round=one.data.round_id, why=error.what)


def solid(facts: Facts) -> Iterator[Part]:
    """Is the leader the same without any one member or criterion, and with equal weights?

    The rounds on which a decision rests answer; the others are told beside.
    """
    for id, opened in facts.scoring.items():
        result = facts.last_told(id)
        weighs = id in facts.rested_on
        if result is None or not result.ranking.leaders:
            one = untold(facts, id, opened)
            yield one if weighs else Part(verdict=None, said=one.said)
            continue
        found = _firmness(result.counted)
        if found is None:
            yield part("CANNOT_TELL" if weighs else None, "too-many", opened.id, round=id)
            continue
        flips = found.verdict == "FRAGILE"
        verdict: Verdict = "NO" if flips else "YES"
        secret = opened.data.visibility == "SECRET"
        yield part(
            verdict if weighs else None,
            "fragile" if flips else "solid-round",
            opened.id,
            *_where(facts, id),
            round=id,
            leaders=tuple(sorted(found.leaders)),
            members=None if secret else tuple(found.flipping_voters) or None,
            voices=len(found.flipping_voters) or None if secret else None,
            criteria=tuple(found.flipping_criteria) or None,
            equal=tuple(sorted(found.equal_weights)) if found.weights_flip else None,
            others=tuple(sorted({o for them in found.flips.values() for o in them})) or None,
            voters=len(found.without_voter),
            count=len(found.without_criterion),
        )


def agreement(facts: Facts) -> Iterator[Part]:
    """How much agreement was there, on what, and did discussion change it?

    The rounds on which a decision rests answer; the others, and the change, are told beside.
    """
    for id, opened in facts.scoring.items():
        result, weighs = facts.last_told(id), id in facts.rested_on
        level = None if result is None else result.agreement.overall
        if result is None or level is None:
            one = untold(facts, id, opened)
            yield one if weighs else Part(verdict=None, said=one.said)
            continue
        limits = result.counted.charter.consensus.bands
        reached = level >= Fraction(limits[1])
        verdict: Verdict = "YES" if reached else "NO"
        by = {o: one for o, one in result.agreement.by_option.items() if one is not None}
        yield part(
            verdict if weighs else None,
            "level",
            opened.id,
            *_where(facts, id),
            round=id,
            level=level,
            band=band(level, limits),
            most=max(by, key=lambda o: by[o]),
            highest=max(by.values()),
            least=min(by, key=lambda o: by[o]),
            lowest=min(by.values()),
            lowest_band=band(min(by.values()), limits),
        )
        follows = opened.data.follows
        before = None if follows is None else facts.last_told(follows)
        if follows is not None and before is not None:
            yield from _changed(facts, follows, id, before, result)


def follows(facts: Facts) -> Iterator[Part]:
    """Does the decision follow the ranking? If not, why? For each that selects something."""
    for one in facts.proposed.values():
        if one.data.selects:
            yield _follows(facts, one)


def _recomputed(facts: Facts, one: Recorded[ResultsPublished]) -> Part:
    id, digest = one.data.round_id, one.data.digest
    last = facts.view.source.find(one.data.up_to)
    size = 0 if last is None else last.seq + 1
    opened = facts.scoring.get(id)
    result: Any = facts.told(one)
    if result is None and opened is not None:
        said = untold(facts, id, opened).said
        missing = id in facts.rounds and id in facts.results
        return Part(verdict="NO" if missing else "CANNOT_TELL", said=said)
    if result is None:
        then = facts.view.as_known_at(size)
        found: Mapping[Any, Any] = {**OPINIONS.replay(then), **SCORES.replay(then)}
        result = found.get(id)
        if id in facts.smallest or result is None:
            return part("CANNOT_TELL", "uncounted", one.id, round=id)
    derived = result_digest(result)
    if digest not in (None, derived):
        return part(
            "NO", "other-digest", one.id, round=id, size=size, derived=derived, digest=digest
        )
    name = "counted-again" if digest is None else "same-digest"
    order = _order(result) if isinstance(result, Result) else None
    return part("YES", name, one.id, round=id, size=size, order=order, derived=derived)


def _firmness(counted: Counted) -> Robustness | None:
    """Return what would change the first place of a round; None where that is too much to count."""
    profile = counted.profile
    if counted.rule != "weighted-mean" and len(profile.voters) * len(profile.cells) > _MOST:
        return None
    return robustness(profile, count=counted.settled, rules=())


def _order(result: Result) -> tuple[str, ...]:
    scores = result.ranking.scores
    return tuple(f"{place}. {o} ({scores[o]})" for place, o in result.ranking.places())


def _where(facts: Facts, id: RoundId) -> tuple[Any, ...]:
    return tuple(one.id for one in facts.published.get(id, ())[-1:])


def _changed(
    facts: Facts, first: RoundId, second: RoundId, before: Result, after: Result
) -> Iterator[Part]:
    if "SECRET" in (before.round.opened.visibility, after.round.opened.visibility):
        return  # the voices of one round are not those of another
    moved = change(
        before.counted.profile,
        after.counted.profile,
        rankings=(before.ranking, after.ranking),
        count=after.counted.count,
    )
    by = {o: one for o, one in moved.by_option.items() if one is not None}
    if moved.agreement is not None and by:
        most, least = max(by, key=lambda o: by[o]), min(by, key=lambda o: by[o])
        yield part(
            None,
            "change",
            *_where(facts, first),
            *_where(facts, second),
            before=first,
            after=second,
            delta=moved.agreement,
            matched=moved.matched,
            unchanged=moved.count("UNCHANGED"),
            towards=moved.count("TOWARDS"),
            away=moved.count("AWAY"),
            neither=moved.count("NEITHER"),
            most=most,
            rise=by[most],
            least=least,
            fall=by[least],
        )


def _follows(facts: Facts, one: Recorded[DecisionProposed]) -> Part:
    said = one.data
    basis = [p for p in facts.of_type(ResultsPublished) if p.id in said.basis]
    scored = [p for p in basis if p.data.round_id in facts.scoring]
    told: dict[str, Any] = {"decision": said.decision_id, "proposals": said.selects}
    if not scored:
        return part("CANNOT_TELL", "no-basis", one.id, **told)
    try:
        result = facts.told(scored[-1])
    except CollectifError:
        result = None
    if result is None:
        opened = facts.scoring[scored[-1].data.round_id]
        return untold(facts, opened.data.round_id, opened)
    places = result.places()
    last = max(places.get(id, len(places) + 1) for id in said.selects)
    above = tuple(id for id, place in places.items() if place < last and id not in said.selects)
    told |= {
        "above": above or None,
        "justification": said.justification,
        "round": scored[-1].data.round_id,
    }
    if bool(above) != said.departs_from_ranking:
        return part("NO", "departs-unsaid", one.id, scored[-1].id, **told)
    name = "departs" if above else "follows-ranking"
    return part("NO" if above else "YES", name, one.id, scored[-1].id, **told)
