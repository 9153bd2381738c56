"""This module is about what was recorded after an assembly: late facts, corrections, erasures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from collectif.acts.minutes import MinutesAdopted
from collectif.projections.corrections import Impact, corrections, impacts
from collectif.projections.scores import SCORES
from collectif.record.envelope import Recorded
from collectif.reports.minutes.belonging import belonging
from collectif.reports.minutes.document import Section, Table
from collectif.reports.minutes.material import Material, dated
from collectif.reports.minutes.telling import ELSEWHERE, telling
from collectif.statement import Statement


def afterwards(material: Material) -> Iterator[Section]:
    """Yield the facts recorded after the end of an assembly; nothing where there are none."""
    told = [one for event in _later(material) for one in _told(material, event)]
    if told:
        yield Section(title=Statement(code="minutes.afterwards"), told=tuple(told))


def _later(material: Material) -> Iterator[Recorded[Any]]:
    """Yield later events of the assembly, and those that correct or erase one of it, once each."""
    assembly = material.assembly.assembly_id
    ever = {event.id for event in belonging(material.view.source.events(), assembly)}
    own = ever | {event.id for event in material.events}
    about = {one.event for one in corrections(material.view) if own.intersection(one.targets)}
    for event in material.view.events():
        later = event.seq > material.end and event.type not in ELSEWHERE
        if later and (event.id in own or event.id in about):
            yield event


def _told(material: Material, event: Recorded[Any]) -> Iterator[Statement | Table]:
    for one in telling(material, event):
        yield _followed(material, event, dated(one)) if isinstance(one, Statement) else one


def _followed(material: Material, event: Recorded[Any], told: Statement) -> Statement:
    """Return a statement with what it did to results, and when the log learned of it."""
    found = [one for one in impacts(material.view) if one.correction == event.id]
    changed = (one for impact in found for one in _impact(material, impact))
    return evolve(told, because=(*told.because, *changed, *_late(event)))


def _late(event: Recorded[Any]) -> tuple[Statement, ...]:
    learned = event.recorded.astimezone(event.occurred.tzinfo).date()
    if learned <= event.occurred.date() or event.source == "IMPORT":
        return ()
    return (Statement(code="minutes.late", details={"recorded": learned}, events=(event.id,)),)


def _impact(material: Material, impact: Impact) -> Iterator[Statement]:
    """Yield what a correction did to a ranking that a decision rests on; nothing of secret ones."""
    opened = SCORES.replay(material.view)[impact.round].opened
    if opened.visibility == "SECRET":
        return
    order = "same-order" if impact.same_order else "other-order"
    name = order if impact.same_head else "other-head"
    details = {"round": impact.round, "decision": impact.decision}
    yield Statement(code=f"minutes.{name}", details=details, events=(impact.correction,))
    for proposal, before in impact.before.scores.items():
        after = impact.after.scores.get(proposal)
        if after != before:
            change = {"proposal": proposal, "before": before, "after": after}
            yield Statement(
                code="minutes.score-changed", details=change, events=(impact.correction,)
            )


def adoptions(material: Material) -> tuple[Recorded[MinutesAdopted], ...]:
    """Return every adoption of the minutes of an assembly, in order."""
    return tuple(material.of_type(MinutesAdopted))
