"""This module is about bounds: how much every order of the options costs at least, proved.

An order pays for every win that it turns round. Where three wins go round in a circle it turns at
least one of them; prices on such triangles add up to a bound below the cost of every order, and
tell of each pair how much dearer an order is that puts it the wrong way (Grötschel, Jünger &
Reinelt 1984; Conitzer, Davenport & Kalagnanam 2006). Any prices prove a bound, also those that
a solver found in floating point, once they are whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from numpy import ndarray

    Floats = ndarray[Any, Any]

Matrix = Sequence[Sequence[int]]

Triangle = tuple[int, int, int]
"""Three options of which an order cannot put the first above the second, the second above the
third and the third above the first."""

_UNIT = 1 << 30
"""What a vote is divided into where prices come from a solver."""

_NEAR = 1e-6
"""How far a solver may break a triangle before it is told of it."""


@frozen(kw_only=True)
class Bound:
    """What every order must cost.

    Attributes:
        unit: What a vote is divided into.
        least: No order costs less than `least / unit` votes.
        extra: For each option a row, and in it for each option by how much the cost of every order
            that puts the first above the second lies above `least`, in the same unit; these add
            up over the pairs of an order.
    """

    unit: int
    least: int
    extra: Matrix = field(repr=False)


def packed(cost: Matrix) -> Bound:
    """Return the bound by triangles of wins, each priced as high as what is left allows.

    Args:
        cost: For each option a row, and in it for each option what an order pays that puts the
            first above the second; one of the two directions costs nothing.
    """
    left = [list(row) for row in cost]
    least = 0
    for triangle in sorted(_circles(cost), key=lambda one: _weakest(cost, one), reverse=True):
        price = _weakest(left, triangle)
        least += price
        for a, b in _edges(triangle):
            left[b][a] -= price
    return Bound(unit=1, least=least, extra=left)


def solved(cost: Matrix) -> Bound:
    """Return the bound by the prices that a linear program gives to triangles.

    Triangles are told to the solver once an answer breaks them. Where it gives up, the bound is
    that of `packed`.

    Raises:
        ImportError: SciPy is not installed.
    """
    import numpy as np

    size, dearest = len(cost), max(map(max, cost))
    shares = np.array([[price / dearest for price in row] for row in cost])
    known: dict[Triangle, None] = dict.fromkeys(_circles(cost))
    while True:
        answer = _relaxed(shares, list(known))
        if answer is None:
            return packed(cost)
        above, prices = answer
        broken = [one for one in _broken(above) if one not in known]
        if not broken:
            break
        known.update(dict.fromkeys(broken))
    priced = {
        triangle: int(price * _UNIT) * dearest
        for triangle, price in zip(known, prices.tolist(), strict=True)
        if price > 0
    }
    return _bound([[_UNIT * price for price in row] for row in cost], priced, size)


def _bound(cost: list[list[int]], priced: dict[Triangle, int], size: int) -> Bound:
    """Return the bound that prices prove: each pair takes its cheaper direction, prices included,
    and two of three edges of every triangle are free."""
    for triangle, price in priced.items():
        for a, b in _edges(triangle):
            cost[a][b] += price
    least = -2 * sum(priced.values())
    for a, b in combinations(range(size), 2):
        cheaper = min(cost[a][b], cost[b][a])
        least += cheaper
        cost[a][b] -= cheaper
        cost[b][a] -= cheaper
    return Bound(unit=_UNIT, least=least, extra=cost)


def _relaxed(shares: Floats, triangles: Sequence[Triangle]) -> tuple[Floats, Floats] | None:
    """Return how far each option stands above each other, from 0 to 1, and the triangles' prices.

    None where the solver gives up.

    There is one variable for each pair a < b, and a row for each triangle: at most two of its
    edges, where an edge against the order of names is 1 minus the variable.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    size = len(shares)
    first, second = np.triu_indices(size, 1)
    variable = np.zeros((size, size), dtype=np.int64)
    variable[first, second] = variable[second, first] = np.arange(len(first))
    edges = [_edges(one) for one in triangles]
    ends = np.array(edges, dtype=np.int64).reshape(-1, 3, 2)
    forward = ends[:, :, 0] < ends[:, :, 1]
    columns = variable[ends[:, :, 0], ends[:, :, 1]]
    rows = np.repeat(np.arange(len(triangles)), 3)
    signs = np.where(forward, 1.0, -1.0)
    table = csr_matrix((signs.ravel(), (rows, columns.ravel())), (len(triangles), len(first)))
    found = linprog(
        shares[first, second] - shares[second, first],
        A_ub=table,
        b_ub=2.0 - np.count_nonzero(~forward, axis=1),
        bounds=(0, 1),
        method="highs",
    )
    if not found.success:
        return None
    above = np.zeros((size, size))
    above[first, second], above[second, first] = found.x, 1 - found.x
    return above, -found.ineqlin.marginals


def _broken(above: Floats) -> list[Triangle]:
    """Return the triangles that an answer of the solver breaks, each once."""
    import numpy as np

    total = above[:, :, None] + above[None, :, :] + above.T[:, None, :]
    found = np.argwhere(total > 2 + _NEAR)
    return [(a, b, c) for a, b, c in found.tolist() if a < b and a < c and b != c]


def _circles(cost: Matrix) -> Iterable[Triangle]:
    """Yield every three options whose wins go round in a circle, once each."""
    for a, b, c in combinations(range(len(cost)), 3):
        if cost[b][a] and cost[c][b] and cost[a][c]:
            yield a, b, c
        elif cost[a][b] and cost[b][c] and cost[c][a]:
            yield a, c, b


def _weakest(cost: Matrix, triangle: Triangle) -> int:
    return min(cost[b][a] for a, b in _edges(triangle))


def _edges(triangle: Triangle) -> tuple[tuple[int, int], ...]:
    a, b, c = triangle
    return (a, b), (b, c), (c, a)
