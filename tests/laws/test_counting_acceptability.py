"""The laws of acceptability: shares add up, dominance shows, samples agree with exact shares."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Acceptability,
    Profile,
    acceptability,
    dominance,
    lead_regions,
    possible_leaders,
)
from collectif.counting.firmness.simplex import drawn
from collectif.errors import InvalidInput, UnknownName
from collectif.testing.profiles import full_panels, patchy_profiles, recast

LAW = settings(max_examples=40, deadline=None)


def adds_up(found: Acceptability) -> bool:
    rows = list(found.ranks.values())
    return all(sum(line) == 1 for line in (*rows, *zip(*rows, strict=True)))


@LAW
@given(patchy_profiles)
def test_rows_and_columns_add_up(profile: Profile) -> None:
    """Every option has one place under each weights, and every place one option; ties share."""
    assert adds_up(acceptability(profile))
    assert adds_up(acceptability(profile, method="sampled", samples=60))


@LAW
@given(full_panels)
def test_a_dominated_option_never_has_first_place(profile: Profile) -> None:
    """Lahdelma and Salminen 2001: inefficient options have a first-rank acceptability of 0."""
    for method in ("exact", "sampled"):
        found = acceptability(profile, method=method, samples=40)
        for beaten in dominance(profile).values():
            for option in beaten:
                assert found.ranks[option][0] == 0
                assert found.central[option] is None
                assert found.confidence[option] is None


@LAW
@given(patchy_profiles)
def test_first_place_is_the_region_of_the_leader(profile: Profile) -> None:
    """The share of first place is the size of the region, shared between equal options."""
    found, regions = acceptability(profile), lead_regions(profile)
    for option, lead in possible_leaders(profile).items():
        central = found.central[option]
        assert (central is None) == (found.ranks[option][0] == 0)
        if central is not None:
            share = found.confidence[option]
            assert share is not None
            assert found.ranks[option][0] == share * regions[option].share
            assert sum(central.values()) == 1
            assert all(weight > 0 for weight in central.values())
        if lead.kind == "ALONE":
            assert found.confidence[option] == 1


@settings(max_examples=12, deadline=None)
@given(full_panels, st.integers(0, 1000))
def test_samples_agree_with_exact_shares(profile: Profile, seed: int) -> None:
    """Within five standard errors of the exact share, for two and three criteria."""
    exact = acceptability(profile)
    found = acceptability(profile, method="sampled", samples=1500, seed=seed)
    for option, row in exact.ranks.items():
        for share, estimate in zip(row, found.ranks[option], strict=True):
            error = float(share * (1 - share) / 1500) ** 0.5
            assert abs(share - estimate) <= 5 * error + 0.004


@LAW
@given(patchy_profiles, st.integers(2, 9), st.data())
def test_weights_and_order_play_no_part(profile: Profile, times: int, data: st.DataObject) -> None:
    """The declared weights are what is left open; order of names means nothing."""
    found = acceptability(profile)
    heavier = profile.weighing({c: times + i for i, c in enumerate(profile.criteria)})
    assert acceptability(heavier) == found
    other = recast(profile, profile.cells, options=data.draw(st.permutations(profile.options)))
    assert acceptability(other).ranks == found.ranks


def stretched(profile: Profile) -> Profile:
    """Return the same room on a scale three times as fine."""
    low, high = profile.scale.min, profile.scale.max
    cells = {
        cell: low + 3 * (x - low) if isinstance(x, int) else x for cell, x in profile.cells.items()
    }
    return recast(profile, cells, scale=(low, low + 3 * (high - low)))


@LAW
@given(patchy_profiles)
def test_scale_plays_no_part(profile: Profile) -> None:
    """Grades times a constant leave every share, exact or drawn."""
    assert acceptability(stretched(profile)) == acceptability(profile)
    fine, coarse = (
        acceptability(p, method="sampled", samples=30) for p in (stretched(profile), profile)
    )
    assert fine == coarse


def test_two_criteria_by_hand() -> None:
    """a leads where its criterion weighs more than a third; the centre is the middle."""
    room = Profile.from_grades(
        [(v, o, c, x) for v in "uv" for o, c, x in
         [("a", "x", 5), ("a", "y", 2), ("b", "x", 3), ("b", "y", 3)]],
        scale=(1, 5),
    )  # fmt: skip
    found = acceptability(room)
    assert found.method == "exact"
    assert found.ranks == {
        "a": (Fraction(2, 3), Fraction(1, 3)),
        "b": (Fraction(1, 3), Fraction(2, 3)),
    }
    assert found.central["a"] == {"x": Fraction(2, 3), "y": Fraction(1, 3)}
    assert found.standard_error("a", 1) == 0


def test_equal_options_share_their_places() -> None:
    cells = {(v, o, c): x for v in "uv" for c in "xy" for o, x in (("a", 3), ("b", 3), ("c", 1))}
    for method in ("exact", "sampled"):
        found = acceptability(Profile.from_grades(cells, scale=(1, 5)), method=method, samples=20)
        half = Fraction(1, 2)
        assert found.ranks == {"a": (half, half, 0), "b": (half, half, 0), "c": (0, 0, 1)}
        assert found.confidence == {"a": half, "b": half, "c": None}


def test_points_are_the_same_everywhere() -> None:
    """The first point of seed 7: `printf 7:0:0 | openssl dgst -shake256 -xoflen 16`."""
    low, high = 0x23D80134239B80D2, 0x3D69BCD9B5A8F768
    found = list(drawn(3, 2, 7))
    assert found[0] == (low, high - low, 2**64 - high)
    assert found == list(drawn(3, 5, 7))[:2]
    assert list(drawn(1, 1, 0)) == [(2**64,)]


def test_the_sample_is_told() -> None:
    cells = {(v, o, c): len(v + o + c) for v in ("u", "vv") for o in "ab" for c in "wxyz"}
    found = acceptability(Profile.from_grades(cells, scale=(1, 9)), samples=400, seed=3)
    assert (found.method, found.samples, found.seed) == ("sampled", 400, 3)
    assert found.standard_error("a", 1) == pytest.approx(0.025)
    with pytest.raises(UnknownName):
        found.standard_error("a", 3)
    with pytest.raises(UnknownName):
        found.standard_error("z", 1)


def test_nothing_ranked_has_no_places() -> None:
    found = acceptability(Profile.from_grades([("u", "a", 1)], scale=(1, 5)))
    assert (found.ranks, found.incomplete) == ({}, ("a",))
    assert acceptability(Profile.from_grades([], scale=(1, 5)), method="sampled").ranks == {}


@pytest.mark.parametrize(
    "bad",
    [{"method": "best"}, {"samples": 0}, {"samples": True}, {"seed": "x"}, {"method": "exact"}],
)
def test_what_cannot_be_done_is_refused(bad: dict[str, object]) -> None:
    cells = {(v, "a", c): 3 for v in "uv" for c in "wxyz"}
    with pytest.raises(InvalidInput):
        acceptability(Profile.from_grades(cells, scale=(1, 5)), **bad)  # type: ignore[arg-type]
