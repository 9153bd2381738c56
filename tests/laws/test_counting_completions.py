"""Answers that are still to come: what is told of all completions, against all completions.

Necessary and possible winners: Konczak and Lang 2005; alone and with others, and what is exact for
which rule: Xia and Conitzer 2011.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import permutations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Outlook,
    Profile,
    Ranking,
    borda_outlook,
    both_readings,
    by_order,
    condorcet_outlook,
    duel_ranges,
    duels,
    orders,
    outlook,
    rank,
    schulze_outlook,
)
from collectif.errors import InvalidInput, InvalidProfile, UnknownName
from collectif.testing.profiles import full_panels, patchy_profiles, rankings

Leaders = frozenset[str]
MEAN = partial(rank, min_scores_per_cell=1)
MEDIAN = partial(rank, rule="median", min_scores_per_cell=1)
COUNTS = st.sampled_from([MEAN, MEDIAN, rank])
READINGS = st.sampled_from(["tied_last", "incomparable"])
OPEN = st.sampled_from([("MISSING",), ("MISSING", "CANNOT_JUDGE"), ("ABSTAIN",), ()])
few = settings(max_examples=40, deadline=None)


@st.composite
def small_rooms(draw: st.DrawFn) -> Profile:
    """Return two or three voters on two or three options, with at most five cells to fill."""
    voters = ("v1", "v2", "v3")[: draw(st.integers(2, 3))]
    options = ("a", "b", "c")[: draw(st.integers(2, 3))]
    criteria = ("cost", "care")[: draw(st.integers(1, 2))]
    every = [(v, o, c) for v in voters for o in options for c in criteria]
    silent = draw(st.sets(st.sampled_from(every), max_size=5))
    silences = st.sampled_from(["MISSING", "MISSING", "CANNOT_JUDGE", "ABSTAIN", "NOT_ENTITLED"])
    cells = {cell: draw(silences if cell in silent else st.integers(1, 3)) for cell in every}
    return Profile.from_grades(
        cells,
        scale=(1, 3),
        voters=voters,
        options=options,
        criteria=criteria,
        weights={c: draw(st.integers(1, 3)) for c in criteria},
        lower_is_better=draw(st.sets(st.sampled_from(criteria))),
        voices={voters[0]: draw(st.integers(1, 2))},
    )


def completions(profile: Profile, open: tuple[str, ...]) -> Iterator[Profile]:
    """Yield the profile with every way to fill its open cells."""
    every = [(v, o, c) for v in profile.voters for o, c in profile.pairs]
    holes = [cell for cell in every if profile.cells.get(cell, "MISSING") in open]
    for grades in product(range(profile.scale.min, profile.scale.max + 1), repeat=len(holes)):
        yield profile.having({**profile.cells, **dict(zip(holes, grades, strict=True))})


@st.composite
def short_ballots(draw: st.DrawFn) -> Profile:
    """Return up to three voters who rank some of up to three options."""
    options = ("a", "b", "c")[: draw(st.integers(2, 3))]
    ballots: list[list[list[str]]] = []
    for _ in range(draw(st.integers(1, 3))):
        ballots.append([])
        for option in draw(st.permutations(options))[: draw(st.integers(0, 3))]:
            if ballots[-1] and draw(st.booleans()):
                ballots[-1][-1].append(option)
            else:
                ballots[-1].append([option])
    return Profile.from_rankings(ballots, options=options, voices={"v1": draw(st.integers(1, 2))})


def rankings_completed(profile: Profile, reading: str) -> Iterator[Profile]:
    """Yield the ballots with every way to rank, each in a place of its own, what they leave off."""
    ways = []
    for voter in profile.voters:
        tiers: dict[int, list[str]] = {}
        for option in profile.options:
            place = profile.cells.get((voter, option, "overall"))
            if isinstance(place, int):
                tiers.setdefault(place, []).append(option)
        listed = [tiers[place] for place in sorted(tiers)]
        off = [o for o in profile.options if not any(o in tier for tier in listed)]
        ways.append(list(_inserted(listed, off, reading)))
    for ballots in product(*ways):
        yield Profile.from_rankings(
            dict(zip(profile.voters, ballots, strict=True)),
            options=profile.options,
            voices=profile.voices,
        )


def _inserted(listed: list[list[str]], off: list[str], reading: str) -> Iterator[list[list[str]]]:
    for order in permutations(range(len(listed) + len(off))):
        tiers = [*listed, *([o] for o in off)]
        put = [place for place in order if place < len(listed)]
        below = order[: len(listed)] == tuple(range(len(listed)))
        if put == sorted(put) and (below or reading == "incomparable"):
            yield [tiers[place] for place in order]


def winners(found: Iterator[Leaders]) -> tuple[Leaders, Leaders, Leaders, Leaders]:
    """Return who leads always, sometimes, always alone, and sometimes alone."""
    seen = list(found)
    alone = [one if len(one) == 1 else frozenset[str]() for one in seen]
    return (
        frozenset.intersection(*seen),
        frozenset.union(*seen),
        frozenset.intersection(*alone),
        frozenset.union(*alone),
    )


def told(found: Outlook) -> tuple[Leaders, Leaders, Leaders, Leaders]:
    return (
        frozenset(found.necessary),
        frozenset(found.possible),
        frozenset(found.necessary_alone),
        frozenset(found.possible_alone),
    )


def bounds(found: Outlook, actual: tuple[Leaders, Leaders, Leaders, Leaders]) -> None:
    """Whoever is called necessary is so; whoever is not called possible is not."""
    necessary, possible, necessary_alone, possible_alone = told(found)
    assert necessary <= actual[0]
    assert actual[1] <= possible
    assert necessary_alone <= actual[2]
    assert actual[3] <= possible_alone
    if found.exact:
        assert actual == told(found)


class TestRulesThatCountOptionsAlone:
    @few
    @given(small_rooms(), st.sampled_from([MEAN, MEDIAN, rank]), OPEN)
    def test_every_completion(
        self, profile: Profile, count: Callable[[Profile], Ranking], open: tuple[str, ...]
    ) -> None:
        """Exactly who leads in all, or in some, and the scores that are reached."""
        found = outlook(profile, count=count, open=open)
        seen = [count(one) for one in completions(profile, open)]
        assert winners(frozenset(one.leaders) for one in seen) == told(found)
        assert found.exact
        assert {one.incomplete for one in seen} == {found.incomplete}
        for option in set(profile.options) - set(found.incomplete):
            scores = [one.scores[option] for one in seen]
            assert (min(scores), max(scores)) == found.ranges[option]

    @few
    @given(patchy_profiles, COUNTS)
    def test_necessary_leaders_lead_now_possible_ones_may(
        self, profile: Profile, count: Callable[[Profile], Ranking]
    ) -> None:
        found = outlook(profile, count=count)
        assert set(found.necessary) <= set(found.possible)
        assert set(found.necessary_alone) <= set(found.necessary)
        assert set(found.necessary_alone) <= set(found.possible_alone) <= set(found.possible)
        assert bool(found.possible) == bool(found.ranges)
        for low, high in found.ranges.values():
            assert 0 <= low <= high <= 100

    @few
    @given(patchy_profiles, COUNTS)
    def test_score_of_the_answers_at_hand_is_within_the_range(
        self, profile: Profile, count: Callable[[Profile], Ranking]
    ) -> None:
        found = outlook(profile, count=count)
        for option, score in count(profile).scores.items():
            low, high = found.ranges[option]
            assert low <= score <= high

    @few
    @given(patchy_profiles, COUNTS, st.data())
    def test_one_more_answer_never_enlarges_what_is_possible(
        self, profile: Profile, count: Callable[[Profile], Ranking], data: st.DataObject
    ) -> None:
        every = [(v, o, c) for v in profile.voters for o, c in profile.pairs]
        holes = [cell for cell in every if cell not in profile.cells]
        if not holes:
            return
        grade = data.draw(st.integers(profile.scale.min, profile.scale.max))
        cell = data.draw(st.sampled_from(holes))
        before = outlook(profile, count=count)
        after = outlook(profile.having({**profile.cells, cell: grade}), count=count)
        assert set(after.possible) <= set(before.possible)
        assert set(after.possible_alone) <= set(before.possible_alone)
        assert set(before.necessary) <= set(after.necessary)
        assert set(before.necessary_alone) <= set(after.necessary_alone)
        for option, (low, high) in after.ranges.items():
            assert before.ranges[option][0] <= low <= high <= before.ranges[option][1]

    @few
    @given(full_panels, COUNTS)
    def test_complete_answers_leave_nothing_open(
        self, profile: Profile, count: Callable[[Profile], Ranking]
    ) -> None:
        found, leaders = outlook(profile, count=count), count(profile).leaders
        assert leaders == found.necessary == found.possible
        assert found.decided == bool(leaders)
        assert {o: (s, s) for o, s in count(profile).scores.items()} == found.ranges

    def test_by_colleges(self) -> None:
        """One college has all the weight that is open, whatever the other one says."""
        room = Profile.from_text("a 5, b 1; a 5, b 1; a -, b -", scale=(1, 5))
        asked = {
            "colleges": {"north": "1/2", "south": "1/2"},
            "college_of": {"v1": "north", "v2": "north", "v3": "south"},
            "min_scores_per_cell": 1,
        }
        found = outlook(room, count=partial(rank, rule="college-mean", **asked))
        assert found.ranges == {"a": (50, 100), "b": (0, 50)}
        assert (found.necessary, found.possible) == (("a",), ("a", "b"))
        assert found.possible_alone == ("a",)

    def test_what_is_open_is_a_choice(self) -> None:
        """One who cannot judge has answered; one who is not entitled is never asked."""
        text = "a 4, b 3; a CANNOT_JUDGE, b 3; a NOT_ENTITLED, b -"
        room = Profile.from_text(text, scale=(1, 5))
        usual = outlook(room, count=MEAN)
        assert usual.ranges == {"a": (75, 75), "b": (Fraction(100, 3), Fraction(200, 3))}
        assert usual.necessary_alone == ("a",)
        wider = outlook(room, count=MEAN, open=("MISSING", "CANNOT_JUDGE"))
        assert (Fraction(75, 2), Fraction(175, 2)) == wider.ranges["a"]
        assert (wider.possible, wider.necessary, wider.decided) == (("a", "b"), (), False)
        with pytest.raises(InvalidInput, match="not entitled"):
            outlook(room, open=("NOT_ENTITLED",))
        with pytest.raises(InvalidInput, match="'SHY'"):
            outlook(room, open=("SHY",))

    def test_option_may_gain_a_place(self) -> None:
        """One grade is too few to be ranked by; the open cells make it three."""
        room = Profile.from_text("a 5, b 3; a -, b 3; a -, b 3", scale=(1, 5))
        assert rank(room).leaders == ("b",)
        found = outlook(room)
        assert ((), ("a", "b")) == (found.necessary, found.possible)

    def test_nothing_to_rank(self) -> None:
        empty = Profile.from_grades([], scale=(1, 5), options=("a", "b"))
        found = outlook(empty)
        assert ((), (), ("a", "b")) == (found.necessary, found.possible, found.incomplete)
        assert not found.decided

    def test_numbers_beyond_64_bits(self) -> None:
        room = Profile.from_text("a 5, b -; a 4, b 5", scale=(0, 2**80))
        assert outlook(room).possible == ("a", "b")

    def test_rules_that_compare_options_are_refused(self) -> None:
        room = Profile.from_text("a 5, b 3; a 4, b 3", scale=(1, 5))
        with pytest.raises(InvalidInput, match=r"'borda'.*both ends"):
            outlook(room, count=partial(rank, rule="borda"))
        order = by_order(f"{o}\0{end}" for o in "ab" for end in ("lowest", "highest"))
        with pytest.raises(InvalidInput, match="Ties were to be broken"):
            outlook(room, count=partial(rank, tie_break=order))
        with pytest.raises(InvalidProfile, match="orders"):
            outlook(Profile.from_text("a > b"))

    def test_too_many_cells_are_refused(self) -> None:
        rows = [("v", f"o{n}", 1) for n in range(1001)]
        voters = ["v", *(f"w{n}" for n in range(2000))]
        room = Profile.from_grades(rows, scale=(1, 5), voters=voters)
        with pytest.raises(InvalidProfile, match="2001 voters with 1001 cells"):
            outlook(room)


def condorcet(profile: Profile, unranked: str | None = None) -> Leaders:
    winner = duels(profile, unranked=unranked).condorcet_winner  # type: ignore[arg-type]
    return frozenset() if winner is None else frozenset({winner})


def schulze(profile: Profile, strength: str) -> Leaders:
    """Return the leaders by the definition, over every path without repetition."""
    found = duels(profile)

    def link(x: str, y: str) -> tuple[int, int]:
        if found.margin(x, y) <= 0:
            return 0, 0
        votes = strength == "winning_votes"
        return (found.votes(x, y), -found.votes(y, x)) if votes else (found.margin(x, y), 0)

    def path(x: str, y: str) -> tuple[int, int]:
        others = [o for o in profile.options if o not in (x, y)]
        ways = (way for n in range(len(others) + 1) for way in permutations(others, n))
        routes = ((x, *way, y) for way in ways)
        return max(min(map(link, route, route[1:])) for route in routes)

    rows = orders(profile, found.unranked).values()
    seen = [{o for tier in tiers for o in tier} for tiers in rows]
    lone = len(profile.options) == 1
    met = {o for row in seen if len(row) > 1 or lone for o in row}
    return frozenset(x for x in met if all(path(x, y) >= path(y, x) for y in met - {x}))


class TestDuels:
    @few
    @given(small_rooms(), OPEN)
    def test_grades(self, profile: Profile, open: tuple[str, ...]) -> None:
        """Both ends of each duel are reached, and winning all of them is told exactly."""
        every = list(completions(profile, open))
        ranges = duel_ranges(profile, open=open)
        seen = [duels(one) for one in every]
        for i, a in enumerate(profile.options):
            for j, b in enumerate(profile.options):
                margins = [one.margin(a, b) for one in seen]
                votes = [one.votes(a, b) for one in seen]
                assert (min(margins), max(margins)) == (ranges.lowest[i][j], ranges.highest[i][j])
                assert (min(votes), max(votes)) == (ranges.fewest[i][j], ranges.most[i][j])
        found = condorcet_outlook(profile, open=open)
        assert winners(map(condorcet, every)) == told(found)
        for strength in ("margins", "winning_votes"):
            actual = winners(schulze(one, strength) for one in every)
            bounds(schulze_outlook(profile, strength=strength, open=open), actual)

    @few
    @given(short_ballots(), READINGS)
    def test_ballots_that_rank(self, profile: Profile, reading: str) -> None:
        """What is left off comes in below, or anywhere."""
        every = list(rankings_completed(profile, reading))
        ranges = duel_ranges(profile, unranked=reading)  # type: ignore[arg-type]
        seen = [duels(one) for one in every]
        for i, a in enumerate(profile.options):
            for j, b in enumerate(profile.options):
                margins = [one.margin(a, b) for one in seen]
                assert (min(margins), max(margins)) == (ranges.lowest[i][j], ranges.highest[i][j])
        found = condorcet_outlook(profile, unranked=reading)  # type: ignore[arg-type]
        assert winners(map(condorcet, every)) == told(found)
        for strength in ("margins", "winning_votes"):
            actual = winners(schulze(one, strength) for one in every)
            bounds(schulze_outlook(profile, strength=strength, unranked=reading), actual)  # type: ignore[arg-type]

    @few
    @given(rankings(full=True))
    def test_complete_ballots_leave_nothing_open(self, profile: Profile) -> None:
        winner = condorcet(profile)
        found = condorcet_outlook(profile)
        assert (winner, winner) == (frozenset(found.necessary), frozenset(found.possible))
        paths = schulze_outlook(profile)
        assert paths.exact
        assert schulze(profile, "winning_votes") == set(paths.necessary) == set(paths.possible)

    @few
    @given(st.lists(st.tuples(st.permutations("abcd"), st.integers(1, 5)), min_size=3, max_size=9))
    @example([("ceadb", 1), ("cdabe", 4), ("bdcae", 4), ("abdec", 4), ("ebacd", 1)])
    def test_paths_around_cycles(self, ballots: list[tuple[Sequence[str], int]]) -> None:
        """Of complete ballots the bounds meet at the leaders of the definition."""
        voices = {f"v{n}": voices for n, (_, voices) in enumerate(ballots, start=1)}
        room = Profile.from_rankings([list(order) for order, _ in ballots], voices=voices)
        for strength in ("margins", "winning_votes"):
            found = schulze_outlook(room, strength=strength)
            assert schulze(room, strength) == set(found.necessary) == set(found.possible)
            assert set(found.necessary_alone) == set(found.possible_alone)

    def test_named_silence_stays(self) -> None:
        """One who abstains on an option has answered, and is not asked again."""
        room = Profile.from_text("a > b; b")
        with_word = room.having({**room.cells, ("v2", "a", "overall"): "ABSTAIN"})
        assert duel_ranges(room, unranked="incomparable").highest[0][1] == 2
        assert duel_ranges(with_word, unranked="incomparable").highest[0][1] == 1

    def test_unknown_words(self) -> None:
        room = Profile.from_text("a > b")
        with pytest.raises(InvalidInput, match="'luck'"):
            schulze_outlook(room, strength="luck")  # type: ignore[arg-type]
        with pytest.raises(InvalidInput, match="'first'"):
            duel_ranges(room, unranked="first")  # type: ignore[arg-type]

    def test_lone_option_and_no_ballots(self) -> None:
        assert condorcet_outlook(Profile.from_rankings([["a"]])).possible == ()
        assert schulze_outlook(Profile.from_rankings([["a"]])).necessary_alone == ("a",)
        nobody = Profile.from_rankings([], options=("a", "b"))
        for found in (schulze_outlook(nobody), borda_outlook(nobody)):
            assert (found.possible, found.incomplete) == ((), ("a", "b"))


class TestBorda:
    @few
    @given(short_ballots(), READINGS)
    def test_every_completion(self, profile: Profile, reading: str) -> None:
        """Who leads in any case is exact; who may lead is bounded."""
        count = partial(rank, rule="borda", min_scores_per_cell=1)
        every = rankings_completed(profile, reading)
        actual = winners(frozenset(count(one).leaders) for one in every)
        found = borda_outlook(profile, unranked=reading)  # type: ignore[arg-type]
        bounds(found, actual)
        assert (actual[0], actual[2]) == (set(found.necessary), set(found.necessary_alone))

    @few
    @given(rankings(full=True))
    def test_complete_ballots_leave_nothing_open(self, profile: Profile) -> None:
        found = borda_outlook(profile)
        assert found.exact
        if len(profile.options) > 1:
            leaders = rank(profile, "borda", min_scores_per_cell=1).leaders
            assert leaders == found.necessary == found.possible

    def test_what_comes_in_between_counts(self) -> None:
        """Left off by the first ballot, c may come in between b and a, and b then draws level."""
        room = Profile.from_text("b > a; a > c > b; 2: a = b > c")
        found = borda_outlook(room, unranked="incomparable")
        assert (("a",), ()) == (found.necessary, found.necessary_alone)
        assert ("a",) == borda_outlook(room).necessary_alone

    def test_grades_and_named_silences_are_refused(self) -> None:
        with pytest.raises(InvalidProfile, match="Only ballots that rank"):
            borda_outlook(Profile.from_text("a 1", scale=(1, 5)))
        room = Profile.from_text("a > b")
        with pytest.raises(InvalidProfile, match="abstains has answered"):
            borda_outlook(room.having({("v1", "a", "overall"): "ABSTAIN"}))

    def test_too_many_options_are_refused(self) -> None:
        options = [f"o{n}" for n in range(4500)]
        with pytest.raises(InvalidProfile, match="4500 options"):
            borda_outlook(Profile.from_rankings([["o1"]], options=options))


class TestReadings:
    def test_the_reading_decides(self) -> None:
        """Two put a alone on their ballots; the one who compares it with b puts b above it."""
        room = Profile.from_text("2: a; b > a")
        found = both_readings(room, "borda", min_scores_per_cell=1)
        assert (("a",), ("b",)) == (found.tied_last.leaders, found.incomparable.leaders)
        assert (found.decides, found.reorders, found.incomplete_ballots) == (True, True, 2)

    @few
    @given(rankings(full=True))
    def test_complete_ballots_read_one_way(self, profile: Profile) -> None:
        found = both_readings(profile, "borda")
        assert (found.decides, found.reorders, found.incomplete_ballots) == (False, False, 0)

    def test_reading_that_matters_behind_the_first_place_only(self) -> None:
        room = Profile.from_text("a > b; a > c > b; a > b")
        found = both_readings(room, "borda", min_scores_per_cell=1)
        assert (found.decides, found.reorders) == (False, True)

    def test_rules_that_do_not_look(self) -> None:
        room = Profile.from_text("a > b")
        with pytest.raises(InvalidInput, match="'median' cannot be counted in both"):
            both_readings(room, "median")
        with pytest.raises(InvalidInput, match="leave the parameter out"):
            both_readings(room, "borda", unranked="tied_last")
        with pytest.raises(UnknownName, match="no rule named 'luck'"):
            both_readings(room, "luck")


class TestSimpson:
    """Where answers are missing, means lose reinforcement and participation (Simpson 1951)."""

    def test_two_rooms_agree_and_their_union_does_not(self) -> None:
        first = "a 10; b 9; b 9; b 9"
        second = "a 2; a 2; a 2; b 1"
        ranked = [MEAN(Profile.from_text(text, scale=(1, 10))) for text in (first, second)]
        assert [one.leaders for one in ranked] == [("a",), ("a",)]
        union = MEAN(Profile.from_text(f"{first}; {second}", scale=(1, 10)))
        assert union.leaders == ("b",)
        means = {o: 1 + 9 * score / 100 for o, score in union.scores.items()}
        assert means == {"a": 4, "b": 7}

    def test_a_voter_lowers_the_option_that_it_alone_grades(self) -> None:
        room = "a 10, b 9; a 9, b 9"
        assert rank(Profile.from_text(room, scale=(1, 10))).leaders == ("a",)
        assert rank(Profile.from_text(f"{room}; a 6", scale=(1, 10))).leaders == ("b",)

    def test_the_outlook_says_so_beforehand(self) -> None:
        """The union of the two rooms was never decided: neither option leads in any case."""
        found = outlook(Profile.from_text("a 10; b 9; b 9; b 9; a 2; a 2; a 2; b 1", scale=(1, 10)))
        assert ((), ("a", "b")) == (found.necessary, found.possible)

    def test_criterion_first(self) -> None:
        """Means by criterion first, then weights: 3.25, where by voter first it would be 5.5."""
        room = Profile.from_text("a/c1 10; a/c1 1, a/c2 1", scale=(1, 10))
        score = MEAN(room).scores["a"]
        assert Fraction(13, 4) == 1 + 9 * score / 100
