"""This module is about clauses for events that another chapter may bring: named, not imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from attrs import evolve

from collectif.record.event import EVENTS
from collectif.record.fold import Clause, Projection

S = TypeVar("S")
A = TypeVar("A")


def with_later(projection: Projection[S, A], clauses: Mapping[str, Clause[S]]) -> Projection[S, A]:
    """Return a projection that also takes in events by name, where their chapter is there."""
    found = {known.cls: clause for n, clause in clauses.items() if (known := EVENTS.get(n))}
    return evolve(projection, clauses={**projection.clauses, **found})
