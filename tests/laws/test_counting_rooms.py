"""The laws of what is told of a whole room: groups, change, robustness, rivals, ties."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Profile,
    Ranking,
    agreement,
    borda,
    broken,
    change,
    common_panel,
    distances,
    dominance,
    dominates,
    first_choices,
    influence,
    leaders,
    rank,
    rival_scoring,
    robustness,
    stance_groups,
    totals,
    weighted_mean,
)
from collectif.errors import InvalidInput, InvalidProfile, UnknownName
from collectif.testing.profiles import crowds, full_panels, patchy_profiles, profiles, recast

LAW = settings(max_examples=40, deadline=None)
taus = st.fractions(0, 1)


def renamed(profile: Profile, names: dict[str, str]) -> Profile:
    cells = {(names[v], o, c): x for (v, o, c), x in profile.cells.items()}
    return recast(profile, cells, voters=[names[v] for v in profile.voters])


class TestGroups:
    @LAW
    @given(patchy_profiles, taus)
    def test_no_two_of_a_group_are_further_apart(self, profile: Profile, tau: Fraction) -> None:
        """Complete linkage: the diameter of a group is at most the threshold (Defays 1977)."""
        apart = distances(profile)
        for group in stance_groups(profile, tau=tau).groups:
            for pair in combinations(group, 2):
                assert apart[frozenset(pair)] <= tau

    @LAW
    @given(patchy_profiles, taus)
    def test_each_voter_who_graded_is_in_one_group(self, profile: Profile, tau: Fraction) -> None:
        """Groups part those who gave a grade; who gave none is in none."""
        groups = stance_groups(profile, tau=tau).groups
        members = [voter for group in groups for voter in group]
        heard = {v for (v, _, _), x in profile.cells.items() if isinstance(x, int)}
        assert sorted(heard) == sorted(members)
        assert list(groups) == sorted(tuple(sorted(group)) for group in groups)

    @LAW
    @given(patchy_profiles, taus)
    def test_no_two_groups_could_join(self, profile: Profile, tau: Fraction) -> None:
        """Some pair across any two groups is further apart, or cannot be compared."""
        apart = distances(profile)
        for one, other in combinations(stance_groups(profile, tau=tau).groups, 2):
            pairs = [frozenset((a, b)) for a in one for b in other]
            assert any(apart.get(pair, Fraction(2)) > tau for pair in pairs)

    @LAW
    @given(patchy_profiles, taus, st.data())
    def test_order_of_sheets(self, profile: Profile, tau: Fraction, data: st.DataObject) -> None:
        """Deterministic: the order in which answers come changes no group."""
        cells = dict(data.draw(st.permutations(list(profile.cells.items()))))
        voters = data.draw(st.permutations(profile.voters))
        again = stance_groups(recast(profile, cells, voters=voters), tau=tau)
        assert stance_groups(profile, tau=tau).groups == again.groups

    @LAW
    @given(patchy_profiles, taus)
    def test_bridge_is_the_mean_of_the_group_that_likes_it_least(
        self, profile: Profile, tau: Fraction
    ) -> None:
        found, given_totals = stance_groups(profile, tau=tau), totals(profile)
        for option in profile.options:
            means = []
            for group in found.groups:
                there = [given_totals[v, option] for v in group if (v, option) in given_totals]
                means.append(sum(there, Fraction(0)) / len(there) if there else None)
            assert tuple(means) == found.means[option]
            known = [mean for mean in means if mean is not None]
            assert found.bridges[option] == (min(known) if known else None)

    def test_extremes_of_the_threshold(self) -> None:
        """At 1 everybody who can be compared is one group; at 0 only the same grades are."""
        rows = [("ada", "a", 1), ("bo", "a", 5), ("cy", "a", 1)]
        room = Profile.from_grades(rows, scale=(1, 5))
        assert stance_groups(room, tau=1).groups == (("ada", "bo", "cy"),)
        assert stance_groups(room, option="a", tau="0").groups == (("ada", "cy"), ("bo",))

    def test_what_cannot_be_asked(self) -> None:
        room = Profile.from_grades([("ada", "a", 1)], scale=(1, 5))
        with pytest.raises(InvalidInput, match="exact share, from 0 to 1"):
            stance_groups(room, tau="5/4")
        with pytest.raises(UnknownName, match="'b'"):
            stance_groups(room, option="b")


class TestChange:
    @LAW
    @given(patchy_profiles)
    def test_nothing_changed(self, profile: Profile) -> None:
        """A round compared with itself is stable, and converges by 0."""
        found = change(profile, profile)
        assert found.matched == found.count("UNCHANGED")
        assert found.stability in (1, None)
        assert set(found.by_option.values()) <= {0, None}
        assert set(found.scores.values()) <= {0, None}
        assert found.movers() == {}

    @LAW
    @given(patchy_profiles, st.data())
    def test_every_matched_cell_moves_one_way(self, profile: Profile, data: st.DataObject) -> None:
        """The four kinds of moves make up the matched cells; nobody else has moved."""
        grade = st.integers(profile.scale.min, profile.scale.max)
        after = recast(
            profile,
            {cell: data.draw(st.one_of(grade, st.just("ABSTAIN"))) for cell in profile.cells},
        )
        found = change(profile, after)
        numeric = [{c for c, x in p.cells.items() if isinstance(x, int)} for p in (profile, after)]
        assert numeric[0] & numeric[1] == found.moves.keys()
        kinds = ("UNCHANGED", "TOWARDS", "AWAY", "NEITHER")
        assert found.matched == sum(found.count(kind) for kind in kinds)  # type: ignore[arg-type]
        assert sum(found.movers().values()) == found.matched - found.count("UNCHANGED")
        for (v, o, c), move in found.moves.items():
            was, now = profile.worth(v, o, c) or 0, after.worth(v, o, c) or 0
            median = profile.median(o, c) or 0
            gain = abs(was - median) - abs(now - median)
            assert (gain > 0) == (move == "TOWARDS")
            assert (gain < 0) == (move == "AWAY")

    @LAW
    @given(full_panels, st.data())
    def test_full_panels_are_matched_whole(self, profile: Profile, data: st.DataObject) -> None:
        """Where everybody graded everything twice, the variant on matched cells is the same."""
        grade = st.integers(profile.scale.min, profile.scale.max)
        after = recast(profile, {cell: data.draw(grade) for cell in profile.cells})
        usual, matched = change(profile, after), change(profile, after, matched=True)
        assert usual == evolve(matched, matched_cells=False)
        assert usual.by_option == {
            o: (agreement(after).by_option[o] or 0) - (agreement(profile).by_option[o] or 0)
            for o in profile.options
        }

    def test_differences_are_of_what_people_were_told(self) -> None:
        """Rankings that are given are not counted anew."""
        room = Profile.from_grades([("ada", "a", 1), ("bo", "a", 3)], scale=(1, 5))
        later = Profile.from_grades([("ada", "a", 3), ("bo", "a", 3)], scale=(1, 5))
        found = change(room, later, rankings=(weighted_mean(room), weighted_mean(later)))
        assert found.scores == change(room, later, count=rank).scores == {"a": 25}
        assert (found.agreement, found.stability) == (Fraction(1, 2), Fraction(1, 2))
        assert found.movers() == {"ada": 1}

    @staticmethod
    def street(*grades: int) -> Profile:
        rows = [(f"v{i}", "a", grade) for i, grade in enumerate(grades)]
        return Profile.from_grades(rows, scale=(1, 5))

    @pytest.mark.parametrize(
        ("before", "after", "flag"),
        [
            pytest.param((1, 4, 4, 4, 5), (4, 4, 4, 4, 5), True, id="one gives up her 1"),
            pytest.param((3, 4, 4, 4, 5), (4, 4, 4, 4, 5), False, id="one step is not apart"),
            pytest.param((1, 1, 3, 5, 5), (3, 3, 3, 3, 3), False, id="most come closer"),
            pytest.param((1, 3, 4, 4, 5), (4, 4, 4, 4, 4), False, id="the middle moves as well"),
            pytest.param((1, 4, 4, 4, 4), (1, 4, 4, 4, 4), False, id="nobody moves"),
            pytest.param((1, 4, 4, 4, 4), (2, 1, 4, 4, 4), False, id="agreement falls"),
        ],
    )
    def test_convergence_of_a_few(
        self, before: tuple[int, ...], after: tuple[int, ...], flag: bool
    ) -> None:
        """Agreement that rises because a few who stood apart came closer asks to be read."""
        assert flag == change(self.street(*before), self.street(*after)).rests_on_few

    @LAW
    @given(full_panels)
    def test_who_stood_apart(self, profile: Profile) -> None:
        """More than one step from the median of the cell before."""
        assert change(profile, profile).apart == {
            cell
            for cell in profile.cells
            if abs(profile.worth(*cell) - profile.median(*cell[1:])) > 1  # type: ignore[operator]
        }
        assert not change(profile, profile).rests_on_few


class TestRobustness:
    @LAW
    @given(patchy_profiles)
    def test_verdict_is_about_what_flips_the_leaders(self, profile: Profile) -> None:
        """SOLID exactly where every leave-one-out, and equal weights, give the same leaders."""
        found = robustness(profile)
        assert found.leaders == leaders(profile) == set(rank(profile).leaders)
        others = [
            *(leaders(profile.without_voters(v)) for v in profile.voters),
            *(
                leaders(profile.without_criteria(c))
                for c in (profile.criteria if len(profile.criteria) > 1 else ())
            ),
            leaders(profile.weighing(None)),
        ]
        assert (found.verdict == "SOLID") == all(other == found.leaders for other in others)

    @LAW
    @given(full_panels)
    def test_one_voter_moves_a_score_by_at_most_its_share(self, profile: Profile) -> None:
        """On a full panel by at most 100/n (linearity of means on a fixed scale)."""
        moved = influence(profile)
        most = Fraction(100, len(profile.voters))
        known = [x for row in moved.values() for x in row.values() if x is not None]
        assert all(abs(x) <= most for x in known)

    @LAW
    @given(
        st.one_of(profiles(full=False), profiles(full=True), crowds(graded=True)),
        st.integers(1, 3),
        st.sampled_from([None, {"a": 2}]),
    )
    def test_all_voters_at_once_are_one_by_one(
        self, profile: Profile, least: int, tied: dict[str, int] | None
    ) -> None:
        """Leaving a voter out is counting again without its answers (domain.md 4.1)."""

        def count(answers: Profile) -> Ranking:
            found = rank(answers, min_scores_per_cell=least)
            return found if tied is None else broken(found, "named", [tied])

        usual, moved = count(profile).scores, influence(profile, count=count)
        for voter, first in robustness(profile, count=count, rules=()).without_voter.items():
            left = count(profile.without_voters(voter))
            assert first == set(left.leaders)
            assert moved[voter] == {
                o: usual[o] - left.scores[o] if o in usual and o in left.scores else None
                for o in profile.options
            }

    @LAW
    @given(full_panels)
    def test_full_panels_are_common(self, profile: Profile) -> None:
        """Where everybody graded every option, the common panel is the room."""
        assert common_panel(profile) == profile
        assert robustness(profile).common_panel == leaders(profile)

    def test_criteria_may_be_set_aside_together(self) -> None:
        rows = [("ada", "a", "x", 5), ("ada", "a", "y", 1), ("ada", "b", "x", 1)]
        rows += [("ada", "b", "y", 4), ("bo", "a", "x", 5), ("bo", "a", "y", 1)]
        rows += [("bo", "b", "x", 1), ("bo", "b", "y", 4)]
        room = Profile.from_grades(rows, scale=(1, 5))
        assert robustness(room, set_aside=["x", "z"]).set_aside == {"b"}
        assert robustness(room, set_aside=["z"]).set_aside is None
        assert robustness(room, set_aside=["x", "y"]).set_aside is None
        assert robustness(room).flipping_criteria == {"x": {"b"}}
        assert robustness(room, count=borda).leaders == {"a"}

    @LAW
    @given(patchy_profiles)
    def test_all_that_flips_is_told_together(self, profile: Profile) -> None:
        """Voters, criteria, weights and rules; what rules alone flip is SOLID."""
        found = robustness(profile)
        kinds = {kind for kind, _ in found.flips}
        assert (found.verdict == "FRAGILE") == bool(kinds - {"rule"})
        assert all(then != found.leaders for then in found.flips.values())
        assert ("rule" in kinds) == bool(found.flipping_rules)
        for name, then in found.other_rules.items():
            assert then == set(rank(profile, name).leaders) != set()
        assert "college-mean" not in found.other_rules

    def test_other_rules_may_be_chosen(self) -> None:
        """Strong grades of one against a majority: other rules tell, and the verdict stays."""
        rows = [(f"v{i}", o, x) for i in range(5) for o, x in (("a", 3), ("b", 4))]
        rows += [(f"w{i}", o, x) for i in range(4) for o, x in (("a", 5), ("b", 1))]
        room = Profile.from_grades(rows, scale=(1, 5))
        found = robustness(room, rules=["median", "borda"])
        assert found.other_rules == {"median": {"b"}, "borda": {"b"}}
        assert found.flips == {("rule", "median"): {"b"}, ("rule", "borda"): {"b"}}
        assert (found.leaders, found.verdict) == ({"a"}, "SOLID")
        assert robustness(room, rules=()).other_rules == {}
        with pytest.raises(UnknownName):
            robustness(room, rules=["nonesuch"])
        with pytest.raises(InvalidInput):
            robustness(room, rules=["college-mean"])

    def test_a_room_that_nobody_shares_has_no_common_panel(self) -> None:
        rows = [("ada", "a", 1), ("bo", "b", 2)]
        found = robustness(Profile.from_grades(rows, scale=(1, 5)))
        assert found.common_panel is None
        assert found.leaders == frozenset()
        assert influence(Profile.from_grades(rows, scale=(1, 5)))["ada"]["a"] is None


class TestComparison:
    @LAW
    @given(patchy_profiles, st.data())
    def test_dominated_is_never_above(self, profile: Profile, data: st.DataObject) -> None:
        """Whatever the weights, a dominated option never ranks above (Pareto; Arrow 1951)."""
        weights = {c: data.draw(st.integers(1, 50)) for c in profile.criteria}
        scores = rank(profile.weighing(weights)).scores
        for option, lower in dominance(profile).items():
            for other in lower:
                if option in scores and other in scores:
                    assert scores[option] > scores[other]
                assert not dominates(profile, other, option)

    @LAW
    @given(patchy_profiles, st.data())
    def test_rivals_and_others_part_the_totals(self, profile: Profile, data: st.DataObject) -> None:
        """Each total is a rival's, another's, or of a carrier of the option itself."""
        some = st.sets(st.sampled_from(profile.voters))
        carriers = {option: data.draw(some) for option in profile.options}
        found, given_totals = rival_scoring(profile, carriers), totals(profile)
        for option, rival in found.items():
            own = sum(o == option and v in carriers[option] for v, o in given_totals)
            whole = sum(o == option for _, o in given_totals)
            assert whole == own + rival.rival_voters + rival.other_voters
            assert (rival.rivals is None) == (rival.rival_voters == 0)
            assert (rival.gap is None) == (0 in (rival.rival_voters, rival.other_voters))

    @LAW
    @given(full_panels)
    def test_every_voter_has_a_first_choice(self, profile: Profile) -> None:
        """At least one each where there is a choice; with ties, one for each option on top."""
        found, given_totals = first_choices(profile), totals(profile)
        if len(profile.options) == 1:
            assert set(found.values()) == {0}
        else:
            tops = [max(given_totals[v, o] for o in profile.options) for v in profile.voters]
            assert found == {
                o: sum(
                    given_totals[v, o] == top for v, top in zip(profile.voters, tops, strict=True)
                )
                for o in profile.options
            }
            assert sum(found.values()) >= len(profile.voters)


class TestTies:
    @LAW
    @given(patchy_profiles)
    def test_breaking_ties_never_overturns_scores(self, profile: Profile) -> None:
        """Places move only within a tier, and the step that parted it is named."""
        ranking, level = weighted_mean(profile), agreement(profile).by_option
        order = broken(ranking, "consensus", [level])
        assert (order.scores, order.tie_break) == (ranking.scores, "consensus")
        assert ranking.tie_break is None
        for p in ranking.scores:
            for q in ranking.scores:
                if ranking.scores[p] > ranking.scores[q]:
                    assert (order.place(p) or 0) < (order.place(q) or 0)

    def test_a_figure_that_is_missing_parts_nothing(self) -> None:
        """What has no figure is not last; the next figure may part the tier."""
        rows = [(v, o, 3) for v in ("ada", "bo") for o in ("a", "b", "c")]
        ranking = weighted_mean(Profile.from_grades(rows, scale=(1, 5)))
        half, whole = {"a": Fraction(1)}, {"a": Fraction(1), "b": Fraction(2), "c": Fraction(1)}
        assert broken(ranking, "x", [half]).tiers == (("a", "b", "c"),)
        assert broken(ranking, "x", [half, whole]).tiers == (("b",), ("a", "c"))


class TestLeavingOut:
    @LAW
    @given(patchy_profiles, st.data())
    def test_leaving_out_is_never_having_been_there(
        self, profile: Profile, data: st.DataObject
    ) -> None:
        """Voters, options and criteria: the answers of the others stay as they were given."""
        voter = data.draw(st.sampled_from(profile.voters))
        option = data.draw(st.sampled_from(profile.options))
        without = profile.without_voters(voter).without_options(option)
        assert without.cells == {
            cell: x for cell, x in profile.cells.items() if cell[0] != voter and cell[1] != option
        }
        assert without == profile.without_options(option).without_voters(voter)
        assert profile == profile.only(profile.cells) == profile.weighing(profile.weights)
        assert set(profile.weighing(None).weights.values()) == {1}
        assert profile.without_voters() == profile

    @LAW
    @given(patchy_profiles, st.data())
    def test_a_part_is_counted_as_if_it_were_all(
        self, profile: Profile, data: st.DataObject
    ) -> None:
        """What was counted of the whole is kept for a part of it, and changes no figure."""
        assert profile.tallies
        option = data.draw(st.sampled_from(profile.options))
        parts = [profile.without_options(option), profile.weighing(None)]
        if len(profile.criteria) > 1:
            parts.append(profile.without_criteria(data.draw(st.sampled_from(profile.criteria))))
            parts.append(parts[-1].without_options(option).without_voters(profile.voters[0]))
        for part in parts:
            anew = part.having(part.cells)
            assert part == anew
            assert part.tallies == anew.tallies
            assert part.silences == anew.silences

    def test_strangers_cannot_be_left_out(self) -> None:
        room = Profile.from_grades([("ada", "a", 1)], scale=(1, 5))
        for leave in (room.without_voters, room.without_options, room.without_criteria):
            with pytest.raises(UnknownName, match="'x' cannot be left out"):
                leave("x")
        with pytest.raises(InvalidProfile, match="without any criterion"):
            room.without_criteria("overall")
