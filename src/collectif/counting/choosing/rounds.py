"""This module is about buying options one after the other, and about ties on the way.

Greedy choice, equal shares and Phragmén's rule are one loop: of the options that can be bought, the
one with the lowest price is next. They differ in the market, which says what an option's price is
and what buying it does to those who pay.

Where several options have the lowest price, it may matter which goes first. It does not when all
of them fit and nobody pays for two of them. Otherwise, and without a declared step for ties, every
choice is followed to its end, so that all outcomes are known; beyond `MOST_WAYS` the count stops
and says so.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from heapq import heappop, heappush
from itertools import chain
from typing import Literal, Protocol, Self, get_args

from attrs import define, evolve, field, frozen

from collectif.counting.choosing.means import first
from collectif.counting.choosing.selection import Bill, Outcome, Step
from collectif.counting.profiles.grades import listed, shown
from collectif.counting.ties import TieBreak
from collectif.errors import InvalidInput

Misfit = Literal["skip", "stop"]
"""What happens when the next option costs more than is left: it is passed over, or all ends."""

MOST_WAYS = 500
"""Ways to part ties up to which all outcomes are followed."""


class Market(Protocol):
    """What options cost those who support them; a value, never changed in place."""

    @property
    def bills(self) -> tuple[Bill, ...]:
        """Who paid how much for what, so far."""

    def price(self, option: str) -> Fraction | None:
        """Return what is to be lowest; None when the option can never be bought any more.

        A price never falls while others are bought.
        """

    def buying(self, option: str, price: Fraction) -> Self:
        """Return the market after an option was bought at its price."""

    def apart(self, options: tuple[str, ...]) -> bool:
        """Return whether buying some of these leaves what the others do to everybody alone."""

    def state(self) -> Hashable:
        """Return what all later prices depend on."""


@frozen(kw_only=True)
class Verdict:
    """How far a count went, and what came out of it.

    Attributes:
        steps: What was bought, in order, up to the first tie that matters and that nothing parts.
        outcomes: Every set of options that the rule may choose; None when there are too many
            ways to know.
        open: What may still be bought after the steps; empty where the outcomes are known.
        tied: The options of every tie in which it matters who goes first, as far as the steps go.
        market: Where it stands after the steps; None where nothing was ever for sale.
        behind: What else the choice rests on, by name.
    """

    steps: tuple[Step, ...] = ()
    outcomes: frozenset[Outcome] | None = frozenset([frozenset[str]()])
    open: frozenset[str] = frozenset()
    tied: tuple[tuple[str, ...], ...] = ()
    market: Market | None = field(default=None, repr=False)
    behind: Mapping[str, object] = field(factory=dict, repr=False)

    @property
    def only(self) -> Outcome | None:
        """The one outcome; None when there are several, or too many to know."""
        if self.outcomes is None or len(self.outcomes) > 1:
            return None
        return next(iter(self.outcomes))

    @property
    def told(self) -> bool:
        """Whether the steps tell all that was bought."""
        return self.only is not None and len(self.steps) == len(self.only)


@define(kw_only=True)
class _Course:
    """One way in which the count may go, as far as it went."""

    market: Market
    left: int | None
    prices: list[Fraction] = field(factory=list)
    """A heap of all prices that some option had when it was last asked."""
    queue: dict[Fraction, list[tuple[int, str]]] = field(factory=dict)
    """Price -> the options that had it, each with its place in declared order."""
    steps: tuple[Step, ...] = ()
    tied: tuple[tuple[str, ...], ...] = ()
    price: Fraction = Fraction(0)
    level: list[tuple[int, str]] = field(factory=list)
    """The options that have the lowest price now, in declared order; none at the end."""
    fork: tuple[str, ...] = ()
    """Those of them between which nothing decides."""

    def add(self, price: Fraction, options: list[tuple[int, str]]) -> None:
        """Put options in the queue."""
        if price in self.queue:
            self.queue[price] += options
        elif options:
            self.queue[price] = options
            heappush(self.prices, price)

    @property
    def chosen(self) -> Outcome:
        return frozenset(step.option for step in self.steps)


@frozen(kw_only=True)
class Rounds:
    """The terms on which options are bought.

    Attributes:
        rule: The name of the rule that buys.
        costs: Option -> its cost.
        misfit: What happens when the next option costs more than is left.
        order: The declared step for ties; None for none.
    """

    rule: str
    costs: Mapping[str, int]
    misfit: Misfit = "skip"
    order: TieBreak | None = None

    def played(self, market: Market, options: tuple[str, ...], left: int | None = None) -> Verdict:
        """Return what is bought of the options.

        Args:
            market: Where it stands before.
            options: What can be bought.
            left: What may be spent; None for no other bound than what the market sets.
        """
        course = _Course(market=market, left=left)
        for place, option in enumerate(options):
            price = market.price(option)
            if price is not None:
                course.add(price, [(place, option)])
        trunk = self._followed(course)
        outcomes = self._outcomes(trunk)
        return Verdict(
            steps=trunk.steps,
            outcomes=outcomes,
            open=frozenset() if outcomes is not None else frozenset(self._open(trunk)),
            tied=trunk.tied,
            market=trunk.market,
        )

    def _outcomes(self, trunk: _Course) -> frozenset[Outcome] | None:
        """Return where all ways end that go on from a course; None when they are too many."""
        ends: set[Outcome] = set()
        seen: set[Hashable] = set()
        waiting, ways = [trunk], 0
        while waiting:
            course = waiting.pop()
            ways += len(course.fork)
            if ways > MOST_WAYS:
                return None
            if not course.fork or any(self._misfits(course, one) for one in course.fork):
                ends.add(course.chosen)
            for option in course.fork:
                if self._misfits(course, option):
                    continue
                after = self._followed(self._buying(_copied(course), option))
                key = (after.chosen, after.fork, after.market.state())
                if key not in seen:
                    seen.add(key)
                    waiting.append(after)
        return frozenset(ends)

    def _followed(self, course: _Course) -> _Course:
        """Follow a course, in place, to its end or to a tie that matters and nothing parts."""
        while self._levelled(course):
            tied = tuple(option for _, option in course.level)
            ahead = first(tied, self.order)
            matters = not self._any_order(course, tied)
            if matters:
                course.tied = (*course.tied, tied)
            if matters and len(ahead) > 1:
                course.fork = ahead
                break
            if self._misfits(course, ahead[0]):
                break
            self._buying(course, ahead[0])
        return course

    def _levelled(self, course: _Course) -> bool:
        """Take the options of the lowest price out of the queue; whether there are any.

        Prices never fall, so an option is only asked anew when its last price is the lowest.
        """
        course.level = []
        while course.prices and not course.level:
            course.price = heappop(course.prices)
            for place, option in course.queue.pop(course.price):
                price = course.market.price(option)
                if price is None or (self.misfit == "skip" and self._misfits(course, option)):
                    continue
                if price == course.price:
                    course.level.append((place, option))
                else:
                    course.add(price, [(place, option)])
        course.level.sort()
        return bool(course.level)

    def _buying(self, course: _Course, option: str) -> _Course:
        """Buy an option of those that are level, in place."""
        price, tied = course.price, tuple(name for _, name in course.level)
        course.add(price, [one for one in course.level if one[1] != option])
        step = Step(option=option, cost=self.costs[option], price=price, tied=tied, rule=self.rule)
        course.market = course.market.buying(option, price)
        course.left = None if course.left is None else course.left - step.cost
        course.steps = (*course.steps, step)
        course.level, course.fork = [], ()
        return course

    def _any_order(self, course: _Course, tied: tuple[str, ...]) -> bool:
        """Whether it does not matter which of the options that tie goes first."""
        if len(tied) == 1 or all(self._misfits(course, option) for option in tied):
            return True
        together = sum(self.costs[option] for option in tied)
        return (course.left is None or together <= course.left) and course.market.apart(tied)

    def _misfits(self, course: _Course, option: str) -> bool:
        return course.left is not None and self.costs[option] > course.left

    def _open(self, course: _Course) -> Iterator[str]:
        for _, option in (*course.level, *chain.from_iterable(course.queue.values())):
            if course.market.price(option) is not None and not self._misfits(course, option):
                yield option


def _copied(course: _Course) -> _Course:
    queue = {price: options.copy() for price, options in course.queue.items()}
    return evolve(course, prices=course.prices.copy(), queue=queue)


def check_misfit(misfit: Misfit) -> None:
    """Refuse what is no way to go on when an option does not fit."""
    if misfit not in get_args(Misfit):
        raise InvalidInput.of(
            "rounds.when-option-does-not-fit",
            misfit=shown(misfit),
            misfit2=listed(get_args(Misfit)),
        )
