"""This module is about majority judgment: the middle grade, and what parts those who share it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from attrs import frozen

from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.totals import tallied_totals
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of
from collectif.errors import InvalidInput

Merit = tuple[tuple[Fraction, int], ...]
"""Grades that an option got, rising, and the voices that gave each."""

Gauge = Literal[
    "removal",
    "majority-gauge",
    "typical",
    "usual",
    "central",
    "bucklin",
    "anti-bucklin",
    "none",
]
"""What parts options with the same majority grade; see `majority_judgment`."""


@frozen(kw_only=True)
class Judgment:
    """What a room thinks of one option, by the middle of its grades.

    Attributes:
        grade: The majority grade: the middle one, of an even number the lower of the two middle
            ones; as many of the voices as not, or more, give at least this much.
        above: The share of the voices that give more: the proponents, 0 <= above <= 1/2.
        below: The share of the voices that give less: the opponents, 0 <= below < 1/2.
        voices: How many voices gave a grade.
    """

    grade: Fraction
    above: Fraction
    below: Fraction
    voices: int


@rule(
    "majority-judgment",
    source="Balinski & Laraki 2007, 2011; other gauges: Fabre 2021",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "weight-scaling",
        "unanimity",
        "bounds",
        "pareto",
        "weak-pareto",
        "monotonicity",
        "weak-dominance",
        "clones",
        "irrelevant-options",
        "affine",
        "reversal",
        "silence",
    ),
    breaks={
        "majority": "a 2, b 1; a 5, b 4; a 1, b 5",
        "condorcet": "a 2, b 1; a 5, b 4; a 1, b 5",
        "condorcet-loser": "a 2, b 1; a 5, b 4; a 1, b 5",
        "reversal-symmetry": "a 1, b 2; a 3, b 2",
        "reinforcement": "a 3, b 3; a 3, b 1; a 2, b 3; a 2, b 3; a 2, b 1",
        "participation": "a 2, b 1; a 3, b 5; a 5, b 4",
        "continuity": "a 4, b 3; a 2, b 3",
    },
    scale=(1, 5),
    example="a 5, b 4; a 5, b 4; a 3, b 4; a 2, b 3; a 1, b 2",
    trial={"min_scores_per_cell": 1},
)
def majority_judgment(
    profile: Profile, *, gauge: Gauge = "removal", min_scores_per_cell: int = 2
) -> Ranking:
    """Rank options by their middle grade, and options that share it by a declared gauge.

    Of the n grades of an option, rising, the majority grade is the one at place (n + 1) / 2, or
    n / 2 where n is even. With p the share of grades above it and q the share below, options of
    the same majority grade are parted by the gauge, higher first:

    - `removal`: one majority grade is taken away, and the majority grade of the rest compared,
      until they differ (the majority value; Balinski & Laraki 2007). What MieuxVoter counts, grade
      by grade, gives the same order.
    - `majority-gauge`: p where p > q, else -q (Balinski & Laraki 2007, 2011; as in Fabre 2021).
    - `typical`: p - q. `usual`: (p - q) / (1 - p - q), also called graduated majority judgment.
      `central`: (p - q) / (p + q), and 0 where nobody differs (all Fabre 2021).
    - `bucklin`: -q, the most voices at the majority grade or above. `anti-bucklin`: p.
    - `none`: nothing parts them.

    Options that the gauge leaves level tie. One grade of each voter enters for each option: where
    there are several criteria, it is the voter's exact weighted total (see `totals`).

    For an assembly: it suits grades in words, whose distances mean nothing, and one voter with an
    extreme grade moves little. Its price: what half the room thinks strongly may count for
    nothing, a majority that prefers one option may be overruled, and one more voter may hurt the
    option that it grades best.

    Silence: what has no grade enters no middle. Options with different numbers of grades are
    compared by the shares of their own grades, as if the grades of each were copied until the
    numbers are equal (the normalised tally of MieuxVoter); Balinski and Laraki speak of equal
    numbers alone. For a default grade instead, use `rank(..., silence="lowest")` or `"median"`.

    Args:
        profile: The answers.
        gauge: What parts options with the same majority grade.
        min_scores_per_cell: Voices with a grade below which an option has no place; at least 1.

    Returns:
        A ranking whose scores are the majority grades, from 0 for the worst grade to 100 for the
        best; options with the same score may stand in different tiers. Behind it: `merit`, option
        -> (grade, voices), rising, grades being totals from 0 to 100 where there are several
        criteria; `judgments`, option -> `Judgment`; and `gauge`, option -> what the gauge gives,
        None where it is no figure (`removal`, `none`).

    Raises:
        InvalidInput: There is no such gauge, or `min_scores_per_cell` is no whole number from 1 on.
        InvalidProfile: The ballots are orders.
    """
    check_floor(min_scores_per_cell)
    measure = _measure(gauge)
    single = len(profile.criteria) == 1
    merits = {
        option: merit
        for option, merit in (_merits(profile) if single else tallied_totals(profile)).items()
        if sum(n for _, n in merit) >= min_scores_per_cell
    }
    judged = {option: judgment(merit) for option, merit in merits.items()}
    keys = {option: _key(merits[option], judged[option], gauge, measure) for option in merits}
    height = {key: Fraction(place) for place, key in enumerate(sorted(set(keys.values())))}
    low, width = (profile.scale.min, profile.scale.range) if single else (0, 100)
    return Ranking(
        rule="majority-judgment",
        version=1,
        parameters=parameters_of(profile, min_scores_per_cell) | {"gauge": gauge},
        scores={option: 100 * (one.grade - low) / width for option, one in judged.items()},
        tiers=tiers_of({option: height[key] for option, key in keys.items()}),
        incomplete=tuple(option for option in profile.options if option not in merits),
        behind={
            "merit": merits,
            "judgments": judged,
            "gauge": {o: measure(one) if measure else None for o, one in judged.items()},
        },
    )


def judgment(merit: Merit) -> Judgment:
    """Return the majority grade of a tally, and the shares above and below it.

    >>> found = judgment(((Fraction(1), 4), (Fraction(2), 5), (Fraction(5), 3)))
    >>> found.grade, found.above, found.below
    (Fraction(2, 1), Fraction(1, 4), Fraction(1, 3))

    Args:
        merit: Grades, rising, and how many voices gave each; at least one.
    """
    n = sum(count for _, count in merit)
    upto = list(accumulate(count for _, count in merit))
    middle = bisect_right(upto, (n - 1) // 2)
    grade, count = merit[middle]
    return Judgment(
        grade=grade,
        above=Fraction(n - upto[middle], n),
        below=Fraction(upto[middle] - count, n),
        voices=n,
    )


def majority_value(merit: Merit) -> tuple[Fraction, ...]:
    """Return a key that orders tallies as taking away one majority grade after the other does.

    The grades taken away stand further and further from the middle, one below and one above in
    turn. The key walks outwards from the middle: a pair of grades, and when the pair changes. A
    change for the worse is better late, one for the better early; so the key is as long as there
    are grades, not voices. Shares enter it, not numbers, so tallies of different sizes compare as
    if copied to the same size.

    Source: Balinski & Laraki 2007, the majority value; the key is a closed form of it.
    """
    n = sum(count for _, count in merit)
    tops = [Fraction(upto, n) for upto in accumulate(count for _, count in merit)]
    half = Fraction(1, 2)
    walk = sorted({abs(top - half) for top in tops} | {Fraction(0), half})
    lows = [merit[bisect_left(tops, half - t)][0] for t in walk[:-1]]
    highs = [merit[bisect_right(tops, half + t)][0] for t in walk[:-1]]
    key: list[Fraction] = []
    for place, end in enumerate(walk[1:]):
        key += [lows[place], highs[place], _turn(lows[place : place + 2], end)]
    return tuple(key)


def _turn(lows: list[Fraction], end: Fraction) -> Fraction:
    """Return how good it is that a pair of grades changes when it does; 0 where it never does."""
    if len(lows) == 1:
        return Fraction(0)
    return 1 - end if lows[0] == lows[1] else end - 1


def _merits(profile: Profile) -> Mapping[str, Merit]:
    """Return option -> its grades on the only criterion, reversed where lower is better."""
    low = profile.scale.min
    return {
        option: tuple((Fraction(low + step), n) for step, n in tally)
        for (option, _), tally in profile.tallies.items()
    }


_MEASURES: Mapping[str, Callable[[Judgment], Fraction]] = {
    "majority-gauge": lambda one: one.above if one.above > one.below else -one.below,
    "typical": lambda one: one.above - one.below,
    "usual": lambda one: (one.above - one.below) / (1 - one.above - one.below),
    "central": lambda one: (
        (one.above - one.below) / (one.above + one.below) if one.above + one.below else Fraction(0)
    ),
    "bucklin": lambda one: -one.below,
    "anti-bucklin": lambda one: one.above,
}


def _measure(gauge: str) -> Callable[[Judgment], Fraction] | None:
    if gauge in _MEASURES:
        return _MEASURES[gauge]
    if gauge not in ("removal", "none"):
        known = ("removal", *_MEASURES, "none")
        raise InvalidInput.of(
            "judgment.options-with-same-grade", gauge=shown(gauge), known=listed(known)
        )
    return None


def _key(
    merit: Merit, one: Judgment, gauge: str, measure: Callable[[Judgment], Fraction] | None
) -> tuple[Fraction, ...]:
    if measure is not None:
        return one.grade, measure(one)
    return majority_value(merit) if gauge == "removal" else (one.grade,)
