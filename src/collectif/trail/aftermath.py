"""This module is about what came after a decision: corrections, what followed, what is withheld."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from collectif.auditing.checklist.answer import verdict
from collectif.auditing.checklist.asking import checklist_of
from collectif.projections.calendar import review_day
from collectif.projections.corrections import Impact, corrections, impacts
from collectif.projections.erasures import ERASURES
from collectif.projections.registers import REGISTERS
from collectif.statement import Statement
from collectif.trail.asking import state
from collectif.trail.community import account, progressed
from collectif.trail.evidence import Evidence
from collectif.trail.things import promised


def corrected(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield what was corrected since the decision, and whether the ranking changed."""
    taken = evidence.all("decision-taken", decision_id=decision)
    since = taken[-1].seq if taken else evidence.view.size
    found = [one for one in _impacts(evidence) if one.decision == decision]
    for one in corrections(evidence.view):
        position = evidence.view.position(one.event)
        if position is None or position < since or one.type not in _KINDS or not one.live:
            continue
        yield state(
            _KINDS[one.type],
            *(_impact(impact) for impact in found if impact.correction == one.event),
            events=evidence.sorted((*one.targets, *evidence.corrected([one.event]))),
            day=one.occurred.date(),
            targets=one.targets,
        )


_KINDS = {"event-rectified": "rectified", "event-retracted": "retracted"}


def _impacts(evidence: Evidence) -> Iterator[Impact]:
    """Yield the impact of corrections, of rounds of which single voices are told."""
    hidden = {*evidence.sealed, *evidence.smallest}
    yield from (one for one in impacts(evidence.view) if one.round not in hidden)


def _impact(impact: Impact) -> Statement:
    before, after = impact.before.scores, impact.after.scores
    moved = {option for option in before if before[option] != after.get(option)}
    changes = tuple(
        state("score-moved", proposal=option, before=before[option], after=after.get(option))
        for option in sorted(moved)
    )
    name = "same-order" if impact.same_order else "same-head" if impact.same_head else "other-head"
    return state(f"impact-{name}", *changes, round=impact.round)


def followed(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield what followed: missions, commitments, money, indicators and reviews."""
    missions = {
        one.data.mission_id: one for one in evidence.all("mission-adopted", decision_id=decision)
    }
    for id, one in missions.items():
        yield state("mission-born", events=evidence.corrected([one.id]), mission=id,
                    statement=one.data.statement)  # fmt: skip
    served = {decision, *missions}
    indicators = [
        one.data.indicator_id
        for one in evidence.all("indicator-defined")
        if one.data.mission_id in missions
    ]
    for commitment in account(evidence).commitments:
        if served & {*commitment.serves} or {*indicators} & {*commitment.serves}:
            yield promised(evidence, commitment.id)
    yield from _money(evidence, decision)
    for indicator in indicators:
        yield progressed(evidence, indicator)
    taken = REGISTERS.replay(evidence.view).taken.get(decision)
    if taken is not None and taken.review_on is not None:
        yield state("review-promised", day=taken.review_on,
                    events=evidence.ids("decision-taken", decision_id=decision))  # fmt: skip
    else:
        yield from _ruled(evidence, assembly, decision)
    for review in evidence.all("decision-reviewed", decision_id=decision):
        yield state("reviewed-decision", events=evidence.corrected([review.id]),
                    day=review.occurred.date(), outcome=review.data.outcome,
                    next=review.data.next_review)  # fmt: skip


def _ruled(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield that the charter promises another look at a decision that names no day for it."""
    for taken in evidence.all("decision-taken", decision_id=decision):
        adopted = evidence.all("charter-adopted", assembly_id=assembly)
        charters = [one for one in adopted if one.seq < taken.seq][-1:]
        for one in charters if taken.data.outcome == "ADOPTED" else ():
            day = review_day(taken, one.data.charter)
            if day is not None:
                events = evidence.corrected([one.id, taken.id])
                yield state("review-ruled", day=day, events=events)


def _money(evidence: Evidence, decision: str) -> Iterator[Statement]:
    for one in evidence.all("funds-allocated", decision_id=decision):
        spent = evidence.all("spending-reported", allocation_id=one.data.allocation_id)
        yield state(
            "allocated",
            *(
                state("spent", events=evidence.corrected([each.id]), amount=each.data.money,
                      what=each.data.what)
                for each in spent
            ),
            events=evidence.corrected([one.id]),
            amount=one.data.money,
            member=one.data.bearer,
            purpose=one.data.purpose,
            day=one.occurred.date(),
        )  # fmt: skip


def questioned(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield the 25 questions of auditors, each with its answer in short; an audit says why."""
    for one in checklist_of(evidence.view, evidence.asked_on, evidence.reader):
        short = evolve(one.statement, because=())
        yield evolve(one.question, because=(evolve(verdict(one), because=(short,)),))


def withheld(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield what is not shown, by whom or by what: erased words, secret rounds, small groups."""
    for erasure in ERASURES.replay(evidence.view).erasures:
        yield state(
            "erased",
            events=evidence.sorted((*erasure.targets, erasure.event)),
            count=len(erasure.targets),
            day=erasure.occurred.date(),
            ground=erasure.ground,
        )
    for opened in evidence.all("round-opened", assembly_id=assembly):
        round = opened.data.round_id
        if opened.data.visibility == "SECRET":
            yield state("secret-round", events=evidence.corrected([opened.id]), round=round)
        if round in evidence.smallest:
            yield state("small-groups", events=evidence.corrected([opened.id]), round=round,
                        count=evidence.smallest[round])  # fmt: skip
        if round in evidence.sealed:
            yield state("sealed-round", events=evidence.corrected([opened.id]), round=round)
