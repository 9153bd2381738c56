"""This module is about purses: supporters share the cost of an option, as equally as they can.

Each voter has the same amount at first. An option is for sale while its supporters together have
its cost; its price is the lowest rate at which they raise it, each paying the rate times its
utility, or all that is left to it. The purses of all blocs are whole numbers over one common
denominator, which grows as costs are divided; nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import gcd
from typing import Self

from attrs import evolve, field, frozen

from collectif.counting.choosing.asked import Task
from collectif.counting.choosing.blocs import Support, Utility, support, votes
from collectif.counting.choosing.selection import Bill


@frozen(kw_only=True)
class Purses:
    """A market in which supporters share costs.

    Attributes:
        backers: Option -> who supports it.
        shares: Option -> the utility that it gives to all of them together.
        costs: Option -> its cost.
        worth: Option -> the utility of each supporter where it is the same for all, and the
            backers then have 1 each.
        unit: The common denominator.
        left: For each bloc the numerator of what each of its voters has left.
        least: The numerator of the least that any of them has left.
        most: The numerator of what each of them had at first.
        past: What was bought before, with the numerator of the rate, the common denominator from
            then on, and what each bloc then had.
    """

    backers: Support
    shares: Mapping[str, int]
    costs: Mapping[str, int]
    worth: Mapping[str, int]
    unit: int
    left: list[int] = field(repr=False)
    least: int = 0
    most: int = 0
    past: tuple[tuple[str, int, int, list[int]], ...] = field(default=(), repr=False)

    @classmethod
    def empty(cls, given: Task, utility: Utility) -> Purses:
        """Return purses with nothing in them; see `with_each`."""
        alike = given.costs if utility == "cost" else dict.fromkeys(given.options, 1)
        backers = support(given.blocs, given.options, graded=utility == "grades")
        return cls(
            backers=backers,
            shares={option: votes(rows) for option, rows in backers.items()},
            costs=given.costs,
            worth=alike,
            unit=1,
            left=[0] * len(given.blocs),
        )

    def with_each(self, amount: Fraction) -> Purses:
        """Return the purses at the start, with the same amount for each voter."""
        each = amount.numerator
        left = [each] * len(self.left)
        return evolve(self, unit=amount.denominator, left=left, least=each, most=each, past=())

    @property
    def bills(self) -> tuple[Bill, ...]:
        """Who paid what."""
        return tuple(
            (
                option,
                unit,
                tuple(
                    (one.bloc, min(left[one.bloc], rate * one.utility))
                    for one in self.backers[option]
                    if left[one.bloc]
                ),
            )
            for option, rate, unit, left in self.past
        )

    def price(self, option: str) -> Fraction | None:
        """Return the rate at which the supporters raise the cost; None when they cannot."""
        rate = self._rate(option)
        return None if rate is None else Fraction(rate[0], rate[1] * self.unit * self.worth[option])

    def buying(self, option: str, price: Fraction) -> Self:
        """Return the market after the supporters of an option paid for it."""
        exact = price * self.worth[option] * self.unit
        rate, share = exact.numerator, exact.denominator
        before = self.left if share == 1 else [share * purse for purse in self.left]
        left, least = before.copy(), share * self.least
        for bloc, _, utility, _ in self.backers[option]:
            purse = before[bloc] - rate * utility
            left[bloc] = purse if purse > 0 else 0
            if purse < least:
                least = left[bloc]
        unit = self.unit * share
        past = (*self.past, (option, rate, unit, before))
        return evolve(self, unit=unit, left=left, least=least, most=share * self.most, past=past)

    def apart(self, options: tuple[str, ...]) -> bool:
        """Return whether no bloc that has anything left supports two of the options."""
        seen: set[int] = set()
        for option in options:
            payers = {one.bloc for one in self.backers[option] if self.left[one.bloc]}
            if payers & seen:
                return False
            seen |= payers
        return True

    def state(self) -> Hashable:
        """Return what each bloc has left."""
        common = gcd(self.unit, *self.left)
        return self.unit // common, tuple(purse // common for purse in self.left)

    def _rate(self, option: str) -> tuple[int, int] | None:
        """Return the rate, as numerator in the common unit and denominator; None for no sale."""
        backers, left, shares = self.backers[option], self.left, self.shares[option]
        common = backers[0].utility * backers[0].scale
        due = self.costs[option] * self.unit * common
        if due <= self.least * shares:
            return due, shares * common
        if due > self.most * shares * common:
            return None
        reach = sorted(
            [(left[bloc] * scale, voices * utility) for bloc, voices, utility, scale in backers]
        )
        for most, weight in reach:
            if due <= most * shares:
                return due, shares * common
            due -= most * weight
            shares -= weight
        return None
