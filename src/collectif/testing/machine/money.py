"""This module is about what is tried with money and with contracts on outcomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from collectif.acts import Known
from collectif.acts.measured import Term
from collectif.ids import ContractId, IndicatorId, TermId
from collectif.testing.machine.choosing import Call, Choose, needing
from collectif.testing.machine.deciding import adopt
from collectif.testing.machine.years import measure, with_missions
from collectif.values import Money


@with_missions
def pledge(choose: Choose) -> Call:
    """Promise means."""
    money = choose.money() if choose.rarely(2) else None
    kind = "MONEY" if (money is not None) != choose.wrongly() else "TIME"
    said = {"pledge": choose.new("pl"), "giver": choose.member(), "mission": choose.mission()}
    return Call("pledge", said | {"kind": kind, "money": money, "quantity": "2 jours"})


@needing(lambda known: known.pledges, pledge)
def receive(choose: Choose) -> Call:
    """Receive some of a pledge."""
    pledge = choose.one(choose.known.pledges, "nothing")
    made = choose.known.pledges.get(pledge)
    of_money = made is not None and made.money is not None
    money = choose.money() if of_money != choose.wrongly() else None
    return Call("receive", {"receipt": choose.new("rc"), "pledge": pledge, "money": money})


def _has_decided(known: Known) -> bool:
    return any(decision.status == "ADOPTED" for decision in known.decisions.values())


@needing(lambda known: any(p.receipts for p in known.pledges.values()), receive)
@needing(_has_decided, adopt)
def allocate(choose: Choose) -> Call:
    """Allocate what was received."""
    known = choose.known
    funded = [p.mission for p in known.pledges.values() if any(p.receipts.values())]
    mission = choose.one(funded, *known.missions, "nothing")
    said = {
        "allocation": choose.new("al"),
        "mission": mission,
        "bearer": choose.member(),
        "money": choose.money(300 + 1500 * choose.wrongly()),
        "purpose": choose.words(),
        "decision": choose.decision("ADOPTED"),
    }
    return Call("allocate", said)


@needing(lambda known: known.allocations, allocate)
def spend(choose: Choose) -> Call:
    """Spend what was allocated."""
    allocation = choose.one(choose.known.allocations, "nothing")
    said = {"spending": choose.new("sp"), "allocation": allocation, "what": choose.words()}
    return Call("spend", said | {"money": choose.money(200 + 1500 * choose.wrongly())})


@needing(lambda known: known.measures, measure)
def sign_outcome_contract(choose: Choose) -> Call:
    """Sign an outcome contract."""
    known = choose.known
    parties = choose.members()
    started = [m.indicator for m in known.measures.values() if m.kind == "BASELINE"]
    others = [id for id in known.members if id not in parties]
    said = {
        "contract": choose.new("ct"),
        "mission": choose.mission(),
        "payers": parties[:1],
        "investors": parties[1:2],
        "providers": parties[2:],
        "evaluator": choose.one(others, *parties),
        "terms": (_term(choose, choose.one(started, *known.indicators, "nothing")),),
    }
    return Call("sign_outcome_contract", said)


def _term(choose: Choose, indicator: str) -> Term:
    return Term(
        term_id=TermId("t1"),
        indicator_id=IndicatorId(indicator),
        op=choose.one((">=", "<", ">", "<=")),
        threshold=Decimal(choose.one((70, 100))),
        by=choose.one((date(2020, 1, 1), date(2016, 12, 1))),
        pays=Money(amount_cents=0 if choose.wrongly() else 300, currency="CAD"),
    )


@needing(lambda known: known.contracts, sign_outcome_contract)
def verify_outcome(choose: Choose) -> Call:
    """Say whether a measure meets a term."""
    known = choose.known
    contract = choose.one(known.contracts, "nothing")
    signed = known.contracts.get(ContractId(contract))
    terms = list(signed.terms) if signed else []
    paid_for = {term.indicator_id for term in signed.terms.values()} if signed else set()
    fit = [m.id for m in known.measures.values() if m.indicator in paid_for]
    said: dict[str, Any] = {
        "contract": contract,
        "term": choose.one(terms, "t9"),
        "measure": choose.one(fit, *known.measures, "nothing"),
        "by": choose.one([signed.evaluator] if signed else [], *known.members),
        "met": choose.rarely(2) if choose.wrongly() else None,
    }
    return Call("verify_outcome", said)


MONEY = (pledge, receive, allocate, spend, sign_outcome_contract, verify_outcome)
"""Commands with money and with contracts on outcomes."""
