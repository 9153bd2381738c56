"""Correcting commitments, gestures and reviews: what others rest on stays."""

from datetime import date, timedelta

import pytest

from collectif.acts import known_from
from collectif.projections.edges import EDGES
from collectif.projections.promises import PROMISES
from collectif.testing.given import EVENING, given
from collectif.testing.promises import (
    DUE,
    PROMISED,
    accepted,
    asked,
    committed,
    ended,
    reported,
    reviewed,
    revised,
)
from collectif.testing.room import MEMBERS, joined, named, rectified, retracted

LATER = date(2017, 6, 30)


def commitment(case, id="c1"):
    return case.collective._core.known().commitments.get(id)


class TestRectifying:
    def test_a_day_and_words_can_be_put_right(self):
        case = given(*PROMISED, named("e-c2", committed("c2")))
        case.when(rectified("e-c2", {"due": LATER, "object": "Une serre"})).recorded()

    @pytest.mark.parametrize(
        ("act", "changes"),
        [
            (committed("c2"), {"debtors": ["jeune"]}),
            (committed("c2"), {"creditors": ["alim"]}),
            (committed("c2"), {"serves": []}),
            (committed("c2", creditors="jeune"), {"debtors": ["alim", "jeune"]}),
            (accepted(), {"by": "alim"}),
            (revised(debtors="table"), {"debtors": ["jeune"]}),
            (revised(due=DUE), {"debtors": ["jeune"]}),
            (revised(due=DUE), {"agreed_by": ["alim"]}),
            (reported(), {"members": ["loge"]}),
            (reported(), {"answers": "q0"}),
            (asked(), {"asked": "jeune"}),
            (asked(), {"asker": "alim"}),
            (reviewed(about="c1"), {"reviewer": "alim"}),
            (ended(), {"attested_by": ["alim"]}),
            (ended(), {"outcome": "TRANSFERRED"}),
        ],
    )
    def test_who_owes_what_to_whom_is_another_act(self, act, changes):
        """Also because it could make a commitment to oneself, or a review of oneself."""
        case = given(*PROMISED, asked("q0"), named("e-act", act))
        case.when(rectified("e-act", changes)).refused("IdentityChanged")


class TestRetracting:
    @pytest.mark.parametrize(
        "act",
        [
            accepted(),
            revised(due=LATER),
            reported(commitment="c1"),
            asked(about="c1"),
            reviewed(about="c1"),
            ended(),
            committed("c2", replaces="c1"),
        ],
    )
    def test_a_commitment_on_which_something_rests_stays(self, act):
        before = given(*MEMBERS, *PROMISED[len(MEMBERS) : -1], named("e-c1", committed()))
        act(before.collective)
        before.when(retracted("e-c1")).refused("HasDependents")

    def test_a_commitment_on_which_nothing_rests_goes_for_good(self):
        case = given(*PROMISED, named("e-c2", committed("c2")), retracted("e-c2"))
        assert commitment(case, "c2") is None
        case.when(committed("c2")).refused("DuplicateId")
        case.when(accepted("c2")).refused("UnknownCommitment")

    def test_what_was_reviewed_or_answered_stays(self):
        case = given(*PROMISED, named("e-g1", reported()), reviewed(), named("e-q1", asked()))
        case.when(retracted("e-g1")).refused("HasDependents")
        reported("g2", answers="q1")(case.collective)
        case.when(retracted("e-q1")).refused("HasDependents")

    def test_a_revision_stays_once_somebody_attested_under_it(self):
        """Without it, alim and loge would have attested their own commitment."""
        case = given(*PROMISED, named("e-rv", revised(debtors="table")), ended(attested_by="alim"))
        case.when(retracted("e-rv")).refused("HasDependents")

    def test_a_revision_stays_once_somebody_reviewed_under_it(self):
        review = reviewed(about="c1", reviewer="alim")
        case = given(*PROMISED, named("e-rv", revised(debtors="table")), review)
        case.when(retracted("e-rv")).refused("HasDependents")

    def test_without_a_revision_the_former_debtors_owe(self):
        case = given(*PROMISED, named("e-rv", revised(debtors="table")), retracted("e-rv"))
        assert commitment(case).debtors == {"alim", "loge"}
        case.when(ended(attested_by="alim")).refused("SelfAttestation")

    def test_a_revision_does_not_come_back_over_what_was_attested_without_it(self):
        away = named("e-away", retracted("e-rv"))
        case = given(
            *PROMISED, named("e-rv", revised(debtors="table")), away, ended(attested_by="table")
        )
        case.when(retracted("e-away")).refused("HasDependents")

    def test_a_commitment_whose_closing_was_retracted_is_open_again(self):
        case = given(*PROMISED, named("e-x", ended()), named("e-away", retracted("e-x")))
        assert commitment(case).outcome is None
        case.when(revised(due=LATER)).recorded()
        case.when(retracted("e-away")).refused("HasDependents")

    def test_a_commitment_does_not_end_twice_by_corrections(self):
        again = ended("c1", "PARTLY")
        case = given(*PROMISED, named("e-x", ended()), named("e-away", retracted("e-x")), again)
        case.when(retracted("e-away")).refused("HasDependents")

    def test_what_takes_over_stays_once_the_other_is_transferred(self):
        taken = named("e-c2", committed("c2", debtors="table", replaces="c1"))
        case = given(*PROMISED, taken, ended("c1", "TRANSFERRED"))
        case.when(retracted("e-c2")).refused("HasDependents")

    def test_the_arrival_of_those_who_act_stays(self):
        case = given(*PROMISED, named("e-new", joined("new")), committed("c2", debtors="new"))
        case.when(retracted("e-new")).refused("HasDependents")


def test_a_view_by_time_may_leave_out_what_an_act_rests_on():
    """Told late, a commitment may have happened after what was told of it first."""
    tomorrow = EVENING + timedelta(days=1)
    case = given(*PROMISED[:-1])
    case.clock.now = tomorrow + timedelta(days=1)
    committed()(case.collective.noting(occurred=tomorrow))
    for act in (
        accepted(),
        revised(debtors="table"),
        reported(commitment="c1"),
        reviewed(about="c1"),
        ended(),
    ):
        act(case.collective.noting(occurred=EVENING))
    view = case.collective.view(happened_by=EVENING)
    known = known_from(view)
    assert (known.commitments, list(known.contributions)) == ({}, ["g1"])
    dealings = PROMISES.replay(view)
    assert (dealings.promises, list(dealings.gestures), list(dealings.reviews)) == (
        {},
        ["g1"],
        ["p1"],
    )
    assert {edge.kind for edge in EDGES.replay(view)} == {"REPORTED"}
