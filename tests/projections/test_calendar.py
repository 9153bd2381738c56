"""Every day that was promised, and what came of it (`domain.md` section 4.9, Calendar)."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from collectif.auditing.checklist.asking import checklist_of
from collectif.demo import record_scenario
from collectif.projections.accountability import accountability
from collectif.projections.calendar import calendar
from collectif.testing.given import EVENING, given
from collectif.testing.means import MEASURED, defined, measured, mission, targeted
from collectif.testing.promises import PROMISED, asked, ended, reported, revised
from collectif.testing.room import (
    MEMBERS,
    OPENED,
    chartered,
    moved,
    named,
    rectified,
    retracted,
)
from collectif.values import Charter

TODAY = EVENING.date()
END_OF_2017 = date(2017, 12, 31)
END_OF_2018 = date(2018, 12, 31)


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:").view()


def shown(*acts, on=TODAY):
    return calendar(given(*acts).collective.view(), on=on)


def of(days, kind, about=None):
    return [one for one in days if one.kind == kind and about in (None, one.about)]


def decided(outcome="ADOPTED", **how):
    said = {"outcome": outcome, "method": "ACCLAMATION"} | how
    return lambda c: c.take_decision(decision="d1", **said)


def ruled(**charter):
    """The acts of an assembly whose charter, the event `rules`, says some things."""
    return (*OPENED, named("rules", chartered(Charter(**charter))), moved())


def looked_at(**how):
    said = {"decision": "d1", "outcome": "CONFIRMED", "findings": "Ça va"} | how
    return lambda c: c.review_decision(**said)


def years_later(c):
    c.log.clock.now = datetime(2018, 12, 15, tzinfo=UTC)


class TestLachine:
    def test_the_days_are_in_order(self, lachine):
        days = [one.day for one in calendar(lachine, on=END_OF_2018)]
        assert days == sorted(days)

    @pytest.mark.parametrize("on", [END_OF_2017, END_OF_2018])
    def test_what_is_late_or_open_is_what_accountability_says(self, lachine, on):
        told, days = accountability(lachine, on=on), calendar(lachine, on=on)
        due = {one.about: one for one in of(days, "DUE")}
        assert due.keys() == {promise.id for promise in told.commitments}
        assert {id for id, one in due.items() if one.state == "LATE"} == {p.id for p in told.late}
        still = {id for id, one in due.items() if one.state in ("LATE", "OPEN")}
        assert still == {promise.id for promise in told.open}
        assert all(due[promise.id].day == promise.due for promise in told.commitments)
        late = {one.about for one in of(days, "ANSWER") if one.state == "LATE"}
        assert late == {question.id for question in told.unanswered}

    def test_at_the_end_of_2017_seven_commitments_and_one_review_are_to_come(self, lachine):
        days = calendar(lachine, on=END_OF_2017)
        assert Counter(one.state for one in of(days, "DUE")) == {"OPEN": 7, "KEPT": 3}
        (looked, next_look) = of(days, "REVIEW")
        assert (looked.day, looked.state, looked.met_by) == (date(2017, 11, 29), "KEPT", "e-rv1")
        assert (next_look.day, next_look.promised_by) == (date(2018, 11, 28), "e-rv1")
        assert next_look.state == "OPEN"

    def test_a_target_is_kept_by_the_first_measure_that_reaches_it(self, lachine):
        days = {one.about: one for one in of(calendar(lachine, on=END_OF_2018), "TARGET")}
        assert days["i-menages"].met_by == "e-x10"
        assert days["i-menages"].state == "KEPT"
        assert days["i-acces"].state == "OPEN"

    def test_a_term_is_met_by_its_verdict_and_an_invitation_lapses(self, lachine):
        days = calendar(lachine, on=END_OF_2018)
        assert [(one.about, one.state) for one in of(days, "TERM")] == [
            ("cis1/t1", "KEPT"),
            ("cis1/t2", "OPEN"),
        ]
        assert [one.state for one in of(days, "REPLY")] == ["DONE"]
        before = calendar(lachine, on=date(2016, 11, 18))
        assert [one.state for one in of(before, "REPLY")] == ["OPEN"]


class TestStates:
    def test_a_commitment_is_open_to_the_end_of_its_day_and_late_after_it(self):
        due = date(2017, 1, 15)
        acts = (*PROMISED, revised("c1", due=due))
        for on, state in ((due, "OPEN"), (date(2017, 1, 16), "LATE")):
            (one,) = of(shown(*acts, on=on), "DUE", "c1")
            assert (one.day, one.state, one.met_by) == (due, state, None)

    def test_a_revision_sets_the_day_and_is_the_event_that_promised_it(self):
        later = named("e-rev", revised("c1", due=date(2018, 1, 15)))
        (one,) = of(shown(*PROMISED, later), "DUE", "c1")
        assert (one.day, one.promised_by) == (date(2018, 1, 15), "e-rev")
        (undone,) = of(shown(*PROMISED, later, retracted("e-rev")), "DUE", "c1")
        assert undone.promised_by != "e-rev"

    def test_only_a_kept_commitment_is_kept(self):
        for outcome, state in (("KEPT", "KEPT"), ("NOT_KEPT", "DONE"), ("RELEASED", "DONE")):
            (one,) = of(shown(*PROMISED, ended("c1", outcome)), "DUE", "c1")
            assert (one.state, one.met) == (state, TODAY)

    def test_an_answer_in_time_keeps_and_a_late_one_only_ends(self):
        for due, state in ((TODAY, "KEPT"), (date(2016, 11, 29), "DONE")):
            acts = (*PROMISED, asked("q1", due=due), named("e-a", reported("g1", answers="q1")))
            (one,) = of(shown(*acts), "ANSWER")
            assert (one.state, one.met_by) == (state, "e-a")


class TestReviewsThatTheCharterPromises:
    """`domain.md` 3.3: `review_after_days`, 365 unless the charter says otherwise."""

    def test_the_charter_promises_what_the_decision_leaves_open(self):
        (one,) = of(shown(*ruled(), decided()), "REVIEW")
        assert (one.day, one.promised_by) == (date(2017, 11, 30), "rules")
        assert (one.about, one.what, one.state) == ("d1", {"fr": "Que s1"}, "OPEN")
        (past,) = of(shown(*ruled(), decided(), on=END_OF_2017), "REVIEW")
        assert past.state == "LATE"

    def test_the_day_that_a_decision_names_goes_before_the_charter(self):
        day = date(2017, 3, 1)
        (one,) = of(shown(*ruled(), named("taken", decided(review_on=day))), "REVIEW")
        assert (one.day, one.promised_by) == (day, "taken")

    @pytest.mark.parametrize(
        ("charter", "outcome"),
        [
            ({"review_after_days": 0}, "ADOPTED"),
            ({"review_after_days": 10**12}, "ADOPTED"),
            ({}, "DEFERRED"),
        ],
    )
    def test_no_day_is_promised_for_what_needs_none(self, charter, outcome):
        assert not of(shown(*ruled(**charter), decided(outcome)), "REVIEW")

    def test_it_is_met_by_the_first_review_and_promises_no_other(self):
        acts = (*ruled(review_after_days=90), decided(), named("again", looked_at()))
        (one,) = of(shown(*acts, on=END_OF_2018), "REVIEW")
        assert (one.day, one.state, one.met_by) == (date(2017, 2, 28), "KEPT", "again")

    def test_a_charter_that_is_corrected_promises_the_corrected_day(self):
        mended = rectified("rules", {"charter": Charter(review_after_days=30)})
        (one,) = of(shown(*ruled(), decided(), mended), "REVIEW")
        assert one.day == date(2016, 12, 30)

    def test_the_audit_asks_for_the_same_day(self):
        view = given(*ruled(), decided()).collective.view()
        (one,) = of(calendar(view, on=END_OF_2018), "REVIEW")
        (answer,) = (a for a in checklist_of(view, on=END_OF_2018) if a.number == 22)
        assert answer.verdict == "NO"
        assert [part.details["promised"] for part in answer.statement.because] == [one.day]


class TestMeasures:
    def test_each_measure_asks_for_the_next_by_the_frequency_in_words(self):
        for words, day in (
            ("annuelle", date(2017, 11, 1)),
            ("Quarterly", date(2017, 2, 1)),
            ("mensuelle", date(2016, 12, 1)),
        ):
            acts = (*MEMBERS, mission("m"), defined(mission="m", frequency=words))
            measure = measured("x1", 60, at=date(2016, 11, 1))
            (one,) = of(shown(*acts, measure), "MEASURE")
            assert (one.day, one.about) == (day, "menages")

    def test_a_month_that_is_too_short_ends_on_its_last_day(self):
        acts = (*MEMBERS, mission("m"), defined(mission="m", frequency="quarterly"))
        (one,) = of(shown(*acts, measured("x1", 60, at=date(2015, 11, 30))), "MEASURE")
        assert one.day == date(2016, 2, 29)

    def test_other_words_promise_nothing(self):
        acts = (*MEMBERS, mission("m"), defined(mission="m", frequency="when we can"))
        assert not of(shown(*acts, measured("x1", 60, at=date(2016, 11, 1))), "MEASURE")

    def test_a_final_measure_asks_for_no_other(self):
        final = measured("x2", 90, at=date(2018, 12, 1), kind="FINAL")
        days = of(shown(*MEASURED, years_later, final, on=END_OF_2018), "MEASURE")
        assert [(one.state, one.met) for one in days] == [("DONE", date(2018, 12, 1))]

    def test_a_target_beyond_its_day_is_late_until_a_measure_reaches_it(self):
        acts = (*MEASURED, targeted(200, due=date(2017, 11, 1)), years_later)
        assert [one.state for one in of(shown(*acts, on=END_OF_2017), "TARGET")] == ["LATE"]
        reached = measured("x2", 200, at=date(2018, 12, 1), kind="FOLLOW_UP")
        (one,) = of(shown(*acts, reached, on=END_OF_2018), "TARGET")
        assert (one.state, one.met) == ("DONE", date(2018, 12, 1))
