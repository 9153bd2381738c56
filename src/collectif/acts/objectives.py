"""This module is about the neighbourhood plan: objectives that criteria and proposals point to."""

from __future__ import annotations

from collections.abc import Iterable

from collectif.acts.state import Known, several, unknown
from collectif.ids import ObjectiveId
from collectif.record.event import event
from collectif.values import Link, Text


@event("objective-adopted", names="objective_id")
class ObjectiveAdopted:
    """Objectif du plan de quartier adopté: something that the neighbourhood aims at.

    Attributes:
        objective_id: Its name in the log.
        statement: What is aimed at.
        plan: Which plan holds it.
        parent: The wider objective that it is part of.
        source: Where the plan can be read.
    """

    objective_id: ObjectiveId
    statement: Text
    plan: Text
    parent: ObjectiveId | None = None
    source: Link | None = None


def adopt_objective(
    known: Known,
    *,
    objective: ObjectiveId | str,
    statement: str | Text,
    plan: str | Text,
    parent: ObjectiveId | str | None = None,
    source: Link | None = None,
) -> ObjectiveAdopted:
    """Bring an objective of the neighbourhood plan into the log, to be pointed to."""
    known.new("objective", objective)
    return ObjectiveAdopted(
        objective_id=ObjectiveId(objective),
        statement=known.text(statement),
        plan=known.text(plan),
        parent=None if parent is None else objective_of(known, parent),
        source=source,
    )


def objectives_of(known: Known, ids: str | Iterable[ObjectiveId | str]) -> tuple[ObjectiveId, ...]:
    """Return objectives that were adopted, in order."""
    return tuple(objective_of(known, id) for id in several(ids))


def objective_of(known: Known, id: str) -> ObjectiveId:
    """Return an objective that was adopted."""
    adopted = (name for name, kind in known.names.items() if kind == "objective")
    return ObjectiveId(id) if known.has("objective", id) else unknown("objective", id, adopted)
