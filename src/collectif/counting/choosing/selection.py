"""This module is about what a rule answers that chooses several options, and who paid for them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from attrs import field, frozen

from collectif.counting.choosing.blocs import Bloc
from collectif.counting.ranking import Ranking, Tiers

Outcome = frozenset[str]
"""Options that a rule may choose together."""

Bill = tuple[str, int, tuple[tuple[int, int], ...]]
"""An option; a common denominator; and for each bloc that pays its place among the blocs with the
numerator of what each of its voters pays."""


@frozen(kw_only=True)
class Step:
    """One option bought.

    Attributes:
        option: What was bought.
        cost: What it cost.
        price: The figure that was lowest: what a rule goes by, as the rule says.
        tied: The options that had this price, in declared order, with the one that was bought.
        rule: The name of the rule that bought it: a completion is another one.
    """

    option: str
    cost: int
    price: Fraction
    tied: tuple[str, ...]
    rule: str


@frozen(kw_only=True)
class Selection(Ranking):
    """Options chosen together within a budget.

    The tiers are the chosen options, those that a tie leaves undecided, and those not chosen; a
    tier without options is not there, so `chosen` says more than the first tier.

    Where a tie decides and nothing was declared to part it, every option that all outcomes share
    is chosen and one that only some have is undecided. The steps, and with them the payments, go
    as far as the first such tie. Where there are too many outcomes to follow, `outcomes` is None,
    `chosen` is what was bought before the tie, and all that could still be bought is undecided.

    Attributes:
        chosen: What is chosen whatever the tie: in the order of buying as far as the steps go,
            the rest in declared order.
        undecided: What is chosen or not by a tie that nobody declared how to part.
        outcomes: Every set that the rule may choose, each in declared order; one where no tie
            decides, None when they are too many to be known.
        costs: Option -> what it costs.
        budget: What may be spent.
        steps: What was bought, in order.
        tied: The options of every tie in which it mattered who goes first, also where a declared
            step parted them, or where the same options are chosen either way and only who pays
            for them differs. The steps end at a tie that nothing parted.
        blocs: The voters, in blocs that pay alike.
        bills: Who paid, bloc by bloc; see `payments`.
    """

    settles_ties: ClassVar[bool] = True

    chosen: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    outcomes: tuple[tuple[str, ...], ...] | None = ()
    costs: Mapping[str, int] = field(factory=dict, repr=False)
    budget: int = 0
    steps: tuple[Step, ...] = field(default=(), repr=False)
    tied: Tiers = ()
    blocs: tuple[Bloc, ...] = field(default=(), repr=False, eq=False)
    bills: tuple[Bill, ...] = field(default=(), repr=False, eq=False)

    @property
    def leaders(self) -> tuple[str, ...]:
        """The chosen options; none when nothing is."""
        return self.chosen

    @property
    def spent(self) -> int:
        """What the chosen options cost together; without those that are undecided."""
        return sum(self.costs[option] for option in self.chosen)

    @cached_property
    def payments(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Voter -> option -> what the voter paid for it, with all its voices; above 0.

        A voter who paid nothing is not there, and neither is an option that was bought without
        anybody paying, as a completion by votes does.
        """
        found: dict[str, dict[str, Fraction]] = {}
        for option, denominator, shares in self.bills:
            for place, numerator in shares:
                each = Fraction(numerator, denominator)
                for voter, voices in self.blocs[place].voters.items():
                    found.setdefault(voter, {})[option] = voices * each
        return found
