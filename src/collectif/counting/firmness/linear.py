"""This module is about the largest value of a linear sum under linear limits, exactly.

It is the simplex method in fractions, small on purpose: a few criteria, some dozens of options. A
game of two players, where one picks weights and the other an option, is solved by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from collectif.counting.profiles.grades import shown
from collectif.errors import InvalidInput

Numbers = Sequence[int | Fraction]


@frozen(kw_only=True)
class Optimum:
    """The largest value, with what proves that there is no larger one.

    Attributes:
        value: The largest value.
        at: Amounts that reach it, each 0 or more, in the order of the gains.
        prices: For each row what one more unit of its limit would bring, 0 or more. At these
            prices no amount is worth more than it costs, and all limits together cost `value`.
    """

    value: Fraction
    at: tuple[Fraction, ...]
    prices: tuple[Fraction, ...]


@frozen(kw_only=True)
class Game:
    """The solution of a game in which one player gets what the other pays.

    Attributes:
        value: What the player of the columns gets on average, when both play best.
        columns: The shares in which to play the columns; they get `value` or more on any row.
        rows: The shares in which to play the rows; they pay `value` or less on any column.
    """

    value: Fraction
    columns: tuple[Fraction, ...]
    rows: tuple[Fraction, ...]


def maximum(gains: Numbers, rows: Sequence[Numbers], limits: Numbers) -> Optimum | None:
    """Return the largest sum of gains * amounts, where each row of amounts keeps its limit.

    Amounts are 0 or more; a row keeps its limit when its sum of coefficient * amount is not above
    it. Of several amounts that may grow or shrink the first is taken, so the method always ends.

    Source: Dantzig 1951; the choice that always ends: Bland 1977.

    >>> maximum([3, 2], [[1, 1], [1, 0]], [4, 3]).value
    Fraction(11, 1)

    Args:
        gains: What one unit of each amount brings.
        rows: For each limit the coefficients of the amounts.
        limits: 0 or more each, so that amounts of 0 keep them.

    Returns:
        The optimum; None when the sum can grow without end.

    Raises:
        InvalidInput: A limit is below 0, or a row has not one coefficient for each gain.
    """
    _check(gains, rows, limits)
    n, m = len(gains), len(rows)
    table = [
        [*map(Fraction, row), *(Fraction(i == j) for j in range(m)), Fraction(limit)]
        for i, (row, limit) in enumerate(zip(rows, limits, strict=True))
    ]
    costs = [*(-Fraction(gain) for gain in gains), *([Fraction(0)] * (m + 1))]
    basis = list(range(n, n + m))
    while (entering := next((j for j in range(n + m) if costs[j] < 0), None)) is not None:
        room = [(r[-1] / r[entering], basis[i], i) for i, r in enumerate(table) if r[entering] > 0]
        if not room:
            return None
        leaving = min(room)[-1]
        basis[leaving] = entering
        _pivot(table, costs, leaving, entering)
    amounts = {kind: row[-1] for kind, row in zip(basis, table, strict=True)}
    return Optimum(
        value=costs[-1],
        at=tuple(amounts.get(j, Fraction(0)) for j in range(n)),
        prices=tuple(costs[n : n + m]),
    )


def game(payoffs: Sequence[Numbers]) -> Game:
    """Return how both players of a game play best, when one gets what the other pays.

    Source: von Neumann 1928 for the value; Dantzig 1951 for the way to it.

    >>> game([[1, -1], [-1, 1]]).value
    Fraction(0, 1)

    Args:
        payoffs: For each row what it pays on each column; at least one row and one column.

    Raises:
        InvalidInput: There is no row or no column, or rows are of unequal length.
    """
    if not payoffs or not payoffs[0]:
        raise InvalidInput.of("linear.game-was-given", payoffs=shown(payoffs))
    raised = 1 - min(min(row) for row in payoffs)
    columns = zip(*([x + raised for x in row] for row in payoffs), strict=True)
    found = maximum([1] * len(payoffs), [*columns], [1] * len(payoffs[0]))
    assert found is not None  # every coefficient is 1 or more, so every amount is limited
    return Game(
        value=1 / found.value - raised,
        columns=tuple(price / found.value for price in found.prices),
        rows=tuple(amount / found.value for amount in found.at),
    )


def _pivot(table: list[list[Fraction]], costs: list[Fraction], leaving: int, entering: int) -> None:
    """Let an amount enter in place of the one that the row holds."""
    divisor = table[leaving][entering]
    row = table[leaving] = [x / divisor for x in table[leaving]]
    for other in (*(r for i, r in enumerate(table) if i != leaving), costs):
        factor = other[entering]
        if factor:
            other[:] = [x - factor * y for x, y in zip(other, row, strict=True)]


def _check(gains: Numbers, rows: Sequence[Numbers], limits: Numbers) -> None:
    if len(rows) != len(limits) or any(len(row) != len(gains) for row in rows):
        raise InvalidInput.of(
            "linear.gains-rows-and-limits", count=len(gains), count2=len(rows), count3=len(limits)
        )
    if any(limit < 0 for limit in limits):
        raise InvalidInput.of("linear.limits-were-given", str=shown(tuple(map(str, limits))))
