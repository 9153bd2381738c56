"""This module is about days: an answer as things stood at the end of one.

What happened later is left out by when it happened, in the offset in which it was told, like in a
view; the order stays that of the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from collectif.record.envelope import Recorded
from collectif.record.fold import Clause

S = TypeVar("S")


def happened_by(day: date, clauses: Mapping[type, Clause[S]]) -> dict[type, Clause[S]]:
    """Return clauses that take in nothing that happened after a day."""
    return {cls: _until(day, clause) for cls, clause in clauses.items()}


def _until(day: date, clause: Clause[S]) -> Clause[S]:
    def guarded(state: S, event: Recorded[Any]) -> None:
        if event.occurred.date() <= day:
            clause(state, event)

    return guarded
