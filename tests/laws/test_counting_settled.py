"""Whether other ways to look put the same options first, and where not, on what they differ."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import CrossCheck, Profile, cross_check, duels, rank
from collectif.testing.profiles import full_panels, patchy_profiles, rankings

LAW = settings(max_examples=50, deadline=None)
MEAN = partial(rank, min_scores_per_cell=1)
BORDA = partial(rank, rule="borda", min_scores_per_cell=1)
ROOMS = st.one_of(full_panels, patchy_profiles)


def differing(found: CrossCheck) -> Iterator[str]:
    """Yield the checks that put others first, by the definition."""
    leaders = set(found.leaders)
    for name, others in found.checks.items():
        agrees = leaders <= set(others) if name == "smith" else leaders == set(others)
        if leaders and not agrees:
            yield name


class TestLaws:
    @LAW
    @given(ROOMS)
    def test_checks_are_the_rules_over_the_options_that_have_a_place(
        self, profile: Profile
    ) -> None:
        found, asked = cross_check(profile), rank(profile)
        seen = profile.without_options(*asked.incomplete)
        assert found.leaders == asked.leaders
        for name, leaders in found.checks.items():
            floor = {"min_scores_per_cell": 1} if name == "majority-judgment" else {}
            assert leaders == rank(seen, name, **floor).leaders  # type: ignore[arg-type]
        told = [*found.checks, *found.untold]
        assert sorted(told) == sorted(
            ["smith", "schulze", "majority-judgment"] if len(seen.options) > 1 else []
        )
        assert tuple(differing(found)) == found.differs
        assert found.settled == (bool(found.leaders) and not found.differs and not found.untold)

    @LAW
    @given(ROOMS)
    def test_difference_names_two_options_that_show_it(self, profile: Profile) -> None:
        """One that leads here, one that leads there, and not both on both sides."""
        found, scores = cross_check(profile), rank(profile).scores
        held = duels(profile)
        for name, told in found.differences.items():
            assert told.leader in found.leaders
            assert told.other in found.checks[name]
            assert told.leader not in found.checks[name] or told.other not in found.leaders
            assert told.lead == scores[told.leader] - scores[told.other]
            assert told.lead >= 0
            assert (told.votes, told.against) == (
                held.votes(told.other, told.leader),
                held.votes(told.leader, told.other),
            )
            assert told.margin == told.votes - told.against
            assert told.votes + told.against <= told.voters <= len(profile.voters)

    @LAW
    @given(full_panels)
    def test_leader_outside_the_smith_set_loses_a_duel(self, profile: Profile) -> None:
        """That is what the set is; by Schulze the path back is never the stronger one."""
        found = cross_check(profile)
        if "smith" in found.differences:
            assert found.differences["smith"].margin > 0
            assert "schulze" in found.differences
        if "schulze" in found.differences:
            paths = found.differences["schulze"].paths
            assert paths is not None
            assert paths[0] >= paths[1]
        if "majority-judgment" in found.differences:
            grades = found.differences["majority-judgment"].grades
            assert grades is not None
            assert grades[0] >= grades[1]

    @LAW
    @given(full_panels)
    def test_condorcet_winner_is_the_smith_set(self, profile: Profile) -> None:
        found = cross_check(profile)
        winner = found.condorcet_winner
        assert winner == duels(profile).condorcet_winner
        if winner is not None:
            assert found.checks["smith"] == found.checks["schulze"] == (winner,)

    @LAW
    @given(rankings(full=True))
    def test_ballots_that_rank_have_no_majority_judgment(self, profile: Profile) -> None:
        found = cross_check(profile, count=BORDA)
        assert "majority-judgment" not in {*found.checks, *found.untold}
        assert tuple(differing(found)) == found.differs


class TestRooms:
    def test_strong_grades_outvote_a_majority(self) -> None:
        """The smallest room in which the mean outvotes a majority: three voters."""
        found = cross_check(Profile.from_text("2: a 1, b 2; a 4, b 1", scale=(1, 5)))
        assert (found.leaders, found.condorcet_winner, found.settled) == (("a",), "b", False)
        assert found.differs == ("smith", "schulze", "majority-judgment")
        for told in found.differences.values():
            assert (told.leader, told.other, told.lead) == ("a", "b", Fraction(25, 3))
            assert (told.votes, told.against, told.voters, told.margin) == (2, 1, 3, 1)
        assert found.differences["schulze"].paths == (2, 0)
        assert found.differences["majority-judgment"].grades == (25, 0)

    def test_all_agree(self) -> None:
        found = cross_check(Profile.from_text("3: a 5, b 2; a 3, b 4", scale=(1, 5)))
        assert (found.leaders, found.condorcet_winner) == (("a",), "a")
        assert (found.settled, found.differs, found.untold) == (True, (), ())
        assert found.checks == dict.fromkeys(("smith", "schulze", "majority-judgment"), ("a",))

    def test_tie_that_a_check_parts(self) -> None:
        """Level by the mean, and not by majorities: b leads here and not there."""
        found = cross_check(Profile.from_text("2: a 3, b 2; a 1, b 3", scale=(1, 5)))
        assert found.leaders == ("a", "b")
        told = found.differences["schulze"]
        assert (told.leader, told.other, told.lead) == ("b", "a", 0)
        assert (told.votes, told.against) == (2, 1)

    def test_majorities_in_a_circle_leave_the_choice(self) -> None:
        """Each loses to another one; the Smith set holds all three, and so agrees with any."""
        room = "a 5, b 4, c 1; a 1, b 3, c 2; a 3, b 1, c 5"
        found = cross_check(Profile.from_text(room, scale=(1, 5)))
        assert found.condorcet_winner is None
        assert found.checks["smith"] == ("a", "b", "c")
        assert "smith" not in found.differs

    def test_only_judgment_differs(self) -> None:
        found = cross_check(
            Profile.from_text("a 5, b 3; a 4, b 3; a 1, b 3; a 2, b 1; a 2, b 3", scale=(1, 5))
        )
        assert (found.leaders, found.differs) == (("a",), ("majority-judgment",))
        told = found.differences["majority-judgment"]
        assert told.grades == (50, 25)
        assert (told.votes, told.against) == (2, 3)

    def test_voices_count(self) -> None:
        room = Profile.from_text("a 1, b 2; a 4, b 1", scale=(1, 5))
        told = cross_check(room.speaking({"v1": 2**70})).differences
        assert told == {}
        many = cross_check(room.speaking({"v1": 2}), count=MEAN).differences["smith"]
        assert (many.votes, many.against, many.voters) == (2, 1, 3)

    def test_option_without_a_place_leads_nowhere(self) -> None:
        """One grade is too few for a place; a majority of one is not laid against the rest."""
        found = cross_check(Profile.from_text("a 3, b 2, c 5; a 3, b 2; a 4", scale=(1, 5)))
        assert found.settled
        assert all("c" not in leaders for leaders in found.checks.values())

    def test_nothing_to_lay_beside(self) -> None:
        lone = cross_check(Profile.from_text("2: a 3", scale=(1, 5)))
        assert (lone.settled, lone.checks, lone.condorcet_winner) == (True, {}, None)
        nobody = cross_check(Profile.from_grades([], scale=(1, 5), options=("a", "b")))
        assert (nobody.settled, nobody.leaders, nobody.checks) == (False, (), {})

    def test_nobody_compared_them(self) -> None:
        """Two panels that share nobody: majorities say nothing, and that is not agreement."""
        found = cross_check(Profile.from_text("2: a 3; 2: b 2", scale=(1, 5)))
        assert (found.leaders, found.settled) == (("a",), False)
        assert found.untold == ("smith", "schulze")
        assert found.checks == {"majority-judgment": ("a",)}

    def test_leader_that_nobody_compared(self) -> None:
        found = cross_check(Profile.from_text("2: a 5; 2: b 2, c 1", scale=(1, 5)))
        assert found.leaders == ("a",)
        told = found.differences["schulze"]
        assert (told.leader, told.other, told.paths) == ("a", "b", None)
        assert (told.votes, told.against, told.voters) == (0, 0, 0)

    def test_more_options_than_duels_are_counted_for(self) -> None:
        rows = [(v, f"o{n}", 1 + n % 3) for v in ("ada", "bo") for n in range(2001)]
        found = cross_check(Profile.from_grades(rows, scale=(1, 5)))
        assert found.untold == ("smith", "schulze")
        assert set(found.checks["majority-judgment"]) == set(found.leaders)

    @pytest.mark.parametrize("unranked", ["tied_last", "incomparable"])
    def test_other_rules_may_be_asked(self, unranked: str) -> None:
        """Borda's leader beside the majorities': the classic of Condorcet against Borda."""
        room = Profile.from_text("3: a > b > c; 2: b > c > a")
        found = cross_check(room, count=partial(BORDA, unranked=unranked))
        assert (found.rule, found.leaders, found.condorcet_winner) == ("borda", ("b",), "a")
        told = found.differences["smith"]
        assert (told.votes, told.against, told.voters) == (3, 2, 5)
        assert told.lead == Fraction(10)
