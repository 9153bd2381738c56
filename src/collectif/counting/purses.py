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

from attrs import evolve, frozen

from collectif.counting.blocs import Support, Utility, support
from collectif.counting.choosing import Task
from collectif.counting.selection import Bill


@frozen(kw_only=True)
class Purses:
    """A market in which supporters share costs.

    Attributes:
        backers: Option -> who supports it.
        costs: Option -> its cost.
        worth: Option -> the utility of each supporter where it is the same for all, and the
            backers then have 1 each.
        unit: The common denominator.
        left: For each bloc the numerator of what each of its voters has left.
        bills: Who paid what.
    """

    backers: Support
    costs: Mapping[str, int]
    worth: Mapping[str, int]
    unit: int
    left: tuple[int, ...]
    bills: tuple[Bill, ...] = ()

    @classmethod
    def empty(cls, given: Task, utility: Utility) -> Purses:
        """Return purses with nothing in them; see `with_each`."""
        alike = given.costs if utility == "cost" else dict.fromkeys(given.options, 1)
        return cls(
            backers=support(given.blocs, given.options, graded=utility == "grades"),
            costs=given.costs,
            worth=alike,
            unit=1,
            left=(0,) * len(given.blocs),
        )

    def with_each(self, amount: Fraction) -> Purses:
        """Return the purses at the start, with the same amount for each voter."""
        return evolve(
            self, unit=amount.denominator, left=(amount.numerator,) * len(self.left), bills=()
        )

    def price(self, option: str) -> Fraction | None:
        """Return the rate at which the supporters raise the cost; None when they cannot."""
        rate = self._rate(option)
        return None if rate is None else Fraction(rate[0], rate[1] * self.unit * self.worth[option])

    def buying(self, option: str) -> Self:
        """Return the market after the supporters of an option paid for it."""
        amount, share = self._rate(option) or (0, 1)
        common = gcd(amount, share)
        amount, share = amount // common, share // common
        left = [share * purse for purse in self.left]
        paid = []
        for one in self.backers[option]:
            part = min(left[one.bloc], amount * one.utility)
            if part:
                left[one.bloc] -= part
                paid.append((one.bloc, part))
        unit = self.unit * share
        bill = (option, unit, tuple(paid))
        return evolve(self, unit=unit, left=tuple(left), bills=(*self.bills, bill))

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
        backers = self.backers.get(option, ())
        left = self.left
        due = self.costs[option] * self.unit
        if sum(one.voices * left[one.bloc] for one in backers) < due:
            return None
        shares = sum(one.voices * one.utility for one in backers)
        rising = sorted(
            (left[one.bloc] * one.scale, one.bloc, one.voices, one.utility) for one in backers
        )
        for _, bloc, voices, utility in rising:
            if due * utility <= left[bloc] * shares:
                break
            due -= voices * left[bloc]
            shares -= voices * utility
        return due, shares
