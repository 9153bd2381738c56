"""The laws of the margin of victory: a witness flips, and no smaller number of voters does.

Small rooms are searched whole: every set of voters, with every ballot that each could have cast.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.counting import (
    Margin,
    Profile,
    Ranking,
    margin_of_victory,
    rank,
    registry,
    rule,
    tiers_of,
    totals,
    weighted_mean,
)
from collectif.errors import InvalidInput, UnknownName
from collectif.testing.profiles import full_panels, patchy_profiles, recast

LAW = settings(max_examples=40, deadline=None)
WHOLE = settings(max_examples=30, deadline=None)

asked = st.tuples(st.sampled_from(["weighted-mean", "median", "borda"]), st.booleans())


@st.composite
def tiny_rooms(draw: st.DrawFn, *, full: bool = False, options: int = 2) -> Profile:
    """Return up to four voters with few ballots each: three grades, or two on two criteria."""
    criteria = draw(st.integers(1, 2 if options == 2 else 1))
    voters = [f"v{i}" for i in range(draw(st.integers(2, 4 if options == 2 else 3)))]
    highest = 2 if criteria == 1 else 1
    answer = st.integers(0, highest)
    if not full:
        answer = st.one_of(answer, answer, answer, st.none())  # type: ignore[assignment]
    names = [f"c{i}" for i in range(criteria)]
    cells = {(v, o, c): draw(answer) for v in voters for o in "abc"[:options] for c in names}
    voices = {voter: draw(st.sampled_from([1, 1, 2, 3])) for voter in voters}
    return Profile.from_grades(
        {cell: grade for cell, grade in cells.items() if grade is not None},
        scale=(0, highest),
        voters=voters,
        voices=voices,
        options=list("abc"[:options]),
        criteria=names,
        weights={c: draw(st.integers(1, 3)) for c in names},
        lower_is_better=draw(st.sets(st.sampled_from(names))),
    )


def ballots(profile: Profile, voter: str) -> Iterator[dict[tuple[str, str, str], int]]:
    mine = [cell for cell in profile.cells if cell[0] == voter]
    grades = range(profile.scale.min, profile.scale.max + 1)
    for row in product(grades, repeat=len(mine)):
        yield dict(zip(mine, row, strict=True))


def searched(profile: Profile, name: str, overturn: bool, most: int) -> int | None:
    """Return the smallest number of voters up to `most` that flips, by trying everything."""
    now = set(rank(profile, name, min_scores_per_cell=1).leaders)
    for n in range(1, most + 1):
        for voters in combinations(profile.voters, n):
            for chosen in product(*(list(ballots(profile, voter)) for voter in voters)):
                cells = dict(profile.cells)
                for ballot in chosen:
                    cells |= ballot
                then = set(rank(recast(profile, cells), name, min_scores_per_cell=1).leaders)
                if then and (not then & now if overturn else then != now):
                    return n
    return None


def check_witness(profile: Profile, found: Margin) -> None:
    """The ballots are of so many voters, in cells that they graded, and do what is said."""
    assert len(found.voters) == found.upper
    assert set(found.ballots) <= set(profile.cells)
    assert all(isinstance(profile.cells[cell], int) for cell in found.ballots)
    cells = dict(profile.cells) | dict(found.ballots)
    after = frozenset(rank(recast(profile, cells), found.rule, min_scores_per_cell=1).leaders)
    assert after == found.after
    assert not after & found.leaders if found.overturned else after != found.leaders


@LAW
@given(patchy_profiles, asked)
def test_a_witness_flips(profile: Profile, asked: tuple[str, bool]) -> None:
    """Every upper bound is a room that others lead, counted anew; the lower bound is no higher."""
    name, overturn = asked
    found = margin_of_victory(profile, name, overturn=overturn, min_scores_per_cell=1)
    if found is not None and found.upper is not None:
        assert 1 <= found.lower <= found.upper <= len(profile.voters)
        check_witness(profile, found)


@WHOLE
@given(tiny_rooms(), asked)
def test_no_fewer_voters_do(profile: Profile, asked: tuple[str, bool]) -> None:
    """The true number, by trying everything, is between the bounds; exact where they meet."""
    name, overturn = asked
    found = margin_of_victory(profile, name, overturn=overturn, min_scores_per_cell=1)
    if found is None:
        assert searched(profile, name, overturn, 2) is None
        return
    most = len(profile.voters) if found.upper is None else found.upper
    true = searched(profile, name, overturn, min(most, 3))
    assert true is None or found.lower <= true
    if most <= 3:
        assert (true is None) == (found.upper is None)
        if found.method == "exact":
            assert true == found.upper


@WHOLE
@given(tiny_rooms(options=3), asked)
def test_no_fewer_voters_do_among_three(profile: Profile, asked: tuple[str, bool]) -> None:
    name, overturn = asked
    found = margin_of_victory(profile, name, overturn=overturn, min_scores_per_cell=1)
    if found is not None:
        true = searched(profile, name, overturn, 1)
        assert found.lower == 1 or true is None
        assert found.upper != 1 or true == 1


@LAW
@given(patchy_profiles, st.booleans())
def test_the_weighted_mean_is_exact(profile: Profile, overturn: bool) -> None:
    """Xia 2012: adding up over voters, the margin is found by taking the largest gains first."""
    found = margin_of_victory(profile, overturn=overturn)
    if found is not None and (len(found.leaders) == 1 or not overturn):
        assert found.method == "exact"


@LAW
@given(full_panels, asked, st.data())
def test_order_plays_no_part(
    profile: Profile, asked: tuple[str, bool], data: st.DataObject
) -> None:
    """The same bounds and the same witness, in whatever order voters and options come."""
    name, overturn = asked
    other = recast(
        profile,
        dict(data.draw(st.permutations(list(profile.cells.items())))),
        voters=data.draw(st.permutations(profile.voters)),
        options=data.draw(st.permutations(profile.options)),
    )
    assert margin_of_victory(profile, name, overturn=overturn) == margin_of_victory(
        other, name, overturn=overturn
    )


@LAW
@given(full_panels)
def test_to_overturn_takes_no_fewer(profile: Profile) -> None:
    """Leaders of whom none led before are also others."""
    change, overturn = (margin_of_victory(profile, overturn=o) for o in (False, True))
    if change is not None and overturn is not None:
        assert change.lower <= overturn.lower


def votes(*groups: tuple[int, str]) -> Profile:
    """Return a room in which groups of voters rank the options, the best first."""
    cells = {
        (f"{order}{i}", option, "overall"): len(order) - place
        for n, order in groups
        for i in range(n)
        for place, option in enumerate(order)
    }
    return Profile.from_grades(cells, scale=(1, max(len(order) for _, order in groups)))


def test_approval_takes_half_the_difference() -> None:
    """On two grades, with voters enough of both kinds, half of the difference is moved by each."""
    cells = {(f"v{i}", o, "overall"): int(i < n) if o == "a" else int(i >= 20 - n)
             for n, o in ((13, "a"), (6, "b")) for i in range(20)}  # fmt: skip
    room = Profile.from_grades(cells, scale=(0, 1))
    level, past = margin_of_victory(room), margin_of_victory(room, overturn=True)
    assert level is not None
    assert past is not None
    assert (level.method, level.lower) == ("exact", 4)
    assert level.after == {"b"}
    assert (past.method, past.lower) == ("exact", 4)


def test_to_draw_level_may_take_fewer_than_to_overturn() -> None:
    cells = {("u", "a", "x"): 3, ("v", "a", "x"): 1, ("u", "b", "x"): 1, ("v", "b", "x"): 1}
    room = Profile.from_grades(cells, scale=(1, 3))
    cells = {(v, "a", "x"): 1 for v in "uvw"} | {(v, "b", "x"): 0 for v in "uvw"}
    even = Profile.from_grades(cells | {("z", "a", "x"): 1, ("z", "b", "x"): 0}, scale=(0, 1))
    level, past = margin_of_victory(even), margin_of_victory(even, overturn=True)
    assert level is not None
    assert past is not None
    assert (level.lower, level.after) == (2, {"a", "b"})
    assert (past.lower, past.after) == (3, {"b"})
    first = margin_of_victory(room)
    assert first is not None
    assert (first.lower, first.voters, dict(first.ballots)) == (
        1, ("u",), {("u", "a", "x"): 1, ("u", "b", "x"): 3},
    )  # fmt: skip


@pytest.fixture
def copeland(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register Copeland's rule for one test: a point for each option that it beats."""
    rules = dict(registry._rules)
    monkeypatch.setattr(registry, "_rules", rules)
    for place in ("collectif.counting.registry.RULES", "collectif.counting.firmness.bounds.RULES"):
        monkeypatch.setattr(place, rules)

    @rule("test-copeland", source="Copeland 1951", keeps=("condorcet-on-full-panels",))
    def copeland(profile: Profile) -> Ranking:
        given = totals(profile)
        points = {
            a: Fraction(
                sum(
                    sum((given[v, a] > given[v, b]) - (given[v, a] < given[v, b])
                        for v in profile.voters) > 0
                    for b in profile.options
                )
            )
            for a in profile.options
        }  # fmt: skip
        return Ranking(
            rule="test-copeland", version=1, parameters={}, scores=points, tiers=tiers_of(points)
        )


@pytest.mark.usefixtures("copeland")
def test_who_beats_all_is_bounded_by_half_the_margin() -> None:
    """a beats b by 10 to 5, so 3 voters at least must turn round (Xia 2012, for maximin alike)."""
    found = margin_of_victory(votes((10, "abc"), (5, "bca")), "test-copeland")
    assert found is not None
    assert (found.lower, found.upper, found.method) == (3, 3, "exact")


@pytest.mark.usefixtures("copeland")
def test_without_one_who_beats_all_one_is_the_bound() -> None:
    """In a cycle all three lead; one voter may change that."""
    found = margin_of_victory(votes((2, "abc"), (2, "bca"), (2, "cab")), "test-copeland")
    assert found is not None
    assert (found.leaders, found.lower) == ({"a", "b", "c"}, 1)


def test_nobody_else_can_lead() -> None:
    """An empty room, a single option, a tie of all that is to be overturned."""
    assert margin_of_victory(Profile.from_grades([], scale=(1, 5))) is None
    alone = Profile.from_grades([("u", "a", 3), ("v", "a", 3)], scale=(1, 5))
    assert margin_of_victory(alone) is None
    tied = Profile.from_grades({(v, o, "x"): 3 for v in "uv" for o in "ab"}, scale=(1, 5))
    assert margin_of_victory(tied, overturn=True) is None
    one = margin_of_victory(tied)
    assert one is not None
    assert (one.lower, one.method) == (1, "exact")


def test_silence_stays_silence() -> None:
    """Who kept out of its own proposal keeps out of it."""
    cells = {("u", "a", "x"): 5, ("v", "a", "x"): 5, ("v", "b", "x"): 1, ("w", "b", "x"): 1,
             ("u", "b", "x"): "CANNOT_JUDGE"}  # fmt: skip
    found = margin_of_victory(Profile.from_grades(cells, scale=(1, 5)))
    assert found is not None
    assert ("u", "b", "x") not in found.ballots
    assert (found.method, found.lower, found.voters) == ("exact", 1, ("v",))


def test_unknown_rules_are_refused() -> None:
    room = votes((2, "ab"))
    with pytest.raises(UnknownName):
        margin_of_victory(room, "nonesuch")
    with pytest.raises(UnknownName):
        margin_of_victory(room, "borda", depth=3)
    with pytest.raises(InvalidInput):
        margin_of_victory(room, min_scores_per_cell=0)


def test_a_large_room_is_quick() -> None:
    """Two thousand voters: the bounds cost one pass, the witness a few recounts."""
    cells = {
        (f"v{i}", o, "x"): 4 if (i + len(o)) % 3 else 2 for i in range(2000) for o in ("a", "bb")
    }
    cells |= {(f"v{i}", "a", "x"): 5 for i in range(700)}
    room = Profile.from_grades(cells, scale=(1, 5))
    found = margin_of_victory(room)
    assert found is not None
    assert found.method == "exact"
    assert set(found.leaders) == set(weighted_mean(room).leaders)
