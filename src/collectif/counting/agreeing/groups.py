"""This module is about stance groups: who stands close to whom, and what every group can live with.

Groups describe scores, not people. There is no random start and no number of groups to choose: a
threshold says how close is close, and the same scores always give the same groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import combinations

from attrs import frozen

from collectif.counting.profiles.exact import exact_share
from collectif.counting.profiles.profile import Pair, Profile
from collectif.counting.profiles.totals import mean_of, totals
from collectif.errors import Reason

Group = tuple[str, ...]
"""Voters whose grades are close, sorted by name."""

TAU = Fraction(1, 4)
"""How far apart two voters of a group may be, unless told otherwise: a quarter of the scale."""


@frozen(kw_only=True)
class StanceGroups:
    """The groups of a room.

    Attributes:
        tau: How far apart two voters of a group may be, as a share of the scale.
        groups: The groups, sorted by the name of their first voter.
        means: Option -> for each group, in the same order, the mean of its voters' totals, from 0
            to 100; None where none of them gave one.
        bridges: Option -> its bridge score, the lowest of these means: how well the option does in
            the group that likes it least. None where no group gave a total.
    """

    tau: Fraction
    groups: tuple[Group, ...]
    means: Mapping[str, tuple[Fraction | None, ...]]
    bridges: Mapping[str, Fraction | None]


def stance_groups(
    profile: Profile, *, option: str | None = None, tau: Fraction | str = TAU
) -> StanceGroups:
    """Return the groups of voters whose grades are close, over all options or on one.

    Complete linkage: the two closest groups join, as long as no two voters of the new one would be
    further apart than `tau`; of pairs of groups that are equally close, the first by names joins
    first. A voter who graded nothing there is in no group; voters who graded nothing in common
    never share one.

    Args:
        profile: The answers.
        option: Look only at this option; None looks at all.
        tau: The largest distance within a group, 0 <= tau <= 1.

    Raises:
        InvalidInput: `tau` is not between 0 and 1.
        UnknownName: The profile has no such option.
    """
    limit = exact_share(tau, Reason("groups.largest-distance-within-group"))
    seen = profile if option is None else _only(profile, option)
    groups = _linked(_voters_heard(seen), distances(seen), limit)
    given = totals(profile)
    means = {
        name: tuple(
            mean_of(given[voter, name] for voter in group if (voter, name) in given)
            for group in groups
        )
        for name in seen.options
    }
    bridges = {
        name: min((mean for mean in row if mean is not None), default=None)
        for name, row in means.items()
    }
    return StanceGroups(tau=limit, groups=groups, means=means, bridges=bridges)


def distances(profile: Profile) -> Mapping[frozenset[str], Fraction]:
    """Return pair of voters -> mean difference of their grades, as a share of the scale.

    Weighted like the criteria, over the cells that both graded; a pair without such a cell is not
    there.
    """
    rows = {voter: _row(profile, voter) for voter in _voters_heard(profile)}
    found = {}
    for (one, row), (other, beside) in combinations(rows.items(), 2):
        both = row.keys() & beside.keys()
        weights = sum(profile.weights[criterion] for _, criterion in both)
        apart = sum(profile.weights[pair[1]] * abs(row[pair] - beside[pair]) for pair in both)
        if weights:
            found[frozenset((one, other))] = Fraction(apart, weights * profile.scale.range)
    return found


def _row(profile: Profile, voter: str) -> Mapping[Pair, int]:
    given = {pair: profile.worth(voter, *pair) for pair in profile.histograms}
    return {pair: grade for pair, grade in given.items() if grade is not None}


def _only(profile: Profile, option: str) -> Profile:
    profile.histogram(option, profile.criteria[0])
    return profile.without_options(*(name for name in profile.options if name != option))


def _voters_heard(profile: Profile) -> list[str]:
    return sorted({voter for (voter, _, _), x in profile.cells.items() if isinstance(x, int)})


def _linked(
    voters: Iterable[str], apart: Mapping[frozenset[str], Fraction], tau: Fraction
) -> tuple[Group, ...]:
    """Join the two closest groups for as long as there are two that are close enough.

    The pairs that are close enough wait in a heap, by distance and then by names; one of a group
    that has joined another since is passed over.
    """
    groups: set[Group] = {(voter,) for voter in voters}
    far: dict[frozenset[Group], Fraction] = {
        frozenset((voter,) for voter in pair): distance for pair, distance in apart.items()
    }
    close = [(distance, sorted(two)) for two, distance in far.items() if distance <= tau]
    heapify(close)
    while close:
        _, (one, other) = heappop(close)
        if not {one, other} <= groups:
            continue
        groups -= {one, other}
        joined: Group = tuple(sorted((*one, *other)))
        for group in groups:
            most = _furthest(far, group, one, other)
            if most is not None:
                far[frozenset((group, joined))] = most
                if most <= tau:
                    heappush(close, (most, sorted((group, joined))))
        groups.add(joined)
    return tuple(sorted(groups))


def _furthest(
    far: Mapping[frozenset[Group], Fraction], group: Group, one: Group, other: Group
) -> Fraction | None:
    """Return how far a group is from two that join; None where it cannot be compared with both."""
    a, b = far.get(frozenset((group, one))), far.get(frozenset((group, other)))
    return None if a is None or b is None else max(a, b)
