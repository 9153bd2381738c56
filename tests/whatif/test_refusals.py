"""What makes no sense is refused in three sentences, and what would give ballots away too."""

from __future__ import annotations

from functools import cache

import pytest

from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import ScoreCast
from collectif.demo import record_scenario
from collectif.errors import CollectifError, InvalidInput, Refused, UnknownName
from collectif.projections.readers import AUDITOR, PUBLIC
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    named,
    opened,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter
from collectif.whatif.asking import what_if
from collectif.whatif.sweeping import sweep
from collectif.whatif.weighing import weight_map


@cache
def view():
    return record_scenario("memory:").view()


def supposed(**changes):
    fields = {"round_id": "r1", "member_id": "env", "mandate_id": "m", "proposal_id": "s1",
              "criterion_id": "levier", "value": 5, "sheet_id": "s"}  # fmt: skip
    return ScoreCast(**fields | changes)


NONSENSE = {
    "no such member": {"without": ["ghost"]},
    "no such criterion": {"without_criteria": ["ghost"]},
    "no such weight": {"weights": {"ghost": 3}},
    "no criterion left": {"without_criteria": list("abc")},
    "no such rule": {"rule": "ghost"},
    "a rule that needs more": {"rule": "equal-shares"},
    "no such tie-break": {"tie_break": "GHOST"},
    "no such criterion of a tie-break": {"tie_break": ("ghost",)},
    "no such event": {"excluding": ["ghost"]},
    "no such round": {"round": "ghost"},
    "no weight at all": {"weights": {"levier": 0}},
    "a weight that is no number": {"weights": {"levier": True}},
    "weighed and left out": {"weights": {"levier": 3}, "without_criteria": ["levier"]},
    "no criteria in ballots": {"round": "r3", "without_criteria": ["levier"]},
    "no tie-break of ballots": {"round": "r3", "tie_break": "CONSENSUS"},
    "no such method": {"round": "r3", "rule": "borda"},
    "the round itself": {"round": "r1", "excluding": ["e-r1"]},
    "its close": {"round": "r1", "excluding": ["e-r1-c"]},
    "a stranger supposed": {"round": "r1", "supposing": [supposed(member_id="ghost")]},
    "a proposal supposed": {"round": "r1", "supposing": [supposed(proposal_id="ghost")]},
    "a criterion supposed": {"round": "r1", "supposing": [supposed(criterion_id="ghost")]},
    "a round supposed": {"round": "r1", "supposing": [supposed(round_id="ghost")]},
    "a grade off the scale": {"round": "r1", "supposing": [supposed(value=6)]},
}


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_is_refused_in_three_sentences(case):
    changes = NONSENSE[case]
    if case == "no criterion left":
        changes = {"without_criteria": list(what_if(view()).before.round.weights)}
    with pytest.raises(CollectifError) as refused:
        what_if(view(), **changes)
    for lang in ("en", "fr"):
        assert all(map(str.strip, refused.value.in_words(lang)))


def test_sweeps_and_maps_are_refused_where_there_is_nothing_to_change():
    for over in ("criteria", "weights"):
        with pytest.raises(InvalidInput, match="no criteria to change"):
            sweep(view(), over, round="r3")
    with pytest.raises(InvalidInput, match="against itself"):
        weight_map(view(), ("levier", "levier"))
    with pytest.raises(UnknownName):
        weight_map(view(), ("levier", "ghost"))


@cache
def room(visibility, smallest=None, over=True):
    """A round in which three members score, and a consent round on a decision."""
    charter = Charter(smallest_group=smallest, recusal="NONE")
    acts = [*CONVENED, opened, arrived(*(f"m-{m}" for m in VOTING)), chartered(charter), weighted,
            named("opening", round_opened("r1", visibility=visibility))]  # fmt: skip
    acts += [
        scored(member, proposal, criterion, 2 + (n + m) % 3)
        for n, member in enumerate(VOTING)
        for m, proposal in enumerate(("s1", "s2", "s3"))
        for criterion in ("priorite", "levier")
    ]
    return given(*acts, *([closed("r1")] if over else [])).collective.view()


CHANGES = {
    "a member": {"without": ["loge"]},
    "a criterion": {"without_criteria": ["levier"]},
    "weights": {"weights": {"levier": 9}},
    "a rule": {"rule": "median"},
    "a tie-break": {"tie_break": "CONSENSUS"},
    "the opening": {"excluding": ["opening"]},
    "a close": {"supposing": [RoundClosed(round_id="r1")]},
    "nothing": {},
}


@pytest.mark.parametrize("case", CHANGES)
@pytest.mark.parametrize("visibility", ["SEALED", "SECRET"])
def test_nothing_of_an_open_round_is_told(case, visibility):
    """Neither by closing it in a supposition, nor by leaving its opening out."""
    for reader in (PUBLIC, AUDITOR):
        with pytest.raises(Refused) as refused:
            what_if(room(visibility, over=False), round="r1", reader=reader, **CHANGES[case])
        assert refused.value.code == "ResultsNotYetVisible"
    with pytest.raises(CollectifError):
        sweep(room(visibility, over=False), "members", round="r1")


@pytest.mark.parametrize("case", CHANGES)
def test_nothing_of_small_groups_is_told(case):
    """Two results side by side would tell what lies between; an auditor reads the values anyway."""
    view = room("SECRET", smallest=3)
    with pytest.raises(InvalidInput, match="fewer than 3 voices"):
        what_if(view, round="r1", **CHANGES[case])
    for over in ("members", "events", "rules", "criteria", "weights"):
        with pytest.raises(InvalidInput, match="fewer than 3 voices"):
            sweep(view, over, round="r1")
    with pytest.raises(InvalidInput, match="fewer than 3 voices"):
        weight_map(view, ("levier", "priorite"), round="r1")
    assert what_if(view, round="r1", reader=AUDITOR, weights={"levier": 9}).after


def test_no_member_is_left_out_of_a_secret_round():
    """A voice can be: what it gave is told without a name anyway."""
    view = room("SECRET")
    with pytest.raises(InvalidInput, match="which voice is whose"):
        what_if(view, round="r1", without=["loge"])
    voices = [row.name for row in sweep(view, "members", round="r1").rows]
    assert len(voices) == 3
    assert not set(voices) & set(VOTING)
    assert what_if(view, round="r1", without=voices[:1]).premises[0].events
