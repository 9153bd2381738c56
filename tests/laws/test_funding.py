"""Laws of means under any sequence of commands and corrections, legal or not.

Received = unallocated + allocated and unspent + spent; no balance is ever negative; currencies and
missions never mix; an indicator has one baseline; contracts rest on baselines; a verdict is what
its measure and its term say. (The ledger is told twice: by the projection, and here by hand.)
"""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from collectif.acts import Known, known_from
from collectif.acts.indicators import baseline_of
from collectif.errors import Refused
from collectif.projections.funding import Ledger, funding
from collectif.projections.mission import progress
from collectif.record.view import View
from collectif.testing import given as cases
from collectif.testing.given import bytes_of, state_of
from collectif.testing.means import (
    DECIDED,
    allocated,
    defined,
    measured,
    mission,
    pledged,
    received,
    signed,
    spent,
    targeted,
    term,
    verified,
)
from collectif.testing.room import joined
from collectif.values import Money

AFTER = date(2019, 1, 1)
OCTOBER = date(2018, 10, 2)

missions = st.sampled_from(["mis", "mis", "other", "none"])
cents = st.integers(-1, 6)
currencies = st.sampled_from(["CAD", "CAD", "CAD", "USD"])
moneys = st.builds(lambda c, k: Money(amount_cents=c, currency=k), cents, currencies)
kinds = st.sampled_from(["BASELINE", "FOLLOW_UP", "FINAL"])
values = st.integers(0, 4)


class Means(RuleBasedStateMachine):
    """A collective in which anybody tries anything with its means."""

    @initialize(judged=st.booleans())
    def begin(self, judged):
        acts = (mission("other"), defined(), joined("univ", "INSTITUTION"))
        case = cases.given(*DECIDED, *acts)
        case.clock.now = datetime(2018, 11, 5, tzinfo=UTC)
        self.collective, self.count = case.collective, 0
        self.names: dict[str, list[str]] = {"pledge": [], "allocation": [], "measure": []}
        nine = Money(amount_cents=9, currency="CAD")
        self.make("pledge", lambda name: pledged(name, money=nine))
        self.attempt(received("receipt", pledge=self.names["pledge"][0], money=nine))
        self.make("allocation", lambda name: allocated(name, cents=4))
        if judged:
            self.make("measure", lambda name: measured(name, 1))
            self.attempt(signed(term(threshold=Decimal(2))))
            self.make("measure", lambda name: measured(name, 2, kind="FOLLOW_UP", at=OCTOBER))
            self.attempt(verified(self.names["measure"][-1]))

    def now(self) -> Known:
        return known_from(View(source=self.collective.log.at(self.collective.log.size)))

    def attempt(self, act) -> bool:
        """Try an act; a refusal leaves the log byte for byte as it was."""
        before = bytes_of(self.collective)
        self.count += 1
        try:
            act(self.collective.noting(id=f"act-{self.count}"))
        except Refused:
            assert before == bytes_of(self.collective)
            return False
        return True

    def make(self, kind, act):
        """Try an act that brings a thing of a kind into being, under a name of its own."""
        name = f"{kind}-{self.count}"
        if self.attempt(act(name)):
            self.names[kind].append(name)

    def some(self, data, kind):
        return data.draw(st.sampled_from([*self.names[kind], "none"]))

    @rule(m=missions, money=moneys, kind=st.sampled_from(["MONEY", "MONEY", "TIME"]))
    def pledge(self, m, money, kind):
        said = {"mission": m, "kind": kind, "money": money if kind == "MONEY" else None}
        self.make("pledge", lambda name: pledged(name, **said))

    @rule(money=moneys, data=st.data())
    def receive(self, money, data):
        said = {"pledge": self.some(data, "pledge"), "money": money}
        self.attempt(received(f"receipt-{self.count}", **said))

    @rule(m=missions, money=moneys)
    def allocate(self, m, money):
        self.make("allocation", lambda name: allocated(name, mission=m, money=money))

    @rule(money=moneys, data=st.data())
    def spend(self, money, data):
        said = {"allocation": self.some(data, "allocation"), "money": money}
        self.attempt(spent(f"spending-{self.count}", **said))

    @rule(kind=kinds, value=values, day=st.integers(1, 4))
    def measure(self, kind, value, day):
        said = {"kind": kind, "at": date(2018, 10, day)}
        self.make("measure", lambda name: measured(name, value, **said))

    @rule(value=values)
    def aim(self, value):
        self.attempt(targeted(value))

    @rule(threshold=values, day=st.integers(1, 4), op=st.sampled_from([">=", "<"]))
    def sign(self, threshold, day, op):
        self.attempt(signed(term(op=op, threshold=Decimal(threshold), by=date(2018, 10, day))))

    @rule(data=st.data(), met=st.sampled_from([None, True, False]))
    def verify(self, data, met):
        self.attempt(verified(self.some(data, "measure"), met=met))

    def event(self, data, *types):
        told = [e.id for e in self.collective.log.read() if e.type in types]
        return data.draw(st.sampled_from([*told, "none"]))

    @rule(data=st.data(), money=moneys)
    def rectify_an_amount(self, data, money):
        amounts = ("resource-pledged", "resource-received", "funds-allocated", "spending-reported")
        told = {"amount_cents": money.amount_cents, "currency": money.currency}
        target = self.event(data, *amounts)
        self.attempt(lambda c: c.rectify(target=target, changes={"money": told}, reason="x"))

    @rule(data=st.data(), value=values, field=st.sampled_from(["value", "kind", "at"]))
    def rectify_a_measure(self, data, value, field):
        changed = {"value": str(value), "kind": "BASELINE", "at": f"2018-10-0{value + 1}"}
        target = self.event(data, "indicator-measured", "target-set")
        change = {field: changed[field]}
        self.attempt(lambda c: c.rectify(target=target, changes=change, reason="x"))

    @rule(data=st.data())
    def retract_anything(self, data):
        told = [e for e in self.collective.log.read() if e.id.startswith("act-")]
        rested_on = [e for e in told if e.type in ("resource-received", "indicator-measured")]
        target = data.draw(st.sampled_from([e.id for e in (*told, *rested_on * 3)]))
        self.attempt(lambda c: c.retract(target=target, reason="x"))

    @rule(data=st.data(), money=moneys)
    def do_something_else_instead_and_bring_it_back(self, data, money):
        """The way on which a balance is most easily broken."""
        live = self.collective.view().events(frozenset({"funds-allocated", "spending-reported"}))
        target = data.draw(st.sampled_from([*live, None]))
        if target is None or not self.attempt(lambda c: c.retract(target=target.id, reason="x")):
            return
        out = f"act-{self.count}"
        if target.type == "funds-allocated":
            self.allocate(target.data.mission_id, money)
        else:
            said = {"allocation": target.data.allocation_id, "money": money}
            self.attempt(spent(f"spending-{self.count}", **said))
        self.attempt(lambda c: c.retract(target=out, reason="x"))

    @rule(data=st.data())
    def bring_something_back(self, data):
        target = self.event(data, "event-retracted")
        self.attempt(lambda c: c.retract(target=target, reason="x"))

    @invariant()
    def refolding_says_the_same(self):
        assert state_of(self.now()) == state_of(self.collective._core.known())

    @invariant()
    def no_balance_is_negative(self):
        for by_currency in funding(self.collective.view(), at=AFTER).ledgers.values():
            for ledger in by_currency.values():
                assert ledger.received >= ledger.allocated >= ledger.spent >= 0
                assert ledger.unallocated >= 0
                assert ledger.allocated_unspent >= 0
                parts = ledger.unallocated + ledger.allocated_unspent + ledger.spent
                assert parts == ledger.received

    @invariant()
    def the_ledger_says_what_the_events_say(self):
        sums: Counter = Counter()
        homes: dict[str, str] = {}
        for event in self.collective.view().events():
            data, money = event.data, getattr(event.data, "money", None)
            match event.type:
                case "resource-pledged":
                    homes[data.pledge_id], column = data.mission_id, "pledged"
                    home = data.mission_id
                case "resource-received":
                    home, column = homes[data.pledge_id], "received"
                case "funds-allocated":
                    homes[data.allocation_id], column = data.mission_id, "allocated"
                    home = data.mission_id
                case "spending-reported":
                    home, column = homes[data.allocation_id], "spent"
            if money is not None:
                sums[home, money.currency, column] += money.amount_cents
        told = funding(self.collective.view(), at=AFTER).ledgers
        columns = ("pledged", "received", "allocated", "spent")
        assert sums == {
            (m, currency, column): getattr(ledger, column)
            for m, by_currency in told.items()
            for currency, ledger in by_currency.items()
            for column in columns
            if getattr(ledger, column)
        }

    @invariant()
    def an_indicator_starts_once(self):
        kinds = [m.kind for m in self.now().measures.values()]
        assert kinds.count("BASELINE") <= 1
        (shown,) = progress(self.collective.view(), at=AFTER).values()
        assert (shown.baseline is None) == ("BASELINE" not in kinds)

    @invariant()
    def verdicts_are_what_measures_say(self):
        known = self.now()
        for contract in known.contracts.values():
            for one in contract.terms.values():
                assert baseline_of(known, one.indicator_id) is not None
            for verdict in contract.verdicts.values():
                found = known.measures[verdict.measure]
                assert verdict.met == contract.terms[verdict.term].met(found.value, found.at)


TestMeans = Means.TestCase
TestMeans.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_an_empty_ledger_is_balanced():
    """The identity holds for nothing too."""
    nothing = Ledger(pledged=0, received=0, allocated=0, spent=0, outcome_due=0)
    assert nothing.unallocated == nothing.allocated_unspent == 0
