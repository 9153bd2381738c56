"""This module is about balances: what a mission has, what its members hold, what is refused.

Amounts are whole cents; missions and currencies never mix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from collectif.acts.measured import Allocation, Pledge
from collectif.acts.state import Known, unknown
from collectif.errors import Refused
from collectif.ids import AllocationId, MissionId, PledgeId
from collectif.values import Money


def received_by(known: Known, mission: MissionId, *, without: str | None = None) -> Counter[str]:
    """Return currency -> cents received for a mission, one receipt left out if asked."""
    sums: Counter[str] = Counter()
    for pledge in known.pledges.values():
        for receipt, money in pledge.receipts.items():
            if pledge.mission == mission and receipt != without and money is not None:
                sums[money.currency] += money.amount_cents
    return sums


def allocated_by(known: Known, mission: MissionId, *, without: str | None = None) -> Counter[str]:
    """Return currency -> cents allocated for a mission, one allocation left out if asked."""
    sums: Counter[str] = Counter()
    for one in known.allocations.values():
        if one.mission == mission and one.id != without:
            sums[one.money.currency] += one.money.amount_cents
    return sums


def uncovered_without(known: Known, mission: MissionId, receipt: str) -> list[AllocationId]:
    """Return the allocations of a mission that its money would not cover without a receipt."""
    funds, taken = received_by(known, mission, without=receipt), allocated_by(known, mission)
    short = {currency for currency, cents in taken.items() if cents > funds[currency]}
    return [
        one.id
        for one in known.allocations.values()
        if one.mission == mission and one.money.currency in short
    ]


def pledge_of(known: Known, id: str) -> Pledge:
    """Return a pledge that was made."""
    return known.pledges.get(PledgeId(id)) or unknown("pledge", id, known.pledges)


def allocation_of(known: Known, id: str) -> Allocation:
    """Return an allocation that was made."""
    made = known.allocations.get(AllocationId(id))
    return made or unknown("allocation", id, known.allocations)


def refuse_unless_positive(resource: str, money: Money | None) -> None:
    """Refuse an amount of nothing, or less."""
    if money is not None and money.amount_cents <= 0:
        raise Refused("AmountNotPositive", resource=resource, amount=amount(money))


def amount(money: Money) -> str:
    """Return an amount as it reads in a sentence, such as `"65000.00 CAD"`."""
    return f"{Decimal(money.amount_cents).scaleb(-2)} {money.currency}"


def currency_of(money: Money | None) -> str | None:
    """Return in which currency an amount is; None for what is given in kind."""
    return None if money is None else money.currency


def insufficient(mission: MissionId, asked: int, left: int, currency: str) -> Refused:
    """Return the refusal of money that a mission does not have, in cents."""
    return Refused(
        "InsufficientFunds",
        mission=mission,
        asked=amount(Money(amount_cents=asked, currency=currency)),
        left=amount(Money(amount_cents=left, currency=currency)),
    )


def refuse_overspending(allocation: Allocation, holds: Money, spent: Iterable[Money]) -> None:
    """Refuse more spendings than an allocation of an amount holds, or in another currency."""
    sums: Counter[str] = Counter()
    for money in spent:
        sums[money.currency] += money.amount_cents
    for currency, cents in sums.items():
        if currency != holds.currency or cents > holds.amount_cents:
            raise Refused(
                "OverSpent",
                allocation=allocation.id,
                spent=amount(Money(amount_cents=cents, currency=currency)),
                holds=amount(holds),
            )
