"""Who owes what to whom, and what came of it: read for everybody, and for one member."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from collectif.errors import UnknownName
from collectif.projections.accountability import accountability
from collectif.projections.together import history, together
from collectif.testing.given import EVENING, given
from collectif.testing.promises import (
    DUE,
    PROMISED,
    accepted,
    aimed,
    asked,
    committed,
    ended,
    reported,
    reviewed,
    revised,
)
from collectif.testing.room import MEMBERS, founded, named, rectified, retracted

TODAY = EVENING.date()
NEXT = TODAY + timedelta(days=1)


def later(act, days):
    """Return an act that is done some days after the evening."""
    moment = EVENING + timedelta(days=days)
    return lambda c: act(c.noting(occurred=moment, allow_future=True))


def seen(*acts, on=TODAY, **how):
    return accountability(given(*acts).collective.view(), on=on, **how)


def ids(things):
    return [thing.id for thing in things]


class TestStates:
    def test_a_commitment_is_late_once_its_day_is_past(self):
        assert ids(seen(*PROMISED, on=DUE).late) == []
        assert ids(seen(*PROMISED, on=DUE + timedelta(days=1)).late) == ["c1"]

    def test_a_revised_day_counts_and_so_does_a_rectified_one(self):
        next_day = DUE + timedelta(days=1)
        moved = seen(*PROMISED, revised(due=next_day, object="Deux jardins"), on=next_day)
        assert moved.late == ()
        assert moved.open[0].object == {"fr": "Deux jardins"}
        assert moved.open[0].revised == (TODAY,)
        put_right = (named("e-c2", committed("c2")), rectified("e-c2", {"due": "2018-01-01"}))
        assert ids(seen(*PROMISED, *put_right, on=next_day).late) == ["c1"]

    def test_a_commitment_is_silent_when_nobody_reports_for_long(self):
        after = TODAY + timedelta(days=90)
        assert ids(seen(*PROMISED, on=after - timedelta(days=1)).silent) == []
        assert ids(seen(*PROMISED, on=after).silent) == ["c1"]
        assert ids(seen(*PROMISED, on=after, silent_after=91).silent) == []
        spoken = seen(*PROMISED, later(reported(commitment="c1"), 30), on=after)
        assert spoken.silent == ()

    def test_a_closed_commitment_is_no_longer_late_silent_or_owed(self):
        now = seen(*PROMISED, ended("c1", "PARTLY"), on=date(2018, 1, 1))
        assert (now.open, now.late, now.silent, now.matrix) == ((), (), (), {})
        assert now.states == {"PARTLY": 1}
        assert now.commitments[0].attested_by == ("jeune",)

    def test_a_day_shows_what_had_happened_by_its_end(self):
        acts = (*PROMISED, later(ended(), 1))
        assert seen(*acts, on=TODAY).states == {"OPEN": 1}
        assert seen(*acts, on=NEXT).states == {"KEPT": 1}

    def test_a_view_that_ends_earlier_than_the_day_stays_as_it_is(self):
        view = given(*PROMISED, later(ended(), 1)).collective.view(happened_by=EVENING)
        assert accountability(view, on=NEXT).commitments == ()
        view = given(*PROMISED, later(ended(), 1)).collective.view(happened_by=TODAY)
        assert accountability(view, on=NEXT).states == {"OPEN": 1}

    def test_creditors_that_received_it_are_named_once(self):
        now = seen(*PROMISED, accepted(), accepted(by="COLLECTIVE"), accepted())
        assert now.open[0].accepted_by == ("jeune", "COLLECTIVE")

    def test_released_and_transferred_commitments_are_neither_kept_nor_not(self):
        assert seen(*PROMISED, ended("c1", "RELEASED")).kept_rate is None
        others = (committed("c2"), ended("c2"), committed("c3"), ended("c3", "NOT_KEPT"))
        assert seen(*PROMISED, ended("c1", "RELEASED"), *others).kept_rate == Fraction(1, 2)

    def test_an_empty_log_has_no_figures(self):
        now = seen(founded)
        nothing = (now.kept_rate, now.response_rate, now.joint_share, now.median_days)
        assert nothing == (None, None, None, None)
        assert now.ties.reciprocity is now.ties.largest_creditor_share is None
        assert now.ties.largest_creditors == ()


class TestTies:
    def test_the_matrix_says_who_owes_what_to_whom(self):
        again = committed("c2", debtors="jeune", creditors="alim")
        matrix = seen(*PROMISED, again).matrix
        assert list(matrix) == ["alim", "jeune", "loge"]
        assert {u: {v: ids(owed) for v, owed in row.items()} for u, row in matrix.items()} == {
            "alim": {"COLLECTIVE": ["c1"], "jeune": ["c1"]},
            "jeune": {"alim": ["c2"]},
            "loge": {"COLLECTIVE": ["c1"], "jeune": ["c1"]},
        }

    def test_the_shape_of_the_graph(self):
        ties = seen(
            *PROMISED, committed("c2", debtors="jeune", creditors=("alim", "bailleur"))
        ).ties
        assert ties.reciprocity == Fraction(2, 4)
        assert (ties.owing, ties.owed) == (("alim", "jeune", "loge"), ("alim", "bailleur", "jeune"))
        assert (ties.both, ties.many_to_many) == (("alim", "jeune"), Fraction(2, 4))
        assert (ties.largest_creditors, ties.largest_creditor_share) == (
            ("COLLECTIVE", "jeune"),
            Fraction(2, 6),
        )
        assert ties.owed_to_funders == 1

    def test_closed_commitments_tie_only_when_all_are_asked_for(self):
        acts = (*PROMISED, ended())
        assert len(seen(*acts).ties.pairs) == 4
        assert seen(*acts, counted="OPEN").ties.pairs == frozenset()

    def test_revised_debtors_owe_instead_of_the_former_ones(self):
        now = seen(*PROMISED, later(revised(debtors=("loge", "table")), 1), on=NEXT)
        owes = [(e.source, e.target, e.until) for e in now.edges if e.kind == "OWES"]
        assert owes == [
            ("alim", "jeune", NEXT),
            ("alim", "COLLECTIVE", NEXT),
            ("loge", "jeune", None),
            ("loge", "COLLECTIVE", None),
            ("table", "jeune", None),
            ("table", "COLLECTIVE", None),
        ]

    def test_nobody_is_tied_to_itself(self):
        now = seen(*MEMBERS, aimed, committed(creditors=("alim", "jeune")))
        assert now.ties.pairs == {("alim", "jeune"), ("loge", "alim"), ("loge", "jeune")}
        assert "alim" not in now.matrix["alim"]

    def test_everything_between_two_members_is_a_thread(self):
        acts = (
            later(asked(), 2),
            later(reported(commitment="c1", answers="q1"), 4),
            later(reviewed(), 5),
            later(reported("g2", to=("jeune", "PUBLIC")), 3),
            later(ended(), 6),
        )
        now = seen(*PROMISED, *acts, on=TODAY + timedelta(days=9))
        thread = [(e.kind, e.source, e.about) for e in now.thread("jeune", "alim")]
        assert thread == [
            ("OWES", "alim", "c1"),
            ("ASKED", "jeune", "q1"),
            ("REPORTED", "alim", "g2"),
            ("REPORTED", "alim", "g1"),
            ("ANSWERED", "alim", "q1"),
            ("REVIEWED", "jeune", "p1"),
            ("ATTESTED", "jeune", "c1"),
        ]
        assert now.thread("alim", "jeune") == now.thread("jeune", "alim")

    def test_a_retracted_commitment_ties_nobody(self):
        assert seen(*MEMBERS, aimed, named("e-c1", committed()), retracted("e-c1")).edges == ()


class TestAccounts:
    def test_a_member_sees_what_it_owes_and_what_is_owed_to_it(self):
        first = committed("c2", debtors="alim", creditors="jeune", due=date(2017, 1, 1))
        now = seen(*PROMISED, first, asked(), committed("c3"), ended("c3"))
        alim, jeune = now.of("alim"), now.of("jeune")
        assert (ids(alim.owes), ids(alim.owed), ids(alim.past)) == (["c2", "c1"], [], ["c3"])
        assert (ids(jeune.owes), ids(jeune.owed)) == ([], ["c2", "c1"])
        assert (ids(alim.to_answer), ids(jeune.waiting_for)) == (["q1"], ["q1"])
        assert ids(now.of("COLLECTIVE").owed) == ["c1"]

    def test_somebody_unknown_has_no_account(self):
        with pytest.raises(UnknownName, match="no member 'nobody'"):
            seen(*PROMISED).of("nobody")
        with pytest.raises(UnknownName, match="no member 'nobody'"):
            seen(*PROMISED).thread("alim", "nobody")

    def test_a_request_counts_from_the_day_it_is_due(self):
        due = date(2017, 1, 15)
        assert seen(*PROMISED, asked(), on=due - timedelta(days=1)).response_rate is None
        assert ids(seen(*PROMISED, asked(), on=due).unanswered) == ["q1"]

    def test_the_earliest_answer_counts_whenever_it_is_told(self):
        answers = (
            later(reported("g1", answers="q1"), 60),
            later(reported("g2", answers="q1"), 10),
            later(reported("g3", answers="q1"), 20),
        )
        now = seen(*PROMISED, asked(), *answers, on=date(2017, 12, 31))
        assert (now.requests[0].answer, now.on_time_rate, now.median_days) == ("g2", 1, 10)

    def test_reviews_cover_what_others_looked_at(self):
        now = seen(*PROMISED, reported(), reported("g2"), reviewed(offer_of_help="Nous"))
        assert (ids(now.reviewed), now.review_coverage) == (["g1"], Fraction(1, 2))
        assert ids(now.offers_of_help) == ["p1"]
        assert seen(*PROMISED, reviewed(about="c1")).review_coverage is None


class TestTogether:
    def test_each_quarter_tells_how_the_community_worked_together(self):
        acts = (
            later(reported(members=("alim", "loge")), 1),
            later(reported("g2", "table"), 40),
            later(reported("g3", ("jeune", "table")), 41),
            later(asked(), 41),
        )
        case = given(*PROMISED, *acts)
        first, second = together(case.collective.view(), on=date(2017, 2, 28))
        assert (first.name, first.first, first.last) == (
            "2016-Q4",
            date(2016, 10, 1),
            date(2016, 12, 31),
        )
        assert (second.name, second.last) == ("2017-Q1", date(2017, 2, 28))
        assert (first.joint_share, second.joint_share) == (1, Fraction(1, 2))
        assert (first.response_rate, second.response_rate) == (None, 0)
        assert first.reciprocity == 0

    def test_commitments_to_a_funder_alone_are_the_old_way(self):
        old = committed("c2", creditors="bailleur")
        (quarter,) = together(given(*PROMISED, old).collective.view(), on=TODAY)
        assert quarter.beyond_funders_share == Fraction(1, 2)

    def test_history_is_how_things_stood_at_the_end_of_each_quarter(self):
        view = given(*PROMISED, later(ended(), 35)).collective.view()
        day = date(2017, 5, 2)
        then = history(view, on=day)
        assert [now.on for now in then] == [date(2016, 12, 31), date(2017, 3, 31), day]
        assert [now.states for now in then] == [{"OPEN": 1}, {"KEPT": 1}, {"KEPT": 1}]
        assert then[-1] == accountability(view, on=day)

    def test_before_anything_was_promised_there_is_no_quarter(self):
        assert together(given(*MEMBERS).collective.view(), on=TODAY) == ()
