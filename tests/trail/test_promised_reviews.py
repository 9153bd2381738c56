"""A decision that names no day for its review is looked at again as the charter promises."""

from __future__ import annotations

from datetime import date

import pytest

from collectif.reports.stating import Teller
from collectif.testing.given import given
from collectif.testing.room import OPENED, chartered, moved, named
from collectif.trail import explain
from collectif.values import Charter


def told(days, **how):
    """Return the statements of reviews in the explanation of a decision, and who says them."""
    said = {"outcome": "ADOPTED", "method": "ACCLAMATION"} | how
    taken = named("taken", lambda c: c.take_decision(decision="d1", **said))
    rules = named("rules", chartered(Charter(review_after_days=days)))
    view = given(*OPENED, rules, moved(), taken).collective.view()
    return view, [one for _, one in explain(view, "d1").answer.walk() if "review-" in one.code]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_charter_and_the_decision_promise_it_together(lang):
    view, (one,) = told(90)
    assert (one.details["day"], one.events) == (date(2017, 2, 28), ("rules", "taken"))
    assert "2017" in Teller.of(view, lang).say(one)


def test_the_day_that_the_decision_names_is_told_alone():
    _, (one,) = told(90, review_on=date(2017, 1, 9))
    assert (one.code, one.events) == ("trail.review-promised", ("taken",))


@pytest.mark.parametrize(("days", "outcome"), [(0, "ADOPTED"), (90, "REJECTED")])
def test_nothing_is_promised_for_what_needs_none(days, outcome):
    assert told(days, outcome=outcome)[1] == []
