"""This module is about grounds: the events that a result, or a decision by ballot, counted."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

from collectif.acts.conversation import StanceGiven
from collectif.acts.scoring import BallotCast, ScoreCast
from collectif.ids import EventId, RoundId
from collectif.projections.counted import counted_in
from collectif.projections.panels import PANELS
from collectif.projections.scores import SCORES
from collectif.record.envelope import Recorded
from collectif.record.fold import Clause, Projection, side_by_side
from collectif.record.view import View

Newest = dict[RoundId, dict[Hashable, tuple[str, EventId]]]
"""Round -> what an answer answers -> who gave the newest one, and the event."""


def _newest_counts(who: str, place: tuple[str, ...], state: Newest, event: Recorded[Any]) -> None:
    answer = event.data
    asked = tuple(getattr(answer, name) for name in (who, *place))
    state.setdefault(answer.round_id, {})[asked] = getattr(answer, who), event.id


def _newest(who: str, *place: str) -> Clause[Newest]:
    return partial(_newest_counts, who, place)


def _by_round(state: Newest) -> Mapping[RoundId, tuple[tuple[str, EventId], ...]]:
    return {round: tuple(answers.values()) for round, answers in state.items()}


ANSWERS: Projection[Any, Mapping[RoundId, tuple[tuple[str, EventId], ...]]] = Projection(
    start=dict,
    clauses={
        ScoreCast: _newest("member_id", "proposal_id", "criterion_id"),
        BallotCast: _newest("member_id"),
        StanceGiven: _newest("participant_id", "proposal_id"),
    },
    show=_by_round,
)
"""Round -> who gave each answer that is the newest to what it answers, and the event."""

_ALL = side_by_side(ANSWERS, side_by_side(SCORES, PANELS))


def grounds(view: View) -> Mapping[RoundId, tuple[EventId, ...]]:
    """Return round -> the events that count in it: newest answers, of those its rules count.

    Args:
        view: The log, as it is to be seen; as known when results were published, for example.
    """
    answers, (rounds, panels) = _ALL.replay(view)
    found = {}
    for round, given in answers.items():
        scores, out = rounds.get(round), tuple[str, ...]()
        if scores is not None and scores.opened.kind == "SCORING":
            out = counted_in(scores, panels[round], "weighted-mean").left_out
        found[round] = tuple(event for who, event in given if who not in out)
    return found
