"""This module is about acts in a log: which events were recorded together, to be judged together.

Most events are judged one by one, each after those before it. A sheet is judged whole, for the
rules may ask for whole sheets; and the ballots of an urn are judged with the close of their round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import ScoreCast
from collectif.auditing.urns import is_voiced
from collectif.record.envelope import Recorded

Act = tuple[Recorded[Any], ...]


def acts_of(events: Iterable[Recorded[Any]]) -> Iterator[Act]:
    """Yield the events of a log as acts, in order."""
    waiting: list[Recorded[Any]] = []
    for event in events:
        if waiting and not _goes_on(waiting[-1], event):
            yield tuple(waiting)
            waiting = []
        waiting.append(event)
        if type(event.data) is not ScoreCast and not is_voiced(event.data):
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def _goes_on(last: Recorded[Any], event: Recorded[Any]) -> bool:
    """Whether an event belongs to the act of the last one, which waits for more."""
    if last.batch is None or last.batch != event.batch:
        return False
    if is_voiced(last.data):
        return is_voiced(event.data) or isinstance(event.data, RoundClosed)
    return (
        type(event.data) is ScoreCast
        and not is_voiced(event.data)
        and _sheet(last.data) == _sheet(event.data)
    )


def _sheet(cast: ScoreCast) -> tuple[str, ...]:
    return cast.round_id, cast.member_id, cast.mandate_id, cast.sheet_id
