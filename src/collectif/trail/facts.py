"""This module is about one event: what it says, what corrected it, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectif.ids import EventId
from collectif.record.view import CORRECTIONS
from collectif.statement import Statement
from collectif.trail.asking import asked_for, state
from collectif.trail.evidence import SAID_OF_OTHERS, Evidence
from collectif.trail.resting import guarded, supported, unfounded
from collectif.whatif.amended import amendments_after

_SAYS = {
    "event-rectified": "rectified-by",
    "event-retracted": "retracted-by",
    "content-redacted": "redacted-by",
}

_MOST_NAMED = 8


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
        *_led_to(evidence, id),
        _resting(evidence, id),
        *_otherwise(evidence, id),
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


def _led_to(evidence: Evidence, id: EventId) -> Iterator[Statement]:
    """Yield the new words of proposals that an event led to."""
    for amended in amendments_after(evidence.view, frozenset({id})):
        if amended.id != id:
            yield state(
                "led-to",
                events=evidence.corrected([amended.id]),
                proposal=amended.data.proposal_id,
                version=amended.data.version,
                changes=amended.data.changes,
            )


def _resting(evidence: Evidence, id: EventId) -> Statement:
    found = supported(evidence, id)
    refs = tuple(one.details["ref"] for one in found)
    return state(
        "supports" if found else "supports-nothing",
        *_by_family(evidence, refs),
        count=len(refs),
        refs=refs,
    )


def _by_family(evidence: Evidence, refs: tuple[str, ...]) -> Iterator[Statement]:
    """Yield references by what they are of, of many the first ones."""
    families: dict[str, list[str]] = {}
    for ref in refs:
        families.setdefault(_family(asked_for(evidence)[ref][0].form), []).append(ref)
    for family, own in families.items():
        shown = own if len(own) <= _MOST_NAMED else own[: _MOST_NAMED // 2]
        more = len(own) - len(shown)
        yield state(f"supports-{family}", count=len(own), refs=tuple(shown), more=more or None)


def _family(form: str) -> str:
    """Return what references of a form are of: a thing, places in a round, figures."""
    head, figure, _ = form.partition("/")
    if form == "ROUND/PROPOSAL":
        return "place"
    if not figure:
        return head.lower()
    return f"{head.lower()}-figure" if head in ("ASSEMBLY", "ROUND") else "figure"


def _otherwise(evidence: Evidence, id: EventId) -> Iterator[Statement]:
    """Yield what would follow otherwise, what would not although it rests on it, what is untold."""
    found = unfounded(evidence, id)
    changed = {one.details["ref"] for one in found}
    yield state("without" if found else "without-nothing", *found, count=len(found))
    others = [one for one in supported(evidence, id) if one.details["ref"] not in changed]
    for name, hidden in (("without-same", False), ("without-untold", True)):
        refs = tuple(one.details["ref"] for one in others if guarded(evidence, one) == hidden)
        if refs:
            shown = refs if len(refs) <= _MOST_NAMED else refs[: _MOST_NAMED // 2]
            yield state(name, count=len(refs), refs=shown, more=len(refs) - len(shown) or None)
