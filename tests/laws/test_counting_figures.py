"""What stands behind a result from grades: how many gave a grade, and which share that is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from collectif.counting import Profile, rank
from collectif.counting.profiles.figures import Figures
from collectif.testing.profiles import patchy_profiles

LAW = settings(max_examples=40, deadline=None)


def behind(profile: Profile, rule: str, **parameters: Any) -> Mapping[str, Any]:
    return rank(profile, rule, **parameters).behind


@LAW
@given(patchy_profiles)
def test_n_and_coverage_stand_beside_every_figure(profile: Profile) -> None:
    """Of every cell, as the profile tells them; also where a silence was filled."""
    for rule in ("weighted-mean", "schulze", "majority"):
        for silence in (None, "lowest"):
            told = behind(profile, rule, silence=silence)
            assert dict(told["n"]) == {pair: profile.n(*pair) for pair in profile.pairs}
            covered = {pair: profile.coverage(*pair) for pair in profile.pairs}
            assert dict(told["coverage"]) == covered


@LAW
@given(patchy_profiles)
def test_means_and_medians_are_behind_their_rules(profile: Profile) -> None:
    means, medians = behind(profile, "weighted-mean")["means"], behind(profile, "median")["medians"]
    assert dict(means) == {pair: profile.mean(*pair) for pair in profile.pairs}
    assert dict(medians) == {pair: profile.median(*pair) for pair in profile.pairs}


def test_means_of_colleges_are_behind_their_rule() -> None:
    room = Profile.from_grades(
        [("ana", "oven", 5), ("bo", "oven", 3), ("city", "oven", 1)], scale=(1, 5)
    )
    member = {"ana": "people", "bo": "people", "city": "bodies"}
    shares = {"people": "1/2", "bodies": "1/2"}
    told = behind(room, "college-mean", colleges=shares, college_of=member)
    assert told["means"] == {("oven", "overall"): Fraction(5, 2)}
    assert told["n"]["oven", "overall"] == 3


def test_orders_have_no_cells() -> None:
    assert set(behind(Profile.from_text("a > b"), "copeland")) == {"duels"}


def test_figures_are_a_mapping_like_any_other() -> None:
    """Equal to a dictionary of the same figures; a cell that is not there is no key."""
    room = Profile.from_text("a/x 5, b/x 3; a/x 4, b/y 2", scale=(1, 5))
    found = Figures(profile=room, figure=Profile.n)
    assert found == {("a", "x"): 2, ("a", "y"): 0, ("b", "x"): 1, ("b", "y"): 1}
    assert found == Figures(profile=room, figure=Profile.n)
    assert found != Figures(profile=room, figure=Profile.coverage)
    assert len(found) == 4
    assert ("c", "x") not in found
    with pytest.raises(KeyError):
        Figures(profile=room, figure=Profile.coverage)["a", "z"]
