"""The laws of the indices beside pairwise agreement: spread, totals, orders, shares."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Profile,
    agreement,
    agreement_on_totals,
    cell_figures,
    criterion_figures,
    gini,
    kendall_w,
    lowest_cell,
    near_median,
    order_agreement,
    pairwise_agreement,
    tastle_wierman,
    totals,
    van_der_eijk,
)
from collectif.counting.totals import closeness
from collectif.errors import InvalidProfile, InvalidScale
from collectif.testing.profiles import full_panels, histograms, patchy_profiles, recast

LAW = settings(max_examples=50, deadline=None)
PUBLISHED = (30, 40, 210, 130, 530, 50, 10)
"""The example vector of the R package agrmt."""

INDICES = [pairwise_agreement, van_der_eijk, near_median, tastle_wierman]


class TestSpread:
    def test_published_vector(self) -> None:
        """agrmt prints A = 0.6113333 and Cns = 0.7256876 (van der Eijk 2001; Tastle 2007)."""
        assert Fraction(917, 1500) == van_der_eijk(PUBLISHED)
        assert f"{tastle_wierman(PUBLISHED):.7f}" == "0.7256876"

    @LAW
    @given(histograms(grades=3))
    def test_bounds(self, room: list[int]) -> None:
        """-1 <= A <= 1, and the others stay between 0 and 1."""
        assert -1 <= (van_der_eijk(room) or 0) <= 1
        assert 0 <= (near_median(room) or 0) <= 1
        assert -1e-9 <= (tastle_wierman(room) or 0) <= 1

    @LAW
    @given(histograms(), st.sampled_from(INDICES))
    def test_reversal(self, room: list[int], index: object) -> None:
        """The same when the scale is read from its other end (reversal symmetry)."""
        assert callable(index)
        assert index(room) == pytest.approx(index(room[::-1]), abs=1e-12)

    @LAW
    @given(histograms(grades=3, even=True))
    def test_extremes(self, room: list[int]) -> None:
        """A and C agree on the extremes: 1 when all are equal, -1 and 0 when cut in half."""
        level, polarity = pairwise_agreement(room), van_der_eijk(room)
        assert (level == 1) == (polarity == 1)
        assert (level == 0) == (polarity == -1)

    @LAW
    @given(histograms(), st.integers(2, 5), st.sampled_from([van_der_eijk, near_median]))
    def test_replication(self, room: list[int], times: int, index: object) -> None:
        """Every voter several times: the same (van der Eijk 2001)."""
        assert callable(index)
        assert index(room) == index([times * n for n in room])

    @LAW
    @given(st.integers(3, 10), st.integers(1, 9))
    def test_uniform(self, grades: int, each: int) -> None:
        """Grades spread evenly give 0: neither agreement nor two camps (van der Eijk 2001)."""
        assert van_der_eijk([each] * grades) == 0

    def test_two_camps_and_scattered(self) -> None:
        """What pairwise agreement puts level, A tells apart."""
        assert (van_der_eijk([3, 0, 0, 0, 3]), van_der_eijk([2, 2, 2, 2, 2])) == (-1, 0)
        assert van_der_eijk([5, 5]) == 0

    @LAW
    @given(histograms(), st.integers(0, 9))
    def test_near_the_median_grows_with_the_steps(self, room: list[int], within: int) -> None:
        """More steps never take anybody out; on the whole scale all are near."""
        assert (near_median(room, within=within) or 0) <= (
            near_median(room, within=within + 1) or 0
        )
        assert near_median(room, within=len(room)) == 1

    @pytest.mark.parametrize("index", [van_der_eijk, near_median, tastle_wierman])
    def test_nobody_agrees_on_nothing(self, index: object) -> None:
        assert callable(index)
        assert index([0, 0, 0]) is None
        with pytest.raises(InvalidScale):
            index([3])
        with pytest.raises(InvalidProfile):
            index([1, -1])

    @LAW
    @given(patchy_profiles)
    def test_lowest_cell(self, profile: Profile) -> None:
        """No cell is lower; of equal ones it is the first in declared order."""
        levels = {pair: van_der_eijk(count) for pair, count in profile.histograms.items()}
        known = {pair: level for pair, level in levels.items() if level is not None}
        found = lowest_cell(profile)
        if not known:
            assert found is None
            return
        assert found is not None
        first = next(pair for pair, level in known.items() if level == min(known.values()))
        assert (found.level, (found.option, found.criterion)) == (min(known.values()), first)


class TestTotals:
    @LAW
    @given(full_panels)
    def test_agreement_on_the_conclusion_is_never_less(self, profile: Profile) -> None:
        """On a full panel, C on totals >= C of the cells: disagreements cancel (convexity)."""
        cells = agreement(profile).by_option
        for option, level in agreement_on_totals(profile).items():
            assert level is not None
            assert level >= (cells[option] or 0)

    @LAW
    @given(full_panels)
    def test_one_criterion_makes_both_the_same(self, profile: Profile) -> None:
        """With a single criterion the total is the grade, and both figures are one."""
        single = profile.without_criteria(*profile.criteria[1:])
        assert agreement(single).by_option == agreement_on_totals(single)

    @LAW
    @given(patchy_profiles)
    def test_bounds(self, profile: Profile) -> None:
        """0 <= total <= 100; a voter with any grade has one, one without has none."""
        given_totals = totals(profile)
        assert all(0 <= total <= 100 for total in given_totals.values())
        heard = {
            (v, o)
            for v in profile.voters
            for o in profile.options
            if any(profile.worth(v, o, c) is not None for c in profile.criteria)
        }
        assert heard == given_totals.keys()

    @LAW
    @given(patchy_profiles)
    def test_full_rows(self, profile: Profile) -> None:
        """The variant keeps the same totals, of those alone who graded all criteria."""
        usual, full = totals(profile), totals(profile, full_rows=True)
        assert full == {
            (v, o): total
            for (v, o), total in usual.items()
            if all(profile.worth(v, o, c) is not None for c in profile.criteria)
        }

    @LAW
    @given(st.lists(st.fractions(0, 100), max_size=9))
    def test_closeness_is_the_sum_over_pairs(self, values: list[Fraction]) -> None:
        """Counting gaps gives 1 - (sum over pairs of |x - y|) / (most * floor(n*n / 4))."""
        found, n = closeness(values, most=100), len(values)
        if n < 2:
            assert found is None
        else:
            apart = sum(abs(x - y) for x, y in combinations(values, 2))
            assert 1 - Fraction(apart) / (100 * (n * n // 4)) == found


class TestOrders:
    @LAW
    @given(patchy_profiles)
    def test_bounds(self, profile: Profile) -> None:
        """Order agreement and Kendall's W stay between 0 and 1."""
        assert 0 <= (order_agreement(profile) or 0) <= 1
        assert 0 <= (kendall_w(profile).value or 0) <= 1

    @LAW
    @given(full_panels)
    def test_everybody_the_same(self, profile: Profile) -> None:
        """OA = 1, and W = 1, when all give the same grades with distinct totals."""
        first = profile.voters[0]
        same = recast(profile, {cell: profile.cells[first, *cell[1:]] for cell in profile.cells})
        given_totals = [total for (v, _), total in totals(same).items() if v == first]
        if len(given_totals) > 1:
            assert order_agreement(same) == 1
            if len(set(given_totals)) == len(given_totals):
                assert kendall_w(same).value == 1

    @LAW
    @given(patchy_profiles)
    def test_pooled_over_all_pairs(self, profile: Profile) -> None:
        """1 for the same order (or both level), 1/2 if one is level, 0 for opposite orders."""
        given_totals, points = totals(profile), []
        for v, u in combinations(profile.voters, 2):
            for p, q in combinations(profile.options, 2):
                four = [given_totals.get(cell) for cell in ((v, p), (v, q), (u, p), (u, q))]
                if None not in four:
                    a, b = four[0] - four[1], four[2] - four[3]  # type: ignore[operator]
                    alike = (a > 0) == (b > 0) and (a < 0) == (b < 0)
                    points.append(Fraction(1 if alike else 0 if a * b < 0 else Fraction(1, 2)))
        assert order_agreement(profile) == (sum(points) / len(points) if points else None)

    @LAW
    @given(patchy_profiles)
    def test_reversal(self, profile: Profile) -> None:
        """Turn every criterion round, and voters order alike as much as before."""
        rest = set(profile.criteria) - profile.lower_is_better
        turned = recast(profile, profile.cells, lower_is_better=rest)
        assert order_agreement(profile) == order_agreement(turned)
        assert kendall_w(profile) == kendall_w(turned)

    def test_opposite_orders(self) -> None:
        rows = [("ada", "a", 5), ("ada", "b", 1), ("bo", "a", 1), ("bo", "b", 5)]
        room = Profile.from_grades(rows, scale=(1, 5))
        assert (order_agreement(room), kendall_w(room).value) == (0, 0)

    def test_ties_share_their_mean_rank(self) -> None:
        """W with the correction for ties, worked by hand (Kendall 1948, ch. 6).

        The judges rank 1, 2.5, 2.5 and 1, 2, 3: sums 2, 4.5, 5.5, S = 6.5, T = 6, so that W is
        12 * 6.5 / (4 * 24 - 2 * 6).
        """
        rows = [("ada", o, x) for o, x in (("a", 5), ("b", 2), ("c", 2))]
        rows += [("bo", o, x) for o, x in (("a", 5), ("b", 4), ("c", 1))]
        found = kendall_w(Profile.from_grades(rows, scale=(1, 5)))
        assert found.value == Fraction(78, 84)
        assert found.judges == ("ada", "bo")

    def test_nothing_to_compare(self) -> None:
        alone = Profile.from_grades([("ada", "a", 5), ("ada", "b", 1)], scale=(1, 5))
        assert order_agreement(alone) is None
        assert kendall_w(alone).value is None
        level = [(v, o, 3) for v in ("ada", "bo") for o in ("a", "b")]
        assert kendall_w(Profile.from_grades(level, scale=(1, 5))).value is None


class TestGini:
    @LAW
    @given(st.lists(st.integers(0, 50), max_size=12))
    def test_definition(self, amounts: list[int]) -> None:
        """(sum over ordered pairs of |x - y|) / (2 n sum) * n / (n - 1) (Deltas 2003)."""
        n, found = len(amounts), gini(amounts)
        if n < 2 or not sum(amounts):
            assert found is None
        else:
            apart = sum(abs(x - y) for x in amounts for y in amounts)
            assert Fraction(apart, 2 * n * sum(amounts)) * Fraction(n, n - 1) == found
            assert 0 <= found <= 1

    @LAW
    @given(st.integers(2, 20), st.integers(1, 9))
    def test_extremes(self, n: int, amount: int) -> None:
        """0 when all have the same, 1 when one has everything."""
        assert gini([amount] * n) == 0
        assert gini([amount, *[0] * (n - 1)]) == 1

    @pytest.mark.parametrize("amounts", [[1, -1], [1, True]])
    def test_amounts_are_counted(self, amounts: list[int]) -> None:
        with pytest.raises(InvalidProfile, match="whole numbers from 0 on"):
            gini(amounts)


class TestCells:
    @LAW
    @given(patchy_profiles)
    def test_figures_of_cells_and_criteria(self, profile: Profile) -> None:
        """Every cell is there, as counted by the single functions; criteria over their cells."""
        found = cell_figures(profile)
        assert list(found) == list(profile.histograms)
        for pair, cell in found.items():
            assert cell.n == profile.n(*pair) == sum(cell.histogram)
            entitled = len(profile.voters) - cell.silences["NOT_ENTITLED"]
            assert cell.coverage == Fraction(cell.n, entitled)
            assert (cell.mean, cell.median) == (profile.mean(*pair), profile.median(*pair))
            assert cell.agreement == agreement(profile).cells[pair]
        for criterion, one in criterion_figures(profile).items():
            means = [m for o in profile.options if (m := found[o, criterion].mean) is not None]
            assert one.spread == (max(means) - min(means) if means else None)
            assert one.agreement == agreement(profile).by_criterion[criterion]
