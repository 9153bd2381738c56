"""This module is about what leans on an event: what would hang in the air if it were retracted.

An event leans on another if it names it, or names what it brought into being. Some lean without
naming: scores lean on the arrival of those who gave them. The table below says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.acts.balances import uncovered_without
from collectif.acts.erasure import ERASING
from collectif.acts.funding import ResourceReceived
from collectif.acts.indicators import IndicatorMeasured
from collectif.acts.mandates import mandate_of, rival_of
from collectif.acts.outcomes import contracts_on
from collectif.acts.reviews import DecisionSuperseded
from collectif.acts.standing import unseated
from collectif.acts.state import Known
from collectif.acts.things import Mandate
from collectif.ids import MandateId
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS

_IN_THE_ROOM = frozenset(
    {
        "agenda-item-started",
        "assembly-closed",
        "assembly-opened",
        "attendance-recorded",
        "ballot-cast",
        "ballot-received",
        "decision-proposed",
        "decision-taken",
        "minutes-adopted",
        "round-opened",
        "score-cast",
        "stance-given",
    }
)
_ANSWERS = frozenset({"ballot-cast", "ballot-received", "score-cast", "stance-given"})
_WHILE_OPEN = frozenset({"commitment-accepted", "commitment-closed", "commitment-revised"})

_LEANING: Mapping[str, Mapping[str, frozenset[str]]] = {
    "assembly-opened": {"assembly": _IN_THE_ROOM},
    "assembly-closed": {"assembly": _IN_THE_ROOM},
    "attendance-recorded": {
        "mandate": _ANSWERS | {"attendance-recorded"},
    },
    "ballot-received": {"round": frozenset({"round-closed"})},
    "charter-adopted": {"assembly": frozenset({"round-opened", "decision-taken"})},
    "commitment-closed": {"commitment": _WHILE_OPEN},
    "commitment-made": {"commitment": frozenset({"commitment-closed"})},
    "commitment-revised": {"commitment": frozenset({"commitment-closed", "peer-review-given"})},
    "decision-taken": {
        "decision": frozenset(
            {
                "decision-reviewed",
                "decision-superseded",
                "decision-taken",
                "funds-allocated",
                "mission-adopted",
                "objection-raised",
            }
        ),
    },
    "mandate-ended": {"mandate": _ANSWERS | {"attendance-recorded"}},
    "proposal-amended": {"proposal": frozenset({"proposal-amended", "round-opened"})},
    "proposal-withdrawn": {"proposal": frozenset({"proposal-amended", "round-opened"})},
    "round-opened": {
        "assembly": frozenset({"assembly-closed", "charter-adopted", "round-opened"}),
        "ref": frozenset({"decision-taken", "proposal-amended", "proposal-withdrawn"}),
    },
}
"""Type of event -> kind of thing -> types of later events about the same thing that lean on it.

It also says what leans on a retraction: what could only happen because the event was out of view.
"""


def dependents(known: Known, wrong: Recorded[Any]) -> list[str]:
    """Return the ids of the live events that would hang in the air without an event."""
    assert known.view is not None
    changed = comes_or_goes(known, wrong)
    born = {wrong.id, changed.id, *_named_by(changed)}
    table = _LEANING.get(changed.type, {})
    about = {id: kind for kind, id in known.view.codec.references(changed) if kind in table}
    leaning = [
        event.id
        for event in _there_since(known, wrong, changed)
        if _leans(known, event, born) or _touches(known, event, about, table)
    ]
    live = changed.id in known.events
    unseats = unseated(known, changed if live else None, None if live else changed)
    in_the_way = _standing_in_the_way(known, changed)
    return [*leaning, *in_the_way, *_left_uncovered(known, changed), *unseats]


def _there_since(
    known: Known, wrong: Recorded[Any], changed: Recorded[Any]
) -> Iterator[Recorded[Any]]:
    """Yield the live events that were not there before one: later ones, and what came back since.

    Whatever was there before it held without it.
    """
    assert known.view is not None
    if wrong.type != "event-retracted":
        yield from known.view.events(after=wrong.seq + 1)
        return
    before = {event.id for event in known.view.as_known_at(wrong.seq).events()}
    for event in known.view.events():
        if event.id not in before and event.id not in (wrong.id, changed.id):
            yield event


def gone_since(known: Known, wrong: Recorded[Any], back: Recorded[Any]) -> Iterator[str]:
    """Yield what an event that comes back leans on without naming it, and that went meanwhile.

    Another one like it that was there before will do, such as a second arrival.
    """
    assert known.view is not None
    seen = known.view.as_known_at(wrong.seq).events(frozenset(_LEANING))
    there = [event for event in seen if event.seq < back.seq]
    for gone in (event for event in there if event.id not in known.events):
        held = {
            id
            for other in there
            if other.type == gone.type and other.id in known.events
            for id in _mentioned(known, other)
        }
        table = _LEANING[gone.type]
        references = known.view.codec.references(gone)
        about = {id: kind for kind, id in references if kind in table and id not in held}
        if _touches(known, back, about, table):
            yield gone.id


def comes_or_goes(known: Known, wrong: Recorded[Any]) -> Recorded[Any]:
    """Return the event that leaves view, or comes back, when one is retracted.

    It is that event itself, or what the retractions of retractions end at.
    """
    assert known.view is not None
    while wrong.type == "event-retracted":
        target = known.view.source.find(wrong.data.target)
        if target is None:
            break
        wrong = target
    return wrong


def _named_by(event: Recorded[Any]) -> Iterator[str]:
    named = EVENTS.get(event.type, event.version)
    if named is not None and named.names is not None:
        yield getattr(event.data, named.names)


def _mentioned(known: Known, event: Recorded[Any]) -> set[str]:
    """Return what an event rests on of what it refers to.

    A publication only marks a place by its `up_to`; an erasure holds whatever becomes of the rest;
    a term has its name within its contract alone.
    """
    assert known.view is not None
    if isinstance(event.data, ERASING):
        return set()
    ids = {id for kind, id in known.view.codec.references(event) if kind != "term"}
    return ids - {getattr(event.data, "up_to", None)}


def _leans(known: Known, event: Recorded[Any], born: set[str]) -> bool:
    return bool(born & _mentioned(known, event))


def _touches(
    known: Known,
    event: Recorded[Any],
    about: Mapping[str, str],
    table: Mapping[str, frozenset[str]],
) -> bool:
    ids = _mentioned(known, event) & about.keys()
    return any(event.type in table[about[id]] for id in ids)


def _standing_in_the_way(known: Known, changed: Recorded[Any]) -> Iterator[str]:
    """Yield what a mandate, an objection or a replacement that comes back would contradict."""
    back: Mandate | None = None
    if changed.type == "mandate-ended":
        back = known.mandates.get(MandateId(changed.data.mandate_id))
    elif changed.type == "mandate-given":
        back = mandate_of(changed.data)
    elif isinstance(changed.data, DecisionSuperseded) and changed.id not in known.events:
        yield from _replaced_since(known, changed.data)
    rival = None if back is None else rival_of(known, back)
    if rival is not None:
        yield rival.id
    opens = changed.type == "objection-raised" and changed.id not in known.events
    reopens = changed.type == "objection-resolved" and changed.id in known.events
    if opens or reopens:
        yield from _adopted_over(known, changed)


def _replaced_since(known: Known, back: DecisionSuperseded) -> Iterator[str]:
    """Yield the decisions of a replacement that no longer hold: they were replaced otherwise."""
    for id in (back.decision_id, back.by):
        decision = known.decisions.get(id)
        if decision is not None and decision.status == "SUPERSEDED":
            yield id


def _left_uncovered(known: Known, changed: Recorded[Any]) -> Iterator[str]:
    """Yield what would have no money or no start without a receipt or a baseline that goes."""
    match changed.data:
        case _ if changed.id not in known.events:
            return
        case ResourceReceived(receipt_id=receipt, pledge_id=pledge) if pledge in known.pledges:
            yield from uncovered_without(known, known.pledges[pledge].mission, receipt)
        case IndicatorMeasured(kind="BASELINE", indicator_id=indicator):
            yield from contracts_on(known, indicator)


def _adopted_over(known: Known, changed: Recorded[Any]) -> Iterator[str]:
    """Yield the adopted decisions that an objection, were it open again, would stand against."""
    assert known.view is not None
    raised = next(
        event.data
        for event in known.view.source.events(frozenset({"objection-raised"}))
        if event.data.objection_id == changed.data.objection_id
    )
    for decision in known.decisions.values():
        concerned = raised.target in {str(decision.id), *decision.selects}
        stands = decision.status in ("ADOPTED", "UNDER_RECONSIDERATION")
        if stands and concerned and raised.severity != "CONCERN":
            yield decision.id
