"""This module is about reliability: whether grades tell the options apart, or only the voters.

Agreement in a cell says how alike its grades are. Krippendorff's alpha says whether they are more
alike within cells than grades drawn from the whole room would be; where everything gets the same
grade there is nothing to tell apart, and no alpha.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm
from operator import mul
from typing import Literal, get_args

from attrs import frozen

from collectif.counting.agreeing.agreement import check_histogram
from collectif.counting.profiles.grades import shown
from collectif.counting.profiles.profile import Pair, Profile
from collectif.errors import InvalidInput, InvalidProfile

Metric = Literal["nominal", "ordinal", "interval"]
"""What parts two grades: that they differ, how many grades lie between, or how many steps."""

METRICS: tuple[Metric, ...] = get_args(Metric)
"""Every metric, from the one that asks least of a scale to the one that asks most."""

Histogram = Sequence[int]


@frozen(kw_only=True)
class Reliability:
    """How reliable the grades of a room are; made by `reliability`.

    Attributes:
        metric: What parted two grades.
        alpha: Krippendorff's alpha over all cells, at most 1; None where it cannot be told.
        by_criterion: Criterion -> alpha over its cells alone, one for each option.
        n: How many grades entered `alpha`: those of cells that two voters or more graded.
        left_out: The (option, criterion) pairs under two grades, in declared order; no figure
            speaks of them.
    """

    metric: Metric
    alpha: Fraction | None
    by_criterion: Mapping[str, Fraction | None]
    n: int
    left_out: tuple[Pair, ...]


def reliability(profile: Profile, *, metric: Metric = "interval") -> Reliability:
    """Return Krippendorff's alpha of a profile, where each option on each criterion is a unit.

    Silences and answers that are not there are missing data: they enter no unit. Grades enter as
    they count, reversed where lower is better.

    Raises:
        InvalidInput: There is no such metric.
    """
    cells = profile.histograms
    return Reliability(
        metric=metric,
        alpha=krippendorff_alpha(cells.values(), metric=metric),
        by_criterion={
            criterion: krippendorff_alpha(
                [cells[option, criterion] for option in profile.options], metric=metric
            )
            for criterion in profile.criteria
        },
        n=sum(map(sum, filter(_pairable, cells.values()))),
        left_out=tuple(pair for pair, count in cells.items() if not _pairable(count)),
    )


def krippendorff_alpha(
    units: Iterable[Histogram], *, metric: Metric = "interval"
) -> Fraction | None:
    """Return Krippendorff's alpha: 1 - observed disagreement / disagreement expected by chance.

    alpha = 1 - (n - 1) * (sum over units of d(unit) / (m - 1)) / d(all), for units of m >= 2
    grades, n of them together. d adds the squared differences over all pairs of grades: on
    "nominal" 1 for any two that differ, on "interval" (x - y)^2, on "ordinal" the square of the
    number of grades given from x to y, each end counted half. These are differences of places on a
    line, so d takes one pass over a histogram, whatever the number of grades.

    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Hayes and Krippendorff
    2007, Communication Methods and Measures 1.

    >>> krippendorff_alpha([[2, 0], [0, 2], [1, 1]], metric="nominal")
    Fraction(4, 9)

    Args:
        units: For each unit the number of grades of each kind, in the order of the scale; all on
            the same scale. A unit under two grades has no pairs and changes nothing.
        metric: What parts two grades.

    Returns:
        alpha <= 1: 1 when each unit is of one mind and the units differ, about 0 when grades are
        no more alike within a unit than across, below 0 when they are less alike. None where
        nothing varies (0/0), as in a unanimous room, and where no unit has two grades.

    Raises:
        InvalidInput: There is no such metric.
        InvalidProfile: Units are on scales of different length, or do not count voters.
        InvalidScale: A unit has fewer than two kinds of grades.
    """
    _check_metric(metric)
    counts = _read(units)
    pooled = [sum(column) for column in zip(*counts, strict=True)]
    places = _places(pooled, metric)
    observed: Counter[int] = Counter()
    for count in counts:
        observed[sum(count) - 1] += _apart(count, places)
    expected = _apart(pooled, places)
    if not expected:
        return None
    common = lcm(*observed)
    within = sum(d * (common // m) for m, d in observed.items())
    return Fraction(common * expected - within * (sum(pooled) - 1), common * expected)


def _read(units: Iterable[Histogram]) -> list[Histogram]:
    """Return the units that have pairs, after a look at all of them."""
    found = list(units)
    for unit in found:
        check_histogram(unit)
    lengths = sorted({len(unit) for unit in found})
    if len(lengths) > 1:
        raise InvalidProfile.of(
            "reliability.units-with-and-with-kinds", lengths=lengths[0], lengths2=lengths[-1]
        )
    return [unit for unit in found if _pairable(unit)]


def _pairable(count: Histogram) -> bool:
    return sum(count) > 1


def _places(pooled: Histogram, metric: Metric) -> Sequence[int] | None:
    """Return where each grade stands on a line; None where grades are only the same or not."""
    if metric == "nominal":
        return None
    if metric == "interval":
        return range(len(pooled))
    return [2 * upto - n for upto, n in zip(accumulate(pooled), pooled, strict=True)]


def _apart(count: Histogram, places: Sequence[int] | None) -> int:
    """Return the squared differences over all pairs, in a unit that is the same for all counts."""
    m = sum(count)
    if places is None:
        return m * m - sum(n * n for n in count)
    moments: list[int] = list(map(mul, count, places))
    first, second = sum(moments), sum(map(mul, moments, places))
    return int(m * second - first * first)


def _check_metric(metric: str) -> None:
    if metric not in METRICS:
        raise InvalidInput.of("reliability.differences-grades", metric=shown(metric))
