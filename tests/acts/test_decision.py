"""Proposing and taking decisions: on what grounds, by whom, with what support."""

from datetime import date, timedelta

import pytest

from collectif.acts.decision import DecisionProposed, DecisionTaken, Dissent
from collectif.testing.given import EVENING, given
from collectif.testing.room import (
    CONVENED,
    OPENED,
    RULED,
    SCORING,
    arrived,
    balloted,
    chartered,
    closed,
    left,
    mandated,
    moved,
    opened,
    round_opened,
    scored,
)
from collectif.values import Charter, Quorum

SCORED = (
    *SCORING,
    *(
        scored(member, proposal, criterion, grade)
        for member, proposal, grade in (
            ("loge", "s1", 5), ("jeune", "s1", 5),
            ("alim", "s2", 3), ("jeune", "s2", 3),
            ("alim", "s3", 3), ("loge", "s3", 3),
        )
        for criterion in ("priorite", "levier")
    ),
    closed(),
    lambda c: c.noting(id="e-p").publish_results(
        round="r1", up_to=[e.id for e in c.log.read()][-1]
    ),
)  # fmt: skip


def taken(outcome="ADOPTED", **how):
    return lambda c: c.take_decision(decision="d1", outcome=outcome, **how)


def test_a_motion_selects_proposals_on_the_basis_of_results():
    given(*SCORED).when(moved(seconder="jeune", basis=("e-p",))).then(
        DecisionProposed(
            decision_id="d1",
            assembly_id="a1",
            motion={"fr": "Que s1"},
            mover="loge",
            selects=("s1",),
            basis=("e-p",),
            departs_from_ranking=False,
            seconder="jeune",
        )
    )
    given(*SCORED).when(moved(basis=("s1",))).refused("UnknownEvent")
    given(*SCORED).when(moved(selects=("s9",))).refused("UnknownProposal")
    given(*SCORED).when(moved(seconder="nobody")).refused("UnknownMember")
    given(*CONVENED).when(moved()).refused("AssemblyNotOpen")


def test_a_decision_may_depart_from_the_ranking_but_says_why():
    given(*SCORED).when(moved(selects=("s2",), basis=("e-p",))).refused("JustificationRequired")
    given(*SCORED).when(moved(selects=("s2",), basis=("e-p",), departs_from_ranking=False)).refused(
        "JustificationRequired"
    )
    (recorded,) = (
        given(*SCORED)
        .when(moved(selects=("s2",), basis=("e-p",), justification="Plus urgent"))
        .recorded()
    )
    assert recorded.data.departs_from_ranking
    given(*SCORED).when(moved(departs_from_ranking=True)).refused("JustificationRequired")


def test_a_tie_is_no_departure():
    both = moved(selects=("s1", "s3"), basis=("e-p",))
    (recorded,) = given(*SCORED).when(both).recorded()
    assert not recorded.data.departs_from_ranking


def test_results_without_scores_are_a_basis_without_a_ranking():
    ask = round_opened("rb", kind="APPROVAL", criteria_set=None)
    end = lambda c: c.noting(id="e-end").close_round(round="rb")  # noqa: E731
    tell = lambda c: c.noting(id="e-pb").publish_results(round="rb", up_to="e-end")  # noqa: E731
    given(*RULED, ask, end, tell).when(moved(basis=("e-pb",))).recorded()


def test_the_mover_is_in_the_room():
    given(*RULED, left("m-loge")).when(moved()).refused("MoverNotPresent")
    given(*RULED).when(moved(mover="bailleur")).recorded()
    given(*RULED).when(moved(mover="nobody")).refused("UnknownMember")


def test_a_decision_keeps_its_tally_its_conditions_and_its_dissents():
    case = given(*RULED, moved(), *balloted(alim="CONSENT", loge="CONSENT", jeune="CONSENT"))
    case.when(
        taken(
            ballot_round="rc",
            resolution_no="1",
            conditions=("Vite",),
            dissents={"loge": "Dommage"},
            review_on=date(2017, 11, 30),
        )
    ).then(
        DecisionTaken(
            decision_id="d1",
            outcome="ADOPTED",
            method="CONSENT",
            tally={"CONSENT": 3, "RESERVATION": 0, "STAND_ASIDE": 0, "OBJECT": 0},
            conditions=({"fr": "Vite"},),
            dissents=(Dissent(member_id="loge", text={"fr": "Dommage"}),),
            ballot_round="rc",
            resolution_no="1",
            review_on=date(2017, 11, 30),
        )
    )


def test_a_decision_is_taken_once_in_an_open_assembly_under_rules():
    given(*RULED, moved(), taken("REJECTED")).when(taken("REJECTED")).refused("DecisionNotProposed")
    given(*RULED).when(taken("REJECTED")).refused("UnknownDecision")
    given(*OPENED, moved()).when(taken("REJECTED")).refused("CharterMissing")
    shut = lambda c: c.assembly("a1").close()  # noqa: E731
    given(*RULED, moved(), shut).when(taken("REJECTED")).refused("AssemblyNotOpen")


def test_the_tally_is_that_of_the_ballots():
    case = given(*RULED, moved(), *balloted(loge="CONSENT", jeune="RESERVATION"))
    case.when(taken(ballot_round="rc", tally={"CONSENT": 2})).refused("TallyMismatch")
    case.when(taken(tally={"YES": 3})).refused("TallyMismatch")
    case.when(taken(tally={"CONSENT": -3})).refused("TallyMismatch")
    exact = {"CONSENT": 1, "RESERVATION": 1, "STAND_ASIDE": 0, "OBJECT": 0}
    case.when(taken(ballot_round="rc", tally=exact)).recorded()


def test_ballots_count_from_closed_rounds_on_the_decision():
    ask = round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None)
    given(*RULED, moved(), ask).when(taken(ballot_round="rc")).refused("RoundNotClosed")
    given(*SCORED, moved()).when(taken(ballot_round="r1")).refused("NotInRound")
    gradient = round_opened("rc", kind="GRADIENT", subjects=("d1",), criteria_set=None)
    given(*RULED, moved(), gradient, closed("rc")).when(taken(ballot_round="rc")).refused(
        "NotInRound"
    )
    given(*RULED, moved()).when(taken(ballot_round="r9")).refused("UnknownRound")


def test_adopting_needs_quorum_and_rejecting_does_not():
    empty = (*RULED, moved(), left("m-alim", "m-jeune"))
    refusal = given(*empty).when(taken(tally={"CONSENT": 1})).refused("NoQuorum")
    assert refusal.details == {"assembly": "a1", "present": 1, "needed": 2}
    given(*empty).when(taken("DEFERRED")).recorded()


@pytest.mark.parametrize(
    ("quorum", "present", "enough"),
    [
        (Quorum(kind="COUNT", value=3), 3, True),
        (Quorum(kind="COUNT", value=3), 2, False),
        (Quorum(kind="SHARE", value="2/3"), 2, True),
        (Quorum(kind="SHARE", value="1/1"), 2, False),
        (Quorum(kind="SHARE", of="mandated", value="1/1"), 3, True),
        (Quorum(kind="SHARE", of="mandated", value="1/1"), 2, False),
    ],
)
def test_a_quorum_is_a_count_or_a_share_of_voting_or_mandated_members(quorum, present, enough):
    """A fourth voting member without a mandate counts where all voting members do."""
    from collectif.testing.room import joined

    away = [f"m-{member}" for member in ("alim", "loge", "jeune")[present:]]
    acts = (*OPENED, joined("new"), chartered(Charter(quorum=quorum)), moved(mover="bailleur"))
    if quorum.kind == "SHARE" and quorum.of == "voting_members" and enough:
        present_of_four = given(*acts, left(*away)).when(taken(tally={"CONSENT": 1}))
        present_of_four.refused("NoQuorum")
        acts = (*OPENED, chartered(Charter(quorum=quorum)), moved(mover="bailleur"))
    tried = given(*acts, left(*away)).when(taken(tally={"CONSENT": 1}))
    tried.recorded() if enough else tried.refused("NoQuorum")


def test_observers_and_second_mandates_make_no_quorum():
    acts = (*OPENED, chartered(), moved(), left("m-jeune", "m-loge"), arrived("m-alim-sub"))
    given(*acts).when(taken(tally={"CONSENT": 1})).refused("NoQuorum")


def test_at_a_resumed_assembly_those_present_are_the_quorum_if_the_charter_says_so():
    resume = (
        left("m-loge", "m-jeune"),
        lambda c: c.assembly("a1").close(resumes_on=EVENING + timedelta(days=7)),
        opened,
    )
    for fallback, enough in (("ADJOURN", False), ("PRESENT_ARE_QUORUM", True)):
        rules = chartered(Charter(quorum=Quorum(fallback=fallback)))
        acts = (*OPENED, rules, moved())
        short = given(*acts, left("m-loge", "m-jeune")).when(taken(tally={"CONSENT": 1}))
        short.refused("NoQuorum")
        tried = given(*acts, *resume, arrived("m-alim")).when(taken(tally={"CONSENT": 1}))
        tried.recorded() if enough else tried.refused("NoQuorum")
        given(*acts, *resume).when(taken(tally={"CONSENT": 1})).refused("NoQuorum")


def objected(target, severity="OBJECTION"):
    return lambda c: c.object(
        objection="o1",
        target=target,
        member="jeune",
        severity=severity,
        grounds="Non",
        harms=("levier",),
    )


@pytest.mark.parametrize("target", ["s1", "d1"])
@pytest.mark.parametrize("severity", ["OBJECTION", "BLOCK"])
def test_an_open_objection_stands_in_the_way(target, severity):
    yes = taken(tally={"CONSENT": 3})
    case = given(*RULED, moved(), objected(target, severity))
    case.when(yes).refused("OpenObjection")
    case.collective.resolve(objection="o1", outcome="WITHDRAWN", how="Bon", confirmed_by="jeune")
    case.when(yes).recorded()


def test_a_concern_does_not_stand_in_the_way_nor_an_objection_to_something_else():
    yes = taken(tally={"CONSENT": 3})
    given(*RULED, moved(), objected("d1", "CONCERN")).when(yes).recorded()
    given(*RULED, moved(), objected("s2")).when(yes).recorded()


def test_what_was_withdrawn_meanwhile_is_not_adopted():
    gone = lambda c: c.withdraw(proposal="s1", reason="Non")  # noqa: E731
    given(*RULED, moved(), gone).when(taken(tally={"CONSENT": 3})).refused("ProposalNotLive")


def test_an_ended_mandate_keeps_nobody_in_the_room():
    end = lambda c: c.end_mandate(mandate="m-loge", reason="Départ")  # noqa: E731
    given(*RULED, end).when(moved()).refused("MoverNotPresent")
    again = mandated("m-loge-2", "loge")
    given(*RULED, end, again, arrived("m-loge-2")).when(moved()).recorded()
