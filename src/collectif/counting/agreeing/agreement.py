"""This module is about agreement: how much alike the grades of a room are.

Agreement is not support: a room that gives everything the lowest grade agrees perfectly. Read it
beside the ranking, never instead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Literal

from attrs import frozen

from collectif.counting.profiles.exact import exact, exact_share
from collectif.counting.profiles.grades import shown
from collectif.counting.profiles.profile import Pair, Profile
from collectif.errors import InvalidInput, InvalidProfile, InvalidScale, Reason

Band = Literal["DIVIDED", "WEAK", "MODERATE", "STRONG"]
"""Agreement in a word, from the least to the most."""

BANDS: tuple[Band, ...] = ("DIVIDED", "WEAK", "MODERATE", "STRONG")
"""Every band, from the least agreement to the most."""

LIMITS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
"""The levels at which the next band starts, unless a charter says otherwise."""


@frozen(kw_only=True)
class Agreement:
    """How much a room agrees, from single cells to one figure; made by `agreement`.

    Each level is 0 <= level <= 1: 1 when all grades are equal, 0 when the room is split in half
    at the two ends of the scale. None means that too few grades were given to tell.

    Attributes:
        cells: (option, criterion) -> level; None under two grades.
        by_option: Option -> mean of its cells with the weights of the criteria; None when one of
            its cells has no level.
        by_criterion: Criterion -> plain mean of its cells over the options; None when one of its
            cells has no level, or when there is no option.
        overall: Plain mean over the options that have a level; None when none has.
        undefined: The options without a level, in declared order; `overall` does not speak of them.
    """

    cells: Mapping[Pair, Fraction | None]
    by_option: Mapping[str, Fraction | None]
    by_criterion: Mapping[str, Fraction | None]
    overall: Fraction | None
    undefined: tuple[str, ...] = ()


def agreement(profile: Profile) -> Agreement:
    """Return the pairwise agreement of a profile: cells, options, criteria, and overall.

    Silences and answers that are not there enter no cell.
    """
    cells = {pair: pairwise_agreement(count) for pair, count in profile.histograms.items()}
    by_option = {
        option: _mean(
            (cells[option, criterion], profile.weights[criterion]) for criterion in profile.criteria
        )
        for option in profile.options
    }
    return Agreement(
        cells=cells,
        by_option=by_option,
        by_criterion={
            criterion: _mean((cells[option, criterion], 1) for option in profile.options)
            for criterion in profile.criteria
        },
        overall=_mean((level, 1) for level in by_option.values() if level is not None),
        undefined=tuple(option for option, level in by_option.items() if level is None),
    )


def pairwise_agreement(histogram: Sequence[int]) -> Fraction | None:
    """Return how close two voters' grades are, over all pairs of voters, as a share of the worst.

    This is 1 - (sum over pairs of |x - y|) / (R * floor(n*n / 4)), for n grades on a scale of R
    steps. It is computed from the voters at or below each step, so it uses only the order of the
    grades, not a distance that anybody has in mind beyond "one step". Cost: one pass over the
    histogram, whatever n.

    Source: l squared of Blair and Lacy 2000, with the exact maximum for odd n as in the IOV of
    Berry and Mielke 1992.

    >>> pairwise_agreement([0, 0, 4, 6, 2])
    Fraction(23, 36)

    Args:
        histogram: The number of voters at each grade, in the order of the scale, from either end.

    Returns:
        0 <= level <= 1: 1 when all grades are equal, 0 when half of the voters (but for an odd
        one) stand at each end. None under two grades.

    Raises:
        InvalidScale: The histogram has fewer than two grades.
        InvalidProfile: A number of voters is negative or not whole.
    """
    check_histogram(histogram)
    *at_or_below, n = accumulate(histogram)
    if n < 2:
        return None
    apart = sum(below * (n - below) for below in at_or_below)
    worst = len(at_or_below) * (n * n // 4)
    return Fraction(worst - apart, worst)


def band(level: Fraction, limits: Sequence[Fraction | str] = LIMITS) -> Band:
    """Return a level of agreement in a word; a level on a limit belongs to the higher band.

    >>> band(Fraction(3, 4)), band(Fraction(1, 5))
    ('STRONG', 'DIVIDED')

    Args:
        level: 0 <= level <= 1.
        limits: Three rising levels where WEAK, MODERATE and STRONG start, as fractions or as
            shares such as `"1/4"`.

    Raises:
        InvalidInput: There are not three limits, they do not rise, or a number is not exact.
    """
    levels = [exact_share(limit, Reason("agreement.limit-between-bands")) for limit in limits]
    if len(levels) != len(BANDS) - 1 or any(a >= b for a, b in pairwise(levels)):
        raise InvalidInput.of(
            "agreement.limits-were-given-between-bands", str=shown(tuple(map(str, levels)))
        )
    return BANDS[bisect_right(levels, exact(level, Reason("exact.level")))]


def _mean(weighted: Iterable[tuple[Fraction | None, int]]) -> Fraction | None:
    """Return the weighted mean; None when a level is missing, or when there is none at all."""
    total, weights = Fraction(0), 0
    for level, weight in weighted:
        if level is None:
            return None
        total += weight * level
        weights += weight
    return total / weights if weights else None


def check_histogram(histogram: Sequence[int]) -> None:
    """Refuse a histogram with fewer than two grades, or that does not count voters."""
    if len(histogram) < 2:
        raise InvalidScale.of("agreement.histogram-grades-was-given", count=len(histogram))
    if set(map(type, histogram)) != {int} or min(histogram) < 0:
        raise InvalidProfile.of("agreement.histogram-reads", histogram=shown(histogram))
