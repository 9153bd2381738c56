"""This module is about orders: whether voters rank the options alike, whatever grades they use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from attrs import frozen

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
    are counted by how many voters put each pair of options which way round, not voter by voter.

    Returns:
        0 <= level <= 1; 1/2 is what unrelated orders give. None when nothing can be compared.
    """
    given = _given(profile, full_rows)
    points, compared = 0, 0
    for a, b in combinations(profile.options, 2):
        judged = [v for v in profile.voters if (v, a) in given and (v, b) in given]
        said = Counter(_direction(given[v, a], given[v, b]) for v in judged)
        points += sum(n * (n - 1) for n in said.values()) + said[0] * (len(judged) - said[0])
        compared += len(judged) * (len(judged) - 1)
    return Fraction(points, compared) if compared else None


def kendall_w(profile: Profile, *, full_rows: bool = False) -> Concordance:
    """Return Kendall's coefficient of concordance of the voters who judged every option.

    W = 12 S / (k^2 (m^3 - m) - k sum T), for k judges and m options; S is the sum of the squared
    deviations of the rank sums, T the sum of t^3 - t over the ties of a judge, who gives options
    that tie their mean rank.

    Source: Kendall and Babington Smith 1939; the correction for ties as in Kendall 1948, ch. 6.
    """
    given, options = _given(profile, full_rows), profile.options
    judges = tuple(sorted(v for v in profile.voters if all((v, o) in given for o in options)))
    rows = [[given[judge, option] for option in options] for judge in judges]
    return Concordance(value=_concordance(rows, len(options)), judges=judges)


def mean_ranks(row: Sequence[Height]) -> list[Fraction]:
    """Return the rank of each value, 1 for the highest; equal values share their mean rank.

    >>> mean_ranks([Fraction(50), Fraction(80), Fraction(50)])
    [Fraction(5, 2), Fraction(1, 1), Fraction(5, 2)]
    """
    return [
        1 + sum(other > value for other in row) + Fraction(row.count(value) - 1, 2) for value in row
    ]


def _given(profile: Profile, full_rows: bool) -> Mapping[tuple[str, str], Height]:
    """Return (voter, option) -> how high the voter puts it."""
    if full_rows:
        return totals(profile, full_rows=True)
    rows = standings(profile).items()
    return {(voter, option): height for voter, row in rows for option, height in row.items()}


def _direction(a: Height, b: Height) -> int:
    return (a > b) - (a < b)


def _concordance(rows: Sequence[Sequence[Height]], m: int) -> Fraction | None:
    k = len(rows)
    if k < 2 or m < 2:
        return None
    sums = [sum(ranks, start=Fraction(0)) for ranks in zip(*map(mean_ranks, rows), strict=True)]
    middle = Fraction(k * (m + 1), 2)
    deviations = sum(((total - middle) ** 2 for total in sums), start=Fraction(0))
    ties = sum(t**3 - t for row in rows for t in _ties(row).values())
    most = k * k * (m**3 - m) - k * ties
    return 12 * deviations / most if most else None


def _ties(row: Sequence[Height]) -> Mapping[Height, int]:
    return Counter(row)
