"""This module is about the contract of a rule: what every way to count must do, as tests.

class TestMyRule(RuleContract):
    rules = ("my-rule",)

It is tried on profiles of all kinds that it reads, with the parameters of its `trial`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectif.counting import RULES, Profile, Ranking, Rule
from collectif.counting.laws import Violation, counting, law_named, told, witness
from collectif.counting.laws.variations import answer, ranks_alike, remade
from collectif.errors import CollectifError
from collectif.testing import profiles as kinds

PLAIN = (str, int, Fraction, type(None))
"""What parameters are made of, in tuples and mappings by name."""


_STRICT = kinds.crowds(graded=False, strict=True)
_RANKED = kinds.crowds(graded=False)
_APART = kinds.crowds(graded=True, strict=True)
_GRADED = kinds.crowds(graded=True)
_CIRCLES = kinds.circles()
_CIRCLE = (
    "d > a > b > c; 2: a > b > c > d; d > b > c > a; 2: b > c > a > d; 2: d > c > a > b;"
    "c > a > b > d"
)
"""The leaders go round in a circle, each beaten by more than d is, which loses to all of them."""


class RuleContract:
    """What every rule must do. Inherit it, and say which rules are held to it.

    Attributes:
        rules: Names of registered rules, or `Rule` values that nobody registered.
        examples: How many profiles each claim is tried on.
        many: How many options the largest profile has.
    """

    rules: tuple[str | Rule, ...] = ()
    examples: int = 25
    many: int = 60

    def profiles(self, rule: Rule) -> st.SearchStrategy[Profile]:
        """Return profiles of all kinds that a rule reads; small ones, so that much happens."""
        graded = (kinds.full_panels, kinds.patchy_profiles, kinds.approvals(), _GRADED)
        if rule.reads == "grades":
            return st.one_of(*graded)
        return st.one_of(kinds.rankings(), _STRICT, _CIRCLES, _RANKED, *graded)

    def speaking_of(self, rule: Rule, law: str) -> st.SearchStrategy[Profile]:
        """Return the same, of the kind that a law speaks of."""
        whole, apart = "-on-full-panels" in law, "-on-strict-ballots" in law
        if not whole and not apart:
            return self.profiles(rule)
        ranked = (_STRICT, _CIRCLES, kinds.rankings(full=whole, strict=apart))
        graded = (_APART,) if apart else (kinds.full_panels, kinds.approvals(), _GRADED)
        more = () if apart else (_RANKED,)
        return st.one_of(*graded, *(() if rule.reads == "grades" else (*ranked, *more)))

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of each rule, and of each rule with each law that it names."""
        held = [RULES[one] if isinstance(one, str) else one for one in self.rules]
        if "law" in metafunc.fixturenames:
            claims = "breaks" if "breaks" in metafunc.function.__name__ else "keeps"
            pairs = [(rule, law) for rule in held for law in getattr(rule, claims)]
            ids = [f"{rule.name}-{law}" for rule, law in pairs]
            metafunc.parametrize(("rule", "law"), pairs, ids=ids)
        elif "rule" in metafunc.fixturenames:
            metafunc.parametrize("rule", held, ids=[rule.name for rule in held])

    def test_it_keeps(self, rule: Rule, law: str) -> None:
        """No profile is found that goes against a law which the rule claims to keep.

        Profiles with which other rules admit to break the law are asked first.
        """

        @settings(
            max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(self.speaking_of(rule, law))
        def holds(profile: Profile) -> None:
            _holds(rule, law, profile)

        for profile in _paradoxes(law):
            _holds(rule, law, profile)
        holds()

    def test_it_breaks(self, rule: Rule, law: str) -> None:
        """The witness of a law which the rule admits to break goes against it."""
        assert rule.breaks[law], f"{rule.name} breaks {law}, and shows no profile."
        found = next(law_named(law).violations(counting(rule), witness(rule, law)), None)
        assert found is not None, f"{rule.name} keeps {law} on {rule.breaks[law]}"

    def test_claims_are_about_laws_that_there_are(self, rule: Rule) -> None:
        """Each once, and its own page says where the rule comes from."""
        claimed = (*rule.keeps, *rule.breaks)
        assert sorted(set(claimed)) == sorted(claimed)
        assert all(law_named(law).says for law in claimed)
        assert claimed, f"{rule.name} claims nothing."

    def test_its_example_is_counted(self, rule: Rule) -> None:
        """By the rule itself, with an order or some options that are left incomplete."""
        if rule.example:
            well_formed(rule, told(rule, rule.example))

    def test_order_is_no_order(self, rule: Rule) -> None:
        """Neither that of rows, nor of voters, nor of options; and twice gives the same twice."""
        count = counting(rule)

        @settings(
            max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(self.profiles(rule), st.randoms(use_true_random=False))
        def holds(profile: Profile, chance: random.Random) -> None:
            before = answer(count, profile)
            if before is not None:
                assert before == count(profile)
                for other in _shuffled(profile, chance):
                    assert ranks_alike(before, count(other))

        holds()

    def test_its_answers_are_well_formed(self, rule: Rule) -> None:
        """Each option has one place or none, everything is exact, and no tie is broken."""

        @settings(
            max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(self.profiles(rule))
        def holds(profile: Profile) -> None:
            well_formed(rule, profile)

        holds()

    @pytest.mark.parametrize("hostile", ["empty", "one", "silent", "tied", "huge", "heavy", "many"])
    def test_hostile_profiles(self, rule: Rule, hostile: str) -> None:
        """An answer that keeps the laws which the rule claims, or a refusal in three sentences."""
        for profile in _HOSTILE[hostile](self.many):
            if rule.reads == "grades" and profile.ordinal:
                continue
            ranking = well_formed(rule, profile)
            if ranking is None or hostile == "many":
                continue
            for law in rule.keeps:
                _holds(rule, law, profile)


def well_formed(rule: Rule, profile: Profile) -> Ranking | None:
    """Return what a rule answers, after a look at its form; None for a refusal."""
    try:
        ranking: Ranking = counting(rule)(profile)
    except CollectifError as refusal:
        sentences = refusal.args
        assert all(sentences)
        return None
    placed = [option for tier in ranking.tiers for option in tier]
    assert sorted((*placed, *ranking.incomplete)) == sorted(profile.options)
    assert all(ranking.tiers)
    assert (ranking.rule, ranking.tie_break, ranking.unbroken) == (rule.name, None, None)
    assert ranking.version >= 1
    assert set(ranking.scores) <= set(placed)
    assert {type(score) for score in ranking.scores.values()} <= {int, Fraction}
    assert all(isinstance(name, str) for name in ranking.behind)
    assert _plain(ranking.parameters), f"{ranking.parameters} are not plain"
    return ranking


def _holds(rule: Rule, law: str, profile: Profile) -> None:
    """Hold a rule to a law on one profile, if it counts such profiles at all."""
    count = counting(rule)
    if answer(count, profile) is not None:
        broken: Violation | None = next(law_named(law).violations(count, profile), None)
        assert broken is None, f"{rule.name} breaks {law}: {broken.says}"


def _paradoxes(law: str) -> Iterator[Profile]:
    """Yield a circle above an option that loses narrowly, and witnesses against the law.

    Those are the profiles with which registered rules admit to break it, restricted or not.
    """
    yield Profile.from_text(_CIRCLE)
    for rule in RULES.values():
        for broken, text in rule.breaks.items():
            if text and broken.partition("-on-")[0] == law.partition("-on-")[0]:
                yield told(rule, text)


def _plain(value: object) -> bool:
    """Whether a value is a text, an exact number, nothing, or made of these."""
    if isinstance(value, Mapping):
        return all(isinstance(name, str) and _plain(one) for name, one in value.items())
    if isinstance(value, tuple):
        return all(map(_plain, value))
    return isinstance(value, PLAIN)


def _shuffled(profile: Profile, chance: random.Random) -> Iterator[Profile]:
    rows = list(profile.cells.items())
    chance.shuffle(rows)
    yield remade(profile, cells=dict(rows))
    yield remade(profile, voters=tuple(chance.sample(profile.voters, len(profile.voters))))
    yield remade(profile, options=tuple(chance.sample(profile.options, len(profile.options))))


def _empty(_: int) -> Iterator[Profile]:
    yield Profile.from_grades([], scale=(1, 5))
    yield Profile.from_grades([], scale=(1, 5), options=["a", "b"])
    yield Profile.from_grades([], scale=(1, 5), voters=["v1", "v2"])
    yield Profile.from_rankings([])
    yield Profile.from_rankings([], options=["a", "b"])


def _one(_: int) -> Iterator[Profile]:
    yield Profile.from_text("a 1, b 3, c 2", scale=(1, 3))
    yield Profile.from_text("a 1", scale=(1, 3))
    yield Profile.from_text("b > c = d > a")
    yield Profile.from_text("a")


def _silent(_: int) -> Iterator[Profile]:
    text = "a ABSTAIN, b CANNOT_JUDGE; a ABSTAIN, b NOT_ENTITLED"
    yield Profile.from_text(text, scale=(1, 5))
    yield Profile.from_rankings([[], []], options=["a", "b", "c"])


def _tied(_: int) -> Iterator[Profile]:
    yield Profile.from_text("4: a 3, b 3, c 3", scale=(1, 5))
    yield Profile.from_text("2: a 1, b 5; 2: a 5, b 1", scale=(1, 5))
    yield Profile.from_text("3: a = b = c")
    yield Profile.from_text("a > b > c; b > c > a; c > a > b")


def _huge(_: int) -> Iterator[Profile]:
    """Yield grades that differ by one step in 2^70, where a float cannot tell them apart."""
    most = 1 << 70
    rows = {"a": (most, most - 1), "b": (most - 1, most - 1), "c": (0, most)}
    cells = {(f"v{i}", o, "overall"): row[i] for o, row in rows.items() for i in (0, 1)}
    yield Profile.from_grades(cells, scale=(0, most))
    yield Profile.from_grades(cells, scale=(-most, most))


def _heavy(_: int) -> Iterator[Profile]:
    """Yield voices, and weights, that are beyond 64 bits and differ by one."""
    many = 1 << 65
    room = Profile.from_text("a > b > c; b > c > a; c > a > b")
    yield room.speaking({"v1": many, "v2": many + 1, "v3": many - 1})
    graded = Profile.from_text("a 1, b 2, c 3; a 3, b 2, c 2", scale=(1, 3))
    yield graded.speaking({"v1": many, "v2": many + 1})
    two = {("v0", "a", "x"): 1, ("v0", "a", "y"): 2, ("v0", "b", "x"): 2, ("v0", "b", "y"): 1}
    cells = two | {("v1", o, c): x for (_, o, c), x in two.items()}
    yield Profile.from_grades(cells, scale=(1, 2), weights={"x": many, "y": many + 1})


def _many(options: int) -> Iterator[Profile]:
    names = [f"o{i:04}" for i in range(options)]
    ballots = [names, names[::-1], names[1::2] + names[::2]]
    yield Profile.from_rankings(ballots)
    cells = {
        (f"v{v}", o, "overall"): 1 + (i * (v + 2)) % 5
        for v in range(3)
        for i, o in enumerate(names)
    }
    yield Profile.from_grades(cells, scale=(1, 5))


_HOSTILE: Mapping[str, Any] = {
    "empty": _empty,
    "one": _one,
    "silent": _silent,
    "tied": _tied,
    "huge": _huge,
    "heavy": _heavy,
    "many": _many,
}
