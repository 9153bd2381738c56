"""This module is about evidence: the events of a view by what they say, and what corrected them.

What follows from an event follows from its corrections too: without one, it would say something
else. So evidence always comes with all that was said of it since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from attrs import define, field

from collectif.ids import EventId, RoundId
from collectif.projections.accountability import up_to
from collectif.projections.readers import PUBLIC, Reader
from collectif.projections.sealing import seal_of
from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.record.view import CORRECTIONS, View

SAID_OF_OTHERS = CORRECTIONS | {"content-redacted"}
"""The types of events that say something of one other event."""


@define(kw_only=True, eq=False)
class Evidence:
    """The events of a view, as somebody reads them.

    Attributes:
        view: The log, as it is to be seen.
        reader: To whom it is shown.
        sealed: The rounds of which nothing is told, whatever is passed over.
        smallest: Round -> how many voices a figure must rest on, where it is more than one.
        asked_on: The day for which is asked; None is the last day on which anything happened.
    """

    view: View
    reader: Reader
    sealed: frozenset[str]
    smallest: Mapping[RoundId, int]
    asked_on: date | None
    _types: dict[str, list[tuple[Recorded[Any], Recorded[Any] | None]]] = field(factory=dict)
    _places: dict[str, int] = field(factory=dict)
    kept: dict[str, Any] = field(factory=dict)

    @classmethod
    def of(cls, view: View, *, on: date | None = None, reader: Reader = PUBLIC) -> Evidence:
        """Return the evidence of a view, at the end of a day."""
        seal = seal_of(view, reader)
        return cls(
            view=view if on is None else up_to(view, on),
            reader=reader,
            sealed=seal.rounds,
            smallest=seal.smallest,
            asked_on=on,
        )

    def without(self, event: EventId | str) -> Evidence:
        """Return the evidence as if an event had not been recorded; what is hidden stays hidden."""
        return Evidence(
            view=self.view.without(event),
            reader=self.reader,
            sealed=self.sealed,
            smallest=self.smallest,
            asked_on=self.on,
        )

    def alike(self) -> Evidence:
        """Return evidence of the same events, of which nothing is worked out yet."""
        return Evidence(
            view=self.view,
            reader=self.reader,
            sealed=self.sealed,
            smallest=self.smallest,
            asked_on=self.asked_on,
            types=self._types,
            places=self._places,
        )

    @cached_property
    def on(self) -> date:
        """The day for which is asked, or the last one on which anything happened."""
        if self.asked_on is not None:
            return self.asked_on
        return max((event.occurred.date() for event in self.view.events()), default=date.min)

    def all(self, type: str, **said: Any) -> tuple[Recorded[Any], ...]:
        """Return the events of a type as they count, whose fields say something, in order."""
        return tuple(now for _, now in self._pairs(type) if now is not None and _says(now, said))

    def one(self, type: str, **said: Any) -> Recorded[Any] | None:
        """Return the last such event; None without any."""
        return next(reversed(self.all(type, **said)), None)

    def ids(self, type: str, **said: Any) -> tuple[EventId, ...]:
        """Return such events, those that were retracted too, with all that corrected them."""
        return self.corrected(one.id for one in self.raw(type, **said))

    def raw(self, type: str, **said: Any) -> Iterator[Recorded[Any]]:
        """Yield such events as first recorded, those that were retracted too, in order."""
        for first, now in self._pairs(type):
            if _says(first, said) or (now is not None and _says(now, said)):
                yield first

    def several(self, *types: str, **said: Any) -> tuple[EventId, ...]:
        """Return the events of several types that say the same of a thing; see `ids`."""
        return self.sorted(id for type in types for id in self.ids(type, **said))

    def corrected(self, events: Iterable[str]) -> tuple[EventId, ...]:
        """Return events with the corrections of each, and the corrections of those, in order."""
        found, waiting = dict[str, None](), list(events)
        while waiting:
            id = waiting.pop()
            if id not in found:
                found[id] = None
                waiting += self.corrections.get(id, ())
        return self.sorted(found)

    def sorted(self, events: Iterable[str]) -> tuple[EventId, ...]:
        """Return events in the order of the log, each once."""
        places = ((self._placed(id), EventId(id)) for id in set(events))
        return tuple(id for _, id in sorted((at, id) for at, id in places if at is not None))

    @cached_property
    def corrections(self) -> Mapping[str, tuple[EventId, ...]]:
        """Event -> what was said of it later: that it should read otherwise, or not at all."""
        found: dict[str, list[EventId]] = {}
        for event in self.view.source.events(SAID_OF_OTHERS):
            self._places[event.id] = event.seq
            found.setdefault(event.data.target, []).append(event.id)
        return {target: tuple(events) for target, events in found.items()}

    def _placed(self, id: str) -> int | None:
        """Return where an event stands; None where it is not there."""
        if id not in self._places and (found := self.view.source.find(id)) is not None:
            self._places[id] = found.seq
        return self._places.get(id)

    def _pairs(self, type: str) -> list[tuple[Recorded[Any], Recorded[Any] | None]]:
        if type not in self._types:
            self._types[type] = list(self._read(type))
        return self._types[type]

    def _read(self, type: str) -> Iterator[tuple[Recorded[Any], Recorded[Any] | None]]:
        latest = self.view.happened_by
        for event in self.view.source.events(frozenset({type})):
            if isinstance(event.data, Unknown):
                continue
            now = self.view.effective(event)
            self._places[event.id] = event.seq
            if now is not None or latest is None or event.occurred.date() <= self.on:
                yield event, now


def _says(event: Recorded[Any], said: Mapping[str, Any]) -> bool:
    """Whether fields of an event hold what is looked for, or have it among what they hold."""
    return all(_holds(getattr(event.data, name, None), wanted) for name, wanted in said.items())


def _holds(held: Any, wanted: Any) -> bool:
    if isinstance(wanted, frozenset):
        return held in wanted
    if isinstance(held, tuple | frozenset | Mapping):
        return wanted in held
    return bool(held == wanted)
