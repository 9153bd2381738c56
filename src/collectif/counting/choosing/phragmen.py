"""This module is about Phragmén's rule: all earn at the same speed, and buy as soon as they can."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Self

from attrs import evolve, frozen

from collectif.counting.choosing.asked import task
from collectif.counting.choosing.blocs import Support, support, votes
from collectif.counting.choosing.rounds import Misfit, Rounds, Verdict, check_misfit
from collectif.counting.choosing.selection import Bill, Selection
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import rule
from collectif.counting.ties import TieBreak


@rule(
    "sequential-phragmen",
    source="Phragmén 1894; Brill et al. 2017; costs: Los, Christoff & Grossi 2022",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "within-budget",
        "committee-monotonicity",
        "justified-representation",
        "ledger",
    ),
    scale=(0, 1),
    example="3: roof 1, bus 1; 2: park 1; bus 1, park 1",
    trial={"budget": 2},
)
def sequential_phragmen(
    profile: Profile,
    *,
    budget: int,
    costs: Mapping[str, int] | None = None,
    misfit: Misfit = "stop",
    order: Iterable[str] | TieBreak | None = None,
) -> Selection:
    """Choose options in the order in which their supporters have earned what they cost.

    Every voter earns money at the same speed, 1 in each unit of time, and keeps it. As soon as the
    supporters of an option together have its cost, it is bought, and they have nothing left. With
    t_i the time when voter i last paid, an option is bought at the time
    t = (cost + sum of t_i over its supporters) / number of its supporters, and the lowest t is
    next. With unit costs the budget is a number of seats, and t is the load of Phragmén, who has
    each seat weigh 1 on those who voted for it.

    For an assembly: it needs no share of the budget to start from, spends until nothing fits, and
    gives an order in which further options would follow. Large groups are represented, yet its
    guarantee is weaker than that of 'equal-shares': the groups that Brill et al. 2017 show do
    not get what extended justified representation promises them. Committee monotonicity holds with
    unit costs.

    Silence: a silence supports nothing, whatever its name; who supports nothing pays nothing and
    changes nothing.

    Args:
        profile: Approvals, or grades: an option is supported by a grade above the lowest on some
            criterion.
        budget: What may be spent; with unit costs the number of seats.
        costs: Option -> cost, from 1 on; None means that each costs 1.
        misfit: "stop" ends when the next option costs more than is left, as Los et al. define it;
            "skip" passes over it.
        order: Every option, the one that goes first in a tie first, or a `TieBreak`; None leaves
            undecided what a tie decides.

    Returns:
        A selection without scores, whose `payments` say who paid what. `price` in a step is the
        time of the purchase.

    Raises:
        InvalidInput: A parameter cannot be used.
        InvalidProfile: The ballots are orders, or an order for ties names an option twice.
    """
    check_misfit(misfit)
    given = task(profile, budget=budget, costs=costs, order=order)
    backers = support(given.blocs, given.options)
    start = Earnings(
        backers=backers,
        voices={option: votes(rows) for option, rows in backers.items()},
        costs=given.costs,
        unit=1,
        paid=(0,) * len(given.blocs),
    )

    def count(step: TieBreak | None) -> Verdict:
        terms = Rounds(rule="sequential-phragmen", costs=given.costs, misfit=misfit, order=step)
        return terms.played(start, tuple(backers), given.budget)

    return given.answer("sequential-phragmen", count, parameters={"misfit": misfit})


@frozen(kw_only=True)
class Earnings:
    """A market in which all earn at the same speed, and prices are times.

    Attributes:
        backers: Option -> who supports it.
        voices: Option -> as how many voters they count together.
        costs: Option -> its cost.
        unit: The common denominator of all times.
        paid: For each bloc the numerator of the time when its voters last paid; 0 for never.
        bills: Who paid what.
    """

    backers: Support
    voices: Mapping[str, int]
    costs: Mapping[str, int]
    unit: int
    paid: tuple[int, ...]
    bills: tuple[Bill, ...] = ()

    def price(self, option: str) -> Fraction | None:
        """Return the time when the supporters have earned the cost."""
        paid, unit = self.paid, self.unit
        earlier = sum([voices * paid[bloc] for bloc, voices, _, _ in self.backers[option]])
        return Fraction(self.costs[option] * unit + earlier, self.voices[option] * unit)

    def buying(self, option: str, price: Fraction) -> Self:
        """Return the market after the supporters of an option gave all that they had."""
        time = price * self.unit
        paid = [purse * time.denominator for purse in self.paid]
        shares = []
        for one in self.backers[option]:
            if paid[one.bloc] < time.numerator:
                shares.append((one.bloc, time.numerator - paid[one.bloc]))
            paid[one.bloc] = time.numerator
        unit = self.unit * time.denominator
        bill = (option, unit, tuple(shares))
        return evolve(self, unit=unit, paid=tuple(paid), bills=(*self.bills, bill))

    def apart(self, options: tuple[str, ...]) -> bool:
        """Return whether no bloc supports two of the options."""
        blocs = [one.bloc for option in options for one in self.backers[option]]
        return len(set(blocs)) == len(blocs)

    def state(self) -> Hashable:
        """Return the times when each bloc last paid."""
        return tuple(Fraction(time, self.unit) for time in self.paid)
