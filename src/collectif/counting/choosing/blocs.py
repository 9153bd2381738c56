"""This module is about blocs: voters whose ballots say the same of every option, counted together.

Who pays for what depends on a ballot alone, so voters with equal ballots stay equal throughout a
count. A city of 80,000 voters who may tick a few of 100 projects has far fewer blocs than voters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import lcm
from typing import Literal, NamedTuple, get_args

from attrs import field, frozen

from collectif.counting.profiles.columns import WIDE, narrowest
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.heights import added_steps, in_columns
from collectif.counting.profiles.profile import Profile
from collectif.errors import InvalidInput, InvalidProfile

Utility = Literal["cardinality", "cost", "grades"]
"""What a voter has of an option that it supports: one option more; what the option costs, in money
well spent; or the voter's grade, in steps above the lowest."""


_FEW = 2_000
"""Answers up to which grouping them one by one is quicker than starting NumPy."""

_BLOCK = 4_096
"""Voters whose rows are made at once."""


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
    return profile.remembered("blocs", lambda: _blocs(profile))


def _blocs(profile: Profile) -> tuple[Bloc, ...]:
    if profile.ordinal:
        raise InvalidProfile.of("blocs.options-were-to-be-bought")
    few = len(profile.cells) <= _FEW
    wide = profile.total_weight * profile.scale.range >= WIDE or abs(profile.scale.min) >= WIDE
    return tuple(
        Bloc(voters={voter: profile.voice(voter) for voter in voters}, gives=gives)
        for gives, voters in (_one_by_one(profile) if few or wide else _at_once(profile))
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
        voices, alike = bloc.voices, (place, bloc.voices, 1)
        for option, steps in bloc.gives.items():
            if option in found:
                found[option].append((place, voices, steps) if graded else alike)
    return {option: _scaled(rows) for option, rows in found.items() if rows}


def votes(backers: tuple[Supporter, ...]) -> int:
    """Return the utility that an option gives to all its supporters together."""
    return sum(one.voices * one.utility for one in backers)


def check_utility(utility: Utility) -> None:
    """Refuse what is no way to count what a voter has of an option."""
    if utility not in get_args(Utility):
        raise InvalidInput.of(
            "blocs.what-voters-have-option",
            utility=shown(utility),
            utility2=listed(get_args(Utility)),
        )


def _one_by_one(profile: Profile) -> Iterator[tuple[dict[str, int], list[str]]]:
    """Yield what each bloc gives, and its voters."""
    together: dict[frozenset[tuple[str, int]], list[str]] = {}
    given = _given(profile)
    for voter in profile.voters:
        together.setdefault(frozenset(given.get(voter, {}).items()), []).append(voter)
    return ((dict(gives), voters) for gives, voters in together.items())


def _at_once(profile: Profile) -> Iterator[tuple[dict[str, int], list[str]]]:
    """Yield the same by comparing rows of a table as they lie in memory, some voters at a time."""
    import numpy as np

    answers, options = in_columns(profile), len(profile.options)
    kind = narrowest(0, profile.total_weight * profile.scale.range)
    table = answers.table(answers.grade.dtype).reshape(-1, options, len(profile.criteria))
    together: dict[bytes, list[str]] = {}
    for start in range(0, len(profile.voters), _BLOCK):
        some = slice(start, start + _BLOCK)
        steps, _ = added_steps(profile, table[some], answers.empty)
        rows = steps.astype(kind).view(f"V{np.dtype(kind).itemsize * options}")
        for voter, row in zip(profile.voters[some], rows.reshape(-1).tolist(), strict=True):
            together.setdefault(row, []).append(voter)
    for row, voters in together.items():
        given = zip(profile.options, np.frombuffer(row, dtype=kind).tolist(), strict=True)
        yield {option: steps for option, steps in given if steps}, voters


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
    made = [(place, voices, utility, common // utility) for place, voices, utility in rows]
    return tuple(map(Supporter._make, made))
