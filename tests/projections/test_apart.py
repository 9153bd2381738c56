"""Accountability by mission, and by member on request (`domain.md` section 2.4, ego and eco)."""

from datetime import date
from fractions import Fraction

import pytest

from collectif.demo import record_scenario
from collectif.projections.accountability import accountability
from collectif.projections.apart import accountability_by
from collectif.projections.rolls import rolls
from collectif.testing.given import EVENING, given
from collectif.testing.means import mission
from collectif.testing.promises import PROMISED, asked, committed, ended, reported, reviewed
from collectif.testing.room import MEMBERS

END = date(2018, 12, 31)


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:").view()


def apart(*acts, by="mission"):
    return accountability_by(given(*acts).collective.view(), on=EVENING.date(), by=by)


class TestByMember:
    def test_members_stand_as_they_joined_whatever_they_did(self, lachine):
        told = accountability_by(lachine, on=END, by="member")
        assert list(told) == list(rolls(lachine, on=END).members)

    def test_each_rate_counts_what_the_member_owes_was_asked_and_did(self, lachine):
        """By hand: `jeune` kept c11 and c07 in part; `ecole` left without answering q03."""
        told = accountability_by(lachine, on=END, by="member")
        assert told["jeune"].kept_rate == Fraction(1, 2)
        assert told["ecole"].on_time_rate == told["ecole"].response_rate == 0
        assert told["alim"].review_coverage == Fraction(2, 3)
        assert told["police"].kept_rate is told["police"].on_time_rate is None

    @pytest.mark.parametrize("on", [date(2016, 12, 31), date(2017, 12, 31), END])
    def test_each_commitment_is_told_of_each_that_owes_it_and_of_no_other(self, lachine, on):
        whole = accountability(lachine, on=on)
        told = accountability_by(lachine, on=on, by="member")
        for promise in whole.commitments:
            holders = {member for member, one in told.items() if promise in one.commitments}
            assert holders == set(promise.debtors)
        for question in whole.requests:
            holders = {member for member, one in told.items() if question in one.requests}
            assert holders == {question.asked}

    def test_ties_are_those_of_the_member_alone(self, lachine):
        for member, one in accountability_by(lachine, on=END, by="member").items():
            assert all(member in pair for pair in one.ties.pairs)


class TestByMission:
    def test_it_is_so_by_default_and_nothing_is_lost(self, lachine):
        whole = accountability(lachine, on=END)
        told = accountability_by(lachine, on=END)
        assert list(told) == ["mis-pauvrete", "mis-alim"]
        assert told["mis-alim"].commitments == whole.commitments
        assert told["mis-alim"].review_coverage == whole.review_coverage == Fraction(2, 7)
        assert told["mis-pauvrete"].kept_rate is None

    def test_what_serves_two_missions_belongs_to_both_and_none_to_nothing(self):
        told = apart(*MEMBERS, mission("m"), mission("n"), mission("o"),
                     committed("c1", serves=("m", "n")), ended("c1", "KEPT"))  # fmt: skip
        assert [one.kept_rate for one in told.values()] == [1, 1, None]

    def test_a_question_about_an_answer_follows_it_home(self):
        chain = (asked("q1", about="c1"), reported("g1", answers="q1", commitment=None),
                 asked("q2", about="g1"), reviewed("p1", about="g1"))  # fmt: skip
        (told,) = apart(*PROMISED, *chain).values()
        assert [one.id for one in told.requests] == ["q1", "q2"]
        assert [one.id for one in told.contributions] == ["g1"]
        assert told.review_coverage == 1

    def test_what_serves_no_mission_is_told_last_under_none(self):
        told = apart(*PROMISED, reported("g1", commitment=None))
        assert list(told)[-1] is None
        assert [one.id for one in told[None].contributions] == ["g1"]
        assert told[None].commitments == ()
