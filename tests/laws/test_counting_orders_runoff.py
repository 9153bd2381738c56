"""Instant runoff and plurality, against their definitions."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Profile, Stage, orders, rank
from collectif.counting.profiles.standings import Unranked
from collectif.errors import InvalidInput
from collectif.testing.profiles import patchy_profiles, rankings

LAW = settings(max_examples=60, deadline=None)
module = import_module("collectif.counting.ordering.runoff")
READINGS = st.sampled_from(["incomparable", "tied_last"])


def firsts(
    profile: Profile, there: frozenset[str], read: Unranked = "incomparable"
) -> dict[str, Fraction]:
    """Return option -> voices that put it first among those still there, shared where level."""
    found = dict.fromkeys(there, Fraction(0))
    for voter, tiers in orders(profile, read).items():
        left = [[o for o in tier if o in there] for tier in tiers]
        top = next((tier for tier in left if tier), [])
        for option in top:
            found[option] += Fraction(profile.voice(voter), len(top))
    return found


def winners(profile: Profile, there: frozenset[str], read: Unranked) -> set[str]:
    """Return who wins in some course: any of those with the fewest may leave."""
    if len(there) <= 1:
        return set(there)
    votes = firsts(profile, there, read)
    lowest = min(votes.values())
    fewest = [option for option, n in votes.items() if n == lowest]
    return set().union(*(winners(profile, there - {option}, read) for option in fewest))


def together(profile: Profile, there: frozenset[str]) -> list[set[str]]:
    votes = firsts(profile, there)
    fewest = {option for option, n in votes.items() if n == min(votes.values())}
    if fewest == there:
        return [fewest]
    return [*together(profile, there - fewest), fewest]


def placed(profile: Profile) -> frozenset[str]:
    reading = "tied_last" if profile.ordinal else "incomparable"
    ballots = orders(profile, reading).values()  # type: ignore[arg-type]
    return frozenset(option for tiers in ballots for tier in tiers for option in tier)


@LAW
@given(st.one_of(rankings(), patchy_profiles), READINGS)
def test_leaders_are_those_of_every_course(profile: Profile, read: Unranked) -> None:
    """Conitzer, Rognlie & Xia 2009: whoever wins in some parallel universe."""
    ranking = rank(profile, "instant-runoff", unranked=read)
    assert ranking.parameters["unranked"] == read
    assert set(ranking.leaders) == winners(profile, placed(profile), read)
    there = {option for tier in ranking.tiers for option in tier}
    assert there == placed(profile)
    assert set(ranking.incomplete) == set(profile.options) - there


@LAW
@given(st.one_of(rankings(), patchy_profiles))
def test_all_with_the_fewest_leave_together(profile: Profile) -> None:
    ranking = rank(profile, "instant-runoff", eliminate="together")
    there = placed(profile)
    expected = together(profile, there) if there else []
    assert [set(tier) for tier in ranking.tiers] == expected


@LAW
@given(rankings(strict=True, full=True))
def test_without_ties_there_is_one_course(profile: Profile) -> None:
    """Then both ways to eliminate say the same, and the place is how long an option stays."""
    ranking = rank(profile, "instant-runoff")
    stages: Any = ranking.behind["stages"]
    if all(len(stage.leaving) <= 1 for stage in stages):
        last_first = [stage.leaving[0] for stage in reversed(stages) if stage.leaving]
        assert list(ranking.tiers[1:]) == [(option,) for option in last_first]
        assert ranking.tiers == rank(profile, "instant-runoff", eliminate="together").tiers


@LAW
@given(st.one_of(rankings(), patchy_profiles))
def test_stages_count_every_voice(profile: Profile) -> None:
    """What is not exhausted counts for somebody who is still there."""
    stages: Any = rank(profile, "instant-runoff").behind["stages"]
    for stage in stages:
        assert sum(stage.votes.values()) + stage.exhausted == profile.total_voices
        assert dict(stage.votes) == firsts(profile, frozenset(stage.votes))


@LAW
@given(st.one_of(rankings(), patchy_profiles), READINGS)
def test_plurality_counts_first_places(profile: Profile, read: Unranked) -> None:
    ranking = rank(profile, "plurality", unranked=read)
    assert ranking.scores == firsts(profile, placed(profile), read)


class TestStages:
    def test_ballots_move_on_and_end(self) -> None:
        profile = Profile.from_text("4: a; 3: b > c; 2: c")
        ranking = rank(profile, "instant-runoff")
        assert ranking.tiers == (("a",), ("b",), ("c",))
        first, second, third = ranking.behind["stages"]  # type: ignore[misc]
        assert first == Stage(
            votes={"a": Fraction(4), "b": Fraction(3), "c": Fraction(2)},
            exhausted=0,
            leaving=("c",),
            at_once=True,
        )
        assert (second.votes, second.exhausted) == ({"a": 4, "b": 3}, 2)
        assert (third.votes, third.exhausted, third.leaving) == ({"a": 4}, 5, ())

    def test_level_options_share_a_voice(self) -> None:
        profile = Profile.from_text("a = b > c; 2: c > a")
        stages: Any = rank(profile, "instant-runoff").behind["stages"]
        assert stages[0].votes == {"a": Fraction(1, 2), "b": Fraction(1, 2), "c": 2}

    def test_tie_for_last_follows_both_courses(self) -> None:
        """Whoever of b and c leaves, the other one wins against a; together they hand it to a."""
        profile = Profile.from_text("4: a > b > c; 3: b > c > a; 3: c > b > a")
        assert rank(profile, "instant-runoff").leaders == ("b", "c")
        assert rank(profile, "instant-runoff", eliminate="together").leaders == ("a",)

    def test_many_that_nobody_puts_first_leave_at_once(self) -> None:
        """Also hundreds of them: no order among them could change who stays."""
        rest = [f"o{i}" for i in range(500)]
        profile = Profile.from_rankings([["a", *rest, "b"], ["b", *rest, "a"], ["a", "b"]])
        ranking = rank(profile, "instant-runoff")
        assert ranking.tiers == (("a",), ("b",), tuple(rest))

    def test_all_level_for_everybody(self) -> None:
        profile = Profile.from_rankings([[[f"o{i}" for i in range(300)]]] * 3)
        assert len(rank(profile, "instant-runoff").leaders) == 300


class TestRefusals:
    def test_too_many_courses(self) -> None:
        """Thirty options, each first for one voter, each the second of the next one's ballot."""
        names = [f"o{i:02}" for i in range(30)]
        profile = Profile.from_rankings([names[i:] + names[:i] for i in range(30)])
        with pytest.raises(InvalidInput, match="too many courses once"):
            rank(profile, "instant-runoff")
        assert len(rank(profile, "instant-runoff", eliminate="together").leaders) == 30

    def test_too_many_options(self) -> None:
        with pytest.raises(InvalidInput, match="2001 options were to leave"):
            rank(Profile.from_rankings([[f"o{i}" for i in range(2_001)]]), "instant-runoff")

    def test_unknown_way(self) -> None:
        with pytest.raises(InvalidInput, match="leave by 'lot'"):
            rank(Profile.from_text("a > b"), "instant-runoff", eliminate="lot")

    @pytest.mark.parametrize("name", ["instant-runoff", "plurality"])
    def test_empty_room(self, name: str) -> None:
        ranking = rank(Profile.from_rankings([], options=["a", "b"]), name)
        assert (ranking.tiers, ranking.incomplete) == ((), ("a", "b"))

    @pytest.mark.parametrize("name", ["instant-runoff", "plurality"])
    def test_no_options(self, name: str) -> None:
        assert rank(Profile.from_rankings([]), name).tiers == ()
