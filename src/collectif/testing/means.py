"""This module is about a small mission to test with: indicators, money and an outcome contract.

Each name is an act, or several in order, for `collectif.testing.given`, on top of those of
`collectif.testing.room`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from collectif.acts.measured import Term
from collectif.collective import Collective
from collectif.testing.given import Act
from collectif.testing.room import MEMBERS, RULED, Acts, joined, moved
from collectif.values import Money


def cad(cents: int) -> Money:
    """Return an amount in Canadian dollars."""
    return Money(amount_cents=cents, currency="CAD")


def mission(mission: str, **how: Any) -> Act:
    """Return the adoption of a mission."""
    said: dict[str, Any] = {"statement": "Bien manger", "label": "Se nourrir ensemble"} | how
    return lambda c: c.adopt_mission(mission=mission, **said)


def objective(objective: str, **how: Any) -> Act:
    """Return the adoption of an objective of the neighbourhood plan."""
    said: dict[str, Any] = {
        "statement": "Un quartier sûr",
        "plan": "Plan de quartier 2014-2018",
    } | how
    return lambda c: c.adopt_objective(objective=objective, **said)


def defined(indicator: str = "menages", **how: Any) -> Act:
    """Return the definition of an indicator of the mission mis, which should rise."""
    said: dict[str, Any] = {
        "mission": "mis",
        "name": "Ménages",
        "unit": "ménages",
        "direction": "UP",
        "data_source": "Relevés",
        "frequency": "annuelle",
        "steward": "alim",
    }
    return lambda c: c.define_indicator(indicator=indicator, **(said | how))


def targeted(value: Any, **how: Any) -> Act:
    """Return the setting of a target of menages."""
    said: dict[str, Any] = {
        "indicator": "menages",
        "due": date(2018, 10, 31),
        "rationale": "En comité",
    } | how
    return lambda c: c.set_target(value=value, **said)


def measured(measure: str, value: Any, **how: Any) -> Act:
    """Return a measure of menages; a baseline unless told otherwise."""
    said: dict[str, Any] = {
        "indicator": "menages",
        "kind": "BASELINE",
        "at": date(2016, 11, 1),
        "method": "relevé",
        "by": "alim",
    }
    return lambda c: c.measure(measure=measure, value=value, **(said | how))


def learned(learning: str = "l1", **how: Any) -> Act:
    """Return the sharing of a learning of alim and loge."""
    said: dict[str, Any] = {
        "by": ("alim", "loge"),
        "title": "Les heures",
        "text": "Ouvrir le soir",
        "kind": "PRACTICE",
    }
    return lambda c: c.share_learning(learning=learning, **(said | how))


def pledged(pledge: str = "pl1", cents: int = 1000, **how: Any) -> Act:
    """Return a pledge of money to the mission mis."""
    said: dict[str, Any] = {"giver": "bailleur", "mission": "mis", "kind": "MONEY"}
    said |= {"money": cad(cents)} | how
    return lambda c: c.pledge(pledge=pledge, **said)


def received(receipt: str = "rc1", cents: int = 1000, **how: Any) -> Act:
    """Return a receipt of the pledge pl1."""
    said: dict[str, Any] = {"pledge": "pl1", "money": cad(cents)} | how
    return lambda c: c.receive(receipt=receipt, **said)


def allocated(allocation: str = "al1", cents: int = 600, **how: Any) -> Act:
    """Return an allocation to alim by the decision d1."""
    said: dict[str, Any] = {"mission": "mis", "bearer": "alim", "purpose": "Étals"}
    said |= {"money": cad(cents), "decision": "d1"} | how
    return lambda c: c.allocate(allocation=allocation, **said)


def spent(spending: str = "sp1", cents: int = 400, **how: Any) -> Act:
    """Return a spending from the allocation al1."""
    said: dict[str, Any] = {"allocation": "al1", "money": cad(cents), "what": "Denrées"} | how
    return lambda c: c.spend(spending=spending, **said)


def term(term: str = "t1", **how: Any) -> Term:
    """Return a term that pays 300 cents for 200 menages or more by the end of October 2018."""
    said: dict[str, Any] = {
        "term_id": term,
        "indicator_id": "menages",
        "op": ">=",
        "threshold": Decimal(200),
        "by": date(2018, 10, 31),
        "pays": cad(300),
    }
    return Term(**(said | how))


def signed(*terms: Term, **how: Any) -> Act:
    """Return the signing of an outcome contract that univ evaluates."""
    said: dict[str, Any] = {
        "mission": "mis",
        "payers": ("loge",),
        "investors": ("bailleur",),
        "providers": ("alim",),
        "evaluator": "univ",
    }
    return lambda c: c.sign_outcome_contract(
        contract="cis", terms=terms or (term(),), **(said | how)
    )


def verified(measure: str = "x2", **how: Any) -> Act:
    """Return the verdict of the evaluator on the term t1."""
    said: dict[str, Any] = {"contract": "cis", "term": "t1", "by": "univ"} | how
    return lambda c: c.verify_outcome(measure=measure, **said)


def adopted(c: Collective) -> object:
    """Adopt the decision d1."""
    return c.take_decision(decision="d1", outcome="ADOPTED", tally={"CONSENT": 3})


INDICATED: Acts = (*MEMBERS, mission("mis"), defined())

TARGETED: Acts = (*INDICATED, targeted(200))

MEASURED: Acts = (*INDICATED, measured("x1", 60))

DECIDED: Acts = (*RULED, mission("mis"), moved(), adopted)

FUNDED: Acts = (*DECIDED, pledged(), received())

CONTRACTED: Acts = (*MEASURED, joined("univ", "INSTITUTION"), signed())
