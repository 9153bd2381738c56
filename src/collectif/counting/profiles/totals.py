"""This module is about totals: what one voter gives to one option, over all criteria together.

Agreement on the criteria is agreement on the reasons; agreement on the totals is agreement on the
conclusion. On a full panel the second is never less than the first: disagreements about reasons
may cancel out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate, pairwise

from collectif.counting.profiles.profile import Profile

Totals = Mapping[tuple[str, str], Fraction]
"""(voter, option) -> what the voter gives to it, from 0 to 100."""

Tally = tuple[tuple[Fraction, int], ...]
"""Values, rising, and how often each was given."""

Weighed = tuple[int, int]
"""Steps above the lowest grade, times the weights of their criteria; and these weights, added."""


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
    whole, width = profile.total_weight, profile.scale.range
    made: dict[Weighed, Fraction] = {}
    found: dict[tuple[str, str], Fraction] = {}
    for row, weighed in weighed_steps(profile).items():
        if full_rows and weighed[1] < whole:
            continue
        if weighed not in made:
            made[weighed] = Fraction(100 * weighed[0], weighed[1] * width)
        found[row] = made[weighed]
    return found


def weighed_steps(profile: Profile) -> Mapping[tuple[str, str], Weighed]:
    """Return (voter, option) -> the weighted steps above the lowest grade, and the weight of these.

    Their quotient, as a share of the range of the scale, is the total. In declared order; a voter
    without any grade for an option is not there.

    Raises:
        InvalidProfile: The answers are places in orders, not grades.
    """
    profile.refuse_places()
    cells, (low, high) = profile.cells, (profile.scale.min, profile.scale.max)
    asked = [(c, profile.weights[c], c in profile.lower_is_better) for c in profile.criteria]
    found: dict[tuple[str, str], Weighed] = {}
    for voter in profile.voters:
        for option in profile.options:
            steps, weight = 0, 0
            for criterion, one, turned in asked:
                grade = cells.get((voter, option, criterion))
                if isinstance(grade, int):
                    steps += one * (high - grade if turned else grade - low)
                    weight += one
            if weight:
                found[voter, option] = steps, weight
    return found


def tallied_totals(profile: Profile) -> Mapping[str, Tally]:
    """Return option -> the totals that voters give it, rising, and how many voices give each."""
    if len(profile.criteria) == 1:
        width = profile.scale.range
        return {
            option: tuple((Fraction(100 * step, width), n) for step, n in tally)
            for (option, _), tally in profile.tallies.items()
        }
    counts = _counters(profile)
    for (voter, option), weighed in weighed_steps(profile).items():
        counts[option][weighed] += profile.voice(voter)
    return {option: _risen(tally, profile.scale.range) for option, tally in counts.items()}


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
    least, counts = profile.total_weight if full_rows else 1, _counters(profile)
    for (voter, option), weighed in weighed_steps(profile).items():
        counts[option][weighed] += profile.voice(voter) * (weighed[1] >= least)
    width = profile.scale.range
    return {option: _close(_risen(tally, width), 100) for option, tally in counts.items()}


def closeness(values: Iterable[Fraction | int], *, most: Fraction | int) -> Fraction | None:
    """Return how close values are, over all pairs, as a share of the worst that could be.

    This is 1 - (sum over pairs of |x - y|) / (most * floor(n*n / 4)).

    >>> closeness([0, 50, 100], most=100)
    Fraction(0, 1)

    Args:
        values: Exact values that differ by at most `most`.
        most: The largest possible difference of two values; more than 0.

    Returns:
        0 <= level <= 1: 1 when all are equal, 0 when half of them stand at each end. None under
        two values.
    """
    return _close(tuple((value, 1) for value in sorted(map(Fraction, values))), most)


def mean_of(values: Iterable[Fraction]) -> Fraction | None:
    """Return the plain mean of exact values; None for none."""
    known = list(values)
    return sum(known, start=Fraction(0)) / len(known) if known else None


def _counters(profile: Profile) -> dict[str, Counter[Weighed]]:
    return {option: Counter() for option in profile.options}


def _close(rising: Tally, most: Fraction | int) -> Fraction | None:
    """Return how close values are, rising, each with how often it was given."""
    *upto, n = accumulate((count for _, count in rising), initial=0)
    if n < 2:
        return None
    gaps = zip(pairwise(value for value, _ in rising), upto[1:], strict=False)
    apart = sum(((high - low) * below * (n - below) for (low, high), below in gaps), Fraction(0))
    return 1 - apart / (most * (n * n // 4))


def _risen(tally: Mapping[Weighed, int], width: int) -> Tally:
    found: Counter[Fraction] = Counter()
    for (steps, weight), n in tally.items():
        found[Fraction(100 * steps, weight * width)] += n
    return tuple(sorted(found.items()))
