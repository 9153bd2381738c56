"""This module is about what is asked for by its name: a proposal, a commitment, a member.

No personal words stand in an answer: the events that it names are told to whoever may read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from collectif.ids import EventId
from collectif.projections.mission import missions
from collectif.projections.objections import OBJECTIONS
from collectif.projections.wall import WALL
from collectif.record.event import EVENTS
from collectif.statement import Statement
from collectif.trail.asking import asked_as, state
from collectif.trail.community import COMMITMENTS, account, progressed
from collectif.trail.evidence import Evidence
from collectif.trail.figures import (
    agreement,
    before_each,
    changed,
    each_round,
    first,
    seen_in,
    taking_part,
)
from collectif.trail.ranks import concluded as placed
from collectif.trail.ranks import in_short, ranked
from collectif.trail.resting import summed
from collectif.trail.seen import rounds
from collectif.trail.short import rewritten


def _proposals(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((one.data.proposal_id,) for one in evidence.all("proposal-submitted"))


def versioned(evidence: Evidence, proposal: str) -> Statement:
    """Return how a proposal came to read as it does."""
    first = evidence.one("proposal-submitted", proposal_id=proposal)
    amended = evidence.all("proposal-amended", proposal_id=proposal)
    withdrawn = evidence.one("proposal-withdrawn", proposal_id=proposal)
    steps = [_amendment(evidence, one) for one in amended]
    if first is not None and (steps or withdrawn is not None):
        steps.insert(0, state("submitted", events=evidence.corrected([first.id])))
    if withdrawn is not None:
        steps.append(
            state(
                "withdrawn",
                events=evidence.corrected([withdrawn.id]),
                reason=withdrawn.data.reason,
                into=withdrawn.data.merged_into,
            )
        )
    types = ("proposal-submitted", "proposal-amended", "proposal-withdrawn")
    return state(
        "versions",
        *steps,
        events=evidence.several(*types, proposal_id=proposal),
        proposal=proposal,
        version=max((one.data.version for one in amended), default=1),
        withdrawn=None if withdrawn is None else withdrawn.occurred.date(),
    )


def _amendment(evidence: Evidence, amended: Any) -> Statement:
    causes = tuple(_cause(evidence, ref) for ref in amended.data.because)
    return state(
        "amended" if causes else "amended-alone",
        *causes,
        events=evidence.corrected([amended.id]),
        version=amended.data.version,
        day=amended.occurred.date(),
        changes=amended.data.changes,
        count=len(causes),
    )


_CAUSES = {
    "comment-made": "comment_id",
    "objection-raised": "objection_id",
    "wish-posted": "wish_id",
}
"""Type of event that may be a cause -> the field that names what it brings into being."""


def _cause(evidence: Evidence, ref: str) -> Statement:
    """Return what caused an amendment: a comment by its stance, an objection, a wish, an event."""
    for type, names in _CAUSES.items():
        for one in evidence.all(type, **{names: ref}):
            member = getattr(one.data, "member_id", None)
            kind = getattr(one.data, "stance", None) or getattr(one.data, "severity", None)
            events = evidence.corrected([one.id])
            return state(f"cause-{type}", events=events, name=ref, member=member, kind=kind)
    known = evidence.view.source.find(ref)
    return state("cause", events=evidence.corrected([ref] if known else []), name=ref)


@asked_as("PROPOSAL", of=_proposals, concluded=versioned)
def proposed(evidence: Evidence, proposal: str) -> Statement:
    """Return why a proposal stands where it does in its last round, and its story."""
    scored = [id for id, seen in rounds(evidence).items() if proposal in seen.options]
    story = versioned(evidence, proposal)
    where = [ranked(evidence, scored[-1], proposal)] if scored else []
    short = [state("in-short", *_in_short(evidence, scored[-1], proposal))] if scored else []
    earlier = [placed(evidence, id, proposal) for id in scored[:-1]]
    return state(
        "proposal",
        *short,
        *where,
        *(summed(evidence, one) for one in earlier),
        story,
        proposal=proposal,
    )


def _in_short(evidence: Evidence, round: str, proposal: str) -> Iterator[Statement]:
    """Yield the sentences to read aloud first: place, lead, criteria, firmness, other words."""
    place = summed(evidence, placed(evidence, round, proposal))
    yield evolve(place, because=())
    yield from in_short(seen_in(evidence, round), proposal)
    yield from rewritten(evidence, proposal)


def _commitments(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((one.id,) for one in account(evidence).commitments)


def promised(evidence: Evidence, commitment: str) -> Statement:
    """Return how a commitment stands, with what says so."""
    found = account(evidence).dealings.promises[commitment]  # type: ignore[index]
    return state(
        "commitment",
        events=evidence.several(*COMMITMENTS, commitment_id=commitment),
        commitment=commitment,
        object=found.object,
        debtors=found.debtors,
        creditors=found.creditors,
        due=found.due,
        state=found.outcome or ("LATE" if found.due < evidence.on else "OPEN"),
        closed=found.closed,
    )


@asked_as("COMMITMENT", of=_commitments, concluded=promised)
def explained_commitment(evidence: Evidence, commitment: str) -> Statement:
    """Return who owes what to whom by a commitment, why it exists, and what came of it."""
    head = promised(evidence, commitment)
    return Statement(
        code=head.code, details=head.details, because=tuple(_promise_story(evidence, commitment))
    )


def _promise_story(evidence: Evidence, commitment: str) -> Iterator[Statement]:
    found = account(evidence).dealings.promises[commitment]  # type: ignore[index]
    made = evidence.ids("commitment-made", commitment_id=commitment)
    yield state(
        "promised",
        *(state("serves", events=bringing(evidence, ref), name=ref) for ref in found.serves),
        events=made,
        day=found.made,
        done=found.done_when,
        replaces=found.replaces,
    )
    for one in evidence.all("commitment-accepted", commitment_id=commitment):
        yield state("accepted", events=evidence.corrected([one.id]), member=one.data.by,
                    day=one.occurred.date())  # fmt: skip
    for one in evidence.all("commitment-revised", commitment_id=commitment):
        yield state("revised", events=evidence.corrected([one.id]), members=one.data.agreed_by,
                    day=one.occurred.date(), due=one.data.due)  # fmt: skip
    asked = evidence.all("account-requested", about=commitment)
    for one in asked:
        yield request(evidence, one.data.request_id)
    answers = {one.data.request_id for one in asked}
    for one in evidence.all("contribution-reported"):
        if one.data.commitment_id == commitment or one.data.answers in answers:
            yield _contribution(evidence, one)
    for one in evidence.all("commitment-closed", commitment_id=commitment):
        yield state("closed", events=evidence.corrected([one.id]), state=one.data.outcome,
                    day=one.occurred.date(), members=one.data.attested_by)  # fmt: skip
    for one in evidence.all("commitment-made", replaces=commitment):
        yield state("taken-over", events=evidence.corrected([one.id]), name=one.data.commitment_id)


def _contribution(evidence: Evidence, told: Any) -> Statement:
    reviews = evidence.all("peer-review-given", about=told.data.contribution_id)
    return state(
        "contribution",
        *(
            state("reviewed", events=evidence.corrected([one.id]), member=one.data.reviewer)
            for one in reviews
        ),
        events=evidence.corrected([told.id]),
        name=told.data.contribution_id,
        members=told.data.members,
        day=told.occurred.date(),
        recorded=_later(told),
        state=told.data.state,
    )


def _later(told: Any) -> Any:
    """Return the day on which the log learned of something, where that is a later one."""
    learned = told.recorded.astimezone(told.occurred.tzinfo).date()
    return learned if learned > told.occurred.date() else None


def _requests(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((one.id,) for one in account(evidence).requests)


@asked_as("REQUEST", of=_requests)
def request(evidence: Evidence, name: str) -> Statement:
    """Return who asked whom for an account, and whether it was answered in time."""
    found = account(evidence).dealings.questions[name]  # type: ignore[index]
    ids = (*evidence.ids("account-requested", request_id=name),
           *evidence.ids("contribution-reported", answers=name))  # fmt: skip
    how = "WAITING" if found.answered is None else "ON_TIME" if found.on_time else "LATE"
    return state(
        f"request-{how.lower().replace('_', '-')}",
        events=evidence.sorted(ids),
        name=name,
        member=found.asker,
        asked=found.asked,
        about=found.about,
        due=found.due,
        answered=found.answered,
    )


def _objections(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((id,) for id in OBJECTIONS.replay(evidence.view))


def _through(evidence: Evidence, ref: str) -> Statement:
    """Return through what an objection was answered; new words of a proposal are told."""
    events = bringing(evidence, ref)
    for one in evidence.all("proposal-amended"):
        if one.id == ref:
            said = one.data
            told = {"version": said.version, "proposal": said.proposal_id, "changes": said.changes}
            return state("through-version", events=events, name=ref, **told)
    return state("through", events=events, name=ref)


@asked_as("OBJECTION", of=_objections)
def objected(evidence: Evidence, name: str) -> Statement:
    """Return who objected to what, how it ended, and who said so."""
    found = OBJECTIONS.replay(evidence.view)[name]  # type: ignore[index]
    through = () if found.resolved is None else found.resolved.through
    return state(
        "objection" if found.resolved is not None else "objection-open",
        *(_through(evidence, ref) for ref in through),
        events=evidence.several("objection-raised", "objection-resolved", objection_id=name),
        name=name,
        member=found.raised.member_id,
        severity=found.raised.severity,
        about=found.raised.target,
        status=found.status,
        confirmed=None if found.resolved is None else found.resolved.confirmed_by,
    )  # fmt: skip


def _wishes(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((id,) for id in WALL.replay(evidence.view).wishes)


@asked_as("WISH", of=_wishes)
def wished(evidence: Evidence, name: str) -> Statement:
    """Return what became of a wish."""
    found = WALL.replay(evidence.view).wishes[name]  # type: ignore[index]
    answer = found.answers[-1] if found.answers else None
    cited = [
        state("cited", events=evidence.corrected([one.id]), version=one.data.version,
              proposal=one.data.proposal_id)
        for one in evidence.all("proposal-amended", because=name)
    ]  # fmt: skip
    links = () if answer is None else answer.links
    return state(
        "wish-waiting" if answer is None else "wish",
        *cited,
        *(state("linked", events=bringing(evidence, ref), name=ref) for ref in links),
        events=evidence.sorted(
            (*evidence.several("wish-posted", "wish-answered", wish_id=name),
             *evidence.ids("proposal-amended", because=name))
        ),
        name=name,
        answer=None if answer is None else answer.answer,
        explanation=None if answer is None else answer.explanation,
    )  # fmt: skip


def _missions(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((id,) for id in missions(evidence.view, at=evidence.on))


@asked_as("MISSION", of=_missions)
def aimed(evidence: Evidence, mission: str) -> Statement:
    """Return a mission with the progress of its indicators."""
    found = missions(evidence.view, at=evidence.on)[mission]  # type: ignore[index]
    return state(
        "mission",
        *(progressed(evidence, str(id)) for id in found.indicators),
        events=evidence.sorted(
            (*evidence.ids("mission-adopted", mission_id=mission),
             *evidence.ids("mission-adopted", supersedes=mission),
             *evidence.ids("indicator-defined", mission_id=mission))
        ),
        mission=mission,
        statement=found.adopted.statement,
        count=len(found.indicators),
    )  # fmt: skip


@asked_as("ROUND", of=each_round, concluded=None)
def held(evidence: Evidence, round: str) -> Statement:
    """Return what a round said: ranking, agreement, what changed, who took part."""
    seen = seen_in(evidence, round)
    order = [option for _, option in (seen.result.broken or seen.result.ranking).places()]
    told = [agreement(evidence, round)]
    if not seen.guarded:
        told += [first(evidence, round), taking_part(evidence, round)]
        told += [changed(evidence, round)] if round in before_each(evidence) else []
    return state(
        "round" if seen.result.leaders else "round-unranked",
        *(summed(evidence, placed(evidence, round, proposal)) for proposal in order),
        *told,
        round=round,
        leaders=tuple(seen.result.leaders),
        published=None if seen.publication is None else seen.publication.occurred,
    )


def _criteria(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((one.data.criterion_id,) for one in evidence.all("criterion-proposed"))


@asked_as("CRITERION", of=_criteria)
def weighed(evidence: Evidence, criterion: str) -> Statement:
    """Return where a criterion comes from, what it asks, and how much it weighs."""
    found = evidence.one("criterion-proposed", criterion_id=criterion)
    adopted = evidence.all("criteria-adopted", weights=criterion)
    return state(
        "criterion",
        *(
            state("weighs", events=evidence.corrected([one.id]), how=one.data.how,
                  weight=one.data.weights[criterion], total=sum(one.data.weights.values()))
            for one in adopted
        ),
        events=evidence.ids("criterion-proposed", criterion_id=criterion),
        criterion=criterion,
        origin=None if found is None else origin_of(found.data),
        questions=() if found is None else found.data.questions,
        weights=tuple(str(one.data.weights[criterion]) for one in adopted),
    )  # fmt: skip


def origin_of(criterion: Any) -> str | None:
    """Return where a criterion comes from; None where nobody said."""
    return None if criterion.origin == "UNSTATED" else str(criterion.origin)


def _members(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((one.data.member_id,) for one in evidence.all("member-joined"))


@asked_as("MEMBER", of=_members, concluded=None)
def accounted_for(evidence: Evidence, member: str) -> Statement:
    """Return what a member owes and is owed, with dates, and never a rank."""
    found = account(evidence).of(member)
    lists = {"owes": found.owes, "owed": found.owed, "past": found.past}
    asked = {"to-answer": found.to_answer, "waiting-for": found.waiting_for}
    return state(
        "member",
        *(
            state(f"member-{name}", *(promised(evidence, one.id) for one in promises),
                  count=len(promises))
            for name, promises in lists.items()
        ),
        *(
            state(f"member-{name}", *(request(evidence, one.id) for one in questions),
                  count=len(questions))
            for name, questions in asked.items()
        ),
        events=evidence.several("member-joined", "member-left", member_id=member),
        member=member,
        day=evidence.on,
    )  # fmt: skip


def bringing(evidence: Evidence, ref: str) -> tuple[EventId, ...]:
    """Return the events that brought a thing into being; of the name of an event, that one."""
    found = list[str]()
    for type in EVENTS:
        if type.names is not None:
            found += (one.id for one in evidence.all(type.name, **{type.names: ref}))
    if evidence.view.source.find(ref) is not None:
        found.append(ref)
    return evidence.corrected(found)
