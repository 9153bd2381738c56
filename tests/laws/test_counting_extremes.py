"""The bounds and extremes of the indices of spread and order, and the same over many cells."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Profile,
    kendall_w,
    leik,
    near_median,
    pairwise_agreement,
    spread_of_many,
    tastle_wierman,
    van_der_eijk,
)
from collectif.errors import InvalidProfile, InvalidScale
from collectif.testing.profiles import histograms

LAW = settings(max_examples=50, deadline=None)

Room = list[int]


def shares(room: Room) -> list[Fraction]:
    """Return the share of voters at or below each grade but the last."""
    return [Fraction(sum(room[: k + 1]), sum(room)) for k in range(len(room) - 1)]


def half_and_half(half: int, grades: int) -> Room:
    return [half, *[0] * (grades - 2), half]


class TestLeik:
    @LAW
    @given(histograms())
    def test_definition(self, room: Room) -> None:
        """1 - D, D = 2 * (sum of F where F <= 1/2, of 1 - F elsewhere) / (K - 1) (Leik 1966)."""
        smaller = sum(f if f <= Fraction(1, 2) else 1 - f for f in shares(room))
        assert leik(room) == 1 - 2 * smaller / (len(room) - 1)

    @LAW
    @given(histograms())
    def test_bounds(self, room: Room) -> None:
        """0 <= 1 - D <= 1; 1 if all grades are equal, and only then."""
        level = leik(room)
        assert level is not None
        assert 0 <= level <= 1
        assert (max(room) == sum(room)) == (level == 1)

    @LAW
    @given(histograms(even=True))
    def test_zero_means_half_at_each_end(self, room: Room) -> None:
        """0 if half of the voters sit at each end, and only then."""
        assert (room[0] == room[-1] == sum(room) // 2) == (leik(room) == 0)

    @LAW
    @given(st.integers(1, 50), st.integers(2, 10), st.data())
    def test_lowest_of_an_odd_room(self, half: int, grades: int, data: st.DataObject) -> None:
        """An odd room cannot be cut in half: its lowest is 1/n, wherever the odd voter sits."""
        room = half_and_half(half, grades)
        assert leik(room) == 0
        room[data.draw(st.integers(0, grades - 1))] += 1
        assert leik(room) == Fraction(1, sum(room))

    @LAW
    @given(histograms(), st.integers(2, 5))
    def test_reversal_and_replication(self, room: Room, times: int) -> None:
        """The same from the other end of the scale, and with every voter several times."""
        assert leik(room) == leik(room[::-1]) == leik([times * n for n in room])

    @LAW
    @given(st.integers(2, 12), st.integers(1, 9))
    def test_uniform(self, grades: int, each: int) -> None:
        """Spread evenly: 1 - floor(K^2 / 4) * 2 / (K (K - 1)), towards 1/2; 4/9 on 1..10."""
        level = 1 - Fraction(2 * (grades * grades // 4), grades * (grades - 1))
        assert leik([each] * grades) == level
        assert leik([1] * 10) == Fraction(4, 9)

    @LAW
    @given(histograms(even=True))
    def test_never_below_pairwise_agreement(self, room: Room) -> None:
        """2 m <= 4 m (1 - m) for a minority of share m: it costs at most as much as in C."""
        assert (pairwise_agreement(room) or 0) <= (leik(room) or 0)

    def test_refusals(self) -> None:
        assert leik([0, 0, 0]) is None
        with pytest.raises(InvalidScale):
            leik([3])
        with pytest.raises(InvalidProfile):
            leik([1, -1])


class TestVanDerEijk:
    @LAW
    @given(st.integers(3, 12), st.integers(1, 9), st.data())
    def test_block(self, grades: int, each: int, data: st.DataObject) -> None:
        """An even block of S of K grades gives 1 - (S - 1) / (K - 1) (van der Eijk 2001)."""
        size = data.draw(st.integers(1, grades))
        start = data.draw(st.integers(0, grades - size))
        room = [each if start <= grade < start + size else 0 for grade in range(grades)]
        assert van_der_eijk(room) == 1 - Fraction(size - 1, grades - 1)

    @LAW
    @given(st.integers(3, 12), st.integers(1, 2**70))
    def test_two_camps(self, grades: int, half: int) -> None:
        """-1 when half stand at each end, however many there are."""
        assert van_der_eijk(half_and_half(half, grades)) == -1

    def test_wide_scales(self) -> None:
        """A scale from 0 to 300 is counted as soon as one from 1 to 5."""
        stairs = list(range(1, 302))
        layers = sum(size * (1 - Fraction(size - 1, 300)) for size in stairs)
        assert van_der_eijk(stairs) == layers / sum(stairs)


class TestTastleWierman:
    @LAW
    @given(histograms(grades=3))
    def test_extremes(self, room: Room) -> None:
        """1 if all grades are equal, 0 if half stand at each end, and only then (2007, rules)."""
        level = tastle_wierman(room)
        assert level is not None
        assert (max(room) == sum(room)) == (level == pytest.approx(1, abs=1e-9))
        assert (room[0] == room[-1] == sum(room) / 2) == (level == pytest.approx(0, abs=1e-9))

    @LAW
    @given(histograms(), st.integers(2, 5))
    def test_replication(self, room: Room, times: int) -> None:
        assert tastle_wierman(room) == pytest.approx(tastle_wierman([times * n for n in room]))

    def test_uniform_is_not_zero(self) -> None:
        """Spread evenly on 1..10 it says .495, where A says 0."""
        assert tastle_wierman([7] * 10) == pytest.approx(0.495, abs=5e-4)

    def test_share_beyond_floats(self) -> None:
        """One voter against more than a float can count."""
        assert tastle_wierman([10**400, 1]) == pytest.approx(1)


class TestNearMedian:
    @LAW
    @given(histograms(), st.integers(0, 3))
    def test_definition(self, room: Room, within: int) -> None:
        """The share of voters at most some steps from the middle of the sorted grades."""
        grades = [grade for grade, n in enumerate(room) for _ in range(n)]
        middle = Fraction(grades[(len(grades) - 1) // 2] + grades[len(grades) // 2], 2)
        near = sum(abs(grade - middle) <= within for grade in grades)
        assert near_median(room, within=within) == Fraction(near, len(grades))

    @LAW
    @given(st.integers(4, 10), st.integers(1, 2**70))
    def test_extremes(self, grades: int, half: int) -> None:
        """0 when half stand at each end of four grades or more, 1 when all are equal."""
        assert near_median(half_and_half(half, grades)) == 0
        assert near_median([half, *[0] * (grades - 1)]) == 1


Orders = list[list[int]]


@st.composite
def orders(draw: st.DrawFn) -> Orders:
    """Return what each judge gives to each option, without ties: two judges and options or more."""
    options = draw(st.integers(2, 6))
    judge = st.permutations(range(1, options + 1))
    return [list(order) for order in draw(st.lists(judge, min_size=2, max_size=5))]


def concordance(rows: Orders) -> Fraction:
    grades = {
        (f"j{i}", f"o{k:02}", "overall"): grade
        for i, row in enumerate(rows)
        for k, grade in enumerate(row)
    }
    found = kendall_w(Profile.from_grades(grades, scale=(0, 99))).value
    assert found is not None
    return found


def spearman(one: list[int], other: list[int]) -> Fraction:
    """Return the rank correlation of two rows without ties (Spearman 1904)."""
    ranks = ([sorted(row).index(value) for value in row] for row in (one, other))
    n = len(one)
    squared = sum((a - b) ** 2 for a, b in zip(*ranks, strict=True))
    return 1 - Fraction(6 * squared, n * (n * n - 1))


class TestKendall:
    @LAW
    @given(orders())
    def test_mean_spearman(self, rows: Orders) -> None:
        """W = ((m - 1) r + 1) / m, r the mean rank correlation of m judges (Kendall 1948)."""
        pairs = list(combinations(rows, 2))
        r = sum((spearman(a, b) for a, b in pairs), start=Fraction(0)) / len(pairs)
        m = len(rows)
        assert concordance(rows) == ((m - 1) * r + 1) / m

    @LAW
    @given(orders())
    def test_extremes(self, rows: Orders) -> None:
        """1 if all orders are the same, 0 if the rank sums are equal, and only then."""
        w = concordance(rows)
        assert all(row == rows[0] for row in rows) == (w == 1)
        assert (len({sum(column) for column in zip(*rows, strict=True)}) == 1) == (w == 0)

    @LAW
    @given(orders())
    def test_opposite_orders(self, rows: Orders) -> None:
        """Two judges who turn each other round have none."""
        one = rows[0]
        assert concordance([one, [len(one) + 1 - grade for grade in one]]) == 0

    @LAW
    @given(orders(), st.data())
    def test_permutations(self, rows: Orders, data: st.DataObject) -> None:
        """The same in whatever order the judges come, and the options."""
        places = data.draw(st.permutations(range(len(rows[0]))))
        other = [[row[k] for k in places] for row in data.draw(st.permutations(rows))]
        assert concordance(rows) == concordance(other)

    @LAW
    @given(orders(), st.lists(st.integers(1, 4), min_size=5, max_size=5))
    def test_each_judge_has_a_scale_of_her_own(self, rows: Orders, steps: list[int]) -> None:
        """Only orders count: each judge's grades may be stretched by themselves."""
        other = [[steps[i] * grade + i for grade in row] for i, row in enumerate(rows)]
        assert concordance(rows) == concordance(other)


SIZES = st.sampled_from([3, 40, 2**31, 2**62, 2**70])


@st.composite
def tables(draw: st.DrawFn) -> list[Room]:
    """Return the histograms of some cells on one scale, small ones and huge ones."""
    width = draw(st.integers(2, 12))
    count = st.one_of(st.just(0), st.integers(0, draw(SIZES)))
    return draw(st.lists(st.lists(count, min_size=width, max_size=width), max_size=5))


class TestMany:
    @LAW
    @given(tables(), st.integers(0, 3))
    def test_equal_to_the_plain_definitions(self, table: list[Room], within: int) -> None:
        """Each index of each cell, also where it cannot be told, and beyond 64 bits."""
        found = spread_of_many(table, within=within)
        assert tuple(map(pairwise_agreement, table)) == found.agreement.fractions()
        assert tuple(map(leik, table)) == found.leik.fractions()
        assert tuple(map(van_der_eijk, table)) == found.polarity.fractions()
        assert (
            tuple(near_median(room, within=within) for room in table)
            == found.near_median.fractions()
        )

    @pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "int64", "uint64"])
    def test_arrays_of_any_width(self, kind: str) -> None:
        """A narrow array does not overflow: 400 voters counted by bytes."""
        import numpy

        table = [[100, 0, 100, 100, 100], [0, 0, 0, 0, 0], [1, 2, 3, 4, 5]]
        found = spread_of_many(numpy.array(table, dtype=kind))
        assert tuple(map(pairwise_agreement, table)) == found.agreement.fractions()
        assert tuple(map(van_der_eijk, table)) == found.polarity.fractions()

    @pytest.mark.parametrize("grades", [2, 20, 41, 101])
    def test_wide_scales(self, grades: int) -> None:
        """The denominators of A outgrow 64 bits on wide scales; the figures do not change."""
        room = [(7 * grade * grade) % 11 for grade in range(grades)]
        found = spread_of_many([room, room[::-1]])
        assert (van_der_eijk(room),) * 2 == found.polarity.fractions()

    def test_whole_numbers(self) -> None:
        """Numerators and denominators are there as they are, not in lowest terms."""
        found = spread_of_many([[0, 0, 4, 6, 2], [0, 0, 0, 0, 1]]).agreement
        assert [92, 0] == found.numerators.tolist()
        assert [144, 0] == found.denominators.tolist()
        assert (Fraction(23, 36), None) == found.fractions()

    @pytest.mark.parametrize(
        ("table", "error"),
        [
            ([[1, 2], [1]], InvalidProfile),
            ([[1.0, 2]], InvalidProfile),
            ([[True, False]], InvalidProfile),
            ([[1, -1]], InvalidProfile),
            ([1, 2], InvalidProfile),
            ([[1], [2]], InvalidScale),
        ],
    )
    def test_refusals(self, table: list[Room], error: type[Exception]) -> None:
        with pytest.raises(error):
            spread_of_many(table)
