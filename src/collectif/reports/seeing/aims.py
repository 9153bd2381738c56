"""This module is about aims as tables: missions, means, who serves what, learnings, the wall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from collectif.acts.funding import FundsAllocated
from collectif.projections.coverage import coverage
from collectif.projections.funding import Funding, Ledger, funding
from collectif.projections.knowledge import learnings, successes
from collectif.projections.mission import missions
from collectif.projections.wall import WALL
from collectif.reports.seeing.asked import Asked, together
from collectif.reports.seeing.table import Bar, Row, Table
from collectif.values import Money

_LEDGER = ("pledged", "received", "allocated", "spent", "unallocated", "allocated_unspent",
           "outcome_due")  # fmt: skip


def mission(asked: Asked) -> Iterator[Table]:
    """Yield how far the indicators of each mission have come."""
    said = asked.said_of({"indicator"}, "indicator-defined", "target-set", "indicator-measured")
    for id, standing in missions(asked.view, at=asked.on).items():
        rows = tuple(
            Row(
                cells={
                    "indicator": name,
                    "baseline": None if one.baseline is None else one.baseline.value,
                    "latest": None if one.latest is None else one.latest.value,
                    "measured": None if one.latest is None else one.latest.at,
                    "target": None if one.target is None else one.target.value,
                    "due": None if one.target is None else one.target.due,
                    "progress": one.progress,
                    "bar": Bar(one.progress),
                    "expected": one.expected,
                    "on_track": one.on_track,
                    "age": one.age,
                    "name": one.defined.name,
                },
                events=said.get(name, ()),
            )
            for name, one in standing.indicators.items()
        )
        columns = ("latest", "target", "progress", "bar", "expected", "on_track", "name")
        label = {"mission": id, "label": standing.adopted.label}
        yield Table(name="mission", columns=columns, rows=rows, details=label)


def ledgers(asked: Asked) -> Iterator[Table]:
    """Yield where the money of each mission is, what is given in kind, and what is payable."""
    told = funding(asked.view, at=asked.on)
    of_pledges = asked.said_of({"pledge"}, "resource-pledged", "resource-received")
    for id, by_currency in told.ledgers.items():
        pledged = (one for one, p in told.pledges.items() if p.pledge.mission_id == id)
        events = (*together(of_pledges, pledged), *_spent(asked, id))
        for currency, ledger in by_currency.items():
            yield _ledger(ledger, currency, id, events)
    yield _pledges(told, of_pledges)
    yield _allocations(asked, told)
    kind = tuple(
        Row(
            cells={
                "pledge": one.pledge.pledge_id,
                "giver": one.pledge.giver,
                "mission": one.pledge.mission_id,
                "kind": one.pledge.kind,
                "quantity": one.pledge.quantity,
            },
            events=of_pledges.get(one.pledge.pledge_id, ()),
        )
        for one in told.in_kind
    )
    yield Table(name="in-kind", columns=("pledge", "giver", "kind", "quantity"), rows=kind)
    signed = asked.said_of({"contract"}, "outcome-contract-signed", "outcome-verified")
    terms = tuple(
        Row(
            cells={
                "term": f"{one.contract_id}/{one.term.term_id}",
                "due": one.term.by,
                "state": one.state,
                "payable": Money(amount_cents=one.due, currency=one.term.pays.currency),
                "indicator": one.term.indicator_id,
            },
            events=signed.get(one.contract_id, ()),
        )
        for one in told.terms
    )
    yield Table(name="terms", columns=("term", "due", "state", "payable", "indicator"), rows=terms)


def _ledger(ledger: Ledger, currency: str, mission: str, events: tuple[str, ...]) -> Table:
    most = max(ledger.pledged, ledger.received, 1)
    amounts = {name: getattr(ledger, name) for name in _LEDGER}
    rows = tuple(
        Row(
            cells={
                "amount": Money(amount_cents=cents, currency=currency),
                "bar": Bar(cents, most),
                "ledger": name,
            },
            events=events,
        )
        for name, cents in amounts.items()
    )
    about = {"mission": mission, "currency": currency}
    return Table(name="ledger", columns=("amount", "bar", "ledger"), rows=rows, details=about)


def _pledges(told: Funding, said: Mapping[str, tuple[str, ...]]) -> Table:
    rows = tuple(
        Row(
            cells={
                "pledge": id,
                "giver": one.pledge.giver,
                "mission": one.pledge.mission_id,
                "promised": promised,
                "received": Money(amount_cents=one.received, currency=promised.currency),
                "to_come": Money(
                    amount_cents=max(0, promised.amount_cents - one.received),
                    currency=promised.currency,
                ),
                "conditions": one.pledge.conditions,
            },
            events=said.get(id, ()),
        )
        for id, one in told.pledges.items()
        if (promised := one.pledge.money) is not None
    )
    columns = ("pledge", "giver", "promised", "received", "to_come", "conditions")
    return Table(name="pledges", columns=columns, rows=rows)


def _allocations(asked: Asked, told: Funding) -> Table:
    said = asked.said_of({"allocation"}, "funds-allocated", "spending-reported")
    rows = tuple(
        Row(
            cells={
                "allocation": id,
                "bearer": one.given.bearer,
                "mission": one.given.mission_id,
                "decision": one.given.decision_id,
                "amount": one.given.money,
                "spent": Money(amount_cents=one.spent, currency=one.given.money.currency),
                "purpose": one.given.purpose,
            },
            events=said.get(id, ()),
        )
        for id, one in told.allocations.items()
    )
    columns = ("allocation", "bearer", "amount", "spent", "purpose")
    return Table(name="allocations", columns=columns, rows=rows)


def _spent(asked: Asked, mission: str) -> tuple[str, ...]:
    """Return the events by which the money of a mission was allocated and spent."""
    said = asked.said_of({"allocation"}, "funds-allocated", "spending-reported")
    given = asked.seen.events(frozenset({"funds-allocated"}))
    ids = (
        event.data.allocation_id
        for event in given
        if isinstance(event.data, FundsAllocated) and event.data.mission_id == mission
    )
    return together(said, ids)


def served(asked: Asked) -> Iterator[Table]:
    """Yield who serves which indicator, by the commitments that are open."""
    found, names = coverage(asked.view, at=asked.on), asked.names.titles
    aims = {"indicator", "mission", "ref", "commitment"}
    said = asked.said_of(aims, "commitment-made", "commitment-revised", "indicator-defined")
    rows = tuple(
        Row(
            cells={
                "indicator": id,
                "members": found.members(id),
                "by_name": found.by_name[id],
                "how_many": len(found.members(id)),
                "bar": Bar(len(found.members(id)), 12),
                "name": names.get(("indicator_id", id)),
            },
            events=said.get(id, ()),
        )
        for id in found.by_name
    )
    columns = ("indicator", "how_many", "bar", "members")
    yield Table(name="coverage", columns=columns, rows=rows)


def commons(asked: Asked) -> Iterator[Table]:
    """Yield what was learned and reused, and what was celebrated."""
    said = asked.said_of({"learning"}, "learning-shared", "learning-reused")
    rows = tuple(
        Row(
            cells={
                "learning": id,
                "kind": one.shared.kind,
                "by": one.shared.by,
                "reused": len(one.reused),
                "reused_by": tuple(dict.fromkeys(str(r.by) for r in one.reused)),
                "built_on_by": one.built_on_by,
                "from_difficulty": one.from_difficulty,
                "from_review": one.from_review,
                "licence": one.shared.licence,
                "title": one.shared.title,
            },
            events=said.get(id, ()),
        )
        for id, one in learnings(asked.view, at=asked.on).items()
    )
    yield Table(name="learnings", columns=("learning", "kind", "reused", "title"), rows=rows)
    told = asked.said_of({"success", "mission"}, "success-celebrated")
    celebrated = tuple(
        Row(
            cells={
                "success": one.celebrated.success_id,
                "mission": id,
                "day": one.occurred.date(),
                "gestures": tuple(gesture.id for gesture in one.gestures),
                "measures": tuple(measure.measure_id for measure in one.measures),
                "statement": one.celebrated.statement,
            },
            events=told.get(one.celebrated.success_id, ()),
        )
        for id, ones in successes(asked.view, at=asked.on).items()
        for one in ones
    )
    yield Table(name="successes", columns=("day", "mission", "statement"), rows=celebrated)


def wall(asked: Asked) -> Iterator[Table]:
    """Yield every wish in its own words, and what became of it."""
    wishes = WALL.replay(asked.seen).wishes
    rows = tuple(
        Row(
            cells={
                "wish": id,
                "answer": one.answer or "WAITING",
                "links": tuple(link for answer in one.answers for link in answer.links),
                "readings": one.posted.readings,
                "words": one.posted.verbatim,
            },
            events=(one.event, *one.answered_by),
        )
        for id, one in wishes.items()
    )
    yield Table(name="wall", columns=("wish", "answer", "words"), rows=rows)
    replies = tuple(
        Row(
            cells={
                "wish": id,
                "by": reply.by,
                "answer": reply.answer,
                "links": reply.links,
                "explanation": reply.explanation,
            },
            events=(event,),
        )
        for id, one in wishes.items()
        for reply, event in zip(one.answers, one.answered_by, strict=True)
    )
    columns = ("wish", "by", "links", "explanation")
    yield Table(name="replies", columns=columns, rows=replies)
