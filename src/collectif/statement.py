"""This module is about statements: something that follows from a log, and the events it rests on.

A statement is data: which sentence says it, what that sentence speaks of, the events, and the
statements that it follows from. `collectif.reports.stating` says it in French and English, so an
explanation, an answer to an auditor and the minutes are one thing in many forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from collectif.ids import EventId


@frozen(kw_only=True)
class Statement:
    """Something that follows from a log.

    Attributes:
        code: Which sentence says it, `topic.name` such as `"trail.ranked-first"`: the sentence
            `name` of the catalogue `locale/TOPIC.LANG.toml`.
        details: What the sentence speaks of, by name: ids, exact figures, days, words.
        events: The events that say so, in the order of the log.
        because: The statements that it follows from.
    """

    code: str
    details: Mapping[str, Any] = field(factory=dict)
    events: tuple[EventId, ...] = ()
    because: tuple[Statement, ...] = ()

    @property
    def topic(self) -> str:
        """The table of the catalogue that has its sentence."""
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of its sentence in that table."""
        return self.code.partition(".")[2]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Statement]]:
        """Yield it and all that it follows from, each with its depth, reasons after what follows.

        A statement from which several follow comes once for each.
        """
        yield depth, self
        for reason in self.because:
            yield from reason.walk(depth + 1)

    def rests_on(self) -> frozenset[EventId]:
        """Return the events that it rests on, itself or through its reasons."""
        return frozenset(id for _, one in self.walk() for id in one.events)
