"""Majority judgment in closed form beside the procedures that define it, one voter at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Judgment,
    Profile,
    judgment,
    majority_judgment,
    majority_value,
    rank,
    totals,
)
from collectif.errors import InvalidInput, InvalidProfile
from collectif.testing.profiles import full_panels, patchy_profiles

LAW = settings(max_examples=60, deadline=None)

grades = st.lists(st.integers(0, 4), min_size=1, max_size=9)


def merit(given_: Sequence[int]) -> tuple[tuple[Fraction, int], ...]:
    return tuple((Fraction(g), given_.count(g)) for g in sorted(set(given_)))


def taken_away(given_: Sequence[int]) -> list[int]:
    """Return the majority grades one after the other, each taken away (Balinski, Laraki 2007)."""
    left, found = sorted(given_), []
    while left:
        found.append(left.pop((len(left) - 1) // 2))
    return found


def by_mieuxvoter(given_: Sequence[int], top: int = 4) -> list[tuple[int, int]]:
    """Return the middle grade and the larger side, grade by grade, each then merged into the next.

    As MieuxVoter describes its score: the side that contests goes before one that adheres, and the
    voices of the middle move to the nearest grade of the larger side.
    """
    left, found = list(given_), []
    for _ in range(top + 1):
        middle = sorted(left)[(len(left) - 1) // 2]
        lower, higher = [g for g in left if g < middle], [g for g in left if g > middle]
        down = len(lower) >= len(higher)
        side = lower if down else higher
        found.append((middle, -len(side) if down else len(side)))
        if side:
            nearest = max(side) if down else min(side)
            left = [nearest if g == middle else g for g in left]
    return found


def sign(one: object, other: object) -> int:
    return (one > other) - (one < other)  # type: ignore[operator]


class TestTheMajorityValue:
    @LAW
    @given(st.data())
    def test_it_is_the_removal_procedure(self, data: st.DataObject) -> None:
        """Of as many grades, the key orders as taking away does (Balinski, Laraki 2007)."""
        one = data.draw(grades)
        other = data.draw(st.lists(st.integers(0, 4), min_size=len(one), max_size=len(one)))
        expected = sign(taken_away(one), taken_away(other))
        assert expected == sign(majority_value(merit(one)), majority_value(merit(other)))

    @LAW
    @given(grades, grades)
    def test_other_numbers_compare_as_copies(self, one: list[int], other: list[int]) -> None:
        """Of different numbers, it orders as removal does on copies (normalised, MieuxVoter)."""
        size = lcm(len(one), len(other))
        expected = sign(
            taken_away(one * (size // len(one))), taken_away(other * (size // len(other)))
        )
        assert expected == sign(majority_value(merit(one)), majority_value(merit(other)))

    @LAW
    @given(st.data())
    def test_it_is_what_mieuxvoter_counts(self, data: st.DataObject) -> None:
        """Grade by grade gives the order of voter by voter."""
        one = data.draw(grades)
        other = data.draw(st.lists(st.integers(0, 4), min_size=len(one), max_size=len(one)))
        expected = sign(by_mieuxvoter(one), by_mieuxvoter(other))
        assert expected == sign(majority_value(merit(one)), majority_value(merit(other)))

    @LAW
    @given(grades, st.integers(2, 2**80))
    def test_copies_change_nothing(self, one: list[int], times: int) -> None:
        many = tuple((grade, times * n) for grade, n in merit(one))
        assert majority_value(merit(one)) == majority_value(many)

    def test_one_voice_in_2_to_the_70_decides(self) -> None:
        """Never a rounding: one voice more above the middle parts two options."""
        crowd = 2**70
        one = ((Fraction(1), crowd), (Fraction(2), crowd), (Fraction(3), crowd))
        more = ((Fraction(1), crowd - 1), (Fraction(2), crowd + 1), (Fraction(3), crowd))
        assert majority_value(more) > majority_value(one)


DEFINED: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "majority-gauge": lambda p, q: p if p > q else -q,
    "typical": lambda p, q: p - q,
    "usual": lambda p, q: (p - q) / (1 - p - q),
    "central": lambda p, q: (p - q) / (p + q) if p + q else Fraction(0),
    "bucklin": lambda p, q: -q,
    "anti-bucklin": lambda p, q: p,
}
"""Fabre 2021, table of highest median rules; p proponents, q opponents."""


class TestGauges:
    @LAW
    @given(grades)
    def test_shares_around_the_middle(self, one: list[int]) -> None:
        """The grade is the lower middle; the shares are those strictly above and below."""
        middle = sorted(one)[(len(one) - 1) // 2]
        assert judgment(merit(one)) == Judgment(
            grade=Fraction(middle),
            above=Fraction(sum(g > middle for g in one), len(one)),
            below=Fraction(sum(g < middle for g in one), len(one)),
            voices=len(one),
        )

    @pytest.mark.parametrize("gauge", sorted(DEFINED))
    @settings(max_examples=30, deadline=None)
    @given(full_panels)
    def test_order_by_grade_then_gauge(self, gauge: str, profile: Profile) -> None:
        """Options stand by their middle total, and then by the formula."""
        keys = {}
        given_ = totals(profile)
        for option in profile.options:
            mine = sorted(given_[voter, option] for voter in profile.voters)
            middle = mine[(len(mine) - 1) // 2]
            p = Fraction(sum(x > middle for x in mine), len(mine))
            q = Fraction(sum(x < middle for x in mine), len(mine))
            keys[option] = (middle, DEFINED[gauge](p, q))
        found = majority_judgment(profile, gauge=gauge)  # type: ignore[arg-type]
        levels = sorted(set(keys.values()), reverse=True)
        expected = tuple(tuple(o for o in keys if keys[o] == level) for level in levels)
        assert expected == found.tiers
        assert {o: key[1] for o, key in keys.items()} == found.behind["gauge"]

    @LAW
    @given(patchy_profiles)
    def test_every_gauge_refines_the_middle_grade(self, profile: Profile) -> None:
        """What the middle grade parts, no gauge turns round (Fabre 2021: highest median rules)."""
        bare = majority_judgment(profile, gauge="none")
        for gauge in ("removal", *DEFINED):
            finer = majority_judgment(profile, gauge=gauge)  # type: ignore[arg-type]
            assert finer.scores == bare.scores
            for high, low in zip(finer.tiers, finer.tiers[1:], strict=False):
                assert all(bare.scores[a] >= bare.scores[b] for a in high for b in low)

    def test_unknown_gauge(self) -> None:
        with pytest.raises(InvalidInput, match="parted by 'wave'"):
            majority_judgment(Profile.from_text("a 1", scale=(1, 3)), gauge="wave")  # type: ignore[arg-type]


class TestProfiles:
    @LAW
    @given(full_panels, st.data())
    def test_voices_are_copies(self, profile: Profile, data: st.DataObject) -> None:
        """A voter with three voices counts as three voters who answered the same."""
        numbers = {v: data.draw(st.integers(1, 3)) for v in profile.voters}
        copies = Profile.from_grades(
            {
                (f"{v}.{copy}", o, c): x
                for (v, o, c), x in profile.cells.items()
                for copy in range(numbers[v])
            },
            scale=profile.scale,
            options=profile.options,
            criteria=profile.criteria,
            weights=profile.weights,
            lower_is_better=profile.lower_is_better,
        )
        found, expected = majority_judgment(profile.speaking(numbers)), majority_judgment(copies)
        assert (found.tiers, found.scores, dict(found.behind)) == (
            expected.tiers,
            expected.scores,
            dict(expected.behind),
        )

    def test_a_default_grade_is_a_treatment_of_silence(self) -> None:
        """MieuxVoter's static default: who said nothing of b rejects it."""
        room = Profile.from_text("a 2, b 3; a 2, b 3; a 2; a 2; a 2", scale=(1, 3))
        assert rank(room, "majority-judgment").leaders == ("b",)
        assert rank(room, "majority-judgment", silence="lowest").leaders == ("a",)

    def test_orders_are_refused(self) -> None:
        with pytest.raises(InvalidProfile):
            majority_judgment(Profile.from_text("a > b; b > a"))

    def test_too_few_grades(self) -> None:
        """An option with one grade has no place at a floor of two."""
        found = majority_judgment(Profile.from_text("a 2, b 3; a 2", scale=(1, 3)))
        assert (found.tiers, found.incomplete) == ((("a",),), ("b",))

    def test_nobody_at_all(self) -> None:
        empty = majority_judgment(Profile.from_grades([], scale=(1, 3), options=["a"]))
        assert (empty.tiers, empty.incomplete) == ((), ("a",))
