"""How ballots come in: orders, approvals, words, arrays, columns; and what cannot be read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, agreement, duels, median, orders, rank, weighted_mean
from collectif.errors import InvalidProfile, InvalidScale
from collectif.testing.profiles import patchy_profiles, rankings

LAW = settings(max_examples=40, deadline=None)


class TestRankings:
    def test_every_shape_says_the_same(self) -> None:
        """By voter, one ballot each, voter and ballot, voter and option and place, in words."""
        ballots = {"v1": ["a", ["b", "c"]], "v2": ["c"]}
        profile = Profile.from_rankings(ballots, options=["a", "b", "c"])
        same = [
            Profile.from_rankings(list(ballots.values()), options=["a", "b", "c"]),
            Profile.from_rankings(list(ballots.items()), options=["a", "b", "c"]),
            Profile.from_rankings(
                [("v1", "a", 1), ("v1", "b", 5), ("v1", "c", 5), ("v2", "c", 2)],
                options=["a", "b", "c"],
            ),
            Profile.from_text("a > b = c; c"),
        ]
        assert [profile] * 4 == same
        assert profile.cells["v1", "c", "overall"] == 2
        assert ("v2", "a", "overall") not in profile.cells

    def test_places_are_those_of_a_competition(self) -> None:
        profile = Profile.from_rankings([[["a", "b"], "c"]])
        assert [profile.cells["v1", option, "overall"] for option in "abc"] == [1, 1, 3]

    def test_what_is_left_off_is_last_or_not_compared(self) -> None:
        profile = Profile.from_text("a > b; c", options=["a", "b", "c"])
        assert orders(profile, "tied_last") == {
            "v1": (("a",), ("b",), ("c",)),
            "v2": (("c",), ("a", "b")),
        }
        assert orders(profile, "incomparable") == {"v1": (("a",), ("b",)), "v2": (("c",),)}

    def test_an_empty_ballot_is_a_voter_who_said_nothing(self) -> None:
        profile = Profile.from_rankings([["a", "b"], []])
        assert profile.voters == ("v1", "v2")
        assert profile.silences["a", "overall"]["MISSING"] == 1

    @LAW
    @given(rankings())
    def test_places_are_no_grades(self, profile: Profile) -> None:
        """A place of one voter is nothing beside that of another (Arrow 1951)."""
        for count in (weighted_mean, median, agreement, lambda p: p.mean("a", "overall")):
            with pytest.raises(InvalidProfile, match="the ballots are orders"):
                count(profile)
        with pytest.raises(InvalidProfile, match="reads grades"):
            rank(profile)

    @LAW
    @given(rankings(), st.data())
    def test_without_some_options_the_others_keep_their_order(
        self, profile: Profile, data: st.DataObject
    ) -> None:
        gone = data.draw(st.sampled_from(profile.options))
        left = profile.without_options(gone)
        for voter, tiers in orders(profile, "incomparable").items():
            kept = tuple(t for tier in tiers if (t := tuple(o for o in tier if o != gone)))
            assert kept == orders(left, "incomparable")[voter]

    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            ([["a", "a"]], "'v1' ranked 'a' twice"),
            ([["a", ["b", "a"]]], "ranked 'a' twice"),
            ([("ada", ["a"]), ("ada", ["b"])], "'ada' cast more than one ballot"),
            (["a > b"], "A ballot lists options"),
            ([["a", 2]], "A ballot lists options"),
            ([7], "A ballot lists options"),
            ([("ada", "a", 1), ("ada", "a", 2)], "each option has one"),
            ([("ada", "a", 1), ("ada", "b")], "A ballot lists options"),
            ([["a", ""]], "texts that are not empty"),
        ],
    )
    def test_ballot_that_cannot_be_read(self, rows: Any, why: str) -> None:
        with pytest.raises(InvalidProfile, match=why):
            Profile.from_rankings(rows)

    def test_options_that_were_not_declared(self) -> None:
        with pytest.raises(InvalidProfile, match="'c' cannot be counted as option"):
            Profile.from_rankings([["a", "c"]], options=["a", "b"])

    def test_ten_thousand_options(self) -> None:
        """What is never asked for costs nothing: no table of options by places."""
        names = [f"o{i}" for i in range(10_000)]
        profile = Profile.from_rankings([names, names[::-1]])
        assert len(profile.options) == 10_000


class TestApprovals:
    def test_every_shape_says_the_same(self) -> None:
        lists = {"v1": {"a", "b"}, "v2": ["a"], "v3": []}
        profile = Profile.from_approvals(lists, options=["a", "b", "c"])
        assert profile == Profile.from_approvals([["b", "a"], ["a"], []], options=["a", "b", "c"])
        assert profile == Profile.from_approvals(list(lists.items()), options=["a", "b", "c"])
        assert [profile.steps(option, "overall") for option in "abc"] == [2, 1, 0]
        assert profile.n("c", "overall") == 3

    def test_a_voter_without_a_list_said_nothing(self) -> None:
        profile = Profile.from_approvals({"ada": ["a"]}, voters=["ada", "bo"])
        assert profile.silences["a", "overall"]["MISSING"] == 1

    @pytest.mark.parametrize("rows", [["a"], [[["a"]]], [7]])
    def test_list_that_cannot_be_read(self, rows: Any) -> None:
        with pytest.raises(InvalidProfile, match="A ballot lists options"):
            Profile.from_approvals(rows)


class TestWords:
    def test_grades_and_silences(self) -> None:
        profile = Profile.from_text("2: a 5, b/care -2, c -; a ABSTAIN", scale=(-2, 5))
        assert profile.cells == {
            ("v1", "a", "overall"): 5,
            ("v1", "b", "care"): -2,
            ("v2", "a", "overall"): 5,
            ("v2", "b", "care"): -2,
            ("v3", "a", "overall"): "ABSTAIN",
        }
        assert profile.options == ("a", "b", "c")

    @pytest.mark.parametrize("text", ["a >", "> a", "a = = b"])
    def test_order_that_cannot_be_read(self, text: str) -> None:
        with pytest.raises(InvalidProfile, match="cannot be read"):
            Profile.from_text(text)

    @pytest.mark.parametrize("text", ["a", "a five", "a PERHAPS", "a 5 6 b"])
    def test_grades_that_cannot_be_read(self, text: str) -> None:
        with pytest.raises(InvalidProfile):
            Profile.from_text(text, scale=(1, 5))

    def test_so_many_voters_are_not_written_out(self) -> None:
        with pytest.raises(InvalidProfile, match="with voices"):
            Profile.from_text("1000000000: a > b")


class TestVoices:
    @LAW
    @given(patchy_profiles, st.data())
    def test_a_voice_more_is_a_voter_more(self, profile: Profile, data: st.DataObject) -> None:
        """With voices, or with as many voters who answer alike: the same counts."""
        voices = {v: data.draw(st.integers(1, 3)) for v in profile.voters}
        cells = {
            (f"{v}-{copy}", o, c): x
            for (v, o, c), x in profile.cells.items()
            for copy in range(voices[v])
        }
        voters = [f"{v}-{copy}" for v in profile.voters for copy in range(voices[v])]
        copies = Profile.from_grades(
            cells,
            scale=profile.scale,
            options=profile.options,
            weights=profile.weights,
            lower_is_better=profile.lower_is_better,
            voters=voters,
        )
        spoken = profile.speaking(voices)
        assert copies.histograms == spoken.histograms
        assert copies.silences == spoken.silences
        assert copies.total_voices == spoken.total_voices
        assert weighted_mean(copies) == weighted_mean(spoken)
        assert duels(copies) == duels(spoken)
        assert rank(copies, "borda") == rank(spoken, "borda")

    @pytest.mark.parametrize("number", [0, -1, 1.5, True, "2"])
    def test_voices_are_whole(self, number: Any) -> None:
        with pytest.raises(InvalidProfile, match="whole number of voters"):
            Profile.from_text("a > b").speaking({"v1": number})

    def test_voices_of_somebody_else(self) -> None:
        with pytest.raises(InvalidProfile, match="'ada' cannot be counted as voter"):
            Profile.from_text("a > b").speaking({"ada": 2})

    def test_who_is_gone_has_no_voices(self) -> None:
        profile = Profile.from_text("a > b; b > a").speaking({"v1": 2})
        assert profile.without_voters("v1").voices == {}


class TestArrays:
    @LAW
    @given(patchy_profiles)
    def test_tables_and_columns_say_the_same_as_rows(self, profile: Profile) -> None:
        """Counted by columns or one by one: equal in all that is asked."""
        codes = {-101: "ABSTAIN", -102: "CANNOT_JUDGE", -103: "MISSING"}
        names = {name: code for code, name in codes.items()}
        table = [
            [
                [
                    names.get(answer, answer)  # type: ignore[call-overload]
                    for c in profile.criteria
                    for answer in [profile.cells.get((v, o, c), "MISSING")]
                ]
                for o in profile.options
            ]
            for v in profile.voters
        ]
        said: dict[str, Any] = {
            "scale": profile.scale,
            "voters": profile.voters,
            "options": profile.options,
            "criteria": profile.criteria,
            "weights": profile.weights,
            "lower_is_better": profile.lower_is_better,
        }
        tabled = Profile.from_array(np.array(table), silent=codes, **said)
        assert profile == tabled
        assert profile.histograms == tabled.histograms
        assert profile.silences == tabled.silences
        assert duels(profile) == duels(tabled)
        graded = profile.only(cell for cell, x in profile.cells.items() if isinstance(x, int))
        rows = [
            (profile.voters.index(v), profile.options.index(o), profile.criteria.index(c), x)
            for (v, o, c), x in graded.cells.items()
        ]
        columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
        listed = Profile.from_columns(*columns, **said)
        assert graded == listed
        assert weighted_mean(graded) == weighted_mean(listed)
        assert median(graded) == median(listed)

    def test_names_that_nobody_gave(self) -> None:
        profile = Profile.from_array([[[1, 2], [3, -1]]], scale=(1, 5))
        assert (profile.voters, profile.options) == (("v1",), ("o1", "o2"))
        assert profile.criteria == ("c1", "c2")
        assert profile.silences["o2", "c2"]["MISSING"] == 1
        assert Profile.from_array([[1], [2]], scale=(1, 5)).criteria == ("overall",)

    @pytest.mark.parametrize(
        ("table", "why"),
        [
            ([1, 2], "1 dimensions"),
            ([[1.0, 2.0]], "float64"),
            ([["a"]], "whole numbers that fit"),
            ([[1 << 70]], "whole numbers that fit"),
            ([[1, 2], [3]], "whole numbers that fit"),
            ([[1, 9]], "The table holds 9"),
        ],
    )
    def test_table_that_cannot_be_counted(self, table: Any, why: str) -> None:
        with pytest.raises((InvalidProfile, InvalidScale), match=why):
            Profile.from_array(table, scale=(1, 5))

    @pytest.mark.parametrize(
        ("columns", "why"),
        [
            (([0], [0], None, [1, 2]), "differ in length"),
            (([7], [0], None, [1]), "A code of the column voter"),
            (([-1], [0], None, [1]), "A code of the column voter"),
            (([0], [2], None, [1]), "A code of the column option"),
            (([0], [0], [1], [1]), "A code of the column criterion"),
            (([0], [0], None, [6]), "The scale runs from 1 to 5"),
            (([0, 0], [1, 1], None, [3, 4]), "1 answers are about cells that hold one already"),
            (([0.0], [0], None, [1]), "whole numbers that fit"),
        ],
    )
    def test_columns_that_cannot_be_counted(self, columns: Any, why: str) -> None:
        with pytest.raises((InvalidProfile, InvalidScale), match=why):
            Profile.from_columns(*columns, scale=(1, 5), voters=2, options=2)

    def test_names_in_another_number(self) -> None:
        with pytest.raises(InvalidProfile, match="2 names were given for 1"):
            Profile.from_array([[1]], scale=(1, 5), options=["a", "b"])

    def test_scale_too_wide_for_columns(self) -> None:
        profile = Profile.from_columns([0], [0], None, [5], scale=(0, 1 << 40), voters=1, options=1)
        with pytest.raises(InvalidScale, match="narrower scale"):
            weighted_mean(profile)

    def test_wide_scale_in_rows_is_exact(self) -> None:
        """Beyond 2^53, where floating point numbers merge neighbours."""
        top = 1 << 90
        rows = [("ada", "a", top), ("bo", "a", top - 1), ("ada", "b", top), ("bo", "b", top - 2)]
        profile = Profile.from_grades(rows, scale=(0, top))
        assert weighted_mean(profile).tiers == (("a",), ("b",))
        assert median(profile).tiers == (("a",), ("b",))
        with pytest.raises(InvalidScale, match="each of"):
            profile.histogram("a", "overall")


def test_coverage_is_of_those_entitled() -> None:
    rows = [("ada", "a", 3), ("bo", "a", "NOT_ENTITLED"), ("cy", "a", "CANNOT_JUDGE")]
    profile = Profile.from_grades(rows, scale=(1, 5), voters=["ada", "bo", "cy", "di"])
    assert profile.coverage("a", "overall") == pytest.approx(1 / 3)
    assert profile.silences["a", "overall"] == {
        "ABSTAIN": 0,
        "CANNOT_JUDGE": 1,
        "MISSING": 1,
        "NOT_ENTITLED": 1,
    }


def test_saying_that_an_answer_is_missing_is_saying_nothing() -> None:
    said = Profile.from_grades([("ada", "a", 3), ("ada", "b", "MISSING")], scale=(1, 5))
    assert said.cells == {("ada", "a", "overall"): 3}
    assert said.options == ("a", "b")
