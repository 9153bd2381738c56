"""This module is about what remains of a damaged log: every event that can still be proved.

An event is proved by its leaf: its bytes hash to it. Where the leaf is what was damaged, the tree
proves the event, if all others are there too. Bytes that nothing vouches for are not events.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from collectif.errors import CorruptLog
from collectif.keeping.pages import Value, records
from collectif.log.copying import copied, fault_of
from collectif.log.merkle import HASH_SIZE, Edge, leaf_hash
from collectif.log.placing import READ, workplace
from collectif.log.reading import leftovers
from collectif.record.codec import Codec
from collectif.record.disclosure import Disclosure
from collectif.record.envelope import Recorded

TOLD = 100_000
"""How many lost events are told one by one: a damaged size may be any number."""


@frozen(kw_only=True)
class Remains:
    """What could be read of a damaged log.

    Attributes:
        events: Position -> the bytes of each event that is proved, in order.
        ids: Position -> id, as the columns beside the bytes say, of those that are lost too.
        edge: The right edge that the log says it had, and with it its size; None if that cannot be
            read.
    """

    events: Mapping[int, bytes]
    ids: Mapping[int, str]
    edge: Edge | None

    @property
    def whole(self) -> int:
        """How many events there are from the first on, without a gap."""
        return next((n for n, seq in enumerate(self.events) if n != seq), len(self.events))

    @property
    def size(self) -> int:
        """How many events the log held, as far as anything tells."""
        return max(
            [self.edge.size if self.edge else 0, *(seq + 1 for seq in (*self.events, *self.ids))]
        )

    @property
    def lost(self) -> Sequence[int]:
        """The positions of the events that are lost, in order; of very many, the first."""
        lost = (seq for seq in range(self.size) if seq not in self.events)
        return list(islice(lost, TOLD))

    def of_types(self, types: Collection[str]) -> Iterator[Recorded[Any]]:
        """Yield the events of some types that are proved, without their words."""
        codec = Codec()
        for body in self.events.values():
            said = msgspec.json.decode(body, type=Recorded[dict[str, Any]])
            if said.type in types:
                yield codec.decode(said.type, body, {})


def remains(path: Path, *, beside: Path) -> Remains:
    """Read what can be read of a log; the file is not touched.

    Args:
        path: The damaged file.
        beside: A folder to work in, with room for a copy.
    """
    proved, doubtful, ids = dict[int, bytes](), dict[int, bytes](), dict[int, str]()
    edges = list[Edge]()
    codec = Codec()
    for seq, row in _records(path, beside):
        match row:
            case [None, str(id), str(), int(), bytes(body), *rest] if len(row) == 6:
                ids[seq] = id
                if _fits(body, seq, codec):
                    (proved if rest == [leaf_hash(body)] else doubtful)[seq] = body
            case [None, int(size), bytes(hashes)] if len(hashes) == HASH_SIZE * size.bit_count():
                edges.append(Edge.unpacked(size, hashes))
    events = _with_the_tree(proved, doubtful, edges)
    edge = max(edges, key=lambda edge: edge.size, default=None)
    most = 2 * max(edge.size if edge else 0, len(ids))  # beyond, a damaged number is more likely
    known = {seq: id for seq, id in ids.items() if seq <= most}
    return Remains(events=dict(sorted(events.items())), ids=known, edge=edge)


def remaining_words(path: Path, *, beside: Path) -> Iterator[Disclosure]:
    """Yield the words that can be read in a private file, and are those of their digests."""
    if path.is_file():
        for _, row in _records(path, beside):
            match row:
                case [str(digest), str(event), None | str() as subject, str(text)]:
                    one = Disclosure(digest, event, subject, text)
                    if fault_of(one, [digest]) is None:
                        yield one


def _with_the_tree(
    proved: Mapping[int, bytes], doubtful: Mapping[int, bytes], edges: Sequence[Edge]
) -> Mapping[int, bytes]:
    """Return the proved events, with the others if the tree over all of them is that of the log."""
    together = {**doubtful, **proved}
    for edge in edges if len(together) > len(proved) else ():
        leaves = [leaf_hash(together[seq]) for seq in sorted(together) if seq < edge.size]
        if len(leaves) == edge.size and Edge.empty().extended(leaves) == edge:
            return {seq: body for seq, body in together.items() if seq < edge.size or seq in proved}
    return proved


def _fits(body: bytes, seq: int, codec: Codec) -> bool:
    """Whether bytes are an event that a log could hold at a position."""
    try:
        return seq >= 0 and all(True for _ in copied([body], codec, first=seq, known=None))
    except CorruptLog:
        return False


def _records(path: Path, beside: Path) -> Iterator[tuple[int, Sequence[Value]]]:
    """Yield the rows of a copy of a file, into which a journal was played back if that can be."""
    with workplace(beside / f"{path.name}{READ}") as copy:
        for one in (path, *leftovers(path)):
            shutil.copyfile(one, copy.with_name(one.name.replace(path.name, copy.name, 1)))
        with (
            suppress(sqlite3.Error, UnicodeDecodeError),  # an error may quote damaged names
            closing(sqlite3.connect(copy)) as connection,
        ):
            played: Any = connection.execute("pragma wal_checkpoint(truncate)")
            played.fetchall()
            connection.execute("select count(*) from sqlite_master").fetchall()
        yield from records(copy)
