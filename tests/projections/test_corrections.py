"""Corrections of how rounds are counted matter as much as corrections of scores (domain.md 3.5).

s1 is first by far on priorite, s2 on levier; whatever turns priorite around puts s2 first.
"""

from __future__ import annotations

import pytest

from collectif.auditing.checklist.asking import checklist_of
from collectif.projections.corrections import effects, impacts
from collectif.testing.given import given
from collectif.testing.room import (
    MEMBERS,
    VOTING,
    arrived,
    chartered,
    closed,
    convened,
    criterion,
    mandated,
    named,
    opened,
    proposed,
    rectified,
    retracted,
    round_opened,
    scored,
    weighted,
)
from collectif.trail import explain
from collectif.values import Charter

GRADES = {("s1", "priorite"): 5, ("s1", "levier"): 1, ("s2", "priorite"): 1, ("s2", "levier"): 4}


def decided(c):
    c.publish_results(round="r1", up_to=[*c.log.read()][-1].id)
    basis = [e.id for e in c.log.read() if e.type == "results-published"]
    c.assembly("a1").propose_decision(
        decision="d1", motion="Que s1", mover="loge", selects=("s1",), basis=basis
    )
    c.take_decision(decision="d1", outcome="ADOPTED", method="ACCLAMATION")


ROOM = (
    *MEMBERS, convened, *(mandated(f"m-{m}", m) for m in VOTING),
    named("of-priorite", criterion("priorite")), criterion("levier"),
    named("of-s2", proposed("s2")), proposed("s1"),
    opened, arrived(*(f"m-{m}" for m in VOTING)), chartered(Charter(recusal="NONE")), weighted,
    round_opened(subjects=("s1", "s2")),
    *(scored(m, *cell, n) for m in VOTING for cell, n in GRADES.items()), closed(), decided,
)  # fmt: skip
TURNED = named("turned", rectified("of-priorite", {"polarity": "LOWER_IS_BETTER"}))


def step_10(view):
    told = explain(view, "d1").answer
    (step,) = [one for one in told.because if one.name == "step-10"]
    return [[reason.name for reason in one.because] for one in step.because]


@pytest.mark.parametrize("after", [(TURNED,), (TURNED, retracted("turned"))])
def test_a_criterion_that_was_the_other_way_round(after):
    view = given(*ROOM, *after).collective.view()
    found = impacts(view)
    assert [one.correction for one in found[:1]] == ["turned"]
    assert all(not one.same_head and one.decision == "d1" for one in found)
    assert len(found) == len(effects(view)) == len(after)
    if len(after) == 1:
        assert step_10(view) == [["impact-other-head"]]


@pytest.mark.parametrize(
    "other",
    [rectified("of-priorite", {"label": "Priorité"}), rectified("of-s2", {"title": "Autre"})],
)
def test_other_words_change_no_order(other):
    view = given(*ROOM, other).collective.view()
    assert (impacts(view), effects(view)) == ((), ())
    assert step_10(view) == [[]]


class TestPublishedAgain:
    """A decision rests on what was published before it, whatever was published since."""

    @pytest.fixture
    def view(self):
        def again(c):
            c.publish_results(round="r1", up_to=[*c.log.read()][-1].id)

        return given(*ROOM, TURNED, again).collective.view()

    def test_the_decision_is_told_by_what_it_named(self, view):
        told = [one for _, one in explain(view, "d1").answer.walk() if one.name == "ranked-ahead"]
        assert {(one.details["proposal"], one.details["score"]) for one in told} == {("s1", 75)}

    def test_the_round_is_told_as_published_last(self, view):
        assert explain(view, "r1").answer.details["leaders"] == ("s2",)

    def test_the_order_that_was_published_first_is_not_forgotten(self, view):
        answer = checklist_of(view)[14]
        assert answer.verdict == "NO"
        assert "head-changes" in [one.name for one in answer.statement.because]
