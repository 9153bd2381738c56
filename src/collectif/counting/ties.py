"""This module is about breaking ties: by a step declared beforehand, and never silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from collectif.counting.lots import drawn
from collectif.counting.profiles.grades import read_names, shown
from collectif.counting.ranking import Ranking, Tiers, tiers_of
from collectif.errors import InvalidInput

Figures = Mapping[str, Fraction | None]
"""Option -> the figure that may part it from others, higher first; None for no figure."""


@frozen(kw_only=True)
class TieBreak:
    """A declared step that parts options which tie; made by `by_order`, `by_lot` or `by_ranking`.

    Attributes:
        name: What the step is called.
        parameters: What it rests on, as plain values: the order, or the seed and its method.
        figures: The figures that are asked, one after the other.
    """

    name: str
    parameters: Mapping[str, object]
    figures: tuple[Figures, ...] = field(repr=False)


def by_order(order: Iterable[str]) -> TieBreak:
    """Return the tie-break by a declared order: of options that tie, the first named is first.

    Raises:
        InvalidProfile: A name is there twice.
    """
    names = read_names("option", order, ())
    return TieBreak(
        name="declared-order",
        parameters={"order": names},
        figures=(_falling(names),),
    )


def by_lot(seed: str, names: Iterable[str]) -> TieBreak:
    """Return the tie-break by lot: of options that tie, the first drawn is first.

    Args:
        seed: Public words that nobody could know beforehand; see `collectif.counting.lots`.
        names: The options that are drawn from; their order has no part in it.

    Raises:
        InvalidProfile: A name is no text, or there twice.
        InvalidInput: The seed is no text, or it or a name cannot be written as UTF-8.
    """
    options = read_names("option", names, ())
    if not all(map(_writable, (seed, *options))):
        raise InvalidInput.of("ties.lot-was-to-be-drawn", options=shown(options), seed=shown(seed))
    return TieBreak(
        name="lot",
        parameters={"seed": seed, "method": "lowest SHA-256 of seed, line feed, name"},
        figures=(_falling(drawn(options, seed)),),
    )


def by_ranking(other: Ranking) -> TieBreak:
    """Return the tie-break by another rule: what it puts higher is first."""
    places = {option: Fraction(-place) for place, option in other.places()}
    return TieBreak(name=other.rule, parameters=dict(other.parameters), figures=(places,))


def broken(
    ranking: Ranking,
    name: str,
    figures: Iterable[Figures],
    parameters: Mapping[str, object] | None = None,
) -> Ranking:
    """Return a ranking in which figures part the options that tied, one figure after the other.

    A figure parts a tier only where every option of the tier has one: what has no figure is not
    last. What still ties keeps sharing its place.

    Args:
        ranking: A ranking; its scores stay what they are, and its tiers stand in `unbroken`.
        name: What the step is called: it stands in `tie_break`, so nobody takes the places for
            those that the scores gave.
        figures: The figures in the order in which they are asked.
        parameters: What the step rests on; kept beside the parameters of the rule.
    """
    tiers = ranking.tiers
    for figure in figures:
        tiers = tuple(part for tier in tiers for part in _parted(tier, figure))
    said = {"tie_break": {"name": name, **parameters}} if parameters else {}
    return evolve(
        ranking,
        tiers=tiers,
        tie_break=name,
        unbroken=ranking.shared,
        parameters={**ranking.parameters, **said},
    )


def parted(ranking: Ranking, step: TieBreak) -> Ranking:
    """Return a ranking in which a declared step parts the options that tied.

    Raises:
        InvalidInput: The step is none, or the ranking says what is chosen within a budget.
    """
    if not isinstance(step, TieBreak) or ranking.settles_ties:
        raise InvalidInput.of("ties.ties-result", rule=ranking.rule, step=shown(step))
    return broken(ranking, step.name, step.figures, step.parameters)


def _writable(text: object) -> bool:
    if not isinstance(text, str):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _falling(names: tuple[str, ...]) -> Figures:
    return {name: Fraction(-place) for place, name in enumerate(names)}


def _parted(tier: tuple[str, ...], figure: Figures) -> Tiers:
    known = {option: value for option in tier if (value := figure.get(option)) is not None}
    return tiers_of(known) if len(known) == len(tier) else (tier,)
