"""This module is about runoffs: who has the fewest first places leaves, and its ballots move on.

Who leaves when several have the fewest may decide everything; here every course that the count
could take is followed, or all of them leave together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, get_args

from attrs import frozen

from collectif.counting.ordering.contest import ordered_by
from collectif.counting.ordering.firsts import Piles, first_votes, moved, piled, with_a_place
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, convention
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import rule
from collectif.errors import InvalidInput

Eliminate = Literal["each", "together"]
"""Who leaves when several have the fewest first places: each of them, in a course of its own; or
all of them at once."""

_MOST_OPTIONS = 2_000

_MOST_ASIDE = 100_000
"""The most options that are counted in courses beside the first one, over all stages."""


@frozen(kw_only=True)
class Stage:
    """One count of first places.

    Attributes:
        votes: Option still there -> the voices that put it first, shared where a ballot puts
            several first.
        exhausted: The voices of ballots that name nobody who is still there, and of voters who
            ranked nothing.
        leaving: The options with the fewest, in declared order; none in a last stage.
        at_once: Whether those that leave do so together, and not each in a course of its own.
    """

    votes: Mapping[str, Fraction]
    exhausted: int
    leaving: tuple[str, ...]
    at_once: bool


@rule(
    "instant-runoff",
    source="Hare 1859; Ware 1871; all courses: Conitzer, Rognlie & Xia 2009",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "homogeneity",
        "weak-pareto",
        "majority",
        "condorcet-loser-on-full-panels",
        "clones-on-strict-ballots",
        "continuity",
    ),
    breaks={
        "pareto": "a > b > c",
        "monotonicity": "2: c > b > a; c > a > b; 3: a > b > c; 3: b > a > c",
        "condorcet": "a > b > c; b > a > c; c > a > b",
        "smith": "a > b > c; b > a > c; c > a > b",
        "clones": "a > b > c; b > c > a; 2: a = c > b",
        "reversal-symmetry": "a > b > c; b > c > a; c > a > b; a = b > c",
        "irrelevant-options": "a > b > c",
        "reinforcement": (
            "a > c > b; 2: b > a > c; c > b > a; c > a > b; 3: c > b > a; 2: a > c > b"
        ),
        "participation": "4: b > a > c; 6: a > b > c; 5: c > b > a",
    },
    reads="orders",
    example="8: a > b > c; 5: b > c > a; 4: c > b > a",
)
def instant_runoff(
    profile: Profile, *, eliminate: Eliminate = "each", unranked: Unranked = "incomparable"
) -> Ranking:
    """Rank options by how long they stay when the one with the fewest first places always leaves.

    In each stage every ballot counts for the option that it puts highest among those still there,
    in equal parts where it puts several there; the option with the fewest leaves. Its place is the
    number of options that were still there, itself included.

    Where several have the fewest, "each" follows every course, in which one of them leaves. An
    option then has the best place that any course gives it, so that the leaders are all that may
    win. To tell them is NP-hard (Conitzer, Rognlie & Xia 2009, Preference Functions That Score
    Rankings and Maximum Likelihood Estimation), so a count that takes too many courses is refused.
    One case needs no courses: where those with the fewest have fewer together than the next one,
    they all leave in any case, and do so at once and share a place. "together" lets all that have
    the fewest leave at once always; where all that are still there have the same number they share
    the first place. It is quick, but may throw out an option that no single elimination would.

    For an assembly: for comparison with elections that are held so. Near copies of a proposal do
    not harm it where no voter puts two options level. Its price: a proposal that wins against every
    other one may leave early, and one may lose because a voter puts it higher.

    Silence: what a voter did not answer, and every named silence, never counts; a ballot on which
    nothing is left that is still there counts for nobody from then on, or for all alike
    (`unranked`). An option that nobody ranked
    or graded has no place among grades; among ballots that rank it leaves first.

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        eliminate: Who leaves when several have the fewest: "each" or "together".
        unranked: What an option counts as that a ballot leaves off: "incomparable", so that the
            ballot counts for nobody once all that it names are gone; or "tied_last", so that it
            then counts in equal parts for all that it left off. A named silence never counts.

    Returns:
        A ranking without scores. `behind` holds the `stages`, a `Stage` for each set of options
        that was counted, larger ones first.

    Raises:
        InvalidInput: There is no such way to eliminate or to read what is left off, there are more
            than 2,000 options, or there are too many courses to follow.
    """
    _check(eliminate, profile)
    read = convention(profile, unranked)
    placed = with_a_place(profile)
    best = dict.fromkeys(placed, len(placed))
    stages = []
    for there, stage in _stages(profile, placed, eliminate == "together", read):
        stages.append(stage)
        first = not stage.leaving
        leaving = there if first else stage.leaving
        place = 1 if first else len(there) - (len(leaving) - 1 if stage.at_once else 0)
        best |= {option: min(best[option], place) for option in leaving}
    return Ranking(
        rule="instant-runoff",
        version=1,
        parameters={**ordered_by(profile), "eliminate": eliminate, "unranked": read},
        scores={},
        tiers=tiers_of({option: Fraction(-place) for option, place in best.items()}),
        incomplete=tuple(option for option in profile.options if option not in best),
        behind={"stages": tuple(stages)},
    )


def _stages(
    profile: Profile, placed: Sequence[str], together: bool, unranked: Unranked
) -> Iterator[tuple[tuple[str, ...], Stage]]:
    """Yield what is still there and how it counts, once for each set; larger sets first."""
    everybody = (1 << len(placed)) - 1
    waiting: dict[int, dict[int, Piles]] = {
        len(placed): {everybody: piled(profile, placed, unranked)}
    }
    aside = 0
    for size in range(len(placed), 0, -1):
        sets = waiting.pop(size, {})
        aside += size * max(0, len(sets) - 1)
        if aside > _MOST_ASIDE:
            raise _too_many_courses(size, len(placed))
        for there, piles in sets.items():
            votes = first_votes(piles, there)
            fewest, at_once = _fewest(votes, piles, there, together)
            yield (
                tuple(placed[option] for option in votes),
                Stage(
                    votes={placed[option]: n for option, n in votes.items()},
                    exhausted=profile.total_voices - sum(b.total() for b in piles.values()),
                    leaving=tuple(placed[option] for option in fewest),
                    at_once=at_once,
                ),
            )
            bits = [1 << option for option in fewest]
            for gone in [sum(bits)] if at_once and bits else bits:
                left = there & ~gone
                next_sets = waiting.setdefault(left.bit_count(), {})
                if left not in next_sets:
                    next_sets[left] = moved(piles, left)


def _fewest(
    votes: Mapping[int, Fraction], piles: Piles, there: int, together: bool
) -> tuple[list[int], bool]:
    """Return the options that leave, and whether they do so at once; none where all that are left
    share the first place."""
    lowest = min(votes.values())
    fewest = [option for option, n in votes.items() if n == lowest]
    others = [n for n in votes.values() if n > lowest]
    if not others and (together or len(votes) == 1 or all(first == there for first in piles)):
        return [], True
    sure = bool(others) and lowest * len(fewest) < min(others)
    return fewest, together or sure or len(fewest) == 1


def _check(eliminate: object, profile: Profile) -> None:
    if eliminate not in get_args(Eliminate):
        raise InvalidInput.of(
            "runoff.options-with-fewest-first-places",
            eliminate=shown(eliminate),
            eliminate2=listed(get_args(Eliminate)),
        )
    if len(profile.options) > _MOST_OPTIONS:
        raise InvalidInput.of(
            "runoff.options-were-to-leave-one",
            count=len(profile.options),
            most_options=_MOST_OPTIONS,
        )


def _too_many_courses(size: int, options: int) -> InvalidInput:
    return InvalidInput.of("runoff.runoff-has-too-many-courses", size=size, options=options)
