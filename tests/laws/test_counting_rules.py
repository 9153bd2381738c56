"""Rules by name, and the places that a ranking gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif.counting
from collectif.counting import (
    RULES,
    Profile,
    Ranking,
    Rule,
    cross_check,
    rank,
    registry,
    rule,
    tiers_of,
    violations,
)
from collectif.counting.profiles.grades import SILENCES
from collectif.errors import InvalidInput, UnknownName

ROOM = Profile.from_grades([("ada", "roof", 4), ("bo", "roof", 5), ("ada", "bus", 2)], scale=(1, 5))


@pytest.fixture
def own_rule() -> Iterator[Rule]:
    """A rule that somebody registers, gone after the test."""

    @rule("all-tied", source="nobody, 2000", keeps=("anonymity",), breaks=("unanimity",))
    def all_tied(profile: Profile, *, depth: int = 1) -> Ranking:
        return ranking(dict.fromkeys(profile.options, 50), parameters={"depth": depth})

    yield RULES["all-tied"]
    del registry._rules["all-tied"]


def ranking(
    scores: Mapping[str, int],
    incomplete: tuple[str, ...] = (),
    parameters: Mapping[str, object] | None = None,
) -> Ranking:
    exact = {option: Fraction(score) for option, score in scores.items()}
    return Ranking(
        rule="all-tied",
        version=1,
        parameters=parameters or {},
        scores=exact,
        tiers=tiers_of(exact),
        incomplete=incomplete,
    )


class TestRanking:
    def test_places_are_those_of_a_competition(self) -> None:
        """Two second places, then a fourth one."""
        found = ranking({"d": 10, "b": 50, "c": 50, "a": 90}, ("e",))
        assert found.tiers == (("a",), ("b", "c"), ("d",))
        assert found.places() == ((1, "a"), (2, "b"), (2, "c"), (4, "d"))
        assert found.leaders == ("a",)
        assert [found.place(option) for option in "abcde"] == [1, 2, 2, 4, None]

    def test_nobody_is_ranked(self) -> None:
        found = ranking({}, ("a",))
        assert (found.leaders, found.tiers, found.places()) == ((), (), ())

    def test_unknown_option(self) -> None:
        with pytest.raises(
            UnknownName, match=r"'x' is not .* ranks 'a', and leaves incomplete 'b'"
        ):
            ranking({"a": 1}, ("b",)).place("x")

    @settings(max_examples=50, deadline=None)
    @given(st.dictionaries(st.text(min_size=1), st.fractions(0, 100)))
    def test_tiers_hold_each_option_once(self, scores: dict[str, Fraction]) -> None:
        """Equal scores share a tier, better tiers come first."""
        tiers = tiers_of(scores)
        assert sorted(scores) == sorted(option for tier in tiers for option in tier)
        levels = [{scores[option] for option in tier} for tier in tiers]
        assert all(len(level) == 1 for level in levels)
        assert sorted(set(scores.values()), reverse=True) == [max(level) for level in levels]


class TestRegistry:
    def test_weighted_mean_is_the_default(self) -> None:
        found = rank(ROOM)
        assert (found.rule, found.version) == ("weighted-mean", 1)
        assert ({"roof": Fraction(175, 2)}, ("bus",)) == (found.scores, found.incomplete)

    def test_parameters_go_to_the_rule(self) -> None:
        assert {"roof": Fraction(175, 2), "bus": 25} == rank(ROOM, min_scores_per_cell=1).scores

    def test_unknown_rule_names_the_known_ones(self) -> None:
        with pytest.raises(UnknownName, match=r"named 'mean'.*'weighted-mean'"):
            rank(ROOM, "mean")

    def test_unknown_parameter_names_the_known_ones(self) -> None:
        with pytest.raises(UnknownName, match="It takes 'min_scores_per_cell'"):
            rank(ROOM, floor=1)

    def test_rule_that_was_not_told_all_it_needs(self) -> None:
        with pytest.raises(InvalidInput, match="was not told 'college_of'"):
            rank(ROOM, "college-mean", colleges={"all": "1/1"})

    def test_anybody_may_add_a_rule(self, own_rule: Rule) -> None:
        assert own_rule.parameters == ("depth",)
        assert rank(ROOM, "all-tied").leaders == ("roof", "bus")
        used = rank(ROOM, rule="all-tied", depth=3).parameters
        assert used == {"depth": 3, "silence": dict.fromkeys(SILENCES, "left_out")}

    def test_view_is_read_only(self) -> None:
        with pytest.raises(TypeError):
            RULES["mine"] = RULES["weighted-mean"]  # type: ignore[index]

    @pytest.mark.parametrize(
        ("name", "claims", "why"),
        [
            ("weighted-mean", {"source": "x"}, "The name is taken"),
            ("Weighted mean", {"source": "x"}, "kebab-case"),
            ("mine", {"source": ""}, "names no source"),
            ("mine", {"source": "x", "keeps": ("a", "b"), "breaks": ("b",)}, "keep and break 'b'"),
        ],
    )
    def test_rule_that_cannot_be_registered(
        self, name: str, claims: Mapping[str, object], why: str
    ) -> None:
        before = dict(RULES)
        with pytest.raises(InvalidInput, match=why):
            rule(name, **claims)(rank)  # type: ignore[arg-type]
        assert before == RULES


def test_public_names_are_sorted_and_complete() -> None:
    names = collectif.counting.__all__
    assert sorted(names, key=lambda name: (not name.isupper(), name)) == names
    assert sorted(names) == dir(collectif.counting)
    assert all(hasattr(collectif.counting, name) for name in names)


@pytest.mark.parametrize("ask", [violations, lambda count, room: cross_check(room, count=count)])
def test_a_way_to_count_is_a_name_or_a_function(ask: Callable[..., object]) -> None:
    """Anything else is refused in three sentences, wherever one is asked for."""
    ask("borda", ROOM)
    with pytest.raises(UnknownName, match="no rule named 'bordo'"):
        ask("bordo", ROOM)
    with pytest.raises(InvalidInput, match="name of a rule, or a function"):
        ask(["borda"], ROOM)
