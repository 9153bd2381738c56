"""This module is about what a majority cannot reject: the Smith set and the Schwartz set."""

from __future__ import annotations

from collections.abc import Collection

from collectif.counting.ordering.contest import contest
from collectif.counting.ordering.pairwise import Duels
from collectif.counting.ordering.relations import reached, turned, wins
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked
from collectif.counting.ranking import Ranking, Tiers
from collectif.counting.registry import rule


def smith_set(found: Duels) -> tuple[str, ...]:
    """Return the smallest set of options that each win against all others, in declared order.

    >>> from collectif.counting import Profile, duels
    >>> smith_set(duels(Profile.from_text("a > b > c > d; b > c > a > d; c > a > b > d")))
    ('a', 'b', 'c')

    Source: Good 1971; Smith 1973.

    Returns:
        At least one option where there is any; a single one is the Condorcet winner.
    """
    everybody = (1 << len(found.options)) - 1
    lost = turned(wins(found))
    not_lost = [everybody & ~(row | 1 << place) for place, row in enumerate(lost)]
    return tuple(
        option
        for place, (option, row) in enumerate(zip(found.options, reached(not_lost), strict=True))
        if row | 1 << place == everybody
    )


def schwartz_set(found: Duels) -> tuple[str, ...]:
    """Return the options of all smallest sets that nobody outside wins against, in declared order.

    >>> from collectif.counting import Profile, duels
    >>> schwartz_set(duels(Profile.from_text("a > b > c; b > c > a; c > a > b; c > b > a")))
    ('b', 'c')

    Source: Schwartz 1972; 1986.

    Returns:
        At least one option where there is any, all of them in the Smith set; the same as it where
        no duel is tied.
    """
    after = reached(wins(found))
    before = turned(after)
    return tuple(
        option
        for option, later, earlier in zip(found.options, after, before, strict=True)
        if not earlier & ~later
    )


@rule(
    "smith",
    source="Good 1971; Smith 1973",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "homogeneity",
        "weak-pareto",
        "monotonicity",
        "majority",
        "condorcet",
        "condorcet-loser",
        "smith",
        "clones-on-full-panels",
        "reversal-symmetry",
    ),
    breaks={
        "pareto": "a > b > c",
        "irrelevant-options": "a > b > c",
        "reinforcement": "2: a > b > c; 2: c > b > a; b > c > a",
    },
    reads="orders",
    example="4: a > b > c > d; 3: b > c > a > d; 2: c > a > b > d",
)
def smith(profile: Profile, *, unranked: Unranked | None = None) -> Ranking:
    """Put the Smith set first: the smallest set of options that each win against all others.

    An option wins a duel where more voters put it above the other one than below. The Smith set is
    the smallest set S that is not empty and in which every option wins against every option
    outside; there is exactly one. A single option in it is the Condorcet winner.

    For an assembly: it does not decide, it says between which options a majority leaves the
    decision open. If one option is in it, a majority stands behind it against each other one. If
    several are, majorities go round in a circle or are tied, and it is worth saying so before any
    rule picks one.

    Silence: a named silence is never compared, and neither is a cell without an answer among
    grades; what a ballot that ranks leaves off is put last, level with what else it leaves off.
    `unranked` chooses otherwise. An option that nobody compared has no place.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        unranked: What an option counts as that a ballot leaves off: "tied_last" or "incomparable".
            None means "tied_last" for ballots that rank, and "incomparable" for grades.

    Returns:
        A ranking of two tiers at most, the set and the rest, without scores. `behind` holds the
        `duels`.

    Raises:
        InvalidInput: There is no such reading of options that are left off, or there are more than
            2,000 options.
    """
    held = contest(profile, unranked)
    return held.ranked("smith", _apart(held.duels, smith_set(held.duels)))


@rule(
    "schwartz",
    source="Schwartz 1972; 1986",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "homogeneity",
        "weak-pareto",
        "monotonicity",
        "majority",
        "condorcet",
        "condorcet-loser",
        "smith",
        "clones-on-full-panels",
        "reversal-symmetry",
    ),
    breaks={
        "pareto": "a > b > c",
        "irrelevant-options": "a > b > c",
        "reinforcement": "2: c > a > d > b; b > a > d > c; 2: d > c > a > b; a > d > c > b",
        "continuity": "b = d; b > a > d; 2: a > d > c",
    },
    reads="orders",
    example="a > b > c; b > c > a; c > a > b; c > b > a",
)
def schwartz(profile: Profile, *, unranked: Unranked | None = None) -> Ranking:
    """Put the Schwartz set first: the options that nobody defeats without being defeated in return.

    A set is undominated where no option outside wins a duel against one inside. The Schwartz set
    is the union of all smallest undominated sets. Equivalently, it holds each option that reaches,
    over a chain of wins, every option that reaches it. It lies within the Smith set, and is the
    same where no duel is tied.

    For an assembly: as the Smith set it says where a majority leaves the decision open; it is
    narrower where duels are tied, as happens with an even number of voters. In return it may leave
    out an option that only loses to one that itself is merely tied with the rest.

    Silence: a named silence is never compared, and neither is a cell without an answer among
    grades; what a ballot that ranks leaves off is put last, level with what else it leaves off.
    `unranked` chooses otherwise. An option that nobody compared has no place.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        unranked: What an option counts as that a ballot leaves off: "tied_last" or "incomparable".
            None means "tied_last" for ballots that rank, and "incomparable" for grades.

    Returns:
        A ranking of two tiers at most, the set and the rest, without scores. `behind` holds the
        `duels`.

    Raises:
        InvalidInput: There is no such reading of options that are left off, or there are more than
            2,000 options.
    """
    held = contest(profile, unranked)
    return held.ranked("schwartz", _apart(held.duels, schwartz_set(held.duels)))


def _apart(found: Duels, first: Collection[str]) -> Tiers:
    rest = tuple(option for option in found.options if option not in first)
    return tuple(tier for tier in (tuple(first), rest) if tier)
