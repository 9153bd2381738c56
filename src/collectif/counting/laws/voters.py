"""This module is about laws of voters: who casts a ballot, how many do, and who joins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from collectif.counting.laws.registry import Finding, law
from collectif.counting.laws.variations import (
    answer,
    ballot,
    copied,
    groups,
    heights,
    joined,
    lead,
    order,
    praise,
    ranks_alike,
    remade,
    shuffles,
    tells,
    with_voters_named,
)
from collectif.counting.profiles.grades import listed
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import Count

_ROOMS = 24
"""The most ways to split a room that are tried."""

_TWIN = "(twin)"


@law(
    "anonymity",
    source="May 1952",
    says="Who casts which ballot changes nothing, nor whether one voter casts it with two voices.",
)
def anonymity(count: Count, profile: Profile) -> Iterator[Finding]:
    """Swap voters, and give a voter a second voice or a twin."""
    before = count(profile)
    for swapped in shuffles(profile.voters):
        other = with_voters_named(profile, swapped)
        after = answer(count, other)
        if after is not None and not ranks_alike(before, after):
            yield (other,), f"{_twice(before, after)} when the voters of {tells(profile)} swap."
    for group in groups(profile):
        voter = group[0]
        heavier = profile.speaking({**profile.voices, voter: 2 * profile.voice(voter)})
        twin = joined(profile, _TWIN, ballot(profile, voter))
        more = twin.speaking({**profile.voices, _TWIN: profile.voice(voter)})
        one, two = answer(count, heavier), answer(count, more)
        if one is not None and two is not None and not ranks_alike(one, two):
            where = f"when '{voter}' of {tells(profile)} has a second voice, or a twin."
            yield (heavier, more), f"{_twice(one, two)} {where}"


@law(
    "homogeneity",
    source="Smith 1973; Fishburn 1977",
    says="Two or three copies of every ballot give the same order.",
)
def homogeneity(count: Count, profile: Profile) -> Iterator[Finding]:
    """Count every ballot two and three times; where too few answered, more of them are no copy."""
    before = count(profile)
    for times in () if before.incomplete else (2, 3):
        other = copied(profile, times)
        after = answer(count, other)
        if after is not None and not _same_tiers(before, after):
            yield (other,), f"{_twice(before, after)} with {tells(profile)} times {times}."


@law(
    "reinforcement",
    source="Smith 1973; Young 1975",
    says="Two rooms that share leaders have exactly these as leaders when they come together.",
)
def reinforcement(count: Count, profile: Profile) -> Iterator[Finding]:
    """Split the room: after each voter, around each voter, and then in every way up to a number."""
    together = count(profile).leaders
    for one, two in _rooms(profile):
        here, there = answer(count, one), answer(count, two)
        if here is None or there is None:
            continue
        shared = set(here.leaders) & set(there.leaders)
        if shared and shared != set(together):
            yield (
                (one, two),
                f"{lead(here.leaders)} in {tells(one)} and {lead(there.leaders)} in {tells(two)}, "
                f"but {lead(together)} in both together.",
            )


@law(
    "participation",
    source="Fishburn & Brams 1983; Moulin 1988",
    says="Nobody who joins makes options lead that they put below all that led before.",
)
def participation(count: Count, profile: Profile) -> Iterator[Finding]:
    """Take away one voter, or several with the same ballot, as if they had joined last."""
    after, put = count(profile).leaders, heights(profile)
    for group in groups(profile):
        row = put[group[0]]
        for size in range(1, len(group) + 1):
            other = profile.without_voters(*group[-size:])
            found = answer(count, other)
            before = found.leaders if found is not None else ()
            known = before and after and all(option in row for option in (*before, *after))
            if known and min(row[o] for o in before) > max(row[o] for o in after):
                late = remade(
                    profile,
                    voters=group[-size:],
                    cells={c: x for c, x in profile.cells.items() if c[0] in group[-size:]},
                    voices={v: n for v, n in profile.voices.items() if v in group[-size:]},
                )
                yield (
                    (other,),
                    f"{lead(before)} in {tells(other)}; when {tells(late)} joins, which puts "
                    f"{listed(after)} lower, {lead(after)}.",
                )


@law(
    "continuity",
    source="Smith 1973 (Archimedean); Young 1975",
    says="A sole leader of many copies of a room stays so, whatever one more voter says.",
)
def continuity(count: Count, profile: Profile) -> Iterator[Finding]:
    """Add one ballot for each option to very many copies of the room."""
    before = count(profile).leaders
    if len(before) != 1:
        return
    fine = 1 if profile.ordinal else profile.total_weight * profile.scale.range
    crowd = copied(profile, (50 * profile.total_voices + 1) * fine)
    for option in profile.options:
        if option not in before:
            other = joined(crowd, _TWIN, praise(profile, option))
            after = answer(count, other)
            if after is not None and after.leaders != before:
                yield (
                    (other,),
                    f"{lead(before)} alone in {tells(profile)}, but {lead(after.leaders)} in "
                    f"{tells(other)}.",
                )


def _rooms(profile: Profile) -> Iterator[tuple[Profile, Profile]]:
    """Yield the profile in two parts: cut after each voter, and then in other ways."""
    everybody = profile.voters
    cuts = [everybody[:size] for size in range(1, len(everybody))]
    others = (
        part
        for size in range(1, len(everybody) // 2 + 1)
        for part in combinations(everybody, size)
        if part not in cuts
    )
    for part in (*cuts, *islice(others, max(0, _ROOMS - len(cuts)))):
        rest = [voter for voter in everybody if voter not in part]
        yield profile.without_voters(*rest), profile.without_voters(*part)


def _same_tiers(one: Ranking, other: Ranking) -> bool:
    return (one.shared, set(one.incomplete)) == (other.shared, set(other.incomplete))


def _twice(one: Ranking, other: Ranking) -> str:
    """Return what came out the first time and the second, told so that a difference shows."""
    if not _same_tiers(one, other):
        return f"'{order(one)}' becomes '{order(other)}'"
    return f"Scores of '{order(one)}' change"
