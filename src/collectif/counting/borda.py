"""This module is about Borda's rule: each voter ranks, and an option counts those it stands above.

Grades serve only to put the options in order, so a strong grade counts no more than a weak one.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from collectif.counting.criteria import check_floor, parameters_of, ranked
from collectif.counting.profile import Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule
from collectif.counting.totals import mean_of, totals


@rule(
    "borda",
    source="Borda 1781; ties share points: Black 1976; Saari 1995",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "dominance-on-full-panels",
        "monotonicity-on-full-panels",
        "reinforcement-on-full-panels",
        "small-influence-on-full-panels",
        "reversal",
        "reversal-of-every-criterion",
    ),
    breaks=("majority", "irrelevant-options", "reinforcement"),
)
def borda(profile: Profile, *, min_scores_per_cell: int = 2) -> Ranking:
    """Rank options by how often they stand above another one, over all voters who can tell.

    Each voter ranks the options by its weighted totals (see `totals`). An option gets a point for
    each option that the voter puts lower and half a point for each that it puts level, as a share
    of the options that it is compared with.

    Where answers are missing, a voter ranks the options that it gave any grade, and those alone:
    an option that it kept out of is not its last one. An option's score is the mean over the
    voters who rank it with at least one other, so nobody loses by being judged by fewer.

    Args:
        profile: The answers.
        min_scores_per_cell: Voters below which an option has no score; at least 1.

    Returns:
        A ranking whose scores are exact, 0 <= score <= 100: 100 for an option that every voter
        puts above all others, 50 for one that stands level with all of them.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
    """
    check_floor(min_scores_per_cell)
    rows = _rows(profile)
    found: dict[str, Fraction | None] = {}
    for option in profile.options:
        points = [_points(row, option) for row in rows if option in row]
        enough = len(points) >= min_scores_per_cell
        found[option] = mean_of(points) if enough else None
    return ranked("borda", found, parameters_of(profile, min_scores_per_cell))


def _rows(profile: Profile) -> list[dict[str, Fraction]]:
    """Return the totals of each voter who can compare at least two options."""
    rows: dict[str, dict[str, Fraction]] = {}
    for (voter, option), total in totals(profile).items():
        rows.setdefault(voter, {})[option] = total
    return [row for row in rows.values() if len(row) > 1]


def _points(row: Mapping[str, Fraction], option: str) -> Fraction:
    """Return the points of an option with one voter, 0 to 100."""
    below = sum(total < row[option] for total in row.values())
    level = sum(total == row[option] for total in row.values()) - 1
    return Fraction(100 * (2 * below + level), 2 * (len(row) - 1))
