"""The laws of the median, of Borda's rule and of college means, where they say more than others.

What every rule claims is tested in `test_counting_claims.py`; here stand figures, not only places,
and witnesses as papers tell them. Laws are listed in Smith 1973, Young 1975, Moulin 1988 and Pivato
2013, unless a test says otherwise. A law that only a rule states for itself is named after what the
rule promises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    RULES,
    Profile,
    Ranking,
    borda,
    college_cells,
    college_mean,
    median,
    totals,
    unheard,
    weighted_mean,
)
from collectif.errors import InvalidInput, InvalidProfile
from collectif.testing.profiles import SILENCES, full_panels, patchy_profiles, recast, worth

LAW = settings(max_examples=40, deadline=None)
Count = Callable[[Profile], Ranking]

SHARES = {"citizens": Fraction(1, 2), "institutions": Fraction(1, 3), "groups": Fraction(1, 6)}


def by_colleges(profile: Profile) -> Ranking:
    return college_mean(profile, colleges=SHARES, college_of=COLLEGE_OF)


COLLEGE_OF = {f"v{i}": list(SHARES)[i % 3] for i in range(6)}
OVER_CRITERIA: dict[str, Count] = {"median": median, "college-mean": by_colleges}
ALL: dict[str, Count] = {**OVER_CRITERIA, "borda": borda}

rules = st.sampled_from(sorted(ALL)).map(ALL.__getitem__)
over_criteria = st.sampled_from(sorted(OVER_CRITERIA)).map(OVER_CRITERIA.__getitem__)


def norm(profile: Profile, grade: Fraction | int) -> Fraction:
    return 100 * Fraction(grade - profile.scale.min, profile.scale.range)


class TestLawsTheyShare:
    @LAW
    @given(patchy_profiles, st.sampled_from([median, borda]), st.data())
    def test_anonymity(self, profile: Profile, count: Count, data: st.DataObject) -> None:
        """Who gave which answers, and in which order they came, changes nothing (May 1952)."""
        others = dict(zip(profile.voters, data.draw(st.permutations(profile.voters)), strict=True))
        cells = [((others[v], o, c), x) for (v, o, c), x in profile.cells.items()]
        assert count(profile) == count(recast(profile, dict(data.draw(st.permutations(cells)))))

    @LAW
    @given(patchy_profiles, rules, st.data())
    def test_order_of_sheets(self, profile: Profile, count: Count, data: st.DataObject) -> None:
        """The order in which answers come changes no result (law of the scores)."""
        cells = dict(data.draw(st.permutations(list(profile.cells.items()))))
        assert count(profile) == count(recast(profile, cells))

    @LAW
    @given(patchy_profiles, rules, st.data())
    def test_neutrality(self, profile: Profile, count: Count, data: st.DataObject) -> None:
        """When options swap names, their scores go with the answers (May 1952)."""
        swapped = data.draw(st.permutations(profile.options))
        others = dict(zip(profile.options, swapped, strict=True))
        after = count(
            recast(profile, {(v, others[o], c): x for (v, o, c), x in profile.cells.items()})
        )
        assert {others[o]: s for o, s in count(profile).scores.items()} == after.scores

    @LAW
    @given(patchy_profiles, rules, st.integers(2, 1000))
    def test_weight_scaling(self, profile: Profile, count: Count, times: int) -> None:
        """Weights times a constant change no score: only ratios count (Dezert et al. 2020)."""
        heavier = {c: times * w for c, w in profile.weights.items()}
        assert count(profile).scores == count(profile.weighing(heavier)).scores

    @LAW
    @given(patchy_profiles, rules)
    def test_reversal(self, profile: Profile, count: Count) -> None:
        """Grade x where lower is better counts as min + max - x where higher is better."""
        turned = {
            (v, o, c): worth(profile, c, x) if isinstance(x, int) else x
            for (v, o, c), x in profile.cells.items()
        }
        plain = recast(profile, turned, lower_is_better=())
        assert count(profile).scores == count(plain).scores

    @LAW
    @given(patchy_profiles, rules)
    def test_reversal_of_every_criterion(self, profile: Profile, count: Count) -> None:
        """Turn every criterion round, and score s becomes 100 - s (Saari, Barney 2003)."""
        rest = set(profile.criteria) - profile.lower_is_better
        turned = count(recast(profile, profile.cells, lower_is_better=rest)).scores
        assert {o: 100 - s for o, s in count(profile).scores.items()} == turned

    @LAW
    @given(patchy_profiles, over_criteria, st.data())
    def test_irrelevant_options(self, profile: Profile, count: Count, data: st.DataObject) -> None:
        """Withdrawing an option, or adding it again, leaves the others' scores (Arrow 1951)."""
        gone = data.draw(st.sampled_from(profile.options))
        rest = {o: s for o, s in count(profile).scores.items() if o != gone}
        assert rest == count(profile.without_options(gone)).scores

    @LAW
    @given(full_panels, over_criteria, st.data())
    def test_unanimity(self, profile: Profile, count: Count, data: st.DataObject) -> None:
        """When all grades of an option are worth x, its score is exactly where x stands."""
        x = data.draw(st.integers(profile.scale.min, profile.scale.max))
        same = recast(profile, {cell: worth(profile, cell[2], x) for cell in profile.cells})
        assert dict.fromkeys(profile.options, norm(profile, x)) == count(same).scores

    @LAW
    @given(patchy_profiles, over_criteria)
    def test_bounds(self, profile: Profile, count: Count) -> None:
        """A score stands between the worst and the best grade that the option received."""
        for option, score in count(profile).scores.items():
            cells = [(v, option, c) for v in profile.voters for c in profile.criteria]
            worths = [x for cell in cells if (x := profile.worth(*cell)) is not None]
            assert norm(profile, min(worths)) <= score <= norm(profile, max(worths))

    @LAW
    @given(patchy_profiles, over_criteria)
    def test_monotonicity(self, profile: Profile, count: Count) -> None:
        """No better grade lowers a score, or a place (May 1952)."""
        before = count(profile)
        for (v, option, c), x in profile.cells.items():
            if isinstance(x, int) and option in before.scores:
                best = worth(profile, c, profile.scale.max)
                after = count(recast(profile, {**profile.cells, (v, option, c): best}))
                assert before.scores[option] <= after.scores[option]
                assert (after.place(option) or 0) <= (before.place(option) or 0)

    @LAW
    @given(patchy_profiles, over_criteria, st.data())
    def test_silence(self, profile: Profile, count: Count, data: st.DataObject) -> None:
        """Saying that one abstains, instead of saying nothing, changes no score."""
        missing = {
            (v, o, c): data.draw(SILENCES)
            for v in profile.voters
            for o, c in profile.histograms
            if (v, o, c) not in profile.cells
        }
        assert count(profile).scores == count(recast(profile, profile.cells | missing)).scores


class TestMedian:
    @LAW
    @given(patchy_profiles)
    def test_weak_dominance(self, profile: Profile) -> None:
        """An option whose medians are nowhere lower never stands below (Pareto)."""
        scores = median(profile).scores
        for p in scores:
            for q in scores:
                pairs = [(profile.median(p, c), profile.median(q, c)) for c in profile.criteria]
                if all(x is not None and y is not None and x >= y for x, y in pairs):
                    assert scores[p] >= scores[q]

    @LAW
    @given(full_panels)
    def test_median_is_the_middle_grade(self, profile: Profile) -> None:
        """As many grades stand above as below; of an even number, the mean of the middle two."""
        for option, criterion in profile.histograms:
            grades = sorted(profile.worth(v, option, criterion) or 0 for v in profile.voters)
            middle = grades[(len(grades) - 1) // 2] + grades[len(grades) // 2]
            assert Fraction(middle, 2) == profile.median(option, criterion)

    def test_dominance(self) -> None:
        """One better grade, and none worse, may change nothing (Pareto)."""
        assert medians({"a": [1, 3, 5], "b": [1, 3, 4]}) == {"a": 3, "b": 3}

    def test_reinforcement(self) -> None:
        """Two rooms put a above b, together they put b above a (Young 1975)."""
        assert medians({"a": [1, 4, 4], "b": [3, 3, 5]}) == {"a": 4, "b": 3}
        assert medians({"a": [2, 2, 2], "b": [1, 1, 5]}) == {"a": 2, "b": 1}
        both = medians({"a": [1, 4, 4, 2, 2, 2], "b": [3, 3, 5, 1, 1, 5]})
        assert both == {"a": 2, "b": 3}

    def test_participation(self) -> None:
        """Two who join, and like a better, make it lose (Moulin 1988)."""
        assert medians({"a": [1, 4, 4], "b": [3, 3, 3]}) == {"a": 4, "b": 3}
        joined = medians({"a": [1, 4, 4, 2, 2], "b": [3, 3, 3, 1, 1]})
        assert joined == {"a": 2, "b": 3}


class TestBorda:
    @LAW
    @given(full_panels)
    def test_dominance_on_full_panels(self, profile: Profile) -> None:
        """An option that no voter puts lower, and one puts higher, stands above (Pareto)."""
        given, scores = totals(profile), borda(profile).scores
        for p in profile.options:
            for q in profile.options:
                gaps = [given[v, p] - given[v, q] for v in profile.voters]
                if min(gaps) >= 0 and max(gaps) > 0:
                    assert scores[p] > scores[q]

    @LAW
    @given(full_panels, st.data())
    def test_monotonicity_on_full_panels(self, profile: Profile, data: st.DataObject) -> None:
        """One better grade never lowers the score, nor the place (May 1952)."""
        v, option, c = data.draw(st.sampled_from(sorted(profile.cells)))
        best = worth(profile, c, profile.scale.max)
        before = borda(profile)
        after = borda(recast(profile, {**profile.cells, (v, option, c): best}))
        if option in before.scores:
            assert before.scores[option] <= after.scores[option]
            assert (after.place(option) or 0) <= (before.place(option) or 0)

    @LAW
    @given(full_panels)
    def test_small_influence_on_full_panels(self, profile: Profile) -> None:
        """A score is a mean of points, so one voter of n moves it by at most 100/n."""
        n, scores = len(profile.voters), borda(profile).scores
        for voter in profile.voters:
            kept = borda(profile.without_voters(voter), min_scores_per_cell=1).scores
            assert all(abs(scores[o] - kept[o]) <= Fraction(100, n) for o in scores if o in kept)

    @LAW
    @given(full_panels, st.data())
    def test_reinforcement_on_full_panels(self, profile: Profile, data: st.DataObject) -> None:
        """Two rooms together give the mean of both, by their sizes (Young 1974)."""
        grade = st.integers(profile.scale.min, profile.scale.max)
        guests = ("guest-1", "guest-2", "guest-3")
        pairs = list(profile.histograms)
        there = recast(
            profile,
            {(v, o, c): data.draw(grade) for v in guests for o, c in pairs},
            voters=guests,
        )
        together = {**profile.cells, **there.cells}
        both = recast(profile, together, voters=(*profile.voters, *guests))
        n, a, b = len(profile.voters), borda(profile).scores, borda(there).scores
        assert {o: (n * a[o] + 3 * b[o]) / (n + 3) for o in a} == borda(both).scores

    @LAW
    @given(full_panels)
    def test_it_counts_the_pairs_that_an_option_wins(self, profile: Profile) -> None:
        """On a full panel: points 0 to m - 1 by each voter, ties sharing them (Borda 1781)."""
        given, options = totals(profile), profile.options
        if len(options) > 1:
            for option, score in borda(profile).scores.items():
                points = sum(
                    Fraction((given[v, option] > given[v, o]) + (given[v, option] >= given[v, o]))
                    for v in profile.voters
                    for o in options
                    if o != option
                )
                most = 2 * len(profile.voters) * (len(options) - 1)
                assert 100 * points / most == score

    def test_majority(self) -> None:
        """Three of five put a first; b, second for them and first for two, wins (Borda 1781)."""
        room = ranks("abc", "abc", "abc", "bca", "bca")
        assert borda(room).leaders == ("b",)

    def test_irrelevant_options(self) -> None:
        """Without c, a wins the same room (Condorcet 1785)."""
        room = ranks("abc", "abc", "abc", "bca", "bca")
        assert borda(room.without_options("c")).leaders == ("a",)

    def test_reinforcement(self) -> None:
        """Simpson's paradox, where options are judged by different voters (Simpson 1951)."""
        here = [("a", "c"), *[("b", "c")] * 5, ("c", "b")]
        there = [("a", "c"), ("c", "a"), ("c", "a"), ("c", "b")]
        scores = [pairwise(duels) for duels in (here, there, here + there)]
        assert [scores[0][o] for o in "ab"] == [100, Fraction(500, 6)]
        assert [scores[1][o] for o in "ab"] == [Fraction(100, 3), 0]
        assert [scores[2][o] for o in "ab"] == [50, Fraction(500, 7)]

    def test_who_ranks_one_option_alone_ranks_nothing(self) -> None:
        rows = {("ada", "a"): 5, ("bo", "a"): 1, ("bo", "b"): 2, ("cy", "b"): 3, ("cy", "a"): 3}
        ranking = borda(cells(rows))
        assert ranking.scores == {"a": 25, "b": 75}
        assert borda(cells({("ada", "a"): 5})).incomplete == ("a",)


class TestColleges:
    @LAW
    @given(patchy_profiles, st.data())
    def test_anonymity_within_colleges(self, profile: Profile, data: st.DataObject) -> None:
        """Members of one college may swap their answers (May 1952, within a college)."""
        others = {}
        for name in SHARES:
            room = [v for v in profile.voters if COLLEGE_OF[v] == name]
            others |= dict(zip(room, data.draw(st.permutations(room)), strict=True))
        swapped = {(others[v], o, c): x for (v, o, c), x in profile.cells.items()}
        assert by_colleges(profile) == by_colleges(recast(profile, swapped))

    @LAW
    @given(patchy_profiles, st.integers(2, 100))
    def test_share_scaling(self, profile: Profile, times: int) -> None:
        """Shares times a constant change nothing: only ratios count."""
        more = {name: times * share for name, share in SHARES.items()}
        scores = college_mean(profile, colleges=more, college_of=COLLEGE_OF).scores
        assert by_colleges(profile).scores == scores

    @LAW
    @given(patchy_profiles)
    def test_one_college_is_the_weighted_mean(self, profile: Profile) -> None:
        """With a single college, nothing but the name of the rule is different."""
        alone = dict.fromkeys(profile.voters, "all")
        ranking = college_mean(profile, colleges={"all": "1/1"}, college_of=alone)
        assert weighted_mean(profile).scores == ranking.scores
        assert weighted_mean(profile).incomplete == ranking.incomplete

    @LAW
    @given(patchy_profiles)
    def test_dominance_by_college_means(self, profile: Profile) -> None:
        """No weights put an option above one whose college means are all as high (Pareto)."""
        means = college_cells(profile, colleges=SHARES, college_of=COLLEGE_OF)
        scores = by_colleges(profile).scores
        for p in scores:
            for q in scores:
                pairs = [(means[p, c], means[q, c]) for c in profile.criteria]
                if all(x is not None and y is not None and x >= y for x, y in pairs):
                    assert scores[p] >= scores[q]

    @LAW
    @given(patchy_profiles)
    def test_a_college_is_unheard_where_nobody_of_it_gave_a_grade(self, profile: Profile) -> None:
        """The shares of the others are scaled up there, and the figure says so."""
        silent = unheard(profile, colleges=SHARES, college_of=COLLEGE_OF)
        for option, criterion in profile.histograms:
            spoke = {
                COLLEGE_OF[v]
                for v in profile.voters
                if profile.worth(v, option, criterion) is not None
            }
            gone = tuple(name for name in SHARES if name not in spoke)
            assert gone == silent.get((option, criterion), ())

    def test_anonymity(self) -> None:
        """Members of different colleges are not interchangeable: that is what colleges are for."""
        rows = {("v0", "a"): 5, ("v1", "a"): 1}
        assert by_colleges(cells(rows)).scores == {"a": 60}
        swapped = {("v0", "a"): 1, ("v1", "a"): 5}
        assert by_colleges(cells(swapped)).scores == {"a": 40}

    @pytest.mark.parametrize("share", [0, Fraction(-1, 2), "0/1"])
    def test_a_share_is_above_zero(self, share: Fraction) -> None:
        with pytest.raises(InvalidProfile, match="shares are above 0"):
            college_mean(cells({("v0", "a"): 1}), colleges={"x": share}, college_of={"v0": "x"})

    def test_every_voter_has_a_college(self) -> None:
        with pytest.raises(InvalidProfile, match="'v9'"):
            by_colleges(cells({("v9", "a"): 1}))


def graded(grades: Mapping[str, list[int]]) -> Profile:
    rows = [(f"v{i}", o, x) for o, row in grades.items() for i, x in enumerate(row)]
    return Profile.from_grades(rows, scale=(1, 5))


def medians(grades: Mapping[str, list[int]]) -> dict[str, Fraction]:
    """Return option -> median grade, on a scale from 1 to 5."""
    scores = median(graded(grades), min_scores_per_cell=1).scores
    return {option: 1 + 4 * score / 100 for option, score in scores.items()}


def ranks(*orders: str) -> Profile:
    """Return voters who put the options in some orders, the best first."""
    rows = [(f"v{i}", o, 5 - order.index(o)) for i, order in enumerate(orders) for o in order]
    return Profile.from_grades(rows, scale=(1, 5), options=sorted(orders[0]))


def pairwise(duels: list[tuple[str, str]]) -> Mapping[str, Fraction]:
    """Return the Borda scores of voters who compare two options each, the better one first."""
    rows = {(f"v{i}", o): 5 - place for i, duel in enumerate(duels) for place, o in enumerate(duel)}
    return borda(cells(rows), min_scores_per_cell=1).scores


def cells(rows: Mapping[tuple[str, str], int]) -> Profile:
    return Profile.from_grades([(v, o, x) for (v, o), x in rows.items()], scale=(1, 5))


@pytest.mark.parametrize("count", [median, borda, by_colleges])
def test_floor_is_a_whole_number_from_one_on(count: Count) -> None:
    name = {median: "median", borda: "borda", by_colleges: "college-mean"}[count]
    needed = {"colleges": SHARES, "college_of": COLLEGE_OF} if name == "college-mean" else {}
    with pytest.raises(InvalidInput, match="A mean needs at least one score"):
        RULES[name].count(cells({("v0", "a"): 1}), min_scores_per_cell=0, **needed)
