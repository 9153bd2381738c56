"""This module is about laws of colleges: of rules whose result says in which one each voter is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, permutations
from typing import Any

from collectif.counting.grading.colleges import college_cells
from collectif.counting.laws.registry import Finding, law
from collectif.counting.laws.variations import (
    answer,
    order,
    ranks_alike,
    tells,
    with_voters_named,
)
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import Count


@law(
    "anonymity-within-colleges",
    source="May 1952, within a college",
    says="Who of a college casts which of its ballots changes nothing.",
)
def anonymity_within_colleges(count: Count, profile: Profile) -> Iterator[Finding]:
    """Swap every two neighbours of a college."""
    before = count(profile)
    _, college_of = _colleges(before)
    for college in dict.fromkeys(college_of.values()):
        room = [voter for voter in profile.voters if college_of.get(voter) == college]
        for one, two in pairwise(room):
            swap = dict(zip(profile.voters, profile.voters, strict=True)) | {one: two, two: one}
            other = with_voters_named(profile, swap)
            after = answer(count, other)
            if after is not None and not ranks_alike(before, after):
                says = f"In {tells(profile)} '{one}' and '{two}' of one college are not alike."
                yield (other,), says


@law(
    "dominance-by-college-means",
    source="Pareto, for colleges",
    says="An option whose college means are nowhere lower does not stand below.",
)
def dominance_by_college_means(count: Count, profile: Profile) -> Iterator[Finding]:
    """Look at every two options."""
    ranking = count(profile)
    colleges, college_of = _colleges(ranking)
    if not colleges:
        return
    means = college_cells(profile, colleges=colleges, college_of=college_of)
    place = {option: row for row, tier in enumerate(ranking.shared) for option in tier}
    for high, low in permutations(place, 2):
        pairs = [(means[high, c], means[low, c]) for c in profile.criteria]
        nowhere_lower = all(x is not None and y is not None and x >= y for x, y in pairs)
        if nowhere_lower and place[high] > place[low]:
            yield (
                (),
                f"In {tells(profile)} no college mean of '{high}' is lower than of '{low}', "
                f"but the order is '{order(ranking)}'.",
            )


def _colleges(ranking: Ranking) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the shares of the colleges and who is where; nothing where the rule has none."""
    said: list[Any] = [ranking.parameters.get(name) for name in ("colleges", "college_of")]
    return (said[0], said[1]) if all(isinstance(one, Mapping) for one in said) else ({}, {})
