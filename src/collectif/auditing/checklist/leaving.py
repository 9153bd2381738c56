"""This module is about who would be first without any one member, asked of many members at once.

By the weighted mean, a member takes a known part of the sums away, so that all can be left out one
after the other in one pass over the scores. By other rules each is left out and all is counted
again, which takes the number of members times as long: of a round too large for that, nobody tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from collectif.counting import Profile, Robustness, leaders
from collectif.projections.counted import Counted

_MOST = 2_000_000
"""How many scores are counted again at most, over all members that are left out."""


def firmness(counted: Counted) -> Robustness | None:
    """Return what would change the first place of a round; None where that is too much to count.

    What a funder's criteria, a common panel and other rules say is not asked.
    """
    profile, count = counted.profile, counted.count
    if counted.rule == "weighted-mean":
        without = without_each(profile, counted.charter.min_scores_per_cell)
    elif len(profile.voters) * len(profile.cells) <= _MOST:
        without = {voter: leaders(profile.without_voters(voter), count) for voter in profile.voters}
    else:
        return None
    several = profile.criteria if len(profile.criteria) > 1 else ()
    return Robustness(
        leaders=leaders(profile, count),
        without_voter=without,
        without_criterion={one: leaders(profile.without_criteria(one), count) for one in several},
        equal_weights=leaders(profile.weighing(None), count),
        set_aside=None,
        common_panel=None,
    )


def without_each(profile: Profile, least: int) -> Mapping[str, frozenset[str]]:
    """Return voter -> the leaders by the weighted mean without it; what is incomplete leads not.

    Args:
        profile: The scores.
        least: How many scores a cell needs for a mean.
    """
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    given: dict[str, dict[str, dict[str, int]]] = {voter: {} for voter in profile.voters}
    for voter, option, criterion in profile.cells:
        worth = profile.worth(voter, option, criterion)
        if worth is not None:
            total, n = sums.get((option, criterion), (0, 0))
            sums[option, criterion] = total + worth, n + 1
            given[voter].setdefault(option, {})[criterion] = worth
    whole = {option: _score(profile, sums, option, {}, least) for option in profile.options}
    return {
        voter: _first(
            whole | {o: _score(profile, sums, o, said, least) for o, said in rows.items()}
        )
        for voter, rows in given.items()
    }


def _score(
    profile: Profile,
    sums: Mapping[tuple[str, str], tuple[int, int]],
    option: str,
    gone: Mapping[str, int],
    least: int,
) -> Fraction | None:
    """Return the weighted sum of an option's means without some scores; None if one is missing."""
    found = Fraction(0)
    for criterion, weight in profile.weights.items():
        total, n = sums.get((option, criterion), (0, 0))
        if criterion in gone:
            total, n = total - gone[criterion], n - 1
        if n < max(1, least):
            return None
        found += Fraction(weight * total, n)
    return found


def _first(scores: Mapping[str, Fraction | None]) -> frozenset[str]:
    there = [score for score in scores.values() if score is not None]
    best = max(there, default=None)
    return frozenset(id for id, score in scores.items() if score is not None and score == best)
