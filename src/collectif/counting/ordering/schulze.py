"""This module is about Schulze's rule: wins that hold against every way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectif.counting.ordering.contest import contest
from collectif.counting.ordering.relations import named, peeled
from collectif.counting.ordering.strengths import Strength, strengths
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule

if TYPE_CHECKING:
    Levels = Sequence[Sequence[int]]

_FEW = 10
"""Options up to which following paths in plain Python is quicker than starting NumPy."""


@rule(
    "schulze",
    source="Schulze 2011, Social Choice and Welfare 36",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "homogeneity",
        "pareto",
        "monotonicity",
        "majority",
        "condorcet",
        "condorcet-loser",
        "smith",
        "clones-on-full-panels",
        "reversal-symmetry",
    ),
    breaks={
        "irrelevant-options": "c > b > a; b > a > c",
        "reinforcement": "3: b > a > c; 4: a > c > b; 3: c > b > a; 2: a > b > c; b > a > c",
        "participation": (
            "3: a > d > b > c; d > c > a > b; 7: b > c > d > a; 2: b > d > c > a; "
            "8: c > a > d > b; 4: d > b > c > a"
        ),
        "continuity": "b = d; b > a > d; 2: a > d > c",
    },
    reads="orders",
    example=(
        "5: a > c > b > e > d; 5: a > d > e > c > b; 8: b > e > d > a > c; 3: c > a > b > e > d; "
        "7: c > a > e > b > d; 2: c > b > a > d > e; 7: d > c > e > b > a; 8: e > b > a > d > c"
    ),
)
def schulze(
    profile: Profile,
    *,
    strength: Strength = "winning_votes",
    unranked: Unranked | None = None,
) -> Ranking:
    """Rank options by their strongest chains of wins against each other.

    A path from a to b is a chain of options, each of which wins its duel against the next; it is as
    strong as its weakest win. p(a, b) is the strength of the strongest path from a to b, 0 where
    there is none. Option a stands above b where p(a, b) > p(b, a). Schulze 2011 proves that this
    relation has no circles: if a stands above b, and b above c, then a stands above c.

    The first tier are the potential winners, above which nobody stands; the second those above
    which nobody stands once the first is gone; and so on. Two options of one tier need not be
    level: they may be incomparable, which `behind` shows.

    The strength of a win is its number of votes, and of equal ones that win is the stronger that
    fewer voted against ("winning_votes"); or the votes for it minus those against it ("margins").
    On ballots that rank everything without ties these are the same.

    For an assembly: the order rule to put beside the default. A proposal that wins against every
    other one leads alone; near copies of a proposal neither help nor harm it. Debian, Kubernetes
    and many other bodies vote so. Its price: the chains are harder to tell than a sum, and a voter
    may do better by staying away.

    Silence: a named silence is never compared, and neither is a cell without an answer among
    grades; what a ballot that ranks leaves off is put last, level with what else it leaves off.
    `unranked` chooses otherwise. An option that nobody compared has no place.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        strength: How strong a win is: "winning_votes" or "margins".
        unranked: What an option counts as that a ballot leaves off: "tied_last" or "incomparable".
            None means "tied_last" for ballots that rank, and "incomparable" for grades.

    Returns:
        A ranking without scores. `behind` holds the `duels`; the `paths`, a matrix as
        `duels.above`, of the votes or the margin of the weakest win on the strongest path, 0 for
        none; and `above`, option -> the options that it stands above.

    Raises:
        InvalidInput: There is no such strength or reading of options that are left off, or there
            are more than 2,000 options.
    """
    held = contest(profile, unranked)
    found = strengths(held.duels, strength)
    paths = strongest(found.levels)
    above = [
        sum(1 << j for j, (to, back) in enumerate(zip(row, column, strict=True)) if to > back)
        for row, column in zip(paths, zip(*paths, strict=True), strict=True)
    ]
    return held.ranked(
        "schulze",
        peeled(above, held.duels.options),
        parameters={"strength": strength},
        behind={"paths": found.told(paths), "above": named(above, held.duels.options)},
    )


def strongest(levels: Levels) -> Levels:
    """Return the strengths of the strongest paths: Floyd 1962, Warshall 1962.

    Args:
        levels: For each option a row, and in it how strongly it wins against each; 0 for no win.
    """
    return _one_by_one(levels) if len(levels) <= _FEW else _at_once(levels)


def _one_by_one(levels: Levels) -> Levels:
    paths = [list(row) for row in levels]
    for middle, through in enumerate(paths):
        for start, row in enumerate(paths):
            to_middle = row[middle]
            if to_middle and start != middle:
                for end, on in enumerate(through):
                    if end != start:
                        row[end] = max(row[end], min(to_middle, on))
    return paths


def _at_once(levels: Levels) -> Levels:
    """Return the same, a whole matrix at a time."""
    import numpy as np

    paths = np.array(levels, dtype=np.int32)
    on = np.empty_like(paths)
    for middle in range(len(paths)):
        np.minimum(paths[:, middle, None], paths[middle], out=on)
        np.maximum(paths, on, out=paths)
    np.fill_diagonal(paths, 0)
    found: list[list[int]] = paths.tolist()
    return found
