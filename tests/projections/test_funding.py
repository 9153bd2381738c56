"""Where the means are: pledged, received, allocated, spent, payable."""

from datetime import UTC, date, datetime, timedelta

from collectif.projections.funding import Ledger, funding
from collectif.testing.given import EVENING, given
from collectif.testing.means import (
    DECIDED,
    FUNDED,
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
from collectif.testing.room import joined, named, rectified, retracted
from collectif.values import Money

AFTER = date(2018, 12, 31)
CONDITION = {"fr": "Un bilan pour tous"}


def shown(*acts, at=AFTER):
    return funding(given(*acts).collective.view(), at=at)


def days_later(days):
    def pass_(c):
        c.log.clock.now = EVENING + timedelta(days=days)

    return pass_


def ledger(pledged=0, received=0, allocated=0, spent=0, outcome_due=0):
    return Ledger(
        pledged=pledged,
        received=received,
        allocated=allocated,
        spent=spent,
        outcome_due=outcome_due,
    )


def test_a_ledger_follows_money_from_pledge_to_spending():
    found = shown(*FUNDED, allocated(), spent()).ledgers["mis"]["CAD"]
    assert found == ledger(1000, 1000, 600, 400)
    assert (found.unallocated, found.allocated_unspent) == (400, 200)
    assert found.received == found.unallocated + found.allocated_unspent + found.spent


def test_currencies_and_missions_have_ledgers_of_their_own():
    dollars = Money(amount_cents=70, currency="USD")
    acts = (mission("other"), pledged("pl2", money=dollars), pledged("pl3", 5, mission="other"))
    found = shown(*FUNDED, *acts, received("rc2", pledge="pl2", money=dollars)).ledgers
    assert found == {
        "mis": {"CAD": ledger(1000, 1000), "USD": ledger(70, 70)},
        "other": {"CAD": ledger(5)},
    }
    assert list(found["mis"]) == ["CAD", "USD"]


def test_money_counts_from_the_day_on_which_it_moved():
    acts = (*DECIDED, pledged(), days_later(10), received(), days_later(20), allocated())
    day = EVENING.date()
    found = [
        shown(*acts, at=day + timedelta(days=n)).ledgers["mis"]["CAD"] for n in (9, 10, 19, 20)
    ]
    assert found == [ledger(1000), ledger(1000, 1000), ledger(1000, 1000), ledger(1000, 1000, 600)]
    assert shown(*acts, at=day - timedelta(days=1)).ledgers == {}


def test_more_than_was_pledged_is_flagged():
    found = shown(*FUNDED, received("rc2", 1)).pledges["pl1"]
    assert found.over_received
    assert (found.received, len(found.receipts)) == (1001, 2)
    assert not shown(*FUNDED).pledges["pl1"].over_received


def test_conditions_stay_in_sight():
    assert shown(*DECIDED, pledged(conditions=(CONDITION,))).pledges["pl1"].pledge.conditions == (
        CONDITION,
    )


def test_what_is_given_in_kind_is_apart_and_has_no_price():
    parks = pledged("pl2", kind="SPACE", money=None, quantity="trois parcs")
    found = shown(*FUNDED, parks, received("rc2", pledge="pl2", money=None, quantity="deux"))
    (kind,) = found.in_kind
    assert (kind.pledge.quantity, kind.receipts[0].quantity) == ("trois parcs", "deux")
    assert (kind.received, kind.over_received) == (0, False)
    assert found.ledgers == {"mis": {"CAD": ledger(1000, 1000)}}
    assert shown(*DECIDED, parks).ledgers == {}


def test_corrections_move_the_ledger_and_not_the_one_known_before():
    case = given(*DECIDED, pledged(), named("e-rc", received()))
    size = case.collective.log.size
    rectified("e-rc", {"money": {"amount_cents": 700, "currency": "CAD"}})(case.collective)
    now, then = case.collective.view(), case.collective.view(known_at=size)
    assert funding(now, at=AFTER).ledgers["mis"]["CAD"].received == 700
    assert funding(then, at=AFTER).ledgers["mis"]["CAD"].received == 1000
    retracted("e-rc")
    assert shown(*DECIDED, pledged(), named("e-rc", received()), retracted("e-rc")).ledgers == {
        "mis": {"CAD": ledger(1000)}
    }


def found_in_autumn(measure, value):
    def find(c):
        c.log.clock.now = datetime(2018, 10, 10, 12, tzinfo=UTC)
        return measured(measure, value, kind="FOLLOW_UP", at=date(2018, 10, 1))(c)

    return find


CONTRACT = (
    *FUNDED,
    allocated(),
    defined(),
    measured("x1", 60),
    joined("univ", "INSTITUTION"),
    signed(term(), term("t2", by=date(2018, 11, 30))),
)
AUTUMN = date(2018, 10, 31)


def states(*acts, at=AUTUMN):
    return [(one.state, one.due) for one in shown(*acts, at=at).terms]


def test_a_term_is_agreed_then_met_or_not_or_lapsed():
    assert states(*CONTRACT) == [("AGREED", 0), ("AGREED", 0)]
    assert states(*CONTRACT, at=date(2018, 11, 1)) == [("LAPSED", 0), ("AGREED", 0)]
    assert states(*CONTRACT, verified("x1")) == [("NOT_MET", 0), ("AGREED", 0)]
    met = (*CONTRACT, found_in_autumn("x2", 212), verified("x2"))
    assert states(*met) == [("MET", 300), ("AGREED", 0)]
    assert states(*met, at=date(2018, 10, 9)) == [("AGREED", 0), ("AGREED", 0)]


def test_the_last_verdict_counts():
    met = (verified("x1"), found_in_autumn("x2", 212), verified("x2"))
    assert states(*CONTRACT, *met)[0] == ("MET", 300)
    assert states(*CONTRACT, *met, verified("x1"))[0] == ("NOT_MET", 0)


def test_an_outcome_payment_is_due_from_the_verdict_until_it_is_paid():
    def pay(spending, cents):
        money = cad(cents)
        return lambda c: c.noting(cause="e-v").spend(
            spending=spending, allocation="al1", money=money, what="Résultat"
        )

    met = (*CONTRACT, found_in_autumn("x2", 212), named("e-v", verified("x2")))
    assert shown(*met).ledgers["mis"]["CAD"] == ledger(1000, 1000, 600, 0, 300)
    assert shown(*met, spent()).ledgers["mis"]["CAD"].outcome_due == 300
    assert shown(*met, pay("sp1", 100)).ledgers["mis"]["CAD"].outcome_due == 200
    paid = (*met, pay("sp1", 100), pay("sp2", 200))
    assert shown(*paid).ledgers["mis"]["CAD"] == ledger(1000, 1000, 600, 300, 0)
    assert states(*paid)[0] == ("MET", 0)
