"""This module is about the orders that differ least from the ballots: all of them, and proved.

Orders are built from the top, one option after the other. Which options stand in the first k places
is all that matters for the rest, and what cannot be part of a best order is left out as soon as
a bound in whole numbers shows it. Whatever found the bound, the answer rests on whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from attrs import frozen

from collectif.counting.ordering.relations import bits, reached, turned
from collectif.counting.ordering.triangles import Bound, Matrix, packed, solved
from collectif.counting.profiles.grades import listed
from collectif.errors import InvalidInput

_WIDEST = 60
"""The most options that wins may put in circles together."""

_FEW, _MOST = 5_000, 300_000
"""The most sets of first options that are kept before a solver is asked, and after."""


@frozen(kw_only=True)
class MedianOrders:
    """What all best orders have in common.

    Attributes:
        cost: The sum of the margins of the wins that a best order turns round.
        best: For each option the best place that it has in a best order, from 1.
        worst: The same for the worst place.
    """

    cost: int
    best: tuple[int, ...]
    worst: tuple[int, ...]


def median_orders(margins: Matrix, options: Sequence[str]) -> MedianOrders:
    """Return what the orders have in common that turn round wins of the least total margin.

    Where every option of one group wins against every option of another, every best order puts the
    one group above the other, so groups are solved one by one (Truchon 1998).

    Raises:
        InvalidInput: It cannot be proved within the limits which orders are best.
    """
    cost, above = 0, 0
    best: dict[int, int] = {}
    worst: dict[int, int] = {}
    for group in _groups(margins):
        inner = [[max(0, margins[b][a]) for b in group] for a in group]
        found = _of_group(inner, [options[place] for place in group])
        cost += found.cost
        best |= {a: above + place for a, place in zip(group, found.best, strict=True)}
        worst |= {a: above + place for a, place in zip(group, found.worst, strict=True)}
        above += len(group)
    size = range(len(options))
    return MedianOrders(
        cost=cost,
        best=tuple(best[place] for place in size),
        worst=tuple(worst[place] for place in size),
    )


def _groups(margins: Matrix) -> list[list[int]]:
    """Return the smallest groups each of which wins against all that come after it, in order."""
    after = reached([sum(1 << b for b, m in enumerate(row) if m >= 0) for row in margins])
    found: dict[int, list[int]] = {}
    for option, row in enumerate(after):
        found.setdefault(row, []).append(option)
    return [found[row] for row in sorted(found, key=int.bit_count, reverse=True)]


def _of_group(cost: Matrix, options: Sequence[str]) -> MedianOrders:
    after = reached([sum(1 << b for b, row in enumerate(cost) if row[a]) for a in range(len(cost))])
    if not any(row >> option & 1 for option, row in enumerate(after)):
        return _without_circles(after)
    if len(cost) > _WIDEST:
        raise _too_hard(options)
    bound, most = packed(cost), _cost_of(_improved(cost), cost)
    found = _nearest(cost, bound, most, _FEW) or _nearest(cost, _better(cost, bound), most, _MOST)
    if found is None:
        raise _too_hard(options)
    return found


def _nearest(cost: Matrix, bound: Bound, most: int, limit: int) -> MedianOrders | None:
    """Return what all best orders have in common; None when it takes more sets than the limit.

    First it is tried whether some order costs as little as the bound allows, then whether one costs
    a bit more, and so on up to what some order is known to cost: the less, the fewer sets.
    """
    least, more = -(-bound.least // bound.unit), 0
    while True:
        tried = min(most, least + more)
        layers = _searched(cost, bound, tried, limit)
        if layers is None:
            return None
        if layers.cost is not None and layers.cost <= tried:
            return _traced(layers)
        more = 2 * more + 1


def _without_circles(after: Sequence[int]) -> MedianOrders:
    """Return what the orders have in common that turn no win round."""
    before = turned(after)
    return MedianOrders(
        cost=0,
        best=tuple(1 + row.bit_count() for row in before),
        worst=tuple(len(after) - row.bit_count() for row in after),
    )


def _searched(cost: Matrix, bound: Bound, most: int, limit: int) -> _Layers | None:
    """Return the sets of first options of all orders that cost no more than some number.

    Some that cost more may be among them, and none may be left. None when there are more sets than
    the limit.

    A set of first options is kept with the least cost of an order of them, and, with that cost, how
    much of what the bound leaves has been used. Both stand in one number, cost first.

    Args:
        cost: What an order pays that puts one option above another.
        bound: What every order must cost.
        most: What the orders that are looked for may cost.
        limit: The most sets that are kept.
    """
    size, slack = len(cost), most * bound.unit - bound.least
    shift = (size * size * max(map(max, bound.extra)) + 1).bit_length()
    price = _Sums(
        [
            [c << shift | e for c, e in zip(*rows, strict=True)]
            for rows in zip(cost, bound.extra, strict=True)
        ]
    )
    first = [sum(1 << b for b, e in enumerate(row) if e > slack) for row in bound.extra]
    everybody, used = (1 << size) - 1, (1 << shift) - 1
    sets: list[dict[int, int]] = [{0: 0}]
    kept = 0
    for _ in range(size):
        following: dict[int, int] = {}
        for taken, spent in sets[-1].items():
            left = everybody & ~taken
            for option in bits(left):
                if not first[option] & left:
                    total = spent + price.of(option, left)
                    now = taken | 1 << option
                    if total & used <= slack and total < following.get(now, total + 1):
                        following[now] = total
        sets.append(following)
        kept += len(following)
        if kept > limit:
            return None
    return _Layers(sets=sets, price=price, shift=shift)


def _traced(layers: _Layers) -> MedianOrders:
    """Return the places that options have on the cheapest ways through the sets, from the end."""
    sets, price, shift = layers.sets, layers.price, layers.shift
    size = len(sets) - 1
    everybody = (1 << size) - 1
    best, worst = [size] * size, [1] * size
    ways = {everybody}
    for place in range(size, 0, -1):
        earlier: set[int] = set()
        for now in ways:
            cost = sets[place][now] >> shift
            for option in bits(now):
                taken = now & ~(1 << option)
                spent = sets[place - 1].get(taken)
                left = everybody & ~taken
                if spent is not None and spent + price.of(option, left) >> shift == cost:
                    best[option], worst[option] = place, max(worst[option], place)
                    earlier.add(taken)
        ways = earlier
    return MedianOrders(cost=sets[size][everybody] >> shift, best=tuple(best), worst=tuple(worst))


@frozen(kw_only=True)
class _Layers:
    """Sets of first options, by their size, with what they cost and how much of the slack is used.

    Both stand in one number: the cost above `shift` bits, and what is used below.
    """

    sets: Sequence[Mapping[int, int]]
    price: _Sums
    shift: int

    @property
    def cost(self) -> int | None:
        """What the best of these orders costs; None where none is left."""
        return next((spent >> self.shift for spent in self.sets[-1].values()), None)


class _Sums:
    """The sums of a row of numbers over any set of options, eight options at a time."""

    def __init__(self, rows: Matrix) -> None:
        self._tables = [
            [_subsets(row[start : start + 8]) for start in range(0, len(row), 8)] for row in rows
        ]

    def of(self, option: int, others: int) -> int:
        """Return the sum of the row of an option over a set of options, given as bits."""
        total = 0
        for table in self._tables[option]:
            total += table[others & 255]
            others >>= 8
        return total


def _subsets(numbers: Sequence[int]) -> list[int]:
    found = [0]
    for number in numbers:
        found += [total + number for total in found]
    return found


def _improved(cost: Matrix) -> list[int]:
    """Return a good order: by margins, then moving options one by one where that costs less."""
    size = range(len(cost))
    order = sorted(size, key=lambda a: sum(cost[a]) - sum(row[a] for row in cost))
    moving = True
    while moving:
        moving = False
        for option in tuple(order):
            rest = [other for other in order if other != option]
            costs = _costs_by_place(option, rest, cost)
            place = min(range(len(costs)), key=costs.__getitem__)
            if costs[place] < costs[order.index(option)]:
                order, moving = [*rest[:place], option, *rest[place:]], True
    return order


def _costs_by_place(option: int, rest: Sequence[int], cost: Matrix) -> list[int]:
    found = [sum(cost[option][other] for other in rest)]
    for other in rest:
        found.append(found[-1] - cost[option][other] + cost[other][option])
    return found


def _cost_of(order: Sequence[int], cost: Matrix) -> int:
    return sum(cost[a][b] for a, b in combinations(order, 2))


def _better(cost: Matrix, bound: Bound) -> Bound:
    """Return the bound of a solver where there is one, else the one at hand."""
    try:
        return solved(cost)
    except ImportError:
        return bound


def _too_hard(options: Sequence[str]) -> InvalidInput:
    return InvalidInput.of(
        "medianorders.best-orders-options-in-circles", count=len(options), options=listed(options)
    )
