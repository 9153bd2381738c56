"""This module is about one sequence of commands: what it did, and what the log said all along.

Events are read from the bytes of the log when they come, and again after an erasure; laws look at
what was read as often as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from attrs import define, field, frozen

from collectif.acts import Known, known_from
from collectif.acts.erasure import ERASING, ContentRedacted
from collectif.collective import Collective
from collectif.collective import open as open_collective
from collectif.log.merkle import Edge
from collectif.log.store import Row
from collectif.log.value import LogValue
from collectif.record.codec import Codec
from collectif.record.disclosure import Disclosure
from collectif.record.envelope import Recorded
from collectif.record.view import View
from collectif.testing.given import TestClock, given, repeatable
from collectif.testing.machine.starts import Acts

Events = tuple[Recorded[Any], ...]
Plain = dict[str, Any]

MARKED_EVERY = 12
"""After how many commands a view of the log is kept, to be compared with at the end."""

_TOKEN = re.compile(r"mot\d+x\d+x")


@frozen
class Shelf:
    """The first events of a log, already read: what a view looks at.

    Attributes:
        told: The events, in order; more may follow behind `size`.
        size: How many of them there are to see.
        log: Where they were read from.
    """

    told: list[Recorded[Any]]
    size: int
    log: LogValue

    @property
    def codec(self) -> Codec:
        """How bytes become events."""
        return self.log.codec

    def events(
        self, types: frozenset[str] | None = None, *, after: int = 0
    ) -> Iterator[Recorded[Any]]:
        """Yield events of some types, or all, in order."""
        seen = self.told[after : self.size]
        return iter(seen if types is None else [e for e in seen if e.type in types])

    def find(self, id: str) -> Recorded[Any] | None:
        """Return the event called `id`, or None."""
        return next((event for event in self.told[: self.size] if event.id == id), None)

    def at(self, point: int | datetime) -> Shelf:
        """Return the log as it was at a size, or as known at a moment."""
        if isinstance(point, int):
            return Shelf(self.told, point, self.log)
        later = (event.seq for event in self.told[: self.size] if event.recorded > point)
        return Shelf(self.told, next(later, self.size), self.log)

    def supposing(self, events: Iterable[Any]) -> LogValue:
        """Return the log as it would be with more events on top."""
        return self.log.at(self.size).supposing(events)


@define(eq=False)
class Trial:
    """One sequence so far.

    Attributes:
        collective: What is acted upon.
        clock: What its log takes for the time.
        number: How many commands were tried.
        told: All events of the log, as first recorded.
        new: Those that the last command added.
        before: What was known before it, from folding the log anew.
        now: What is known now, in the same way.
        view: A look at all that was recorded.
        effective: The events that count now, as corrected.
        rows: The bytes of the log.
        words: What the private store keeps.
        people: Those whose words the private store ties to a person.
        erased: The events whose words were erased.
        gone: The words that must not be found anywhere any more.
        marks: Size of the log -> what a view of it showed then, in plain data.
    """

    collective: Collective
    clock: TestClock
    number: int = 0
    told: list[Recorded[Any]] = field(factory=list)
    new: Events = ()
    before: Known = field(factory=Known)
    now: Known = field(factory=Known)
    view: View = field(init=False)
    effective: Events = ()
    rows: tuple[bytes, ...] = ()
    words: tuple[Disclosure, ...] = ()
    people: set[str] = field(factory=set)
    erased: set[str] = field(factory=set)
    gone: set[str] = field(factory=set)
    marks: dict[int, list[Plain]] = field(factory=dict)

    def look(self) -> None:
        """Read what the last command added, and fold everything anew."""
        words, size = self.words, len(self.told)
        self.rows, self.words = self.kept()
        self.told.extend(self.collective.log.read(after=size))
        self.new = tuple(self.told[size:])
        for event in self.new:
            if isinstance(event.data, ERASING):
                self._forget(event, words)
                self.told[:] = self.collective.log.read()
        self.view = View(source=Shelf(self.told, len(self.told), self.collective.log))
        self.before, self.now = self.now, known_from(self.view)
        self.effective = tuple(self.view.events())
        if self.number % MARKED_EVERY == 0:
            self.marks[self.view.size] = self.shown(self.view)

    def kept(self) -> tuple[tuple[bytes, ...], tuple[Disclosure, ...]]:
        """Return all that the log and its private store hold."""
        store = self.collective.log.store
        words = store.private.disclosures() if store.private is not None else ()
        return tuple(row.body for row in store.rows(0, self.collective.log.size)), tuple(words)

    def shown(self, view: View) -> list[Plain]:
        """Return what a view shows, as plain data."""
        return [self.collective.log.codec.plain(event) for event in view.events()]

    def of(self, *types: str) -> Events:
        """Return the events of some types that count now."""
        return tuple(event for event in self.effective if event.type in types)

    def _forget(self, erasing: Recorded[Any], words: Sequence[Disclosure]) -> None:
        """Note which words must be gone by now, of those that were kept before."""
        asked, corrected = _asked(erasing), self._corrected()
        self.erased |= asked.keys()
        asked_for = [one for one in words if _goes(one, asked, corrected)]
        going = [*asked_for, *_replaced(asked_for, words, corrected)]
        about = {corrected.get(one.event, one.event) for one in going}
        elsewhere = (one for one in words if corrected.get(one.event, one.event) not in about)
        self.gone |= _spoken(going) - _spoken(elsewhere)

    def _corrected(self) -> Mapping[str, str]:
        """Return rectification -> what it corrects."""
        return {e.id: e.data.target for e in self.told if e.type == "event-rectified"}


def _spoken(words: Iterable[Disclosure]) -> set[str]:
    return {token for one in words for token in tokens(one.opened)}


def tokens(data: object) -> set[str]:
    """Return the words of commands that stand in some data."""
    return set(_TOKEN.findall(str(data)))


def begun(start: Acts) -> Trial:
    """Return a sequence that begins after some acts."""
    now, rows, edge, words = told_by(start)
    clock = TestClock(now)
    collective = open_collective("memory:", clock=clock, entropy=repeatable(f"then {now}"))
    store = collective.log.store
    with store.writing():
        store.insert(rows, edge)
        if store.private is not None:
            store.private.keep(words)
    trial = Trial(collective=collective, clock=clock)
    trial.look()
    trial.new, trial.before = (), trial.now
    return trial


@cache
def told_by(start: Acts) -> tuple[datetime, list[Row], Edge, list[Disclosure]]:
    """Return when some acts were told, and all that a store holds of them."""
    case = given(*start)
    store = case.collective.log.store
    words = [] if store.private is None else list(store.private.disclosures())
    return case.clock.now, list(store.rows(0, case.collective.log.size)), store.edge(), words


def _asked(erasing: Recorded[Any]) -> Mapping[str, frozenset[str] | None]:
    """Return event -> the fields whose words go; None for all."""
    if isinstance(erasing.data, ContentRedacted):
        return {erasing.data.target: frozenset(erasing.data.fields)}
    return dict.fromkeys(erasing.data.events)


def _goes(
    one: Disclosure,
    asked: Mapping[str, frozenset[str] | None],
    corrected: Mapping[str, str],
) -> bool:
    """Whether words go when those of some events do: their own, and those that corrected them."""
    first, *rest = one.opened[0].split("/")[1:]
    if one.event in asked:
        fields = asked[one.event]
        return fields is None or first in fields
    if corrected.get(one.event) not in asked or first != "payload":
        return False
    fields = asked[corrected[one.event]]
    return fields is None or rest[0] in fields


def _replaced(
    going: Iterable[Disclosure], words: Sequence[Disclosure], corrected: Mapping[str, str]
) -> Iterator[Disclosure]:
    """Yield the words that those of a rectification replaced, and those that repeat them."""
    order = list(corrected)
    for right in going:
        where, said = right.opened
        target = corrected.get(right.event)
        if target is None or not where.startswith("/payload/"):
            continue
        earlier = {target, *order[: order.index(right.event)]}
        for one in words:
            at, value = one.opened
            here = (corrected.get(one.event) == target and at == where) or (
                one.event == target and f"/payload{at}" == where
            )
            if here and (one.event in earlier or value == said):
                yield one
