"""This module is about the log: the only truth, of which everything else is a fold.

It reads, appends, follows, and is a value: `at` gives the log as it was, `supposing` the log as
it would be. A state of the log is named by its size n: the first n events.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from collectif.log.clock import Clock, system_clock
from collectif.log.pen import Events, Pen, drafted
from collectif.log.query import EVERYTHING, Query
from collectif.log.store import Store
from collectif.log.value import Head, LogValue, Prefix
from collectif.record.codec import Codec
from collectif.record.disclosure import Entropy
from collectif.record.envelope import Recorded

if TYPE_CHECKING:
    from collectif.log.residue import Scan
    from collectif.log.verification import Report

__all__ = [
    "Clock",
    "Events",
    "Facts",
    "Head",
    "Log",
    "LogValue",
    "Pen",
    "Prefix",
    "system_clock",
]


@frozen(kw_only=True)
class Facts:
    """What was known when a choice was made, and the only way to record what follows from it.

    Attributes:
        events: The events that matched, oldest first.
        size: The size of the log that they were read from.
    """

    events: Events
    size: int
    _log: Log = attrs.field(alias="log")
    _query: Query = attrs.field(alias="query")

    def __iter__(self) -> Iterator[Recorded[Any]]:
        return iter(self.events)

    def append(self, events: Iterable[Any], **options: Any) -> Events:
        """Record events, unless a matching event came since; see `Log.append`."""
        return self._log.append(events, unless=self._query, after=self.size, **options)


class Log(LogValue):
    """The append-only log of one collective.

    Args:
        store: Where the rows are.
        clock: What time it is, as recorded with each event.
        codec: The event types to know; those of this process unless told otherwise.
        entropy: Random bytes for ids and salts; give a fixed source for reproducible logs only.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock = system_clock,
        codec: Codec | None = None,
        entropy: Entropy = secrets.token_bytes,
    ) -> None:
        super().__init__(store, codec or Codec())
        self.clock = clock
        self.entropy = entropy

    @property
    def url(self) -> str:
        """Where the log is, as `collectif.open` takes it."""
        return self._store.url

    @property
    def store(self) -> Store:
        """The store below; for those who verify, copy or question it."""
        return self._store

    def append(
        self,
        events: Iterable[Any],
        *,
        unless: Query | None = None,
        after: int | None = None,
        id: str | None = None,
        **envelope: Any,
    ) -> Events:
        """Record events together, all or none, and return them as recorded.

        When it returns, they survive a power cut. Calling it again with the same ids and the same
        content records nothing and returns the first record.

        Args:
            events: Event instances, or `Draft`s that carry an envelope of their own.
            unless: Refuse if an event matches this query...
            after: ... among those after the first `after` events; None means among all.
            id: The name of the act: one event takes it, several take `id/0`, `id/1`, ...
            envelope: What goes for all plain events, as in `Draft`: `assembly=`, `occurred=`,
                `actor=`, ...

        Raises:
            Conflict: If `unless` matched, with the events that did; or if an id already names
                other content.
            InvalidEvent: If an event cannot be written. Nothing is recorded in either case.
        """
        drafts = drafted(events, id, envelope)
        with self.writing() as pen:
            told = pen.told(drafts, act=id)
            if told is not None:
                return told
            if unless is not None:
                pen.refuse_if(unless, after or 0)
            return pen.write(drafts)

    @contextmanager
    def writing(self) -> Iterator[Pen]:
        """Hold the log's one writer lock, to judge an act against the newest state and record it.

        What the pen wrote is committed when the block is left normally, and is not otherwise.
        Reading through the log inside the block sees what the pen wrote; the block does not nest.
        """
        with self._store.writing():
            pen = Pen(self._store, self.codec, clock=self.clock, entropy=self.entropy)
            try:
                yield pen
            except BaseException:
                pen.forget_words()
                raise

    @contextmanager
    def deciding(self, query: Query = EVERYTHING) -> Iterator[Facts]:
        """Give the facts behind a choice; `facts.append` refuses if they have changed since."""
        size = self.size
        yield Facts(events=tuple(self.read(query, until=size)), size=size, log=self, query=query)

    def follow(
        self, query: Query = EVERYTHING, *, after: int = 0, idle: float | None = None
    ) -> Iterator[Recorded[Any]]:
        """Yield what matches, past and then as it comes, from any process.

        Args:
            query: What is wanted.
            after: Leave out the first `after` events.
            idle: Stop after so many seconds without a new event; None means never.
        """
        quiet_since, pause = time.monotonic(), 0.001
        while True:
            size = self.size
            if size > after:
                yield from self.read(query, after=after, until=size)
                after, quiet_since, pause = size, time.monotonic(), 0.001
            elif idle is not None and time.monotonic() - quiet_since >= idle:
                return
            else:
                time.sleep(pause)
                pause = min(pause * 2, 0.1)

    def head(self) -> Head:
        """Return the size and the root, from the right edge that every append keeps."""
        edge = self._store.edge()
        return Head(edge.size, edge.root())

    def verify(self, progress: Callable[[int], None] = lambda count: None) -> Report:
        """Check every stored byte against every other; return all that is wrong, as data.

        No event class is needed. See `collectif.log.verification`.

        Args:
            progress: Called with how many events were examined since the last call.
        """
        from collectif.log.verification import verify

        return verify(self._store, progress)

    def sweep(self) -> int:
        """Remove words that no recorded event points to, and return how many there were.

        A crash between the two files of an append leaves such words; nobody could ask to have
        them erased, because no event leads to them. Whoever is writing is waited for: until its
        lock is free, its words are not loose.
        """
        from collectif.log.erasing import loose

        private = self._store.private
        if private is None:
            return 0
        with self._store.writing():
            digests = list(loose(private, self._store))
            if digests:
                private.forget(digests)
        return len(digests)

    def erase(self, asked: Mapping[str, Collection[str]]) -> int:
        """Remove words that must not be kept, with what corrected them; see `Pen.erase`."""
        with self.writing() as pen:
            return pen.erase(asked)

    def withhold(self, asked: Mapping[str, Collection[str]]) -> int:
        """Never show words that must not be kept, where they cannot be removed; return how many.

        Args:
            asked: Event -> the fields whose words go, as for `erase`.
        """
        from collectif.log.erasing import doomed

        private = self._store.private
        if private is None or not asked:
            return 0
        digests = list(doomed(private, asked, self.events(frozenset({"event-rectified"}))))
        private.withhold(digests)
        return len(digests)

    @property
    def swept(self) -> int:
        """Up to which size all that the log says is erased is gone from the private store.

        A private store that a backup brought back, or that belongs to another log, says less.
        """
        private = self._store.private
        said = None if private is None else private.swept()
        if said is None:
            return self.size
        size, leaf = said
        return size if size and self._store.leaves(size - 1, size) == [leaf] else 0

    @contextmanager
    def scanning(self) -> Iterator[Scan]:
        """Look for the bytes of all words that are erased inside the block, once it is left.

        The scan reads every file that the log manages, and what lies beside them; its findings
        are `scan.residue` afterwards. See `collectif.log.residue`.
        """
        from collectif.log.residue import Scan

        scan = Scan(self._store)
        yield scan
        scan.look()

    def close(self) -> None:
        """Let go of files and locks."""
        self._store.close()
