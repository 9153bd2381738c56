"""This module is about moments: at which sizes of a log what is known of its rounds changes.

While a round is open to all eyes, every answer changes it; while it is sealed, nothing does before
it closes. Of too many moments some are chosen, evenly: closings, publications and corrections
first, then answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from attrs import field, frozen, mutable

from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.acts.scoring import ResultsPublished
from collectif.ids import EventId, RoundId
from collectif.record.envelope import Recorded
from collectif.record.view import CORRECTIONS, View

What = Literal["CAST", "CLOSED", "PUBLISHED", "CORRECTED"]

_CASTS = frozenset({"score-cast", "stance-given"})
_TURNS = frozenset({"round-opened", "round-closed", "results-published"})
_RULES = frozenset({
    "charter-adopted", "criteria-adopted", "criterion-proposed", "interest-declared",
    "attendance-recorded", "mandate-ended", "mandate-given", "member-joined", "member-left",
    "proposal-amended", "proposal-submitted",
})  # fmt: skip
"""The types that say how rounds are counted, and for whom, without being of one."""


@frozen(kw_only=True)
class Moment:
    """A state of a log at which something about a round became known.

    Attributes:
        size: How many events the log held.
        event: The last of them.
        occurred: When that happened.
        round: The round about which it says something.
        what: An answer was CAST, the round CLOSED, its results were PUBLISHED, or what it rests on
            was CORRECTED.
    """

    size: int
    event: EventId
    occurred: datetime
    round: RoundId
    what: What


@mutable
class _Sample:
    """Some of many moments, evenly: every second one goes where there would be too many."""

    most: int
    kept: list[Moment] = field(factory=list)
    stride: int = 1
    seen: int = 0

    def take(self, moment: Moment) -> None:
        if self.seen % self.stride == 0:
            self.kept.append(moment)
        self.seen += 1
        if len(self.kept) > 2 * self.most:
            self.kept, self.stride = self.kept[::2], self.stride * 2


@frozen(kw_only=True)
class Moments:
    """The moments of a log.

    Attributes:
        chosen: Those that were chosen, in order.
        count: How many there are.
    """

    chosen: tuple[Moment, ...]
    count: int


def moments(view: View, rounds: Collection[str], *, most: int) -> Moments:
    """Return the moments of some rounds, read once through the log as it was recorded.

    Args:
        view: The log; its corrections are moments of their own.
        rounds: The rounds that are looked at.
        most: How many are chosen at most, at least 1.
    """
    turns, casts = list[Moment](), _Sample(most=most)
    for moment in _all(view, frozenset(rounds)):
        if moment.what == "CAST":
            casts.take(moment)
        else:
            turns.append(moment)
    count = len(turns) + casts.seen
    kept = evenly(turns, most)
    kept += evenly(casts.kept, most - len(kept))
    return Moments(chosen=tuple(sorted(kept, key=lambda one: one.size)), count=count)


def evenly(found: Sequence[Moment], most: int) -> list[Moment]:
    """Return at most so many of some moments, evenly, the last one among them; 0 gives none."""
    if len(found) <= most:
        return list(found)
    return [found[len(found) * (place + 1) // most - 1] for place in range(most)]


def _all(view: View, rounds: frozenset[str]) -> Iterator[Moment]:
    """Yield every moment of some rounds, in order."""
    seen = dict[str, None]()
    for event in view.source.events(_CASTS | _TURNS | CORRECTIONS):
        data = event.data
        if isinstance(data, RoundOpened):
            if data.visibility == "OPEN" and data.round_id in rounds:
                seen[data.round_id] = None
        elif isinstance(data, RoundClosed):
            if data.round_id in rounds:
                seen[data.round_id] = None
                yield _moment(event, data.round_id, "CLOSED")
        elif event.type in CORRECTIONS:
            round = _corrected(view, event, seen)
            if round is not None:
                yield _moment(event, round, "CORRECTED")
        elif data.round_id in seen:
            told: What = "PUBLISHED" if isinstance(data, ResultsPublished) else "CAST"
            yield _moment(event, data.round_id, told)


def _moment(event: Recorded[Any], round: RoundId, what: What) -> Moment:
    return Moment(
        size=event.seq + 1, event=event.id, occurred=event.occurred, round=round, what=what
    )


def _corrected(view: View, event: Recorded[Any], seen: Collection[str]) -> RoundId | None:
    """Return the round that a correction is about, of those that are visible; None for none.

    What corrects the rules is about the round that was seen last.
    """
    target: Recorded[Any] | None = event
    while target is not None and target.type in CORRECTIONS:
        target = view.source.find(target.data.target)
    if target is None:
        return None
    if target.type in _RULES:
        return RoundId([*seen][-1]) if seen else None
    round = getattr(target.data, "round_id", None)
    return round if round in seen else None
