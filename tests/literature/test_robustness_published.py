"""Published answers about weights, games and close elections, each with its source."""

from __future__ import annotations

from fractions import Fraction

import pytest

from collectif.counting import (
    Profile,
    acceptability,
    lead_regions,
    margin_of_victory,
)
from collectif.counting.firmness.linear import game, maximum

ORDER_CENTROIDS = {
    2: ("0.7500", "0.2500"),
    3: ("0.6111", "0.2778", "0.1111"),
    4: ("0.5208", "0.2708", "0.1458", "0.0625"),
}
"""Barron and Barrett 1996, Decision quality using ranked attribute weights, Management Science 42,
pp. 1515-1523: the rank order centroid weights, the centre of all weights that fall from criterion
to criterion; the i-th is (1/k) * (1/i + ... + 1/k)."""


def falling(k: int) -> Profile:
    """Return a room where `lead` leads exactly where each criterion weighs no less than the next.

    The i-th rival has one step less on criterion i, and one more on the next.
    """
    criteria = [f"c{i}" for i in range(k)]
    rows = {"lead": [2] * k}
    for i in range(k - 1):
        rows[f"r{i}"] = [2 - (j == i) + (j == i + 1) for j in range(k)]
    cells = {
        (voter, option, c): grade
        for voter in ("u", "v")
        for option, row in rows.items()
        for c, grade in zip(criteria, row, strict=True)
    }
    return Profile.from_grades(cells, scale=(1, 3), criteria=criteria)


@pytest.mark.parametrize("k", [2, 3])
def test_rank_order_centroid_is_a_central_weight(k: int) -> None:
    """Exactly; the region is one of k! alike, so it fills 1/k! of all weights."""
    room = falling(k)
    found = acceptability(room)
    central = found.central["lead"]
    assert central is not None
    assert tuple(f"{float(weight):.4f}" for weight in central.values()) == ORDER_CENTROIDS[k]
    assert (
        found.ranks["lead"][0] == lead_regions(room)["lead"].share == Fraction(1, {2: 2, 3: 6}[k])
    )


def test_rank_order_centroid_of_four_is_estimated() -> None:
    """By 10,000 drawn weights, of which 1 in 24 falls from criterion to criterion."""
    found = acceptability(falling(4))
    central = found.central["lead"]
    assert central is not None
    assert (found.method, found.samples) == ("sampled", 10_000)
    assert abs(found.ranks["lead"][0] - Fraction(1, 24)) < 5 * found.standard_error("lead", 1)
    for weight, published in zip(central.values(), ORDER_CENTROIDS[4], strict=True):
        assert abs(weight - Fraction(published)) < Fraction(3, 100)


def test_a_program_that_cycles_under_another_choice() -> None:
    """Chvatal 1983, Linear Programming, p. 31: the largest-coefficient choice never ends here."""
    found = maximum(
        [10, -57, -9, -24],
        [
            [Fraction(1, 2), Fraction(-11, 2), Fraction(-5, 2), 9],
            [Fraction(1, 2), Fraction(-3, 2), Fraction(-1, 2), 1],
            [1, 0, 0, 0],
        ],
        [0, 0, 1],
    )
    assert found is not None
    assert (found.value, found.at) == (1, (1, 0, 1, 0))


def test_two_finger_morra() -> None:
    """Chvatal 1983, Linear Programming, ch. 15: the game is fair; the best shares of "hide one,
    guess two" are from 4/7 to 3/5, the rest goes to "hide two, guess one".
    """
    morra = [[0, 2, -3, 0], [-2, 0, 0, 3], [3, 0, 0, -4], [0, -3, 4, 0]]
    found = game([[-won for won in row] for row in morra])
    assert found.value == 0
    for shares in (found.rows, found.columns):
        assert (shares[0], shares[3]) == (0, 0)
        assert Fraction(4, 7) <= shares[1] <= Fraction(3, 5)


def ballots(counts: dict[str, int]) -> Profile:
    """Return a room of single votes: 1 for the one who is voted for, 0 for others."""
    cells = {
        (f"{name}{i}", other, "overall"): int(name == other)
        for name, n in counts.items()
        for i in range(n)
        for other in counts
    }
    return Profile.from_grades(cells, scale=(0, 1))


def test_virginia_94th_district_2017() -> None:
    """House of Delegates, 7 November 2017: Simonds 11,608 to Yancey 11,607 in the recount; a tie of
    11,608 each before the court, parted by lot on 4 January 2018 (Virginia Department of
    Elections). One voter decides in both counts.
    """
    recount = margin_of_victory(ballots({"Yancey": 11_607, "Simonds": 11_608}))
    assert recount is not None
    assert (recount.method, recount.lower, recount.after) == ("exact", 1, {"Yancey"})
    tied = margin_of_victory(ballots({"Yancey": 11_608, "Simonds": 11_608}))
    assert tied is not None
    assert (tied.leaders, tied.method, tied.lower) == ({"Yancey", "Simonds"}, "exact", 1)
