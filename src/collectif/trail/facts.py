"""This module is about one event: what it says, what corrected it, and what rests on it."""

from __future__ import annotations

from typing import Any

from collectif.ids import EventId
from collectif.record.view import CORRECTIONS
from collectif.statement import Statement
from collectif.trail.asking import state
from collectif.trail.evidence import SAID_OF_OTHERS, Evidence
from collectif.trail.resting import supported, unfounded

_SAYS = {
    "event-rectified": "rectified-by",
    "event-retracted": "retracted-by",
    "content-redacted": "redacted-by",
}


def told(evidence: Evidence, id: EventId) -> Statement:
    """Return what an event says, when the log learned it, what corrected it, what rests on it."""
    event: Any = evidence.view.source.find(id)
    counts = evidence.view.effective(event) is not None
    learned = event.recorded.astimezone(event.occurred.tzinfo)
    return state(
        "event" if counts else "event-dead",
        *([state("learned-later", day=learned.date(), count=(learned - event.occurred).days)]
          if learned.date() > event.occurred.date() else []),
        *_corrected(evidence, event),
        *_causes(evidence, event),
        _resting(evidence, id),
        _otherwise(evidence, id),
        events=[id],
        name=id,
        number=event.seq,
        type=event.type,
        moment=event.occurred,
        ref=id,
    )  # fmt: skip


def _corrected(evidence: Evidence, event: Any) -> list[Statement]:
    """Return what it corrects, and what corrected it."""
    said = list[Statement]()
    if event.type in SAID_OF_OTHERS:
        said.append(state("corrects", events=evidence.sorted([event.data.target])))
    for id in evidence.corrections.get(event.id, ()):
        found: Any = evidence.view.source.find(id)
        live = found.type not in CORRECTIONS or id not in evidence.view.corrections.dead
        name = _SAYS[found.type] if live else "correction-dead"
        said.append(state(name, events=[id], day=found.occurred.date()))
    for one in evidence.all("words-forgotten", events=event.id):
        said.append(state("forgotten-by", events=[one.id], day=one.occurred.date()))
    return said


def _causes(evidence: Evidence, event: Any) -> list[Statement]:
    if event.cause is None or evidence.view.source.find(event.cause) is None:
        return []
    return [state("answers-event", events=[event.cause])]


def _resting(evidence: Evidence, id: EventId) -> Statement:
    found = supported(evidence, id)
    refs = tuple(one.details["ref"] for one in found)
    return state(
        "supports" if found else "supports-nothing",
        count=len(refs),
        refs=refs,
    )


def _otherwise(evidence: Evidence, id: EventId) -> Statement:
    found = unfounded(evidence, id)
    return state("without" if found else "without-nothing", *found, count=len(found))
