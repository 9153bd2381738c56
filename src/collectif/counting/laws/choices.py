"""This module is about laws of choosing several options: money, seats, and who is represented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import signature

from collectif.counting.choosing import choice_laws
from collectif.counting.choosing.selection import Selection
from collectif.counting.laws.registry import Finding, law
from collectif.counting.laws.variations import tells
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import Count

Finder = Callable[[Count, Profile], Iterator[str]]
"""What finds violations of such a law: a way to choose, and a profile -> sentences."""

_FINDERS: tuple[tuple[str, Finder, str, str], ...] = (
    (
        "within-budget",
        choice_laws.within_budget,
        "Talmon & Faliszewski 2019",
        "What is chosen together never costs more than the budget.",
    ),
    (
        "committee-monotonicity",
        choice_laws.committee_monotonicity,
        "Elkind et al. 2017",
        "With one seat more nobody loses a seat, where each option costs one.",
    ),
    (
        "justified-representation",
        choice_laws.justified_representation,
        "Aziz et al. 2017",
        "A group that agrees on an option and is large enough for a seat has one; of unit costs.",
    ),
    (
        "extended-justified-representation",
        choice_laws.extended_justified_representation,
        "Aziz et al. 2017",
        "Where a group agrees on l options and is large enough for l seats, one of it has l; of "
        "unit costs.",
    ),
    (
        "ledger",
        choice_laws.ledger,
        "Peters, Pierczyński & Skowron 2021",
        "What is bought is paid exactly, by those who support it.",
    ),
    (
        "no-overpayment",
        choice_laws.no_overpayment,
        "Peters, Pierczyński & Skowron 2021",
        "Nobody pays more than its voices had to spend.",
    ),
)


def _check(find: Finder) -> Callable[[Count, Profile], Iterator[Finding]]:
    """Return a check that says nothing of a way to count that does not choose.

    More seats are for those ways alone that can be told a budget.
    """
    asks = find is choice_laws.committee_monotonicity

    def check(count: Count, profile: Profile) -> Iterator[Finding]:
        if isinstance(count(profile), Selection) and (_takes_budget(count) or not asks):
            yield from (((), f"In {tells(profile)}: {says}") for says in find(count, profile))

    return check


def _takes_budget(count: Count) -> bool:
    taken = signature(count).parameters.values()
    return any(one.name == "budget" or one.kind is one.VAR_KEYWORD for one in taken)


for _name, _find, _source, _says in _FINDERS:
    law(_name, source=_source, says=_says)(_check(_find))
