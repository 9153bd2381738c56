"""Every rule answers as it always did: the same digests on any machine and any Python.

`counting.json` keeps the digest of each rule's answers, by name and version of the rule. A line is
never edited: a rule that answers otherwise has another version, which is another line.

    python tests/golden/test_counting.py      adds the lines of what is new
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif.counting
from collectif.counting import RULES, Profile, Ranking, rank
from collectif.errors import CollectifError
from collectif.testing.profiles import full_panels, patchy_profiles, rankings

KEPT = Path(__file__).with_name("counting.json")

ROOMS = {
    "orders": (
        "3: a > b > c; 2: b > c > a; 2: c > a = b; a",
        "a > b > c > d; b > c > d > a; c > d > a > b",
        "5: a > c > b > e > d; 5: a > d > e > c > b; 8: b > e > d > a > c; 3: c > a > b > e > d;"
        "7: c > a > e > b > d; 2: c > b > a > d > e; 7: d > c > e > b > a; 8: e > b > a > d > c",
        "2: a = b = c; b",
    ),
    "grades": (
        "2: a 5, b 3, c 1; a 1, b 3, c 4; a 2, b 3, c ABSTAIN; b 5, c CANNOT_JUDGE",
        "a/x 5, a/y 1, b/x 2, b/y 4; a/x 4, b/x 4, b/y 4; a/x 1, a/y 3, b/y NOT_ENTITLED",
        "4: a 0, b 1, c 1; 3: a 1, b 0, c 1; 2: a 1, b 1, c 0",
    ),
}


def own_rules() -> list[str]:
    """Return the rules of collectif itself that count exactly, by name."""
    return sorted(
        name
        for name, found in RULES.items()
        if found.count.__module__.startswith("collectif.") and found.decides
    )


def rooms(name: str) -> Iterator[Profile]:
    """Yield the rooms that a rule can count."""
    if RULES[name].reads == "orders":
        yield from map(Profile.from_text, ROOMS["orders"])
    for text in ROOMS["grades"]:
        yield Profile.from_text(text, scale=(0, 5), options=["a", "b", "c"])


def answers(name: str, profile: Profile) -> object:
    """Return what a rule answers as plain values; a refusal by its first sentence."""
    try:
        found = rank(profile, name, **RULES[name].trial)
    except CollectifError as refused:
        return refused.what
    return plain(found)


def plain(found: Ranking) -> object:
    """Return a ranking as plain values, in an order that no declaration decides."""
    return {
        "rule": found.rule,
        "version": found.version,
        "scores": {option: str(score) for option, score in sorted(found.scores.items())},
        "tiers": [sorted(tier) for tier in found.tiers],
        "incomplete": sorted(found.incomplete),
        "tie_break": found.tie_break,
    }


def digests() -> dict[str, str]:
    """Return rule and version -> digest of all its answers."""
    found = {}
    for name in own_rules():
        told = [answers(name, profile) for profile in rooms(name)]
        versions = {one["version"] for one in told if isinstance(one, dict)}
        text = json.dumps(told, sort_keys=True, ensure_ascii=True)
        found[f"{name} {max(versions, default=1)}"] = sha256(text.encode()).hexdigest()
    return found


def kept() -> Mapping[str, str]:
    found: dict[str, str] = json.loads(KEPT.read_text("utf-8"))
    return found


def test_answers_are_those_that_were_kept() -> None:
    """A difference is a bug, or a new version of the rule."""
    now, before = digests(), kept()
    assert {key: before.get(key) for key in now} == now


@pytest.mark.parametrize("name", own_rules())
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_order_of_anything_has_a_part_in_it(name: str, data: st.DataObject) -> None:
    """Voters, options and rows in any order: the same answer."""
    reads = RULES[name].reads
    profile = data.draw(
        st.one_of(rankings(), patchy_profiles) if reads == "orders" else patchy_profiles
    )
    cells = data.draw(st.permutations(list(profile.cells.items())))
    shuffled = Profile._of(
        dict(cells),
        scale=profile.scale,
        options=data.draw(st.permutations(profile.options)),
        criteria=data.draw(st.permutations(profile.criteria)),
        weights=profile.weights if len(profile.criteria) == 1 else None,
        lower_is_better=profile.lower_is_better,
        voters=data.draw(st.permutations(profile.voters)),
        voices=None,
        ordinal=profile.ordinal,
    )
    told = profile if len(profile.criteria) == 1 else profile.weighing(None)
    assert answers(name, told) == answers(name, shuffled)


FLOATS = {
    "acceptability.py": {"standard_error"},
    "spread.py": {"tastle_wierman", "_log2"},
    "bridging.py": {"__float__"},
    "equal_shares.py": {"_read_increment"},
    "triangles.py": None,
    "mcdm.py": None,
}
"""Module -> the functions that make one: an index that says so, a refusal, or a solver's hint, of
which only whole numbers are kept; None for a whole module."""


def floats_in(path: Path) -> Iterator[str]:
    """Yield where a module could make a floating point number, outside what is known to."""
    allowed = FLOATS.get(path.name, set())
    if allowed is None:
        return
    tree = ast.parse(path.read_text("utf-8"))
    known = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in allowed
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in known:
            continue
        made = isinstance(node, ast.Constant) and type(node.value) in (float, complex)
        named = isinstance(node, ast.Name) and node.id == "float"
        rooted = isinstance(node, ast.Attribute) and node.attr in {"float64", "float32", "sqrt"}
        if made or named or rooted:
            yield f"{path.name}:{node.lineno}"


def test_no_float_is_made_in_counting() -> None:
    """Outside the functions that say so, which decide nothing."""
    modules = sorted(Path(collectif.counting.__file__).parent.rglob("*.py"))
    assert [where for path in modules for where in floats_in(path)] == []


@pytest.mark.parametrize("name", own_rules())
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_float_is_in_an_answer(name: str, data: st.DataObject) -> None:
    """Neither in the scores, nor in what they rest on."""
    profile = data.draw(rankings() if RULES[name].reads == "orders" else full_panels)
    try:
        found = rank(profile, name, **RULES[name].trial)
    except CollectifError:
        return
    assert not any(isinstance(one, float) for one in leaves(found))
    assert all(type(score) in (int, Fraction) for score in found.scores.values())


def leaves(value: Any) -> Iterator[object]:
    """Yield everything that a value holds."""
    if hasattr(value, "__attrs_attrs__"):
        for field in value.__attrs_attrs__:
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from leaves(key)
            yield from leaves(held)
    elif isinstance(value, tuple | list | set | frozenset):
        for held in value:
            yield from leaves(held)
    else:
        yield value


if __name__ == "__main__":
    before = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    merged = dict(sorted({**digests(), **before}.items()))
    KEPT.write_text(json.dumps(merged, indent=2) + "\n", "utf-8")
