"""Ballots of each kind: what they may answer, and who may cast them."""

import pytest

from collectif.acts.ballots import BallotCast
from collectif.acts.rounds import BallotTerms
from collectif.projections.scores import SCORES
from collectif.testing.given import given
from collectif.testing.room import (
    OPENED,
    RULED,
    SCORING,
    arrived,
    chartered,
    closed,
    left,
    mandated,
    moved,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Quorum


def cast(ballot, member="jeune", round="rb", **how):
    return lambda c: c.cast(round=round, member=member, ballot=ballot, **how)


def asking(kind, terms=None, subjects=("s1", "s2", "s3"), charter=None):
    return (
        *OPENED,
        chartered(charter),
        weighted,
        round_opened("rb", kind=kind, subjects=subjects, criteria_set=None, terms=terms),
    )


def interest(member, proposal, *matters):
    return lambda c: c.declare_interest(
        declaration=f"i-{member}",
        member=member,
        proposal=proposal,
        nature="OTHER",
        description="Lien",
        recuses_from=matters,
    )


def test_a_ballot_answers_for_subjects():
    given(*asking("APPROVAL")).when(cast({"s1": 1, "s2": 0}, reason="Oui")).then(
        BallotCast(
            round_id="rb",
            member_id="jeune",
            mandate_id="m-jeune",
            ballot={"s1": 1, "s2": 0},
            reason={"fr": "Oui"},
        )
    )


DOTS = BallotTerms(budget=5)
LOOSE = BallotTerms(ties=True, truncated=True)


@pytest.mark.parametrize(
    ("kind", "terms", "ballot"),
    [
        ("APPROVAL", None, {"s1": 1}),
        ("CONSENT", None, {"s1": "RESERVATION"}),
        ("GRADIENT", None, {"s1": 1, "s2": 8}),
        ("DOTS", DOTS, {"s1": 5, "s2": 0}),
        ("RANKING", None, {"s1": 3, "s2": 1, "s3": 2}),
        ("RANKING", LOOSE, {"s1": 1, "s2": 1}),
    ],
)
def test_each_kind_of_round_takes_its_ballots(kind, terms, ballot):
    given(*asking(kind, terms)).when(cast(ballot)).recorded()


@pytest.mark.parametrize(
    ("kind", "terms", "ballot"),
    [
        ("APPROVAL", None, {}),
        ("APPROVAL", None, {"s9": 1}),
        ("APPROVAL", None, {"s1": 2}),
        ("APPROVAL", None, {"s1": True}),
        ("CONSENT", None, {"s1": "FOR"}),
        ("CONSENT", None, {"s1": 1}),
        ("GRADIENT", None, {"s1": 0}),
        ("GRADIENT", None, {"s1": 9}),
        ("GRADIENT", None, {"s1": "8"}),
        ("DOTS", DOTS, {"s1": 3, "s2": 3}),
        ("DOTS", DOTS, {"s1": 7, "s2": -2}),
        ("RANKING", None, {"s1": 1, "s2": 2}),
        ("RANKING", None, {"s1": 1, "s2": 1, "s3": 2}),
        ("RANKING", None, {"s1": 0, "s2": 1, "s3": 2}),
        ("RANKING", BallotTerms(ties=True), {"s1": 1, "s2": 1}),
        ("RANKING", BallotTerms(truncated=True), {"s1": 1, "s2": 1}),
    ],
)
def test_a_ballot_that_cannot_be_counted_is_refused(kind, terms, ballot):
    refusal = given(*asking(kind, terms)).when(cast(ballot)).refused("BallotInvalid")
    assert refusal.in_words("fr")[1] != refusal.in_words("en")[1]


def test_dots_come_with_a_budget():
    ask = round_opened("rb", kind="DOTS", criteria_set=None)
    given(*RULED).when(ask).refused("BudgetMissing")
    owing = round_opened("rb", kind="DOTS", criteria_set=None, terms=BallotTerms(budget=-5))
    given(*RULED).when(owing).refused("BudgetMissing")


def test_ballots_are_not_cast_in_a_round_of_scores_nor_scores_in_one_of_ballots():
    given(*SCORING).when(cast({"s1": 1}, round="r1")).refused("NotInRound")
    given(*asking("APPROVAL")).when(scored("jeune", "s1", "levier", 3, round="rb")).refused(
        "NotInRound"
    )


def test_ballots_obey_the_same_rules_of_voice_as_scores():
    case = given(*asking("APPROVAL"), interest("jeune", "s2", "SCORING"), left("m-loge"))
    case.when(cast({"s1": 1}, "bailleur")).refused("NotMandated")
    case.when(cast({"s1": 1}, "loge")).refused("NotPresent")
    case.when(cast({"s2": 1})).refused("Recused")
    case.when(cast({"s1": 1}, "alim")).refused("Recused")
    closed("rb")(case.collective)
    case.when(cast({"s1": 1})).refused("RoundNotOpen")


def test_deciding_takes_the_power_to_decide():
    speaking = mandated("m-s", "jeune", "ALTERNATE", powers=("SPEAK", "SCORE"))
    for kind in ("CONSENT", "APPROVAL"):
        ask = round_opened("rb", kind=kind, subjects=("d1",), criteria_set=None)
        case = given(*RULED, moved(), ask, speaking, left("m-jeune"), arrived("m-s"))
        answer = "CONSENT" if kind == "CONSENT" else 1
        case.when(cast({"d1": answer}, mandate="m-s")).refused("NotMandated")
        case.when(cast({"d1": answer}, "loge")).recorded()


def test_who_keeps_out_of_a_decision_does_not_ballot_on_what_selects_it():
    ask = round_opened("rb", kind="CONSENT", subjects=("d1",), criteria_set=None)
    case = given(*RULED, interest("jeune", "s1", "DECISION"), moved(), ask)
    case.when(cast({"d1": "CONSENT"})).refused("Recused")
    case.when(cast({"d1": "CONSENT"}, "alim")).recorded()
    leave = chartered(Charter(recusal="CARRIERS_LEAVE", quorum=Quorum(kind="COUNT", value=1)))
    case = given(*OPENED, leave, moved(), ask)
    case.when(cast({"d1": "CONSENT"}, "alim")).refused("Recused")


def test_the_last_ballot_of_a_member_counts():
    case = given(*asking("APPROVAL"), cast({"s1": 1, "s2": 1}), cast({"s3": 1}), closed("rb"))
    assert SCORES.replay(case.collective.view())["rb"].ballots == {"jeune": {"s3": 1}}
