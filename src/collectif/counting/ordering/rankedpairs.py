"""This module is about ranked pairs: the strongest wins are locked, unless they close a circle.

Where several wins are equally strong, the order among them may decide. Trying all such orders is
NP-hard, so here equal wins are locked together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collectif.counting.ordering.contest import contest
from collectif.counting.ordering.relations import bits, named, peeled
from collectif.counting.ordering.strengths import Strength, strengths
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule

Pair = tuple[int, int]


@rule(
    "ranked-pairs",
    source="Tideman 1987; Zavist & Tideman 1989",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "homogeneity",
        "pareto",
        "majority",
        "condorcet",
        "condorcet-loser",
        "smith",
        "clones-on-full-panels",
        "reversal-symmetry",
    ),
    breaks={
        "monotonicity": "2: a > b > c > d; 2: d > b > c > a; 2: c > a > d > b",
        "irrelevant-options": "b > d > a > c; a > b > c > d",
        "reinforcement": "3: b > a > c; 4: a > c > b; 3: c > b > a; 2: a > b > c; b > a > c",
        "participation": "4: c > d > b > a; 4: d > b > a > c; 2: b > c > d > a; 3: a > b > c > d",
    },
    reads="orders",
    example="7: a > b > c; 5: b > c > a; 4: c > a > b",
)
def ranked_pairs(
    profile: Profile, *, strength: Strength = "margins", unranked: Unranked | None = None
) -> Ranking:
    """Rank options by their wins, the strongest first, leaving out those that close a circle.

    All wins are gone through from the strongest to the weakest. A win of a over b is locked unless
    b already stands above a through wins that are locked; then a stands above b, and above all
    that b stands above. Where no two wins are equally strong, this is the rule of Tideman 1987.

    Wins of equal strength are taken together: first those are left out that would close a circle
    with stronger ones; of the others those that would close one with each other, and with what is
    locked, are all left out; the rest is locked. No option is favoured, and the time is polynomial.
    Condorcet PHP counts in the same way.
    The rule that Tideman had in mind, whose leaders are those of any order among equal wins, is
    NP-hard to count (Brill & Fischer 2012, The Price of Neutrality for the Ranked Pairs Method);
    where wins are equal it may name other leaders than this one. The price of counting it so is
    monotonicity: where wins are equal, a leader that rises on a ballot may cease to be one.

    The first tier are the options above which none stands; the second those above which none
    stands once the first is gone; and so on. Two options of one tier need not be level: they may
    be incomparable, which `behind` shows.

    The strength of a win is the votes for it minus those against it ("margins"); or the votes for
    it, and of equal ones that win is the stronger that fewer voted against ("winning_votes").

    For an assembly: as Schulze's rule a check by majorities, easier to follow step by step: each
    locked win is a sentence. A proposal that wins against every other one leads alone. Its price:
    equal wins are frequent in a small room, and then much may stay tied.

    Silence: a named silence is never compared, and neither is a cell without an answer among
    grades; what a ballot that ranks leaves off is put last, level with what else it leaves off.
    `unranked` chooses otherwise. An option that nobody compared has no place.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        strength: How strong a win is: "margins" or "winning_votes".
        unranked: What an option counts as that a ballot leaves off: "tied_last" or "incomparable".
            None means "tied_last" for ballots that rank, and "incomparable" for grades.

    Returns:
        A ranking without scores. `behind` holds the `duels`; the `strengths` of all wins, a matrix
        as `duels.above`, 0 for no win; the `locked` wins, (winner, loser), strongest first; and
        `above`, option -> the options that it stands above.

    Raises:
        InvalidInput: There is no such strength or reading of options that are left off, or there
            are more than 2,000 options.
    """
    held = contest(profile, unranked)
    found = strengths(held.duels, strength)
    locked, after = _locked(found.levels)
    names = held.duels.options
    return held.ranked(
        "ranked-pairs",
        peeled(after, names),
        parameters={"strength": strength},
        behind={
            "strengths": found.told(found.levels),
            "locked": tuple((names[a], names[b]) for a, b in locked),
            "above": named(after, names),
        },
    )


def _locked(levels: Sequence[Sequence[int]]) -> tuple[list[Pair], list[int]]:
    """Return the pairs that are locked, strongest first, and who comes after whom through them."""
    by_level: dict[int, list[Pair]] = {}
    for a, row in enumerate(levels):
        for b, level in enumerate(row):
            if level:
                by_level.setdefault(level, []).append((a, b))
    after, before = [0] * len(levels), [0] * len(levels)
    locked: list[Pair] = []
    for level in sorted(by_level, reverse=True):
        open_pairs = _without_circle(by_level[level], after)
        trial = list(after), list(before)
        _join(open_pairs, *trial)
        kept = _without_circle(open_pairs, trial[0])
        _join(kept, after, before)
        locked += kept
    return locked, after


def _without_circle(pairs: Iterable[Pair], after: Sequence[int]) -> list[Pair]:
    return [(a, b) for a, b in pairs if not after[b] >> a & 1]


def _join(pairs: Iterable[Pair], after: list[int], before: list[int]) -> None:
    """Put the second of each pair, and what comes after it, after the first and what is before."""
    for a, b in pairs:
        heads, tails = before[a] | 1 << a, after[b] | 1 << b
        new_heads, new_tails = heads & ~before[b], tails & ~after[a]
        for head in bits(new_heads):
            after[head] |= tails
        for tail in bits(new_tails):
            before[tail] |= heads
