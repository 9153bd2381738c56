"""What is counted at once, from columns and tables, is what is counted one by one, from cells."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Profile,
    Ranking,
    median,
    score,
    star,
    tiers_of,
    weighted_mean,
)
from collectif.counting.choosing.blocs import blocs_in
from collectif.errors import InvalidScale
from collectif.testing.profiles import patchy_profiles

LAW = settings(max_examples=50, deadline=None)
columns = import_module("collectif.counting.profiles.columns")
blocs = import_module("collectif.counting.choosing.blocs")
incoming = import_module("collectif.counting.profiles.incoming")
SILENT = {-101: "MISSING", -102: "ABSTAIN", -103: "CANNOT_JUDGE"}
RULES: tuple[Callable[[Profile], Ranking], ...] = (weighted_mean, median, score, star)


@pytest.fixture(scope="module", params=[1, 1 << 16], autouse=True)
def in_blocks(request: pytest.FixtureRequest) -> Iterator[None]:
    """A few answers at a time, and all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_BLOCK", request.param)
        patch.setattr(blocs, "_BLOCK", request.param)
        yield


def as_table(profile: Profile) -> Profile:
    """Return the same answers, come as a table."""
    code = {name: number for number, name in SILENT.items()}
    asked = [profile.options, profile.criteria]
    table = [
        [[profile.cells.get((v, o, c), "MISSING") for c in asked[1]] for o in asked[0]]
        for v in profile.voters
    ]
    return Profile.from_array(
        np.array([[[code.get(x, x) for x in row] for row in rows] for rows in table]),  # type: ignore[call-overload]
        scale=profile.scale,
        silent=SILENT,
        options=profile.options,
        criteria=profile.criteria,
        weights=profile.weights,
        lower_is_better=profile.lower_is_better,
        voters=profile.voters,
    )


def as_columns(profile: Profile, chance: random.Random) -> Profile:
    """Return the same grades, come as columns in any order; silences are left away."""
    places = [list(names) for names in (profile.voters, profile.options, profile.criteria)]
    rows = [
        [*(names.index(name) for names, name in zip(places, cell, strict=True)), grade]
        for cell, grade in profile.cells.items()
        if isinstance(grade, int)
    ]
    chance.shuffle(rows)
    voter, option, criterion, grade = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Profile.from_columns(
        voter,
        option,
        criterion,
        grade,
        scale=profile.scale,
        voters=profile.voters,
        options=profile.options,
        criteria=profile.criteria,
        weights=profile.weights,
        lower_is_better=profile.lower_is_better,
    )


def with_voices(profile: Profile, data: st.DataObject) -> Profile:
    some = st.one_of(st.integers(1, 9), st.sampled_from([1 << 40, 1 << 61, 1 << 80]))
    return profile.speaking(data.draw(st.dictionaries(st.sampled_from(profile.voters), some)))


@LAW
@given(patchy_profiles, st.booleans(), st.randoms(use_true_random=False), st.data())
def test_columns_are_counted_as_cells_are(
    profile: Profile, whole: bool, chance: random.Random, data: st.DataObject
) -> None:
    """Numbers of voters, silences and scores, with voices up to more than 64 bits hold."""
    profile = with_voices(profile, data)
    found = as_table(profile) if whole else as_columns(profile, chance)
    found = found.speaking(profile.voices)
    plain = (
        profile
        if whole
        else Profile.from_grades(
            dict(found.cells),
            scale=profile.scale,
            options=profile.options,
            weights=profile.weights,
            lower_is_better=profile.lower_is_better,
            voters=profile.voters,
            voices=profile.voices,
        )
    )
    assert found.columns is not None
    assert found == plain
    assert len(found.cells) == len(plain.cells)
    assert found.tallies == plain.tallies
    assert found.silences == plain.silences
    for rule in RULES:
        assert rule(found, min_scores_per_cell=1) == rule(plain, min_scores_per_cell=1)  # type: ignore[call-arg]
        assert rule(found) == rule(plain)
    some = data.draw(st.sets(st.sampled_from(profile.options)))
    left, rest = found.without_options(*some), plain.without_options(*some)
    assert left == rest
    assert left.tallies == rest.tallies


@LAW
@given(patchy_profiles, st.data())
def test_blocs_at_once_are_those_one_by_one(profile: Profile, data: st.DataObject) -> None:
    """By rows of a table, or by what each voter gives."""
    expected = [(dict(bloc.voters), bloc.gives) for bloc in blocs_in(profile)]
    for room in (profile.speaking(None), as_table(profile)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(blocs, "_FEW", -1)
            found = [(dict(bloc.voters), bloc.gives) for bloc in blocs_in(room)]
        assert found == expected


@LAW
@given(st.lists(st.sets(st.sampled_from("abcde")), max_size=6), st.booleans())
def test_lists_as_a_table_are_lists(lists: list[set[str]], late: bool) -> None:
    """Also where a voter gave no list at all."""
    given_lists = {f"v{number}": one for number, one in enumerate(lists)}
    voters = ["late", *given_lists] if late else list(given_lists)
    how = {"options": list("abcde"), "voters": voters, "voices": dict.fromkeys(voters[:1], 2)}
    plain = Profile.from_approvals(given_lists, **how)  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(incoming, "_FEW", -1)
        found = Profile.from_approvals(given_lists, **how)  # type: ignore[arg-type]
    assert found.columns is not None
    assert found == plain
    assert found.tallies == plain.tallies
    assert found.silences == plain.silences


@LAW
@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=2),
        st.one_of(
            st.fractions(-3, 3, max_denominator=4),
            st.fractions(),
            st.integers(0, 9).map(lambda n: Fraction(1, 3) + Fraction(n, 10**40)),
        ),
    )
)
def test_tiers_are_those_of_the_fractions(scores: dict[str, Fraction]) -> None:
    """However close two scores are, and whatever their denominators."""
    levels = sorted(set(scores.values()), reverse=True)
    assert tiers_of(scores) == tuple(
        tuple(option for option, one in scores.items() if one == level) for level in levels
    )


def test_a_table_is_the_profile_s_own() -> None:
    """What becomes of the array later changes no answer."""
    for table in (np.array([[1, 2]]), np.array([[1, -1]], dtype=np.int8)):
        room = Profile.from_array(table, scale=(1, 2))
        table[:] = 2
        assert room.cells["v1", "o1", "overall"] == 1


def test_scales_beyond_64_bits_are_refused_in_columns() -> None:
    with pytest.raises(InvalidScale, match="64 bits"):
        Profile.from_array([[1]], scale=(0, 1 << 62))
    with pytest.raises(InvalidScale, match="64 bits"):
        Profile.from_columns([0], [0], None, [1], scale=(-(1 << 70), 1), voters=1, options=1)


def test_weights_beyond_64_bits_are_exact_in_columns() -> None:
    rows = np.array([[[5, 1], [5, 2]]])
    found = Profile.from_array(rows, scale=(1, 5), weights={"x": 1 << 70, "y": 1})
    ranking = weighted_mean(found, min_scores_per_cell=1)
    assert ranking.tiers == (("o2",), ("o1",))
    assert ranking.scores["o1"] == Fraction(100 * (1 << 70), (1 << 70) + 1)
    assert len(blocs_in(found)) == 1
