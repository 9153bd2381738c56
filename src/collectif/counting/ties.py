"""This module is about breaking ties: by a step declared beforehand, and never silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve

from collectif.counting.ranking import Ranking, Tiers, tiers_of

Figures = Mapping[str, Fraction | None]
"""Option -> the figure that may part it from others, higher first; None for no figure."""


def broken(ranking: Ranking, name: str, figures: Iterable[Figures]) -> Ranking:
    """Return a ranking in which figures part the options that tied, one figure after the other.

    A figure parts a tier only where every option of the tier has one: what has no figure is not
    last. What still ties keeps sharing its place.

    Args:
        ranking: A ranking; its scores stay what they are.
        name: What the step is called: it stands in `tie_break`, so nobody takes the places for
            those that the scores gave.
        figures: The figures in the order in which they are asked.
    """
    tiers = ranking.tiers
    for figure in figures:
        tiers = tuple(part for tier in tiers for part in _parted(tier, figure))
    return evolve(ranking, tiers=tiers, tie_break=name)


def _parted(tier: tuple[str, ...], figure: Figures) -> Tiers:
    known = {option: value for option in tier if (value := figure.get(option)) is not None}
    return tiers_of(known) if len(known) == len(tier) else (tier,)
