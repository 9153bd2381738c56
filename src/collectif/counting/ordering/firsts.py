"""This module is about first places: which options the ballots name first, among those still there.

A ballot that puts several first is shared equally among them; one that names nobody who is still
there counts for nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from collectif.counting.ordering.contest import ordered_by
from collectif.counting.ordering.relations import bits
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, convention, orders
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import rule

Piles = Mapping[int, Counter[tuple[int, ...]]]
"""The options that ballots put first, as bits -> what these ballots say below -> their voices."""


@rule(
    "plurality",
    source="by custom; its paradox: Borda 1781",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "homogeneity",
        "weak-pareto",
        "monotonicity",
        "majority",
        "reinforcement",
        "participation",
        "continuity",
    ),
    breaks={
        "pareto": "a > b > c",
        "condorcet": "a > b > c; b > a > c; c > a > b",
        "condorcet-loser": "a > b > c; b > a > c; c > a > b",
        "smith": "a > b > c; b > a > c; c > a > b",
        "clones": "a > b; b > a",
        "reversal-symmetry": "a > b > c; b = c > a",
        "irrelevant-options": "a > b > c",
    },
    reads="orders",
    example="4: a > b > c; 3: b > c > a; 2: c > b > a",
)
def plurality(profile: Profile, *, unranked: Unranked = "incomparable") -> Ranking:
    """Rank options by the voters who put them first.

    score(a) = the sum over all voters of 1 / (number of options that the voter puts first), where a
    is one of these; a voter with several voices counts with all of them.

    For an assembly: to be known rather than used. It looks at nothing below the first place, so
    that like-minded proposals take votes from each other, and one that most voters put last may
    lead.

    Silence: what a voter did not answer, and every named silence, is never first. A voter who
    ranked or graded nothing counts for nobody, or for all alike (`unranked`). An option that nobody
    ranked or graded has no place among grades; among ballots that rank it has a score of 0, or
    what such voters leave to it.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        unranked: What options count as that a ballot leaves off, which matters where it names none
            at all: "incomparable", for nobody; or "tied_last", in equal parts for all.

    Returns:
        A ranking whose scores are exact: the voices that put the option first, 0 <= score <= all
        voices. `behind` holds nothing more.

    Raises:
        InvalidInput: There is no such reading of options that are left off.
    """
    read = convention(profile, unranked)
    placed = with_a_place(profile)
    votes = first_votes(piled(profile, placed, read), (1 << len(placed)) - 1)
    scores = {option: votes[place] for place, option in enumerate(placed)}
    return Ranking(
        rule="plurality",
        version=1,
        parameters={**ordered_by(profile), "unranked": read},
        scores=scores,
        tiers=tiers_of(scores),
        incomplete=tuple(option for option in profile.options if option not in scores),
    )


def with_a_place(profile: Profile) -> tuple[str, ...]:
    """Return the options that some voter ranked or graded, as ballots are usually read."""
    if profile.ordinal:
        left = profile.silences.items()
        met = {option for (_, option, _), x in profile.cells.items() if isinstance(x, int)}
        met |= {option for (option, _), kept in left if kept["MISSING"]}
    else:
        met = {option for (option, _), tally in profile.tallies.items() if tally}
    return tuple(option for option in profile.options if option in met)


def piled(profile: Profile, placed: Sequence[str], unranked: Unranked) -> Piles:
    """Return the ballots in piles by what they put first; those that rank nothing are left out."""
    bit = {option: 1 << place for place, option in enumerate(placed)}
    found: dict[int, Counter[tuple[int, ...]]] = {}
    for voter, tiers in orders(profile, unranked).items():
        sets = [one for tier in tiers if (one := sum(bit.get(option, 0) for option in tier))]
        if sets:
            found.setdefault(sets[0], Counter())[tuple(sets[1:])] += profile.voice(voter)
    return found


def first_votes(piles: Piles, there: int) -> dict[int, Fraction]:
    """Return option -> the voices that put it first, of the options still there."""
    votes = dict.fromkeys(bits(there), Fraction(0))
    for first, ballots in piles.items():
        share = Fraction(ballots.total(), first.bit_count())
        for option in bits(first):
            votes[option] += share
    return votes


def moved(piles: Piles, there: int) -> Piles:
    """Return the piles once only some options are still there, by who is first among these."""
    found = {first: ballots for first, ballots in piles.items() if not first & ~there}
    moving: dict[int, Counter[tuple[int, ...]]] = {}
    for first, ballots in piles.items():
        if first in found:
            continue
        for below, voices in ballots.items():
            for place, tier in enumerate((first, *below)):
                if tier & there:
                    moving.setdefault(tier & there, Counter())[below[place:]] += voices
                    break
    return found | {
        first: found[first] + ballots if first in found else ballots
        for first, ballots in moving.items()
    }
