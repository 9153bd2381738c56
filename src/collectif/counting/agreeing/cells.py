"""This module is about single cells: what one option got on one criterion."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from collectif.counting.agreeing.agreement import pairwise_agreement
from collectif.counting.agreeing.spread import near_median, van_der_eijk
from collectif.counting.profiles.profile import Pair, Profile


@frozen(kw_only=True)
class CellFigures:
    """What one option got on one criterion.

    Attributes:
        n: How many voters gave a grade.
        coverage: The share of those entitled who did, 0 to 1; None when nobody is.
        silences: Name of the silence -> how many voters; every name is there.
        histogram: Voters at each grade, lowest first, reversed where lower is better.
        mean: The mean grade; None when nobody gave one.
        median: The middle grade, of an even number the mean of the two middle ones.
        agreement: Pairwise agreement, 0 to 1; None under two grades.
        polarity: Van der Eijk's A, -1 to 1: below 0 for two camps.
        near_median: The share of voters within one step of the median.
    """

    n: int
    coverage: Fraction | None
    silences: Mapping[str, int]
    histogram: tuple[int, ...]
    mean: Fraction | None
    median: Fraction | None
    agreement: Fraction | None
    polarity: Fraction | None
    near_median: Fraction | None


@frozen(kw_only=True)
class CriterionFigures:
    """How a criterion works across the options.

    Attributes:
        spread: The highest mean minus the lowest, in grades; 0 where the criterion tells nothing
            apart. None when no option has a mean.
        agreement: The plain mean of its cells' agreement; None where a cell has none. Low all over
            is a sign of an unclear criterion, more than of disagreement about the options.
    """

    spread: Fraction | None
    agreement: Fraction | None


def cell_figures(profile: Profile) -> Mapping[Pair, CellFigures]:
    """Return (option, criterion) -> its figures, in declared order."""
    return {pair: _cell(profile, pair) for pair in profile.histograms}


def criterion_figures(profile: Profile) -> Mapping[str, CriterionFigures]:
    """Return criterion -> how it works across the options, in declared order."""
    return {criterion: _criterion(profile, criterion) for criterion in profile.criteria}


def _cell(profile: Profile, pair: Pair) -> CellFigures:
    histogram = profile.histograms[pair]
    return CellFigures(
        n=sum(histogram),
        coverage=profile.coverage(*pair),
        silences=profile.silences[pair],
        histogram=histogram,
        mean=profile.mean(*pair),
        median=profile.median(*pair),
        agreement=pairwise_agreement(histogram),
        polarity=van_der_eijk(histogram),
        near_median=near_median(histogram),
    )


def _criterion(profile: Profile, criterion: str) -> CriterionFigures:
    means = [profile.mean(option, criterion) for option in profile.options]
    known = [mean for mean in means if mean is not None]
    levels = [
        pairwise_agreement(profile.histogram(option, criterion)) for option in profile.options
    ]
    told = [level for level in levels if level is not None]
    whole = told and len(told) == len(levels)
    return CriterionFigures(
        spread=max(known) - min(known) if known else None,
        agreement=sum(told, start=Fraction(0)) / len(told) if whole else None,
    )
