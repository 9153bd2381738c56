"""This module is about totals: what one voter gives to one option, over all criteria together.

Agreement on the criteria is agreement on the reasons; agreement on the totals is agreement on the
conclusion. On a full panel the second is never less than the first: disagreements about reasons
may cancel out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate, pairwise

from collectif.counting.profiles.profile import Profile

Totals = Mapping[tuple[str, str], Fraction]
"""(voter, option) -> what the voter gives to it, from 0 to 100."""


def totals(profile: Profile, *, full_rows: bool = False) -> Totals:
    """Return the weighted mean of each voter's grades for each option, on the scale from 0 to 100.

    Weights are shared out anew over the criteria that the voter graded for the option, so a single
    silence does not take the whole row out.

    Args:
        profile: The answers.
        full_rows: Leave out a row in which any criterion has no grade; a variant, where a total
            always speaks of all criteria.

    Returns:
        (voter, option) -> 0 <= total <= 100, in declared order. A voter without any grade for an
        option gives it no total.
    """
    found: dict[tuple[str, str], Fraction] = {}
    for voter in profile.voters:
        for option in profile.options:
            row = {c: profile.worth(voter, option, c) for c in profile.criteria}
            graded = {c: grade for c, grade in row.items() if grade is not None}
            if graded and (len(graded) == len(row) or not full_rows):
                found[voter, option] = _total(profile, graded)
    return found


def panels(profile: Profile, given: Totals) -> Mapping[str, Mapping[str, Fraction]]:
    """Return option -> voter -> total of those who gave one to it, for every option."""
    found: dict[str, dict[str, Fraction]] = {option: {} for option in profile.options}
    for (voter, option), total in given.items():
        found[option][voter] = total
    return found


def agreement_on_totals(
    profile: Profile, *, full_rows: bool = False
) -> Mapping[str, Fraction | None]:
    """Return option -> pairwise agreement of the voters' totals; None under two totals.

    The index is that of `pairwise_agreement`, on exact totals instead of grades, and like it
    counts a voter with several voices as often.
    """
    given = totals(profile, full_rows=full_rows)
    return {
        option: closeness(panel.values(), most=100, times=[profile.voice(v) for v in panel])
        for option, panel in panels(profile, given).items()
    }


def closeness(
    values: Iterable[Fraction | int],
    *,
    most: Fraction | int,
    times: Iterable[int] | None = None,
) -> Fraction | None:
    """Return how close values are, over all pairs, as a share of the worst that could be.

    This is 1 - (sum over pairs of |x - y|) / (most * floor(n*n / 4)).

    >>> closeness([0, 50, 100], most=100)
    Fraction(0, 1)

    Args:
        values: Exact values that differ by at most `most`.
        most: The largest possible difference of two values; more than 0.
        times: How often each value is there; None means once.

    Returns:
        0 <= level <= 1: 1 when all are equal, 0 when half of them stand at each end. None under
        two values.
    """
    given = [Fraction(value) for value in values]
    rising = sorted(zip(given, [1] * len(given) if times is None else times, strict=True))
    *at_or_below, n = accumulate((often for _, often in rising), initial=0)
    if n < 2:
        return None
    gaps = zip(at_or_below[1:], pairwise(value for value, _ in rising), strict=True)
    apart = sum(((high - low) * below * (n - below) for below, (low, high) in gaps), Fraction(0))
    return 1 - apart / (most * (n * n // 4))


def mean_of(values: Iterable[Fraction]) -> Fraction | None:
    """Return the plain mean of exact values; None for none."""
    known = list(values)
    return sum(known, start=Fraction(0)) / len(known) if known else None


def _total(profile: Profile, graded: Mapping[str, int]) -> Fraction:
    weight = sum(profile.weights[c] for c in graded)
    steps = sum(profile.weights[c] * (x - profile.scale.min) for c, x in graded.items())
    return Fraction(100 * steps, weight * profile.scale.range)
