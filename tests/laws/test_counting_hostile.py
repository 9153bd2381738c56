"""Hostile rooms before every public function: an answer or a refusal, never another exception.

And never a wrong number: a voter with several voices counts as that many voters, in every figure
that counts voters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from inspect import Parameter, isfunction, signature
from itertools import product
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif.counting as counting
from collectif.counting import RULES, Profile, Ranking, by_lot, rank
from collectif.errors import CollectifError, InvalidInput, InvalidProfile, InvalidScale
from collectif.projections.counted import own_rule
from collectif.testing.profiles import patchy_profiles, rankings
from collectif.values import Charter

LAW = settings(max_examples=10, deadline=None)

HUGE = 10**5000
FAR = 2**70


def _room(scale: tuple[int, int], grade: Callable[[int], int | str], **how: Any) -> Profile:
    cells = [(v, o, c) for v in ("v", "w", "x") for o in ("a", "b", "c") for c in ("k", "l")]
    rows = {cell: grade(number) for number, cell in enumerate(cells)}
    return Profile.from_grades(rows, scale=scale, **how)


def _ballots(values: list[int | str], scale: tuple[int, int], **how: Any) -> Profile:
    cells = [(v, o) for v in ("v", "w", "x") for o in ("a", "b")]
    rows = [(*cell, value) for cell, value in zip(cells, values, strict=True)]
    return Profile.from_grades(rows, scale=scale, **how)


ROOMS: dict[str, Profile] = {
    "empty": Profile.from_grades([], scale=(1, 5)),
    "nobody": Profile.from_grades([], scale=(1, 5), options=["a", "b"]),
    "nothing": Profile.from_grades([], scale=(1, 5), voters=["v", "w"]),
    "one voter": Profile.from_grades([("v", "a", 3), ("v", "b", 4)], scale=(1, 5)),
    "one answer": Profile.from_grades([("v", "a", 3)], scale=(1, 5)),
    "all missing": _room((1, 5), lambda _: "MISSING"),
    "all abstain": _room((1, 5), lambda _: "ABSTAIN"),
    "all kept out": _room((1, 5), lambda _: "NOT_ENTITLED"),
    "all tied": _room((1, 5), lambda _: 3, lower_is_better=["k"]),
    "all approved": _ballots([1] * 6, (0, 1)),
    "none approved": _ballots([0] * 6, (0, 1)),
    "beyond 2^53": _room((2**53, 2**53 + 4), lambda n: 2**53 + n % 5),
    "a wide scale": _room((-FAR, FAR), lambda n: n % 3 * FAR - FAR, lower_is_better=["l"]),
    "weights beyond 64 bits": _room((1, 5), lambda n: 1 + n % 5, weights={"k": 2**64, "l": 2**64}),
    "voices beyond 64 bits": _room((1, 5), lambda n: 1 + n % 5, voices={"v": FAR, "w": 2**64}),
    "grades too long to write": _ballots([0, HUGE, 1, HUGE, 0, 0], (0, HUGE)),
    "weights too long to write": _room((1, 5), lambda n: 1 + n % 4, weights={"k": HUGE, "l": 1}),
    "voices too long to write": _ballots([0, 1, 1, 0, 0, 0], (0, 1), voices={"v": HUGE}),
    "a table of nobody": Profile.from_columns([], [], None, [], scale=(1, 5), voters=0, options=2),
    "no ballots": Profile.from_rankings([]),
    "empty ballots": Profile.from_rankings([[], []], options=["a", "b"]),
    "all level": Profile.from_rankings([[["a", "b", "c"]]] * 3),
    "a cycle": Profile.from_text("a > b > c; b > c > a; c > a > b"),
    "a heavy order": Profile.from_rankings({"v": ["a"], "w": ["b"]}, voices={"v": HUGE, "w": FAR}),
}

VALUES: dict[str, Callable[[Profile], object]] = {
    "option": lambda p: p.options[0] if p.options else "a",
    "other": lambda p: p.options[-1] if p.options else "b",
    "after": lambda p: p,
    "at_least": lambda p: p.scale.max,
    "budget": lambda _: 2,
    "carriers": lambda p: dict.fromkeys(p.options, p.voters[:1]),
    "chosen": lambda p: p.options[:1],
    "college_of": lambda p: {v: "AB"[place % 2] for place, v in enumerate(p.voters)},
    "colleges": lambda _: {"A": "1/3", "B": "2/3"},
    "rule": lambda _: "schulze",
    "said": lambda _: {"MISSING": "median", "ABSTAIN": "lowest"},
    "seats": lambda _: 2,
    "selection": lambda p: rank(p, "equal-shares", budget=2),
    "unranked": lambda _: "tied_last",
}
"""What is given to each parameter that has no default."""

FASTER: dict[str, Any] = {
    "samples": 50,
    "laws": ["homogeneity"],
    "rules": ["weighted-mean", "borda"],
}
"""What is given although there is a default, which takes longer."""


def _asked(count: Callable[..., Any], profile: Profile) -> dict[str, Any]:
    taken = list(signature(count).parameters.values())[1:]
    given = {p.name: VALUES[p.name](profile) for p in taken if _needed(p)}
    return given | {p.name: FASTER[p.name] for p in taken if p.name in FASTER}


def _needed(parameter: Parameter) -> bool:
    return parameter.default is Parameter.empty and parameter.kind is not Parameter.VAR_KEYWORD


def _takes_a_profile(name: str) -> bool:
    found = getattr(counting, name)
    return isfunction(found) and next(iter(signature(found).parameters), "") == "profile"


PUBLIC = [name for name in counting.__all__ if _takes_a_profile(name)]
DECIDING = [name for name, rule in RULES.items() if rule.decides]


def _answers(ask: Callable[[], object]) -> object:
    """Return the answer, or the class of the refusal, which has three short sentences."""
    refused: CollectifError | None = None
    try:
        return ask()
    except CollectifError as refusal:
        refused = refusal
    assert all((refused.what, refused.why, refused.mend))
    assert len(str(refused)) < 2500
    return type(refused)


@pytest.mark.parametrize("room", ROOMS)
class TestEveryFunction:
    def test_answers_or_refuses(self, room: str) -> None:
        """Each public function that takes a profile, with whatever else it needs."""
        profile = ROOMS[room]
        for name in PUBLIC:
            count = getattr(counting, name)
            _answers(lambda count=count: count(profile, **_asked(count, profile)))  # type: ignore[misc]

    def test_rules(self, room: str) -> None:
        """Each rule, with silences filled, coverage asked for and ties parted by lot."""
        profile = ROOMS[room]
        ways: list[dict[str, Any]] = [
            {},
            {"silence": {"MISSING": "median", "ABSTAIN": "highest"}},
            {"min_coverage": "1/2"},
            {"tie_break": by_lot("a seed", profile.options)},
        ]
        for name, way in product(DECIDING, ways):
            asked = _asked(RULES[name].count, profile) | way
            found = _answers(lambda name=name, asked=asked: rank(profile, name, **asked))  # type: ignore[misc]
            if isinstance(found, Ranking):
                placed = [option for tier in found.tiers for option in tier]
                assert sorted([*placed, *found.incomplete]) == sorted(profile.options), name

    def test_laws(self, room: str) -> None:
        profile = ROOMS[room]
        for name in ("majority-judgment", "schulze"):
            _answers(lambda name=name: counting.violations(name, profile))  # type: ignore[misc]


def _copies(profile: Profile) -> Profile:
    """Return the same room with a voter in the place of each voice."""
    names = {v: [f"{v} {n}" for n in range(profile.voice(v))] for v in profile.voters}
    cells = {
        (copy, option, criterion): answer
        for (voter, option, criterion), answer in profile.cells.items()
        for copy in names[voter]
    }
    if profile.ordinal:
        return Profile.from_rankings(
            [(v, o, place) for (v, o, _), place in cells.items() if isinstance(place, int)],
            options=profile.options,
            voters=[copy for copies in names.values() for copy in copies],
        )
    return Profile.from_grades(
        cells,
        scale=profile.scale,
        options=profile.options,
        criteria=profile.criteria,
        weights=profile.weights,
        lower_is_better=profile.lower_is_better,
        voters=[copy for copies in names.values() for copy in copies],
    )


def _told(ranking: Ranking) -> tuple[object, ...]:
    return ranking.scores, ranking.tiers, ranking.incomplete


VOICED: dict[str, Callable[[Profile], object]] = {
    "agreement": counting.agreement,
    "agreement on totals": counting.agreement_on_totals,
    "agreement on full rows": lambda p: counting.agreement_on_totals(p, full_rows=True),
    "cells": counting.cell_figures,
    "criteria": counting.criterion_figures,
    "order agreement": counting.order_agreement,
    "concordance": lambda p: counting.kendall_w(p).value,
    "first choices": counting.first_choices,
    "duels": counting.duels,
    "motions": counting.motion_counts,
    "reliability": counting.reliability,
    "weights": lambda p: counting.weight_intervals(p, min_scores_per_cell=1),
    "leads": lambda p: counting.possible_leaders(p, min_scores_per_cell=1),
    "outlook": counting.condorcet_outlook,
    "filled": lambda p: _told(rank(p, silence="median", min_scores_per_cell=1)),
    "coverage": lambda p: _told(rank(p, min_coverage="1/2", min_scores_per_cell=1)),
}


def _plain(name: str) -> Callable[[Profile], object]:
    return lambda profile: _told(rank(profile, name, **_asked(RULES[name].count, profile)))


RULED = {name: _plain(name) for name in DECIDING if name != "college-mean"}


class TestVoices:
    """A voter with three voices is three voters who answer alike."""

    @pytest.mark.parametrize("name", [*VOICED, *RULED])
    def test_figures_count_them(self, name: str) -> None:
        @LAW
        @given(st.one_of(patchy_profiles, rankings()), st.lists(st.integers(1, 3), min_size=9))
        def holds(profile: Profile, numbers: list[int]) -> None:
            voices = dict(zip(profile.voters, numbers, strict=False))
            heavy = profile.speaking(voices)
            ask = (VOICED | RULED)[name]
            assert _answers(lambda: ask(heavy)) == _answers(lambda: ask(_copies(heavy)))

        holds()

    @LAW
    @given(patchy_profiles, st.lists(st.integers(1, 3), min_size=9))
    def test_rival_scoring(self, profile: Profile, numbers: list[int]) -> None:
        heavy = profile.speaking(dict(zip(profile.voters, numbers, strict=False)))
        bringers = heavy.voters[:1]
        copies = _copies(heavy)
        carriers: dict[str, Mapping[str, list[str]]] = {
            "heavy": {heavy.options[0]: list(bringers)},
            "copies": {
                heavy.options[0]: [c for c in copies.voters if c.rsplit(" ")[0] in bringers]
            },
        }
        assert counting.rival_scoring(heavy, carriers["heavy"]) == counting.rival_scoring(
            copies, carriers["copies"]
        )

    def test_one_criterion_agrees_on_totals_as_on_grades(self) -> None:
        room = _ballots([1, 5, 4, 2, 5, 3], (1, 5), voices={"v": 7})
        assert counting.agreement_on_totals(room) == counting.agreement(room).by_option


def _told_as(value: Any) -> Any:
    """Return a value, and 0 for None, which means that nothing is told."""
    return 0 if value is None else value


class TestReading:
    """What cannot be read is refused, and never read as something else."""

    @pytest.mark.parametrize("value", [None, True, 3, 3.0, Fraction(3), object(), b"3"])
    @pytest.mark.parametrize(
        "read",
        [
            lambda x: Profile.from_grades(x, scale=(1, 5)),
            lambda x: Profile.from_grades([], scale=x),
            lambda x: Profile.from_grades([("v", "a", 3)], scale=(1, 5), voices=_told_as(x)),
            lambda x: Profile.from_grades([("v", "a", 3)], scale=(1, 5), options=[x]),
            lambda x: Profile.from_rankings(x),
            lambda x: Profile.from_rankings([[[x]]]),
            lambda x: Profile.from_approvals(x),
            lambda x: Profile.from_text(x),
            lambda x: Profile.from_array([[3, -1]], scale=(1, 5), silent={-1: x}),
            lambda x: Profile.from_array([[3]], scale=(1, 5), silent=_told_as(x)),
        ],
    )
    def test_strange_types(self, read: Callable[[Any], Profile], value: object) -> None:
        with pytest.raises((InvalidProfile, InvalidScale)):
            read(value)

    @pytest.mark.parametrize("name", [["a"], {}, ("a",), None, 1, ""])
    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_strange_names(self, name: object, place: int) -> None:
        row: list[Any] = ["v", "a", "k", 3]
        row[place] = name
        with pytest.raises(InvalidProfile):
            Profile.from_grades([row], scale=(1, 5))  # type: ignore[list-item]

    def test_a_code_of_a_silence_is_no_grade(self) -> None:
        """A code that stood for 3 would have been a grade in one figure and none in another."""
        with pytest.raises(InvalidProfile, match="was to stand for 3"):
            Profile.from_array([[3, -1]], scale=(1, 5), silent={-1: 3})  # type: ignore[dict-item]

    def test_masked_cells_are_not_read(self) -> None:
        import numpy as np

        table = np.ma.masked_array([[1, 2], [3, 4]], mask=[[True, False], [False, False]])
        with pytest.raises(InvalidProfile, match="masked"):
            Profile.from_array(table, scale=(1, 5))

    @pytest.mark.parametrize("ballot", [{"a", "b"}, frozenset("ab"), {"a": 2, "b": 1}])
    def test_a_ballot_has_an_order_of_its_own(self, ballot: Any) -> None:
        """A set is in no order, and a mapping to places would be read by its keys."""
        with pytest.raises(InvalidProfile, match="A ballot reads"):
            Profile.from_rankings([ballot])

    def test_approvals_are_no_marks(self) -> None:
        with pytest.raises(InvalidProfile):
            Profile.from_approvals([{"a": True, "b": False}])

    def test_level_options_come_by_name_from_a_set(self) -> None:
        names = {f"o{n}" for n in range(20)}
        assert Profile.from_rankings([[names]]).options == tuple(sorted(names))

    def test_voices_of_orders_in_words(self) -> None:
        room = Profile.from_text("a > b; b > a", voices={"v2": 3})
        assert rank(room, "plurality").leaders == ("b",)

    def test_no_options_are_not_all_options(self) -> None:
        with pytest.raises(InvalidProfile, match="cannot be counted as option"):
            Profile.from_text("a > b", options=[])

    def test_tables_of_nobody(self) -> None:
        import numpy as np

        nobody = Profile.from_array(np.zeros((0, 3), dtype=int), scale=(1, 5))
        nothing = Profile.from_array(np.zeros((3, 0, 2), dtype=int), scale=(1, 5))
        assert (len(nobody.voters), len(nobody.options)) == (0, 3)
        assert (len(nothing.voters), nothing.criteria) == (3, ("c1", "c2"))

    @pytest.mark.parametrize("number", [-1, True, 10**12, 10**100])
    def test_how_many_names(self, number: int) -> None:
        with pytest.raises(InvalidProfile, match="were to be numbered"):
            Profile.from_columns([0], [0], None, [3], scale=(1, 5), voters=number, options=1)

    def test_a_number_too_long_to_read(self) -> None:
        with pytest.raises(InvalidProfile, match="cannot be read"):
            Profile.from_text("a " + "9" * 5000, scale=(1, 5))


class TestShares:
    """No float decides: 0.1 is more than one tenth, and one in ten would not be enough."""

    @pytest.mark.parametrize("share", [0.1, float("nan"), True, "1/0", "x", [], -1, "3/2"])
    def test_shares_are_exact(self, share: Any) -> None:
        room = _ballots([1, 2, 3, 4, 5, 1], (1, 5))
        asked: list[Callable[[], object]] = [
            lambda: rank(room, min_coverage=share),
            lambda: counting.stance_groups(room, tau=share),
            lambda: counting.band(Fraction(1, 2), [share, "1/2", "3/4"]),
        ]
        for ask in asked:
            with pytest.raises(InvalidInput):
                ask()

    @pytest.mark.parametrize("share", [0.5, True, "1/0", None, 0])
    def test_shares_of_colleges(self, share: Any) -> None:
        room = _ballots([1, 2, 3, 4, 5, 1], (1, 5))
        of = dict.fromkeys(room.voters, "all")
        with pytest.raises((InvalidInput, InvalidProfile)):
            rank(room, "college-mean", colleges={"all": share}, college_of=of)


CHOICES = [name for name, rule in RULES.items() if "order" in rule.parameters]


class TestTiesOfChoices:
    """Within a budget a tie is parted while options are chosen, and not afterwards."""

    @pytest.mark.parametrize("name", CHOICES)
    def test_rank_asks_the_step_as_the_order(self, name: str) -> None:
        room = Profile.from_approvals([["a", "b", "c"]] * 2, options=["a", "b", "c", "d"])
        step = counting.by_order(["c", "b", "a", "d"])
        assert rank(room, name, budget=2, tie_break=step) == rank(room, name, budget=2, order=step)
        assert set(rank(room, name, budget=2, tie_break=step).leaders) == {"b", "c"}

    @pytest.mark.parametrize("name", CHOICES)
    def test_two_steps_are_one_too_many(self, name: str) -> None:
        room = Profile.from_approvals([["a", "b"]])
        step = counting.by_order(["a", "b"])
        with pytest.raises(InvalidInput, match="both `order` and `tie_break`"):
            rank(room, name, budget=1, order=["b", "a"], tie_break=step)

    @pytest.mark.parametrize("name", CHOICES)
    def test_what_is_chosen_is_not_parted(self, name: str) -> None:
        room = Profile.from_approvals([["a", "b"]])
        with pytest.raises(InvalidInput, match="within a budget"):
            counting.parted(rank(room, name, budget=1), counting.by_order(["a", "b"]))

    @pytest.mark.parametrize(
        ("seed", "names"), [(None, ["a"]), ("\ud800", ["a"]), ("s", ["\ud800"])]
    )
    def test_lots_are_drawn_from_bytes(self, seed: Any, names: list[str]) -> None:
        with pytest.raises(InvalidInput, match="UTF-8"):
            by_lot(seed, names)


class TestCrowds:
    """Ten thousand options."""

    CROWD = Profile.from_grades(
        {
            (v, f"o{n}", "k"): 1 + (n * n + step) % 5
            for step, v in enumerate("vw")
            for n in range(10_000)
        },
        scale=(1, 5),
    )

    @pytest.mark.parametrize(
        "name",
        [
            "agreement",
            "agreement_on_totals",
            "dominance",
            "first_choices",
            "kendall_w",
            "acceptability",
            "order_agreement",
            "duels",
            "weighted_mean",
        ],
    )
    def test_is_answered_or_refused(self, name: str) -> None:
        assert _answers(lambda: getattr(counting, name)(self.CROWD)) is not None

    def test_dominance_is_what_it_says(self) -> None:
        room = self.CROWD.without_options(*self.CROWD.options[40:])
        for option, lower in counting.dominance(room).items():
            assert lower == tuple(o for o in room.options if counting.dominates(room, option, o))


class TestCharters:
    """What only compares, in floating point numbers, counts no round by itself."""

    @pytest.mark.parametrize("asked", get_args(get_type_hints(Charter)["aggregation"]))
    def test_count_by_rules_that_decide(self, asked: Any) -> None:
        assert RULES[own_rule(Charter(aggregation=asked))].decides
        assert RULES[own_rule(Charter(aggregation=asked, colleges={"PERSON": "1/1"}))].decides

    @pytest.mark.parametrize("name", [name for name, rule in RULES.items() if not rule.decides])
    def test_never_by_a_comparison(self, name: Any) -> None:
        with pytest.raises(InvalidInput, match="method of comparison"):
            own_rule(Charter(aggregation=name))
