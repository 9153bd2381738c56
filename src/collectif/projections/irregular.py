"""This module is about scores and ballots that a reader must be told of: late ones, contested ones.

They count like any others. Late: recorded after the round had closed. Contested: given by a member
who declared afterwards an interest that would have kept it from scoring.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field, frozen

from collectif.acts.ballots import BallotCast
from collectif.acts.deliberation import InterestDeclared
from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import ScoreCast
from collectif.ids import DeclarationId, EventId, MemberId, ProposalId, RoundId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection


@frozen(kw_only=True)
class Irregular:
    """What a reader must be told of the answers in a view.

    Attributes:
        late: The scores and ballots recorded after their round had closed, in order.
        contested: A score -> the declaration that contests it, in the order of the scores.
    """

    late: tuple[EventId, ...]
    contested: dict[EventId, DeclarationId]


@define
class _Irregular:
    closed: set[RoundId] = field(factory=set)
    late: list[EventId] = field(factory=list)
    given: dict[tuple[MemberId, ProposalId], list[EventId]] = field(factory=dict)
    order: dict[EventId, None] = field(factory=dict)
    contested: dict[EventId, DeclarationId] = field(factory=dict)


def _rounds_close(state: _Irregular, event: Recorded[RoundClosed]) -> None:
    state.closed.add(event.data.round_id)


def _after_the_round_is_late(state: _Irregular, event: Recorded[Any]) -> None:
    if event.data.round_id in state.closed:
        state.late.append(event.id)


def _scores_can_be_contested(state: _Irregular, event: Recorded[ScoreCast]) -> None:
    _after_the_round_is_late(state, event)
    state.order[event.id] = None
    cast = event.data
    state.given.setdefault((cast.member_id, cast.proposal_id), []).append(event.id)


def _interests_contest_older_scores(state: _Irregular, event: Recorded[InterestDeclared]) -> None:
    declared = event.data
    if "SCORING" in declared.recuses_from:
        for id in state.given.get((declared.member_id, declared.proposal_id), ()):
            state.contested.setdefault(id, declared.declaration_id)


def _told(state: _Irregular) -> Irregular:
    contested = {id: state.contested[id] for id in state.order if id in state.contested}
    return Irregular(late=tuple(state.late), contested=contested)


IRREGULAR: Projection[Any, Irregular] = Projection(
    start=_Irregular,
    clauses={
        RoundClosed: _rounds_close,
        ScoreCast: _scores_can_be_contested,
        BallotCast: _after_the_round_is_late,
        InterestDeclared: _interests_contest_older_scores,
    },
    show=_told,
)
"""Late and contested answers."""
