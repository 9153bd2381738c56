"""This module is about "why this decision?": thirteen steps, from the mission to what is withheld.

The first nine are what the decision rests on; the others are what came after, and do not change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from collectif.ids import EventId
from collectif.projections.participation import deciding
from collectif.projections.registers import REGISTERS
from collectif.projections.small_groups import untold_tally
from collectif.statement import Statement
from collectif.trail.aftermath import corrected, followed, questioned, withheld
from collectif.trail.asking import asked_as, state
from collectif.trail.evidence import Evidence
from collectif.trail.figures import agreement, before_each, changed, first
from collectif.trail.preparation import criteria, interests, invited, proposals, purpose, rules
from collectif.trail.ranks import concluded as placed
from collectif.trail.ranks import in_short
from collectif.trail.resting import summed
from collectif.trail.seen import Seen, as_named, rounds
from collectif.trail.short import rewritten
from collectif.trail.things import objected

_PRESENCE = (
    "member-joined", "member-left", "mandate-given", "mandate-ended", "attendance-recorded",
)  # fmt: skip


def _decisions(evidence: Evidence) -> Iterator[tuple[str]]:
    yield from ((id,) for id in REGISTERS.replay(evidence.view).proposed)


def concluded(evidence: Evidence, decision: str) -> Statement:
    """Return how a decision ended, with what it rests on: results, ballot, quorum, objections."""
    proposed = REGISTERS.replay(evidence.view).proposed[decision]
    assembly, evidence = proposed.assembly_id, as_named(evidence, proposed.basis)
    results = [
        placed(evidence, seen.id, proposal)
        for seen in _basis(evidence, decision)
        for proposal in seen.options
    ]
    return _ended(
        evidence,
        decision,
        (
            *_motion(evidence, decision),
            *results,
            *_objections(evidence, decision),
            state("ruled", events=evidence.ids("charter-adopted", assembly_id=assembly)),
        ),
    )


@asked_as("DECISION", of=_decisions, concluded=concluded)
def decided(evidence: Evidence, decision: str) -> Statement:
    """Return why a decision was taken, in thirteen steps."""
    proposed = REGISTERS.replay(evidence.view).proposed[decision]
    assembly, evidence = str(proposed.assembly_id), as_named(evidence, proposed.basis)
    steps: tuple[Callable[[Evidence, str, str], Iterator[Statement]], ...] = (
        purpose, invited, rules, criteria, proposals, interests, _rounds, _said, _taken,
        corrected, followed, questioned, withheld,
    )  # fmt: skip
    told = (
        state(f"step-{number}", *(found or [state("nothing-recorded")]))
        for number, step in enumerate(steps, 1)
        for found in [list(step(evidence, assembly, decision))]
    )
    short = tuple(_in_short(evidence, decision))
    summary = (state("in-short", *short),) if short else ()
    return _ended(evidence, decision, (*summary, *told))


def _in_short(evidence: Evidence, decision: str) -> Iterator[Statement]:
    """Yield the sentences to read aloud first: how what was selected stood, and who agreed."""
    proposed = REGISTERS.replay(evidence.view).proposed[decision]
    for seen in list(_basis(evidence, decision))[-1:]:
        for proposal in map(str, proposed.selects):
            if proposal in seen.options:
                yield evolve(summed(evidence, placed(evidence, seen.id, proposal)), because=())
                yield from in_short(seen, proposal)
    for proposal in map(str, proposed.selects):
        yield from rewritten(evidence, proposal)
    if decision in REGISTERS.replay(evidence.view).taken:
        yield from _ballot(evidence, decision)


def _ended(evidence: Evidence, decision: str, because: tuple[Statement, ...]) -> Statement:
    registers = REGISTERS.replay(evidence.view)
    proposed, taken = registers.proposed[decision], registers.taken.get(decision)
    superseded = evidence.one("decision-superseded", decision_id=decision)
    return state(
        "decision-open" if taken is None else "decision",
        *because,
        events=evidence.sorted(
            (
                *evidence.several(
                    "decision-proposed", "decision-taken", "decision-superseded",
                    decision_id=decision,
                ),
            )
        ),
        decision=decision,
        motion=proposed.motion,
        selects=proposed.selects,
        outcome=None if taken is None else taken.outcome,
        method=None if taken is None else taken.method,
        number=None if taken is None else taken.resolution_no,
        by=None if superseded is None else superseded.data.by,
    )  # fmt: skip


def _basis(evidence: Evidence, decision: str) -> Iterator[Seen]:
    """Yield the rounds whose published results a decision names as its basis."""
    proposed = REGISTERS.replay(evidence.view).proposed[decision]
    named = {
        one.data.round_id for one in evidence.all("results-published") if one.id in proposed.basis
    }
    yield from (seen for id, seen in rounds(evidence).items() if id in named)


def _rounds(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    for seen in rounds(evidence).values():
        if seen.result.round.opened.assembly_id != assembly:
            continue
        order = [option for _, option in (seen.result.broken or seen.result.ranking).places()]
        places = (summed(evidence, placed(evidence, seen.id, option)) for option in order)
        told = [agreement(evidence, seen.id)]
        if not seen.guarded:
            told.append(first(evidence, seen.id))
        yield state(
            "round" if seen.result.leaders else "round-unranked",
            *places,
            *told,
            round=seen.id,
            leaders=tuple(seen.result.leaders),
            published=None if seen.publication is None else seen.publication.occurred,
        )


def _said(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    for id in before_each(evidence):
        if rounds(evidence)[id].result.round.opened.assembly_id == assembly:
            yield changed(evidence, id)
    comments = [one for one in evidence.all("comment-made") if one.assembly == assembly]
    if comments:
        events = evidence.corrected(one.id for one in comments)
        yield state("comments", events=events, count=len(comments))
    for one in evidence.all("objection-raised"):
        if one.assembly == assembly:
            yield objected(evidence, one.data.objection_id)


def _objections(evidence: Evidence, decision: str) -> Iterator[Statement]:
    """Yield the objections to a decision, and to what it selects."""
    targets = {decision, *REGISTERS.replay(evidence.view).proposed[decision].selects}
    for one in evidence.all("objection-raised"):
        if one.data.target in targets:
            yield objected(evidence, one.data.objection_id)


def _motion(evidence: Evidence, decision: str) -> Iterator[Statement]:
    registers = REGISTERS.replay(evidence.view)
    proposed, taken = registers.proposed[decision], registers.taken.get(decision)
    yield state(
        "moved",
        events=evidence.ids("decision-proposed", decision_id=decision),
        member=proposed.mover,
        seconder=proposed.seconder,
        selects=proposed.selects,
    )
    basis = evidence.corrected(proposed.basis)
    yield state("rests-on-results" if basis else "rests-on-nothing", events=basis)
    if proposed.departs_from_ranking:
        yield state("departs", events=evidence.ids("decision-proposed", decision_id=decision),
                    why=proposed.justification)  # fmt: skip
    if taken is not None:
        yield from _ballot(evidence, decision)


def _taken(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    yield from _motion(evidence, decision)
    taken = REGISTERS.replay(evidence.view).taken.get(decision)
    if taken is None:
        return
    events = evidence.ids("decision-taken", decision_id=decision)
    for condition in taken.conditions:
        yield state("condition", events=events, condition=condition)
    for dissent in taken.dissents:
        yield state("dissent", events=events, member=dissent.member_id)


def _ballot(evidence: Evidence, decision: str) -> Iterator[Statement]:
    taken = REGISTERS.replay(evidence.view).taken[decision]
    told = not untold_tally(taken, evidence.smallest)
    round = taken.ballot_round
    ballots: tuple[EventId, ...] = ()
    if round is not None:
        ballots = evidence.several("round-opened", "round-closed", "ballot-cast", "ballot-received",
                                   round_id=round)  # fmt: skip
    yield state(
        "tally" if told else "tally-untold",
        events=evidence.sorted(
            (*evidence.ids("decision-taken", decision_id=decision), *ballots)
        ),
        method=taken.method,
        tally=dict(taken.tally) if told else None,
    )  # fmt: skip
    there = deciding(evidence.view).get(decision)  # type: ignore[call-overload]
    if there is not None:
        yield state(
            "quorum",
            events=evidence.several(*_PRESENCE),
            count=len(there.present),
            needed=there.needed,
        )
