"""This module is about means on the page: a ledger by mission, and where each amount comes from.

What came in is in nobody's hands yet, in somebody's, or spent; the three add up, and the page says
so with the amounts. What is given in kind is listed and never priced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.projections.funding import Funding, Ledger, Pledged, TermStanding
from collectif.record.envelope import Recorded
from collectif.reports.page.blocks import Block, Figures, Item, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import day_of, events, funding, named
from collectif.reports.page.speaker import Speaker
from collectif.values import Money

_COLUMNS = ("pledged", "received", "allocated", "spent", "unallocated", "allocated_unspent",
            "outcome_due")  # fmt: skip


def means(context: Context) -> Mapping[str, Any] | None:
    """Return the ledgers, what was pledged, where it went, and what results make payable."""
    found, say = context.once(funding), Speaker(context)
    if not found.pledges and not found.ledgers and not found.terms:
        return None
    spent, ids = _spent(context, say), context.once(named)
    lists = {
        "pledges": [_pledge(one, ids, say) for one in found.pledges.values()],
        "allocations": [
            _allocation(event, spent.get(event.data.allocation_id, ()), say)
            for event in events(context, "funds-allocated")
        ],
        "terms": [_term(one, ids, say) for one in found.terms],
    }
    parts = (say.part(name, say.listing(items)) for name, items in lists.items() if items)
    return panel(say.words("means-lead", day=context.on), *_ledgers(found, say), *parts)


def _ledgers(found: Funding, say: Speaker) -> Iterator[Block]:
    for mission, ledgers in found.ledgers.items():
        for currency, ledger in ledgers.items():
            yield _ledger(ledger, mission, currency, say)


def _ledger(ledger: Ledger, mission: str, currency: str, say: Speaker) -> Block:
    amounts = {
        name: Money(amount_cents=getattr(ledger, name), currency=currency) for name in _COLUMNS
    }
    figures = (
        say.figure(
            f"money-{name}",
            amount,
            f"funding/{mission}/{currency}/{name}",
            ask=f"funding/{name.replace('_', '-')}",
        )
        for name, amount in amounts.items()
    )
    identity = say.words(
        "money-identity",
        received=amounts["received"],
        unallocated=amounts["unallocated"],
        unspent=amounts["allocated_unspent"],
        spent=amounts["spent"],
    )
    return say.part("ledger", Figures(tuple(figures)), identity, mission=say.end(mission))


def _pledge(one: Pledged, ids: Mapping[str, str], say: Speaker) -> Item:
    pledge = one.pledge
    what = say.spelled(pledge.money) if pledge.money else pledge.quantity
    came = [
        say.spelled(receipt.money) if receipt.money else receipt.quantity or ""
        for receipt in one.receipts
    ]
    return Item(
        lead=say(
            "pledge",
            giver=say.end(pledge.giver),
            kind=pledge.kind,
            what=what,
            mission=say.end(pledge.mission_id),
        ),
        state=say("over-received") if one.over_received else "",
        details=say.details(
            {
                "came-in": [one for one in came if one],
                "conditions": [*map(say.quote, pledge.conditions)],
            }
        ),
        ask=ids[pledge.pledge_id],
    )


def _spent(context: Context, say: Speaker) -> Mapping[str, list[str]]:
    """Return allocation -> what was spent of it, in words."""
    found: dict[str, list[str]] = {}
    for event in events(context, "spending-reported"):
        data = event.data
        told = say("spending", day=day_of(event), money=data.money, what=say.quote(data.what))
        found.setdefault(data.allocation_id, []).append(told)
    return found


def _allocation(event: Recorded[Any], spent: Any, say: Speaker) -> Item:
    data = event.data
    return Item(
        lead=say(
            "allocation",
            money=data.money,
            bearer=say.end(data.bearer),
            purpose=say.quote(data.purpose),
            day=day_of(event),
        ),
        details=say.details(
            {"decision": data.decision_id, "mission-of": say.end(data.mission_id), "spent": spent}
        ),
        ask=event.id,
    )


def _term(one: TermStanding, ids: Mapping[str, str], say: Speaker) -> Item:
    term = one.term
    return Item(
        lead=say(
            "term",
            indicator=term.indicator_id,
            op={">=": "≥", "<=": "≤"}.get(term.op, term.op),
            threshold=say.number(term.threshold),
            by=term.by,
            pays=term.pays,
        ),
        state=say(f"term-{one.state}"),
        details=say.details(
            {
                "payable": say.spelled(Money(amount_cents=one.due, currency=term.pays.currency))
                if one.due
                else "",
                "mission-of": say.end(one.mission_id),
            }
        ),
        ask=ids[one.contract_id],
    )
