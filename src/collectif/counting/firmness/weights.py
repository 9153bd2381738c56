"""This module is about changing one weight: how far it can move before the leaders are others.

All speaks of the weighted mean. Every other weight stays as it is; since only ratios count, moving
one weight up is the same as moving all the others down together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from attrs import frozen

from collectif.counting.profiles.grades import listed
from collectif.counting.profiles.profile import Profile
from collectif.counting.scored import check_floor
from collectif.errors import Reason, UnknownName

Levels = Mapping[str, tuple[int, ...]]
"""Option -> its mean on each criterion, as steps above the lowest grade, in whole parts of a step
that are the same for all."""


@frozen(kw_only=True)
class Crossing:
    """A weight at which the leaders change.

    Attributes:
        criterion: Whose weight it is.
        weight: The weight at which it happens, 0 or more.
        share: The same as a share of all weights, 0 to 1.
        change: That weight minus the present one; 0 where leaders tie now and any change parts
            them.
        relative: The change as a share of the present weight; -1 is a weight of 0.
        leaders: The leaders at this weight exactly, where some tie.
        beyond: The leaders just past it; None where that would be a weight below 0.
    """

    criterion: str
    weight: Fraction
    share: Fraction
    change: Fraction
    relative: Fraction
    leaders: frozenset[str]
    beyond: frozenset[str] | None


@frozen(kw_only=True)
class WeightInterval:
    """The weights of one criterion that leave the leaders as they are.

    Attributes:
        criterion: The criterion whose weight moves.
        weight: Its present weight.
        below: Where the leaders change on the way down; None when they never do.
        above: Where they change on the way up; None when they never do, however heavy it gets.
    """

    criterion: str
    weight: int
    below: Crossing | None
    above: Crossing | None

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """The crossings that there are, the lower first."""
        return tuple(one for one in (self.below, self.above) if one is not None)

    def holds(self, weight: Fraction | int) -> bool:
        """Whether the leaders are those of now at another weight of 0 or more.

        At a crossing they are not, unless it is the present weight.
        """
        return weight == self.weight or (
            weight >= 0
            and (self.below is None or weight > self.below.weight)
            and (self.above is None or weight < self.above.weight)
        )


def weight_intervals(
    profile: Profile, *, min_scores_per_cell: int = 2
) -> Mapping[str, WeightInterval]:
    """Return criterion -> how far its weight can move, the others as they are.

    The score of each option is a straight line in one weight, so a rival q catches up with a leader
    p where the weight has changed by (S_p - S_q) / (m_q - m_p): S is the sum of weight * mean, and
    m the mean on the criterion that moves. The nearest such place on either side is where the
    leaders change.

    A weight of 0 is allowed, as if the criterion had not been asked about; but an option without a
    mean on it stays out. Of a single criterion nothing depends on the weight.

    Source: Triantaphyllou and Sanchez 1997, theorem on the weighted sum model.

    Args:
        profile: The answers, with their weights.
        min_scores_per_cell: As in `weighted_mean`.

    Returns:
        Criterion -> interval, in declared order; without crossings when nothing is ranked.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
    """
    found = levels(profile, min_scores_per_cell)
    return {
        criterion: WeightInterval(
            criterion=criterion,
            weight=profile.weights[criterion],
            below=_crossing(profile, found, criterion, -1),
            above=_crossing(profile, found, criterion, 1),
        )
        for criterion in profile.criteria
    }


def smallest_change(
    profile: Profile, *, relative: bool = False, min_scores_per_cell: int = 2
) -> tuple[Crossing, ...]:
    """Return the smallest change of a single weight that changes the leaders.

    Args:
        profile: The answers, with their weights.
        relative: Compare changes as shares of the present weight, not in units of weight.
        min_scores_per_cell: As in `weighted_mean`.

    Returns:
        The crossing with the smallest change, up or down; several when changes are equally small,
        none when no single weight changes the leaders.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
    """
    intervals = weight_intervals(profile, min_scores_per_cell=min_scores_per_cell)
    sized = [
        (abs(one.relative if relative else one.change), one)
        for interval in intervals.values()
        for one in interval.crossings
    ]
    least = min((size for size, _ in sized), default=None)
    return tuple(one for size, one in sized if size == least)


def levels(profile: Profile, min_scores_per_cell: int = 2) -> Levels:
    """Return what each option with enough grades has on each criterion, as whole numbers.

    They are the means as steps above the lowest grade, times the least number that makes all of
    them whole; so differences and ratios are those of the means. An option that the weighted mean
    leaves incomplete is not there.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
    """
    check_floor(min_scores_per_cell)
    counted = {
        option: [(profile.steps(option, c), profile.n(option, c)) for c in profile.criteria]
        for option in profile.options
    }
    ranked = {o: row for o, row in counted.items() if all(n >= min_scores_per_cell for _, n in row)}
    common = lcm(*(n for row in ranked.values() for _, n in row))
    return {
        option: tuple(steps * (common // n) for steps, n in row) for option, row in ranked.items()
    }


def level_of(found: Levels, profile: Profile, option: str) -> tuple[int, ...]:
    """Return the levels of one option.

    Raises:
        UnknownName: The profile has no such option, or it is incomplete.
    """
    if option not in found:
        raise UnknownName.of(
            "weights.nothing-can-be-told",
            option=option,
            found=listed(found),
            mend=Reason("weights.give-one-these")
            if option in profile.options
            else Reason("weights.give-option-this-profile"),
        )
    return found[option]


def highest(scores: Mapping[str, Fraction], options: Iterable[str]) -> frozenset[str]:
    """Return those of some options that have the highest score."""
    among = list(options)
    most = max((scores[option] for option in among), default=None)
    return frozenset(option for option in among if scores[option] == most)


def _crossing(profile: Profile, found: Levels, criterion: str, way: int) -> Crossing | None:
    """Return where the leaders change when a weight goes down (-1) or up (1)."""
    if len(profile.criteria) == 1 or not found:
        return None
    weight = profile.weights[criterion]
    slopes = {o: Fraction(row[profile.criteria.index(criterion)]) for o, row in found.items()}
    now = _sums(profile, found)
    leaders = highest(now, found)
    ahead = {o: way * slope for o, slope in slopes.items()}
    first = min(leaders)
    if highest(ahead, leaders) != leaders:
        moves = [Fraction(0)]
    else:
        moves = [
            (now[first] - now[o]) / (ahead[o] - ahead[first])
            for o in found
            if ahead[o] > ahead[first]
        ]
    move = min(moves, default=None)
    if move is None or weight + way * move < 0:
        return None
    there = {o: now[o] + move * ahead[o] for o in found}
    at = weight + way * move
    return Crossing(
        criterion=criterion,
        weight=at,
        share=at / (profile.total_weight + way * move),
        change=way * move,
        relative=way * move / weight,
        leaders=highest(there, found),
        beyond=highest(ahead, highest(there, found)) if at or way > 0 else None,
    )


def _sums(profile: Profile, found: Levels) -> dict[str, Fraction]:
    weights = [profile.weights[c] for c in profile.criteria]
    return {
        option: Fraction(sum(w * x for w, x in zip(weights, row, strict=True)))
        for option, row in found.items()
    }
