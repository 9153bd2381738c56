"""Commitments, gestures, requests for accounts, reviews of peers: what may be recorded."""

from datetime import date

import pytest

from collectif.acts.accounts import AccountRequested, ContributionReported, PeerReviewGiven
from collectif.acts.commitments import (
    CommitmentAccepted,
    CommitmentClosed,
    CommitmentMade,
    CommitmentRevised,
)
from collectif.testing.given import given
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
from collectif.testing.room import MEMBERS, OPENED, moved, named, proposed, rectified, retracted
from collectif.values import Link

AIMED = (*MEMBERS, aimed)


class TestCommitting:
    def test_members_promise_others_something_by_a_date(self):
        given(*AIMED).when(committed()).then(
            CommitmentMade(
                commitment_id="c1",
                debtors=("alim", "loge"),
                creditors=("jeune", "COLLECTIVE"),
                object={"fr": "Un jardin"},
                done_when={"fr": "Planté"},
                due=DUE,
                serves=("m1",),
            )
        )

    def test_one_member_promises_the_community_unless_told_otherwise(self):
        def plain(c):
            return c.commit(
                commitment="c1", debtors="alim", object="x", done_when="y", due=DUE, serves="m1"
            )

        (made,) = given(*AIMED).when(plain).recorded()
        assert made.data.debtors == ("alim",)
        assert made.data.creditors == ("COLLECTIVE",)

    def test_a_commitment_may_serve_a_decision(self):
        given(*OPENED, moved()).when(committed(serves="d1")).recorded()

    def test_a_debtor_may_be_one_of_several_creditors(self):
        given(*AIMED).when(committed(creditors=("alim", "jeune"))).recorded()

    @pytest.mark.parametrize("creditors", ["alim", ("alim", "loge")])
    def test_nobody_owes_a_commitment_to_the_debtors_alone(self, creditors):
        given(*AIMED).when(committed(creditors=creditors)).refused("SelfCommitment")

    @pytest.mark.parametrize("place", ["debtors", "creditors"])
    def test_somebody_owes_and_somebody_is_owed(self, place):
        given(*AIMED).when(committed(**{place: ()})).refused("NobodyNamed")

    @pytest.mark.parametrize("serves", [(), ("s1",), ("m1", "s1"), ("alim",)])
    def test_a_commitment_serves_a_shared_aim_and_nothing_else(self, serves):
        given(*AIMED, proposed("s1", assembly=None)).when(committed(serves=serves)).refused(
            "ServesNothing"
        )

    def test_what_is_served_is_there(self):
        given(*AIMED).when(committed(serves="m9")).refused("UnknownTarget")

    @pytest.mark.parametrize("debtor", ["PUBLIC", "nobody"])
    def test_members_and_the_community_owe(self, debtor):
        given(*AIMED).when(committed(debtors="COLLECTIVE", creditors="alim")).recorded()
        given(*AIMED).when(committed(debtors=debtor)).refused("UnknownMember")

    def test_the_public_is_owed_nothing(self):
        given(*AIMED).when(committed(creditors="PUBLIC")).refused("UnknownMember")

    def test_a_name_is_used_once(self):
        given(*PROMISED).when(committed()).refused("DuplicateId")

    def test_what_is_taken_over_is_there(self):
        given(*PROMISED).when(committed("c2", replaces="c1")).recorded()
        given(*PROMISED).when(committed("c2", replaces="c9")).refused("UnknownCommitment")


class TestAcceptingAndRevising:
    def test_a_creditor_receives_a_commitment(self):
        given(*PROMISED).when(accepted()).then(CommitmentAccepted(commitment_id="c1", by="jeune"))
        given(*PROMISED, accepted()).when(accepted(by="COLLECTIVE")).recorded()

    @pytest.mark.parametrize("act", [accepted(by="alim"), revised(agreed_by="alim", due=DUE)])
    def test_debtors_cannot_speak_for_those_to_whom_it_is_owed(self, act):
        given(*PROMISED).when(act).refused("NotACreditor")

    def test_nobody_at_all_cannot_agree_to_a_revision(self):
        given(*PROMISED).when(revised(agreed_by=(), due=DUE)).refused("NotACreditor")

    def test_a_revision_says_what_changes_and_who_agrees(self):
        later = date(2017, 6, 30)
        given(*PROMISED).when(revised(agreed_by=("jeune", "table"), due=later)).then(
            CommitmentRevised(
                commitment_id="c1",
                reason={"fr": "La pluie"},
                agreed_by=("jeune", "table"),
                due=later,
            )
        )

    def test_a_revision_changes_something(self):
        given(*PROMISED).when(revised()).refused("NothingRevised")

    def test_a_revision_cannot_leave_creditors_among_the_debtors_alone(self):
        case = given(*AIMED, committed(creditors="jeune"))
        case.when(revised(debtors="jeune")).refused("SelfCommitment")
        case.when(revised(debtors=())).refused("NobodyNamed")
        case.when(revised(debtors=("jeune", "alim"))).refused("SelfCommitment")

    @pytest.mark.parametrize("act", [accepted(), revised(due=DUE), ended()])
    def test_a_closed_commitment_does_not_change(self, act):
        given(*PROMISED, ended()).when(act).refused("CommitmentClosed")

    @pytest.mark.parametrize("act", [accepted("c9"), revised("c9", due=DUE), ended("c9")])
    def test_a_commitment_is_there_before_it_is_spoken_of(self, act):
        given(*PROMISED).when(act).refused("UnknownCommitment")


class TestClosing:
    def test_somebody_who_does_not_owe_it_says_how_it_ended(self):
        given(*PROMISED).when(ended("c1", "PARTLY", attested_by=("alim", "jeune"))).then(
            CommitmentClosed(
                commitment_id="c1",
                outcome="PARTLY",
                attested_by=("alim", "jeune"),
                note={"fr": "Vu"},
            )
        )

    def test_the_community_may_attest(self):
        given(*PROMISED).when(ended(attested_by="COLLECTIVE")).recorded()

    @pytest.mark.parametrize("witnesses", [(), "alim", ("alim", "loge")])
    def test_debtors_cannot_attest_alone(self, witnesses):
        given(*PROMISED).when(ended(attested_by=witnesses)).refused("SelfAttestation")

    def test_debtors_are_those_of_the_last_revision(self):
        case = given(*PROMISED, revised(debtors="table"))
        case.when(ended(attested_by="table")).refused("SelfAttestation")
        case.when(ended(attested_by="alim")).recorded()

    def test_only_what_another_commitment_takes_over_is_transferred(self):
        given(*PROMISED).when(ended("c1", "TRANSFERRED")).refused("ReplacementMissing")
        taken = committed("c2", debtors="table", replaces="c1")
        case = given(*PROMISED, named("e-c2", taken), retracted("e-c2"))
        case.when(ended("c1", "TRANSFERRED")).refused("ReplacementMissing")
        given(*PROMISED, taken).when(ended("c1", "TRANSFERRED")).recorded()


class TestReporting:
    def test_members_report_what_they_did_together(self):
        paper = Link(kind="paper", label="Photo")
        told = reported(
            members=("alim", "jeune"),
            state="BLOCKED",
            commitment="c1",
            to=("PUBLIC", "table"),
            difficulty="La pluie",
            evidence=(paper,),
        )
        given(*PROMISED).when(told).then(
            ContributionReported(
                contribution_id="g1",
                members=("alim", "jeune"),
                what={"fr": "Un bout de jardin"},
                state="BLOCKED",
                to=("PUBLIC", "table"),
                commitment_id="c1",
                difficulty={"fr": "La pluie"},
                evidence=(paper,),
            )
        )

    def test_it_is_told_to_those_who_wait_for_it(self):
        def told(*before, **how):
            (event,) = given(*PROMISED, *before).when(reported(**how)).recorded()
            return event.data.to

        assert told() == ("COLLECTIVE",)
        assert told(commitment="c1") == ("COLLECTIVE", "jeune")
        assert told(asked(asker="PUBLIC"), answers="q1") == ("PUBLIC",)

    def test_a_gesture_is_somebodys_and_is_told_to_somebody(self):
        given(*PROMISED).when(reported(members=())).refused("NobodyNamed")
        given(*PROMISED).when(reported(to=())).refused("NobodyNamed")

    def test_a_gesture_is_the_work_of_members(self):
        given(*PROMISED).when(reported(members="COLLECTIVE")).refused("UnknownMember")

    def test_only_who_was_asked_answers_alone_or_with_others(self):
        case = given(*PROMISED, asked())
        case.when(reported(members="loge", answers="q1")).refused("NotTheAsked")
        case.when(reported(answers="q9")).refused("UnknownRequest")
        case.when(reported(members=("loge", "alim"), answers="q1")).recorded()

    def test_a_commitment_that_is_closed_may_still_be_reported_on(self):
        given(*PROMISED, ended()).when(reported(commitment="c1")).recorded()
        given(*PROMISED).when(reported(commitment="c9")).refused("UnknownCommitment")


class TestAsking:
    def test_any_member_asks_any_other(self):
        given(*PROMISED).when(asked(asker="alim", asked="bailleur", about="m1")).then(
            AccountRequested(
                request_id="q1",
                asker="alim",
                asked="bailleur",
                about="m1",
                question={"fr": "Où en êtes-vous?"},
                due=date(2017, 1, 15),
            )
        )
        given(*PROMISED).when(asked(asker="PUBLIC")).recorded()

    def test_nobody_asks_itself(self):
        given(*PROMISED).when(asked(asker="alim")).refused("SelfRequest")

    def test_only_a_member_can_be_asked_and_about_what_is_there(self):
        given(*PROMISED).when(asked(asked="PUBLIC")).refused("UnknownMember")
        given(*PROMISED).when(asked(about="c9")).refused("UnknownTarget")


class TestReviewing:
    def test_a_peer_looks_at_a_gesture_or_at_a_commitment(self):
        case = given(*PROMISED, reported())
        case.when(reviewed(offer_of_help="Deux bénévoles")).then(
            PeerReviewGiven(
                review_id="p1",
                reviewer="jeune",
                about="g1",
                strengths={"fr": "Au bon endroit"},
                questions={"fr": "Qui arrose?"},
                offer_of_help={"fr": "Deux bénévoles"},
            )
        )
        given(*PROMISED).when(reviewed(about="c1")).recorded()

    def test_nobody_reviews_its_own_work(self):
        case = given(*PROMISED, reported(members=("alim", "jeune")))
        case.when(reviewed()).refused("SelfReview")
        case.when(reviewed(about="c1", reviewer="loge")).refused("SelfReview")

    @pytest.mark.parametrize("about", ["m1", "g9", "jeune"])
    def test_a_review_is_about_a_gesture_or_a_commitment(self, about):
        given(*PROMISED).when(reviewed(about=about)).refused("UnknownTarget")

    @pytest.mark.parametrize("part", ["strengths", "questions", "suggestion", "offer_of_help"])
    def test_a_review_gives_no_mark_in_any_language(self, part):
        case = given(*PROMISED, reported())
        refusal = case.when(reviewed(**{part: {"fr": "Bien", "en": "8/10"}})).refused(
            "MarksNotAllowed"
        )
        assert refusal.details["mark"] == "8/10"

    def test_a_mark_does_not_come_in_by_a_rectification(self):
        case = given(*PROMISED, reported(), named("e-p", reviewed()))
        case.when(rectified("e-p", {"strengths": "Note : 7"})).refused("MarksNotAllowed")
        case.when(rectified("e-p", {"strengths": "Ouvert à 7 h"})).recorded()
