"""Two years in Lachine: indicators, money, learnings and success come out as expected."""

from datetime import date

import pytest

from collectif.demo import record_scenario
from collectif.projections.coverage import coverage
from collectif.projections.funding import funding
from collectif.projections.knowledge import by_kind, learnings, successes
from collectif.projections.mission import missions

END = date(2018, 12, 31)


@pytest.fixture(scope="module")
def view():
    with record_scenario("memory:") as lachine:
        yield lachine.view()


def test_a_funder_sees_conditions_terms_and_what_was_given_in_kind(view):
    found = funding(view, at=END)
    (condition,) = found.pledges["pl1"].pledge.conditions
    assert condition["fr"].startswith("Bilan annuel partagé avec tous les membres")
    assert [one.pledge.giver for one in found.in_kind] == ["arr"]
    assert [(one.term.term_id, one.state) for one in found.terms] == [
        ("t1", "MET"),
        ("t2", "AGREED"),
    ]
    assert funding(view, at=date(2019, 1, 1)).terms[1].state == "LAPSED"


def test_the_shared_intention_is_served_by_a_mission_that_is_measured(view):
    found = missions(view, at=END)
    assert found["mis-alim"].adopted.parent == "mis-pauvrete"
    assert [standing.measurable for standing in found.values()] == [False, True]


def test_learnings_are_used_by_others(view):
    found = learnings(view, at=END)
    assert by_kind(found) == {"FAILURE": ("l2",), "PRACTICE": ("l1",)}
    assert [reuse.by for reuse in found["l1"].reused] == ["fam", "une autre table de quartier"]
    assert [one.from_review for one in found.values()] == [True, True]
    before = learnings(view, at=date(2018, 5, 1))["l1"]
    assert before.reused == ()


def test_the_success_is_of_the_mission_with_gestures_in_the_order_of_dates(view):
    (success,) = successes(view, at=END)["mis-alim"]
    gestures = ["g02", "g05", "g08", "g09", "g10", "g11", "g12", "g13", "g14"]
    assert [one.id for one in success.gestures] == gestures
    assert [one.value for one in success.measures] == [5, 212]
    days = [one.on for one in success.gestures]
    assert sorted(days) == days


def test_every_indicator_is_served_and_one_by_name(view):
    found = coverage(view, at=date(2017, 12, 31))
    assert found.by_name["i-acces"] == ("sante",)
    assert found.gaps == ()
    assert coverage(view, at=END).gaps == ("i-points", "i-menages", "i-acces", "i-gouv")
