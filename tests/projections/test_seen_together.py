"""Timeline, rolls, the six shares from ego to eco, and the same figures for many logs.

`domain.md` sections 1.3 and 4.9; the exact values are those of the Lachine scenario.
"""

from datetime import date
from fractions import Fraction

import pytest

from collectif.acts.rounds import BallotTerms
from collectif.demo import record_scenario
from collectif.demo.lachine import scenario
from collectif.projections.between import figures
from collectif.projections.ecosystem import ecosystem
from collectif.projections.registers import REGISTERS
from collectif.projections.rolls import rolls
from collectif.projections.timeline import timeline
from collectif.testing.given import EVENING, given
from collectif.testing.promises import PROMISED, committed, reported
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
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

TODAY = EVENING.date()
END_OF_2017 = date(2017, 12, 31)
END_OF_2018 = date(2018, 12, 31)


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:").view()


class TestTimeline:
    def test_every_event_stands_once_by_when_it_happened(self, lachine):
        told = timeline(lachine)
        keys = [(one.occurred, one.seq) for one in told]
        assert keys == sorted(keys)
        assert {one.event for one in told} == {event.id for event in lachine.events()}

    def test_a_day_leaves_out_what_came_later(self, lachine):
        told = timeline(lachine, on=TODAY)
        assert {one.event for one in told} == {
            event.id for event in lachine.events() if event.occurred.date() <= TODAY
        }

    def test_corrections_are_marked_on_both_sides(self, lachine):
        told = {one.event: one for one in timeline(lachine)}
        assert told["r1-aines/s3/levier"].corrected_by == "e-rect1"
        assert told["e-rect1"].corrects == "r1-aines/s3/levier"
        assert told["e-ret1"].corrects not in told

    def test_what_the_log_learned_on_a_later_day_is_late(self, lachine):
        late = [one for one in timeline(lachine) if one.late]
        assert late
        assert all(event.recorded.date() > event.occurred.date() for event in late)


class TestEcosystem:
    @pytest.mark.parametrize("on", ["2016-12-31", "2017-12-31", "2018-12-31"])
    def test_reciprocity_and_joint_gestures_are_the_expected_ones(self, lachine, on):
        expected = scenario()["expected"]["accountability"][on]
        shares = {one.name: one for one in ecosystem(lachine, on=date.fromisoformat(on))}
        assert str(shares["RECIPROCITY"].share) == expected["reciprocity"]["exact"]
        assert len(shares["MADE_TOGETHER"].part) == expected["joint_contributions"]
        assert len(shares["MADE_TOGETHER"].whole) == expected["contributions"]

    def test_each_share_has_its_events(self, lachine):
        seqs = {event.id: event.seq for event in lachine.events()}
        for one in ecosystem(lachine, on=END_OF_2018):
            assert set(one.part) <= set(one.whole)
            assert one.events
            assert [seqs[id] for id in one.events] == sorted(seqs[id] for id in one.events)

    def test_of_nothing_there_is_no_share(self):
        assert {one.share for one in ecosystem(given(*MEMBERS).collective.view(), on=TODAY)} == {
            None
        }

    def test_what_is_owed_to_a_funder_alone_is_owed_to_nobody_else(self):
        acts = (*PROMISED, committed("c2", debtors="loge", creditors="bailleur"))
        view = given(*acts).collective.view()
        kinds = {e.data.member_id: e.data.kind for e in view.events(frozenset({"member-joined"}))}
        owed = {one.name: one for one in ecosystem(view, on=TODAY)}["OWED_BEYOND_FUNDERS"]
        assert kinds["bailleur"] == "FUNDER"
        assert (owed.part, owed.share) == (("c1",), Fraction(1, 2))

    def test_a_gesture_of_two_is_made_together(self):
        acts = (*PROMISED, reported("g1"), reported("g2", members=("alim", "loge")))
        shares = {o.name: o for o in ecosystem(given(*acts).collective.view(), on=TODAY)}
        assert shares["MADE_TOGETHER"].part == ("g2",)


class TestRolls:
    def test_a_decision_is_proposed_then_taken_then_reviewed(self, lachine):
        states = []
        for on in ("2016-11-29", "2016-11-30", "2017-12-31"):
            told = rolls(lachine, on=date.fromisoformat(on)).decisions
            states.append((on, {id: one.state for id, one in told.items()}))
        assert states == [
            ("2016-11-29", {}),
            ("2016-11-30", {"d1": "TAKEN"}),
            ("2017-12-31", {"d1": "REVIEWED"}),
        ]
        assert rolls(lachine, on=END_OF_2017).decisions["d1"].events == ("e-dp", "e-d1", "e-rv1")

    def test_the_roll_has_every_member_and_its_mandates(self, lachine):
        told = rolls(lachine, on=END_OF_2018)
        joined = [e.data.member_id for e in lachine.events(frozenset({"member-joined"}))]
        assert list(told.members) == joined
        given_ = {e.data.mandate_id for e in lachine.events(frozenset({"mandate-given"}))}
        assert {id for one in told.members.values() for id in one.mandates} == given_

    def test_publications_are_results_and_data(self, lachine):
        told = rolls(lachine, on=END_OF_2018).published
        assert [one.event for one in told] == ["e-r1-p", "e-r2-p", "e-ds1", "e-ds2"]

    def test_the_titles_of_registers_are_as_before(self, lachine):
        assert (
            REGISTERS.replay(lachine).taken.keys()
            == rolls(lachine, on=END_OF_2018).decisions.keys()
        )


class TestBetween:
    def test_the_figures_are_the_expected_ones(self, lachine):
        expected = scenario()["expected"]
        (one,) = figures(lachine, on=END_OF_2018)
        assert (one.assembly, one.held, one.rule, one.method) == (
            "a1",
            TODAY,
            "weighted-mean",
            "CONSENT",
        )
        assert one.unchanged == Fraction(55, 76)
        assert one.agreement_rose == Fraction(16943, 240000)
        assert one.gini_turns == Fraction(35, 66)
        kept = expected["accountability"]["2018-12-31"]["kept_rate"]["exact"]
        assert str(one.kept_rate) == kept
        assert one.on_track == Fraction(2, 4)
        assert one.events == ("e-r1-p", "e-r2-p", "e-dp", "e-d1")

    def test_before_anything_is_published_there_is_nothing_to_count(self):
        (one,) = figures(given(*CONVENED).collective.view(), on=TODAY)
        assert (one.rule, one.agreement, one.turnout, one.kept_rate) == (None,) * 4
        assert one.events == ()

    def test_rounds_count_in_the_order_of_opening(self):
        """Publishing the first one again makes it neither the last one, nor two of it."""

        def scores(round, s2):
            grades = {"s1": 4, "s2": s2}
            cells = [(m, p, c) for m in VOTING for p in grades for c in ("priorite", "levier")]
            return (scored(*cell, grades[cell[1]], round=round) for cell in cells)

        def told(round):
            return lambda c: c.publish_results(round=round, up_to=[*c.log.read()][-1].id)

        both = {"subjects": ("s1", "s2")}
        room = (*CONVENED, opened, arrived(*(f"m-{m}" for m in VOTING)))
        ruled = (*room, chartered(Charter(recusal="NONE", max_rounds={})), weighted)
        one = (round_opened("r1", **both), *scores("r1", 3), closed("r1"), told("r1"))
        two = (round_opened("r2", **both), *scores("r2", 5), closed("r2"), told("r2"))
        terms = BallotTerms(budget=3)
        dots = (round_opened("rd", kind="DOTS", criteria_set=None, terms=terms, **both),
                closed("rd"), told("rd"))  # fmt: skip
        usual, again, more = (
            figures(given(*ruled, *one, *two, *after).collective.view(), on=TODAY)[0]
            for after in ((), (told("r1"),), dots)
        )
        assert (usual.rounds, usual.unchanged) == (2, Fraction(1, 2))
        for other in (again, more):
            assert (other.rounds, other.unchanged, other.agreement) == (2, Fraction(1, 2), 1)
