"""This module is about how strong a win is, and which of two wins is the stronger one.

Strengths are compared and never added, so each is replaced by its place in the order of all
strengths: small whole numbers, however many voters there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from attrs import field, frozen

from collectif.counting.ordering.pairwise import Duels
from collectif.counting.profiles.grades import listed, shown
from collectif.errors import InvalidInput

Strength = Literal["winning_votes", "margins"]
"""How strong a win is: by the votes for the winner, and where these are equal the stronger the
fewer are against it; or by the votes for it minus those against it."""

STRENGTHS: tuple[Strength, ...] = get_args(Strength)
"""Every measure of strength."""


@frozen(kw_only=True)
class Strengths:
    """The strength of every win.

    Attributes:
        levels: For each option a row, and in it for each option how strongly the first wins against
            the second: 0 for no win, 1 for the weakest win of all, and so on.
        figures: Level -> the votes for the winner, or the margin; 0 for level 0.
    """

    levels: tuple[tuple[int, ...], ...] = field(repr=False)
    figures: tuple[int, ...]

    def told(self, levels: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
        """Return a matrix of levels as votes or margins."""
        return tuple(tuple(self.figures[level] for level in row) for row in levels)


def strengths(found: Duels, strength: Strength) -> Strengths:
    """Return the strengths of all wins, compared by votes for the winner or by margins.

    Raises:
        InvalidInput: Strength is not measured so.
    """
    check_strength(strength)
    by_margin = strength == "margins"
    keys = [
        [_key(a, b, by_margin) if a > b else None for a, b in zip(row, column, strict=True)]
        for row, column in zip(found.above, zip(*found.above, strict=True), strict=True)
    ]
    rising = sorted({key for row in keys for key in row if key is not None})
    level = {key: place for place, key in enumerate(rising, start=1)}
    return Strengths(
        levels=tuple(tuple(0 if key is None else level[key] for key in row) for row in keys),
        figures=(0, *(key[0] for key in rising)),
    )


def check_strength(strength: object) -> None:
    """Refuse a measure of strength that does not exist."""
    if strength not in STRENGTHS:
        raise InvalidInput.of(
            "strengths.strength-win", strength=shown(strength), strengths=listed(STRENGTHS)
        )


def _key(votes: int, against: int, by_margin: bool) -> tuple[int, int]:
    return (votes - against, 0) if by_margin else (votes, -against)
