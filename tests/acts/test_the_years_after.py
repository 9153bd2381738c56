"""Minutes, reviews, answers to wishes, departures, lots and keys: what comes after an evening."""

from base64 import b64encode
from datetime import date
from hashlib import sha256

import pytest

from collectif.acts.community import MemberLeft
from collectif.acts.keys import KeyRotated
from collectif.acts.lots import LotDrawn
from collectif.acts.minutes import MinutesAdopted
from collectif.acts.openness import DatasetPublished
from collectif.acts.reviews import DecisionReviewed, DecisionSuperseded
from collectif.acts.wall import WishAnswered
from collectif.counting.lots import drawn
from collectif.testing.given import given
from collectif.testing.room import (
    MEMBERS,
    OPENED,
    RULED,
    SCORING,
    amended,
    closed,
    commented,
    moved,
    named,
    opened,
    rectified,
    retracted,
    scored,
)


def over(c):
    return c.assembly("a1").close()


def adopted(decision="d1", **how):
    said = {"outcome": "ADOPTED", "method": "ACCLAMATION"} | how
    return lambda c: c.take_decision(decision=decision, **said)


CLOSED = (*OPENED, named("end", over))
DECIDED = (*RULED, moved(), named("d1-taken", adopted()), moved("d2"), adopted("d2"))
WISHED = (*MEMBERS, lambda c: c.post_wish(wish="w1", verbatim="Un jardin", medium="CARD"))


class TestMinutes:
    def minutes(self, up_to="end", **how):
        return lambda c: c.assembly("a1").adopt_minutes(up_to=up_to, adopted_by="Comité", **how)

    def test_they_name_the_state_of_the_log_that_they_cover(self):
        given(*CLOSED).when(self.minutes(remarks="Avec une rectification")).then(
            MinutesAdopted(
                assembly_id="a1",
                up_to="end",
                adopted_by={"fr": "Comité"},
                remarks={"fr": "Avec une rectification"},
            )
        )

    def test_they_may_be_adopted_again(self):
        given(*CLOSED, self.minutes(), commented()).when(self.minutes()).recorded()

    def test_an_assembly_that_goes_on_has_none(self):
        given(*OPENED, named("k", commented())).when(self.minutes("k")).refused("AssemblyNotClosed")

    def test_they_cover_the_assembly_to_its_end(self):
        acts = (*OPENED, named("k", commented()), over)
        given(*acts).when(self.minutes("k")).refused("AssemblyNotClosed")
        given(*acts).when(self.minutes("nothing")).refused("UnknownEvent")

    def test_an_assembly_with_minutes_is_over(self):
        given(*CLOSED, self.minutes()).when(opened).refused("AlreadyOpen")

    def test_they_are_adopted_again_rather_than_corrected(self):
        acts = (*CLOSED, named("pv", self.minutes()))
        given(*acts).when(rectified("pv", {"digest": "x"})).refused("NotRectifiable")
        given(*acts).when(retracted("pv")).refused("NotRetractable")


class TestReviews:
    def review(self, outcome="CONFIRMED", decision="d1", **how):
        said = {"findings": "Bien", "evidence": ("s1",)} | how
        return lambda c: c.review_decision(decision=decision, outcome=outcome, **said)

    def superseded(self, decision="d1", by="d2"):
        return lambda c: c.supersede_decision(decision=decision, by=by, reason="Mieux")

    def test_a_decision_is_reviewed_with_its_evidence(self):
        given(*DECIDED).when(self.review(next_review=date(2018, 11, 28))).then(
            DecisionReviewed(
                decision_id="d1",
                outcome="CONFIRMED",
                evidence=("s1",),
                findings={"fr": "Bien"},
                next_review=date(2018, 11, 28),
            )
        )

    def test_only_an_adopted_decision_is_reviewed(self):
        given(*RULED, moved()).when(self.review()).refused("DecisionNotAdopted")
        given(*DECIDED).when(self.review(decision="d9")).refused("UnknownDecision")
        given(*DECIDED).when(self.review(evidence=("x9",))).refused("UnknownTarget")

    def test_a_decision_in_doubt_can_be_confirmed_or_replaced(self):
        doubtful = (*DECIDED, self.review("TO_RECONSIDER"))
        given(*doubtful).when(self.review("CONFIRMED")).recorded()
        given(*doubtful).when(self.superseded()).recorded()
        given(*doubtful).when(self.superseded("d2", "d1")).refused("DecisionNotAdopted")

    def test_a_newer_decision_takes_the_place_of_an_older(self):
        given(*DECIDED).when(self.superseded()).then(
            DecisionSuperseded(decision_id="d1", by="d2", reason={"fr": "Mieux"})
        )

    def test_decisions_never_replace_each_other_in_a_circle(self):
        given(*DECIDED).when(self.superseded("d1", "d1")).refused("DecisionNotAdopted")
        given(*DECIDED, self.superseded()).when(self.superseded("d2", "d1")).refused(
            "DecisionNotAdopted"
        )
        given(*DECIDED, self.superseded()).when(self.review()).refused("DecisionNotAdopted")

    def test_what_was_reviewed_was_decided(self):
        given(*DECIDED, self.review()).when(retracted("d1-taken")).refused("HasDependents")
        given(*DECIDED, self.superseded("d2", "d1")).when(retracted("d1-taken")).refused(
            "HasDependents"
        )

    def test_an_outcome_cannot_be_rectified(self):
        acts = (*DECIDED, named("rv", self.review()))
        given(*acts).when(rectified("rv", {"outcome": "ADJUSTED"})).refused("IdentityChanged")
        given(*acts).when(rectified("rv", {"findings": "Mal"})).recorded()


class TestWishes:
    def answer(self, answer="REFERRED", **how):
        said = {"wish": "w1", "explanation": "Transmis"} | how
        return lambda c: c.answer_wish(answer=answer, **said)

    def test_every_answer_explains(self):
        given(*WISHED).when(self.answer(links="table", by="table")).then(
            WishAnswered(
                wish_id="w1",
                answer="REFERRED",
                links=("table",),
                explanation={"fr": "Transmis"},
                by="table",
            )
        )
        given(*WISHED).when(self.answer(explanation="")).refused("ExplanationRequired")
        given(*WISHED).when(self.answer("NOT_NOW", explanation=None)).refused("ExplanationRequired")

    @pytest.mark.parametrize("answer", ["TAKEN_UP", "PARTLY"])
    def test_what_takes_a_wish_up_is_named(self, answer):
        given(*WISHED).when(self.answer(answer)).refused("LinkRequired")
        given(*WISHED).when(self.answer(answer, links=("x9",))).refused("UnknownTarget")

    def test_the_collective_answers_unless_a_member_does(self):
        (told,) = given(*WISHED).when(self.answer()).recorded()
        assert told.data.by == "COLLECTIVE"
        given(*WISHED).when(self.answer(by="nobody")).refused("UnknownMember")
        given(*WISHED).when(self.answer(by="PUBLIC")).refused("UnknownMember")

    def test_a_wish_may_be_answered_again(self):
        given(*WISHED, self.answer()).when(self.answer("NOT_NOW")).recorded()
        given(*WISHED).when(self.answer(wish="w9")).refused("UnknownWish")

    def test_an_answer_keeps_its_link_when_rectified(self):
        acts = (*WISHED, named("a", self.answer("TAKEN_UP", links=("alim",))))
        given(*acts).when(rectified("a", {"explanation": "Mieux"})).recorded()
        given(*acts).when(rectified("a", {"links": []})).refused("IdentityChanged")


class TestDepartures:
    def leaves(self, member="jeune", **how):
        return lambda c: c.record_departure(member=member, reason="Fin", **how)

    def test_a_member_leaves_and_another_may_succeed(self):
        given(*MEMBERS).when(self.leaves(successor="alim")).then(
            MemberLeft(member_id="jeune", reason={"fr": "Fin"}, successor_id="alim")
        )
        given(*MEMBERS).when(self.leaves(successor="jeune")).refused("UnknownMember")
        given(*MEMBERS).when(self.leaves(successor="x")).refused("UnknownMember")

    def test_who_left_acts_no_more_and_its_scores_stay(self):
        acts = (*SCORING, scored("jeune", "s1", "levier", 4), self.leaves())
        given(*acts).when(scored("jeune", "s1", "levier", 3)).refused("UnknownMember")
        given(*acts).when(self.leaves()).refused("UnknownMember")
        case = given(*acts, closed())
        assert len(list(case.collective.view().events(frozenset({"score-cast"})))) == 1

    def test_its_mandates_end_and_it_is_not_counted_for_quorum(self):
        case = given(*OPENED, self.leaves())
        known = case.collective._core.known()
        assert known.mandates["m-jeune"].ended
        assert "m-jeune" not in known.rooms["a1"].present

    def test_a_name_is_not_used_again(self):
        given(*MEMBERS, self.leaves()).when(
            lambda c: c.welcome_member(member="jeune", name="Autres", kind="CITIZEN")
        ).refused("DuplicateId")

    def test_a_departure_that_never_was_is_undone(self):
        acts = (*SCORING, named("gone", self.leaves()), retracted("gone"))
        given(*acts).when(scored("jeune", "s1", "levier", 3)).recorded()


class TestLots:
    SEED = "2016-11-30 loto 3 14 15 26 35 49"

    def lot(self, **how):
        said = {
            "lot": "l1",
            "purpose": "Qui parle en premier",
            "among": ("alim", "loge", "jeune"),
            "seed": self.SEED,
            "source": "Tirage public du soir",
        } | how
        return lambda c: c.draw_lot(**said)

    def test_anybody_can_draw_it_again(self):
        names = ("alim", "loge", "jeune")
        turns = sorted(names, key=lambda n: sha256(f"{self.SEED}\n{n}".encode()).hexdigest())
        (told,) = given(*MEMBERS).when(self.lot(count=2)).recorded()
        assert isinstance(told.data, LotDrawn)
        assert list(told.data.drawn) == turns[:2]
        assert drawn(reversed(names), self.SEED) == tuple(turns)

    @pytest.mark.parametrize(
        "how",
        [
            {"seed": "  "},
            {"among": ("alim",)},
            {"among": ("alim", "alim", "loge")},
            {"count": 0},
            {"count": 3},
        ],
    )
    def test_a_lot_that_nobody_could_rely_on_is_refused(self, how):
        given(*MEMBERS).when(self.lot(**how)).refused("LotInvalid")

    def test_it_draws_among_what_is_there(self):
        given(*MEMBERS).when(self.lot(among=("alim", "x9"))).refused("UnknownTarget")
        given(*MEMBERS, self.lot()).when(self.lot()).refused("DuplicateId")

    def test_chance_is_not_rectified(self):
        given(*MEMBERS, named("l", self.lot())).when(rectified("l", {"seed": "x"})).refused(
            "NotRectifiable"
        )


def vkey(name, raw=bytes([1]) + bytes(32)):
    hashed = sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{name}+{hashed}+{b64encode(raw).decode()}"


class TestKeys:
    ONE, TWO = vkey("collectif.example/a"), vkey("collectif.example/b")

    def rotated(self, key, replaces=None):
        return lambda c: c.rotate_key(key=key, replaces=replaces)

    def test_one_key_takes_over_from_another(self):
        first = self.rotated(self.ONE)
        given(*MEMBERS).when(first).then(KeyRotated(key=self.ONE))
        given(*MEMBERS, first).when(self.rotated(self.TWO, self.ONE)).then(
            KeyRotated(key=self.TWO, replaces=self.ONE)
        )

    def test_it_names_the_one_that_signs_now(self):
        given(*MEMBERS).when(self.rotated(self.ONE, self.TWO)).refused("KeyUnknown")
        given(*MEMBERS, self.rotated(self.ONE)).when(self.rotated(self.TWO)).refused("KeyUnknown")
        given(*MEMBERS, self.rotated(self.ONE)).when(self.rotated(self.ONE, self.ONE)).refused(
            "KeyUnknown"
        )

    @pytest.mark.parametrize(
        "key",
        [
            "",
            "name",
            "na me+00000000+AQ==",
            ONE.replace("+", "-", 1),
            ONE[:-4] + "AAB=",
            vkey("x", bytes([4]) + bytes(32)),
            vkey("x", bytes([1]) + bytes(31)),
            "x" + ONE[1:],
        ],
    )
    def test_a_key_is_spelled_as_a_verifier_key(self, key):
        given(*MEMBERS).when(self.rotated(key)).refused("KeyInvalid")


class TestDatasets:
    def published(self, **how):
        said = {"dataset": "ds", "scope": "Tout", "up_to": "w"} | how
        return lambda c: c.publish_dataset(**said)

    def test_a_publication_says_what_it_covers_and_under_which_licence(self):
        acts = (
            *MEMBERS,
            lambda c: c.noting(id="w").post_wish(wish="w", verbatim="x", medium="CARD"),
        )
        given(*acts).when(self.published()).then(
            DatasetPublished(
                dataset_id="ds",
                scope={"fr": "Tout"},
                up_to="w",
                licence="CC-BY-4.0",
                pseudonymised=True,
            )
        )
        given(*acts).when(self.published(up_to="x9")).refused("UnknownEvent")
        given(*acts, self.published()).when(self.published()).refused("DuplicateId")
        given(*acts, lambda c: self.published()(c.noting(id="p"))).when(retracted("p")).refused(
            "NotRetractable"
        )


class TestTogether:
    ACTS = (*OPENED, named("s", commented("k1")), named("a", amended))

    def together(self, *targets):
        return lambda c: c.retract_together(targets=targets, reason="Jamais arrivé")

    def test_dependents_go_first(self):
        reply = lambda c: c.noting(id="r").comment(  # noqa: E731
            comment="k2", target="s2", text="Oui", stance="ANSWER", reply_to="k1"
        )
        acts = (*self.ACTS, reply)
        given(*acts).when(retracted("s")).refused("HasDependents")
        given(*acts).when(self.together("s", "r")).refused("HasDependents")
        told = given(*acts).when(self.together("r", "s")).recorded()
        assert [one.data.target for one in told] == ["r", "s"]
        assert {one.batch for one in told} == {"the-act"}

    def test_nothing_is_retracted_twice(self):
        given(*self.ACTS).when(self.together("a", "a")).refused("UnknownEvent")
        given(*self.ACTS).when(self.together("a", "nothing")).refused("UnknownEvent")
