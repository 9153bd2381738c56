"""The laws of Krippendorff's alpha (Krippendorff 2011; Hayes and Krippendorff 2007)."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, krippendorff_alpha, reliability
from collectif.counting.agreeing.reliability import METRICS, Metric
from collectif.errors import InvalidInput, InvalidProfile, InvalidScale
from collectif.testing.profiles import patchy_profiles, recast

LAW = settings(max_examples=50, deadline=None)
METRIC = st.sampled_from(METRICS)

Unit = list[int]


@st.composite
def rated(draw: st.DrawFn) -> list[Unit]:
    """Return units on one scale, some of them with one grade or none."""
    width = draw(st.integers(2, 6))
    unit = st.lists(st.integers(0, width - 1), max_size=5)
    grades = draw(st.lists(unit, min_size=1, max_size=6))
    return [[unit.count(grade) for grade in range(width)] for unit in grades]


def by_definition(units: list[Unit], metric: Metric) -> Fraction | None:
    """Return 1 - Do / De, pair of grades by pair of grades, over a matrix of coincidences."""
    lists = [[g for g, n in enumerate(unit) for _ in range(n)] for unit in units]
    paired = [grades for grades in lists if len(grades) > 1]
    together = sorted(grade for grades in paired for grade in grades)
    n = len(together)

    def squared(c: int, k: int) -> Fraction:
        if metric == "nominal":
            return Fraction(c != k)
        if metric == "interval":
            return Fraction(c - k) ** 2
        low, high = sorted((c, k))
        between = sum(together.count(g) for g in range(low, high + 1))
        return (between - Fraction(together.count(c) + together.count(k), 2)) ** 2

    if n < 2:
        return None
    expected = sum(squared(c, k) for c, k in permutations(together, 2)) / (n * (n - 1))
    observed = sum(
        sum(squared(c, k) for c, k in permutations(grades, 2)) / (len(grades) - 1)
        for grades in paired
    )
    return 1 - observed / n / expected if expected else None


class TestAlpha:
    @LAW
    @given(rated(), METRIC)
    def test_definition(self, units: list[Unit], metric: Metric) -> None:
        """Places on a line give what the matrix of coincidences gives (Krippendorff 2011)."""
        assert by_definition(units, metric) == krippendorff_alpha(units, metric=metric)

    @LAW
    @given(rated(), METRIC)
    def test_one_means_units_of_one_mind(self, units: list[Unit], metric: Metric) -> None:
        """alpha <= 1; 1 if no unit disagrees while units do, and only then."""
        alpha = krippendorff_alpha(units, metric=metric)
        if alpha is not None:
            assert alpha <= 1
            alike = all(max(unit) == sum(unit) for unit in units if sum(unit) > 1)
            assert alike == (alpha == 1)

    @LAW
    @given(rated(), METRIC)
    def test_undefined_where_nothing_varies(self, units: list[Unit], metric: Metric) -> None:
        """None if all grades that have a pair are the same, or none has, and only then."""
        given_grades = {
            grade for unit in units if sum(unit) > 1 for grade, n in enumerate(unit) if n
        }
        alpha = krippendorff_alpha(units, metric=metric)
        assert (len(given_grades) < 2) == (alpha is None)

    @LAW
    @given(rated(), METRIC, st.data())
    def test_units_in_any_order(
        self, units: list[Unit], metric: Metric, data: st.DataObject
    ) -> None:
        """The same in whatever order the units come."""
        other = data.draw(st.permutations(units))
        assert krippendorff_alpha(units, metric=metric) == krippendorff_alpha(other, metric=metric)

    @LAW
    @given(rated(), METRIC, st.data())
    def test_units_under_two_grades_are_irrelevant(
        self, units: list[Unit], metric: Metric, data: st.DataObject
    ) -> None:
        """A unit that one voter graded, or nobody, changes nothing."""
        width = len(units[0])
        lone = [0] * width
        lone[data.draw(st.integers(0, width - 1))] = data.draw(st.integers(0, 1))
        assert krippendorff_alpha(units, metric=metric) == krippendorff_alpha(
            [*units, lone], metric=metric
        )

    @LAW
    @given(rated(), METRIC)
    def test_reversal(self, units: list[Unit], metric: Metric) -> None:
        """The same when the scale is read from its other end."""
        assert krippendorff_alpha(units, metric=metric) == krippendorff_alpha(
            [unit[::-1] for unit in units], metric=metric
        )

    @LAW
    @given(rated(), st.integers(1, 4), st.integers(0, 3))
    def test_interval_is_affine(self, units: list[Unit], step: int, shift: int) -> None:
        """x -> step * x + shift changes nothing on the interval metric."""
        wide = []
        for unit in units:
            stretched = [0] * (shift + step * len(unit))
            stretched[shift::step] = unit
            wide.append(stretched)
        assert krippendorff_alpha(units) == krippendorff_alpha(wide)

    @LAW
    @given(rated(), st.sampled_from(["nominal", "ordinal"]), st.data())
    def test_grades_that_nobody_gave(
        self, units: list[Unit], metric: Metric, data: st.DataObject
    ) -> None:
        """Any rising map of the grades changes nothing on the ordinal and nominal metrics."""
        place = data.draw(st.integers(0, len(units[0])))
        wide = [[*unit[:place], 0, *unit[place:]] for unit in units]
        assert krippendorff_alpha(units, metric=metric) == krippendorff_alpha(wide, metric=metric)

    def test_interval_knows_steps(self) -> None:
        """The same map does change alpha on the interval metric."""
        units, wide = [[2, 0, 0], [0, 1, 1]], [[2, 0, 0, 0], [0, 1, 0, 1]]
        assert krippendorff_alpha(units) != krippendorff_alpha(wide)
        assert krippendorff_alpha(units, metric="ordinal") == krippendorff_alpha(
            wide, metric="ordinal"
        )

    @LAW
    @given(rated(), st.data())
    def test_nominal_takes_any_labels(self, units: list[Unit], data: st.DataObject) -> None:
        """Grades may be relabelled at will on the nominal metric."""
        order = data.draw(st.permutations(range(len(units[0]))))
        other = [[unit[grade] for grade in order] for unit in units]
        assert krippendorff_alpha(units, metric="nominal") == krippendorff_alpha(
            other, metric="nominal"
        )

    @LAW
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
    def test_metrics_are_one_on_two_grades(self, units: list[tuple[int, int]]) -> None:
        """Where a grade is yes or no, every metric says the same (Krippendorff 2011, B)."""
        assert len({krippendorff_alpha(units, metric=metric) for metric in METRICS}) == 1

    @LAW
    @given(st.integers(2, 10), st.integers(2, 50), st.integers(1, 5), METRIC)
    def test_unanimous_room(self, width: int, voters: int, units: int, metric: Metric) -> None:
        """A room of one mind has no alpha: 0/0 is not 1."""
        alike = [0] * width
        alike[width // 2] = voters
        assert krippendorff_alpha([alike] * units, metric=metric) is None

    def test_prevalence(self) -> None:
        """Two voters agree on 19 of 20 units, and alpha is 0: nearly all grades are one."""
        assert krippendorff_alpha([[2, 0]] * 19 + [[1, 1]], metric="nominal") == 0

    def test_below_chance(self) -> None:
        """Voters who always differ are less alike than chance."""
        assert krippendorff_alpha([[1, 1], [1, 1]], metric="nominal") == Fraction(-1, 2)

    def test_crowds_beyond_64_bits(self) -> None:
        """Exact whatever the number of voters; one pass over each histogram."""
        crowd = 2**70
        units = [[crowd, 0], [0, crowd]]
        assert krippendorff_alpha(units) == 1
        assert krippendorff_alpha([*units, [crowd, crowd]]) == 1 - Fraction(
            4 * crowd - 1, 4 * (2 * crowd - 1)
        )

    @pytest.mark.parametrize(
        ("units", "metric", "error", "why"),
        [
            ([[1, 1], [1, 1, 1]], "interval", InvalidProfile, "all units are on one scale"),
            ([[1, -1]], "interval", InvalidProfile, "whole numbers from 0 on"),
            ([[1]], "interval", InvalidScale, "nobody can disagree"),
            ([[1, 1]], "ratio", InvalidInput, "nominal, ordinal or interval"),
        ],
    )
    def test_refusals(
        self, units: list[Unit], metric: Metric, error: type[Exception], why: str
    ) -> None:
        with pytest.raises(error, match=why):
            krippendorff_alpha(units, metric=metric)

    def test_nothing_at_all(self) -> None:
        assert krippendorff_alpha([]) is None


class TestReliability:
    @LAW
    @given(patchy_profiles, METRIC)
    def test_cells_are_units(self, profile: Profile, metric: Metric) -> None:
        """Every cell is a unit; those under two grades are named, and the rest counted."""
        found = reliability(profile, metric=metric)
        cells = profile.histograms
        assert krippendorff_alpha(cells.values(), metric=metric) == found.alpha
        assert {
            criterion: krippendorff_alpha(
                [cells[option, criterion] for option in profile.options], metric=metric
            )
            for criterion in profile.criteria
        } == found.by_criterion
        assert tuple(pair for pair in cells if profile.n(*pair) < 2) == found.left_out
        assert found.n == sum(profile.n(*pair) for pair in cells if pair not in set(found.left_out))

    @LAW
    @given(patchy_profiles, METRIC, st.data())
    def test_voters_in_any_order(
        self, profile: Profile, metric: Metric, data: st.DataObject
    ) -> None:
        """Who gave which answers changes nothing."""
        names = dict(zip(profile.voters, data.draw(st.permutations(profile.voters)), strict=True))
        renamed = recast(profile, {(names[v], o, c): x for (v, o, c), x in profile.cells.items()})
        assert reliability(profile, metric=metric) == reliability(renamed, metric=metric)

    @LAW
    @given(patchy_profiles, METRIC)
    def test_silence_is_missing_data(self, profile: Profile, metric: Metric) -> None:
        """To say that one cannot judge counts as saying nothing."""
        said = {cell: x for cell, x in profile.cells.items() if isinstance(x, int)}
        assert reliability(profile, metric=metric) == reliability(
            recast(profile, said), metric=metric
        )

    def test_empty(self) -> None:
        found = reliability(Profile.from_grades([], scale=(1, 5)))
        assert (found.alpha, found.by_criterion, found.n) == (None, {"overall": None}, 0)
