"""This module is about the store in memory: the reference that every other one is held to.

It is real, complete and fast, and forgets everything when the program ends.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from collectif.errors import Conflict, Reason
from collectif.log.merkle import Edge
from collectif.log.query import Query
from collectif.log.store import PAGE, Candidates, Row, Stored, already_writing, not_next
from collectif.record.codec import Codec
from collectif.record.disclosure import Disclosure


class MemoryPrivateStore:
    """Personal words in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[str, Disclosure] = {}
        self._withheld = frozenset[str]()
        self._swept = 0, b""

    def keep(self, disclosures: Sequence[Disclosure]) -> None:
        """Keep words for as long as the program runs."""
        self._kept.update((one.digest, one) for one in disclosures)

    def words(self, digests: Iterable[str]) -> Mapping[str, str]:
        """Return digest -> disclosure for those at hand."""
        return {
            one: self._kept[one].text
            for one in digests
            if one in self._kept and one not in self._withheld
        }

    def forget(self, digests: Iterable[str]) -> None:
        """Remove words."""
        for one in digests:
            self._kept.pop(one, None)

    def withhold(self, digests: Iterable[str]) -> None:
        """Keep words to itself from here on."""
        self._withheld |= frozenset(digests)

    def disclosures(self) -> Iterator[Disclosure]:
        """Yield everything that is kept, in the order in which it came."""
        yield from (one for one in tuple(self._kept.values()) if one.digest not in self._withheld)

    def swept(self) -> tuple[int, bytes] | None:
        """Return up to which size of the log erasures have reached it."""
        return self._swept if self._kept else None

    def mark_swept(self, size: int, leaf: bytes) -> None:
        """Keep that the erasures among the first events have reached it."""
        self._swept = size, leaf


class MemoryStore:
    """Rows in a list; one lock; nothing survives the program.

    Attributes:
        url: Always `"memory:"`.
        private: The words, in memory too.
        read_only: Always False.
    """

    url = "memory:"
    read_only = False

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._by_id: dict[str, int] = {}
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._edge = Edge.empty()
        self._lock = threading.RLock()
        self._writing = False
        self._notes = set[tuple[int, str]]()
        self.private = MemoryPrivateStore()

    def files(self) -> Sequence[Path]:
        """Return none."""
        return ()

    def edge(self) -> Edge:
        """Return the tree's right edge; another thread that is writing is waited for."""
        with self._lock:
            return self._edge

    def pages(
        self, start: int, stop: int, types: frozenset[str] | None = None
    ) -> Iterator[Sequence[tuple[str, bytes]]]:
        """Yield (type, body) in order, some thousands at a time."""
        for first in range(start, stop, PAGE):
            rows = self._rows[first : min(first + PAGE, stop)]
            yield [(row.type, row.body) for row in rows if types is None or row.type in types]

    def picked(self, seqs: Sequence[int]) -> Iterator[Sequence[tuple[str, bytes]]]:
        """Yield (type, body) of the rows at these positions."""
        yield [(self._rows[seq].type, self._rows[seq].body) for seq in seqs]

    def candidates(self, query: Query, codec: Codec, stop: int) -> Candidates | None:
        """Return None: in memory everything is read."""
        return None

    def rows(self, start: int, stop: int) -> Iterator[Row]:
        """Yield whole rows in order."""
        yield from self._rows[start:stop]

    def stored(self, after: int | None, count: int) -> Sequence[Stored]:
        """Return the first `count` rows after one of them."""
        with self._lock:
            first = 0 if after is None else bisect_right(self._rows, after, key=lambda row: row.seq)
            return self._rows[first : first + count]

    def kept_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield every cached tile root."""
        for (level, n), root in sorted(self._tiles.items()):
            yield level, n, root

    def damage(self) -> Sequence[Reason | str]:
        """Return nothing: a list has no files or indexes that could break."""
        return ()

    def find(self, ids: Sequence[str]) -> Mapping[str, Row]:
        """Return id -> row for the ids that are there."""
        with self._lock:
            return {id: self._rows[self._by_id[id]] for id in ids if id in self._by_id}

    def size_known_at(self, moment: int) -> int:
        """Return how many rows have `known` <= moment."""
        with self._lock:
            return bisect_right(self._rows, moment, key=lambda row: row.known)

    def last_known(self) -> int | None:
        """Return `known` of the last row; None when there is no row."""
        with self._lock:
            return self._rows[-1].known if self._rows else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock; an exception takes back what was inserted."""
        with self._lock:
            if self._writing:
                raise already_writing(self.url)
            size, edge, self._writing = len(self._rows), self._edge, True
            try:
                yield
            except BaseException:
                for row in self._rows[size:]:
                    del self._by_id[row.id]
                del self._rows[size:]
                self._edge = edge
                raise
            finally:
                self._writing = False

    def insert(self, rows: Sequence[Row], edge: Edge) -> None:
        """Add rows at the end."""
        if not self._writing:
            raise not_next(self.url, Reason("store.writer-lock-is-not-held"))
        for row in rows:
            if row.id in self._by_id:
                raise Conflict.of("memory.event-cannot-be-added", id=row.id)
            self._by_id[row.id] = len(self._rows)
            self._rows.append(row)
        self._edge = edge

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """Return the leaf hashes of start <= seq < stop."""
        return [row.leaf for row in self._rows[start:stop]]

    def tiles(self, level: int, start: int, stop: int) -> Mapping[int, bytes]:
        """Return the cached tile roots of a level."""
        wanted = ((n, self._tiles.get((level, n))) for n in range(start, stop))
        return {n: root for n, root in wanted if root is not None}

    def keep_tiles(self, level: int, tiles: Mapping[int, bytes]) -> None:
        """Cache tile roots; not while writing, for they would outlive what is rolled back."""
        if not self._writing:
            self._tiles.update(((level, n), root) for n, root in tiles.items())

    def notes(self) -> Sequence[tuple[int, str]]:
        """Return every signed note that was kept."""
        with self._lock:
            return sorted(self._notes)

    def keep_note(self, size: int, note: str) -> None:
        """Keep a signed note."""
        with self._lock:
            self._notes.add((size, note))

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""
