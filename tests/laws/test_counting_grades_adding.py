"""Trimmed means, score, approval, dots and STAR beside their definitions, voter by voter."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    RULES,
    Profile,
    approval,
    dots,
    rank,
    rounded,
    score,
    star,
    tiers_of,
    totals,
    trimmed_mean,
    weighted_mean,
)
from collectif.errors import InvalidInput, InvalidProfile
from collectif.testing.profiles import approvals, full_panels, patchy_profiles

LAW = settings(max_examples=50, deadline=None)
trims = st.one_of(st.integers(0, 3), st.sampled_from(["0", "1/10", "1/5", "1/3", "49/100"]))


class TestTrimmedMean:
    @LAW
    @given(patchy_profiles, trims)
    def test_the_definition(self, profile: Profile, trim: int | str) -> None:
        """Sort, drop as many at each end, take the mean of the rest (Tukey, McLaughlin 1963)."""
        means = trimmed_mean(profile, trim=trim, min_scores_per_cell=1).behind["means"]
        assert isinstance(means, dict)
        for option, criterion in profile.pairs:
            found = [profile.worth(voter, option, criterion) for voter in profile.voters]
            mine = sorted(grade for grade in found if grade is not None)
            out = trim if isinstance(trim, int) else floor(Fraction(trim) * len(mine))
            kept = mine[out : len(mine) - out] if 2 * out < len(mine) else []
            expected = Fraction(sum(kept), len(kept)) if kept else None
            assert expected == means[option, criterion]

    @LAW
    @given(patchy_profiles)
    def test_nothing_trimmed_is_the_weighted_mean(self, profile: Profile) -> None:
        found, plain = trimmed_mean(profile, trim=0), weighted_mean(profile)
        assert (found.scores, found.tiers, found.incomplete) == (
            plain.scores,
            plain.tiers,
            plain.incomplete,
        )

    @LAW
    @given(full_panels, st.data(), trims)
    def test_voices_are_copies(self, profile: Profile, data: st.DataObject, trim: int) -> None:
        """A voter with three voices is trimmed voice by voice."""
        numbers = {v: data.draw(st.integers(1, 3)) for v in profile.voters}
        cells = {
            (f"{v}.{copy}", o, c): x
            for (v, o, c), x in profile.cells.items()
            for copy in range(numbers[v])
        }
        copies = Profile.from_grades(
            cells,
            scale=profile.scale,
            options=profile.options,
            weights=profile.weights,
            lower_is_better=profile.lower_is_better,
        )
        found, expected = (
            trimmed_mean(room, trim=trim) for room in (profile.speaking(numbers), copies)
        )
        assert found == expected

    def test_crowds_beyond_64_bits(self) -> None:
        """One voice of 2**70 at each end is left out exactly."""
        crowd = 2**70
        room = Profile.from_text("a 1; a 2; a 5", scale=(1, 5))
        found = trimmed_mean(room.speaking({"v1": crowd, "v2": crowd, "v3": crowd}), trim=crowd - 1)
        assert found.behind["means"] == {("a", "overall"): Fraction(2 * crowd + 6, crowd + 2)}

    @LAW
    @given(st.fractions(-100, 100), st.fractions(min_value=Fraction(1, 50), max_value=5))
    def test_rounding_is_to_the_nearest_and_half_up(self, value: Fraction, step: Fraction) -> None:
        found = rounded(value, step)
        assert (found / step).denominator == 1
        assert -step / 2 < found - value <= step / 2

    @pytest.mark.parametrize(
        "asked",
        [
            {"trim": -1},
            {"trim": "1/2"},
            {"trim": "a few"},
            {"trim": 0.1},
            {"trim": "1/0"},
            {"round_to": 0},
            {"round_to": "x"},
        ],
    )
    def test_what_cannot_be_asked(self, asked: dict[str, object]) -> None:
        room = Profile.from_text("a 1; a 2", scale=(1, 5))
        with pytest.raises(InvalidInput):
            rank(room, "trimmed-mean", **asked)  # type: ignore[arg-type]


class TestScoreAndApproval:
    @LAW
    @given(full_panels)
    def test_mean_is_the_weighted_mean_on_full_panels(self, profile: Profile) -> None:
        """Where nobody is silent, voter first or criterion first is the same."""
        assert score(profile, by="mean").scores == weighted_mean(profile).scores

    @LAW
    @given(full_panels)
    def test_total_is_the_sum_of_totals(self, profile: Profile) -> None:
        given_ = totals(profile)
        expected = {
            o: sum((given_[v, o] for v in profile.voters), start=Fraction(0))
            * profile.scale.range
            / 100
            for o in profile.options
        }
        assert expected == score(profile).scores

    def test_silence_by_total_and_by_mean(self) -> None:
        """Adding nothing is what the lowest grade adds; a mean leaves the silent out."""
        room = Profile.from_text("a 5, b 5; a 2, b -", scale=(1, 5))
        assert score(room).leaders == ("a",)
        assert score(room, by="mean").leaders == ("b",)
        assert rank(room, "score", silence="lowest").scores == score(room).scores

    @LAW
    @given(approvals())
    def test_lists_are_counted_as_they_are(self, profile: Profile) -> None:
        """On ballots that list options, the score is the number of lists (Brams, Fishburn 1978)."""
        expected = {
            o: sum(profile.cells[v, o, "overall"] == 1 for v in profile.voters)
            for o in profile.options
        }
        assert expected == approval(profile).scores == approval(profile, at_least=1).scores

    @LAW
    @given(patchy_profiles, st.fractions(0, 100))
    def test_the_threshold_on_totals(self, profile: Profile, bar: Fraction) -> None:
        """With criteria, who gives at least so much in all approves."""
        given_ = totals(profile)
        share = (
            bar
            if len(profile.criteria) > 1
            else profile.scale.min + bar * profile.scale.range / 100
        )
        found = approval(profile, at_least=share)
        for option, number in found.scores.items():
            mine = [given_.get((v, option)) for v in profile.voters]
            assert number == sum(total is not None and total >= bar for total in mine)

    def test_more_than_half_way_up(self) -> None:
        room = Profile.from_text("a 3, b 4", scale=(1, 5))
        assert approval(room).scores == {"a": 0, "b": 1}

    def test_what_cannot_be_asked(self) -> None:
        room = Profile.from_text("a 3", scale=(1, 5))
        for rule, asked in (("score", {"by": "luck"}), ("approval", {"at_least": "high"})):
            with pytest.raises(InvalidInput):
                rank(room, rule, **asked)  # type: ignore[arg-type]


class TestDots:
    def test_dots_with_voices(self) -> None:
        room = Profile.from_text("a 3, b 2; a 0, b 5", scale=(0, 5)).speaking({"v1": 2**70})
        found = dots(room)
        assert found.scores == {"a": 3 * 2**70, "b": 2 * 2**70 + 5}
        assert found.behind == {"givers": {"a": 2**70, "b": 2**70 + 1}, "spent": 5 * (2**70 + 1)}

    def test_overspending_is_refused(self) -> None:
        room = Profile.from_text("a 3, b 3", scale=(0, 5))
        with pytest.raises(InvalidProfile, match="'v1' spent 6 dots"):
            dots(room)
        assert dots(room, budget=6).tiers == (("a", "b"),)

    @pytest.mark.parametrize(
        "room",
        [
            Profile.from_text("a 1", scale=(1, 5)),
            Profile.from_text("a/cost 1, a/care 2", scale=(0, 5)),
            Profile.from_text("a > b"),
        ],
    )
    def test_what_is_no_wall_of_dots(self, room: Profile) -> None:
        with pytest.raises(InvalidProfile, match="Dots"):
            dots(room)

    def test_no_budget(self) -> None:
        with pytest.raises(InvalidInput, match="budget of 0"):
            dots(Profile.from_text("a 1", scale=(0, 5)), budget=0)


def star_by_hand(profile: Profile) -> tuple[set[str], set[str]]:
    """Return who could lead and who could be a finalist, over every way to break ties."""
    scores = score(profile).scores
    ranked = [o for tier in tiers_of(scores) for o in tier]
    pairs = {
        frozenset(pair)
        for pair in combinations(ranked, 2)
        if min(scores[o] for o in pair) >= max([scores[o] for o in ranked if o not in pair] or [0])
    }
    given_, leaders = totals(profile), set()
    for a, b in map(sorted, pairs):
        margin = sum(
            (given_[v, a] > given_[v, b]) - (given_[v, a] < given_[v, b]) for v in profile.voters
        )
        leaders |= {a} if margin > 0 else {b} if margin < 0 else {a, b}
    return leaders or set(ranked), set().union(*pairs)


class TestStar:
    @LAW
    @given(full_panels)
    def test_the_definition(self, profile: Profile) -> None:
        """Leaders are those who win the runoff of some two highest (Equal Vote Coalition)."""
        leaders, finalists = star_by_hand(profile)
        found = star(profile)
        assert set(found.leaders) == leaders
        assert {o for pair in found.behind["finalists"] for o in pair} == finalists  # type: ignore[attr-defined]
        assert {o for tier in found.tiers for o in tier} == set(profile.options)

    @LAW
    @given(full_panels)
    def test_the_protocol_only_parts_leaders(self, profile: Profile) -> None:
        """Whoever leads by the protocol leads without it, for it breaks ties and nothing else."""
        assert set(star(profile, ties="equal-vote").leaders) <= set(star(profile).leaders)

    def test_two_that_tie_for_the_runoff(self) -> None:
        """b and c tie for the second place; two of three prefer b, who meets a."""
        room = Profile.from_text("a 5, b 3, c 2; a 5, b 3, c 2; a 5, b 1, c 3", scale=(0, 5))
        assert star(room).behind["finalists"] == (("a", "b"), ("a", "c"))
        assert star(room, ties="equal-vote").behind["finalists"] == (("a", "b"),)

    def test_silence(self) -> None:
        """A blank is no star in both rounds; who abstains does not compare."""
        blank = Profile.from_text("a 1, b -; a 0, b 1", scale=(0, 5))
        kept = Profile.from_text("a 1, b ABSTAIN; a 0, b 1", scale=(0, 5))
        assert star(blank).behind["runoff"] == {("a", "b"): (1, 1)}
        assert star(kept).behind["runoff"] == {("a", "b"): (0, 1)}

    def test_unknown_treatment_of_ties(self) -> None:
        with pytest.raises(InvalidInput, match="treated as 'coin'"):
            star(Profile.from_text("a 1", scale=(0, 5)), ties="coin")  # type: ignore[arg-type]


HERE = (
    "approval",
    "consent",
    "dots",
    "gradients",
    "majority",
    "majority-judgment",
    "score",
    "star",
    "supermajority",
    "trimmed-mean",
)


@pytest.mark.parametrize("name", HERE)
class TestHostileProfiles:
    def scale(self, name: str) -> tuple[int, int]:
        found = RULES[name].scale
        assert found is not None
        return found

    def test_nobody(self, name: str) -> None:
        """Nothing to rank, or options without answers: an answer, not a number."""
        assert rank(Profile.from_grades([], scale=self.scale(name)), name).tiers == ()
        silent = Profile.from_grades([], scale=self.scale(name), options=["a", "b"], voters=["x"])
        found = rank(silent, name)
        assert {*found.incomplete, *(o for tier in found.tiers for o in tier)} == {"a", "b"}
        assert len(found.tiers) <= 1

    def test_everything_tied(self, name: str) -> None:
        """Equal options share their tier, however many they are."""
        options = [f"o{i}" for i in range(60)]
        low, high = self.scale(name)
        rows = [(v, o, min(high, low + 1)) for v in "xyz" for o in options]
        found = rank(Profile.from_grades(rows, scale=(low, high)), name, **self.budget(name))
        assert found.tiers == (tuple(options),)

    def test_the_example_is_ranked(self, name: str) -> None:
        rule = RULES[name]
        assert rank(Profile.from_text(rule.example, scale=rule.scale), name).tiers

    def test_witnesses_are_profiles_of_the_scale(self, name: str) -> None:
        rule = RULES[name]
        for witness in rule.breaks.values():
            assert rank(Profile.from_text(witness, scale=rule.scale), name).tiers

    def budget(self, name: str) -> dict[str, object]:
        return {"budget": 60} if name == "dots" else {}
