"""This module is about the order in which each voter puts the options, whatever the ballots were.

A ballot that ranks is read as it is. Grades are added up to the voter's own weighted total of each
option; how far apart two totals are does not matter here, only which one is higher.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import lcm
from typing import Literal, get_args

from collectif.counting.profiles.grades import OVERALL, listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.totals import Weighed, weighed_steps
from collectif.errors import InvalidInput

Standings = Mapping[str, Mapping[str, int]]
"""Voter -> option -> how high the voter puts it; comparable within one voter only."""

Unranked = Literal["tied_last", "incomparable"]
"""What an option counts as that a ballot leaves off: level with the others that are left off, and
below all that are not; or compared with none."""


def standings(profile: Profile) -> Standings:
    """Return voter -> option -> how high the voter puts it, higher being better.

    Every voter is there, in declared order; an option that a voter neither ranked nor graded is
    not. Totals of grades are compared as whole numbers, over a denominator of each voter's own.
    """
    found: dict[str, dict[str, int]] = {voter: {} for voter in profile.voters}
    if profile.ordinal:
        for voter in profile.voters:
            for option in profile.options:
                place = profile.cells.get((voter, option, OVERALL))
                if isinstance(place, int):
                    found[voter][option] = -place
        return found
    rows: dict[str, dict[str, Weighed]] = {voter: {} for voter in profile.voters}
    for (voter, option), weighed in weighed_steps(profile).items():
        rows[voter][option] = weighed
    return {voter: _heights(row) for voter, row in rows.items()}


def convention(profile: Profile, unranked: Unranked | None) -> Unranked:
    """Return what an option counts as that a ballot leaves off.

    None means the usual reading: ballots that rank put it last, while a voter who graded nothing
    of an option did not compare it.

    Raises:
        InvalidInput: There is no such reading.
    """
    if unranked is None:
        return "tied_last" if profile.ordinal else "incomparable"
    if unranked not in get_args(Unranked):
        raise InvalidInput.of(
            "standings.options-are-left-off",
            unranked=shown(unranked),
            unranked2=listed(get_args(Unranked)),
        )
    return unranked


def orders(profile: Profile, unranked: Unranked) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return voter -> the options in tiers, the best first; names within a tier in declared order.

    With "tied_last", what a voter left without an answer stands together in a last tier; a named
    silence, also of one who is not entitled, is never compared.
    """
    return {
        voter: _tiers(profile, voter, row, unranked) for voter, row in standings(profile).items()
    }


def left_off(profile: Profile, voter: str, option: str) -> bool:
    """Whether a voter said nothing at all of an option, not even that it abstains."""
    return all((voter, option, criterion) not in profile.cells for criterion in profile.criteria)


def _heights(row: Mapping[str, Weighed]) -> dict[str, int]:
    common = lcm(*{weight for _, weight in row.values()})
    return {option: steps * (common // weight) for option, (steps, weight) in row.items()}


def _tiers(
    profile: Profile, voter: str, row: Mapping[str, int], unranked: Unranked
) -> tuple[tuple[str, ...], ...]:
    levels: dict[int, list[str]] = {}
    for option in profile.options:
        if option in row:
            levels.setdefault(row[option], []).append(option)
    tiers = [tuple(levels[level]) for level in sorted(levels, reverse=True)]
    if unranked == "tied_last" and len(row) < len(profile.options):
        last = [o for o in profile.options if o not in row and left_off(profile, voter, o)]
        tiers += [tuple(last)] if last else []
    return tuple(tiers)
