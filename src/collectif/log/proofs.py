"""This module is about checking proofs: what a stranger does who holds a root and no log.

The algorithms are those of RFC 9162, section 2.1. Nothing here raises: whatever a proof claims, the
answer is yes or no, after no more work than the proof is long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from collectif.log.merkle import HASH_SIZE, node_hash


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether `proof` shows that `leaf` stands at `index` of the tree with this root.

    The algorithm is that of RFC 9162, section 2.1.3.2. Nothing is raised: a position outside the
    tree, a hash that is not of 32 bytes, or a proof too short or too long is refused, as is a
    wrong one.

    Args:
        leaf: The leaf hash, not the event.
        index: Position of the leaf, from 0.
        size: Number of leaves of the tree.
        proof: Hashes as `inclusion_proof` returns them, from the leaf up.
        root: The root that is trusted for this size.
    """
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    sides = _sides(index, size - 1, len(proof))
    if sides is None:
        return False
    found = leaf
    for sibling, left in zip(proof, sides, strict=True):
        found = node_hash(sibling, found) if left else node_hash(found, sibling)
    return found == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether `proof` shows that the tree of `new` leaves begins with that of `old`.

    The algorithm is that of RFC 9162, section 2.1.4.2. Nothing is raised: sizes in the wrong
    order, a hash that is not of 32 bytes, or a proof too short or too long is refused, as is a
    wrong one. Between equal sizes there is nothing to hash: the roots must be equal and the proof
    empty. From size 0 everything is refused, for every tree continues the empty one and a proof of
    it would say nothing.

    Args:
        old: Number of leaves of the earlier tree.
        new: Number of leaves of the later tree.
        old_root: The root that is trusted for `old`.
        new_root: The root that is claimed for `new`.
        proof: Hashes as `consistency_proof` returns them; empty when the sizes are the same.
    """
    if old == new:
        return old > 0 and not proof and old_root == new_root
    if not 0 < old < new or not _are_hashes((old_root, new_root, *proof)):
        return False
    return _both_roots(old, new, old_root, proof) == (old_root, new_root)


def _both_roots(
    old: int, new: int, old_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Return the old and the new root that the proof leads to; None when its length is wrong."""
    complete = old.bit_count() == 1  # then the old root is itself a node of the new tree
    path = (old_root, *proof) if complete else tuple(proof)
    height = _trailing_zeros(old)
    sides = _sides((old - 1) >> height, (new - 1) >> height, len(path) - 1)
    if sides is None:
        return None
    before = after = path[0]
    for sibling, left in zip(path[1:], sides, strict=True):
        before = node_hash(sibling, before) if left else before
        after = node_hash(sibling, after) if left else node_hash(after, sibling)
    return before, after


def _sides(position: int, last: int, count: int) -> list[bool] | None:
    """Return whether each sibling of a path stands on the left; None unless there are `count`.

    Never walks further than `count`, whatever sizes a stranger claims.
    """
    sides = list(islice(_climb(position, last), count + 1))
    return sides if len(sides) == count else None


def _climb(position: int, last: int) -> Iterator[bool]:
    """Yield for each sibling above a node whether it is on the left; `last` ends the node's row."""
    while last:
        left = bool(position & 1) or position == last
        if left:  # the last node of a row has no sibling until it becomes a right child
            height = _trailing_zeros(position)
            position, last = position >> height, last >> height
        yield left
        position, last = position >> 1, last >> 1


def _trailing_zeros(number: int) -> int:
    """Return how many times 2 divides `number`. Requires number > 0."""
    return (number & -number).bit_length() - 1


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(isinstance(value, bytes) and len(value) == HASH_SIZE for value in values)
