"""The laws of other weights: intervals of one, regions of all, and the proofs that come with them.

What is claimed of weights is compared with the weighted mean itself, counted under such weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import lcm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Profile,
    can_lead,
    dominance,
    lead_regions,
    leaders,
    possible_leaders,
    smallest_change,
    weight_intervals,
    weighted_mean,
)
from collectif.counting.firmness.linear import game, maximum
from collectif.errors import InvalidInput, UnknownName
from collectif.testing.profiles import full_panels, patchy_profiles, recast

LAW = settings(max_examples=50, deadline=None)
payoffs = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(-5, 5), min_size=n, max_size=n), min_size=1, max_size=5)
)


def under(profile: Profile, weights: Mapping[str, Fraction]) -> frozenset[str]:
    """Return the leaders under other weights; a weight of 0 leaves the criterion out.

    An option without a mean on it stays out, as it does where the weight is not 0.
    """
    out = weighted_mean(profile).incomplete
    zero = [c for c, weight in weights.items() if not weight]
    common = lcm(*(weight.denominator for weight in weights.values()))
    whole = {c: int(weight * common) for c, weight in weights.items() if weight}
    return leaders(profile.without_options(*out).without_criteria(*zero).weighing(whole))


def moved(profile: Profile, criterion: str, weight: Fraction) -> frozenset[str]:
    return under(
        profile, {c: Fraction(w) for c, w in profile.weights.items()} | {criterion: weight}
    )


def means(profile: Profile, option: str) -> list[Fraction]:
    found = [profile.mean(option, c) for c in profile.criteria]
    assert None not in found
    return found  # type: ignore[return-value]


class TestOneWeight:
    @LAW
    @given(patchy_profiles, st.fractions(0, 60, max_denominator=7), st.data())
    def test_leaders_hold_in_the_interval_and_nowhere_else_near(
        self, profile: Profile, weight: Fraction, data: st.DataObject
    ) -> None:
        """A weight inside leaves the leaders; one at a crossing, or just past it, does not."""
        if len(profile.criteria) == 1:
            return
        criterion = data.draw(st.sampled_from(profile.criteria))
        interval = weight_intervals(profile)[criterion]
        now = leaders(profile)
        if interval.holds(weight):
            assert moved(profile, criterion, weight) == now
        for one in interval.crossings:
            assert moved(profile, criterion, one.weight) == one.leaders
            assert (one.leaders == now) == (one.change == 0)
            assert interval.holds(one.weight) == (one.change == 0)
            if one.beyond is not None:
                assert one.beyond != now
                little = Fraction(1 if one is interval.above else -1, 10**12)
                assert moved(profile, criterion, one.weight + little) == one.beyond

    @LAW
    @given(full_panels)
    def test_no_smaller_change_does(self, profile: Profile) -> None:
        """On a grid of weights, whatever changes the leaders is no smaller (brute force)."""
        found = smallest_change(profile)
        now = leaders(profile)
        for criterion in profile.criteria if len(profile.criteria) > 1 else ():
            here = profile.weights[criterion]
            for step in range(-3 * here, 40):
                if moved(profile, criterion, here + Fraction(step, 3)) != now:
                    assert found
                    assert abs(found[0].change) <= abs(Fraction(step, 3))

    @LAW
    @given(patchy_profiles, st.integers(2, 9))
    def test_only_ratios_of_weights_count(self, profile: Profile, times: int) -> None:
        """All weights times a constant: crossings move along, their shares stay."""
        scaled = weight_intervals(
            profile.weighing({c: times * w for c, w in profile.weights.items()})
        )
        for criterion, interval in weight_intervals(profile).items():
            for one, other in zip(interval.crossings, scaled[criterion].crossings, strict=True):
                assert times * one.weight == other.weight
                assert (one.share, one.relative) == (other.share, other.relative)
                assert (one.leaders, one.beyond) == (other.leaders, other.beyond)

    def test_a_room_by_hand(self) -> None:
        """a has 4 and 2, b has 2 and 3: they tie where the first weighs half of the second."""
        room = Profile.from_grades(
            [(v, o, c, x) for v in "uv" for o, c, x in
             [("a", "x", 4), ("a", "y", 2), ("b", "x", 2), ("b", "y", 3)]],
            scale=(1, 5), weights={"x": 2, "y": 1},
        )  # fmt: skip
        found = weight_intervals(room)
        assert found["x"].above is None
        assert found["x"].below is not None
        assert Fraction(1, 2) == found["x"].below.weight
        assert Fraction(1, 3) == found["x"].below.share
        assert {"a", "b"} == found["x"].below.leaders
        assert {"b"} == found["x"].below.beyond
        assert found["y"].above is not None
        assert (4, 3) == (found["y"].above.weight, found["y"].above.relative)
        assert (found["x"].below,) == smallest_change(room) == smallest_change(room, relative=True)

    def test_a_tie_is_parted_by_any_change(self) -> None:
        """The change is 0, and what lies beyond is told for each way."""
        room = Profile.from_grades(
            [(v, o, c, x) for v in "uv" for o, c, x in
             [("a", "x", 4), ("a", "y", 2), ("b", "x", 2), ("b", "y", 4)]],
            scale=(1, 5),
        )  # fmt: skip
        found = weight_intervals(room)["x"]
        assert found.below is not None
        assert found.above is not None
        assert (0, {"b"}) == (found.below.change, found.below.beyond)
        assert (0, {"a"}) == (found.above.change, found.above.beyond)
        assert found.holds(1)
        assert not found.holds(Fraction(101, 100))

    def test_hostile_rooms(self) -> None:
        """Nothing ranked, one criterion, one option, huge weights."""
        assert smallest_change(Profile.from_grades([], scale=(1, 5))) == ()
        lone = Profile.from_grades([("u", "a", 1), ("v", "a", 5)], scale=(1, 5))
        assert weight_intervals(lone)["overall"].crossings == ()
        big = 1000
        room = Profile.from_grades(
            [(v, o, c, x) for v in "uv" for o, c, x in
             [("a", "x", big), ("a", "y", 0), ("b", "x", 0), ("b", "y", big - 1)]],
            scale=(0, big), weights={"x": 3**70, "y": 3**70},
        )  # fmt: skip
        (found,) = smallest_change(room)
        assert (found.criterion, found.change) == ("x", -Fraction(3**70, big))


class TestWhoCanLead:
    @LAW
    @given(patchy_profiles)
    def test_each_answer_carries_its_proof(self, profile: Profile) -> None:
        """Weights with which the option leads, or a blend of others that no weights beat."""
        for option, lead in possible_leaders(profile).items():
            assert lead == can_lead(profile, option)
            if lead.weights is not None:
                assert sum(lead.weights.values()) == 1
                found = under(profile, lead.weights)
                assert option in found
                if lead.kind == "ALONE":
                    assert found == {option}
                    assert all(weight > 0 for weight in lead.weights.values())
            if lead.blend is not None:
                assert sum(lead.blend.values()) == 1
                assert option not in lead.blend
                rows = [(x, means(profile, o)) for o, x in lead.blend.items()]
                mixed = [sum(x * row[i] for x, row in rows) for i in range(len(profile.criteria))]
                pairs = list(zip(mixed, means(profile, option), strict=True))
                assert all(a >= b for a, b in pairs)
                assert (lead.kind == "NEVER") == all(a > b for a, b in pairs)
            assert (lead.weights is None) == (lead.kind == "NEVER")
            assert (lead.blend is None) == (lead.kind == "ALONE")

    @LAW
    @given(full_panels)
    def test_no_weights_of_a_grid_contradict(self, profile: Profile) -> None:
        """Whoever leads on a grid of weights can lead (brute force)."""
        found = possible_leaders(profile)
        for weights in product(range(5), repeat=len(profile.criteria)):
            if any(weights):
                now = under(
                    profile, dict(zip(profile.criteria, map(Fraction, weights), strict=True))
                )
                assert all(found[o].kind != "NEVER" for o in now)
                assert len(now) > 1 or found[min(now)].kind == "ALONE"

    @LAW
    @given(full_panels)
    def test_a_dominated_option_never_leads_alone(self, profile: Profile) -> None:
        """Dominance by one option is the simplest blend."""
        found = possible_leaders(profile)
        for beaten in dominance(profile).values():
            assert all(found[option].kind != "ALONE" for option in beaten)

    def test_a_blend_may_beat_what_no_single_option_beats(self) -> None:
        """Good at nothing: between two extremes, below their middle; dominated by neither."""
        room = Profile.from_grades(
            [(v, o, c, x) for v in "uv" for o, c, x in
             [("a", "x", 5), ("a", "y", 1), ("b", "x", 1), ("b", "y", 5),
              ("mid", "x", 2), ("mid", "y", 2)]],
            scale=(1, 5),
        )  # fmt: skip
        assert dominance(room) == {"a": (), "b": (), "mid": ()}
        lead = can_lead(room, "mid")
        assert (lead.kind, lead.weights) == ("NEVER", None)
        assert lead.blend == {"a": Fraction(1, 2), "b": Fraction(1, 2)}

    def test_unknown_and_incomplete_options_are_refused(self) -> None:
        rows = [("u", "a", 3), ("v", "a", 4), ("u", "b", 5)]
        room = Profile.from_grades(rows, scale=(1, 5))
        for name in ("b", "nobody"):
            with pytest.raises(UnknownName):
                can_lead(room, name)
        assert set(possible_leaders(room)) == {"a"}
        assert set(possible_leaders(room, min_scores_per_cell=1)) == {"a", "b"}


class TestRegions:
    @LAW
    @given(patchy_profiles)
    def test_corners_are_in_the_region(self, profile: Profile) -> None:
        """At each corner the option leads; no corner is where it cannot lead."""
        regions = lead_regions(profile)
        for option, lead in possible_leaders(profile).items():
            region = regions[option]
            assert bool(region.corners) == (lead.kind != "NEVER")
            assert (lead.kind == "ALONE") <= (region.share > 0)
            for corner in region.corners:
                assert option in under(profile, corner)

    @LAW
    @given(full_panels)
    def test_shares_add_up(self, profile: Profile) -> None:
        """Regions cover all weights; those of options with equal means are the same."""
        rows = {o: tuple(means(profile, o)) for o in profile.options}
        regions = lead_regions(profile)
        assert sum({rows[o]: region.share for o, region in regions.items()}.values()) == 1

    def test_more_criteria_than_three_are_refused(self) -> None:
        cells = {(v, "a", c): 3 for v in "uv" for c in "wxyz"}
        with pytest.raises(InvalidInput):
            lead_regions(Profile.from_grades(cells, scale=(1, 5)))


class TestLinear:
    @LAW
    @given(payoffs)
    def test_a_game_is_solved(self, rows: list[list[int]]) -> None:
        """Neither player can do better; so the value is the value (von Neumann 1928)."""
        found = game(rows)
        assert sum(found.columns) == sum(found.rows) == 1
        assert min(*found.columns, *found.rows) >= 0
        gets = [sum(x * w for x, w in zip(row, found.columns, strict=True)) for row in rows]
        pays = [
            sum(x * w for x, w in zip(column, found.rows, strict=True))
            for column in zip(*rows, strict=True)
        ]
        assert min(gets) == max(pays) == found.value

    @LAW
    @given(payoffs, st.data())
    def test_prices_prove_the_maximum(self, rows: list[list[int]], data: st.DataObject) -> None:
        """Amounts keep the limits; prices bound every gain; both come to the same (duality)."""
        gains = data.draw(
            st.lists(st.integers(-4, 6), min_size=len(rows[0]), max_size=len(rows[0]))
        )
        limits = data.draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows)))
        found = maximum(gains, rows, limits)
        if found is None:
            return
        sums = [sum(a * x for a, x in zip(row, found.at, strict=True)) for row in rows]
        assert all(total <= limit for total, limit in zip(sums, limits, strict=True))
        assert min(*found.at, *found.prices) >= 0
        for j, gain in enumerate(gains):
            cost = sum(row[j] * price for row, price in zip(rows, found.prices, strict=True))
            assert cost >= gain
        assert found.value == sum(g * x for g, x in zip(gains, found.at, strict=True))
        assert found.value == sum(b * y for b, y in zip(limits, found.prices, strict=True))

    def test_what_grows_without_end_has_no_maximum(self) -> None:
        assert maximum([1, 1], [[1, -1]], [3]) is None

    @pytest.mark.parametrize(
        "bad", [([1], [[1, 2]], [1]), ([1], [[1]], [1, 2]), ([1], [[1]], [-1])]
    )
    def test_misshapen_limits_are_refused(self, bad: tuple[list[int], ...]) -> None:
        with pytest.raises(InvalidInput):
            maximum(*bad)

    def test_a_game_needs_something_to_play(self) -> None:
        with pytest.raises(InvalidInput):
            game([])


@LAW
@given(patchy_profiles, st.data())
def test_order_of_options_and_criteria_plays_no_part(profile: Profile, data: st.DataObject) -> None:
    """Figures are the same whatever the order in which things were declared."""
    other = recast(
        profile,
        profile.cells,
        options=data.draw(st.permutations(profile.options)),
        criteria=data.draw(st.permutations(profile.criteria)),
    )
    assert weight_intervals(profile) == weight_intervals(other)
    kinds = [{o: x.kind for o, x in possible_leaders(p).items()} for p in (profile, other)]
    assert kinds[0] == kinds[1]
    shares = [{o: x.share for o, x in lead_regions(p).items()} for p in (profile, other)]
    assert shares[0] == shares[1]
