"""This module is about what decisions stand on: the quorum of those who were there.

A correction never takes the quorum from under a decision that was adopted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from collectif.acts.decision import DecisionTaken
from collectif.acts.state import Known
from collectif.acts.voices import refuse_without_quorum
from collectif.errors import Refused
from collectif.record.envelope import Recorded

_SEATS = frozenset(
    {"attendance-recorded", "mandate-ended", "mandate-given", "member-joined", "member-left"}
)
"""Types of events that say who counts, and who is there."""


def unseated(
    known: Known, gone: Recorded[Any] | None = None, come: Recorded[Any] | None = None
) -> list[str]:
    """Return the adopted decisions that have no quorum when an event goes, and another comes."""
    if known.view is None or not {one.type for one in (gone, come) if one} & _SEATS:
        return []
    now = list(known.view.events())
    then = [event for event in now if gone is None or event.id != gone.id]
    before = _without_quorum(now)
    after = _without_quorum(sorted([*then, *([come] if come else [])], key=lambda one: one.seq))
    return [id for id in after if id not in before]


def _without_quorum(events: Iterable[Recorded[Any]]) -> list[str]:
    known, found = Known(), list[str]()
    for event in events:
        if isinstance(event.data, DecisionTaken) and event.data.outcome == "ADOPTED":
            found += [event.data.decision_id] * (not _has_quorum(known, event.data))
        known.take_in(event)
    return found


def _has_quorum(known: Known, taken: DecisionTaken) -> bool:
    try:
        room = known.room(known.decision(taken.decision_id).assembly)
        refuse_without_quorum(known, room, known.charter(room.id))
    except Refused:
        return False
    return True
