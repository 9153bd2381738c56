"""Means pledged, received, allocated and spent; outcome contracts and their verdicts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from collectif.acts.funding import (
    FundsAllocated,
    ResourcePledged,
    ResourceReceived,
    SpendingReported,
)
from collectif.acts.outcomes import OutcomeContractSigned, OutcomeVerified
from collectif.testing.given import given
from collectif.testing.means import (
    CONTRACTED,
    DECIDED,
    FUNDED,
    INDICATED,
    adopted,
    allocated,
    cad,
    defined,
    measured,
    mission,
    pledged,
    received,
    signed,
    spent,
    term,
    verified,
)
from collectif.testing.room import MEMBERS, RULED, joined, moved, named, rectified, retracted
from collectif.values import Link, Money

MISSION = (*MEMBERS, mission("mis"))


def usd(cents):
    return Money(amount_cents=cents, currency="USD")


def test_means_are_pledged_to_a_mission():
    given(*MISSION).when(pledged(conditions=("Un bilan pour tous",))).then(
        ResourcePledged(
            pledge_id="pl1",
            giver="bailleur",
            mission_id="mis",
            kind="MONEY",
            money=cad(1000),
            conditions=({"fr": "Un bilan pour tous"},),
        )
    )
    in_kind = pledged(kind="SPACE", money=None, quantity="trois parcs")
    (recorded,) = given(*MISSION).when(in_kind).recorded()
    assert (recorded.data.quantity, recorded.data.money) == ("trois parcs", None)
    given(*MISSION).when(pledged(giver="nobody")).refused("UnknownMember")
    given(*MISSION, pledged()).when(pledged()).refused("DuplicateId")


def test_means_are_pledged_to_a_mission_that_is_live():
    given(*MEMBERS).when(pledged()).refused("UnknownMission")
    given(*MEMBERS).when(pledged(mission="alim")).refused("UnknownMission")
    new = mission("new", supersedes="mis")
    given(*MISSION, new).when(pledged()).refused("UnknownMission")


@pytest.mark.parametrize("how", [{"money": None}, {"kind": "TIME"}])
def test_money_is_priced_and_other_means_are_not(how):
    given(*MISSION).when(pledged(**how)).refused("MeansMismatch")


def test_amounts_are_more_than_nothing():
    for cents in (0, -1):
        given(*MISSION).when(pledged(cents=cents)).refused("AmountNotPositive")
        given(*MISSION, pledged()).when(received(cents=cents)).refused("AmountNotPositive")
        given(*FUNDED).when(allocated(cents=cents)).refused("AmountNotPositive")
        given(*FUNDED, allocated()).when(spent(cents=cents)).refused("AmountNotPositive")
        nothing = signed(term(pays=cad(cents)))
        given(*CONTRACTED[:-1]).when(nothing).refused("AmountNotPositive")


def test_a_pledge_is_received_in_parts():
    given(*MISSION, pledged(), received("rc0", 400)).when(received()).then(
        ResourceReceived(receipt_id="rc1", pledge_id="pl1", money=cad(1000))
    )
    in_kind = pledged(kind="GOODS", money=None)
    given(*MISSION, in_kind).when(received(money=None, quantity="dix caisses")).recorded()
    given(*MISSION).when(received()).refused("UnknownPledge")


def test_more_than_was_pledged_may_come_in():
    """It is flagged, not refused: see the ledger."""
    given(*MISSION, pledged()).when(received(cents=1001)).recorded()


def test_what_comes_in_is_like_its_pledge():
    given(*MISSION, pledged()).when(received(money=usd(5))).refused("MeansMismatch")
    given(*MISSION, pledged()).when(received(money=None)).refused("MeansMismatch")
    in_kind = pledged(kind="GOODS", money=None)
    given(*MISSION, in_kind).when(received()).refused("MeansMismatch")
    case = given(*MISSION, named("e-p", pledged()), received())
    other = {"money": {"amount_cents": 1000, "currency": "USD"}}
    case.when(rectified("e-p", other)).refused("MeansMismatch")
    case.when(rectified("e-p", {"kind": "TIME", "money": None})).refused("MeansMismatch")
    less = {"money": {"amount_cents": 10, "currency": "CAD"}}
    case.when(rectified("e-p", less)).recorded()


def test_received_money_is_allocated_by_an_adopted_decision():
    given(*FUNDED).when(allocated()).then(
        FundsAllocated(
            allocation_id="al1",
            mission_id="mis",
            bearer="alim",
            money=cad(600),
            purpose={"fr": "Étals"},
            decision_id="d1",
        )
    )
    given(*FUNDED).when(allocated(bearer="nobody")).refused("UnknownMember")
    given(*FUNDED).when(allocated(mission="none")).refused("UnknownMission")
    given(*FUNDED).when(allocated(decision="d9")).refused("UnknownDecision")


def test_only_an_adopted_decision_allocates():
    means = (mission("mis"), pledged(), received())
    given(*RULED, moved(), *means).when(allocated()).refused("DecisionNotAdopted")
    no = lambda c: c.take_decision(decision="d1", outcome="REJECTED")  # noqa: E731
    given(*RULED, moved(), no, *means).when(allocated()).refused("DecisionNotAdopted")


def test_no_more_is_allocated_than_was_received():
    given(*DECIDED, pledged()).when(allocated()).refused("InsufficientFunds")
    refusal = given(*FUNDED).when(allocated(cents=1001)).refused("InsufficientFunds")
    assert refusal.details == {"mission": "mis", "asked": "10.01 CAD", "left": "10.00 CAD"}
    given(*FUNDED).when(allocated(cents=1000)).recorded()
    given(*FUNDED, allocated()).when(allocated("al2", 401)).refused("InsufficientFunds")
    given(*FUNDED, allocated()).when(allocated("al2", 400)).recorded()


def test_currencies_and_missions_never_mix():
    given(*FUNDED).when(allocated(money=usd(1))).refused("InsufficientFunds")
    other = mission("other")
    given(*FUNDED, other).when(allocated(mission="other")).refused("InsufficientFunds")
    given(*FUNDED, allocated()).when(spent(money=usd(1))).refused("OverSpent")


def test_what_was_received_covers_what_was_allocated_after_corrections_too():
    acts = (*DECIDED, pledged(), named("e-rc", received()), named("e-al", allocated()))
    case = given(*acts)
    less = {"money": {"amount_cents": 599, "currency": "CAD"}}
    case.when(rectified("e-rc", less)).refused("InsufficientFunds")
    enough = {"money": {"amount_cents": 600, "currency": "CAD"}}
    given(*acts).when(rectified("e-rc", enough)).recorded()
    more = {"money": {"amount_cents": 1001, "currency": "CAD"}}
    case.when(rectified("e-al", more)).refused("InsufficientFunds")
    refusal = case.when(retracted("e-rc")).refused("HasDependents")
    assert refusal.details["dependents"] == ["al1"]
    given(*acts, received("rc2", 600)).when(retracted("e-rc")).recorded()


def test_an_allocation_does_not_come_back_over_what_is_left():
    gone = (named("e-al", allocated()), named("e-out", retracted("e-al")))
    given(*FUNDED, *gone).when(retracted("e-out")).recorded()
    given(*FUNDED, *gone, allocated("al2")).when(retracted("e-out")).refused("InsufficientFunds")


def test_a_decision_stays_taken_once_money_follows_from_it():
    taking = (*RULED, mission("mis"), moved(), named("e-d", adopted))
    given(*taking).when(retracted("e-d")).recorded()
    money = (pledged(), received(), named("e-al", allocated()))
    given(*taking, *money).when(retracted("e-d")).refused("HasDependents")
    undone = (named("e-out", retracted("e-al")), retracted("e-d"))
    given(*taking, *money, *undone).when(retracted("e-out")).refused("DecisionNotAdopted")


def test_allocated_money_is_spent():
    receipt = Link(kind="paper", label="facture")
    given(*FUNDED, allocated()).when(spent(evidence=(receipt,))).then(
        SpendingReported(
            spending_id="sp1",
            allocation_id="al1",
            money=cad(400),
            what={"fr": "Denrées"},
            evidence=(receipt,),
        )
    )
    given(*FUNDED).when(spent()).refused("UnknownAllocation")


def test_no_more_is_spent_than_was_allocated():
    given(*FUNDED, allocated()).when(spent(cents=601)).refused("OverSpent")
    refusal = given(*FUNDED, allocated(), spent()).when(spent("sp2", 201)).refused("OverSpent")
    assert refusal.details == {"allocation": "al1", "spent": "6.01 CAD", "holds": "6.00 CAD"}
    given(*FUNDED, allocated(), spent()).when(spent("sp2", 200)).recorded()


def test_what_was_allocated_covers_what_was_spent_after_corrections_too():
    acts = (*FUNDED, named("e-al", allocated()), named("e-sp", spent()))
    case = given(*acts)
    over = {"money": {"amount_cents": 601, "currency": "CAD"}}
    case.when(rectified("e-sp", over)).refused("OverSpent")
    less = {"money": {"amount_cents": 399, "currency": "CAD"}}
    case.when(rectified("e-al", less)).refused("OverSpent")
    case.when(retracted("e-al")).refused("HasDependents")
    given(*acts).when(
        rectified("e-al", {"money": {"amount_cents": 400, "currency": "CAD"}})
    ).recorded()
    gone = named("e-out", retracted("e-sp"))
    given(*acts, gone, spent("sp2", 300)).when(retracted("e-out")).refused("OverSpent")
    given(*acts, gone, spent("sp2", 200)).when(retracted("e-out")).recorded()


SIGNING = CONTRACTED[:-1]


def test_an_outcome_contract_says_what_is_paid_for():
    given(*SIGNING).when(signed()).then(
        OutcomeContractSigned(
            contract_id="cis",
            mission_id="mis",
            payers=("loge",),
            investors=("bailleur",),
            providers=("alim",),
            evaluator="univ",
            terms=(term(),),
        )
    )
    given(*SIGNING).when(signed(mission="none")).refused("UnknownMission")
    given(*SIGNING).when(signed(payers=("nobody",))).refused("UnknownMember")
    given(*SIGNING).when(signed(term(indicator_id="none"))).refused("UnknownIndicator")
    given(*SIGNING).when(signed(term(), term())).refused("DuplicateId")
    given(*CONTRACTED).when(signed()).refused("DuplicateId")


@pytest.mark.parametrize("role", ["payers", "investors", "providers"])
def test_an_evaluator_pays_invests_and_provides_nothing(role):
    tied = signed(**{role: ("jeune", "univ")})
    given(*SIGNING).when(tied).refused("EvaluatorNotIndependent")


def test_the_evaluator_is_settled():
    acts = (*SIGNING, named("e-c", signed()))
    given(*acts).when(rectified("e-c", {"evaluator": "jeune"})).refused("IdentityChanged")
    swapped = {"evaluator": "loge", "payers": ["univ"]}
    given(*acts).when(rectified("e-c", swapped)).refused("IdentityChanged")


def test_a_contract_rests_on_indicators_that_have_started():
    evaluator = joined("univ", "INSTITUTION")
    given(*INDICATED, evaluator).when(signed()).refused("NoBaseline")
    started = (*INDICATED, named("e-x", measured("x1", 60)), evaluator)
    case = given(*started, signed())
    refusal = case.when(retracted("e-x")).refused("HasDependents")
    assert refusal.details["dependents"] == ["cis"]
    gone = (named("e-c", signed()), named("e-out", retracted("e-c")), retracted("e-x"))
    given(*started, *gone).when(retracted("e-out")).refused("NoBaseline")


def later(c):
    """Find 212 households two years later."""
    c.log.clock.now = datetime(2018, 11, 5, tzinfo=UTC)
    found = measured("x2", 212, kind="FOLLOW_UP", at=date(2018, 10, 1))
    return found(c.noting(id="e-x2"))


JUDGED = (*CONTRACTED, later)


def test_the_evaluator_says_what_a_measure_shows():
    verdict = OutcomeVerified(contract_id="cis", term_id="t1", measure_id="x2", met=True, by="univ")
    given(*JUDGED).when(verified()).then(verdict)
    given(*JUDGED).when(verified(met=True)).then(verdict)
    (recorded,) = given(*JUDGED).when(verified("x1")).recorded()
    assert recorded.data.met is False
    given(*JUDGED).when(verified(contract="none")).refused("UnknownContract")
    given(*JUDGED).when(verified(term="t9")).refused("UnknownTerm")
    given(*JUDGED).when(verified("x9")).refused("UnknownMeasure")
    other = (defined("points"), measured("x3", 900, indicator="points"))
    given(*JUDGED, *other).when(verified("x3")).refused("UnknownMeasure")


@pytest.mark.parametrize("by", ["loge", "alim", "bailleur", "jeune"])
def test_only_the_evaluator_gives_a_verdict(by):
    given(*JUDGED).when(verified(by=by)).refused("NotTheEvaluator")


@pytest.mark.parametrize(
    ("op", "threshold", "by", "met"),
    [
        (">=", 212, date(2018, 10, 1), True),
        (">=", "212.01", date(2018, 10, 1), False),
        (">=", 212, date(2018, 9, 30), False),
        ("<=", 212, date(2018, 10, 1), True),
        ("<=", "211.99", date(2018, 10, 1), False),
        (">", 212, date(2018, 10, 1), False),
        (">", 211, date(2018, 10, 1), True),
        ("<", 212, date(2018, 10, 1), False),
        ("<", 213, date(2018, 10, 1), True),
    ],
)
def test_a_verdict_is_the_comparison_of_the_measure_with_the_term(op, threshold, by, met):
    contract = signed(term(op=op, threshold=Decimal(threshold), by=by))
    case = given(*SIGNING, contract, later)
    case.when(verified(met=not met)).refused("VerdictMismatch")
    case.when(verified(met=met)).recorded()


def test_a_verdict_may_be_given_again_on_a_newer_measure():
    given(*JUDGED, verified("x1")).when(verified("x2")).recorded()


def test_a_verdict_stays_what_its_measure_and_its_term_say():
    acts = (*SIGNING, named("e-c", signed()), later, named("e-v", verified()))
    case = given(*acts)
    case.when(rectified("e-x2", {"value": "199"})).refused("VerdictMismatch")
    case.when(rectified("e-x2", {"at": "2018-11-01"})).refused("VerdictMismatch")
    case.when(rectified("e-v", {"met": False})).refused("VerdictMismatch")
    terms = [{"term_id": "t1", "indicator_id": "menages", "op": ">=", "threshold": "213",
              "by": "2018-10-31", "pays": {"amount_cents": 300, "currency": "CAD"}}]  # fmt: skip
    case.when(rectified("e-c", {"terms": terms})).refused("VerdictMismatch")
    case.when(retracted("e-x2")).refused("HasDependents")
    case.when(retracted("e-c")).refused("HasDependents")
    unjudged = given(*acts[:-1])
    unjudged.when(rectified("e-c", {"terms": terms})).recorded()


def test_a_verdict_does_not_come_back_over_another_measure():
    gone = (named("e-v", verified()), named("e-out", retracted("e-v")))
    given(*JUDGED, *gone).when(retracted("e-out")).recorded()
    fewer = rectified("e-x2", {"value": "199"})
    given(*JUDGED, *gone, fewer).when(retracted("e-out")).refused("VerdictMismatch")


def test_a_verdict_stays_once_a_payment_answers_it():
    pay = lambda c: c.noting(cause="e-v").spend(  # noqa: E731
        spending="sp9", allocation="al1", money=cad(300), what="Résultat atteint"
    )
    contract = (defined(), measured("x1", 60), joined("univ", "INSTITUTION"), signed(), later)
    acts = (*FUNDED, allocated(), *contract, named("e-v", verified()))
    given(*acts).when(retracted("e-v")).recorded()
    given(*acts, pay).when(retracted("e-v")).refused("HasDependents")
