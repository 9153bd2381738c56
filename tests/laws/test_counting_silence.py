"""What silence counts as, which options too few graded, and that the result says so."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, filled, rank, weighted_mean
from collectif.counting.profiles.grades import SILENCES
from collectif.counting.profiles.silence import thin, treatments
from collectif.errors import InvalidInput
from collectif.testing.profiles import full_panels, patchy_profiles

LAW = settings(max_examples=40, deadline=None)
ALL_LOWEST = {"MISSING": "lowest", "ABSTAIN": "lowest", "CANNOT_JUDGE": "lowest"}

ROOM = Profile.from_text("a 5, b 3; a 4, b -; a ABSTAIN, b 1; a 2, b NOT_ENTITLED", scale=(1, 5))


class TestTreatments:
    def test_left_out_unless_told_otherwise(self) -> None:
        assert treatments(None) == dict.fromkeys(SILENCES, "left_out")
        assert treatments("lowest") == {**treatments(None), "MISSING": "lowest"}
        assert rank(ROOM).parameters["silence"] == treatments(None)

    @pytest.mark.parametrize(
        ("said", "a", "b"),
        [
            ("lowest", Fraction(11, 3), Fraction(5, 3)),
            ("highest", Fraction(11, 3), Fraction(3)),
            ("median", Fraction(11, 3), Fraction(5, 3)),
            ({"ABSTAIN": "highest"}, Fraction(4), Fraction(2)),
            ({"ABSTAIN": "median"}, Fraction(15, 4), Fraction(2)),
        ],
    )
    def test_means_of_filled_cells(self, said: Any, a: Fraction, b: Fraction) -> None:
        """By hand: grades 5 4 2 with one abstention, and 3 1 with one missing, one kept out."""
        full = filled(ROOM, said)
        assert (full.mean("a", "overall"), full.mean("b", "overall")) == (a, b)

    def test_who_is_kept_out_is_never_filled_in(self) -> None:
        with pytest.raises(InvalidInput, match="Nobody answers for somebody"):
            filled(ROOM, {"NOT_ENTITLED": "lowest"})
        assert filled(ROOM, ALL_LOWEST).cells["v4", "b", "overall"] == "NOT_ENTITLED"

    @pytest.mark.parametrize("said", ["zero", {"SILENT": "lowest"}, {"MISSING": "mean"}])
    def test_unknown_treatment(self, said: Any) -> None:
        with pytest.raises(InvalidInput, match="Silences are"):
            rank(ROOM, silence=said)

    @LAW
    @given(patchy_profiles)
    def test_filled_is_full(self, profile: Profile) -> None:
        """Nobody is silent afterwards, and no grade that was given has changed."""
        full = filled(profile, ALL_LOWEST)
        assert len(full.cells) == len(profile.voters) * len(profile.pairs)
        given_before = {c: x for c, x in profile.cells.items() if isinstance(x, int)}
        assert given_before.items() <= full.cells.items()
        for voter, option, criterion in full.cells.keys() - given_before.keys():
            assert full.worth(voter, option, criterion) == profile.scale.min

    @LAW
    @given(full_panels, st.sampled_from(["lowest", "highest", "median"]))
    def test_where_nobody_is_silent_nothing_is_filled(self, profile: Profile, how: Any) -> None:
        assert filled(profile, how) == profile
        assert rank(profile, silence=how).scores == weighted_mean(profile).scores

    @LAW
    @given(patchy_profiles)
    def test_lowest_and_highest_enclose(self, profile: Profile) -> None:
        """No treatment puts a mean outside of these two."""
        low, high = (
            rank(profile, silence=dict.fromkeys(("MISSING", "ABSTAIN", "CANNOT_JUDGE"), how)).scores
            for how in ("lowest", "highest")
        )
        for option, score in weighted_mean(profile).scores.items():
            assert low[option] <= score <= high[option]


class TestCoverage:
    def test_too_few_stand_apart(self) -> None:
        """Two of three entitled graded b, three of four a."""
        assert thin(ROOM, "2/3") == ()
        assert thin(ROOM, "3/4") == ("b",)
        found = rank(ROOM, min_coverage="3/4")
        assert (found.tiers, found.incomplete) == ((("a",),), ("b",))
        assert found.parameters["min_coverage"] == "3/4"

    def test_nobody_entitled_is_no_coverage(self) -> None:
        alone = Profile.from_text("a NOT_ENTITLED, b 1", scale=(1, 5))
        assert alone.coverage("a", "overall") is None
        assert thin(alone, "1/100") == ("a",)
        assert thin(alone, 0) == ()

    @pytest.mark.parametrize("share", ["-1/2", 2])
    def test_share_is_one(self, share: Any) -> None:
        with pytest.raises(InvalidInput, match="from 0 to 1"):
            rank(ROOM, min_coverage=share)

    def test_one_ten_does_not_beat_four_nines(self) -> None:
        """Unless nobody asked how many graded (counting.md 2b)."""
        room = Profile.from_text("a 10, b 9; 3: a -, b 9", scale=(1, 10))
        assert rank(room, min_scores_per_cell=1).leaders == ("a",)
        assert rank(room, min_scores_per_cell=1, min_coverage="1/2").leaders == ("b",)


@pytest.mark.parametrize("asked", [{"silence": "lowest"}, {"min_coverage": "1/2"}])
def test_orders_have_no_grades_to_fill_in(asked: Any) -> None:
    with pytest.raises(InvalidInput, match="unranked"):
        rank(Profile.from_text("a > b; b"), "borda", **asked)
