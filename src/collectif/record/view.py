"""This module is about looking at a log: as known then, as corrected since, as it had happened by.

Order is always that of the log. `recorded` selects what was known; `occurred` selects what had
happened; neither ever reorders. A correction is an event: the record stays, views differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from attrs import field, frozen

from collectif.record.codec import Codec
from collectif.record.envelope import Recorded

CORRECTIONS = frozenset({"event-rectified", "event-retracted"})
"""The types of events that change how other events are seen."""


class Source(Protocol):
    """A log value, as far as views need one."""

    @property
    def codec(self) -> Codec:
        """How bytes become events."""

    @property
    def size(self) -> int:
        """The number of events."""

    def events(
        self, types: frozenset[str] | None = None, *, after: int = 0
    ) -> Iterator[Recorded[Any]]:
        """Yield events of some types, or all, in order."""

    def find(self, id: str) -> Recorded[Any] | None:
        """Return the event called `id`, or None."""

    def at(self, point: int | datetime) -> Source:
        """Return the log as it was."""


@frozen(kw_only=True)
class Corrections:
    """What later events say of earlier ones, where those later events are themselves live.

    Attributes:
        dead: Ids of the events that were retracted.
        rectified: Id of an event -> its last live rectification.
    """

    dead: frozenset[str]
    rectified: Mapping[str, Recorded[Any]]

    @classmethod
    def of(cls, source: Source) -> Corrections:
        """Read the corrections backwards: an event is dead if a live retraction targets it."""
        dead: set[str] = set()
        rectified: dict[str, Recorded[Any]] = {}
        for correction in reversed(list(source.events(CORRECTIONS))):
            if correction.id in dead:
                continue
            if correction.type == "event-retracted":
                dead.add(correction.data.target)
            else:
                rectified.setdefault(correction.data.target, correction)
        return cls(dead=frozenset(dead), rectified=rectified)


@frozen(kw_only=True)
class View:
    """A log, seen in one way; every projection takes one.

    Attributes:
        source: The log value that is looked at; as known then if it is a prefix.
        happened_by: Leave out what happened later: a date counts to its end, in the offset in
            which the event was told. None leaves out nothing.
        corrected: Whether corrections known to `source` are applied; without them, events are
            seen as first recorded, and retracted ones too.
    """

    source: Source
    happened_by: date | datetime | None = None
    corrected: bool = True
    _corrections: list[Corrections] = field(factory=list, init=False, repr=False, eq=False)

    @property
    def size(self) -> int:
        """The number of events that the log held."""
        return self.source.size

    @property
    def codec(self) -> Codec:
        """How bytes become events."""
        return self.source.codec

    @property
    def corrections(self) -> Corrections:
        """What corrections say, read once."""
        if not self._corrections:
            self._corrections.append(Corrections.of(self.source))
        return self._corrections[0]

    def as_known_at(self, point: int | datetime) -> View:
        """Return the same look at the log as it was at a size or a moment."""
        return View(
            source=self.source.at(point), happened_by=self.happened_by, corrected=self.corrected
        )

    def events(
        self, types: frozenset[str] | None = None, *, after: int = 0
    ) -> Iterator[Recorded[Any]]:
        """Yield the events as they count in this view, in the order of the log."""
        seen = self.source.events(types, after=after)
        if self.corrected:
            seen = self._as_corrected(seen)
        if self.happened_by is not None:
            seen = (event for event in seen if self._had_happened(event))
        return seen

    def effective(self, event: Recorded[Any]) -> Recorded[Any] | None:
        """Return an event as it counts in this view; None when it was retracted."""
        if self.corrected:
            return next(self._as_corrected(iter((event,))), None)
        return event

    def _as_corrected(self, events: Iterator[Recorded[Any]]) -> Iterator[Recorded[Any]]:
        dead, rectified = self.corrections.dead, self.corrections.rectified
        if not dead and not rectified:
            yield from events
            return
        for event in events:
            if event.id not in dead:
                correction = rectified.get(event.id)
                yield event if correction is None else self.codec.rectified(event, correction)

    def _had_happened(self, event: Recorded[Any]) -> bool:
        limit = self.happened_by
        if isinstance(limit, datetime):
            return event.occurred <= limit
        return limit is None or event.occurred.date() <= limit
