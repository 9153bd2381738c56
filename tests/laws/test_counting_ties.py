"""Ties are parted by a declared step alone, and both orders are kept."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Profile,
    by_lot,
    by_order,
    by_ranking,
    median,
    parted,
    rank,
    weighted_mean,
)
from collectif.counting.lots import drawn
from collectif.testing.profiles import full_panels

LAW = settings(max_examples=40, deadline=None)
LEVEL = Profile.from_text("2: a 3, b 3, c 1", scale=(1, 5))


def test_ties_stay_unless_somebody_declared_a_step() -> None:
    found = rank(LEVEL)
    assert found.tiers == found.shared == (("a", "b"), ("c",))
    assert (found.tie_break, found.unbroken) == (None, None)


def test_by_declared_order() -> None:
    found = rank(LEVEL, tie_break=by_order(["b", "a", "c"]))
    assert found.tiers == (("b",), ("a",), ("c",))
    assert found.shared == (("a", "b"), ("c",))
    assert found.tie_break == "declared-order"
    assert found.parameters["tie_break"] == {"name": "declared-order", "order": ("b", "a", "c")}


def test_what_the_order_does_not_name_keeps_sharing() -> None:
    assert rank(LEVEL, tie_break=by_order(["b"])).tiers == (("a", "b"), ("c",))


def test_by_lot_anybody_can_draw_again() -> None:
    """The seed and the method stand in the result; the order of the names has no part in it."""
    step = by_lot("loto 3 14 15", LEVEL.options)
    found = rank(LEVEL, tie_break=step)
    first = next(name for name in drawn(["a", "b"], "loto 3 14 15"))
    assert found.tiers[0] == (first,)
    assert found.parameters["tie_break"] == {
        "name": "lot",
        "seed": "loto 3 14 15",
        "method": "lowest SHA-256 of seed, line feed, name",
    }
    assert found == rank(LEVEL, tie_break=by_lot("loto 3 14 15", reversed(LEVEL.options)))


def test_by_another_rule() -> None:
    room = Profile.from_text("a 5, b 3; a 1, b 3; a 3, b 3; a 1, b 1; a 1, b 1", scale=(1, 5))
    assert weighted_mean(room).tiers == (("a", "b"),)
    found = parted(weighted_mean(room), by_ranking(median(room)))
    assert (found.tiers, found.tie_break) == ((("b",), ("a",)), "median")


def test_a_second_step_keeps_the_first_tiers() -> None:
    once = parted(weighted_mean(LEVEL), by_order(["a"]))
    twice = parted(once, by_order(["b", "a"]))
    assert twice.shared == (("a", "b"), ("c",))


@LAW
@given(full_panels, st.data())
def test_a_step_parts_ties_and_moves_nothing_else(profile: Profile, data: st.DataObject) -> None:
    """Whoever stood strictly higher still does; every name is there once; scores are the same."""
    order = data.draw(st.permutations(profile.options))
    before = weighted_mean(profile)
    for step in (by_order(order), by_lot("seed", order)):
        after = parted(before, step)
        assert after.scores == before.scores
        assert [len(tier) for tier in after.tiers] == [1] * len(profile.options)
        for one in profile.options:
            for other in profile.options:
                if (before.place(one) or 0) < (before.place(other) or 0):
                    assert (after.place(one) or 0) < (after.place(other) or 0)
