"""This module is about the scores of each round: who gave what, the last one counting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from collectif.acts.assembly import CharterAdopted
from collectif.acts.criteria import CriteriaAdopted, CriterionProposed
from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import BallotCast, RoundOpened, ScoreCast
from collectif.acts.secrecy import BallotReceived
from collectif.counting import Profile
from collectif.ids import AssemblyId, CriterionId, MemberId, ProposalId, Ref, RoundId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.values import Charter, Score

Cell = tuple[MemberId, ProposalId, CriterionId]


@frozen(kw_only=True)
class RoundScores:
    """What was given in a round.

    Attributes:
        opened: The round, as it was opened.
        charter: The rules that it was held under.
        weights: Criterion -> weight; empty for a round without criteria.
        lower_is_better: The criteria on which a low score is good.
        cells: (member, proposal, criterion) -> the last live score; nothing before it is visible.
        ballots: Member -> the last live ballot, in a round without criteria; nothing before it is
            visible.
        visible: Whether the values can be seen: a round that is not OPEN hides them until it
            closes.
        handed_in: The members that answered, in the order in which they first did; those of a
            secret round are known by their receipts, never by their values.
    """

    opened: RoundOpened
    charter: Charter
    weights: Mapping[CriterionId, int]
    lower_is_better: frozenset[CriterionId]
    cells: Mapping[Cell, Score]
    ballots: Mapping[MemberId, Mapping[Ref, int | str]]
    visible: bool
    handed_in: tuple[MemberId, ...]

    def profile(self) -> Profile:
        """Return the scores as plain ballots to count; proposals in the order of the round."""
        return Profile.from_grades(
            self.cells,
            scale=self.charter.scale,
            options=tuple(self.opened.subjects),
            criteria=tuple(self.weights),
            weights={str(id): weight for id, weight in self.weights.items()},
            lower_is_better=self.lower_is_better,
        )


@define
class _Rounds:
    charters: dict[AssemblyId, Charter] = field(factory=dict)
    polarities: dict[CriterionId, str] = field(factory=dict)
    weights: dict[str, Mapping[CriterionId, int]] = field(factory=dict)
    rounds: dict[RoundId, RoundOpened] = field(factory=dict)
    cells: dict[RoundId, dict[Cell, Score]] = field(factory=dict)
    ballots: dict[RoundId, dict[MemberId, Mapping[Ref, int | str]]] = field(factory=dict)
    receipts: dict[RoundId, dict[MemberId, None]] = field(factory=dict)
    closed: set[RoundId] = field(factory=set)


def _last_charter_holds(state: _Rounds, event: Recorded[CharterAdopted]) -> None:
    state.charters[event.data.assembly_id] = event.data.charter


def _criteria_have_a_direction(state: _Rounds, event: Recorded[CriterionProposed]) -> None:
    state.polarities[event.data.criterion_id] = event.data.polarity


def _sets_never_change(state: _Rounds, event: Recorded[CriteriaAdopted]) -> None:
    state.weights[event.data.criteria_set_id] = event.data.weights


def _rounds_open_empty(state: _Rounds, event: Recorded[RoundOpened]) -> None:
    state.rounds[event.data.round_id] = event.data
    state.cells[event.data.round_id] = {}
    state.ballots[event.data.round_id] = {}
    state.receipts[event.data.round_id] = {}


def _newest_score_counts(state: _Rounds, event: Recorded[ScoreCast]) -> None:
    cast = event.data
    cells = state.cells.get(cast.round_id)
    if cells is not None:  # in a view by time, a round may not have been opened yet
        cells[cast.member_id, cast.proposal_id, cast.criterion_id] = cast.value


def _newest_ballot_counts(state: _Rounds, event: Recorded[BallotCast]) -> None:
    ballots = state.ballots.get(event.data.round_id)
    if ballots is not None:
        ballots[event.data.member_id] = event.data.ballot


def _receipts_count_members(state: _Rounds, event: Recorded[BallotReceived]) -> None:
    receipts = state.receipts.get(event.data.round_id)
    if receipts is not None:
        receipts[event.data.member_id] = None


def _rounds_close(state: _Rounds, event: Recorded[RoundClosed]) -> None:
    state.closed.add(event.data.round_id)


def _by_round(state: _Rounds) -> Mapping[RoundId, RoundScores]:
    return {
        id: _scores_of(state, opened)
        for id, opened in state.rounds.items()
        if _rules_are_in_view(state, opened)
    }


def _rules_are_in_view(state: _Rounds, opened: RoundOpened) -> bool:
    """Whether a round can be counted: not by rules that nobody adopted, in a view by time."""
    if opened.kind == "STANCES":
        return True
    scored = opened.kind != "SCORING" or opened.criteria_set_id in state.weights
    return scored and opened.assembly_id in state.charters


def _scores_of(state: _Rounds, opened: RoundOpened) -> RoundScores:
    weights = state.weights.get(opened.criteria_set_id or "", {})
    lower = {c for c in weights if state.polarities.get(c) == "LOWER_IS_BETTER"}
    visible = opened.visibility == "OPEN" or opened.round_id in state.closed
    return RoundScores(
        opened=opened,
        charter=state.charters.get(opened.assembly_id, Charter()),
        weights=weights,
        lower_is_better=frozenset(lower),
        cells=state.cells[opened.round_id] if visible else {},
        ballots=state.ballots[opened.round_id] if visible else {},
        visible=visible,
        handed_in=_handed_in(state, opened),
    )


def _handed_in(state: _Rounds, opened: RoundOpened) -> tuple[MemberId, ...]:
    if opened.visibility == "SECRET":
        return tuple(state.receipts[opened.round_id])
    scored = dict.fromkeys(member for member, _, _ in state.cells[opened.round_id])
    return (*scored, *state.ballots[opened.round_id])


SCORES: Projection[Any, Mapping[RoundId, RoundScores]] = Projection(
    start=_Rounds,
    clauses={
        CharterAdopted: _last_charter_holds,
        CriterionProposed: _criteria_have_a_direction,
        CriteriaAdopted: _sets_never_change,
        RoundOpened: _rounds_open_empty,
        ScoreCast: _newest_score_counts,
        BallotCast: _newest_ballot_counts,
        BallotReceived: _receipts_count_members,
        RoundClosed: _rounds_close,
    },
    show=_by_round,
)
"""Round -> what was given in it, rounds in the order in which they were opened.

A round whose charter or criteria are not in the view is left out: it has no rules to be counted by.
"""
