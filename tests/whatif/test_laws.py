"""Laws of what-ifs, on rooms of any scores: each follows from what a what-if says that it is.

Without a change nothing changes; changes combine in any order; leaving out is counting again
without; and what is counted at once is what is counted one by one.
"""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given as supposing
from hypothesis import settings
from hypothesis import strategies as st

from collectif.counting import Profile, rank, robustness
from collectif.counting.firmness.each_voter import without_each_voter
from collectif.errors import InvalidProfile
from collectif.testing.given import given
from collectif.testing.profiles import crowds, profiles
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    opened,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter
from collectif.whatif.asking import what_if
from collectif.whatif.changes import Changes
from collectif.whatif.sweeping import sweep

few = settings(deadline=None, max_examples=8)
PROPOSALS, CRITERIA = ("s1", "s2", "s3"), ("priorite", "levier")
CELLS = [(m, p, c) for m in VOTING for p in PROPOSALS for c in CRITERIA]


@st.composite
def rooms(draw):
    """Return a view of a round of scores, with holes and named silences, by any charter."""
    charter = Charter(
        recusal="NONE",
        min_scores_per_cell=draw(st.integers(1, 2)),
        tie_break=draw(st.sampled_from(["SHARED_RANK", "CONSENSUS", ("levier",)])),
        aggregation=draw(st.sampled_from(["MEAN_BY_CRITERION_THEN_WEIGHTS", "BORDA"])),
        missing=draw(st.sampled_from(["EXCLUDE_CELL", "EXCLUDE_MEMBER"])),
    )
    acts = [*CONVENED, opened, arrived(*(f"m-{m}" for m in VOTING)), chartered(charter), weighted,
            round_opened("r1", visibility="OPEN")]  # fmt: skip
    for cell in CELLS:
        value = draw(st.one_of(st.integers(1, 5), st.sampled_from(["ABSTAIN", None])))
        if value is not None:
            acts.append(scored(*cell, value))
    return given(*acts, closed("r1")).collective.view()


CHANGES = {
    "without": st.lists(st.sampled_from(VOTING), unique=True, max_size=2),
    "without_criteria": st.sampled_from([[], ["levier"]]),
    "weights": st.one_of(st.none(), st.fixed_dictionaries({"priorite": st.integers(1, 9)})),
    "rule": st.sampled_from([None, "median", "borda", "weighted-mean"]),
    "tie_break": st.sampled_from([None, "SHARED_RANK", "CONSENSUS", ("priorite",)]),
}
changes = st.fixed_dictionaries(CHANGES)


@few
@supposing(view=rooms())
def test_without_a_change_nothing_changes(view):
    answer = what_if(view, round="r1")
    assert answer.before == answer.after
    expected = "same" if answer.before.ranking.leaders else "no-leader"
    assert [one.code for one in answer.difference] == [f"whatif.{expected}"]
    assert answer.premises == ()


@few
@supposing(view=rooms(), changes=changes)
def test_changes_combine_in_any_order(view, changes):
    """Told in another order, and a member left out twice, they are the same changes."""
    again = {name: changes[name] for name in reversed(changes)}
    again["without"] = [*reversed(changes["without"]), *changes["without"]]
    one, other = (what_if(view, round="r1", **asked) for asked in (changes, again))
    assert one.after == other.after
    assert one.difference == other.difference


@few
@supposing(view=rooms(), changes=changes)
def test_the_difference_is_told(view, changes):
    """Who moves is named with both places, and points add up by criterion."""
    answer = what_if(view, round="r1", **changes)
    was, now = answer.before.places(), answer.after.places()
    moved = {o.details["proposal"] for o in answer.difference
             if o.name in ("moves", "ranked", "unranked")}  # fmt: skip
    assert moved == {o for o in PROPOSALS if was.get(o) != now.get(o)}
    first = answer.difference[0].name
    assert answer.differs == (first in ("leader-changes", "leader-parts", "nothing-first"))
    before, after = (set(one.ranking.leaders) for one in (answer.before, answer.after))
    assert (first == "leader-parts") == (bool(after) and after < before)
    for one in answer.difference:
        if one.because and one.details.get("old") is not None and one.details["new"] is not None:
            effects = [reason.details["effect"] for reason in one.because]
            assert sum(effects) == one.details["new"] - one.details["old"]


@few
@supposing(view=rooms(), member=st.sampled_from(VOTING))
def test_leaving_a_member_out_is_leaving_its_events_out(view, member):
    """The log without what it gave says the same as the round without it."""
    events = [e.id for e in view.events(frozenset({"score-cast"})) if e.data.member_id == member]
    one = what_if(view, round="r1", without=[member])
    other = what_if(view, round="r1", excluding=events)
    assert one.after.ranking == other.after.ranking
    assert one.leaders == other.leaders


@few
@supposing(view=rooms(), changes=changes)
def test_a_row_is_a_single_what_if(view, changes):
    for over, name in (("members", "without"), ("criteria", "without_criteria")):
        if over == "criteria" and (changes["without_criteria"] or changes["weights"]):
            continue
        if over == "criteria" and isinstance(changes["tie_break"], tuple):
            continue  # a criterion that is left out parts no ties
        asked = {k: tuple(v) if isinstance(v, list) else v for k, v in changes.items()}
        found = sweep(view, over, round="r1", changes=Changes(**asked))
        assert found.leaders == what_if(view, round="r1", **changes).leaders[1]
        for row in found.rows:
            both = changes | {name: [*changes[name], row.name]}
            assert what_if(view, round="r1", **both).leaders[1] == row.leaders


@few
@supposing(view=rooms())
def test_robustness_says_the_same(view):
    """The figures beside a ranking leave out voters and criteria of the scores that count."""
    counted = what_if(view, round="r1").before.counted
    found = robustness(counted.profile, count=counted.settled, rules=())
    rows = {row.name: set(row.leaders) for row in sweep(view, "members", round="r1").rows}
    assert {v: set(first) for v, first in found.without_voter.items()} == {
        v: rows[v] for v in found.without_voter
    }
    if counted.charter.missing == "EXCLUDE_CELL":
        rows = {row.name: set(row.leaders) for row in sweep(view, "criteria", round="r1").rows}
        assert {c: set(first) for c, first in found.without_criterion.items()} == rows


@settings(deadline=None, max_examples=60)
@supposing(
    profile=st.one_of(profiles(full=False), profiles(full=True), crowds(graded=True)),
    least=st.integers(1, 3),
)
def test_leaving_each_voter_out_at_once(profile, least):
    """What one counting tells of every voter is what counting without each of them tells."""
    count = partial(rank, min_scores_per_cell=least)
    one_by_one = {
        voter: frozenset(count(profile.without_voters(voter)).leaders) for voter in profile.voters
    }
    assert without_each_voter(profile, min_scores_per_cell=least) == one_by_one


def test_places_in_orders_are_no_grades():
    with pytest.raises(InvalidProfile):
        without_each_voter(Profile.from_rankings([["a", "b"]]))
