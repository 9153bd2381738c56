"""Laws by name, what they find on one profile, and the smallest profiles where they break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

import pytest
from attrs import evolve
from collectif.counting.profiles.notation import written
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    LAWS,
    RULES,
    Profile,
    Ranking,
    borda,
    law,
    rank,
    smallest,
    tiers_of,
    violated,
    violations,
)
from collectif.counting.laws import counting, law_named, registry, told, witness
from collectif.counting.laws.registry import Finding, full, strict
from collectif.counting.laws.steps import cloned, raised
from collectif.counting.laws.variations import heights, turned
from collectif.counting.registry import Count
from collectif.errors import InvalidInput, InvalidProfile, UnknownName
from collectif.testing.profiles import crowds, patchy_profiles, rankings

LAW = settings(max_examples=40, deadline=None)
ROOM = Profile.from_text("3: a > b > c; 2: b > c > a")


def dictator(profile: Profile) -> Ranking:
    """Count the first voter alone."""
    first = profile.voters[:1]
    row = heights(profile)[first[0]] if first else {}
    scores = {o: Fraction(row[o]) for o in profile.options if o in row}
    left = tuple(o for o in profile.options if o not in row)
    return Ranking(
        rule="dictator", version=1, parameters={}, scores=scores, tiers=tiers_of(scores),
        incomplete=left,
    )  # fmt: skip


def constant(profile: Profile) -> Ranking:
    """Put the options in declared order, whatever the ballots say."""
    scores = {o: Fraction(-row) for row, o in enumerate(profile.options)}
    return Ranking(rule="constant", version=1, parameters={}, scores=scores, tiers=tiers_of(scores))


def contrary(profile: Profile) -> Ranking:
    """Count what the opposite ballots say."""
    return BORDA(turned(profile))


def odd(profile: Profile) -> Ranking:
    """Put whom an odd number of voices put first above the others."""
    votes = dict.fromkeys(profile.options, 0)
    for voter, row in heights(profile).items():
        votes[max(row, key=row.__getitem__)] += profile.voice(voter)
    scores = {o: Fraction(n % 2) for o, n in votes.items()}
    return Ranking(rule="odd", version=1, parameters={}, scores=scores, tiers=tiers_of(scores))


def looking_at(figure: Callable[[Profile], int]) -> Count:
    """Give the first option a figure that no rule should look at, and the others nothing."""

    def count(profile: Profile) -> Ranking:
        scores = dict.fromkeys(profile.options, Fraction(0))
        scores[profile.options[0]] += figure(profile)
        return Ranking(
            rule="peeping", version=1, parameters={}, scores=scores, tiers=tiers_of(scores)
        )

    return count


def in_colleges(count: Count) -> Count:
    """Say that all voters are in one college."""
    said = {"colleges": {"all": "1"}, "college_of": {"v1": "all", "v2": "all"}}
    return lambda profile: evolve(count(profile), parameters=said)


def grades(profile: Profile) -> int:
    return sum(x for x in profile.cells.values() if isinstance(x, int))


def spendthrift(profile: Profile) -> Ranking:
    """Buy for twice the budget."""
    return evolve(RULES["greedy-budget"].count(profile, budget=2), budget=1)


def fickle(profile: Profile, budget: int = 1) -> Ranking:
    """Choose what is liked least, where two seats are filled."""
    return RULES["greedy-budget"].count(turned(profile) if budget == 2 else profile, budget=budget)


def unpaid(profile: Profile) -> Ranking:
    """Say that everything cost twice what was paid for it."""
    found = SHARES(profile)
    return evolve(found, costs=dict.fromkeys(profile.options, 2))


def overcharged(profile: Profile) -> Ranking:
    """Say that nobody had more than a hundredth to spend."""
    return evolve(SHARES(profile), behind={"endowment": Fraction(1, 100)})


BORDA, MEAN, MEDIAN = (counting(RULES[name]) for name in ("borda", "weighted-mean", "median"))
GREEDY, SHARES = (counting(RULES[name]) for name in ("greedy-budget", "equal-shares"))

BROKEN: list[tuple[str, Count, str, tuple[int, int] | None]] = [
    ("anonymity", dictator, "a > b; b > a", None),
    ("homogeneity", odd, "a > b", None),
    ("reinforcement", odd, "a > b; a > b", None),
    ("participation", contrary, "a > b; b > a; b > a", None),
    ("continuity", odd, "a > b", None),
    ("neutrality", constant, "a > b", None),
    ("pareto", constant, "b > a", None),
    ("weak-pareto", constant, "b > a", None),
    ("monotonicity", contrary, "a > b; b > a", None),
    ("majority", constant, "2: b > a; a > b", None),
    ("condorcet", constant, "2: b > a; a > b", None),
    ("condorcet-loser", constant, "2: b > a; a > b", None),
    ("smith", constant, "b > c > a; c > b > a", None),
    ("clones", BORDA, "a > b; b > a", None),
    ("reversal-symmetry", constant, "a > b", None),
    ("irrelevant-options", borda, "3: a > b > c; 2: b > c > a", None),
    ("affine", looking_at(lambda p: 2 - p.scale.range), "a 1, b 2", (1, 3)),
    ("increasing-map", MEAN, "a 1, b 2; a 3, b 2", (1, 3)),
    ("bounds", constant, "a 3, b 3", (1, 5)),
    ("unanimity", constant, "a 3, b 3", (1, 5)),
    ("weight-scaling", looking_at(lambda p: p.total_weight), "a 3, b 3", (1, 5)),
    ("dominance", constant, "a 3, b 4", (1, 5)),
    ("weak-dominance", constant, "a 3, b 4", (1, 5)),
    ("reversal", looking_at(grades), "a 1, b 4", (1, 5)),
    ("reversal-of-every-criterion", constant, "a 1, b 4", (1, 5)),
    ("silence", looking_at(lambda p: len(p.cells)), "a 1, b -", (1, 5)),
    ("two-stage", MEDIAN, "2: a 1; a 5", (1, 5)),
    ("small-influence", MEDIAN, "2: a 1; a 5", (1, 5)),
    ("within-budget", spendthrift, "2: a 1, b 1", (0, 1)),
    ("committee-monotonicity", fickle, "2: a 1, b 0, c 0", (0, 1)),
    ("justified-representation", GREEDY, "2: a 1, b 1, c 1; d 1", (0, 1)),
    ("extended-justified-representation", GREEDY, "2: a 1, b 1, c 1; d 1", (0, 1)),
    ("ledger", unpaid, "2: a 1, b 0", (0, 1)),
    ("no-overpayment", overcharged, "2: a 1, b 0", (0, 1)),
    ("anonymity-within-colleges", in_colleges(dictator), "a 1, b 2; a 2, b 1", (1, 2)),
    ("dominance-by-college-means", in_colleges(constant), "a 1, b 2; a 1, b 2", (1, 2)),
]  # fmt: skip


class TestEveryLawFindsWhatIsWrong:
    """A law that no way to count could break would say nothing."""

    @pytest.mark.parametrize(
        ("name", "count", "text", "scale"), BROKEN, ids=[name for name, *_ in BROKEN]
    )
    def test_it_is_broken(
        self, name: str, count: Count, text: str, scale: tuple[int, int] | None
    ) -> None:
        """And says so with the ballots in it."""
        profile = Profile.from_text(text, scale=scale)
        found = violations(count, profile, [name])
        assert [one.law for one in found] == [name]
        assert "[" in found[0].says or name == "bounds"
        assert found[0].profile == profile

    def test_none_is_left_out(self) -> None:
        assert {name for name, *_ in BROKEN} == set(LAWS)


class TestRegistry:
    @pytest.fixture
    def own_law(self) -> Iterator[str]:
        """A law that somebody registers, gone after the test."""

        @law("brevity", source="nobody, 2000", says="At most two options have a place.")
        def brevity(count: Count, profile: Profile) -> Iterator[Finding]:
            placed = [option for tier in count(profile).tiers for option in tier]
            if len(placed) > 2:
                yield (), f"There are {len(placed)} in [{written(profile)}]."

        yield "brevity"
        del registry._laws["brevity"]

    def test_anybody_may_add_a_law(self, own_law: str) -> None:
        found = violations("borda", ROOM, [own_law])
        assert [one.says for one in found] == ["There are 3 in [3: a > b > c; 2: b > c > a]."]
        assert violations("borda", ROOM.without_options("c"), [own_law]) == ()

    def test_endings_restrict_a_law(self) -> None:
        """Each says what it speaks of; both together speak of less."""
        wide, narrow = law_named("majority"), law_named("majority-on-full-panels")
        both = law_named("majority-on-full-panels-on-strict-ballots")
        short, level = Profile.from_text("a > b; c"), Profile.from_text("a > b = c; c > a > b")
        assert [wide.speaks_of(p) for p in (short, level, ROOM)] == [True, True, True]
        assert [narrow.speaks_of(p) for p in (short, level, ROOM)] == [False, True, True]
        assert [both.speaks_of(p) for p in (short, level, ROOM)] == [False, False, True]
        assert narrow.says.startswith(wide.says)
        assert narrow.name == "majority-on-full-panels"

    def test_variations_are_restricted_too(self) -> None:
        """A strict ballot is not made to put two options level."""
        profile = Profile.from_text("a > b; b > a")
        assert violations(contrary, profile, ["monotonicity"], every=True) != violations(
            contrary, profile, ["monotonicity-on-strict-ballots"], every=True
        )
        for found in violations(contrary, profile, ["monotonicity-on-strict-ballots"], every=True):
            assert all(map(strict, found.others))

    def test_unknown_law_names_the_known_ones(self) -> None:
        with pytest.raises(UnknownName, match=r"named 'honesty'.*'anonymity'.*-on-full-panels"):
            violations("borda", ROOM, ["honesty"])

    @pytest.mark.parametrize("name", ["majority", "Majority rule", "fair-on-full-panels"])
    def test_law_that_cannot_be_registered(self, name: str) -> None:
        with pytest.raises(InvalidInput, match="cannot be registered"):
            law(name, source="x", says="y")(lambda count, profile: iter(()))

    def test_every_law_says_what_it_asks(self) -> None:
        """In one sentence, with its source."""
        for name, one in LAWS.items():
            assert one.name == name
            assert one.says.endswith(".")
            assert one.source


class TestQuestions:
    def test_which_laws_are_violated_here(self) -> None:
        """The first of each law, or all; by name or by function."""
        found = violations("borda", ROOM)
        names = [one.law for one in found]
        assert {"majority", "condorcet", "smith", "clones", "irrelevant-options"} == set(names)
        assert found == violations(partial(rank, rule="borda"), ROOM)
        assert len(violations("borda", ROOM, ["irrelevant-options"], every=True)) == 1

    def test_sentences_hold_the_ballots(self) -> None:
        (found,) = violations("borda", ROOM, ["majority"])
        assert found.says == (
            "In [3: a > b > c; 2: b > c > a] 'a' is first for 3 of 5, but 'b' leads."
        )

    def test_parameters_go_to_the_rule(self) -> None:
        short = Profile.from_text("a 1; a -", scale=(1, 2))
        assert violations("weighted-mean", short, ["small-influence"]) == ()
        assert violations("weighted-mean", short, ["small-influence"], min_scores_per_cell=1) != ()

    def test_a_choice_that_cannot_be_told_a_budget_is_asked_all_else(self) -> None:
        room = Profile.from_text("2: a 1, b 1, c 1; d 1", scale=(0, 1))
        found = violations(lambda profile: GREEDY(profile), room)
        assert "justified-representation" in [one.law for one in found]
        assert violations("greedy-budget", room, ["committee-monotonicity"], budget=1) == ()

    def test_every_rule_is_asked(self) -> None:
        """Those that count such ballots; orders are for those that read orders."""
        found = violated(ROOM)
        assert "majority" in found["borda"]
        assert "weighted-mean" not in found
        named = violated(ROOM, ["borda"], ["majority", "pareto"])
        assert named == {"borda": ("majority",)}
        with pytest.raises(InvalidProfile):
            violated(ROOM, ["weighted-mean"])

    def test_nothing_is_found_where_nobody_votes(self) -> None:
        empty = Profile.from_rankings([], options=["a", "b"])
        assert violations("borda", empty) == ()


class TestSmallest:
    def test_it_is_small(self) -> None:
        """Three voters and three options, and no fewer, for Borda and a majority (Borda 1781)."""
        found = smallest(counting(RULES["borda"]), "majority")
        assert found is not None
        assert written(found.profile) == "2: a > b > c; b > c > a"

    def test_grades_have_gaps_unless_panels_are_full(self) -> None:
        mean = counting(RULES["weighted-mean"])
        found = smallest(mean, "participation", reads="grades", voters=3, options=2)
        assert found is not None
        assert not full(found.profile)
        whole = "participation-on-full-panels"
        assert smallest(mean, whole, reads="grades", voters=3, options=2) is None

    def test_strict_ballots_alone(self) -> None:
        found = smallest(counting(RULES["borda"]), "clones-on-strict-ballots")
        assert found is not None
        assert strict(found.profile)
        assert all(map(strict, found.others))

    def test_it_gives_up(self) -> None:
        assert smallest(counting(RULES["borda"]), "majority", most=3) is None


class TestWitnesses:
    def test_they_are_orders_or_grades(self) -> None:
        """A rule that reads both may need either."""
        assert witness(RULES["borda"], "majority").ordinal
        assert not witness(RULES["borda"], "reinforcement").ordinal
        assert told(RULES["weighted-mean"], "a 1, b 4").scale.max == 4


class TestVariations:
    @LAW
    @given(st.one_of(rankings(), patchy_profiles, crowds(graded=False), crowds(graded=True)))
    def test_turned_twice_is_as_before(self, profile: Profile) -> None:
        once = turned(profile)
        assert rank(turned(once), "borda").scores == rank(profile, "borda").scores

    @LAW
    @given(st.one_of(rankings(), crowds(graded=False)))
    def test_rising_is_on_one_ballot_alone(self, profile: Profile) -> None:
        """Others stay as they are; the option passes some, and no two others change places."""
        before = heights(profile)
        for option in profile.options:
            for voter, other in raised(profile, option):
                after = heights(other)
                rest = [o for o in profile.options if o != option]
                assert all(_order(after[v], rest) == _order(before[v], rest) for v in before)
                assert {v: before[v] for v in before if v != voter} == {
                    v: after[v] for v in after if v != voter
                }
                ups = [o for o in rest if before[voter][o] >= before[voter][option]]
                assert any(
                    (after[voter][option] >= after[voter][o])
                    > (before[voter][option] >= before[voter][o])
                    or (after[voter][option] > after[voter][o])
                    > (before[voter][option] > before[voter][o])
                    for o in ups
                )

    @LAW
    @given(st.one_of(rankings(), crowds(graded=True)))
    def test_copies_stand_beside(self, profile: Profile) -> None:
        """No other option is told apart from one and not from the other."""
        for option, copy, other in cloned(profile):
            assert set(other.options) == {*profile.options, copy}
            for row in heights(other).values():
                for third in profile.options:
                    if third != option and third in row and option in row:
                        assert (row[third] > row[option]) == (row[third] > row[copy])
                        assert (row[third] < row[option]) == (row[third] < row[copy])

    @LAW
    @given(st.one_of(rankings(), crowds(graded=False)))
    def test_orders_are_written_as_they_are_read(self, profile: Profile) -> None:
        """Up to voters without a ballot, who leave no word."""
        again = Profile.from_text(written(profile), options=profile.options)
        assert (
            rank(profile, "borda", unranked="incomparable").scores
            == rank(again, "borda", unranked="incomparable").scores
        )

    @LAW
    @given(patchy_profiles)
    def test_grades_are_written_as_they_are_read(self, profile: Profile) -> None:
        again = Profile.from_text(
            written(profile),
            scale=profile.scale,
            options=profile.options,
            criteria=profile.criteria,
            weights=profile.weights,
            lower_is_better=profile.lower_is_better,
        )
        assert profile.tallies == again.tallies
        assert profile.silences == again.silences


def _order(row: dict[str, int], rest: list[str]) -> list[tuple[bool, bool]]:
    return [(row[a] > row[b], row[a] == row[b]) for a in rest for b in rest]
