"""This module is about the timeline: what happened, in the order in which it happened.

The log keeps the order in which it learned of things; this one sorts them by when they happened,
and marks what it learned later and what was corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from attrs import frozen

from collectif.ids import EventId
from collectif.projections.accountability import up_to
from collectif.record.envelope import Recorded
from collectif.record.view import CORRECTIONS, View


@frozen(kw_only=True)
class Happened:
    """Where an event stands in time; what it says is for the log to show, to whom it may.

    Attributes:
        event: The event.
        seq: Its position in the log.
        type: Its type.
        occurred, recorded: When it happened, and when the log learned of it.
        late: Whether that was on a later day than that on which it happened.
        corrected_by: Its last rectification that the view applies; None where there is none.
        corrects: The event that it corrects; None for most.
    """

    event: EventId
    seq: int
    type: str
    occurred: datetime
    recorded: datetime
    late: bool
    corrected_by: EventId | None
    corrects: EventId | None


def timeline(view: View, *, on: date | None = None) -> tuple[Happened, ...]:
    """Return the events of a view by when they happened, those of one moment as in the log.

    Args:
        view: The log, as it is to be seen; a retracted event counts only where nothing is
            corrected.
        on: The last day; None leaves out nothing.
    """
    seen = view if on is None else up_to(view, on)
    rectified = seen.corrections.rectified if seen.corrected else {}
    told = sorted(seen.events(), key=lambda event: (event.occurred, event.seq))
    return tuple(_happened(event, rectified) for event in told)


def _happened(event: Recorded[Any], rectified: Mapping[str, Recorded[Any]]) -> Happened:
    correction = rectified.get(event.id)
    learned = event.recorded.astimezone(event.occurred.tzinfo).date()
    return Happened(
        event=EventId(event.id),
        seq=event.seq,
        type=event.type,
        occurred=event.occurred,
        recorded=event.recorded,
        late=learned > event.occurred.date(),
        corrected_by=None if correction is None else EventId(correction.id),
        corrects=event.data.target if event.type in CORRECTIONS else None,
    )
