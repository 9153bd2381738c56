"""This module is about many cells at once: the same indices as for one, over a table of counts.

Everything stays in whole numbers. A table whose figures could leave 64 bits is counted with
Python's own integers, slower and just as exact; nothing is rounded, and nothing overflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from collectif.errors import InvalidProfile, InvalidScale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Table = NDArray[Any]
    """Whole numbers, as int64 or as Python's own (dtype object)."""

BITS = 63
"""How many bits a whole number may take before the table is counted with Python's own."""


@frozen(kw_only=True, eq=False)
class Ratios:
    """One index of many cells, as whole numbers; in the order of the cells.

    Attributes:
        numerators: One for each cell; not in lowest terms.
        denominators: One for each cell, above 0; 0 where the index cannot be told, and then the
            numerator means nothing.
    """

    numerators: Table
    denominators: Table

    def fractions(self) -> tuple[Fraction | None, ...]:
        """Return the index of each cell in lowest terms; None where it cannot be told."""
        pairs = zip(self.numerators.tolist(), self.denominators.tolist(), strict=True)
        return tuple(Fraction(top, bottom) if bottom else None for top, bottom in pairs)


@frozen(kw_only=True)
class SpreadOfMany:
    """How the grades of many cells spread; made by `spread_of_many`.

    Attributes:
        agreement: As `pairwise_agreement` tells of one cell.
        leik: As `leik`.
        near_median: As `near_median`.
        polarity: As `van_der_eijk`.
    """

    agreement: Ratios = field(repr=False)
    leik: Ratios = field(repr=False)
    near_median: Ratios = field(repr=False)
    polarity: Ratios = field(repr=False)


def spread_of_many(histograms: Sequence[Sequence[int]] | Table, *, within: int = 1) -> SpreadOfMany:
    """Return the indices of spread of many cells, with NumPy.

    Equal to the functions that tell of one cell, and faster from some tens of cells on.

    Args:
        histograms: For each cell the number of voters at each grade: rows of equal length, or an
            array of whole numbers of the shape (cells, grades).
        within: How many steps from the median count as near.

    Raises:
        InvalidScale: There are fewer than two grades.
        InvalidProfile: It is no table, or a number of voters is negative or not whole.
    """
    counts, most = _read(histograms)
    grades = counts.shape[1]
    common = lcm(*range(1, grades - 1)) * (grades - 1) * max(grades - 2, 1)
    counts = _wide(counts, max(4 * grades * most * most, max(most, grades * grades) * common))
    upto = counts.cumsum(axis=1)
    n, below = upto[:, -1], upto[:, :-1]
    return SpreadOfMany(
        agreement=_agreement(below, n),
        leik=_leik(below, n),
        near_median=_near_median(counts, upto, within),
        polarity=_polarity(counts, n, common),
    )


def _read(histograms: Sequence[Sequence[int]] | Table) -> tuple[Table, int]:
    """Return the table, and a bound of how many voters a cell has."""
    import numpy

    counts = histograms if isinstance(histograms, numpy.ndarray) else _table(histograms)
    if counts.ndim != 2 or not _whole(counts) or (counts < 0).any():
        raise InvalidProfile.of("many.table-shape-was-given", shape=counts.shape)
    if counts.shape[1] < 2:
        raise InvalidScale.of("many.table-counts-has-grades", shape=counts.shape[1])
    return counts, counts.shape[1] * int(counts.max(initial=0))


def _table(rows: Sequence[Sequence[int]]) -> Table:
    """Return rows as an array of Python's own numbers; rows of other lengths make no table."""
    import numpy

    try:
        return numpy.array(list(rows) or numpy.empty((0, 2)), dtype=object)
    except ValueError:
        return numpy.empty(0, dtype=object)


def _whole(counts: Table) -> bool:
    if counts.dtype.kind == "O":
        return all(type(n) is int for row in counts for n in row)
    return counts.dtype.kind in "iu"


def _wide(counts: Table, largest: int) -> Table:
    """Return the table in a type that holds the largest number that counting may reach."""
    return counts.astype("int64" if largest.bit_length() <= BITS else object)


def _agreement(below: Table, n: Table) -> Ratios:
    worst = below.shape[1] * (n * n // 4)
    apart = (below * (n[:, None] - below)).sum(axis=1)
    return Ratios(numerators=worst - apart, denominators=worst)


def _leik(below: Table, n: Table) -> Ratios:
    import numpy

    smaller = numpy.minimum(below, n[:, None] - below).sum(axis=1)
    most = n * below.shape[1]
    return Ratios(numerators=most - 2 * smaller, denominators=most)


def _near_median(counts: Table, upto: Table, within: int) -> Ratios:
    import numpy

    n = upto[:, -1]
    low, high = ((upto <= place[:, None]).sum(axis=1) for place in ((n - 1) // 2, n // 2))
    away = abs(2 * numpy.arange(counts.shape[1]) - (low + high)[:, None])
    return Ratios(numerators=(counts * (away <= 2 * within)).sum(axis=1), denominators=n)


def _polarity(counts: Table, n: Table, common: int) -> Ratios:
    """Take the layers of all cells, from the ground up; a layer that a cell lacks is 0 high."""
    import numpy

    heights = numpy.sort(counts, axis=1)
    ground, total = n - n, n - n
    for top in heights.T:
        pattern = counts >= top[:, None]
        total = total + (top - ground) * _layer(pattern, counts.dtype, common)
        ground = top
    return Ratios(numerators=total, denominators=n * common)


def _layer(pattern: NDArray[Any], kind: Any, common: int) -> Table:
    """Return what one voter at each grade of the pattern adds, over the common denominator.

    With S of K grades filled, S * U * (1 - (S - 1) / (K - 1)) comes to
    2 * ((K - 2) * beside - (K - 1) * apart) / ((K - 1) * (K - 2) * (S - 1)), since
    beside + apart = S * (S - 1) / 2 * (K - S); a single grade adds 1.
    """
    grades = pattern.shape[1]
    full = pattern.astype("int64")
    before, filled = full.cumsum(axis=1), full.sum(axis=1)
    after = filled[:, None] - before
    pairs = (before * (before - 1) + after * (after - 1)) // 2
    beside = (pairs * ~pattern).sum(axis=1)
    apart = (before * after * ~pattern).sum(axis=1)
    weight = 2 * ((grades - 2) * beside - (grades - 1) * apart).astype(kind)
    unit = common // ((grades - 1) * max(grades - 2, 1))
    shared: Table = weight * unit // (filled - 1).clip(1)
    shared[filled == 1] = common
    return shared
