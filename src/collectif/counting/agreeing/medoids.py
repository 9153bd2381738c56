"""This module is about opinion groups: a room with many holes in its answers, parted in a few.

Where each voter answered only some of many options, hardly anybody is close to everybody of a
group, and stance groups fall into pieces. Here a group stands around one of its voters, its medoid.
There is no random start: whole numbers alone decide, so that the same answers always give the same
groups. Groups describe answers, not people.

Source: Kaufman and Rousseeuw 1990, chapter 2 (PAM) and its silhouettes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectif.counting.agreeing.groups import Group
from collectif.counting.profiles.profile import Profile

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    Table = NDArray[int64]

UNIT = 1_000_000
"""As how much the widest distance counts; distances are whole parts of it, rounded down."""

MOST_VOTERS = 1500
"""The voters that are grouped at most: every two of them are compared."""

LEAST_ANSWERS = 7
"""The grades that a voter gave at least to be in a group, as in Polis; all, where there are fewer
options."""


def opinion_groups(profile: Profile, *, most: int = 5) -> tuple[Group, ...]:
    """Return the groups of voters around a medoid, the largest group first.

    Two voters are as far apart as their grades differ on what both graded, on the average, with
    one more option on which they are half the scale apart: who has little in common is neither
    close nor far. From two groups to `most` are tried, and the number whose groups are best told
    apart (the highest mean silhouette, of equal ones the fewest groups) is taken.

    Args:
        profile: The answers, by one criterion; grades as numbers.
        most: How many groups are tried at most, 2 or more.

    Returns:
        Groups of voters sorted by name; none where fewer than four voters graded enough, or more
        than `MOST_VOTERS` did.
    """
    voters = _heard(profile)
    if not 4 <= len(voters) <= MOST_VOTERS:
        return ()
    apart = _distances(profile, voters)
    tried = [_around(apart, count) for count in range(2, min(most, len(voters) - 1) + 1)]
    best = max(tried, key=lambda labels: _silhouette(apart, labels))
    groups = [
        tuple(voter for voter, own in zip(voters, best.tolist(), strict=True) if own == label)
        for label in sorted(set(best.tolist()))
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))


def _heard(profile: Profile) -> list[str]:
    counts = dict.fromkeys(profile.voters, 0)
    for (voter, _, _), value in profile.cells.items():
        counts[voter] += isinstance(value, int)
    least = min(LEAST_ANSWERS, len(profile.options))
    return sorted(voter for voter, n in counts.items() if n >= least)


def _distances(profile: Profile, voters: list[str]) -> Table:
    """Return how far apart every two voters are, in whole parts of `UNIT`."""
    import numpy as np

    rows = {voter: place for place, voter in enumerate(voters)}
    columns = {option: place for place, option in enumerate(profile.options)}
    given = np.zeros((len(voters), len(columns)), dtype=np.int64)
    there = np.zeros_like(given)
    for (voter, option, _), value in profile.cells.items():
        if voter in rows and isinstance(value, int):
            given[rows[voter], columns[option]] = value - profile.scale.min
            there[rows[voter], columns[option]] = 1
    both = there @ there.T
    differ = np.zeros_like(both)
    for step in range(1, profile.scale.range + 1):  # |x - y| counts the steps between them
        above = (given >= step) * there
        below = there - above
        differ += above @ below.T + below @ above.T
    apart: Table = (
        (2 * differ + profile.scale.range) * UNIT // (2 * profile.scale.range * (both + 1))
    )
    np.fill_diagonal(apart, 0)
    return apart


def _around(apart: Table, count: int) -> Table:
    """Return which of `count` medoids each voter is closest to, when no swap brings all closer."""
    import numpy as np

    medoids = [int(apart.sum(axis=0).argmin())]
    while len(medoids) < count:
        near = apart[:, medoids].min(axis=1)
        medoids.append(int(np.minimum(near[:, None], apart).sum(axis=0).argmin()))
    cost = int(apart[:, medoids].min(axis=1).sum())
    while True:
        swaps = []
        for place in range(count):
            others = medoids[:place] + medoids[place + 1 :]
            costs = np.minimum(apart[:, others].min(axis=1)[:, None], apart).sum(axis=0)
            swaps.append((int(costs.min()), place, int(costs.argmin())))
        cheapest, place, voter = min(swaps)
        if cheapest >= cost:
            closest: Table = apart[:, medoids].argmin(axis=1)
            return closest
        cost, medoids[place] = cheapest, voter


def _silhouette(apart: Table, labels: Table) -> int:
    """Return how well groups are told apart, added up over all voters, in parts of `UNIT`."""
    import numpy as np

    names, sizes = np.unique(labels, return_counts=True)
    sums = np.stack([apart[:, labels == name].sum(axis=1) for name in names], axis=1)
    places = np.searchsorted(names, labels)
    rows = np.arange(len(labels))
    own = sums[rows, places] // np.maximum(sizes[places] - 1, 1)
    means = sums // sizes
    means[rows, places] = np.iinfo(np.int64).max
    other = means.min(axis=1)
    worth = (other - own) * UNIT // np.maximum(np.maximum(own, other), 1)
    return int(np.where(sizes[places] == 1, 0, worth).sum())
