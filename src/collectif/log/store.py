"""This module is about what a store must do; everything else is the log's work.

A store keeps rows in order, hands out its one writer lock, and keeps the tree's right edge beside
the rows. `collectif.testing.StoreContract` holds any implementation to it; `log/memory.py` is the
reference, to be read first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from collectif.errors import Reason, StoreUnavailable
from collectif.log.merkle import Edge
from collectif.log.query import Query
from collectif.record.codec import Codec
from collectif.record.disclosure import Disclosure

PAGE = 1024
"""How many rows a store hands out at a time."""


class Row(NamedTuple):
    """One stored event.

    Attributes:
        seq: Its position, from 0.
        id: Its name.
        type: The name of its type.
        known: The latest `recorded` up to here, in microseconds since 1970 UTC.
        body: The canonical bytes that are hashed.
        leaf: SHA-256(0x00 || body).

    All but `body` can be computed from the bodies; they are kept for speed, and verified.
    """

    seq: int
    id: str
    type: str
    known: int
    body: bytes
    leaf: bytes


Candidates = tuple[Sequence[int], int]
"""Positions to look at among the first n events, in order; and n."""

Stored = tuple[Any, ...]
"""The values of a row as they were found, in the order of `Row`."""


class PrivateStore(Protocol):
    """Where personal words live: apart from the log, erasable."""

    def keep(self, disclosures: Sequence[Disclosure]) -> None:
        """Keep words durably; when this returns they survive a power cut."""

    def words(self, digests: Iterable[str]) -> Mapping[str, str]:
        """Return digest -> disclosure for those at hand."""

    def forget(self, digests: Iterable[str]) -> None:
        """Remove words, leaving nothing of them behind, nor of any that went before."""

    def withhold(self, digests: Iterable[str]) -> None:
        """Say from here on that words are not at hand, without removing them."""

    def disclosures(self) -> Iterator[Disclosure]:
        """Yield everything that is kept, in the order in which it came."""

    def swept(self) -> tuple[int, bytes] | None:
        """Return up to which size of the log erasures have reached it, and the last leaf there.

        It is said in the store itself: a backup of it that is brought back says what was true then.
        None means that there are no words at all.
        """

    def mark_swept(self, size: int, leaf: bytes) -> None:
        """Keep durably that all erasures among the first `size` events have reached it."""


class Store(Protocol):
    """An ordered, append-only shelf of rows with one writer at a time.

    Attributes:
        url: Where it is, as `collectif.open` takes it.
        private: Its private store; None where there is none to read and none can be made.
        read_only: Whether it refuses to write.
    """

    url: str
    read_only: bool

    @property
    def private(self) -> PrivateStore | None:
        """Return the private store, if there is one."""

    def files(self) -> Sequence[Path]:
        """Return every file in which it may have left a byte, and what lies beside them."""

    def edge(self) -> Edge:
        """Return the tree's right edge, and with it the size, in one snapshot."""

    def pages(
        self, start: int, stop: int, types: frozenset[str] | None = None
    ) -> Iterator[Sequence[tuple[str, bytes]]]:
        """Yield (type, body) of the rows start <= seq < stop in order, some thousands at a time.

        No lock outlasts a page. `types` leaves out all others.
        """

    def picked(self, seqs: Sequence[int]) -> Iterator[Sequence[tuple[str, bytes]]]:
        """Yield (type, body) of the rows at these positions, in order, some at a time."""

    def candidates(self, query: Query, codec: Codec, stop: int) -> Candidates | None:
        """Return where events that match may stand among the first `stop`, if that is known.

        No position that matches may be missing; those that do not match do no harm. None means
        that everything must be read: a store needs no index.
        """

    def rows(self, start: int, stop: int) -> Iterator[Row]:
        """Yield whole rows in order, as they are stored."""

    def stored(self, after: int | None, count: int) -> Sequence[Stored]:
        """Return the first `count` rows of seq > `after`, whatever the edge says; None: of all.

        Verification reads these, and relies on nothing: a value may be of any type.
        """

    def kept_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield every cached tile root there is: level, index, hash."""

    def damage(self) -> Sequence[Reason | str]:
        """Return what the store itself finds wrong with its files and indexes."""

    def find(self, ids: Sequence[str]) -> Mapping[str, Row]:
        """Return id -> row for the ids that are there."""

    def size_known_at(self, moment: int) -> int:
        """Return how many rows have `known` <= moment; `known` never falls."""

    def last_known(self) -> int | None:
        """Return `known` of the last row; None when there is no row."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the one writer lock; leaving it normally commits, by an exception rolls back.

        When it has been left normally, what was inserted survives a power cut. Nobody else sees
        it before. It does not nest: see `already_writing`.
        """

    def insert(self, rows: Sequence[Row], edge: Edge) -> None:
        """Add rows at the end, with the edge that they lead to; only while `writing`."""

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """Return the leaf hashes of start <= seq < stop."""

    def tiles(self, level: int, start: int, stop: int) -> Mapping[int, bytes]:
        """Return the cached tile roots of a level: index -> hash, for those that are cached."""

    def keep_tiles(self, level: int, tiles: Mapping[int, bytes]) -> None:
        """Cache tile roots, where that is possible; they can always be computed again."""

    def notes(self) -> Sequence[tuple[int, str]]:
        """Return every signed note of a state of the log that was kept: (size, note), in order."""

    def keep_note(self, size: int, note: str) -> None:
        """Keep a signed note of the first `size` events for good; keeping it twice is once."""

    def close(self) -> None:
        """Let go of files and locks."""


def already_writing(url: str) -> StoreUnavailable:
    """Return what a store says when the thread that holds its lock asks for it again."""
    return StoreUnavailable.of("store.being-written-by-this-very", code="misused", url=url)


def not_next(url: str, why: Reason | str) -> StoreUnavailable:
    """Return what a store says when rows do not continue it, or no lock is held."""
    return StoreUnavailable.of("store.rows-cannot-be-added", code="misused", url=url, why=why)
