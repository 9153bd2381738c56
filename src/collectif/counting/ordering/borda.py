"""This module is about Borda's rule: each voter ranks, and an option counts those it stands above.

Grades serve only to put the options in order, so a strong grade counts no more than a weak one.
"""

from __future__ import annotations

from fractions import Fraction

from collectif.counting.profiles.ladders import ladders
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, convention
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of, ranked


@rule(
    "borda",
    source="Borda 1781; ties share points: Black 1976; Saari 1995",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "increasing-map",
        "dominance",
        "weak-dominance",
        "pareto",
        "monotonicity",
        "homogeneity",
        "condorcet-loser-on-full-panels",
        "reinforcement-on-full-panels",
        "participation-on-full-panels",
        "continuity-on-full-panels",
        "small-influence-on-full-panels",
        "reversal",
        "reversal-of-every-criterion",
        "reversal-symmetry",
        "silence",
    ),
    breaks={
        "majority": "2: a > b > c; b > c > a",
        "condorcet": "2: a > b > c; b > c > a",
        "smith": "2: a > b > c; b > c > a",
        "clones": "a > b; b > a",
        "irrelevant-options": "a > b > c; b > c > a",
        "reinforcement": "a 1, b 1, c 1; a 1, b 1, c -",
        "continuity": "a 1, b 2, c -",
        "small-influence": "a 1, b 2; 2: a 1, b -",
    },
    reads="orders",
    scale=(1, 2),
    example="3: a > b > c; 2: b > c > a",
    trial={"min_scores_per_cell": 1},
)
def borda(
    profile: Profile, *, min_scores_per_cell: int = 2, unranked: Unranked | None = None
) -> Ranking:
    """Rank options by how often they stand above another one, over all voters who can tell.

    Each voter ranks the options, by its ballot or by its weighted totals (see `totals`). An option
    gets a point for each option that the voter puts lower and half a point for each that it puts
    level, as a share of the options that it is compared with.

    An option's score is the mean over the voters who rank it with at least one other, times 100, so
    nobody loses by being judged by fewer. Where all rank everything without ties, a voter gives
    100 * (m - place) / (m - 1) of m options, and the order is that of Borda's points.

    For an assembly: it suits a room that can order options but not grade them, or uses grades so
    differently that only their order can be trusted; what most put second everywhere may lead.
    Its price: what more than half put first may lose, near copies of an option change who leads,
    and it pays to put a rival last.

    Silence: a named silence is never compared, and neither is a cell without an answer among
    grades; what a ballot that ranks leaves off is put last, level with what else it leaves off.
    `unranked` chooses otherwise. An option that too few compared with another one is incomplete.

    Args:
        profile: Grades, or ballots that rank.
        min_scores_per_cell: Voters below which an option has no score; at least 1.
        unranked: What an option counts as that a ballot leaves off: "tied_last", below all that
            the voter ranks and level with the others left off; or "incomparable", where a voter
            ranks those alone that it gave any answer. None means "tied_last" for ballots that
            rank, and "incomparable" for grades: an option that a voter kept out of is not its last
            one.

    Returns:
        A ranking whose scores are exact, 0 <= score <= 100: 100 for an option that every voter
        puts above all others, 50 for one that stands level with all of them.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on, or there is no such
            reading of options that are left off.
    """
    check_floor(min_scores_per_cell)
    read = convention(profile, unranked)
    points, voices = [Fraction(0)] * len(profile.options), [0] * len(profile.options)
    for compared, found in ladders(profile, read).items():
        if compared > 1:
            for place, (over, heard) in enumerate(zip(found.over, found.voices, strict=True)):
                points[place] += Fraction(over + heard * (compared - 1), compared - 1)
                voices[place] += heard
    scores = {
        option: 50 * points[place] / voices[place] if voices[place] >= min_scores_per_cell else None
        for place, option in enumerate(profile.options)
    }
    said = parameters_of(profile, min_scores_per_cell) | {"unranked": read}
    return ranked("borda", scores, said)
