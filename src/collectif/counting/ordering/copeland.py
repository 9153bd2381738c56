"""This module is about Copeland's rule: how many duels an option wins."""

from __future__ import annotations

from fractions import Fraction

from collectif.counting.ordering.contest import contest
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import rule


@rule(
    "copeland",
    source="Copeland 1951; half a point for a tie: Saari & Merlin 1996",
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
        "reversal-symmetry",
    ),
    breaks={
        "clones": "c > b > a; a > c > b",
        "irrelevant-options": "c > b > a; b > a > c",
        "reinforcement": "2: c > a > d > b; b > a > d > c; 2: d > c > a > b; a > d > c > b",
        "participation": "a > c > d > b > e; 2: e > a > d > c > b; c > d > b > e > a",
        "continuity": "c > b > a; b > a > c",
    },
    reads="orders",
    example="2: a > b > c > d; b > c > a > d; d > c > b > a",
)
def copeland(profile: Profile, *, unranked: Unranked | None = None) -> Ranking:
    """Rank options by the duels that they win, a tied duel counting half.

    score(a) = the number of options that a wins against + 1/2 of the number it is tied with. A
    duel is won where more voters put an option above the other one than below; by how much does
    not matter.

    For an assembly: the easiest way to read a table of duels, as the table of a tournament.
    A proposal that wins against every other one leads alone. Its price: it ties often, and a
    proposal gains when near copies of one that it wins against are put forward.

    Silence: a named silence is never compared, and neither is a cell without an answer among
    grades; what a ballot that ranks leaves off is put last, level with what else it leaves off.
    `unranked` chooses otherwise. A duel in which nobody compares the two is tied. An option that
    nobody compared with any other one has no place.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        unranked: What an option counts as that a ballot leaves off: "tied_last" or "incomparable".
            None means "tied_last" for ballots that rank, and "incomparable" for grades.

    Returns:
        A ranking whose scores are exact, 0 <= score <= number of the other options that have a
        place. `behind` holds the `duels`.

    Raises:
        InvalidInput: There is no such reading of options that are left off, or there are more than
            2,000 options.
    """
    held = contest(profile, unranked)
    scores = {
        option: Fraction(sum((m > 0) - (m < 0) for m in row) + len(row) - 1, 2)
        for option, row in zip(held.duels.options, held.duels.margins, strict=True)
    }
    return held.ranked("copeland", tiers_of(scores), scores=scores)
