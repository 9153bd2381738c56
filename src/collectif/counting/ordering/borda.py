"""This module is about Borda's rule: each voter ranks, and an option counts those it stands above.

Grades serve only to put the options in order, so a strong grade counts no more than a weak one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from collectif.counting.grading.criteria import check_floor, parameters_of, ranked
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, convention, orders
from collectif.counting.ranking import Ranking, Tiers
from collectif.counting.registry import rule


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
    points, voices = dict.fromkeys(profile.options, Fraction(0)), dict.fromkeys(profile.options, 0)
    for voter, tiers in orders(profile, read).items():
        for option, share in _shares(tiers):
            points[option] += profile.voice(voter) * share
            voices[option] += profile.voice(voter)
    found = {
        option: points[option] / voices[option] if voices[option] >= min_scores_per_cell else None
        for option in profile.options
    }
    said = parameters_of(profile, min_scores_per_cell) | {"unranked": read}
    return ranked("borda", found, said)


def _shares(tiers: Tiers) -> Iterator[tuple[str, Fraction]]:
    """Yield each option of one ballot with its points there, 0 to 100; none for a lone option."""
    compared = sum(map(len, tiers))
    below = compared
    for tier in tiers if compared > 1 else ():
        below -= len(tier)
        share = Fraction(100 * (2 * below + len(tier) - 1), 2 * (compared - 1))
        yield from ((option, share) for option in tier)
