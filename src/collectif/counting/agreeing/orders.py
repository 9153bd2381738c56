"""This module is about orders: whether voters rank the options alike, whatever grades they use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, groupby

from attrs import frozen

from collectif.counting.ordering.pairwise import refuse_crowd
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import standings
from collectif.counting.profiles.totals import totals

Height = int | Fraction
"""How high a voter puts an option: comparable within one voter only."""


@frozen(kw_only=True)
class Concordance:
    """How alike some judges rank all options.

    Attributes:
        value: Kendall's W with the correction for ties, 0 <= W <= 1: 1 when all rank the same,
            0 when their rank sums are equal. None where it cannot be told: fewer than two judges
            or options, or judges who put all options level.
        judges: The voters who gave a total to every option, sorted by name; W speaks of them only.
    """

    value: Fraction | None
    judges: tuple[str, ...]


def order_agreement(profile: Profile, *, full_rows: bool = False) -> Fraction | None:
    """Return how alike voters order the options, over all pairs of voters and pairs of options.

    A pair of options that both voters gave a total counts 1 when both put it in the same order (or
    both level), 1/2 when exactly one puts it level, 0 when they put it in opposite orders. All
    comparisons are pooled, so a voter kept out of some options still enters with the others. They
    are counted by how many voters put each pair of options which way round, not voter by voter;
    a voter with several voices is as many voters.

    Returns:
        0 <= level <= 1; 1/2 is what unrelated orders give. None when nothing can be compared.

    Raises:
        InvalidInput: There are more than 2,000 options.
    """
    refuse_crowd(profile)
    given = _places(_given(profile, full_rows))
    rows = [
        (profile.voice(voter), [given.get((voter, option)) for option in profile.options])
        for voter in profile.voters
    ]
    points, compared = 0, 0
    for a, b in combinations(range(len(profile.options)), 2):
        said = [0, 0, 0]
        for voices, row in rows:
            one, other = row[a], row[b]
            if one is not None and other is not None:
                said[(one > other) - (one < other)] += voices
        n = sum(said)
        points += sum(alike * (alike - 1) for alike in said) + said[0] * (n - said[0])
        compared += n * (n - 1)
    return Fraction(points, compared) if compared else None


def kendall_w(profile: Profile, *, full_rows: bool = False) -> Concordance:
    """Return Kendall's coefficient of concordance of the voters who judged every option.

    W = 12 S / (k^2 (m^3 - m) - k sum T), for k judges and m options; S is the sum of the squared
    deviations of the rank sums, T the sum of t^3 - t over the ties of a judge, who gives options
    that tie their mean rank. A voter with several voices is as many judges.

    Source: Kendall and Babington Smith 1939; the correction for ties as in Kendall 1948, ch. 6.
    """
    given, options = _given(profile, full_rows), profile.options
    judges = tuple(sorted(v for v in profile.voters if all((v, o) in given for o in options)))
    rows = [[given[judge, option] for option in options] for judge in judges]
    times = [profile.voice(judge) for judge in judges]
    return Concordance(value=_concordance(rows, times, len(options)), judges=judges)


def mean_ranks(row: Sequence[Height]) -> list[Fraction]:
    """Return the rank of each value, 1 for the highest; equal values share their mean rank.

    >>> mean_ranks([Fraction(50), Fraction(80), Fraction(50)])
    [Fraction(5, 2), Fraction(1, 1), Fraction(5, 2)]
    """
    ranks: dict[Height, Fraction] = {}
    above = 0
    for value, tied in groupby(sorted(row, reverse=True)):
        n = len(list(tied))
        ranks[value] = above + Fraction(n + 1, 2)
        above += n
    return [ranks[value] for value in row]


def _given(profile: Profile, full_rows: bool) -> Mapping[tuple[str, str], Height]:
    """Return (voter, option) -> how high the voter puts it."""
    if full_rows:
        return totals(profile, full_rows=True)
    rows = standings(profile).items()
    return {(voter, option): height for voter, row in rows for option, height in row.items()}


def _places(given: Mapping[tuple[str, str], Height]) -> Mapping[tuple[str, str], int]:
    """Return the same order in whole numbers, which are compared sooner than fractions."""
    levels = {height: place for place, height in enumerate(sorted(set(given.values())))}
    return {pair: levels[height] for pair, height in given.items()}


def _concordance(rows: Sequence[Sequence[Height]], times: Sequence[int], m: int) -> Fraction | None:
    k = sum(times)
    if k < 2 or m < 2:
        return None
    ranks = [[n * rank for rank in mean_ranks(row)] for row, n in zip(rows, times, strict=True)]
    sums = [sum(column, start=Fraction(0)) for column in zip(*ranks, strict=True)]
    middle = Fraction(k * (m + 1), 2)
    deviations = sum(((total - middle) ** 2 for total in sums), start=Fraction(0))
    ties = sum(
        n * (t**3 - t) for row, n in zip(rows, times, strict=True) for t in Counter(row).values()
    )
    most = k * k * (m**3 - m) - k * ties
    return 12 * deviations / most if most else None
