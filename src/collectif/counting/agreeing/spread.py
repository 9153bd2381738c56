"""This module is about how grades spread: two camps, or merely scattered.

These indices stand beside pairwise agreement; each says something that it does not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import comb, fsum, log2

from attrs import frozen

from collectif.counting.agreeing.agreement import check_histogram
from collectif.counting.profiles.profile import Profile


@frozen(kw_only=True)
class LowestCell:
    """The cell in which a room is most of two minds.

    Attributes:
        level: Van der Eijk's A of the cell.
        option: What was graded.
        criterion: On what.
    """

    level: Fraction
    option: str
    criterion: str


def van_der_eijk(histogram: Sequence[int]) -> Fraction | None:
    """Return Van der Eijk's agreement A, which tells two camps from scattered grades.

    The histogram is split into layers, each with the same number of voters at every grade that it
    holds. A layer over S of K grades weighs its share of the voters, and agrees by
    U * (1 - (S - 1) / (K - 1)), where U is 1 for grades side by side and falls below 0 for grades
    with a gap between them.

    Source: van der Eijk 2001, Quality & Quantity 35; the R package agrmt.

    Args:
        histogram: The number of voters at each grade, in the order of the scale, from either end.

    Returns:
        -1 <= A <= 1: 1 when all grades are equal, 0 when they are spread evenly, -1 when half
        stand at each end. On a scale of two grades there can be no gap, and an even split gives 0.
        None when nobody gave a grade.

    Raises:
        InvalidScale: The histogram has fewer than two grades.
        InvalidProfile: A number of voters is negative or not whole.
    """
    check_histogram(histogram)
    n = sum(histogram)
    if not n:
        return None
    left, level = list(histogram), Fraction(0)
    while any(left):
        taken = min(count for count in left if count)
        pattern = [count > 0 for count in left]
        level += Fraction(taken * sum(pattern), n) * _layer(pattern)
        left = [count - taken if count else 0 for count in left]
    return level


def near_median(histogram: Sequence[int], *, within: int = 1) -> Fraction | None:
    """Return the share of voters whose grade is at most some steps away from the median.

    The easiest figure to say aloud; studies by the Delphi method usually ask for 3/4 of the voters
    within one step. Of an even number of grades the median is the mean of the two middle ones.

    Returns:
        0 <= share <= 1; None when nobody gave a grade.
    """
    check_histogram(histogram)
    upto = tuple(accumulate(histogram))
    n = upto[-1]
    if not n:
        return None
    twice = bisect_right(upto, (n - 1) // 2) + bisect_right(upto, n // 2)
    near = (k for grade, k in enumerate(histogram) if abs(2 * grade - twice) <= 2 * within)
    return Fraction(sum(near), n)


def leik(histogram: Sequence[int]) -> Fraction | None:
    """Return Leik's ordinal consensus, 1 - D.

    D = 2 * (sum over steps of min(F, 1 - F)) / (K - 1), where F is the share of voters at or below
    a step and K the number of grades: each step is split at worst in half, and D is how much of
    that worst there is. Like pairwise agreement it uses only the order of the grades; but a
    minority of share m below or above a step costs 2m here, and 4m(1 - m) there, which is more.

    Source: Leik 1966, Pacific Sociological Review 9.

    >>> leik([1] * 10)
    Fraction(4, 9)

    Args:
        histogram: The number of voters at each grade, in the order of the scale, from either end.

    Returns:
        0 <= consensus <= 1: 1 when all grades are equal, 0 when half stand at each end; an odd
        room cannot be cut in half, and its lowest is 1/n. None when nobody gave a grade.

    Raises:
        InvalidScale: The histogram has fewer than two grades.
        InvalidProfile: A number of voters is negative or not whole.
    """
    check_histogram(histogram)
    *at_or_below, n = accumulate(histogram)
    if not n:
        return None
    smaller = sum(min(below, n - below) for below in at_or_below)
    return 1 - Fraction(2 * smaller, n * len(at_or_below))


def tastle_wierman(histogram: Sequence[int]) -> float | None:
    """Return the consensus index of Tastle and Wierman, for comparison with the literature.

    A floating point number, 0 <= index <= 1: never part of a digest, a tie or a decision.

    Source: Tastle and Wierman 2007, International Journal of Approximate Reasoning 45.
    """
    check_histogram(histogram)
    n, most = sum(histogram), len(histogram) - 1
    if not n:
        return None
    mean = Fraction(sum(grade * count for grade, count in enumerate(histogram)), n)
    terms = (
        count / n * _log2(1 - abs(grade - mean) / most)
        for grade, count in enumerate(histogram)
        if count
    )
    return 1 + fsum(terms)


def lowest_cell(profile: Profile) -> LowestCell | None:
    """Return the cell with the lowest A; of equal ones, the first in declared order.

    None when nobody gave a grade.
    """
    found = [
        LowestCell(level=level, option=option, criterion=criterion)
        for (option, criterion), count in profile.histograms.items()
        if (level := van_der_eijk(count)) is not None
    ]
    return min(found, key=lambda cell: cell.level, default=None)


def _layer(pattern: Sequence[bool]) -> Fraction:
    """Return the agreement of one layer, -1 to 1."""
    grades, filled = len(pattern), sum(pattern)
    if filled == 1:
        return Fraction(1)
    if filled == grades:
        return Fraction(0)
    beside, apart = _triples(pattern)
    unimodal = Fraction(
        (grades - 2) * beside - (grades - 1) * apart, (grades - 2) * (beside + apart)
    )
    return unimodal * (1 - Fraction(filled - 1, grades - 1))


def _triples(pattern: Sequence[bool]) -> tuple[int, int]:
    """Return in how many three grades two lie side by side, the third empty; and with it between.

    The empty grade of the three stands after, before or between the two filled ones, so both are
    counted from the grades filled before and after each empty one.
    """
    filled, before, beside, apart = sum(pattern), 0, 0, 0
    for full in pattern:
        if full:
            before += 1
        else:
            after = filled - before
            beside += comb(before, 2) + comb(after, 2)
            apart += before * after
    return beside, apart


def _log2(share: Fraction) -> float:
    """Return the logarithm also of a share that is too small for a float."""
    return log2(share.numerator) - log2(share.denominator)
