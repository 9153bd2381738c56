"""Rules over duels, against their definitions: Copeland, Schulze, ranked pairs, Smith, Schwartz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from importlib import import_module
from itertools import combinations, pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Duels,
    Profile,
    Ranking,
    duels,
    rank,
    schwartz_set,
    smith_set,
)
from collectif.counting.ordering.relations import peeled, reached, turned
from collectif.counting.ordering.strengths import Strength
from collectif.errors import InvalidInput
from collectif.testing.profiles import patchy_profiles

LAW = settings(max_examples=50, deadline=None)
RULES = ("copeland", "schulze", "ranked-pairs", "smith", "schwartz")
STRENGTHS = st.sampled_from(["winning_votes", "margins"])
schulze_module = import_module("collectif.counting.ordering.schulze")


@st.composite
def contests(draw: st.DrawFn) -> Profile:
    """Return up to six voters with voices who order up to five options, with ties and gaps."""
    options = list("abcde")[: draw(st.integers(1, 5))]
    ballots = {}
    for number in range(draw(st.integers(1, 6))):
        order = draw(st.permutations(options))
        tiers: list[list[str]] = []
        for option in order[: draw(st.integers(1, len(options)))]:
            if tiers and draw(st.integers(0, 4)) == 0:
                tiers[-1].append(option)
            else:
                tiers.append([option])
        ballots[f"v{number}"] = tiers
    voices = {voter: draw(st.integers(1, 9)) for voter in ballots}
    return Profile.from_rankings(ballots, options=options, voices=voices)


def keys(found: Duels, strength: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the strength of every win, comparable."""
    return {
        (a, b): (found.margin(a, b), 0)
        if strength == "margins"
        else (found.votes(a, b), -found.votes(b, a))
        for a, b in permutations(found.options, 2)
        if found.margin(a, b) > 0
    }


def tiers(above: dict[str, set[str]]) -> list[set[str]]:
    """Return who is below none, then who is below none of the others, and so on."""
    left, parts = set(above), []
    while left:
        top = {one for one in left if not any(one in above[other] for other in left)}
        parts.append(top)
        left -= top
    return parts


def same(ranking: Ranking, above: dict[str, set[str]]) -> None:
    assert {one: set(below) for one, below in ranking.behind["above"].items()} == above  # type: ignore[attr-defined]
    assert [set(tier) for tier in ranking.tiers] == tiers(above)


class TestCopeland:
    @LAW
    @given(contests())
    def test_wins_and_half_of_the_ties(self, profile: Profile) -> None:
        found, ranking = duels(profile), rank(profile, "copeland")
        for one, score in ranking.scores.items():
            against = [found.margin(one, other) for other in ranking.scores if other != one]
            assert score == sum(m > 0 for m in against) + Fraction(sum(m == 0 for m in against), 2)
        n = len(ranking.scores)
        assert sum(ranking.scores.values()) == Fraction(n * (n - 1), 2)


def strongest(wins: dict[tuple[str, str], tuple[int, int]], options: Sequence[str]) -> Any:
    """Return the strength of the strongest path between any two, over all paths there are."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for size in range(len(options) - 1):
        for path in permutations(options, size + 2):
            steps = list(pairwise(path))
            if all(step in wins for step in steps):
                ends = path[0], path[-1]
                found[ends] = max(found.get(ends, (0, 0)), min(wins[step] for step in steps))
    return found


class TestSchulze:
    @LAW
    @given(contests(), STRENGTHS)
    def test_is_that_of_all_paths(self, profile: Profile, strength: Strength) -> None:
        """Schulze 2011, section 2.2: the strength of a path is that of its weakest link."""
        ranking = rank(profile, "schulze", strength=strength)
        found = ranking.behind["duels"]
        assert isinstance(found, Duels)
        paths = strongest(keys(found, strength), found.options)
        above = {
            one: {o for o in found.options if paths.get((one, o), (0,)) > paths.get((o, one), (0,))}
            for one in found.options
        }
        same(ranking, above)
        told: Any = ranking.behind["paths"]
        for (a, b), value in paths.items():
            assert told[found.index[a]][found.index[b]] == value[0]

    @LAW
    @given(contests(), STRENGTHS)
    def test_is_the_same_at_once(self, profile: Profile, strength: Strength) -> None:
        plain = rank(profile, "schulze", strength=strength)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(schulze_module, "_FEW", -1)
            assert plain == rank(profile, "schulze", strength=strength)

    def test_votes_beyond_64_bits(self) -> None:
        """A circle whose weakest link is weaker by one vote in 2^80."""
        huge = 1 << 80
        for voices, winner in (({"x": 2, "y": 1, "z": 1}, "a"), ({"x": 1, "y": 2, "z": 1}, "b")):
            profile = Profile.from_rankings(
                {"x": list("abc"), "y": list("bca"), "z": list("cab")},
                voices={voter: huge + n for voter, n in voices.items()},
            )
            for few in (-1, 10):
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(schulze_module, "_FEW", few)
                    assert rank(profile, "schulze").leaders == (winner,)

    def test_incomparable_is_visible(self) -> None:
        """Schulze 2011, example 2: b over c, d over a, and nothing else; so two tiers of two."""
        profile = Profile.from_text(
            "3: a > b > c > d; 2: c > b > d > a; 2: d > a > b > c; 2: d > b > c > a"
        )
        ranking = rank(profile, "schulze")
        assert ranking.tiers == (("b", "d"), ("a", "c"))
        assert ranking.behind["above"] == {"a": (), "b": ("c",), "c": (), "d": ("a",)}


def chained(locked: set[tuple[str, str]], options: Sequence[str]) -> dict[str, set[str]]:
    """Return option -> whatever comes after it over locked pairs, by search."""
    found = {}
    for start in options:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            one = waiting.pop()
            for a, b in locked:
                if a == one and b not in seen:
                    seen.add(b)
                    waiting.append(b)
        found[start] = seen
    return found


class TestRankedPairs:
    @LAW
    @given(contests(), STRENGTHS)
    def test_is_that_of_the_declared_steps(self, profile: Profile, strength: Strength) -> None:
        """Level by level; equal wins that close a circle together are left out together."""
        ranking = rank(profile, "ranked-pairs", strength=strength)
        found: Any = ranking.behind["duels"]
        wins, locked = keys(found, strength), set[tuple[str, str]]()
        for level in sorted(set(wins.values()), reverse=True):
            after = chained(locked, found.options)
            first = {(a, b) for (a, b), key in wins.items() if key == level and a not in after[b]}
            after = chained(locked | first, found.options)
            locked |= {(a, b) for a, b in first if a not in after[b]}
        assert set(ranking.behind["locked"]) == locked  # type: ignore[call-overload]
        above = chained(locked, found.options)
        assert all(one not in below for one, below in above.items())
        same(ranking, above)

    @LAW
    @given(contests(), STRENGTHS)
    def test_is_that_of_tideman_where_no_strengths_are_equal(
        self, profile: Profile, strength: Strength
    ) -> None:
        """Tideman 1987: one win after the other, left out where it closes a circle."""
        ranking = rank(profile, "ranked-pairs", strength=strength)
        found: Any = ranking.behind["duels"]
        wins = keys(found, strength)
        if len(set(wins.values())) < len(wins):
            return
        locked: set[tuple[str, str]] = set()
        for a, b in sorted(wins, key=wins.__getitem__, reverse=True):
            if a not in chained(locked, found.options)[b]:
                locked.add((a, b))
        same(ranking, chained(locked, found.options))

    def test_equal_circle_stays_tied(self) -> None:
        """Condorcet's paradox: three equal wins close a circle, and none of them is locked."""
        ranking = rank(Profile.from_text("a > b > c; b > c > a; c > a > b"), "ranked-pairs")
        assert (ranking.tiers, ranking.behind["locked"]) == ((("a", "b", "c"),), ())


def beats_all(found: Duels, inside: set[str]) -> bool:
    outside = set(found.options) - inside
    return all(found.margin(a, b) > 0 for a in inside for b in outside)


def unbeaten(found: Duels, inside: set[str]) -> bool:
    outside = set(found.options) - inside
    return all(found.margin(b, a) <= 0 for a in inside for b in outside)


def subsets(options: Sequence[str]) -> Iterator[set[str]]:
    for size in range(1, len(options) + 1):
        yield from map(set, combinations(options, size))


class TestSets:
    @LAW
    @given(contests())
    def test_smith_set_is_the_smallest_that_beats_the_rest(self, profile: Profile) -> None:
        """Smith 1973."""
        found = duels(profile)
        assert set(smith_set(found)) == next(
            s for s in subsets(found.options) if beats_all(found, s)
        )

    @LAW
    @given(contests())
    def test_schwartz_set_joins_the_smallest_unbeaten_sets(self, profile: Profile) -> None:
        """Schwartz 1986."""
        found = duels(profile)
        closed = [inside for inside in subsets(found.options) if unbeaten(found, inside)]
        least = [one for one in closed if not any(other < one for other in closed)]
        assert set(schwartz_set(found)) == set().union(*least)
        assert set(schwartz_set(found)) <= set(smith_set(found))

    @LAW
    @given(contests(), st.sampled_from(["smith", "schwartz"]))
    def test_rules_put_the_set_first(self, profile: Profile, name: str) -> None:
        ranking = rank(profile, name)
        found: Any = ranking.behind["duels"]
        first = smith_set(found) if name == "smith" else schwartz_set(found)
        assert ranking.leaders == first
        assert len(ranking.tiers) == (1 if len(first) == len(found.options) else 2)

    def test_no_options(self) -> None:
        found = Duels(options=(), above=(), unranked="tied_last")
        assert (smith_set(found), schwartz_set(found)) == ((), ())


class TestAllOfThem:
    @LAW
    @given(st.one_of(contests(), patchy_profiles), st.sampled_from(RULES))
    def test_who_has_a_place(self, profile: Profile, name: str) -> None:
        """Whoever was compared with another option, and nobody else; each in one tier."""
        ranking, found = rank(profile, name), duels(profile)
        placed = [option for tier in ranking.tiers for option in tier]
        assert sorted(placed + list(ranking.incomplete)) == sorted(profile.options)
        if len(profile.options) > 1:
            assert ranking.incomplete == found.unheard
        assert ranking.parameters["unranked"] == found.unranked

    @pytest.mark.parametrize("name", RULES)
    def test_lone_option_leads_where_somebody_names_it(self, name: str) -> None:
        assert rank(Profile.from_text("a"), name).tiers == (("a",),)
        silent = Profile.from_grades([], scale=(1, 5), options=["a"], voters=["v"])
        assert (rank(silent, name).tiers, rank(silent, name).incomplete) == ((), ("a",))

    @pytest.mark.parametrize("name", RULES)
    def test_empty_room(self, name: str) -> None:
        profile = Profile.from_rankings([], options=["a", "b"])
        ranking = rank(profile, name)
        assert (ranking.tiers, ranking.incomplete) == ((), ("a", "b"))

    @pytest.mark.parametrize("name", RULES)
    def test_grades_are_read_by_the_order_of_totals(self, name: str) -> None:
        rows = [("x", "a", 9), ("x", "b", 2), ("y", "a", 2), ("y", "b", 1), ("z", "b", 9)]
        profile = Profile.from_grades([*rows, ("z", "c", "ABSTAIN")], scale=(1, 9))
        ranking = rank(profile, name)
        assert (ranking.leaders, ranking.incomplete) == (("a",), ("c",))

    @pytest.mark.parametrize("name", RULES)
    def test_reading_of_options_left_off_may_decide(self, name: str) -> None:
        """Three name a alone, two put b above c above a: last or not compared makes the leader."""
        profile = Profile.from_text("3: a; 2: b > c > a")
        assert rank(profile, name).leaders == ("a",)
        assert rank(profile, name, unranked="incomparable").leaders == ("b",)

    @pytest.mark.parametrize("name", RULES)
    def test_too_many_options(self, name: str) -> None:
        with pytest.raises(InvalidInput, match="2001 options were to be compared"):
            rank(Profile.from_rankings([[f"o{i}" for i in range(2_001)]]), name)

    @pytest.mark.parametrize("name", ["schulze", "ranked-pairs"])
    def test_unknown_strength(self, name: str) -> None:
        with pytest.raises(InvalidInput, match="measured by 'ratio'"):
            rank(Profile.from_text("a > b"), name, strength="ratio")


class TestRelations:
    @LAW
    @given(
        st.integers(0, 6).flatmap(
            lambda n: st.tuples(
                st.just(n), st.lists(st.integers(0, (1 << n) - 1), min_size=n, max_size=n)
            )
        )
    )
    def test_reached_is_what_a_search_finds(self, drawn: tuple[int, list[int]]) -> None:
        size, relation = drawn
        pairs = {(str(a), str(b)) for a in range(size) for b in range(size) if relation[a] >> b & 1}
        after = chained(pairs, [str(a) for a in range(size)])
        found = reached(relation)
        assert {
            str(a): {str(b) for b in range(size) if found[a] >> b & 1} for a in range(size)
        } == (after)
        assert turned(turned(relation)) == relation

    def test_peeled_in_declared_order(self) -> None:
        assert peeled([0, 0b001, 0b001], "abc") == (("b", "c"), ("a",))
