"""Methods of others, for comparison: what they promise, and the reversals that they suffer.

The formulas are computed again here, by the definitions of their authors.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from importlib.util import find_spec
from math import sqrt

import pytest
from hypothesis import given, settings

from collectif.counting import RULES, Profile, Ranking, rank
from collectif.errors import InvalidInput
from collectif.testing.profiles import full_panels, patchy_profiles

METHODS = ("topsis", "promethee-ii", "vikor")
LAW = settings(max_examples=40, deadline=None)
installed = pytest.mark.skipif(find_spec("pymcdm") is None, reason="pymcdm is not installed")


def figures(found: Ranking) -> Mapping[str, float]:
    told = found.behind["figures"]
    assert isinstance(told, dict)
    return told


def rows(profile: Profile, found: Ranking) -> Mapping[str, list[float]]:
    """Return option -> its means as floating point numbers, of the options that were compared."""
    means = found.behind["means"]
    assert isinstance(means, dict)
    for option, row in means.items():
        assert row == {c: profile.mean(option, c) for c in profile.criteria}
    return {option: [float(mean) for mean in row.values()] for option, row in means.items()}


def shares(profile: Profile) -> list[float]:
    return [profile.weights[c] / profile.total_weight for c in profile.criteria]


def apart(matrix: Mapping[str, list[float]]) -> bool:
    return len({tuple(row) for row in matrix.values()}) > 1


class TestWithoutThePackage:
    def test_importing_collectif_does_not_import_it(self) -> None:
        """Nor anything that it needs."""
        code = (
            "import sys, collectif, collectif.counting\n"
            "print(sorted({'pymcdm', 'pandas', 'scipy', 'matplotlib'} & set(sys.modules)))"
        )
        said = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert said.stdout.strip() == "[]"

    @pytest.mark.parametrize("name", METHODS)
    def test_refusal_says_how_to_mend_it(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in ("pymcdm", "pymcdm.methods", "pymcdm.normalizations"):
            monkeypatch.setitem(sys.modules, module, None)
        room = Profile.from_text("2: a 1, b 2", scale=(1, 3))
        with pytest.raises(InvalidInput, match="pip install pymcdm"):
            rank(room, name)

    @pytest.mark.parametrize("name", METHODS)
    def test_no_law_is_promised(self, name: str) -> None:
        """They stand beside the rules that decide, marked with what is wrong with them."""
        assert RULES[name].keeps == ()
        assert set(RULES[name].breaks) == {"irrelevant-options"}


@installed
class TestReversal:
    @pytest.mark.parametrize(
        ("name", "without", "before", "after"),
        [
            ("topsis", "c", (("b",), ("a",), ("c",)), (("a",), ("b",))),
            ("promethee-ii", "c", (("b",), ("a",), ("c",)), (("a", "b"),)),
            ("vikor", "d", (("c",), ("b",), ("a",), ("d",)), (("c",), ("a",), ("b",))),
        ],
    )
    def test_last_option_turns_the_others_around(
        self, name: str, without: str, before: object, after: object
    ) -> None:
        """An option that is last, and not chosen by anybody, decides who is before whom."""
        rule = RULES[name]
        room = Profile.from_text(rule.breaks["irrelevant-options"], scale=rule.scale)
        assert rank(room, name).tiers == before
        assert rank(room.without_options(without), name).tiers == after
        exact = rank(room).tiers
        rest = rank(room.without_options(without)).tiers
        kept = [tuple(o for o in tier if o != without) for tier in exact]
        assert [tier for tier in kept if tier] == list(rest)

    @pytest.mark.parametrize(
        ("name", "without", "before", "after"),
        [
            ("topsis", "c", (0.615, 0.616, 0.384), (0.617, 0.383)),
            ("promethee-ii", "c", (0.25, 0.5, -0.75), (0, 0)),
            ("vikor", "d", (0.75, 0.5, 0, 1), (0.833, 1, 0)),
        ],
    )
    def test_figures_are_those_of_the_page(
        self, name: str, without: str, before: tuple[float, ...], after: tuple[float, ...]
    ) -> None:
        """The example that each rule tells, worked out by hand from its formula."""
        rule = RULES[name]
        room = Profile.from_text(rule.breaks["irrelevant-options"], scale=rule.scale)
        for profile, told in ((room, before), (room.without_options(without), after)):
            found = figures(rank(profile, name))
            assert tuple(found[o] for o in profile.options) == pytest.approx(told, abs=0.0005)


@installed
class TestFormulas:
    @LAW
    @given(patchy_profiles)
    def test_topsis(self, profile: Profile) -> None:
        """d- / (d- + d+) from the worst and the best, after division by roots of squares."""
        found = rank(profile, "topsis")
        matrix = rows(profile, found)
        if not apart(matrix):
            return
        norms = [sqrt(sum(x * x for x in column)) for column in zip(*matrix.values(), strict=True)]
        weighed = {
            o: [
                w * x / n if n else 0.0 for w, x, n in zip(shares(profile), row, norms, strict=True)
            ]
            for o, row in matrix.items()
        }
        columns = list(zip(*weighed.values(), strict=True))
        for option, row in weighed.items():
            best = sqrt(sum((max(c) - x) ** 2 for c, x in zip(columns, row, strict=True)))
            worst = sqrt(sum((x - min(c)) ** 2 for c, x in zip(columns, row, strict=True)))
            assert figures(found)[option] == pytest.approx(worst / (worst + best), abs=1e-9)
            assert 0 <= figures(found)[option] <= 1

    @LAW
    @given(patchy_profiles)
    def test_promethee_ii(self, profile: Profile) -> None:
        """Net flows are means of preferences won less lost; together they are 0."""
        found = rank(profile, "promethee-ii")
        matrix = rows(profile, found)
        assert sum(figures(found).values()) == pytest.approx(0, abs=1e-9)
        for option, row in matrix.items():
            flow = sum(
                w * ((x > y) - (x < y))
                for other in matrix.values()
                for w, x, y in zip(shares(profile), row, other, strict=True)
            )
            expected = flow / (len(matrix) - 1) if len(matrix) > 1 else 0
            assert figures(found)[option] == pytest.approx(expected, abs=1e-9)

    @LAW
    @given(full_panels)
    def test_promethee_ii_turns_with_every_direction(self, profile: Profile) -> None:
        turned = Profile.from_grades(
            profile.cells,
            scale=profile.scale,
            options=profile.options,
            criteria=profile.criteria,
            weights=profile.weights,
            lower_is_better=set(profile.criteria) - profile.lower_is_better,
        )
        there, back = (figures(rank(p, "promethee-ii")) for p in (profile, turned))
        assert {o: -x for o, x in there.items()} == pytest.approx(back, abs=1e-9)

    @LAW
    @given(patchy_profiles)
    def test_vikor(self, profile: Profile) -> None:
        """Half the place between the least and the most regret, half that of the largest one."""
        found = rank(profile, "vikor")
        matrix = rows(profile, found)
        columns = list(zip(*matrix.values(), strict=True))
        kept = [i for i, c in enumerate(columns) if len(set(c)) > 1]
        if not kept:
            return
        regrets = {
            o: [
                shares(profile)[i]
                * (max(columns[i]) - row[i])
                / (max(columns[i]) - min(columns[i]))
                for i in kept
            ]
            for o, row in matrix.items()
        }
        s, r = ({o: of(row) for o, row in regrets.items()} for of in (sum, max))
        for option, q in figures(found).items():
            parts = [
                (x[option] - min(x.values())) / (max(x.values()) - min(x.values())) for x in (s, r)
            ]
            assert q == pytest.approx(sum(parts) / 2, abs=1e-6)
            assert -1e-9 <= q <= 1 + 1e-9

    @pytest.mark.parametrize("name", METHODS)
    @LAW
    @given(profile=full_panels)
    def test_dominance(self, name: str, profile: Profile) -> None:
        """An option that is nowhere lower, and somewhere higher, is never behind."""
        found = rank(profile, name)
        matrix = rows(profile, found)
        for a, mine in matrix.items():
            for b, other in matrix.items():
                above = all(x >= y for x, y in zip(mine, other, strict=True))
                if above and mine != other and not {a, b} & set(found.incomplete):
                    assert (found.place(a) or 0) <= (found.place(b) or 0)


@installed
class TestMarks:
    @pytest.mark.parametrize("name", METHODS)
    def test_it_says_that_it_is_not_exact(self, name: str) -> None:
        """No scores, but figures beside the exact means that they were computed from."""
        found = rank(Profile.from_text("a 1, b 2; a 3, b 3; a 1", scale=(1, 3)), name)
        assert {} == found.scores
        assert found.behind["exact"] is False
        assert str(found.behind["computed_by"]).startswith("pymcdm ")
        assert found.behind["means"] == {
            "a": {"overall": Fraction(5, 3)},
            "b": {"overall": Fraction(5, 2)},
        }

    @pytest.mark.parametrize("name", METHODS)
    def test_options_that_do_not_differ_tie(self, name: str) -> None:
        for text in ("2: a 1, b 1", "2: a 2", "2: a/x 0, a/y 0, b/x 0, b/y 0"):
            room = Profile.from_text(text, scale=(0, 3))
            assert rank(room, name).tiers == (room.options,)

    @pytest.mark.parametrize("name", METHODS)
    def test_option_without_a_mean_is_incomplete(self, name: str) -> None:
        found = rank(Profile.from_text("2: a 1, b 2; c 3", scale=(1, 3)), name)
        assert (("b",), ("a",)) == found.tiers
        assert found.incomplete == ("c",)
        nobody = rank(Profile.from_grades([], scale=(1, 3), options=["a"]), name)
        assert ((), ("a",)) == (nobody.tiers, nobody.incomplete)

    def test_vikor_without_a_figure(self) -> None:
        """All regrets alike make 0 / 0, which is no figure."""
        found = rank(Profile.from_text("2: a/x 1, a/y 2, b/x 2, b/y 1", scale=(1, 2)), "vikor")
        assert ((), ("a", "b")) == (found.tiers, found.incomplete)

    def test_digits_decide_what_ties(self) -> None:
        room = Profile.from_text("2: a/x 2, a/y 2, b/x 1, b/y 3, c/x 2, c/y 1", scale=(1, 3))
        assert rank(room, "topsis", digits=2).tiers == (("a", "b"), ("c",))
        assert rank(room, "topsis", digits=4).leaders == ("b",)
        with pytest.raises(InvalidInput, match="'fine' digits"):
            rank(room, "topsis", digits="fine")

    @pytest.mark.parametrize("name", METHODS)
    def test_numbers_beyond_floating_point(self, name: str) -> None:
        room = Profile.from_text("2: a 1, b 2", scale=(0, 10**400))
        far = room.having({("v1", "a", "overall"): 10**400, ("v2", "a", "overall"): 10**400})
        both = far.having({**far.cells, ("v1", "b", "overall"): 1, ("v2", "b", "overall"): 2})
        with pytest.raises(InvalidInput, match="too large for a floating point number"):
            rank(both, name)
