"""This module is about the shapes of charts: whole numbers for SVG, from exact figures.

A chart stands beside a table that says the same; nothing is to be seen in the chart alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

MOST_BARS = 12
"""The bars that a small histogram has at most; a longer scale is told in as many parts."""


def at(share: Fraction, length: int) -> int:
    """Return where a share from 0 to 1 falls on a length; any other falls on its nearer end."""
    return round(min(max(share, Fraction(0)), Fraction(1)) * length)


def bars(histogram: Sequence[int], width: int, height: int) -> str:
    """Return the path of a small histogram, the lowest step on the left; none is an empty path.

    Args:
        histogram: How many stand at each step.
        width: Of the drawing.
        height: Of the drawing, which the highest bar fills.
    """
    parts = merged(histogram)
    most = max(parts, default=0)
    step = Fraction(width, max(len(parts), 1))
    drawn = []
    for place, count in enumerate(parts):
        if count:
            left, right = round(place * step), max(round((place + 1) * step) - 1, 1)
            top = height - max(at(Fraction(count, most), height), 1)
            drawn.append(f"M{left} {height}V{top}H{right}V{height}Z")
    return "".join(drawn)


def merged(histogram: Sequence[int]) -> list[int]:
    """Return a histogram of at most `MOST_BARS` steps."""
    size = -(-len(histogram) // MOST_BARS)
    return [sum(histogram[start : start + size]) for start in range(0, len(histogram), size or 1)]


def apart(heights: Mapping[str, int], gap: int) -> Mapping[str, int]:
    """Return heights of labels moved down as little as keeps them apart, in order of height."""
    order = sorted(heights, key=heights.__getitem__)
    moved = dict(heights)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + gap)
    return moved
