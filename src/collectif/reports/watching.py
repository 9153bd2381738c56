"""This module is about watching a log being read: the events that have gone by, as they go by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.view import Source, View


@frozen
class Watched:
    """A log value that tells of each event that is read from it, each time that it is read.

    Attributes:
        source: The log value.
        progress: Told how many more events were read.
    """

    source: Source
    progress: Callable[[int], None]

    @property
    def codec(self) -> Codec:
        """How bytes become events."""
        return self.source.codec

    @property
    def size(self) -> int:
        """The number of events."""
        return self.source.size

    def events(
        self, types: frozenset[str] | None = None, *, after: int = 0
    ) -> Iterator[Recorded[Any]]:
        """Yield events of some types, or all, in order, and tell of each."""
        for event in self.source.events(types, after=after):
            self.progress(1)
            yield event

    def find(self, id: str) -> Recorded[Any] | None:
        """Return the event called `id`, or None."""
        return self.source.find(id)

    def at(self, point: int | datetime) -> Watched:
        """Return the log as it was, watched too."""
        return Watched(self.source.at(point), self.progress)

    def supposing(self, events: Iterable[Any]) -> Watched:
        """Return the log as it would be with more events on top, watched too."""
        return Watched(self.source.supposing(events), self.progress)


def watched(view: View, progress: Callable[[int], None]) -> View:
    """Return the same look at a log, of which each event that is read is told."""
    return evolve(view, source=Watched(view.source, progress))
