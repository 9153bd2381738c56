"""This module is about looking at the same few events many times: they are read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.view import CORRECTIONS, Source, View


@frozen(kw_only=True)
class Remembered:
    """A log value that holds events of some types alone, all of them at hand.

    Attributes:
        codec: How bytes become events.
        size: The number of events of the log that they come from.
        kept: The events, in the order of the log.
    """

    codec: Codec
    size: int
    kept: tuple[Recorded[Any], ...]

    def events(
        self, types: frozenset[str] | None = None, *, after: int = 0
    ) -> Iterator[Recorded[Any]]:
        """Yield events of some types, or all that are at hand, in order."""
        return (e for e in self.kept if e.seq >= after and (types is None or e.type in types))

    def find(self, id: str) -> Recorded[Any] | None:
        """Return the event called `id`; None if it is not at hand."""
        return next((event for event in self.kept if event.id == id), None)

    def at(self, point: int | datetime) -> Source:
        """Return the log as it was when it held so many events."""
        limit = point if isinstance(point, int) else self._size_at(point)
        return evolve(self, size=limit, kept=tuple(e for e in self.kept if e.seq < limit))

    def supposing(self, events: Iterable[Any]) -> Source:
        """Return the log as it would be with more events, all of them recorded already."""
        return evolve(self, kept=(*self.kept, *events))

    def _size_at(self, moment: datetime) -> int:
        return next((e.seq for e in self.kept if e.recorded > moment), self.size)


def remembering(view: View, types: frozenset[str]) -> View:
    """Return the same look at a log that holds the events of some types alone, and corrections."""
    kept = tuple(view.source.events(types | CORRECTIONS))
    source = Remembered(codec=view.codec, size=view.size, kept=kept)
    return View(source=source, happened_by=view.happened_by, corrected=view.corrected)
