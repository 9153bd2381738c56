"""Duels: counted one by one and at once, from grades and from ballots that rank."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import Duels, Profile, duels, orders, standings
from collectif.counting.profiles.standings import Unranked, left_off
from collectif.errors import InvalidInput, UnknownName
from collectif.testing.profiles import patchy_profiles, rankings

LAW = settings(max_examples=60, deadline=None)
module = import_module("collectif.counting.ordering.pairwise")
READINGS = ("tied_last", "incomparable")


@pytest.fixture(scope="module", autouse=True)
def at_once() -> Iterator[None]:
    """Whatever the size, count with NumPy unless told otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", -1)
        yield


def plainly(profile: Profile, unranked: str) -> dict[tuple[str, str], int]:
    """Return (option, other) -> voters who put the first above the second, by the definition."""
    found = {}
    for one in profile.options:
        for other in profile.options:
            found[one, other] = 0
            for voter, row in standings(profile).items():
                last = unranked == "tied_last" and left_off(profile, voter, other)
                if one in row and (row[one] > row[other] if other in row else last):
                    found[one, other] += profile.voice(voter)
    return found


@LAW
@given(st.one_of(rankings(), patchy_profiles), st.sampled_from(READINGS), st.data())
def test_duels_are_those_of_the_definition(
    profile: Profile, unranked: Unranked, data: st.DataObject
) -> None:
    """Counted at once or one by one, with voices and without: the same votes."""
    if data.draw(st.booleans()):
        voices = {v: data.draw(st.integers(1, 9)) for v in profile.voters}
        profile = profile.speaking(voices)
    expected = plainly(profile, unranked)
    found = duels(profile, unranked=unranked)
    assert {(a, b): found.votes(a, b) for a, b in expected} == expected
    assert found.above == module._one_by_one(profile, unranked)


@LAW
@given(rankings())
def test_duels_of_two_add_up(profile: Profile) -> None:
    """Nobody stands on both sides, and nobody against itself (Condorcet 1785)."""
    found = duels(profile)
    for a in profile.options:
        assert found.votes(a, a) == 0
        for b in profile.options:
            assert found.votes(a, b) + found.votes(b, a) <= profile.total_voices
            assert found.margin(a, b) == -found.margin(b, a)


def test_voices_beyond_64_bits_are_added_exactly() -> None:
    huge = 1 << 80
    profile = Profile.from_rankings({"ada": ["a", "b"], "bo": ["b", "a"]}, voices={"ada": huge})
    assert duels(profile).votes("a", "b") == huge
    assert duels(profile).condorcet_winner == "a"


def test_weights_beyond_64_bits_are_compared_exactly() -> None:
    """Two totals that differ by one part in 2^70 are two heights."""
    rows = [("v", "a", "x", 5), ("v", "a", "y", 1), ("v", "b", "x", 5), ("v", "b", "y", 2)]
    profile = Profile.from_grades(rows, scale=(1, 5), weights={"x": 1 << 70, "y": 1})
    assert duels(profile).margin("b", "a") == 1


def test_a_named_silence_is_never_last() -> None:
    """What a ballot leaves off may count as last; what somebody abstains on does not."""
    profile = Profile.from_grades(
        [("v", "a", 3), ("v", "b", "ABSTAIN")], scale=(1, 5), options=["a", "b", "c"]
    )
    found = duels(profile, unranked="tied_last")
    assert (found.votes("a", "b"), found.votes("a", "c"), found.votes("b", "c")) == (0, 1, 0)


class TestWinners:
    def test_condorcet_winner_and_loser(self) -> None:
        found = duels(Profile.from_text("2: a > b > c; b > c > a"))
        assert (found.condorcet_winner, found.condorcet_loser) == ("a", "c")

    def test_cycle_has_neither(self) -> None:
        """The paradox of Condorcet 1785."""
        found = duels(Profile.from_text("a > b > c; b > c > a; c > a > b"))
        assert (found.condorcet_winner, found.condorcet_loser) == (None, None)

    def test_lone_option_wins_no_duel(self) -> None:
        assert duels(Profile.from_text("a")).condorcet_winner is None


def test_unknown_reading_and_unknown_option() -> None:
    profile = Profile.from_text("a > b")
    with pytest.raises(InvalidInput, match="may elect different options"):
        duels(profile, unranked="last")  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="no duel of 'x'"):
        duels(profile).votes("x", "a")
    assert isinstance(duels(profile), Duels)


@LAW
@given(st.one_of(rankings(), patchy_profiles), st.sampled_from(READINGS), st.integers(1, 3))
def test_duels_are_the_same_in_blocks(profile: Profile, unranked: Unranked, block: int) -> None:
    """A few voters at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        found = duels(profile, unranked=unranked)
    assert found.above == module._one_by_one(profile, unranked)


@LAW
@given(st.integers(1, 12), st.integers(1, 5), st.booleans(), st.randoms(use_true_random=False))
def test_duels_of_a_table_are_those_of_its_rows(
    voters: int, options: int, turned: bool, chance: random.Random
) -> None:
    """One criterion, straight from the columns, and as rows; with a silence here and there."""
    table = [[chance.choice((-2, -1, 0, 100, 127)) for _ in range(options)] for _ in range(voters)]
    profile = Profile.from_array(
        np.array(table, dtype=np.int16),
        scale=(0, 127),
        silent={-1: "MISSING", -2: "ABSTAIN"},
        lower_is_better=["overall"] if turned else [],
    )
    for unranked in READINGS:
        found = duels(profile, unranked=unranked)
        assert found.above == module._one_by_one(profile, unranked)


@LAW
@given(st.integers(1, 6), st.integers(1, 5), st.randoms(use_true_random=False))
def test_duels_of_columns_in_any_order(voters: int, options: int, chance: random.Random) -> None:
    """Everybody graded everything, told voter by voter, and in no order at all."""
    cells = [(v, o, chance.randint(1, 4)) for v in range(voters) for o in range(options)]
    found = []
    for told in (cells, chance.sample(cells, len(cells))):
        voter, option, grade = np.array(told).T
        profile = Profile.from_columns(
            voter, option, None, grade, scale=(1, 4), voters=voters, options=options
        )
        found.append(duels(profile).above)
        assert found[-1] == module._one_by_one(profile, "incomparable")
    assert found[0] == found[1]


@LAW
@given(st.one_of(rankings(), patchy_profiles), st.sampled_from(READINGS))
def test_unheard_is_what_nobody_compares(profile: Profile, unranked: Unranked) -> None:
    """Also at once; and duels of some options are those of the profile, without the others."""
    found = duels(profile, unranked=unranked)
    rows = [[o for tier in tiers for o in tier] for tiers in orders(profile, unranked).values()]
    met = {option for row in rows if len(row) > 1 for option in row}
    assert found.unheard == tuple(o for o in profile.options if o not in met)
    kept = profile.options[::2]
    fewer = found.only(kept)
    assert [fewer.votes(a, b) for a in kept for b in kept] == [
        found.votes(a, b) for a in kept for b in kept
    ]


def test_more_options_than_a_matrix_holds() -> None:
    profile = Profile.from_rankings([[f"o{i}" for i in range(2_001)]])
    with pytest.raises(InvalidInput, match="2001 options were to be compared"):
        duels(profile)
