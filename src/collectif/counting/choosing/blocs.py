"""This module is about blocs: voters whose ballots say the same of every option, counted together.

Who pays for what depends on a ballot alone, so voters with equal ballots stay equal throughout a
count. A city of 80,000 voters who may tick a few of 100 projects has far fewer blocs than voters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import lcm
from typing import Literal, NamedTuple, get_args

from attrs import field, frozen

from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.errors import InvalidInput, InvalidProfile

Utility = Literal["cardinality", "cost", "grades"]
"""What a voter has of an option that it supports: one option more; what the option costs, in money
well spent; or the voter's grade, in steps above the lowest."""


@frozen(kw_only=True)
class Bloc:
    """Voters whose ballots say the same.

    Attributes:
        voters: Voter -> as how many voters it counts, in declared order.
        gives: Option -> steps above the lowest grade, weighted over the criteria; above 0. An
            option that is not there is not supported.
    """

    voters: Mapping[str, int] = field(repr=False)
    gives: Mapping[str, int]

    @cached_property
    def voices(self) -> int:
        """As how many voters they count together."""
        return sum(self.voters.values())


class Supporter(NamedTuple):
    """A bloc as one option sees it.

    Attributes:
        bloc: Its place among the blocs, from 0.
        voices: As how many voters it counts.
        utility: What each of them has of the option; above 0.
        scale: What makes figures per utility whole and comparable: the least common multiple of
            all utilities that the option gives, divided by this one.
    """

    bloc: int
    voices: int
    utility: int
    scale: int


Support = Mapping[str, tuple[Supporter, ...]]
"""Option -> the blocs that support it; an option without any is not there."""


def blocs_in(profile: Profile) -> tuple[Bloc, ...]:
    """Return the voters of a profile in blocs, by first appearance; all voters are in one.

    >>> room = Profile.from_approvals([["roof"], ["bus", "roof"], ["roof"]])
    >>> [tuple(bloc.voters) for bloc in blocs_in(room)]
    [('v1', 'v3'), ('v2',)]

    Raises:
        InvalidProfile: The ballots are orders.
    """
    if profile.ordinal:
        raise InvalidProfile(
            "Options were to be bought, and the ballots are orders.",
            "An order does not say how far down an option is still supported.",
            "Give approvals or grades.",
        )
    together: dict[frozenset[tuple[str, int]], list[str]] = {}
    given = _given(profile)
    for voter in profile.voters:
        together.setdefault(frozenset(given.get(voter, {}).items()), []).append(voter)
    return tuple(
        Bloc(voters={voter: profile.voice(voter) for voter in voters}, gives=dict(gives))
        for gives, voters in together.items()
    )


def support(
    blocs: tuple[Bloc, ...], options: tuple[str, ...], *, graded: bool = False
) -> dict[str, tuple[Supporter, ...]]:
    """Return who supports each option, in the order of the options.

    Args:
        blocs: The voters.
        options: The options that are asked about.
        graded: Whether a voter's utility is its grade; else it is 1.
    """
    found: dict[str, list[tuple[int, int, int]]] = {option: [] for option in options}
    for place, bloc in enumerate(blocs):
        for option, steps in bloc.gives.items():
            if option in found:
                found[option].append((place, bloc.voices, steps if graded else 1))
    return {option: _scaled(rows) for option, rows in found.items() if rows}


def votes(backers: tuple[Supporter, ...]) -> int:
    """Return the utility that an option gives to all its supporters together."""
    return sum(one.voices * one.utility for one in backers)


def check_utility(utility: Utility) -> None:
    """Refuse what is no way to count what a voter has of an option."""
    if utility not in get_args(Utility):
        raise InvalidInput(
            f"What voters have of an option was to be counted by {shown(utility)}.",
            f"It is counted by {listed(get_args(Utility))}.",
            "Give one of these.",
        )


def _given(profile: Profile) -> dict[str, dict[str, int]]:
    """Return voter -> option -> weighted steps above the lowest grade, where above 0."""
    found: dict[str, dict[str, int]] = {}
    low, high, weights = profile.scale.min, profile.scale.max, profile.weights
    for (voter, option, criterion), grade in profile.cells.items():
        if isinstance(grade, int):
            steps = high - grade if criterion in profile.lower_is_better else grade - low
            if steps:
                row = found.setdefault(voter, {})
                row[option] = row.get(option, 0) + steps * weights[criterion]
    return found


def _scaled(rows: list[tuple[int, int, int]]) -> tuple[Supporter, ...]:
    common = lcm(*{utility for _, _, utility in rows})
    return tuple(
        Supporter(place, voices, utility, common // utility) for place, voices, utility in rows
    )
