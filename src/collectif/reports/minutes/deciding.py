"""This module is about decisions in minutes: the motion, what it rests on, how it was taken."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld
from collectif.reports.minutes.material import Material
from collectif.statement import Statement


def proposed(material: Material, event: Recorded[DecisionProposed]) -> Iterator[Statement]:
    """Yield a motion, who moves it, what it selects, and the results that it rests on."""
    moved = material.statement("moved", event, "decision_id", "motion", "mover", "seconder")
    yield evolve(moved, because=tuple(_standing_on(material, event)))


def taken(material: Material, event: Recorded[DecisionTaken]) -> Iterator[Statement]:
    """Yield how a decision was taken: outcome, quorum, ballots, conditions, dissents, review."""
    name = f"decision-{event.data.outcome.lower()}"
    told = material.statement(name, event, "decision_id", "method", "resolution_no")
    yield evolve(told, because=tuple(_beside(material, event)))


def _standing_on(material: Material, event: Recorded[DecisionProposed]) -> Iterator[Statement]:
    name = "selects" if event.data.selects else "selects-nothing"
    yield _bare(material.statement(name, event, "selects"))
    for id in event.data.basis:
        result = material.named.get(id)
        if result is not None:
            details = {"round": result.data.round_id, "on": result.occurred}
            yield Statement(code="minutes.rests-on", details=details, events=(id,))
    departs = "departs" if event.data.departs_from_ranking else "follows"
    if event.data.basis:
        yield _bare(material.statement(departs, event, "justification"))


def _beside(material: Material, event: Recorded[DecisionTaken]) -> Iterator[Statement]:
    motion = material.registers.proposed.get(event.data.decision_id)
    if motion is not None:
        details = {"motion": motion.motion, "selects": motion.selects or None}
        yield Statement(code="minutes.motion", details=details, events=(event.id,))
    there = material.deciding.get(event.data.decision_id)
    if there is not None:
        counts = {"present": len(there.present), "needed": there.needed}
        name = "quorum" if there.needed is not None else "quorum-unsaid"
        yield Statement(code=f"minutes.{name}", details=counts, events=(event.id,))
    yield from _tally(material, event)
    for condition in event.data.conditions:
        yield Statement(
            code="minutes.condition", details={"condition": condition}, events=(event.id,)
        )
    for dissent in event.data.dissents:
        words = {"member": dissent.member_id, "text": dissent.text}
        yield Statement(code="minutes.dissent", details=words, events=(event.id,))
    if event.data.review_on is not None:
        yield _bare(material.statement("review-on", event, "review_on"))


def _tally(material: Material, event: Recorded[DecisionTaken]) -> Iterator[Statement]:
    tally = material.said(event, "tally")["tally"]
    if isinstance(tally, Withheld):
        yield Statement(code="minutes.tally-withheld", events=(event.id,))
        return
    scale = [one for one in _IN_FAVOUR if one in tally]
    for answer in (*scale, *(one for one in tally if one not in scale)):
        details = {"answer": answer, "count": tally[answer]}
        yield Statement(code="minutes.tally", details=details, events=(event.id,))


_IN_FAVOUR = ("FOR", "CONSENT", "RESERVATION", "STAND_ASIDE", "OBJECT", "AGAINST")
"""The answers that tallies hold most often, from most to least in favour."""


def _bare(statement: Statement) -> Statement:
    """Return a statement without its moment: it stands under one that has it."""
    details = {name: one for name, one in statement.details.items() if name != "at"}
    return evolve(statement, details=details)
