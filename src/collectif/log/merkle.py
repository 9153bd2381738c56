"""This module is about the tree over a log: one hash that stands for all events, in order.

The tree is that of RFC 6962, section 2.1 (the same as RFC 9162, section 2.1) over SHA-256. A leaf
is the hash of one event; the root is the hash of them all. Two kinds of proof follow from it: that
an event is in the tree (inclusion), and that a tree only grew (consistency). They are made here;
`evidence.verify` checks them, and needs no log.

All is pure. A proof asks for stored hashes through `Hashes`, which whoever keeps the log provides;
the roots of complete tiles of 256 stand for the leaves below them, so that a proof over a million
events reads about a thousand hashes and not a million. A hash is 32 bytes; positions count from 0;
ranges hold their start and not their stop.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, Self

from attrs import frozen

from collectif.errors import CorruptLog, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# On disk and in every published checkpoint: these prefixes, and the root of nothing, never change.
_LEAF = b"\x00"
_NODE = b"\x01"
EMPTY_ROOT = sha256(b"").digest()

HASH_SIZE = 32
TILE_HEIGHT = 8
TILE = 1 << TILE_HEIGHT


def leaf_hash(body: bytes) -> bytes:
    """Return the leaf of one event: SHA-256 of a zero byte, then the bytes of the event."""
    return sha256(_LEAF + body).digest()


def leaf_hashes(bodies: Iterable[bytes]) -> list[bytes]:
    """Return the leaves of many events, at the speed that verifying a log needs."""
    return [sha256(_LEAF + body).digest() for body in bodies]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the parent of two hashes: SHA-256 of a one byte, then left, then right."""
    return sha256(_NODE + left + right).digest()


@frozen
class Edge:
    """The right edge of a tree: all that one must keep to let it grow and to know its root.

    Attributes:
        size: The number of leaves in the tree.
        hashes: The roots of the maximal complete subtrees, largest first: one for each binary
            digit 1 of `size`, so none for the empty tree and at most 20 for a million leaves.
    """

    size: int
    hashes: tuple[bytes, ...]

    @classmethod
    def empty(cls) -> Self:
        """Return the edge of the tree without leaves."""
        return cls(0, ())

    @classmethod
    def unpacked(cls, size: int, blob: bytes) -> Self:
        """Return the edge of a tree of `size` leaves that `packed` wrote as `blob`.

        Raises:
            CorruptLog: When the length of `blob` cannot be that of an edge of this size.
        """
        if size < 0 or len(blob) != HASH_SIZE * size.bit_count():
            raise CorruptLog.of(
                "merkle.stored-edge-log-events", size=size, count=len(blob), hash_size=HASH_SIZE
            )
        return cls(size, tuple(blob[i : i + HASH_SIZE] for i in range(0, len(blob), HASH_SIZE)))

    def packed(self) -> bytes:
        """Return the hashes in one piece, largest subtree first; the size is kept apart."""
        return b"".join(self.hashes)

    def extended(self, leaves: Sequence[bytes]) -> Edge:
        """Return the edge after `leaves` are appended, in order; this edge stays as it is.

        Costs about one node hash for each leaf, and nothing for the leaves already there.

        Args:
            leaves: Leaf hashes, oldest first; the empty sequence changes nothing.
        """
        larger, smaller = list(self.hashes), list[bytes]()
        row, digits = list(leaves), self.size
        while row:  # one level of the tree at a time, from the leaves up
            if digits & 1:
                row.insert(0, larger.pop())
            if len(row) & 1:
                smaller.append(row.pop())
            row = _parents(row)
            digits >>= 1
        return Edge(self.size + len(leaves), (*larger, *reversed(smaller)))

    def root(self) -> bytes:
        """Return the root of the tree; `EMPTY_ROOT` when it has no leaves."""
        return _folded(self.hashes)


class Hashes(Protocol):
    """How a proof reads stored hashes: a range of one level of tiles.

    Level 0 holds the leaf hashes, level 1 the roots of complete tiles of 256 leaves, level 2 those
    of complete tiles of 65,536, and so on.
    """

    def __call__(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Return the hashes of `level` from `start` to before `stop`, in order.

        Args:
            level: Tiles of 256 to the power `level` leaves; 0 for the leaves themselves.
            start: First position, counted in units of this level.
            stop: Position after the last. Only complete tiles are asked for:
                `stop` × 256 to the power `level` is never more than the size of the tree.
        """
        ...  # pragma: no cover


def tile_roots(row: Sequence[bytes]) -> list[bytes]:
    """Return the roots of the complete tiles in `row`, in order: one for every 256 hashes.

    Args:
        row: Hashes of the level below, from the first of a tile. Hashes at the end that do not
            fill a tile are left out.
    """
    row = row[: len(row) // TILE * TILE]
    for _ in range(TILE_HEIGHT):
        row = _parents(row)
    return list(row)


def new_tiles(old: int, new: int) -> list[tuple[int, int, int]]:
    """Return the tiles that became complete as a tree grew: level, start and stop of each range.

    Levels go up from 1, and each range is in units of its level, so that the roots of level 2 can
    be made from those of level 1: `tile_roots(hashes(level - 1, start * TILE, stop * TILE))`.

    Args:
        old: Number of leaves before. Requires 0 <= old <= new.
        new: Number of leaves after.
    """
    tiles: list[tuple[int, int, int]] = []
    while (old := old >> TILE_HEIGHT) < (new := new >> TILE_HEIGHT):
        tiles.append((len(tiles) + 1, old, new))
    return tiles


def root(hashes: Hashes, size: int) -> bytes:
    """Return the root of the first `size` leaves; `EMPTY_ROOT` for none. Requires 0 <= size."""
    return subtree_root(hashes, 0, size)


def subtree_root(hashes: Hashes, start: int, stop: int) -> bytes:
    """Return the root of the leaves from `start` to before `stop`, as a tree of their own.

    This is MTH(D[start:stop]) of RFC 6962, section 2.1. One range is read at each level, of the
    largest tiles that `start` is a multiple of.

    Args:
        hashes: Where the stored hashes are read.
        start: First leaf. Requires 0 <= start <= stop. A start that is no multiple of 256 is
            right but slow: no tile fits, and every leaf is read.
        stop: Leaf after the last. `EMPTY_ROOT` when it is `start`.

    Raises:
        CorruptLog: When a range comes back with too few or too many hashes.
    """
    level = 0
    while (tile := TILE ** (level + 1)) <= stop - start and start % tile == 0:
        level += 1
    complete: list[bytes] = []
    first = start >> level * TILE_HEIGHT
    for below in range(level, -1, -1):
        last = stop >> below * TILE_HEIGHT
        complete += Edge.empty().extended(_read(hashes, below, first, last)).hashes
        first = last << TILE_HEIGHT
    return _folded(complete)


def inclusion_proof(hashes: Hashes, index: int, size: int) -> list[bytes]:
    """Return the proof that one leaf is in a tree: its siblings, from the leaf up to the root.

    This is PATH(index, D[size]) of RFC 6962, section 2.1.1. Each tile is read at most once.

    Args:
        hashes: Where the stored hashes are read.
        index: Position of the leaf.
        size: Number of leaves of the tree, which may be less than the log now has.

    Raises:
        InvalidInput: Unless 0 <= index < size.
        CorruptLog: When a range comes back with too few or too many hashes.
    """
    if not 0 <= index < size:
        raise InvalidInput.of("merkle.event-cannot-be-proved", index=index, size=size)
    siblings, start, stop = [], 0, size
    while stop - start > 1:
        sibling, start, stop = _halved(start, stop, index)
        siblings.append(sibling)
    return _proof(hashes, size, siblings)


def consistency_proof(hashes: Hashes, old: int, new: int) -> list[bytes]:
    """Return the proof that a tree only grew: that the leaves of the old one begin the new one.

    This is PROOF(old, D[new]) of RFC 6962, section 2.1.2; it is empty when both sizes are the same.
    Each tile is read at most once.

    Args:
        hashes: Where the stored hashes are read.
        old: Number of leaves of the earlier tree.
        new: Number of leaves of the later tree, which may be less than the log now has.

    Raises:
        InvalidInput: Unless 0 < old <= new; of the empty tree there is nothing to prove.
        CorruptLog: When a range comes back with too few or too many hashes.
    """
    if not 0 < old <= new:
        raise InvalidInput.of("merkle.log-events-cannot-be-proved", new=new, old=old)
    subtrees, start, stop = [], 0, new
    while stop != old:
        sibling, start, stop = _halved(start, stop, old - 1)
        subtrees.append(sibling)
    if start:  # otherwise the verifier has this hash already: it is the old root
        subtrees.append((start, stop))
    return _proof(hashes, new, subtrees)


def _halved(start: int, stop: int, index: int) -> tuple[tuple[int, int], int, int]:
    """Return the half of a subtree without `index`, then the start and stop of the one with it."""
    middle = start + (1 << (stop - start - 1).bit_length() - 1)
    if index < middle:
        return (middle, stop), start, middle
    return (start, middle), middle, stop


def _proof(hashes: Hashes, size: int, subtrees: list[tuple[int, int]]) -> list[bytes]:
    """Return the roots of `subtrees`, last first; no tile is read twice."""

    @cache
    def tile(level: int, n: int) -> Sequence[bytes]:
        whole = min((n + 1) * TILE, size >> level * TILE_HEIGHT)
        return _read(hashes, level, n * TILE, whole)

    def by_tile(level: int, start: int, stop: int) -> Sequence[bytes]:
        # A subtree of a proof starts at a multiple of its width, so no range crosses two tiles.
        n, first = divmod(start, TILE)
        return tile(level, n)[first : first + stop - start]

    return [subtree_root(by_tile, start, stop) for start, stop in reversed(subtrees)]


def _read(hashes: Hashes, level: int, start: int, stop: int) -> Sequence[bytes]:
    """Return a range of stored hashes, or refuse when its length is wrong."""
    row = hashes(level, start, stop) if start < stop else ()
    if len(row) != stop - start:
        raise CorruptLog.of(
            "merkle.log-holds-hashes-to-level",
            count=len(row),
            start=start,
            stop=stop - 1,
            level=level,
            stop2=stop - start,
        )
    return row


def _parents(row: Sequence[bytes]) -> list[bytes]:
    """Return the parents of a row of hashes, two by two. Requires an even number of them."""
    # Written out, and not by `node_hash`: this one line is where a large append spends its time.
    pairs = zip(row[::2], row[1::2], strict=True)
    return [sha256(_NODE + left + right).digest() for left, right in pairs]


def _folded(complete: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees, largest first; `EMPTY_ROOT` for none."""
    if not complete:
        return EMPTY_ROOT
    found = complete[-1]
    for left in reversed(complete[:-1]):
        found = node_hash(left, found)
    return found
