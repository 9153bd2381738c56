"""The laws of the weighted mean in figures: what a score becomes, not only who stands where.

What every rule claims is tested in `test_counting_claims.py`.

A *full panel* is a profile where every voter graded every cell; in a *patchy* one a cell may also
hold a silence, or nothing. Laws are listed in Smith 1973, Young 1975 and Pivato 2013, unless a
test says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, Ranking, weighted_mean
from collectif.errors import InvalidInput
from collectif.testing.profiles import SILENCES, full_panels, patchy_profiles, recast, worth

LAW = settings(max_examples=50, deadline=None)


def grades_of(profile: Profile) -> list[tuple[str, str, str]]:
    return [cell for cell, value in profile.cells.items() if isinstance(value, int)]


def norm(profile: Profile, grade: Fraction | int) -> Fraction:
    """Return where a grade stands between the ends of the scale, from 0 to 100."""
    return 100 * Fraction(grade - profile.scale.min, profile.scale.range)


def ballot_score(profile: Profile, voter: str, option: str) -> Fraction:
    """Return what one voter with a complete ballot gives to an option, from 0 to 100."""
    total = sum(
        profile.weights[c] * worth(profile, c, profile.cells[voter, option, c])
        for c in profile.criteria
    )
    return norm(profile, Fraction(total, profile.total_weight))


class TestLawsItKeeps:
    @LAW
    @given(patchy_profiles, st.data())
    def test_anonymity(self, profile: Profile, data: st.DataObject) -> None:
        """Who gave which answers, and in which order they came, changes nothing (May 1952)."""
        others = dict(zip(profile.voters, data.draw(st.permutations(profile.voters)), strict=True))
        cells = [((others[v], o, c), x) for (v, o, c), x in profile.cells.items()]
        shuffled = dict(data.draw(st.permutations(cells)))
        assert weighted_mean(profile) == weighted_mean(recast(profile, shuffled))

    @LAW
    @given(patchy_profiles, st.data())
    def test_neutrality(self, profile: Profile, data: st.DataObject) -> None:
        """When options swap names, their scores and places go with the answers (May 1952)."""
        others = dict(
            zip(profile.options, data.draw(st.permutations(profile.options)), strict=True)
        )
        before = weighted_mean(profile)
        after = weighted_mean(
            recast(profile, {(v, others[o], c): x for (v, o, c), x in profile.cells.items()})
        )
        assert {others[o]: s for o, s in before.scores.items()} == after.scores
        assert {(p, others[o]) for p, o in before.places()} == set(after.places())

    @LAW
    @given(patchy_profiles, st.integers(2, 1000))
    def test_weight_scaling(self, profile: Profile, times: int) -> None:
        """Weights times a constant change no score: only ratios count (Dezert et al. 2020)."""
        heavier = {c: times * w for c, w in profile.weights.items()}
        scaled = weighted_mean(recast(profile, profile.cells, weights=heavier))
        assert weighted_mean(profile).scores == scaled.scores

    @LAW
    @given(full_panels, st.data())
    def test_unanimity(self, profile: Profile, data: st.DataObject) -> None:
        """When all grades of an option are worth x, its score is exactly where x stands."""
        x = data.draw(st.integers(profile.scale.min, profile.scale.max))
        same = recast(profile, {cell: worth(profile, cell[2], x) for cell in profile.cells})
        assert dict.fromkeys(profile.options, norm(profile, x)) == weighted_mean(same).scores

    @LAW
    @given(patchy_profiles)
    def test_bounds(self, profile: Profile) -> None:
        """A score stands between the worst and the best grade that the option received."""
        for option, score in weighted_mean(profile).scores.items():
            worths = [
                worth(profile, c, profile.cells[v, o, c])
                for v, o, c in grades_of(profile)
                if o == option
            ]
            assert 0 <= norm(profile, min(worths)) <= score <= norm(profile, max(worths)) <= 100
            for criterion in profile.criteria:
                mean = profile.mean(option, criterion)
                assert mean is not None
                assert profile.scale.min <= mean <= profile.scale.max

    @LAW
    @given(full_panels, st.data())
    def test_monotonicity(self, profile: Profile, data: st.DataObject) -> None:
        """One better grade raises the score by its weight; the place never falls (May 1952)."""
        cell = data.draw(st.sampled_from(grades_of(profile)))
        _, option, criterion = cell
        old = worth(profile, criterion, profile.cells[cell])
        new = data.draw(st.integers(old, profile.scale.max))
        better = recast(profile, {**profile.cells, cell: worth(profile, criterion, new)})
        before, after = weighted_mean(profile), weighted_mean(better)
        share = Fraction(
            profile.weights[criterion], profile.total_weight * profile.n(option, criterion)
        )
        gain = 100 * share * Fraction(new - old, profile.scale.range)
        assert {**before.scores, option: before.scores[option] + gain} == after.scores
        assert (after.place(option) or 0) <= (before.place(option) or 0)

    @LAW
    @given(patchy_profiles)
    def test_monotonicity_with_missing_answers(self, profile: Profile) -> None:
        """Also where answers are missing, no better grade lowers a score or a place (May 1952)."""
        before = weighted_mean(profile)
        for cell in grades_of(profile):
            _, option, criterion = cell
            best = worth(profile, criterion, profile.scale.max)
            after = weighted_mean(recast(profile, {**profile.cells, cell: best}))
            assert before.incomplete == after.incomplete
            if option in before.scores:
                assert before.scores[option] <= after.scores[option]
                assert (after.place(option) or 0) <= (before.place(option) or 0)

    @LAW
    @given(full_panels, st.data())
    def test_dominance(self, profile: Profile, data: st.DataObject) -> None:
        """Graded no better anywhere, and worse somewhere: strictly below (Pareto; Arrow 1951)."""
        grades = {
            (v, "shade", c): worth(
                profile,
                c,
                data.draw(st.integers(profile.scale.min, worth(profile, c, x))),
            )
            for (v, o, c), x in profile.cells.items()
            if o == "a"
        }
        shaded = recast(profile, {**profile.cells, **grades}, options=("shade", *profile.options))
        ranking = weighted_mean(shaded)
        if all(shaded.mean("a", c) == shaded.mean("shade", c) for c in profile.criteria):
            assert ranking.scores["a"] == ranking.scores["shade"]
        else:
            assert ranking.scores["a"] > ranking.scores["shade"]
            assert (ranking.place("a") or 0) < (ranking.place("shade") or 0)

    @LAW
    @given(patchy_profiles)
    def test_dominance_by_means(self, profile: Profile) -> None:
        """No weights put an option above one whose means are all at least as high (Pareto)."""
        scores = weighted_mean(profile).scores
        for p in scores:
            for q in scores:
                means = [(profile.mean(p, c), profile.mean(q, c)) for c in profile.criteria]
                if all(x is not None and y is not None and x >= y for x, y in means):
                    assert scores[p] >= scores[q]

    @LAW
    @given(patchy_profiles, st.data())
    def test_irrelevant_options(self, profile: Profile, data: st.DataObject) -> None:
        """Withdrawing an option leaves the others' scores and order unchanged (Arrow 1951)."""
        gone = data.draw(st.sampled_from(profile.options))
        cells = {cell: x for cell, x in profile.cells.items() if cell[1] != gone}
        left = [o for o in profile.options if o != gone]
        before, after = weighted_mean(profile), weighted_mean(recast(profile, cells, options=left))
        assert {o: s for o, s in before.scores.items() if o != gone} == after.scores
        tiers = (tuple(o for o in tier if o != gone) for tier in before.tiers)
        assert tuple(tier for tier in tiers if tier) == after.tiers

    @LAW
    @given(full_panels)
    def test_two_stage_on_full_panels(self, profile: Profile) -> None:
        """Criteria first or voters first: the same when nothing is missing (linearity of means)."""
        for option, score in weighted_mean(profile).scores.items():
            ballots = [ballot_score(profile, voter, option) for voter in profile.voters]
            assert Fraction(sum(ballots), len(ballots)) == score

    @LAW
    @given(full_panels, st.data())
    def test_small_influence_on_full_panels(self, profile: Profile, data: st.DataObject) -> None:
        """One voter moves a score by at most 100/n (linearity of means on a fixed scale)."""
        voter = data.draw(st.sampled_from(profile.voters))
        grade = st.integers(profile.scale.min, profile.scale.max)
        ballot = {cell: data.draw(grade) for cell in profile.cells if cell[0] == voter}
        before = weighted_mean(profile).scores
        after = weighted_mean(recast(profile, {**profile.cells, **ballot})).scores
        most = Fraction(100, len(profile.voters))
        assert all(abs(after[o] - before[o]) <= most for o in profile.options)

    @LAW
    @given(full_panels, st.data())
    def test_reinforcement_on_full_panels(self, profile: Profile, data: st.DataObject) -> None:
        """Two rooms together give the mean of both, so what both prefer stays so (Young 1975)."""
        grade = st.integers(profile.scale.min, profile.scale.max)
        guests = [f"guest-{i}" for i in range(data.draw(st.integers(2, 4)))]
        cells = {
            (v, o, c): data.draw(grade)
            for v in guests
            for o in profile.options
            for c in profile.criteria
        }
        n, m = len(profile.voters), len(guests)
        here = weighted_mean(profile).scores
        there = weighted_mean(recast(profile, cells, voters=guests)).scores
        both = recast(profile, {**profile.cells, **cells}, voters=(*profile.voters, *guests))
        together = {o: (n * here[o] + m * there[o]) / (n + m) for o in profile.options}
        assert together == weighted_mean(both).scores

    @LAW
    @given(full_panels, st.data())
    def test_participation_on_full_panels(self, profile: Profile, data: st.DataObject) -> None:
        """A voter who joins never overturns an order that they share (Moulin 1988)."""
        grade = st.integers(profile.scale.min, profile.scale.max)
        ballot = {
            ("late", o, c): data.draw(grade) for o in profile.options for c in profile.criteria
        }
        joined = recast(profile, {**profile.cells, **ballot}, voters=(*profile.voters, "late"))
        before, after = weighted_mean(profile).scores, weighted_mean(joined).scores
        for p in profile.options:
            for q in profile.options:
                likes = ballot_score(joined, "late", p) >= ballot_score(joined, "late", q)
                if likes and before[p] >= before[q]:
                    assert after[p] >= after[q]

    @LAW
    @given(patchy_profiles)
    def test_reversal(self, profile: Profile) -> None:
        """Grade x where lower is better counts as min + max - x where higher is better."""
        turned = {
            (v, o, c): worth(profile, c, x) if isinstance(x, int) else x
            for (v, o, c), x in profile.cells.items()
        }
        plain = recast(profile, turned, lower_is_better=())
        assert profile.histograms == plain.histograms
        assert weighted_mean(profile).scores == weighted_mean(plain).scores

    @LAW
    @given(patchy_profiles)
    def test_reversal_of_every_criterion(self, profile: Profile) -> None:
        """Turn every criterion round, and score s becomes 100 - s (Saari, Barney 2003)."""
        rest = set(profile.criteria) - profile.lower_is_better
        turned = weighted_mean(recast(profile, profile.cells, lower_is_better=rest)).scores
        assert {o: 100 - s for o, s in weighted_mean(profile).scores.items()} == turned

    @LAW
    @given(patchy_profiles, st.data())
    def test_silence(self, profile: Profile, data: st.DataObject) -> None:
        """Saying that one abstains, instead of saying nothing, is counted and changes no mean."""
        cells = dict(profile.cells)
        added = 0
        for voter in profile.voters:
            for option, criterion in profile.histograms:
                if (voter, option, criterion) not in cells:
                    cells[voter, option, criterion] = data.draw(SILENCES)
                    added += 1
        named = recast(profile, cells)
        assert profile.histograms == named.histograms
        assert weighted_mean(profile) == weighted_mean(named)
        assert silent(profile) + added == silent(named)


def silent(profile: Profile) -> int:
    """Return how many cells hold a named silence."""
    kinds = profile.silences.values()
    return sum(n for kind in kinds for name, n in kind.items() if name != "MISSING")


class TestRanking:
    @LAW
    @given(patchy_profiles)
    def test_shared_places_are_well_formed(self, profile: Profile) -> None:
        """A place is 1 + the options strictly above; places shared out add up to 1 + ... + m."""
        ranking = weighted_mean(profile)
        places, scores = ranking.places(), ranking.scores
        assert sorted(places, key=lambda pair: pair[0]) == list(places)
        assert {o: 1 + sum(s > scores[o] for s in scores.values()) for o in scores} == {
            option: place for place, option in places
        }
        shared = sum(
            len(tier) * (ranking.place(tier[0]) or 0) + Fraction(len(tier) * (len(tier) - 1), 2)
            for tier in ranking.tiers
        )
        assert Fraction(len(scores) * (len(scores) + 1), 2) == shared

    @LAW
    @given(patchy_profiles)
    def test_tied_options_stand_in_declared_order(self, profile: Profile) -> None:
        """A tie is left as it is; the order within a tier says nothing."""
        ranking = weighted_mean(profile)
        for tier in ranking.tiers:
            assert sorted(tier, key=profile.options.index) == list(tier)
            assert len({ranking.scores[o] for o in tier}) == 1
        assert ranking.tie_break is None

    @LAW
    @given(patchy_profiles, st.integers(1, 4))
    def test_incomplete_options_are_listed_apart(self, profile: Profile, floor: int) -> None:
        """An option with too few grades in some cell has no score and no place, not the last."""
        ranking = weighted_mean(profile, min_scores_per_cell=floor)
        short = tuple(
            o for o in profile.options if any(profile.n(o, c) < floor for c in profile.criteria)
        )
        assert short == ranking.incomplete
        assert set(profile.options) - set(short) == set(ranking.scores)
        assert {o for tier in ranking.tiers for o in tier} == set(ranking.scores)
        assert all(ranking.place(o) is None for o in short)


def scores(grades: Mapping[str, list[int]]) -> Mapping[str, Fraction]:
    """Return the mean grades, on a scale from 1 to 10, of lists of grades by option."""
    return {o: 1 + 9 * s / 100 for o, s in ranked(grades).scores.items()}


def ranked(grades: Mapping[str, list[int]]) -> Ranking:
    rows = [(f"v{i}", o, x) for o, given in grades.items() for i, x in enumerate(given)]
    return weighted_mean(Profile.from_grades(rows, scale=(1, 10)), min_scores_per_cell=1)


class TestLawsItBreaks:
    """Smallest known witnesses; what a reader of the ranking has to know."""

    def test_reinforcement_with_missing_answers(self) -> None:
        """Simpson's paradox: two rooms prefer a, together they prefer b (Simpson 1951)."""
        one, two = {"a": [10], "b": [9, 9, 9]}, {"a": [2, 2, 2], "b": [1]}
        assert ("a",) == ranked(one).leaders == ranked(two).leaders
        assert scores({o: one[o] + two[o] for o in one}) == {"a": 4, "b": 7}

    def test_participation_with_missing_answers(self) -> None:
        """A voter who grades only a, above the middle of the scale, makes it lose (Moulin 1988)."""
        assert ranked({"a": [10, 9], "b": [9, 9]}).leaders == ("a",)
        assert ranked({"a": [10, 9, 6], "b": [9, 9]}).leaders == ("b",)

    def test_majority(self) -> None:
        """Two voters of three prefer b; the third one's strong grade elects a (May 1952)."""
        assert ranked({"a": [1, 1, 4], "b": [2, 2, 1]}).leaders == ("a",)

    def test_one_enthusiast_beats_four_without_a_floor(self) -> None:
        """A single 10 stands above four 9s at a floor of 1; at the usual floor it is incomplete."""
        rows = [("v0", "a", 10), *((f"v{i}", "b", 9) for i in range(4))]
        profile = Profile.from_grades(rows, scale=(1, 10))
        assert weighted_mean(profile, min_scores_per_cell=1).leaders == ("a",)
        assert (
            weighted_mean(profile).leaders,
            weighted_mean(profile).incomplete,
        ) == (("b",), ("a",))


def test_criteria_come_before_voters() -> None:
    """{c1: 10} and {c1: 1, c2: 1} give 3.25 by criterion; by voter it would be 5.5."""
    rows = [("r1", "s", "c1", 10), ("r2", "s", "c1", 1), ("r2", "s", "c2", 1)]
    ranking = weighted_mean(Profile.from_grades(rows, scale=(1, 10)), min_scores_per_cell=1)
    assert {"s": 100 * (Fraction(13, 4) - 1) / 9} == ranking.scores


def test_parameters_are_repeated_as_used() -> None:
    profile = Profile.from_grades(
        [("ada", "roof", "cost", 2)], scale=(1, 5), weights={"cost": 3}, lower_is_better=["cost"]
    )
    assert weighted_mean(profile).parameters == {
        "scale": {"min": 1, "max": 5},
        "weights": {"cost": 3},
        "lower_is_better": ("cost",),
        "min_scores_per_cell": 2,
    }


@pytest.mark.parametrize("floor", [0, -1, True, 2.0])
def test_floor_is_a_whole_number_from_one_on(floor: int) -> None:
    profile = Profile.from_grades([("ada", "roof", 2)], scale=(1, 5))
    with pytest.raises(InvalidInput, match="A mean needs at least one score"):
        weighted_mean(profile, min_scores_per_cell=floor)


def test_a_crowd_in_columns_counts_like_rows() -> None:
    """A hundred thousand voters, half of them at each end."""
    voter = np.arange(100_000)
    grade = np.where(voter % 2, 5, 1)
    crowd = Profile.from_columns(
        voter, np.zeros_like(voter), None, grade, scale=(1, 5), voters=100_000, options=["roof"]
    )
    assert crowd.histogram("roof", "overall") == (50_000, 0, 0, 0, 50_000)
    assert weighted_mean(crowd).scores == {"roof": 50}
