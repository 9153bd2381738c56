"""This module is about correcting what was recorded, without changing what stands in the log.

Rectify: the act happened, the record of it is wrong. Retract: the act never happened. A change of
mind is neither: it is a newer act.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs
import msgspec

from collectif.acts.charter import CharterAdopted
from collectif.acts.criteria import CriteriaAdopted
from collectif.acts.dependents import comes_or_goes, dependents, gone_since
from collectif.acts.folding import check_references, known_from
from collectif.acts.state import Known, kept, several, unknown
from collectif.acts.undercut import refuse_outside_of_round, refuse_undercutting
from collectif.errors import Phrase, Refused
from collectif.ids import EventId, RoundId
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS, EventType, Personal, Unknown, Withheld, event, personal
from collectif.record.view import View
from collectif.record.words import at, present, take
from collectif.values import Json, Link, Text

_FOR_GOOD = frozenset(
    {
        "collective-founded",
        "content-redacted",
        "dataset-published",
        "key-rotated",
        "minutes-adopted",
        "results-published",
        "round-closed",
        "words-forgotten",
    }
)
"""Acts that cannot be said never to have happened: what was told to all, what was erased, what all
rests on, and the close of a round, which never reopens."""

_NOT_RECTIFIABLE = (_FOR_GOOD - {"collective-founded", "round-closed"}) | {
    "ballot-received",
    "event-rectified",
    "event-retracted",
    "lot-drawn",
}

_SETTLED: Mapping[str, frozenset[str]] = {
    "assembly-opened": frozenset({"resumed"}),
    "attendance-recorded": frozenset({"status"}),
    "decision-reviewed": frozenset({"outcome"}),
    "commitment-closed": frozenset({"outcome"}),
    "decision-taken": frozenset({"outcome", "method", "tally"}),
    "indicator-defined": frozenset({"direction"}),
    "indicator-measured": frozenset({"kind"}),
    "objection-raised": frozenset({"severity"}),
    "objection-resolved": frozenset({"outcome"}),
    "outcome-contract-signed": frozenset({"evaluator"}),
    "proposal-amended": frozenset({"version"}),
    "round-opened": frozenset({"number", "kind", "subjects", "visibility", "terms"}),
}
"""Type of event -> fields that an act was judged by: to change one is to do another act."""


@event("event-rectified")
class EventRectified:
    """Inscription rectifiée: what the record should have said.

    Attributes:
        target: The event that is wrong.
        payload: All fields that differ from the record, those of earlier rectifications included;
            changed words are kept as words, outside the log.
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
    changes: Mapping[str, Any] | None = None,
    reason: str | Text,
    evidence: Iterable[Link] = (),
    occurred_at: datetime | None = None,
) -> EventRectified:
    """Rectify fields of an event; never its type or the ids that say whose or what it is.

    Args:
        target: An event that was not retracted.
        changes: Field -> what it should have said; what was rectified before stays rectified.
        reason: Why.
        evidence: What shows it.
        occurred_at: When it really happened, if that was wrong.
    """
    wrong = _live(known, target)
    known_type = EVENTS.get(wrong.type, wrong.version)
    if known_type is None or wrong.type in _NOT_RECTIFIABLE or _is_out_of_an_urn(known, wrong):
        raise Refused(
            "NotRectifiable", target=target, because=Phrase("done-again", type=wrong.type)
        )
    wanted = dict(changes or {})
    if not wanted and occurred_at is None:
        raise Refused("NothingChanged", target=target)
    if occurred_at is not None and occurred_at > known.moment:
        raise Refused("InTheFuture", occurred=occurred_at, recorded=known.moment)
    if occurred_at is not None:
        refuse_outside_of_round(known, wrong, occurred_at)
    right = _rectified(known, known_type, wrong, wanted)
    earlier = _corrections(known).get(wrong.id)
    names = {**(earlier.data.payload if earlier else {}), **wanted}
    return EventRectified(
        target=wrong.id,
        payload=_payload(known, known_type, right, names),
        reason=known.text(reason),
        evidence=tuple(evidence),
        occurred_at=occurred_at or (earlier.data.occurred_at if earlier else None),
    )


def retract(known: Known, *, target: EventId | str, reason: str | Text) -> EventRetracted:
    """Retract an event on which nothing live depends; retracting a correction undoes it."""
    (retracted,) = retract_together(known, targets=(target,), reason=reason)
    return retracted


def retract_together(
    known: Known, *, targets: Iterable[EventId | str], reason: str | Text
) -> tuple[EventRetracted, ...]:
    """Retract several events at once, all or none, each judged as if the ones before were gone.

    Args:
        targets: The events, those that lean on others first.
        reason: Why.
    """
    told: list[EventRetracted] = []
    for target in several(targets):
        now = _with(known, told) if told else known
        wrong = _retractable(now, target)
        if leaning := dependents(now, wrong):
            raise Refused("HasDependents", target=target, dependents=leaning)
        _refuse_coming_back(now, wrong, comes_or_goes(now, wrong))
        told.append(EventRetracted(target=wrong.id, reason=known.text(reason)))
    return tuple(told)


def _with(known: Known, told: Iterable[EventRetracted]) -> Known:
    """Return what would be known after some retractions."""
    assert known.view is not None
    after = known_from(View(source=known.view.source.supposing(told)))
    after.moment = known.moment
    return after


def _retractable(known: Known, target: EventId | str) -> Recorded[Any]:
    """Return a live event; refuse one that cannot be said never to have happened."""
    wrong = _live(known, target)
    if wrong.type in _FOR_GOOD or _is_out_of_an_urn(known, wrong):
        raise Refused("NotRetractable", target=target, type=wrong.type)
    if isinstance(wrong.data, EventRectified):
        _refuse_undoing(known, wrong)
    return wrong


def _is_out_of_an_urn(known: Known, wrong: Recorded[Any]) -> bool:
    """Whether an event is of a secret round that closed: nobody can show whose it was."""
    round = known.rounds.get(getattr(wrong.data, "round_id", RoundId("")))
    secret = round is not None and round.visibility == "SECRET" and round.closed is not None
    return secret and wrong.type in ("ballot-cast", "score-cast")


def _refuse_undoing(known: Known, correction: Recorded[Any]) -> None:
    """Refuse to undo a rectification on which a later one, or what came since, rests."""
    assert known.view is not None
    last = _corrections(known).get(correction.data.target, correction)
    if last.id != correction.id:
        raise Refused("HasDependents", target=correction.id, dependents=[last.id])
    now = _live(known, correction.data.target)
    for name in correction.data.payload:
        _refuse_settled(known, now, name)
    told = known.view.source.find(now.id)
    before = None if told is None else known.view.as_known_at(correction.seq).effective(told)
    if before is not None:
        _refuse_restoring(known, now, before)


def _refuse_coming_back(known: Known, wrong: Recorded[Any], back: Recorded[Any]) -> None:
    """Refuse to bring back what no longer has what it rests on, or breaks its rule by now."""
    assert known.view is not None
    if back.id in known.events or isinstance(back.data, Unknown):
        return
    content = back.data
    if isinstance(content, EventRectified):
        now = _live(known, content.target)
        if back.seq < _corrections(known).get(now.id, back).seq:
            return
        for name in content.payload:
            _refuse_settled(known, now, name)
        told = known.view.source.find(now.id)
        right = now if told is None else known.view.codec.rectified(told, back)
        _refuse_restoring(known, now, right)
        content = right.data
    check_references(known, (content,), known.view.codec)
    kept(known, content)
    for gone in gone_since(known, wrong, back):
        unknown("event", gone)


def _refuse_restoring(known: Known, now: Recorded[Any], right: Recorded[Any]) -> None:
    """Refuse to let an event say again what acts that came since do not bear."""
    kept(known, right.data)
    refuse_undercutting(known, now, right)
    refuse_outside_of_round(known, right, right.occurred)


def _live(known: Known, id: str) -> Recorded[Any]:
    """Return a live event as it counts now, by its id."""
    found = None if known.view is None else known.view.source.find(id)
    effective = None if found is None or known.view is None else known.view.effective(found)
    return unknown("event", id) if effective is None else effective


def _corrections(known: Known) -> Mapping[str, Recorded[Any]]:
    return {} if known.view is None else known.view.corrections.rectified


def _rectified(
    known: Known, known_type: EventType, wrong: Recorded[Any], changes: Mapping[str, Any]
) -> Recorded[Any]:
    """Return an event as it should have been; refuse what would make it another act."""
    for name in changes:
        _refuse_settled(known, wrong, name)
    values = {name: _as_declared(known, wrong, name, value) for name, value in changes.items()}
    right = msgspec.structs.replace(wrong, data=attrs.evolve(wrong.data, **values))
    if _ids(known, wrong) != _ids(known, right):
        owners = {path[0] for path, _ in known_type.references}
        field = next((name for name in changes if name in owners), "")
        raise Refused("IdentityChanged", target=wrong.id, field=field)
    kept(known, right.data)
    refuse_undercutting(known, wrong, right)
    gone = {*_gone(known, known_type, wrong), *_gone(known, known_type, right)}
    if any(where.split("/")[1] in changes for where in gone):
        raise Refused("ChangeDoesNotFit", target=wrong.id, field=next(iter(changes)))
    return right


def _gone(known: Known, known_type: EventType, event: Recorded[Any]) -> list[str]:
    """Return where words of an event are withheld, as JSON Pointers."""
    assert known.view is not None
    plain = known.view.codec.plain(event)["data"]
    return [w for w in present(known_type.personal, plain) if at(plain, w) == {"withheld": True}]


def _refuse_settled(known: Known, wrong: Recorded[Any], name: str) -> None:
    """Refuse to change what the act was judged by, or rules after they were used."""
    if wrong.type == "wish-posted" and name == "verbatim":
        raise Refused("VerbatimIsFixed", target=wrong.id)
    if name in _SETTLED.get(wrong.type, ()):
        raise Refused("IdentityChanged", target=wrong.id, field=name)
    match wrong.data, name:
        case CharterAdopted(assembly_id=id), "charter" if known.room(id).rounds:
            raise Refused("CharterFrozen", assembly=id)
        case CriteriaAdopted(criteria_set_id=id), "weights" if _in_use(known, id):
            raise Refused("CriteriaFrozen", criteria_set=id)


def _in_use(known: Known, criteria_set: str) -> bool:
    return any(round.criteria_set == criteria_set for round in known.rounds.values())


def _as_declared(known: Known, wrong: Recorded[Any], name: str, value: Any) -> Any:
    """Return a new value of a field as its class declares it."""
    hints = typing.get_type_hints(type(wrong.data), include_extras=True)
    if name not in hints:
        because = Phrase("no-field", type=wrong.type, field=name)
        raise Refused("NotRectifiable", target=wrong.id, because=because)
    if isinstance(value, float):
        raise Refused("ChangeDoesNotFit", target=wrong.id, field=name)
    united = isinstance(hints[name], types.UnionType)
    admitted = typing.get_args(hints[name]) if united else (hints[name],)
    if Text in admitted and isinstance(value, str | Mapping):
        value = known.text(value)
    try:
        made = msgspec.convert(value, hints[name], str_keys=True)
    except msgspec.ValidationError as error:
        raise Refused("ChangeDoesNotFit", target=wrong.id, field=name) from error
    if isinstance(made, Withheld):
        raise Refused("ChangeDoesNotFit", target=wrong.id, field=name)
    return made


def _ids(known: Known, event: Recorded[Any]) -> list[tuple[str, str]]:
    assert known.view is not None
    return sorted(known.view.codec.mentioned(event.data))


def _payload(
    known: Known, known_type: EventType, right: Recorded[Any], names: Iterable[str]
) -> dict[str, Any]:
    """Return fields of an event as plain data, its words marked as words."""
    assert known.view is not None
    plain = known.view.codec.plain(right)["data"]
    gone = _gone(known, known_type, right)
    take(plain, gone)
    payload = {name: plain.get(name) for name in names if f"/{name}" not in gone}
    for pattern in known_type.personal:
        _mark(payload, pattern.split("/")[1:])
    return payload


def _mark(data: Any, steps: list[str]) -> None:
    head, *rest = steps
    if head == "*":
        for item in data.values() if isinstance(data, dict) else data:
            _mark(item, rest)
    elif isinstance(data, dict) and data.get(head) is not None:
        if rest:
            _mark(data[head], rest)
        else:
            data[head] = Personal(data[head])
