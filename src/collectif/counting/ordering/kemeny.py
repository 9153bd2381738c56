"""This module is about Kemeny's rule: the orders that contradict the voters the least."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from collectif.counting.ordering.contest import contest
from collectif.counting.ordering.medianorders import median_orders
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import rule


@rule(
    "kemeny",
    source="Kemeny 1959; Young & Levenglick 1978; groups: Truchon 1998",
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
        "continuity-on-full-panels",
    ),
    breaks={
        "clones": "c > b > a; a > c > b; b > a > c",
        "irrelevant-options": "b > d > a > c; a > b > c > d",
        "reinforcement": "3: b > a > c; 4: a > c > b; 3: c > b > a; 2: a > b > c; b > a > c",
        "participation": (
            "2: c > d > a > b; 3: a > b > c > d; a > b > d > c; 3: d > a > b > c; 3: b > c > d > a"
        ),
    },
    reads="orders",
    example="23: a > b > c; 17: b > c > a; 2: b > a > c; 10: c > a > b; 8: c > b > a",
)
def kemeny(profile: Profile, *, unranked: Unranked | None = None) -> Ranking:
    """Rank options by the orders that contradict the voters the least.

    An order contradicts a voter once for every two options that it puts one way round and the voter
    the other way. Best are the orders without ties for which

        sum over all a above b of (voters who put b above a)

    is the least. A voter who puts two options level, or compares them not, is not counted on that
    pair; in the distance of Kemeny & Snell 1962 a level pair costs the same either way round, so
    that the same orders are best.

    There may be many best orders. An option stands by the best place that any of them gives it:
    the leaders are the options at the head of some best order, and an option that stands above
    another in every best order stands above it here.

    All best orders are found, and it is proved in whole numbers that no other is as good. Finding
    them is NP-hard (Bartholdi, Tovey & Trick 1989). Groups of options that win against all that
    come after are solved apart (Truchon 1998); up to some 14 options in circles are always solved,
    30 and more almost always, with the help of SciPy (`collectif[optimize]`) where a bound by hand
    leaves too much open. What cannot be proved within limits is refused.

    For an assembly: the order of all options that is closest to everybody, where a whole order is
    wanted, such as a list of priorities. Young 1988 reads it as the order that is most likely to be
    right. A proposal that wins against every other one leads alone. Its price: near copies of a
    proposal may change who leads, and nobody can follow the count by hand.

    Silence: a named silence is never compared, and neither is a cell without an answer among
    grades; what a ballot that ranks leaves off is put last, level with what else it leaves off.
    `unranked` chooses otherwise. An option that nobody compared has no place.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        unranked: What an option counts as that a ballot leaves off: "tied_last" or "incomparable".
            None means "tied_last" for ballots that rank, and "incomparable" for grades.

    Returns:
        A ranking without scores. `behind` holds the `duels`; the `disagreements` of a best order,
        the sum above; and `places`, option -> the best and the worst place, from 1, that best
        orders give it.

    Raises:
        InvalidInput: It cannot be proved which orders are best, as there are too many options in
            circles; or there are more than 2,000 options; or there is no such reading of options
            that are left off.
    """
    held = contest(profile, unranked)
    names, above = held.duels.options, held.duels.above
    found = median_orders(held.duels.margins, names)
    least = sum(min(above[a][b], above[b][a]) for a, b in combinations(range(len(names)), 2))
    heights = {option: Fraction(-place) for option, place in zip(names, found.best, strict=True)}
    places = zip(names, zip(found.best, found.worst, strict=True), strict=True)
    return held.ranked(
        "kemeny",
        tiers_of(heights),
        behind={"disagreements": least + found.cost, "places": dict(places)},
    )
