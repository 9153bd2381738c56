"""This module is about looking at a log: as known then, as corrected since, as it had happened by.

Order is always that of the log. `recorded` selects what was known; `occurred` selects what had
happened; neither ever reorders. A correction is an event: the record stays, views differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, cast

from attrs import define, field, frozen

from collectif.errors import UnknownName
from collectif.record.codec import Codec, spelled_time
from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.tabled import Tabled

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

    def supposing(self, events: Iterable[Any]) -> Source:
        """Return the log as it would be with more events on top."""


@frozen
class Excepting:
    """A log value in which some events are passed over, to ask what rests on them.

    Sizes and positions stay those of the log. A correction that is passed over corrects nothing.

    Attributes:
        source: The log value.
        ids: The events that are passed over.
    """

    source: Source
    ids: frozenset[str]

    @property
    def codec(self) -> Codec:
        """How bytes become events."""
        return self.source.codec

    @property
    def size(self) -> int:
        """The number of events, with those that are passed over."""
        return self.source.size

    def events(
        self, types: frozenset[str] | None = None, *, after: int = 0
    ) -> Iterator[Recorded[Any]]:
        """Yield events of some types, or all, in order, but those that are passed over."""
        return (one for one in self.source.events(types, after=after) if one.id not in self.ids)

    def find(self, id: str) -> Recorded[Any] | None:
        """Return the event called `id`; None if there is none, or it is passed over."""
        return None if id in self.ids else self.source.find(id)

    def at(self, point: int | datetime) -> Excepting:
        """Return the log as it was, without these events."""
        return Excepting(self.source.at(point), self.ids)

    def supposing(self, events: Iterable[Any]) -> Excepting:
        """Return the log as it would be with more events on top, without these."""
        return Excepting(self.source.supposing(events), self.ids)


@frozen(kw_only=True)
class Corrections:
    """What later events say of earlier ones, where those later events are themselves live.

    Attributes:
        dead: Id of an event that was retracted -> its live retraction.
        rectified: Id of an event -> its last live rectification.
    """

    dead: Mapping[str, Recorded[Any]]
    rectified: Mapping[str, Recorded[Any]]

    @classmethod
    def of(cls, told: Sequence[Recorded[Any]], codec: Codec) -> Corrections:
        """Read corrections backwards: an event is dead if a live retraction targets it.

        Corrections can be corrected like any other event.

        Raises:
            UnknownName: If one is of a newer version: a view that left it out would be wrong.
        """
        made = cls(dead={}, rectified={})
        for recorded in reversed(told):
            correction = made.applied(recorded, codec)
            if correction is None:
                continue
            if isinstance(correction.data, Unknown):
                raise too_new(correction)
            kept = made.dead if correction.type == "event-retracted" else made.rectified
            cast(dict[str, Recorded[Any]], kept).setdefault(correction.data.target, correction)
        return made

    def applied(self, event: Recorded[Any], codec: Codec) -> Recorded[Any] | None:
        """Return an event as corrected; None if it is dead. Nothing corrects a later event."""
        retraction = self.dead.get(event.id)
        if retraction is not None and retraction.seq > event.seq:
            return None
        correction = self.rectified.get(event.id)
        if correction is None or correction.seq <= event.seq:
            return event
        return codec.rectified(event, correction)


def too_new(event: Recorded[Any]) -> UnknownName:
    """Return the error of an answer that would be wrong without an event."""
    return UnknownName.of(
        "view.event-is-version", seq=event.seq, type=event.type, version=event.version
    )


def _moment(view: View, attribute: object, limit: date | datetime | None) -> None:
    if isinstance(limit, datetime):
        spelled_time(limit)


@define
class _Read:
    """The corrections that a view has read so far, of the first `size` events."""

    size: int = 0
    told: list[Recorded[Any]] = field(factory=list)
    corrections: Corrections = field(factory=lambda: Corrections(dead={}, rectified={}))


@frozen(kw_only=True)
class View(Tabled):
    """A log, seen in one way; every projection takes one.

    Attributes:
        source: The log value that is looked at; as known then if it is a prefix.
        happened_by: Leave out what happened later: a date counts to its end, in the offset in
            which the event was told. None leaves out nothing.
        corrected: Whether corrections known to `source` are applied; without them, events are
            seen as first recorded, and retracted ones too.
    """

    source: Source
    happened_by: date | datetime | None = field(default=None, validator=_moment)
    corrected: bool = True
    _read: _Read = field(factory=_Read, init=False, repr=False, eq=False)

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
        """What corrections say; of a log that grows, only new events are read."""
        read, size = self._read, self.source.size
        if read.size != size:
            read.told += self.source.events(CORRECTIONS, after=read.size)
            read.corrections = Corrections.of(read.told, self.codec)
            read.size = size
        return read.corrections

    def as_known_at(self, point: int | datetime) -> View:
        """Return the same look at the log as it was at a size or a moment."""
        return View(
            source=self.source.at(point), happened_by=self.happened_by, corrected=self.corrected
        )

    def without(self, *ids: str) -> View:
        """Return the same look at the log as if some events had not been recorded."""
        source = Excepting(self.source, frozenset(ids))
        return View(source=source, happened_by=self.happened_by, corrected=self.corrected)

    def position(self, id: str) -> int | None:
        """Return where an event stands in the log, passed over or not; None if it is not there."""
        source = self.source
        while isinstance(source, Excepting):
            source = source.source
        found = source.find(id)
        return None if found is None else found.seq

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
        """Return an event as it counts in this view; None when it does not."""
        seen = self.corrections.applied(event, self.codec) if self.corrected else event
        return seen if seen is not None and self._had_happened(seen) else None

    def _as_corrected(self, events: Iterator[Recorded[Any]]) -> Iterator[Recorded[Any]]:
        corrections, codec = self.corrections, self.codec
        if not corrections.dead and not corrections.rectified:
            yield from events
            return
        for event in events:
            seen = corrections.applied(event, codec)
            if seen is not None:
                yield seen

    def _had_happened(self, event: Recorded[Any]) -> bool:
        limit = self.happened_by
        if isinstance(limit, datetime):
            return event.occurred <= limit
        return limit is None or event.occurred.date() <= limit
