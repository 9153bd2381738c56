"""This module is about the space of all weights: its parts, how large they are, points drawn in it.

Weights count by their ratios alone, so they are taken as shares that sum to 1. For two criteria
all shares lie on a segment, for three in a triangle; parts of these are measured exactly. For more
criteria points are drawn, the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import shake_256
from itertools import pairwise

Point = tuple[Fraction, ...]
"""The share of each criterion; 0 or more each, 1 together."""

Corners = tuple[Point, ...]
"""A convex part of the space by its corners, in order around it; no corner is nothing."""

MEASURED = 3
"""The most criteria for which parts of the space are measured."""

_BITS = 64


def whole(k: int) -> Corners:
    """Return the space of the weights of k criteria, 1 <= k <= 3."""
    return tuple(tuple(Fraction(i == j) for j in range(k)) for i in range(k))


def above(corners: Corners, direction: Sequence[int]) -> Corners:
    """Return the part where the sum of direction * share is 0 or more.

    Source: Sutherland and Hodgman 1974.
    """
    heights = [dot(direction, corner) for corner in corners]
    kept: dict[Point, None] = {}
    for i, height in enumerate(heights):
        before = heights[i - 1]
        if before * height < 0:
            kept[_between(corners[i - 1], before, corners[i], height)] = None
        if height >= 0:
            kept[corners[i]] = None
    return tuple(kept)


def share(corners: Corners) -> Fraction:
    """Return how much of the space a part fills, 0 to 1; 0 for what is thinner than the space."""
    return sum((_size(piece) for piece in _pieces(corners)), Fraction(0))


def centre(corners: Corners) -> Point | None:
    """Return the centre of gravity of a part; None for one that fills nothing."""
    sized = [(piece, _size(piece)) for piece in _pieces(corners)]
    filled = sum(size for _, size in sized)
    if not filled:
        return None
    k = len(corners[0])
    return tuple(
        sum(size * sum(corner[j] for corner in piece) for piece, size in sized) / (k * filled)
        for j in range(k)
    )


def drawn(k: int, n: int, seed: int) -> Iterator[tuple[int, ...]]:
    """Yield n weights of k criteria as whole numbers, drawn evenly from the space.

    Each point parts a stick of 2^64 units at k - 1 distinct marks drawn by SHAKE-256 from the seed
    and the number of the point; every weight is 1 or more. The same seed gives the same points on
    every machine and version, and fewer points are the beginning of more.

    Source: sorted marks on a stick are even on the simplex: David 1970; Devroye 1986, ch. 5.
    """
    for number in range(n):
        yield _parted(k, f"{seed}:{number}")


def dot(left: Sequence[int], right: Sequence[Fraction]) -> Fraction:
    """Return the sum of the products, one after the other."""
    return sum((a * b for a, b in zip(left, right, strict=True) if a), Fraction(0))


def _parted(k: int, name: str) -> tuple[int, ...]:
    size, attempt = _BITS // 8, 0
    while True:
        data = shake_256(f"{name}:{attempt}".encode()).digest(size * (k - 1))
        found = (int.from_bytes(data[i : i + size], "big") for i in range(0, len(data), size))
        marks = sorted({0, *found, 1 << _BITS})
        if len(marks) == k + 1:
            return tuple(high - low for low, high in pairwise(marks))
        attempt += 1


def _between(low: Point, below: Fraction, high: Point, over: Fraction) -> Point:
    """Return where the height is 0 on the way from one corner to the other."""
    along = below / (below - over)
    return tuple(a + along * (b - a) for a, b in zip(low, high, strict=True))


def _pieces(corners: Corners) -> list[Corners]:
    """Return segments or triangles that make up a part; of one criterion, the point."""
    k = len(corners[0]) if corners else 0
    ends = range(1, len(corners) - k + 2) if corners else ()
    return [(corners[0], *corners[i : i + k - 1]) for i in ends]


def _size(piece: Corners) -> Fraction:
    return abs(_determinant(piece))


def _determinant(rows: Sequence[Sequence[Fraction]]) -> Fraction:
    if len(rows) == 1:
        return rows[0][0]
    first, *others = rows
    minors = ([[*row[:j], *row[j + 1 :]] for row in others] for j in range(len(first)))
    return sum(
        ((-1) ** j * first[j] * _determinant(minor) for j, minor in enumerate(minors)), Fraction(0)
    )
