"""This module is about orders: whether voters rank the options alike, whatever grades they use."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from attrs import frozen

from collectif.counting.ordering.pairwise import comparisons, duels
from collectif.counting.profiles.ladders import Ladder, judges, ladders
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.totals import totals


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
    heard = _heard(profile, full_rows)
    above, judged = duels(heard, unranked="incomparable").above, comparisons(heard)
    points, compared = 0, 0
    for a, b in combinations(range(len(heard.options)), 2):
        one, other, both = above[a][b], above[b][a], judged[a][b]
        level = both - one - other
        points += sum(n * (n - 1) for n in (one, other, level)) + level * (one + other)
        compared += both * (both - 1)
    return Fraction(points, compared) if compared else None


def kendall_w(profile: Profile, *, full_rows: bool = False) -> Concordance:
    """Return Kendall's coefficient of concordance of the voters who judged every option.

    W = 12 S / (k^2 (m^3 - m) - k sum T), for k judges and m options; S is the sum of the squared
    deviations of the rank sums, T the sum of t^3 - t over the ties of a judge, who gives options
    that tie their mean rank. A voter with several voices is as many judges.

    Source: Kendall and Babington Smith 1939; the correction for ties as in Kendall 1948, ch. 6.
    """
    heard, m = _heard(profile, full_rows), len(profile.options)
    names = tuple(sorted(judges(heard)))
    found = ladders(heard, "incomparable").get(m)
    voices = sum(map(heard.voice, names))
    value = None if found is None or m < 2 else _concordance(found, voices, m)
    return Concordance(value=value, judges=names)


def _heard(profile: Profile, full_rows: bool) -> Profile:
    """Return the profile; with only the rows of all criteria, if these alone count."""
    if not full_rows:
        return profile
    rows = totals(profile, full_rows=True)
    return profile.only(cell for cell in profile.cells if cell[:2] in rows)


def _concordance(found: Ladder, k: int, m: int) -> Fraction | None:
    """Return W; a mean rank is (m + 1 - over) / 2, so that S is a quarter of the squares of these.

    Sums of what stands above minus below are 0 on average.
    """
    most = k * k * (m**3 - m) - k * found.ties
    squares = sum(over * over for over in found.over)
    return Fraction(3 * squares, most) if k > 1 and most else None
