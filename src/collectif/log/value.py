"""This module is about a log to read: the log itself, or the log as it was.

A state of the log is named by its size n: the first n events. Reading never holds a lock for
longer than a page, and never changes anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import msgspec
from attrs import frozen

from collectif.errors import CorruptLog, InvalidInput, NotALog, Swapped
from collectif.log.clock import microseconds
from collectif.log.merkle import TILE, consistency_proof, inclusion_proof, root, tile_roots
from collectif.log.query import EVERYTHING, Query
from collectif.log.store import Store
from collectif.record.codec import Codec, spelled_time
from collectif.record.envelope import Recorded

_DIGESTS = re.compile(rb'"_sd":\[([^\]]*)\]')

_WORTH_IT = 1024
"""How many events are scanned rather than looked up."""

# What reading bytes may raise that are not an event: a log with damaged bodies, verified too late.
_NOT_AN_EVENT = (
    msgspec.MsgspecError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
)


@frozen
class Head:
    """What names a state of the log to the outside.

    Attributes:
        size: The number of events.
        root: The root of the tree over them, 32 bytes.
    """

    size: int
    root: bytes


class LogValue:
    """A log to read: the log itself, as it was at a size, or with suppositions on top.

    Attributes:
        codec: How bytes become events.
    """

    def __init__(self, store: Store, codec: Codec) -> None:
        self._store = store
        self.codec = codec

    @property
    def size(self) -> int:
        """The number of events."""
        return self._store.edge().size

    def read(
        self, query: Query = EVERYTHING, *, after: int = 0, until: int | None = None
    ) -> Iterator[Recorded[Any]]:
        """Yield the events that match, in order, as they are when the reading starts.

        Args:
            query: What is wanted; everything unless told otherwise.
            after: Leave out the first `after` events.
            until: Leave out what comes after the first `until` events; None means to the end.
        """
        start, stop = max(after, 0), self.size if until is None else min(until, self.size)
        if query.by_type_alone:
            return self._decoded(start, stop, query.types)
        found = self._looked_up(query, start, stop)
        return (event for event in found if query.matches(event, self.codec))

    def events(
        self, types: frozenset[str] | None = None, *, after: int = 0
    ) -> Iterator[Recorded[Any]]:
        """Yield the events of some types, or all, in order: what views and folds read."""
        return self._decoded(after, self.size, types)

    def at(self, point: int | datetime) -> LogValue:
        """Return the log as it was: the first `point` events, or what was known at a moment.

        Known at a moment is the longest prefix in which no event was recorded later, by the log's
        clock, which is taken at its word.
        """
        size = self._size_known_at(point) if isinstance(point, datetime) else point
        if not 0 <= size <= self.size:
            raise InvalidInput.of("value.log-has-no-state-events", size=size, size2=self.size)
        return Prefix(self._store, self.codec, size)

    def supposing(self, events: Iterable[Any], **envelope: Any) -> LogValue:
        """Return the log as it would be with more events on top; nothing is recorded."""
        from collectif.log.supposed import Supposed

        return Supposed(self, events, **envelope)

    def head(self) -> Head:
        """Return the size and the root."""
        size = self.size
        return Head(size, root(self._hashes, size))

    def inclusion(self, seq: int) -> list[bytes]:
        """Return the RFC 6962 audit path of an event in the log of this size."""
        return inclusion_proof(self._hashes, seq, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """Return the RFC 6962 proof that the first `old` events are still what they were."""
        return consistency_proof(self._hashes, old, self.size)

    def find(self, id: str) -> Recorded[Any] | None:
        """Return the event called `id`, or None."""
        row = self._store.find([id]).get(id)
        if row is None or row.seq >= self.size:
            return None
        return next(self._decoded(row.seq, row.seq + 1, None), None)

    def _size_known_at(self, moment: datetime) -> int:
        spelled_time(moment)
        return min(self._store.size_known_at(microseconds(moment)), self.size)

    def _decoded(
        self, start: int, stop: int, types: frozenset[str] | None
    ) -> Iterator[Recorded[Any]]:
        return self._read(self._store.pages(start, stop, types))

    def _looked_up(self, query: Query, start: int, stop: int) -> Iterator[Recorded[Any]]:
        """Yield the events that may match, by the index if there is one and it is worth it."""
        known = None
        if stop - start > _WORTH_IT:
            known = self._store.candidates(query, self.codec, stop)
        if known is None:
            return self._decoded(start, stop, query.types)
        seqs, covered = known
        picked = self._store.picked([seq for seq in seqs if seq >= start])
        rest = self._store.pages(max(start, covered), stop, query.types)
        return self._read(chain(picked, rest))

    def _read(self, pages: Iterable[Sequence[tuple[str, bytes]]]) -> Iterator[Recorded[Any]]:
        for page in pages:
            words = self.words(page) if _has_words(page) else None
            try:
                yield from self.codec.decode_page(page, words)
            except _NOT_AN_EVENT as error:
                raise _unreadable(error) from error

    def words(self, page: Sequence[tuple[str, bytes]]) -> Mapping[str, str]:
        """Return the words at hand for a page of (type, body), asked for in one go."""
        if self._store.private is None:
            return {}
        digests = [
            one.strip(b'"').decode("ascii", "replace")
            for _, body in page
            if type(body) is bytes and b'"_sd":' in body
            for found in _DIGESTS.findall(body)
            for one in found.split(b",")
            if one
        ]
        try:
            return self._store.private.words(digests) if digests else {}
        except (NotALog, CorruptLog, Swapped):  # `verify` tells; words read as withheld, facts stay
            return {}

    def _hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Return hashes of the tree; tiles that are not cached yet are computed and cached."""
        if level == 0:
            return self._store.leaves(start, stop)
        cached = dict(self._store.tiles(level, start, stop))
        made = {}
        for n in range(start, stop):
            if n not in cached:
                made[n] = _tile(self._hashes(level - 1, n * TILE, (n + 1) * TILE), level, n)
        if made:
            self._store.keep_tiles(level, made)
        return [made.get(n) or cached[n] for n in range(start, stop)]


class Prefix(LogValue):
    """The log as it was when it held its first `size` events; it never changes."""

    def __init__(self, store: Store, codec: Codec, size: int) -> None:
        super().__init__(store, codec)
        self._size = size

    @property
    def size(self) -> int:
        """The number of events."""
        return self._size


class Wordless(Prefix):
    """The log as it was, read as if no words were at hand, or only those of one member.

    Args:
        store: Where the log is.
        codec: How bytes become events.
        size: How many events of it are read.
        but: The member whose own words are read: those of events that it did, or that name it as
            the one who acts in them; None for nobody.
    """

    def __init__(self, store: Store, codec: Codec, size: int, *, but: str | None = None) -> None:
        super().__init__(store, codec, size)
        self._but = but

    def words(self, page: Sequence[tuple[str, bytes]]) -> Mapping[str, str]:
        """Return the words at hand of that member's own events in a page."""
        if self._but is None:
            return {}
        return super().words([row for row in page if is_of(row[1], self._but)])

    def worded(self) -> Prefix:
        """Return the same log, read with all the words that are at hand."""
        return Prefix(self._store, self.codec, self.size)

    def at(self, point: int | datetime) -> Wordless:
        """Return the log as it was, read in the same way."""
        return Wordless(self._store, self.codec, super().at(point).size, but=self._but)


def is_of(body: bytes, member: str) -> bool:
    """Whether a member did what the bytes of an event say."""
    try:
        event = msgspec.json.decode(body)
        return member in (event["data"].get("member_id"), event.get("actor", {}).get("member"))
    except _NOT_AN_EVENT:
        return False


def _has_words(page: Sequence[tuple[str, bytes]]) -> bool:
    """Whether an event of a page may have digests of words; one look at all of them is cheap."""
    try:
        return b'"_sd":' in b"".join([body for _, body in page])
    except TypeError:  # a damaged column; reading it will tell
        return True


def _tile(row: Sequence[bytes], level: int, n: int) -> bytes:
    if len(row) != TILE:
        raise CorruptLog.of(
            "value.log-holds-hashes-below-tile", count=len(row), tile=TILE, n=n, level=level
        )
    return tile_roots(row)[0]


def _unreadable(error: Exception) -> CorruptLog:
    return CorruptLog.of("value.event-log-cannot-be-read", error=error)
