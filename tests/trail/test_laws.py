"""Laws of trails: what a conclusion rests on is all that it rests on.

An event outside of it changes nothing when it is passed over (domain.md 4.7: `trail.supports`,
`trail.without`); what rests on the reasons of a statement rests on the statement; a trail is a
graph without circles; twice the same question has the same answer.
"""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectif.statement import Statement
from collectif.testing.answers import told
from collectif.trail import explain
from collectif.trail.asking import KINDS
from collectif.trail.resting import says

OTHER_TYPES = 232
"""How many events of Lachine are no scores, at least."""


@pytest.fixture(scope="module")
def events(view):
    return [event.id for event in view.source.events()]


def test_no_other_event_matters(whole, events):
    """Without an event, only what rests on it, or what it kept from being told, is otherwise."""

    @settings(max_examples=8, deadline=None)
    @given(st.sampled_from(events))
    def law(event):
        _holds(whole, event)

    law()


MOST = ("e-conv", "e-charte", "e-crit", "e-r1", "e-r2-c", "e-ret1", "e-s1-v3")


@pytest.mark.parametrize("event", MOST)
def test_the_events_that_hold_most(whole, event):
    """The charter, the criteria, a round: much is gone without, and nothing fails."""
    _holds(whole, event)


def _holds(whole, event):
    changed = whole.without(event)
    resting = {one.details["ref"] for one in whole.supports(event)}
    old = {one.details["ref"] for one in changed if one.name != "new"}
    assert old <= resting


def test_the_law_can_fail(whole):
    """A conclusion that named too few events would be found out."""
    ranked = next(one for one in whole.answer.because if one.details["ref"] == "r1/s3")
    assert "e-rect1" in ranked.rests_on()
    changed = {one.details["ref"] for one in whole.without("e-rect1")}
    assert "r1/s3" in changed - {"r1/s1"}


def test_every_event_is_answered(whole, events):
    """Whatever the event, what rests on it can be told; of Lachine, most events hold something."""
    resting = [event for event in events if whole.supports(event)]
    assert len(resting) > OTHER_TYPES
    for event in events:
        for one in whole.supports(event):
            assert event in one.rests_on()


def test_no_circles(view):
    """Each statement comes before its reasons, and events follow from nothing."""
    for ref in ("d1", "s1", "r2/change", "c02", "e-rect1"):
        trail = explain(view, ref)
        graph: dict[str, set[str]] = {}
        for edge in trail.edges():
            graph.setdefault(edge.source, set()).add(("event " if edge.event else "") + edge.target)
        order = list(TopologicalSorter(graph).static_order())
        assert order[-1] == "0"
        assert {one for one in order if not one.startswith("event ")} == set(trail.statements)
        cited = {one.removeprefix("event ") for one in order if one.startswith("event ")}
        assert cited == set(trail.rests_on())


def test_monotone(whole):
    """What rests on a reason rests on what follows from it."""

    def check(said: Statement):
        for reason in said.because:
            assert reason.rests_on() <= said.rests_on()
            check(reason)

    check(whole.answer)


def test_deterministic(view):
    """Twice the same question, in the same view: the same answer."""
    for ref in ("d1", "r2/s1"):
        one, two = (explain(view, ref).answer for _ in range(2))
        assert told(one) == told(two)


def test_every_conclusion_is_what_is_explained(view, conclusions):
    """What is concluded and what is explained of a thing say the same."""
    for ref, one in conclusions.items():
        if ref not in ("d1",) and not ref.startswith("s"):
            assert says(one)[1]["ref"] == ref
    rank = explain(view, "r2/s1").answer
    assert says(rank) == says(conclusions["r2/s1"])


def test_forms_name_what_they_hold(view):
    """Each form has as many names as it has words in capitals."""
    from collectif.trail.evidence import Evidence

    evidence = Evidence.of(view)
    for form, kind in KINDS.items():
        for names in kind.of(evidence):
            assert len(names) == sum(part.isupper() for part in form.split("/")), form
