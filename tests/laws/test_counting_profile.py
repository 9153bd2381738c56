"""What a profile holds, and what cannot be counted."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile
from collectif.errors import CollectifError, InvalidProfile, InvalidScale, UnknownName
from collectif.values import Scale

LAW = settings(max_examples=50, deadline=None)

answers = st.dictionaries(
    st.tuples(*map(st.sampled_from, (["ada", "bo", "cy"], ["roof", "bus"], ["cost", "care"]))),
    st.one_of(st.integers(-1, 4), st.sampled_from(["ABSTAIN", "CANNOT_JUDGE"])),
)
"""(voter, option, criterion) -> grade from -1 to 4 or silence; anybody may be missing."""


class TestWhatItHolds:
    @LAW
    @given(answers, st.sets(st.sampled_from(["cost", "care"])))
    def test_every_answer_is_counted_once(
        self, cells: dict[tuple[str, str, str], int | str], reverse: set[str]
    ) -> None:
        """Histograms and silences together hold each cell, and every pair is there."""
        profile = Profile.from_grades(
            cells,
            scale=(-1, 4),
            options=["bus", "roof"],
            criteria=["cost", "care"],
            lower_is_better=reverse,
        )
        pairs = [(o, c) for o in ("bus", "roof") for c in ("cost", "care")]
        assert pairs == list(profile.histograms) == list(profile.silences)
        for option, criterion in pairs:
            given_here = [x for (_, o, c), x in cells.items() if (o, c) == (option, criterion)]
            ends = range(4, -2, -1) if criterion in reverse else range(-1, 5)
            assert tuple(given_here.count(x) for x in ends) == profile.histogram(option, criterion)
            said = {name: given_here.count(name) for name in ("ABSTAIN", "CANNOT_JUDGE")}
            absent = {"MISSING": len(profile.voters) - len(given_here), "NOT_ENTITLED": 0}
            assert said | absent == profile.silences[option, criterion]
        assert cells == profile.cells

    @LAW
    @given(answers)
    def test_rows_and_mappings_say_the_same(
        self, cells: dict[tuple[str, str, str], int | str]
    ) -> None:
        rows = [(*cell, value) for cell, value in cells.items()]
        assert Profile.from_grades(cells, scale=(-1, 4)) == Profile.from_grades(
            rows, scale=Scale(min=-1, max=4)
        )

    def test_names_stand_by_first_appearance(self) -> None:
        rows = [("bo", "roof", "cost", 1), ("ada", "bus", "care", 2), ("bo", "bus", "cost", 3)]
        profile = Profile.from_grades(rows, scale=(1, 5))
        assert profile.voters == ("bo", "ada")
        assert profile.options == ("roof", "bus")
        assert profile.criteria == ("cost", "care")
        assert profile.weights == {"cost": 1, "care": 1}

    def test_declared_names_stand_as_declared(self) -> None:
        """Those who said nothing, and what nobody graded, are there as well."""
        profile = Profile.from_grades(
            [("bo", "roof", "cost", 1)],
            scale=(1, 5),
            voters=["ada", "bo"],
            options=["bus", "roof"],
            weights={"care": 2, "cost": 3},
        )
        assert profile.voters == ("ada", "bo")
        assert profile.options == ("bus", "roof")
        assert profile.criteria == ("care", "cost")
        assert profile.total_weight == 5
        assert profile.histogram("bus", "care") == (0, 0, 0, 0, 0)

    def test_single_criterion_is_named_overall(self) -> None:
        profile = Profile.from_grades([("ada", "roof", 4), ("bo", "roof", 1)], scale=(1, 5))
        assert profile.criteria == ("overall",)
        assert profile.histograms == {("roof", "overall"): (1, 0, 0, 1, 0)}

    def test_nothing_was_answered(self) -> None:
        profile = Profile.from_grades([], scale=(1, 5), options=["roof"])
        assert (profile.voters, profile.criteria) == ((), ("overall",))
        assert profile.n("roof", "overall") == 0
        assert profile.mean("roof", "overall") is None

    def test_mean_is_reversed_where_lower_is_better(self) -> None:
        rows = [("ada", "roof", "cost", 1), ("bo", "roof", "cost", 2), ("cy", "roof", "care", 2)]
        profile = Profile.from_grades(rows, scale=(1, 5), lower_is_better=["cost"])
        assert Fraction(9, 2) == profile.mean("roof", "cost")
        assert Fraction(2) == profile.mean("roof", "care")
        assert profile.cells["ada", "roof", "cost"] == 1

    def test_later_changes_of_the_input_change_nothing(self) -> None:
        cells: dict[tuple[str, str, str], int | str] = {("ada", "roof", "cost"): 1}
        weights = {"cost": 2}
        profile = Profile.from_grades(cells, scale=(1, 5), weights=weights)
        cells.clear()
        weights["cost"] = 7
        assert profile.cells == {("ada", "roof", "cost"): 1}
        assert profile.weights == {"cost": 2}

    def test_unknown_pair(self) -> None:
        profile = Profile.from_grades([("ada", "roof", 4)], scale=(1, 5))
        with pytest.raises(UnknownName, match="Nothing is known of 'rof' on 'overall'"):
            profile.n("rof", "overall")


ADA = ("ada", "roof", "cost")
HUGE = 10**5000


class TestWhatCannotBeCounted:
    @pytest.mark.parametrize("value", [0, 6, -3, pytest.param(HUGE, id="huge")])
    def test_grade_off_the_scale(self, value: int) -> None:
        with pytest.raises(InvalidScale, match=r"The scale runs from 1 to 5\. Give a grade on"):
            Profile.from_grades({ADA: value}, scale=(1, 5))

    @pytest.mark.parametrize(
        "value", [True, 2.0, float("nan"), float("inf"), None, "", "abstain", "3", [3], Fraction(3)]
    )
    def test_answer_that_is_no_whole_number(self, value: int) -> None:
        with pytest.raises(InvalidProfile, match="a whole number or a named silence"):
            Profile.from_grades([(*ADA, value)], scale=(1, 5))

    def test_three_sentences(self) -> None:
        with pytest.raises(InvalidScale) as refused:
            Profile.from_grades([("ada", "solar-roof", 9)], scale=(0, 5))
        assert str(refused.value) == (
            "'ada' cannot give 'solar-roof' the grade 9 on 'overall'. "
            "The scale runs from 0 to 5. Give a grade on the scale, or 'ABSTAIN'."
        )

    def test_cell_that_is_there_twice(self) -> None:
        """Even when both answers are the same."""
        with pytest.raises(InvalidProfile, match="graded 'roof' on 'cost' twice"):
            Profile.from_grades([(*ADA, 3), (*ADA, 3)], scale=(1, 5))

    @pytest.mark.parametrize(
        "row", [(), ("ada", 3), (*ADA, 3, 4), 7, "abc", pytest.param([HUGE], id="huge")]
    )
    def test_row_of_another_shape(self, row: tuple[str, str, int]) -> None:
        with pytest.raises(InvalidProfile, match="A row holds voter, option"):
            Profile.from_grades([row], scale=(1, 5))

    def test_mapping_with_another_key(self) -> None:
        with pytest.raises(InvalidProfile, match="A row holds voter, option"):
            Profile.from_grades({"ab": 3}, scale=(1, 5))  # type: ignore[dict-item]

    @pytest.mark.parametrize("scale", [(1, 5.0), (True, 5), (1,), (1, 2, 3), ("1", "5"), (5, 1)])
    def test_scale_that_is_none(self, scale: tuple[int, int]) -> None:
        with pytest.raises(InvalidScale, match="Give a"):
            Profile.from_grades([], scale=scale)

    def test_scale_with_a_fractional_end(self) -> None:
        with pytest.raises(InvalidScale, match="from one whole number to another"):
            Profile.from_grades([], scale=Scale(min=1, max=4.5))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"options": ["bus"]}, "'roof' cannot be counted as option"),
            ({"voters": ["bo"]}, "'ada' cannot be counted as voter"),
            ({"criteria": ["care"]}, "'cost' cannot be counted as criterion"),
            ({"weights": {"care": 1}}, "'cost' cannot be counted as criterion"),
            ({"lower_is_better": ["price"]}, "'price' cannot be counted as criterion"),
            ({"options": ["roof", "roof"]}, "declared twice"),
            ({"options": "roof"}, "list of its letters"),
            ({"lower_is_better": "cost"}, "list of its letters"),
            ({"options": ["roof", ""]}, "texts that are not empty"),
            ({"voters": ["ada", 7]}, "texts that are not empty"),
            ({"criteria": ["cost", "care"], "weights": {"cost": 1}}, "count by accident"),
            ({"weights": {"cost": 0}}, "positive whole numbers"),
            ({"weights": {"cost": 1.5}}, "positive whole numbers"),
            ({"weights": {"cost": True}}, "positive whole numbers"),
        ],
    )
    def test_names_and_weights(self, changes: Mapping[str, object], why: str) -> None:
        with pytest.raises(InvalidProfile, match=why):
            Profile.from_grades({ADA: 3}, scale=(1, 5), **changes)  # type: ignore[arg-type]

    @pytest.mark.parametrize("none", [{"criteria": []}, {"weights": {}}])
    def test_no_criterion_at_all(self, none: Mapping[str, object]) -> None:
        with pytest.raises(InvalidProfile, match="without any criterion"):
            Profile.from_grades([], scale=(1, 5), **none)  # type: ignore[arg-type]

    @LAW
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.text(), st.text(), st.text(), st.integers()),
                st.tuples(st.text(), st.text(), st.integers()),
                st.lists(st.none(), max_size=5).map(tuple),
            )
        )
    )
    def test_whatever_comes_in_is_counted_or_explained(
        self, rows: list[tuple[str, str, int]]
    ) -> None:
        """Never another exception than the three sentences."""
        try:
            profile = Profile.from_grades(rows, scale=(-10, 10))
        except CollectifError as refused:
            sentences = refused.what, refused.why, refused.mend
        else:
            sentences = ("counted",) * 3
            assert len(rows) == sum(map(sum, profile.histograms.values()))
        assert all(sentences)
