"""This module is about opinion groups: what they are held to, and what Polis found in Seattle."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import collectif
from collectif.counting import Profile
from collectif.counting.agreeing import medoids
from collectif.counting.agreeing.medoids import opinion_groups
from collectif.exchange.polis import import_polis
from collectif.projections.opinions import OPINIONS

SEATTLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "polis_seattle15"
WORTH = {"AGREE": 1, "PASS": 0, "DISAGREE": -1}


@st.composite
def rooms(draw):
    """Return cells of voters who answered some of some options."""
    voters, options = draw(st.integers(2, 9)), draw(st.integers(1, 6))
    grades = st.one_of(st.none(), st.integers(-1, 1))
    drawn = draw(st.lists(grades, min_size=voters * options, max_size=voters * options))
    names = [(f"v{v}", f"o{o}") for v in range(voters) for o in range(options)]
    return [(v, o, x) for (v, o), x in zip(names, drawn, strict=True) if x is not None]


def profile(cells):
    return Profile.from_grades(cells, scale=(-1, 1), options=sorted({o for _, o, _ in cells}))


@settings(deadline=None)
@given(cells=rooms())
def test_groups_part_those_who_answered_enough(cells):
    """Everybody once, the largest group first, whatever the order of the answers."""
    assume(cells)
    groups = opinion_groups(profile(cells))
    members = [voter for group in groups for voter in group]
    assert len(members) == len(set(members))
    assert [*map(len, groups)] == sorted(map(len, groups), reverse=True)
    assert opinion_groups(profile(cells[::-1])) == groups


@settings(deadline=None)
@given(cells=rooms())
def test_it_does_not_matter_which_end_is_up(cells):
    """Turning every answer around moves nobody: only distances count."""
    assume(cells)
    turned = [(voter, option, -x) for voter, option, x in cells]
    assert opinion_groups(profile(turned)) == opinion_groups(profile(cells))


def test_two_camps_are_found():
    """Those who agree on everything, and those who disagree on everything."""
    for small in (2, 3, 10):
        cells = [(f"a{v}", f"o{o}", 1) for v in range(12) for o in range(8)]
        cells += [(f"b{v}", f"o{o}", -1) for v in range(small) for o in range(8)]
        found = opinion_groups(profile(cells))
        assert [{voter[0] for voter in group} for group in found] == [{"a"}, {"b"}]


def test_few_or_far_too_many_are_not_grouped(monkeypatch):
    """Three people are no two groups; a crowd is not compared two by two."""
    cells = [(f"v{v}", f"o{o}", (v + o) % 3 - 1) for v in range(5) for o in range(8)]
    assert opinion_groups(profile([one for one in cells if one[0] in ("v0", "v1", "v2")])) == ()
    assert opinion_groups(profile(cells)) != ()
    monkeypatch.setattr(medoids, "MOST_VOTERS", 4)
    assert opinion_groups(profile(cells)) == ()


@pytest.mark.skipif(not SEATTLE.is_dir(), reason=f"the Seattle conversation is not at {SEATTLE}")
def test_seattle_has_the_two_groups_that_polis_found():
    """Of 138 participants that Polis grouped, by means of random starts, 118 stand alike here.

    Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under
    CC BY 4.0 with Attribution to The Computational Democracy Project.
    """
    with collectif.open("memory:") as collective:
        import_polis(SEATTLE, collective)
        (talk,) = OPINIONS.replay(collective.view()).values()
    groups = opinion_groups(
        Profile.from_grades(
            [(who, what, WORTH[stance]) for (who, what), stance in talk.standing.items()],
            scale=(-1, 1),
        )
    )
    with (SEATTLE / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        polis = {row["participant"]: row["group-id"] for row in csv.DictReader(file)}
    alike = [Counter(polis[voter.rsplit("-", 1)[1][1:]] for voter in group) for group in groups]
    assert [dict(one) for one in alike] == [{"0": 82, "1": 3}, {"1": 36, "0": 17}]
