"""This module is about questions 17 to 19 and 23: promises, accounts, and the residents' wishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from collectif.acts.accounts import AccountRequested, ContributionReported
from collectif.acts.assembly import AssemblyClosed
from collectif.acts.commitments import CommitmentClosed, CommitmentMade, CommitmentRevised
from collectif.acts.decision import DecisionTaken
from collectif.acts.indicators import IndicatorDefined
from collectif.acts.mission import MissionAdopted
from collectif.acts.wall import WishAnswered, WishPosted
from collectif.auditing.checklist.answer import Part, Verdict, part, said
from collectif.auditing.checklist.facts import Facts
from collectif.ids import EventId
from collectif.projections.dealings import Promise
from collectif.projections.promises import PROMISES
from collectif.record.envelope import Recorded
from collectif.statement import Statement


def committed(facts: Facts) -> Iterator[Part]:
    """Who committed to what, to whom, by when? For each decision, and beside them."""
    made = {one.data.commitment_id: one for one in facts.of_type(CommitmentMade)}
    told = set[str]()
    for taken in facts.adopted:
        serving = {one.data.commitment_id for one in serving_decision(facts, taken)}
        told |= serving
        id = taken.data.decision_id
        if serving:
            yield _committed(
                "committed-to", [made[one] for one in sorted(serving)], taken.id, decision=id
            )
        elif _is_over(facts, taken):
            yield part("NO", "uncommitted", taken.id, decision=id)
        else:
            yield part("CANNOT_TELL", "not-yet-committed", taken.id, decision=id)
    others = [one for id, one in made.items() if id not in told]
    if others:
        yield _committed("committed-beside", others)


def outcomes(facts: Facts) -> Iterator[Part]:
    """What was kept, revised, dropped; who attested? By outcome, in time and after the day."""
    closed = {one.data.commitment_id: one for one in facts.of_type(CommitmentClosed)}
    made = {one.data.commitment_id: one for one in facts.of_type(CommitmentMade)}
    groups: dict[tuple[str, bool], list[Promise]] = {}
    for promise in PROMISES.replay(facts.view).promises.values():
        late = promise.due < facts.on
        state: str = promise.outcome or ("LATE" if late else "OPEN")
        after = promise.outcome is not None and closed[promise.id].occurred.date() > promise.due
        groups.setdefault((state, after), []).append(promise)
    for (state, after), promises in sorted(groups.items()):
        ids = tuple(one.id for one in promises)
        if state in ("LATE", "OPEN"):
            early: Verdict | None = None if len(groups) > 1 else "CANNOT_TELL"
            verdict: Verdict | None = "NO" if state == "LATE" else early
            name = "still-late" if state == "LATE" else "not-due"
            begun = (made[one.id].id for one in promises)
            yield part(verdict, name, *begun, count=len(ids), commitments=ids)
            continue
        seen = [one for one in promises if {*one.attested_by} - {*one.debtors}]
        ends = [closed[one.id].id for one in promises]
        witnesses = tuple(sorted({who for one in promises for who in one.attested_by}))
        name = "ended" if len(seen) == len(promises) else "ended-unattested"
        yield part(
            "YES" if len(seen) == len(promises) else "NO",
            f"{name}-late" if after else name,
            *ends,
            outcome=state,
            count=len(ids),
            commitments=ids,
            members=witnesses,
        )
    revisions = facts.of_type(CommitmentRevised)
    if revisions:
        yield part(
            None,
            "revised",
            *(one.id for one in revisions),
            count=len(revisions),
            commitments=tuple(dict.fromkeys(one.data.commitment_id for one in revisions)),
        )


def accounts(facts: Facts) -> Iterator[Part]:
    """Who asked for accounts and were they answered in time? For each request that is due."""
    asked = {one.data.request_id: one.id for one in facts.of_type(AccountRequested)}
    reports = {one.data.contribution_id: one.id for one in facts.of_type(ContributionReported)}
    questions = list(PROMISES.replay(facts.view).questions.values())
    due = [one for one in questions if one.due <= facts.on]
    for one in due:
        told = {
            "request": one.id,
            "asker": one.asker,
            "asked": one.asked,
            "due": one.due,
            "day": one.answered,
        }
        answer = (reports[one.answer],) if one.answer is not None else ()
        name = (
            "unanswered" if one.answered is None else "answered" if one.on_time else "answered-late"
        )
        yield part("YES" if one.on_time else "NO", name, asked[one.id], *answer, **told)
    if due:
        yield part(
            None,
            "accounts-in-all",
            due=len(due),
            answered=sum(one.answered is not None for one in due),
            on_time=sum(one.on_time for one in due),
        )
    waiting = [asked[one.id] for one in questions if one.due > facts.on]
    if waiting:
        yield part(None if due else "CANNOT_TELL", "accounts-coming", *waiting, count=len(waiting))


def wishes(facts: Facts) -> Iterator[Part]:
    """What happened to residents' wishes? By answer, and those that wait."""
    last = {one.data.wish_id: one for one in facts.of_type(WishAnswered)}
    groups: dict[str, list[tuple[Recorded[WishPosted], Recorded[WishAnswered]]]] = {}
    waiting = list[Recorded[WishPosted]]()
    for posted in facts.of_type(WishPosted):
        answer = last.get(posted.data.wish_id)
        if answer is None:
            waiting.append(posted)
        else:
            groups.setdefault(answer.data.answer, []).append((posted, answer))
    for answer_word, pairs in sorted(groups.items()):
        name = "wishes-partly" if answer_word == "PARTLY" else "wishes-answered"
        events = (id for pair in pairs for id in (pair[0].id, pair[1].id))
        found = part("YES", name, *events, count=len(pairs), answer=answer_word)
        yield _naming(found, [_wish(*pair) for pair in pairs])
    if waiting:
        found = part(
            "NO",
            "wishes-waiting",
            *(one.id for one in waiting),
            count=len(waiting),
            wishes=tuple(one.data.wish_id for one in waiting),
        )
        yield _naming(found, [_wish(one) for one in waiting])


def serving_decision(
    facts: Facts, taken: Recorded[DecisionTaken]
) -> list[Recorded[CommitmentMade]]:
    """Return the commitments for a decision: they serve it, or a mission that it adopted."""
    id = taken.data.decision_id
    aims = {str(id)}
    missions = {
        str(one.data.mission_id)
        for one in facts.of_type(MissionAdopted)
        if one.data.decision_id == id
    }
    aims |= missions
    aims |= {
        str(one.data.indicator_id)
        for one in facts.of_type(IndicatorDefined)
        if str(one.data.mission_id) in missions
    }
    return [one for one in facts.of_type(CommitmentMade) if aims & set(one.data.serves)]


def _wish(
    posted: Recorded[WishPosted], answered: Recorded[WishAnswered] | None = None
) -> Statement:
    """Return what a wish is about, without its words, how it was answered, and what that names."""
    return said(
        "wish",
        posted.id,
        wish=posted.data.wish_id,
        themes=posted.data.themes,
        links=answered.data.links if answered is not None else (),
        explanation=answered.data.explanation if answered is not None else None,
    )


def _naming(found: Part, wishes: Iterable[Statement]) -> Part:
    return evolve(found, said=evolve(found.said, because=tuple(wishes)))


def _is_over(facts: Facts, taken: Recorded[DecisionTaken]) -> bool:
    """Whether the assembly that took a decision closed afterwards, or its day is past."""
    proposed = facts.proposed.get(taken.data.decision_id)
    where = None if proposed is None else proposed.data.assembly_id
    closed = any(
        one.seq > taken.seq and one.data.assembly_id == where
        for one in facts.of_type(AssemblyClosed)
    )
    return closed or taken.occurred.date() < facts.on


def _committed(
    name: str, made: Iterable[Recorded[CommitmentMade]], *events: EventId, **details: object
) -> Part:
    each = tuple(made)
    ids = (one.id for one in each)
    found = part("YES", name, *events, *ids, count=len(each), **details)
    return evolve(found, said=evolve(found.said, because=tuple(map(_commitment, each))))


def _commitment(one: Recorded[CommitmentMade]) -> Statement:
    made = one.data
    return said(
        "commitment",
        one.id,
        commitment=made.commitment_id,
        debtors=made.debtors,
        creditors=made.creditors,
        due=made.due,
        object=made.object,
    )
