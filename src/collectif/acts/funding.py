"""This module is about means: pledged to a mission, received, allocated to a bearer, spent.

What is received bounds what is allocated, and what is allocated bounds what is spent, also after
any correction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from collectif.acts.balances import (
    allocated_by,
    allocation_of,
    currency_of,
    insufficient,
    pledge_of,
    received_by,
    refuse_overspending,
    refuse_unless_positive,
)
from collectif.acts.measured import Allocation, Pledge
from collectif.acts.mission import live_mission, mission_of
from collectif.acts.state import Known, effect, kept, rule
from collectif.errors import Refused
from collectif.ids import (
    AllocationId,
    DecisionId,
    MemberId,
    MissionId,
    PledgeId,
    ReceiptId,
    SpendingId,
)
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Link, Money, Text

Means = Literal["MONEY", "TIME", "SPACE", "GOODS", "DATA", "EXPERTISE"]


@event("resource-pledged", names="pledge_id")
class ResourcePledged:
    """Ressource promise: means of one kind, given to a mission and not to a member.

    Attributes:
        pledge_id: Its name in the log.
        giver: The member that promises.
        mission_id: To which mission.
        kind: Money, or what it is in kind.
        conditions: What the giver asks for in return.
        money: How much, for money alone.
        quantity: How much, in words; what is given in kind is never priced.
    """

    pledge_id: PledgeId
    giver: MemberId
    mission_id: MissionId
    kind: Means
    conditions: tuple[Text, ...]
    money: Money | None = None
    quantity: str | None = None


@event("resource-received", names="receipt_id")
class ResourceReceived:
    """Ressource reçue: some or all of a pledge came in; more than was pledged is flagged.

    Attributes:
        receipt_id: Its name in the log.
        pledge_id: Of which pledge.
        money: How much, in the currency of the pledge.
        quantity: How much of what came in kind, in words.
    """

    receipt_id: ReceiptId
    pledge_id: PledgeId
    money: Money | None = None
    quantity: str | None = None


@event("funds-allocated", names="allocation_id")
class FundsAllocated:
    """Fonds affectés: received money is put in the hands of a member, by decision.

    Attributes:
        allocation_id: Its name in the log.
        mission_id: From the funds of which mission.
        bearer: The member that holds them, as a fiduciary.
        money: How much.
        purpose: For what.
        decision_id: The adopted decision that it follows from.
    """

    allocation_id: AllocationId
    mission_id: MissionId
    bearer: MemberId
    money: Money
    purpose: Text
    decision_id: DecisionId


@event("spending-reported", names="spending_id")
class SpendingReported:
    """Dépense rapportée: allocated money was spent.

    Attributes:
        spending_id: Its name in the log.
        allocation_id: From which allocation.
        money: How much.
        what: On what.
        evidence: What shows it.
    """

    spending_id: SpendingId
    allocation_id: AllocationId
    money: Money
    what: Text
    evidence: tuple[Link, ...]


@effect(ResourcePledged)
def pledges_can_be_received(known: Known, recorded: Recorded[ResourcePledged]) -> None:
    """A pledge takes receipts."""
    pledged = recorded.data
    known.pledges[pledged.pledge_id] = Pledge(
        id=pledged.pledge_id, mission=pledged.mission_id, money=pledged.money
    )


@effect(ResourceReceived)
def receipts_add_up(known: Known, recorded: Recorded[ResourceReceived]) -> None:
    """What was received can be allocated."""
    pledge = known.pledges.get(recorded.data.pledge_id)
    if pledge is not None:
        pledge.receipts[recorded.data.receipt_id] = recorded.data.money


@effect(FundsAllocated)
def allocations_can_be_spent(known: Known, recorded: Recorded[FundsAllocated]) -> None:
    """What was allocated can be spent."""
    allocated = recorded.data
    known.allocations[allocated.allocation_id] = Allocation(
        id=allocated.allocation_id, mission=allocated.mission_id, money=allocated.money
    )


@effect(SpendingReported)
def spendings_add_up(known: Known, recorded: Recorded[SpendingReported]) -> None:
    """What was spent cannot be spent again."""
    allocation = known.allocations.get(recorded.data.allocation_id)
    if allocation is not None:
        allocation.spent[recorded.data.spending_id] = recorded.data.money


@rule(ResourcePledged)
def only_money_is_priced(known: Known, pledged: ResourcePledged) -> None:
    """A pledge of money says how much; one in kind has no price; receipts are like it."""
    if (pledged.kind == "MONEY") != (pledged.money is not None):
        raise Refused("MeansMismatch", resource=pledged.pledge_id)
    refuse_unless_positive(pledged.pledge_id, pledged.money)
    made = known.pledges.get(pledged.pledge_id)
    for receipt, money in {} if made is None else made.receipts.items():
        if currency_of(money) != currency_of(pledged.money):
            raise Refused("MeansMismatch", resource=receipt)


@rule(ResourceReceived)
def receipts_are_like_their_pledge(known: Known, received: ResourceReceived) -> None:
    """What comes in is of the kind and currency of its pledge, and covers what was allocated."""
    pledge = pledge_of(known, received.pledge_id)
    if currency_of(received.money) != currency_of(pledge.money):
        raise Refused("MeansMismatch", resource=received.receipt_id)
    refuse_unless_positive(received.receipt_id, received.money)
    funds = received_by(known, pledge.mission, without=received.receipt_id)
    if received.money is not None:
        funds[received.money.currency] += received.money.amount_cents
    for currency, cents in allocated_by(known, pledge.mission).items():
        if cents > funds[currency]:
            raise insufficient(pledge.mission, cents, funds[currency], currency)


@rule(FundsAllocated)
def what_is_allocated_was_received(known: Known, allocated: FundsAllocated) -> None:
    """What is allocated was received for the mission in that currency, and covers what is spent.

    The decision was adopted; what became of it later leaves the allocation as it was.
    """
    refuse_unless_positive(allocated.allocation_id, allocated.money)
    decision = known.decision(allocated.decision_id)
    if decision.status in ("PROPOSED", "REJECTED", "DEFERRED"):
        raise Refused("DecisionNotAdopted", decision=decision.id, status=decision.status)
    currency, mission = allocated.money.currency, allocated.mission_id
    others = allocated_by(known, mission, without=allocated.allocation_id)
    left = received_by(known, mission)[currency] - others[currency]
    if allocated.money.amount_cents > left:
        raise insufficient(mission, allocated.money.amount_cents, left, currency)
    made = known.allocations.get(allocated.allocation_id)
    if made is not None:
        refuse_overspending(made, allocated.money, made.spent.values())


@rule(SpendingReported)
def what_is_spent_was_allocated(known: Known, reported: SpendingReported) -> None:
    """What is spent from an allocation is no more than it holds, in its currency."""
    refuse_unless_positive(reported.spending_id, reported.money)
    allocation = allocation_of(known, reported.allocation_id)
    others = {id: money for id, money in allocation.spent.items() if id != reported.spending_id}
    refuse_overspending(allocation, allocation.money, [*others.values(), reported.money])


def pledge(
    known: Known,
    *,
    pledge: PledgeId | str,
    giver: MemberId | str,
    mission: MissionId | str,
    kind: Means,
    money: Money | None = None,
    quantity: str | None = None,
    conditions: Iterable[str | Text] = (),
) -> ResourcePledged:
    """Promise means to a mission, never to a member (ingredient 9)."""
    known.new("pledge", pledge)
    pledged = ResourcePledged(
        pledge_id=PledgeId(pledge),
        giver=known.member(giver).id,
        mission_id=live_mission(known, mission),
        kind=kind,
        money=money,
        quantity=quantity,
        conditions=known.texts((conditions,) if isinstance(conditions, str) else conditions),
    )
    return kept(known, pledged)


def receive(
    known: Known,
    *,
    receipt: ReceiptId | str,
    pledge: PledgeId | str,
    money: Money | None = None,
    quantity: str | None = None,
) -> ResourceReceived:
    """Record that some or all of a pledge came in."""
    known.new("receipt", receipt)
    received = ResourceReceived(
        receipt_id=ReceiptId(receipt),
        pledge_id=pledge_of(known, pledge).id,
        money=money,
        quantity=quantity,
    )
    return kept(known, received)


def allocate(
    known: Known,
    *,
    allocation: AllocationId | str,
    mission: MissionId | str,
    bearer: MemberId | str,
    money: Money,
    purpose: str | Text,
    decision: DecisionId | str,
) -> FundsAllocated:
    """Put received money in the hands of a member, by an adopted decision."""
    known.new("allocation", allocation)
    taken = known.decision(decision)
    if taken.status != "ADOPTED":
        raise Refused("DecisionNotAdopted", decision=taken.id, status=taken.status)
    allocated = FundsAllocated(
        allocation_id=AllocationId(allocation),
        mission_id=mission_of(known, mission),
        bearer=known.member(bearer).id,
        money=money,
        purpose=known.text(purpose),
        decision_id=taken.id,
    )
    return kept(known, allocated)


def spend(
    known: Known,
    *,
    spending: SpendingId | str,
    allocation: AllocationId | str,
    money: Money,
    what: str | Text,
    evidence: Iterable[Link] = (),
) -> SpendingReported:
    """Report what was spent from an allocation.

    A payment that an outcome contract made due is noted with the verdict as its `cause`.
    """
    known.new("spending", spending)
    reported = SpendingReported(
        spending_id=SpendingId(spending),
        allocation_id=allocation_of(known, allocation).id,
        money=money,
        what=known.text(what),
        evidence=tuple(evidence),
    )
    return kept(known, reported)
