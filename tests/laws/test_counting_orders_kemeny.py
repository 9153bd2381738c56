"""Kemeny's rule, against all permutations; and what proves an order to be best."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, duels, rank
from collectif.counting.ordering.medianorders import MedianOrders, median_orders
from collectif.counting.ordering.triangles import Matrix, packed, solved
from collectif.errors import InvalidInput
from collectif.testing.profiles import patchy_profiles, rankings

LAW = settings(max_examples=50, deadline=None)
module = import_module("collectif.counting.ordering.medianorders")
triangles = import_module("collectif.counting.ordering.triangles")


@st.composite
def margins(draw: st.DrawFn, *, most: int = 6) -> Matrix:
    """Return margins among up to six options, small ones often, so that many orders are best."""
    size = draw(st.integers(1, most))
    reach = draw(st.sampled_from([1, 2, 9, 1 << 70]))
    found = [[0] * size for _ in range(size)]
    for a in range(size):
        for b in range(a):
            found[a][b] = draw(st.integers(-reach, reach))
            found[b][a] = -found[a][b]
    return found


def cost_of(order: Sequence[int], found: Matrix) -> int:
    """Return the margins of the wins that an order turns round."""
    return sum(max(0, found[b][a]) for place, a in enumerate(order) for b in order[place + 1 :])


def plainly(found: Matrix) -> MedianOrders:
    """Return what the best of all permutations have in common."""
    orders = list(permutations(range(len(found))))
    least = min(cost_of(order, found) for order in orders)
    best = [order for order in orders if cost_of(order, found) == least]
    places = [[1 + order.index(option) for order in best] for option in range(len(found))]
    return MedianOrders(cost=least, best=tuple(map(min, places)), worst=tuple(map(max, places)))


def names(found: Matrix) -> list[str]:
    return [f"o{option}" for option in range(len(found))]


@LAW
@given(margins())
def test_best_orders_are_those_of_all_permutations(found: Matrix) -> None:
    """Kemeny 1959: cost, best and worst places, over all orders that are best."""
    assert plainly(found) == median_orders(found, names(found))


@LAW
@given(margins())
def test_best_orders_by_a_solver_are_the_same(found: Matrix) -> None:
    """The solver works in floating point; the answer is proved in whole numbers all the same."""
    pytest.importorskip("scipy", reason="the extra `optimize` is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", -1)
        assert plainly(found) == median_orders(found, names(found))


@LAW
@given(margins(most=5), st.sampled_from([packed, solved]))
def test_no_order_costs_less_than_the_bound(found: Matrix, bound_by: Any) -> None:
    """Nor less than the bound with what its pairs add."""
    if bound_by is solved:
        pytest.importorskip("scipy", reason="the extra `optimize` is not installed")
    cost = [[max(0, row[a]) for row in found] for a in range(len(found))]
    if not any(map(any, cost)):
        return
    bound = bound_by(cost)
    for order in permutations(range(len(found))):
        extra = sum(bound.extra[a][b] for i, a in enumerate(order) for b in order[i + 1 :])
        assert bound.least + extra <= bound.unit * cost_of(order, found)
        assert min(min(row) for row in bound.extra) >= 0


@LAW
@given(st.one_of(rankings(), patchy_profiles))
def test_rule_stands_on_the_votes_against(profile: Profile) -> None:
    """The sum of the definition, over votes and not margins; silences and ties count nowhere."""
    ranking = rank(profile, "kemeny")
    found, placed = duels(profile), [o for tier in ranking.tiers for o in tier]
    against = {
        order: sum(found.votes(b, a) for i, a in enumerate(order) for b in order[i + 1 :])
        for order in permutations(placed)
    }
    least = min(against.values())
    best = [order for order, n in against.items() if n == least]
    assert ranking.behind["disagreements"] == least
    places = {o: [1 + order.index(o) for order in best] for o in placed}
    told: Any = ranking.behind["places"]
    assert {o: (min(p), max(p)) for o, p in places.items()} == told
    assert set(ranking.leaders) == {order[0] for order in best if order}
    for a, b in permutations(placed, 2):
        if all(order.index(a) < order.index(b) for order in best):
            assert ranking.place(a) < ranking.place(b)  # type: ignore[operator]


def circle(size: int) -> Matrix:
    """Return margins by which each option wins against the next half of the circle."""
    return [
        [0 if a == b else 1 if (b - a) % size <= size // 2 else -1 for b in range(size)]
        for a in range(size)
    ]


def test_solver_that_gives_up_changes_nothing() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", -1)
        patch.setattr(triangles, "_relaxed", lambda *_: None)
        assert median_orders(circle(5), names(circle(5))) == plainly(circle(5))


class TestLarge:
    def test_circle_of_nine(self) -> None:
        """Each turn of the circle is as good: every option has every place."""
        found = median_orders(circle(9), names(circle(9)))
        assert (found.best, found.worst) == ((1,) * 9, (9,) * 9)

    @pytest.mark.parametrize("seed", range(4))
    def test_eighteen_options_with_a_solver_and_without(self, seed: int) -> None:
        """Two bounds that have nothing in common, and the same proved answer."""
        pytest.importorskip("scipy", reason="the extra `optimize` is not installed")
        chance, size = random.Random(seed), 18
        found = [[0] * size for _ in range(size)]
        for a in range(size):
            for b in range(a):
                found[a][b] = chance.choice((-9, -7, -5, -3, -1, 1, 3, 5, 7, 9))
                found[b][a] = -found[a][b]
        answers = []
        for few in (-1, 300_000):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, "_FEW", few)
                answers.append(median_orders(found, names(found)))
        assert answers[0] == answers[1]

    def test_tied_with_all_needs_no_search(self) -> None:
        size = 200
        found = median_orders([[0] * size] * size, [f"o{i}" for i in range(size)])
        assert (found.cost, found.best[:2], found.worst[:2]) == (0, (1, 1), (size, size))

    def test_line_of_options_needs_no_search(self) -> None:
        order = [f"o{i:03}" for i in range(300)]
        ranking = rank(Profile.from_rankings([order]), "kemeny")
        assert [tier[0] for tier in ranking.tiers] == order

    def test_groups_are_solved_apart(self) -> None:
        """Ten circles of three, one above the other (Truchon 1998)."""
        ballots = [
            [f"{group}{one}" for group in range(10) for one in turn]
            for turn in ("abc", "bca", "cab", "abc")
        ]
        ranking = rank(Profile.from_rankings(ballots), "kemeny")
        assert ranking.tiers[:3] == (("0a",), ("0b",), ("0c",))
        assert len(ranking.tiers) == 30

    def test_more_than_can_be_proved_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="61 options in circles were not proved"):
            median_orders(circle(61), names(circle(61)))

    @pytest.mark.parametrize("installed", [True, False])
    def test_limits_refuse_and_never_guess(self, installed: bool) -> None:
        """Also where there is no solver."""
        if installed:
            pytest.importorskip("scipy", reason="the extra `optimize` is not installed")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "_FEW", 10)
            patch.setattr(module, "_MOST", 20)
            if not installed:
                patch.setitem(sys.modules, "scipy", None)
                patch.setitem(sys.modules, "scipy.optimize", None)
            with pytest.raises(InvalidInput, match="9 options in circles were not proved"):
                median_orders(circle(9), names(circle(9)))
