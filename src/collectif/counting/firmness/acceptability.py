"""This module is about leaving weights open: for which share of all weights an option is where.

When nobody can say which criterion matters how much, every share is taken as equally likely.
Only the weights are uncertain here: the means are what the room gave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby
from math import sqrt
from typing import Literal

from attrs import frozen

from collectif.counting.firmness.simplex import (
    MEASURED,
    Corners,
    above,
    centre,
    drawn,
    share,
    whole,
)
from collectif.counting.firmness.weights import Levels, levels
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.profiles.profile import Profile
from collectif.errors import InvalidInput, UnknownName

SAMPLES = 10_000
"""How many weights are drawn unless told otherwise: shares are then within 0.01 of the true ones,
each with a probability of 95 % or more (Tervonen and Lahdelma 2007)."""

MEASURED_OPTIONS = 16
"""The most options whose places are measured unless told otherwise; of more, weights are drawn."""

MOST_OPTIONS = 1_000
"""The most options of which shares are told: each has a share of each place."""

Method = Literal["exact", "sampled"]


@frozen(kw_only=True)
class Acceptability:
    """Where options stand over all weights; made by `acceptability`.

    Attributes:
        method: `"exact"`, or `"sampled"` for an estimate.
        ranks: Option -> for each place, the best first, the share of all weights that put it there
            (the rank acceptability index). Rows and columns add up to 1: options that tie under
            some weights have equal parts of the places that they take up together.
        central: Option -> criterion -> weight: the mean of the weights under which it leads, or
            None when it never does but by a tie of no extent. They say what somebody who wants
            this option would typically find important.
        confidence: Option -> the share of first place that it has under its central weights; None
            without these. Since means are taken as certain, it is 1, or 1/g for an option that is
            one of g with equal means on every criterion.
        incomplete: Options without enough grades on some criterion; they have no place.
        samples: How many weights were drawn; None when exact.
        seed: With which seed; None when exact.
    """

    method: Method
    ranks: Mapping[str, tuple[Fraction, ...]]
    central: Mapping[str, Mapping[str, Fraction] | None]
    confidence: Mapping[str, Fraction | None]
    incomplete: tuple[str, ...] = ()
    samples: int | None = None
    seed: int | None = None

    def standard_error(self, option: str, place: int) -> float:
        """Return the standard error of a share, a floating point number: sqrt(b (1 - b) / n).

        It is 0 when exact, and at most 1 / (2 sqrt(n)). Where an estimate is 0 or 1 it is 0 too,
        and says nothing; the share may then still be up to about 3 / n away (rule of three).

        Raises:
            UnknownName: The option has no such place, from 1.
        """
        row = self.ranks.get(option, ())
        if not 1 <= place <= len(row):
            raise UnknownName.of(
                "acceptability.asked-for-at-place",
                option=option,
                place=shown(place),
                count=len(self.ranks),
                ranks=listed(self.ranks),
            )
        b = row[place - 1]
        return sqrt(b * (1 - b) / self.samples) if self.samples else 0.0


def acceptability(
    profile: Profile,
    *,
    method: Method | None = None,
    samples: int = SAMPLES,
    seed: int = 0,
    min_scores_per_cell: int = 2,
) -> Acceptability:
    """Return for which share of all weights each option has each place, by the weighted mean.

    Weights are even on the shares that sum to 1. For up to three criteria the shares are the exact
    lengths or areas of the parts into which ties between options cut them; beyond, weights are
    drawn from a seed, the same on every machine. An option that another dominates never has first
    place.

    Source: SMAA-2: Lahdelma and Salminen 2001; Tervonen and Figueira 2008. There the means may be
    uncertain too.

    Args:
        profile: The answers; their weights play no part.
        method: `"exact"` or `"sampled"`; None measures where there are at most three criteria and
            16 options, and draws otherwise.
        samples: How many weights to draw, from 1. Cost: each ranks all options once.
        seed: What the draw begins with.
        min_scores_per_cell: As in `weighted_mean`.

    Raises:
        InvalidInput: More than 1,000 options have enough grades, more than three criteria are to be
            exact, the method is another word,
            `samples` is no whole number from 1 on, `seed` is no whole number, or
            `min_scores_per_cell` is no whole number from 1 on.
    """
    found = levels(profile, min_scores_per_cell)
    few = len(profile.criteria) <= MEASURED
    _check(method, samples, seed, few)
    _check_options(len(found))
    chosen = method or ("exact" if few and len(found) <= MEASURED_OPTIONS else "sampled")
    places, central = _measured(found) if chosen == "exact" else _estimated(found, samples, seed)
    return Acceptability(
        method=chosen,
        ranks=places,
        central={
            o: None if point is None else dict(zip(profile.criteria, point, strict=True))
            for o, point in central.items()
        },
        confidence={
            o: None if point is None else Fraction(1, list(found.values()).count(found[o]))
            for o, point in central.items()
        },
        incomplete=tuple(option for option in profile.options if option not in found),
        samples=None if chosen == "exact" else samples,
        seed=None if chosen == "exact" else seed,
    )


_Places = dict[str, tuple[Fraction, ...]]
_Central = dict[str, tuple[Fraction, ...] | None]


def _measured(found: Levels) -> tuple[_Places, _Central]:
    places: _Places = {}
    central: _Central = {}
    for option, row in found.items():
        twins = list(found.values()).count(row)
        parts = _parts(found, row)
        sizes = [Fraction(0)] * len(found)
        for corners, over in parts:
            for place in range(over, over + twins):
                sizes[place] += share(corners) / twins
        places[option] = tuple(sizes)
        first = [corners for corners, over in parts if not over]
        central[option] = centre(first[0]) if first else None
    return places, central


def _parts(found: Levels, row: tuple[int, ...]) -> list[tuple[Corners, int]]:
    """Return the parts of all weights, each with how many options stand higher there."""
    parts = [(whole(len(row)), 0)]
    for other in found.values():
        if other != row:
            up = [b - a for a, b in zip(row, other, strict=True)]
            down = [-x for x in up]
            cut = [((above(c, up), n + 1), (above(c, down), n)) for c, n in parts]
            parts = [part for two in cut for part in two if share(part[0])]
    return parts


def _estimated(found: Levels, samples: int, seed: int) -> tuple[_Places, _Central]:
    k = len(next(iter(found.values()), ()))
    seen: Counter[tuple[str, int, int]] = Counter()
    sums = {option: [Fraction(0)] * k for option in found}
    for weights in drawn(k, samples if found else 0, seed):
        scores = {o: sum(map(int.__mul__, weights, row)) for o, row in found.items()}
        place = 0
        for _, tier in groupby(sorted(scores, key=scores.__getitem__, reverse=True), scores.get):
            tied = list(tier)
            seen.update((option, place, len(tied)) for option in tied)
            if not place:
                for option in tied:
                    sums[option] = [s + w for s, w in zip(sums[option], weights, strict=True)]
            place += len(tied)
    sizes = {option: [Fraction(0)] * len(found) for option in found}
    for (option, first, n), times in seen.items():
        for place in range(first, first + n):
            sizes[option][place] += Fraction(times, n * samples)
    central = {o: tuple(s / sum(total) for s in total) for o, total in sums.items() if sum(total)}
    return {o: tuple(row) for o, row in sizes.items()}, {o: central.get(o) for o in found}


def _check_options(number: int) -> None:
    if number > MOST_OPTIONS:
        raise InvalidInput.of(
            "acceptability.shares-all-weights-were-asked", number=number, most_options=MOST_OPTIONS
        )


def _check(method: str | None, samples: int, seed: int, few: bool) -> None:
    if method not in (None, "exact", "sampled") or (method == "exact" and not few):
        raise InvalidInput.of(
            "acceptability.method-was-asked", method=shown(method), measured=MEASURED
        )
    if type(samples) is not int or samples < 1 or type(seed) is not int:
        raise InvalidInput.of(
            "acceptability.samples-with-seed-were-asked", samples=shown(samples), seed=shown(seed)
        )
