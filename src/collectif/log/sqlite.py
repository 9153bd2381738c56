"""This module is about the store in one SQLite file, with the personal words in a second one.

`lachine.db` holds the log, `lachine.private.db` the words. The hot path is plain SQL on one
connection. The triggers stop accidents: an UPDATE, a DELETE, and an INSERT OR REPLACE, which would
remove the event of the same `seq` or `id` without asking the DELETE trigger. What stops an
adversary is the root that others hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from collectif.errors import Conflict, CorruptLog, InvalidInput, Reason, StoreUnavailable
from collectif.log.belonging import Watch
from collectif.log.files import File, slices
from collectif.log.index import Index
from collectif.log.merkle import HASH_SIZE, Edge, leaf_hash
from collectif.log.private import SQLitePrivateStore as SQLitePrivateStore
from collectif.log.private import private_path as private_path
from collectif.log.query import Query
from collectif.log.schema import LOG
from collectif.log.store import PAGE, Candidates, Row, Stored, not_next
from collectif.log.strangers import in_order
from collectif.record.codec import Codec


class SQLiteStore:
    """Rows in one SQLite file, written by any number of processes, one at a time.

    Args:
        path: Where the log is, or will be.
        read_only: Never write, and refuse a path where there is no log.

    Attributes:
        url: The path, as text.
        private: The words beside it.
        index: The index of references.
        read_only: Whether it refuses to write.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.url = str(path)
        self.read_only = read_only
        path = _whole(path)
        self.file = File(path, LOG, read_only=read_only)
        self.private = SQLitePrivateStore(private_path(path), self, read_only=read_only)
        self.index = Index(self.file, self)
        self._watch = Watch(self.url, self._leaf)
        self._began: int | None = None
        self._inserted: tuple[Edge, bytes] | None = None
        if not read_only and not (path.exists() and path.stat().st_size):
            self._began = 0
            self.private.refuse_other_log()
            self._began = None
        self.file.connection()

    def files(self) -> Sequence[Path]:
        """Return both files, their journals, and whatever else has their names in its own.

        What a restore kept aside is among them: words stay in it that are erased here. Copies of
        them that are in the making begin with a dot.
        """
        path = self.file.path.resolve()
        own = (path.name, private_path(path).name)
        names = (*own, *(f".{name}" for name in own), f"{path.stem}.aside-")
        beside = path.parent.iterdir()
        return sorted(one for one in beside if one.name.startswith(names) and one.is_file())

    def edge(self) -> Edge:
        """Return the tree's right edge, and with it the size."""
        with self.file.lock:
            edge = self._edge()
            if self._inserted is None:
                self._watch.look(edge)
        return edge

    def _edge(self) -> Edge:
        rows = self.file.all("select size, hashes from edge limit 2")
        if len(rows) != 1 or list(map(type, rows[0])) != [int, bytes]:
            raise CorruptLog.of("sqlite.does-not-say-how-many", url=self.url)
        return Edge.unpacked(*rows[0])

    def pages(
        self, start: int, stop: int, types: frozenset[str] | None = None
    ) -> Iterator[Sequence[tuple[str, bytes]]]:
        """Yield (type, body) in order, some thousands at a time."""
        chosen = "" if types is None else f" and type in ({','.join('?' * len(types))})"
        statement = f"select type, body from event where seq >= ? and seq < ?{chosen} order by seq"
        for first, last in self._ranges(start, stop):
            yield self.file.all(statement, (first, last, *sorted(types or ())))

    def picked(self, seqs: Sequence[int]) -> Iterator[Sequence[tuple[str, bytes]]]:
        """Yield (type, body) of the rows at these positions, in order, some at a time."""
        for some in slices(seqs):
            marks = ",".join("?" * len(some))
            yield self.file.all(
                f"select type, body from event where seq in ({marks}) order by seq", some
            )

    def candidates(self, query: Query, codec: Codec, stop: int) -> Candidates | None:
        """Return what the index of references says; it is built or extended first if need be."""
        return self.index.candidates(query, codec, stop)

    def rows(self, start: int, stop: int) -> Iterator[Row]:
        """Yield whole rows in order."""
        statement = (
            "select seq, id, type, known, body, leaf from event"
            " where seq >= ? and seq < ? order by seq"
        )
        for between in self._ranges(start, stop):
            yield from map(Row._make, self.file.all(statement, between))

    def _ranges(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """Yield ranges of positions, a page each; where no row is, on to the next one that is."""
        while start < stop:
            rows = self.file.all("select min(seq) from event where seq >= ?", (start,))
            first = rows[0][0]
            if first is None or first >= stop:
                return
            start = min(max(first, start) + PAGE, stop)
            yield first, start

    def stored(self, after: int | None, count: int) -> Sequence[Stored]:
        """Return the first `count` rows after one of them."""
        chosen, first = ("", ()) if after is None else (" where seq > ?", (after,))
        statement = f"select seq, id, type, known, body, leaf from event{chosen}"
        rows = self.file.all(f"{statement} order by seq limit ?", (*first, count))
        in_order(self.file.path, [row[0] for row in rows], after)
        return rows

    def kept_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield every cached tile root."""
        most = self.file.path.stat().st_size // HASH_SIZE
        statement = "select level, n, hash from tile order by level, n limit ?"
        yield from self.file.all(statement, (most,))

    def damage(self) -> Sequence[Reason | str]:
        """Return what SQLite finds wrong with the file and its indexes."""
        found: list[Reason | str] = [
            str(line) for (line,) in self.file.all("pragma integrity_check(20)")
        ]
        return [*([] if found == ["ok"] else found), *self.file.missing()]

    def find(self, ids: Sequence[str]) -> Mapping[str, Row]:
        """Return id -> row for the ids that are there."""
        found: dict[str, Row] = {}
        for some in slices(ids):
            marks = ",".join("?" * len(some))
            rows = self.file.all(
                f"select seq, id, type, known, body, leaf from event where id in ({marks})", some
            )
            found |= {row[1]: Row(*row) for row in rows}
        return found

    def size_known_at(self, moment: int) -> int:
        """Return how many rows have `known` <= moment, by bisection: `known` never falls."""
        low, high = 0, self.edge().size
        while low < high:
            middle = (low + high) // 2
            known = self._known(middle)
            low, high = (middle + 1, high) if known <= moment else (low, middle)
        return low

    def _known(self, seq: int) -> int:
        rows = self.file.all("select known from event where seq = ?", (seq,))
        if not rows or type(rows[0][0]) is not int:
            raise CorruptLog.of("sqlite.does-not-say-when-event", seq=seq, url=self.url)
        return int(rows[0][0])

    def last_known(self) -> int | None:
        """Return `known` of the last row; None when there is no row."""
        rows = self.file.all("select known from event order by seq desc limit 1")
        return rows[0][0] if rows else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold SQLite's writer lock; commit durably when left normally."""
        with self.file.transaction():
            self._began, self._inserted = self.edge().size, None
            try:
                yield
            finally:
                inserted, self._began, self._inserted = self._inserted, None, None
        if inserted is not None:
            self._watch.saw(*inserted)
            self.private.tie()

    def first_leaves(self) -> frozenset[bytes]:
        """Return the leaf of the first event that is durably recorded; none if there is none.

        Where that event is damaged these are two: the leaf that is stored, and the one computed.
        """
        if self._began == 0:
            return frozenset()
        rows = self.file.all("select leaf, body from event where seq = 0")
        rows = [(leaf, body if type(body) is bytes else b"") for leaf, body in rows]
        return frozenset(one for leaf, body in rows for one in (leaf, leaf_hash(body)))

    def _leaf(self, seq: int) -> bytes | None:
        """Return the leaf at a position; None where there is none."""
        rows = self.file.all("select leaf from event where seq = ?", (seq,))
        return rows[0][0] if rows else None

    def insert(self, rows: Sequence[Row], edge: Edge) -> None:
        """Add rows at the end, with the edge that they lead to."""
        try:
            self.file.put("insert into event values (?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.IntegrityError as error:
            if "event.id" in str(error):
                raise Conflict.of("sqlite.event-this-act-cannot") from error
            raise not_next(self.url, str(error)) from error
        self.file.put("update edge set size = ?, hashes = ?", [(edge.size, edge.packed())])
        if rows:
            self._inserted = edge, rows[-1].leaf

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """Return the leaf hashes of start <= seq < stop."""
        rows = self.file.all(
            "select leaf from event where seq >= ? and seq < ? order by seq", (start, stop)
        )
        return [leaf for (leaf,) in rows]

    def tiles(self, level: int, start: int, stop: int) -> Mapping[int, bytes]:
        """Return the cached tile roots of a level."""
        return dict(
            self.file.all(
                "select n, hash from tile where level = ? and n >= ? and n < ?",
                (level, start, stop),
            )
        )

    def keep_tiles(self, level: int, tiles: Mapping[int, bytes]) -> None:
        """Cache tile roots, unless the log is read-only or being written: readers never wait."""
        if not self.file.read_only and not self.file.writing:
            rows = [(level, n, root) for n, root in tiles.items()]
            with suppress(StoreUnavailable), self.file.transaction(patient=False):
                self.file.put("insert or replace into tile values (?, ?, ?)", rows)

    def notes(self) -> Sequence[tuple[int, str]]:
        """Return every signed note that was kept; none where a file of format 1 is only read."""
        if not self.file.all("select 1 from sqlite_master where name = 'checkpoint'"):
            return ()
        return self.file.all("select size, note from checkpoint order by size, note")

    def keep_note(self, size: int, note: str) -> None:
        """Keep a signed note durably."""
        with self.file.transaction():
            self.file.put("insert or ignore into checkpoint values (?, ?)", [(size, note)])

    def close(self) -> None:
        """Close both files; the next use opens what is there then, whatever it is."""
        self._watch = Watch(self.url, self._leaf)
        self.file.close()
        self.private.file.close()


def _whole(path: Path | str) -> Path:
    """Return a path from the root on; refuse what no system takes for a path."""
    try:
        whole = Path(path).resolve()
        whole.exists()
        return whole
    except (OSError, ValueError) as error:
        raise InvalidInput.of(
            "sqlite.cannot-hold-log",
            path=str(path)[:80],
            error=getattr(error, "strerror", None) or error,
        ) from error
