"""This module is about means: what options cost, what may be spent, and who goes first in a tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collectif.counting.profiles.grades import listed, read_mapping, shown
from collectif.counting.ties import TieBreak, by_order
from collectif.errors import InvalidInput


def read_budget(budget: int) -> int:
    """Return what may be spent: a whole number from 0 on.

    Raises:
        InvalidInput: It is none.
    """
    if type(budget) is not int or budget < 0:
        raise InvalidInput.of("means.budget", budget=shown(budget))
    return budget


def read_costs(costs: Mapping[str, int] | None, options: tuple[str, ...]) -> dict[str, int]:
    """Return the cost of each option, in declared order; 1 each without costs.

    Costs of options that are not there are left out.

    Raises:
        InvalidInput: An option has no cost, or one that is no whole number from 1 on.
        InvalidProfile: The costs are no mapping.
    """
    if costs is None:
        return dict.fromkeys(options, 1)
    read_mapping("costs", costs)
    for option in options:
        cost = costs.get(option)
        if type(cost) is not int or cost < 1:
            raise InvalidInput.of("means.option-costs", option=option, cost=shown(cost))
    return {option: costs[option] for option in options}


def read_order(order: Iterable[str] | TieBreak | None, options: tuple[str, ...]) -> TieBreak | None:
    """Return the declared step that says who goes first in a tie; None where there is none.

    Raises:
        InvalidInput: A declared order leaves options out.
        InvalidProfile: A declared order names an option twice.
    """
    if order is None or isinstance(order, TieBreak):
        return order
    step = by_order(order)
    left_out = [option for option in options if option not in step.figures[0]]
    if left_out:
        raise InvalidInput.of("means.order-for-ties-leaves-out", left_out=listed(left_out))
    return step


def first(tied: tuple[str, ...], step: TieBreak | None) -> tuple[str, ...]:
    """Return those of the options that tie which a declared step puts first; all without one.

    A figure parts options only where each of them has one, as everywhere.
    """
    for figures in step.figures if step else ():
        known = {option: value for option in tied if (value := figures.get(option)) is not None}
        if len(known) == len(tied):
            best = max(known.values())
            tied = tuple(option for option in tied if known[option] == best)
    return tied
