"""This module is about all weights at once: under which of them an option would lead, if any.

Each answer carries its proof: weights under which the option leads, or a blend of other options
that beats it on every criterion, so that no weights can help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from attrs import frozen

from collectif.counting.firmness.linear import Game, game
from collectif.counting.firmness.simplex import MEASURED, above, dot, share, whole
from collectif.counting.firmness.weights import Levels, level_of, levels
from collectif.counting.profiles.profile import Profile
from collectif.errors import InvalidInput

Shares = Mapping[str, Fraction]
"""Name -> its share; 0 or more each, 1 together."""


@frozen(kw_only=True)
class Lead:
    """Whether some weights make an option lead, with the proof.

    Attributes:
        option: The option.
        kind: ALONE when some weights put it above all others; TIED when it can be among the
            leaders and never alone; NEVER when it leads under no weights.
        weights: Criterion -> weight under which it leads; none of 0 for ALONE. None for NEVER.
        blend: Option -> share of a blend of other options whose mean, on every criterion, is at
            least that of the option (TIED), or above it (NEVER). None for ALONE.
    """

    option: str
    kind: Literal["ALONE", "TIED", "NEVER"]
    weights: Shares | None
    blend: Shares | None


@frozen(kw_only=True)
class Region:
    """The weights under which an option is among the leaders.

    Attributes:
        corners: The corners of the region, in order around it: criterion -> weight each, 1
            together. One or two of them where options only tie; none where the option never leads.
        share: How much of all weights it fills, 0 to 1.
    """

    corners: tuple[Shares, ...]
    share: Fraction


def can_lead(profile: Profile, option: str, *, min_scores_per_cell: int = 2) -> Lead:
    """Return whether some weights make an option lead by the weighted mean, with the proof.

    Weights are 0 or more, not all 0. The search is a game: one side picks weights for the option,
    the other a rival; the option leads under some weights when its side can keep the difference at
    0 or more, and otherwise the best blend of rivals is the proof that it cannot.

    Source: potentially optimal alternatives: Hazen 1986; the proof is Farkas' lemma, or von
    Neumann's minimax theorem. Cost: rivals enter the game one by one, only those that matter.

    Args:
        profile: The answers; their weights play no part.
        option: An option with enough grades on every criterion.
        min_scores_per_cell: As in `weighted_mean`.

    Raises:
        UnknownName: There is no such option, or it is incomplete.
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
    """
    found = levels(profile, min_scores_per_cell)
    level_of(found, profile, option)
    return _lead(profile, found, option)


def possible_leaders(profile: Profile, *, min_scores_per_cell: int = 2) -> Mapping[str, Lead]:
    """Return option -> whether some weights make it lead; incomplete options are not there.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
    """
    found = levels(profile, min_scores_per_cell)
    return {option: _lead(profile, found, option) for option in found}


def lead_regions(profile: Profile, *, min_scores_per_cell: int = 2) -> Mapping[str, Region]:
    """Return option -> the weights of one to three criteria under which it is among the leaders.

    Incomplete options are not there. The shares add up to 1, but for options with equal means on
    every criterion, whose regions are the same.

    Args:
        profile: The answers; their weights play no part.
        min_scores_per_cell: As in `weighted_mean`.

    Raises:
        InvalidInput: There are more than three criteria, or `min_scores_per_cell` is no whole
            number from 1 on.
    """
    if len(profile.criteria) > MEASURED:
        raise InvalidInput.of(
            "regions.regions-weights-criteria-were-asked",
            count=len(profile.criteria),
            measured=MEASURED,
        )
    found = levels(profile, min_scores_per_cell)
    return {option: _region(profile, found, option) for option in found}


def _region(profile: Profile, found: Levels, option: str) -> Region:
    corners = whole(len(profile.criteria))
    for other in found:
        if corners and other != option:
            corners = above(corners, _minus(found[option], found[other]))
    return Region(
        corners=tuple(dict(zip(profile.criteria, corner, strict=True)) for corner in corners),
        share=share(corners),
    )


def _lead(profile: Profile, found: Levels, option: str) -> Lead:
    rivals = {other: _minus(found[option], row) for other, row in found.items() if other != option}
    k = len(profile.criteria)
    if not rivals:
        return _alone(profile, option, [Fraction(1, k)] * k)
    names, best, lead = _played(rivals)
    if lead > 0:
        return _alone(profile, option, _inside(best.columns, lead, list(rivals.values())))
    blend = {name: part for name, part in zip(names, best.rows, strict=True) if part}
    return Lead(
        option=option,
        kind="NEVER" if best.value else "TIED",
        weights=None if best.value else dict(zip(profile.criteria, best.columns, strict=True)),
        blend=blend,
    )


def _played(rivals: Mapping[str, tuple[int, ...]]) -> tuple[list[str], Game, Fraction]:
    """Return a game that decides, the rivals in it, and the lead that its weights give.

    Rivals enter one by one, the nearest under the weights so far; who loses to some of them needs
    no others, and who leads all need not lead by as much as possible.
    """
    names = [next(iter(rivals))]
    while True:
        best = game([rivals[name] for name in names])
        nearest = min(rivals, key=lambda name: dot(rivals[name], best.columns))
        lead = dot(rivals[nearest], best.columns)
        if best.value < 0 or lead > 0 or lead == best.value:
            return names, best, lead
        names.append(nearest)


def _inside(
    weights: Sequence[Fraction], lead: Fraction, rows: Sequence[Sequence[int]]
) -> Sequence[Fraction]:
    """Return weights without any 0 under which the option is still above all others.

    A little of equal weights is added, so little that the lead shrinks by half at most.
    """
    if all(weights):
        return weights
    k = len(weights)
    even = min(Fraction(sum(row), k) for row in rows)
    little = lead / (2 * (lead - min(even, Fraction(0))))
    return [(1 - little) * weight + little / k for weight in weights]


def _alone(profile: Profile, option: str, weights: Sequence[Fraction]) -> Lead:
    shares = dict(zip(profile.criteria, weights, strict=True))
    return Lead(option=option, kind="ALONE", weights=shares, blend=None)


def _minus(row: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a - b for a, b in zip(row, other, strict=True))
