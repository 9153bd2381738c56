"""The laws of pairwise agreement (Blair and Lacy 2000; Berry and Mielke 1992)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, agreement, band, pairwise_agreement
from collectif.errors import InvalidInput, InvalidProfile, InvalidScale

LAW = settings(max_examples=50, deadline=None)


@st.composite
def rooms(draw: st.DrawFn) -> list[int]:
    """Return the number of voters at each grade: two voters or more, two grades or more."""
    width = draw(st.integers(2, 10))
    grades = draw(st.lists(st.integers(0, width - 1), min_size=2, max_size=15))
    return counted(grades, width)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    criteria = ("cost", "care", "reach")[: draw(st.integers(1, 3))]
    options = ("a", "b", "c", "d")[: draw(st.integers(0, 4))]
    cells = [(f"v{i}", o, c) for i in range(4) for o in options for c in criteria]
    answer = st.one_of(*[st.integers(1, 5)] * 3, st.just("ABSTAIN"))
    return Profile.from_grades(
        dict(zip(cells, draw(st.tuples(*[answer] * len(cells))), strict=True)),
        scale=(1, 5),
        options=options,
        weights={c: draw(st.integers(1, 30)) for c in criteria},
        lower_is_better=draw(st.sets(st.sampled_from(criteria))),
    )


def counted(grades: list[int], width: int) -> list[int]:
    return [grades.count(grade) for grade in range(width)]


def grades_in(room: list[int]) -> list[int]:
    return [grade for grade, n in enumerate(room) for _ in range(n)]


def by_definition(grades: list[int], steps: int) -> Fraction:
    """Return 1 - (sum over pairs of |x - y|) / (R * floor(n*n / 4)), pair by pair."""
    apart = sum(abs(x - y) for x, y in combinations(grades, 2))
    return 1 - Fraction(apart, steps * (len(grades) ** 2 // 4))


def level(room: list[int]) -> Fraction:
    found = pairwise_agreement(room)
    assert found is not None
    return found


class TestPairwiseAgreement:
    @LAW
    @given(rooms())
    def test_definition(self, room: list[int]) -> None:
        """Counting voters at or below each step gives the sum over all pairs."""
        assert by_definition(grades_in(room), len(room) - 1) == level(room)

    @LAW
    @given(rooms())
    def test_bounds(self, room: list[int]) -> None:
        """0 <= level <= 1."""
        assert 0 <= level(room) <= 1

    @LAW
    @given(rooms())
    def test_one_means_that_all_are_equal(self, room: list[int]) -> None:
        """1 if all grades are equal, and only then."""
        assert (max(room) == sum(room)) == (level(room) == 1)

    @LAW
    @given(rooms())
    def test_zero_means_split_in_half_at_the_ends(self, room: list[int]) -> None:
        """0 only if half of the voters, rounded down, sit at each end."""
        half = sum(room) // 2
        assert (room[0] >= half and room[-1] >= half) == (level(room) == 0)

    @LAW
    @given(st.integers(1, 8), st.integers(2, 10), st.data())
    def test_split_in_half_gives_zero(self, half: int, width: int, data: st.DataObject) -> None:
        """0 if they do, and an odd voter may sit anywhere."""
        split = [half, *[0] * (width - 2), half]
        assert level(split) == 0
        split[data.draw(st.integers(0, width - 1))] += 1
        assert level(split) == 0

    @LAW
    @given(st.integers(2, 10), st.integers(2, 30), st.data())
    def test_unanimity_gives_one(self, width: int, n: int, data: st.DataObject) -> None:
        """1 whatever the grade on which all agree."""
        room = [0] * width
        room[data.draw(st.integers(0, width - 1))] = n
        assert level(room) == 1

    @LAW
    @given(rooms())
    def test_reversal(self, room: list[int]) -> None:
        """The same when the scale is read from its other end."""
        assert level(room) == level(room[::-1])

    @LAW
    @given(rooms(), st.data())
    def test_step_towards_the_median_never_lowers(
        self, room: list[int], data: st.DataObject
    ) -> None:
        """One voter moves one step towards a median: agreement does not fall."""
        grades = grades_in(room)
        median = data.draw(
            st.sampled_from([grades[(len(grades) - 1) // 2], grades[len(grades) // 2]])
        )
        i = data.draw(st.integers(0, len(grades) - 1))
        grades[i] += (median > grades[i]) - (median < grades[i])
        assert level(room) <= level(counted(grades, len(room)))

    @LAW
    @given(rooms(), st.integers(2, 5))
    def test_replication_of_an_even_room(self, room: list[int], times: int) -> None:
        """Every voter several times: the same, when their number is even."""
        even = [2 * n for n in room]
        assert level(even) == level([times * n for n in even])

    @LAW
    @given(rooms())
    def test_doubling(self, room: list[int]) -> None:
        """Doubling keeps the level of an even room, and never lowers that of an odd one."""
        doubled = level([2 * n for n in room])
        if sum(room) % 2 == 0:
            assert level(room) == doubled
        else:
            assert level(room) <= doubled

    @pytest.mark.parametrize("room", [[0, 0, 0], [0, 1, 0]])
    def test_under_two_grades_there_is_no_level(self, room: list[int]) -> None:
        assert pairwise_agreement(room) is None

    @pytest.mark.parametrize("room", [[], [3]])
    def test_scale_needs_two_grades(self, room: list[int]) -> None:
        with pytest.raises(InvalidScale, match="nobody can disagree"):
            pairwise_agreement(room)

    @pytest.mark.parametrize("room", [[1, -1], [1.0, 2], [True, 2]])
    def test_counts_are_whole_numbers(self, room: list[int]) -> None:
        with pytest.raises(InvalidProfile, match="whole numbers from 0 on"):
            pairwise_agreement(room)


def mean(levels: list[Fraction | None], weights: list[int] | None = None) -> Fraction | None:
    known = [x for x in levels if x is not None]
    if not levels or len(known) < len(levels):
        return None
    weights = weights or [1] * len(levels)
    return Fraction(sum(w * x for w, x in zip(weights, known, strict=True)), sum(weights))


class TestAgreement:
    @LAW
    @given(profiles())
    def test_levels_are_means_of_their_cells(self, profile: Profile) -> None:
        """Weighted over criteria, plain over options; undefined as soon as a cell is."""
        found = agreement(profile)
        for (option, criterion), cell in found.cells.items():
            assert pairwise_agreement(profile.histogram(option, criterion)) == cell
        weights = list(profile.weights.values())
        assert {
            o: mean([found.cells[o, c] for c in profile.criteria], weights) for o in profile.options
        } == found.by_option
        assert {
            c: mean([found.cells[o, c] for o in profile.options]) for c in profile.criteria
        } == found.by_criterion

    @LAW
    @given(profiles())
    def test_overall_is_about_the_options_with_a_level(self, profile: Profile) -> None:
        """Options without a level are named, and left out of the overall figure."""
        found = agreement(profile)
        known = {o: x for o, x in found.by_option.items() if x is not None}
        assert mean(list(known.values())) == found.overall
        assert tuple(o for o in profile.options if o not in known) == found.undefined

    @LAW
    @given(profiles(), st.data())
    def test_anonymity(self, profile: Profile, data: st.DataObject) -> None:
        """Who gave which answers changes nothing."""
        voters = dict(zip(profile.voters, data.draw(st.permutations(profile.voters)), strict=True))
        renamed = Profile.from_grades(
            {(voters[v], o, c): x for (v, o, c), x in profile.cells.items()},
            scale=profile.scale,
            options=profile.options,
            weights=profile.weights,
            lower_is_better=profile.lower_is_better,
        )
        assert agreement(profile) == agreement(renamed)

    def test_nothing_to_agree_on(self) -> None:
        """Without options there is no level, and nothing is undefined."""
        found = agreement(Profile.from_grades([], scale=(1, 5)))
        assert (found.overall, found.by_criterion, found.undefined) == (None, {"overall": None}, ())


class TestBand:
    @pytest.mark.parametrize(
        ("level", "word"),
        [
            ("0", "DIVIDED"),
            ("249/1000", "DIVIDED"),
            ("1/4", "WEAK"),
            ("1/2", "MODERATE"),
            ("749/1000", "MODERATE"),
            ("3/4", "STRONG"),
            ("1", "STRONG"),
        ],
    )
    def test_limit_belongs_to_the_higher_band(self, level: str, word: str) -> None:
        assert word == band(Fraction(level))

    def test_limits_may_be_shares(self) -> None:
        assert band(Fraction(1, 2), ("1/10", "1/5", "1/3")) == "STRONG"

    @pytest.mark.parametrize("limits", [(), ("1/4", "1/2"), ("1/2", "1/4", "3/4"), ("1/4",) * 3])
    def test_limits_are_three_and_rise(self, limits: tuple[str, ...]) -> None:
        with pytest.raises(InvalidInput, match="Three rising limits"):
            band(Fraction(1, 2), limits)
