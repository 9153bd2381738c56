"""This module is about correcting what was recorded, without changing what stands in the log.

Rectify: the act happened, the record of it is wrong. Retract: the act never happened. A change of
mind is neither: it is a newer act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from collectif.acts.state import Known
from collectif.errors import Refused
from collectif.ids import EventId
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS, EventType, Personal, Withheld, event, personal
from collectif.values import Json, Link, Text

_ACTS_OF_PUBLICATION = frozenset({"results-published", "event-rectified", "event-retracted"})
_FIXED = {"score-cast": {"sheet_id"}, "wish-posted": {"verbatim"}}


@event("event-rectified")
class EventRectified:
    """Inscription rectifiée: what the record should have said.

    Attributes:
        target: The event that is wrong.
        payload: The changed fields alone; changed words are kept as words, outside the log.
        evidence: What shows it, such as a paper grid.
        reason: Why, in words.
        occurred_at: When it really happened, if that was wrong.
    """

    target: EventId
    payload: Json
    evidence: tuple[Link, ...]
    reason: Text | Withheld = personal()
    occurred_at: datetime | None = None


@event("event-retracted")
class EventRetracted:
    """Inscription annulée: the act never happened; the record stays in the log, marked.

    Attributes:
        target: The event that never should have been recorded.
        reason: Why, in words.
    """

    target: EventId
    reason: Text | Withheld = personal()


def rectify(
    known: Known,
    *,
    target: EventId | str,
    changes: Mapping[str, Any],
    reason: str | Text,
    evidence: Iterable[Link] = (),
    occurred_at: datetime | None = None,
) -> EventRectified:
    """Rectify fields of an event; never its type or the ids that say whose or what it is."""
    wrong = _live(known, EventId(target))
    if wrong.type in _ACTS_OF_PUBLICATION:
        raise Refused("NotRectifiable", target=target, type=wrong.type)
    kind = EVENTS.get(wrong.type, wrong.version)
    if kind is not None:
        _refuse_other_fields(kind, wrong, changes)
    payload = {
        name: Personal(value) if kind is not None and f"/{name}" in kind.personal else value
        for name, value in changes.items()
    }
    return EventRectified(
        target=EventId(target),
        payload=payload,
        reason=known.text(reason),
        evidence=tuple(evidence),
        occurred_at=occurred_at,
    )


def retract(known: Known, *, target: EventId | str, reason: str | Text) -> EventRetracted:
    """Retract an event on which nothing live depends; retracting a correction undoes it."""
    wrong = _live(known, EventId(target))
    if wrong.type == "results-published":
        raise Refused("NotRectifiable", target=target, type=wrong.type)
    dependents = _dependents(known, wrong)
    if dependents:
        raise Refused("HasDependents", target=target, dependents=dependents)
    return EventRetracted(target=EventId(target), reason=known.text(reason))


def _live(known: Known, id: EventId) -> Recorded[Any]:
    """Return a live event as it counts now, by its id."""
    assert known.view is not None, "verbs of correction look into the log"
    found = known.view.source.find(id)
    effective = None if found is None else known.view.effective(found)
    if effective is None:
        raise Refused("UnknownEvent", kind="live event", id=id, known=())
    return effective


def _refuse_other_fields(kind: EventType, wrong: Recorded[Any], changes: Mapping[str, Any]) -> None:
    fields = {attribute.name for attribute in kind.cls.__attrs_attrs__}  # type: ignore[attr-defined]
    identity = {path[0] for path, _ in kind.references} | _FIXED.get(wrong.type, set())
    for name in changes:
        if name not in fields:
            raise Refused("NotRectifiable", target=wrong.id, type=f"{wrong.type}.{name}")
        if name in identity:
            raise Refused("IdentityChanged", target=wrong.id, field=name)


def _dependents(known: Known, wrong: Recorded[Any]) -> list[str]:
    """Return the ids of the live events that refer to an event or to what it brought into being."""
    assert known.view is not None
    kind = EVENTS.get(wrong.type, wrong.version)
    born = {wrong.id}
    if kind is not None and kind.names is not None:
        born.add(getattr(wrong.data, kind.names))
    return [
        event.id
        for event in known.view.events(after=wrong.seq + 1)
        if born & {id for _, id in known.view.codec.references(event)}
    ]
