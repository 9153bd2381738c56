"""This module is about the ledger: means by mission and currency, from pledge to payment.

Whatever is received is unallocated, allocated and unspent, or spent. What is given in kind is
listed apart and never priced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Literal

from attrs import define, field, frozen

from collectif.acts.funding import (
    FundsAllocated,
    ResourcePledged,
    ResourceReceived,
    SpendingReported,
)
from collectif.acts.measured import Term
from collectif.acts.outcomes import OutcomeContractSigned, OutcomeVerified
from collectif.ids import AllocationId, ContractId, MissionId, PledgeId, TermId
from collectif.projections.dates import happened_by
from collectif.record.envelope import Recorded
from collectif.record.fold import Clause, Projection
from collectif.record.view import View
from collectif.tabled import Tabled
from collectif.values import Money

TermKey = tuple[ContractId, TermId]


@frozen(kw_only=True)
class Ledger:
    """The money of a mission in one currency by a day, in cents.

    Attributes:
        pledged: What was promised.
        received: What came in.
        allocated: What was put in the hands of a member.
        spent: What was spent of it.
        outcome_due: What met terms of outcome contracts make payable, and nobody paid yet.
    """

    pledged: int
    received: int
    allocated: int
    spent: int
    outcome_due: int

    @property
    def unallocated(self) -> int:
        """What came in and is in nobody's hands yet."""
        return self.received - self.allocated

    @property
    def allocated_unspent(self) -> int:
        """What is in somebody's hands and not spent yet."""
        return self.allocated - self.spent


@frozen(kw_only=True)
class Pledged:
    """A pledge and what came of it by a day.

    Attributes:
        pledge: The pledge, with the conditions that the giver asks for.
        receipts: What came in, in order.
    """

    pledge: ResourcePledged
    receipts: tuple[ResourceReceived, ...]

    @property
    def received(self) -> int:
        """The cents that came in; 0 for what is given in kind."""
        return sum(r.money.amount_cents for r in self.receipts if r.money is not None)

    @property
    def over_received(self) -> bool:
        """Whether more came in than was pledged; never for what is given in kind."""
        promised = self.pledge.money
        return promised is not None and self.received > promised.amount_cents


@frozen(kw_only=True)
class Allocated:
    """Money in the hands of a member, and what was spent of it by a day.

    Attributes:
        given: To whom, how much, for what, by which decision.
        spent: The cents that were reported as spent.
    """

    given: FundsAllocated
    spent: int


@frozen(kw_only=True)
class TermStanding:
    """A term of an outcome contract by a day.

    Attributes:
        contract_id: Of which contract.
        mission_id: For which mission.
        term: The term.
        state: Agreed; met or not, by the last verdict; lapsed when its last day has passed
            without a verdict.
        due: The cents that are payable; 0 unless it is met, and once they are paid.
    """

    contract_id: ContractId
    mission_id: MissionId
    term: Term
    state: Literal["AGREED", "MET", "NOT_MET", "LAPSED"]
    due: int


@frozen(kw_only=True)
class Funding(Tabled):
    """Where the means of all missions are by a day.

    Attributes:
        ledgers: Mission -> currency -> its ledger; missions in the order of first mention,
            currencies alphabetical. A mission without money is not in it.
        pledges: Pledge -> what came of it, in the order of pledging; in kind too.
        allocations: Allocation -> what came of it, in the order of allocating.
        terms: The terms of outcome contracts, in order.
    """

    ledgers: Mapping[MissionId, Mapping[str, Ledger]]
    pledges: Mapping[PledgeId, Pledged]
    allocations: Mapping[AllocationId, Allocated]
    terms: tuple[TermStanding, ...]

    @property
    def in_kind(self) -> tuple[Pledged, ...]:
        """What is given in kind, in the order of pledging."""
        return tuple(p for p in self.pledges.values() if p.pledge.kind != "MONEY")


@define
class _Books:
    pledges: dict[PledgeId, ResourcePledged] = field(factory=dict)
    receipts: dict[PledgeId, list[ResourceReceived]] = field(factory=dict)
    allocations: dict[AllocationId, FundsAllocated] = field(factory=dict)
    spendings: list[SpendingReported] = field(factory=list)
    contracts: dict[ContractId, OutcomeContractSigned] = field(factory=dict)
    verdicts: dict[TermKey, dict[str, bool]] = field(factory=dict)
    paid: dict[str, Counter[str]] = field(factory=dict)


def funding(view: View, *, at: date) -> Funding:
    """Return where the means of all missions are at the end of a day.

    Pledges, receipts, allocations, spendings, contracts and verdicts count from the day on which
    they happened. An outcome payment is due from the verdict on, until a spending is reported whose
    `cause` is the verdict.
    """
    clauses: dict[type, Clause[_Books]] = {
        ResourcePledged: _pledges_by_name,
        ResourceReceived: _receipts_in_order,
        FundsAllocated: _allocations_by_name,
        SpendingReported: _spendings_in_order,
        OutcomeContractSigned: _contracts_by_name,
        OutcomeVerified: _last_verdict_counts,
    }
    projection: Projection[Any, Funding] = Projection(
        start=_Books, clauses=happened_by(at, clauses), show=partial(_shown, at)
    )
    return projection.replay(view)


def _pledges_by_name(books: _Books, event: Recorded[ResourcePledged]) -> None:
    books.pledges[event.data.pledge_id] = event.data


def _receipts_in_order(books: _Books, event: Recorded[ResourceReceived]) -> None:
    books.receipts.setdefault(event.data.pledge_id, []).append(event.data)


def _allocations_by_name(books: _Books, event: Recorded[FundsAllocated]) -> None:
    books.allocations[event.data.allocation_id] = event.data


def _spendings_in_order(books: _Books, event: Recorded[SpendingReported]) -> None:
    money = event.data.money
    books.spendings.append(event.data)
    if event.cause is not None:
        books.paid.setdefault(event.cause, Counter())[money.currency] += money.amount_cents


def _contracts_by_name(books: _Books, event: Recorded[OutcomeContractSigned]) -> None:
    books.contracts[event.data.contract_id] = event.data


def _last_verdict_counts(books: _Books, event: Recorded[OutcomeVerified]) -> None:
    key = event.data.contract_id, event.data.term_id
    books.verdicts.setdefault(key, {})[event.id] = event.data.met


def _shown(at: date, books: _Books) -> Funding:
    terms = tuple(_terms(at, books))
    return Funding(
        ledgers=_ledgers(books, terms),
        pledges={
            id: Pledged(pledge=pledge, receipts=tuple(books.receipts.get(id, ())))
            for id, pledge in books.pledges.items()
        },
        allocations=dict(_allocated(books)),
        terms=terms,
    )


def _allocated(books: _Books) -> Iterator[tuple[AllocationId, Allocated]]:
    spent = Counter[AllocationId]()
    for one in books.spendings:
        spent[one.allocation_id] += one.money.amount_cents
    for id, given in books.allocations.items():
        yield id, Allocated(given=given, spent=spent[id])


def _terms(at: date, books: _Books) -> Iterator[TermStanding]:
    for contract in books.contracts.values():
        for term in contract.terms:
            verdicts = books.verdicts.get((contract.contract_id, term.term_id), {})
            met = next(reversed(verdicts.values()), None)
            unheard: Literal["LAPSED", "AGREED"] = "LAPSED" if at > term.by else "AGREED"
            paid = sum(books.paid.get(id, Counter())[term.pays.currency] for id in verdicts)
            yield TermStanding(
                contract_id=contract.contract_id,
                mission_id=contract.mission_id,
                term=term,
                state=unheard if met is None else "MET" if met else "NOT_MET",
                due=max(0, term.pays.amount_cents - paid) if met else 0,
            )


def _ledgers(
    books: _Books, terms: tuple[TermStanding, ...]
) -> Mapping[MissionId, Mapping[str, Ledger]]:
    sums: dict[MissionId, dict[str, Counter[str]]] = {}
    for mission, what, money in _entries(books, terms):
        column = sums.setdefault(mission, {}).setdefault(money.currency, Counter())
        column[what] += money.amount_cents
    columns = ("pledged", "received", "allocated", "spent", "outcome_due")
    return {
        mission: {
            currency: Ledger(**{name: column[name] for name in columns})
            for currency, column in sorted(by_currency.items())
        }
        for mission, by_currency in sums.items()
    }


def _entries(
    books: _Books, terms: tuple[TermStanding, ...]
) -> Iterator[tuple[MissionId, str, Money]]:
    """Yield every amount with its mission and its column; not what rests on nothing in view."""
    for id, pledge in books.pledges.items():
        if pledge.money is not None:
            yield pledge.mission_id, "pledged", pledge.money
        for receipt in books.receipts.get(id, ()):
            if receipt.money is not None:
                yield pledge.mission_id, "received", receipt.money
    for allocation in books.allocations.values():
        yield allocation.mission_id, "allocated", allocation.money
    for spending in books.spendings:
        if spending.allocation_id in books.allocations:
            mission = books.allocations[spending.allocation_id].mission_id
            yield mission, "spent", spending.money
    for standing in terms:
        pays = standing.term.pays
        due = Money(amount_cents=standing.due, currency=pays.currency)
        yield standing.mission_id, "outcome_due", due
