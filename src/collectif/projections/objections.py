"""This module is about objections: who raised them, and who said that they were answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from collectif.acts.deliberation import ObjectionRaised, ObjectionResolved
from collectif.ids import EventId, ObjectionId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection


@frozen(kw_only=True)
class Objection:
    """An objection, and what became of it.

    Attributes:
        raised: What was objected.
        raised_by: The event that raised it.
        resolved: How it ended; None while it is open.
        resolved_by: The event that ended it; None while it is open.
    """

    raised: ObjectionRaised
    raised_by: EventId
    resolved: ObjectionResolved | None = None
    resolved_by: EventId | None = None

    @property
    def status(self) -> str:
        """`"OPEN"`, or how it ended."""
        return "OPEN" if self.resolved is None else self.resolved.outcome


@define
class _Objections:
    raised: dict[ObjectionId, Recorded[ObjectionRaised]] = field(factory=dict)
    resolved: dict[ObjectionId, Recorded[ObjectionResolved]] = field(factory=dict)


def _objections_stay_open(state: _Objections, event: Recorded[ObjectionRaised]) -> None:
    state.raised[event.data.objection_id] = event


def _until_they_are_resolved(state: _Objections, event: Recorded[ObjectionResolved]) -> None:
    state.resolved[event.data.objection_id] = event


def _by_name(state: _Objections) -> Mapping[ObjectionId, Objection]:
    return {id: _objection(raised, state.resolved.get(id)) for id, raised in state.raised.items()}


def _objection(
    raised: Recorded[ObjectionRaised], resolved: Recorded[ObjectionResolved] | None
) -> Objection:
    if resolved is None:
        return Objection(raised=raised.data, raised_by=raised.id)
    return Objection(
        raised=raised.data,
        raised_by=raised.id,
        resolved=resolved.data,
        resolved_by=resolved.id,
    )


OBJECTIONS: Projection[Any, Mapping[ObjectionId, Objection]] = Projection(
    start=_Objections,
    clauses={
        ObjectionRaised: _objections_stay_open,
        ObjectionResolved: _until_they_are_resolved,
    },
    show=_by_name,
)
"""Objection -> what became of it, in the order of raising."""
