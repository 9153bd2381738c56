"""This module is about who answered in a round, and whether they could: mandated, present, voting.

One reading of all scores and ballots keeps what the checklist asks of them, and none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from attrs import define, field, frozen

from collectif.acts import Known
from collectif.acts.assembly import CharterAdopted
from collectif.acts.ballots import BallotCast
from collectif.acts.community import CollectiveFounded, MemberJoined, MemberLeft
from collectif.acts.deliberation import InterestDeclared
from collectif.acts.mandates import MandateEnded, MandateGiven
from collectif.acts.presence import AttendanceRecorded
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.acts.scoring import ScoreCast
from collectif.acts.secrecy import BallotReceived, is_voice
from collectif.acts.voices import has_voice
from collectif.ids import AssemblyId, DeclarationId, EventId, MandateId, MemberId, RoundId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.values import Charter

Problem = Literal["NO_MEMBER", "NO_VOICE", "NO_MANDATE", "NOT_VALID", "NOT_PRESENT"]
"""Why somebody could not answer: not a member, or one without a voice; no mandate for that; one
that did not hold on the day; or not there while the round was open."""


@frozen(kw_only=True)
class Cards:
    """What there is to say of the answers given in rounds.

    Attributes:
        answered: Round -> how many members answered; a secret round by its receipts.
        problems: Round -> member -> why it could not answer, and its first answer.
        late: Round -> how many answers were recorded after it closed, and the first of them.
        last: Round -> the position of the last answer in it.
        contested: Declaration -> how many answers its member gave before it, where it keeps out of
            scoring; only where there are any.
        signed: The assemblies in which attendance was recorded.
        day: The last day on which anything of this happened.
    """

    answered: Mapping[RoundId, int]
    problems: Mapping[RoundId, Mapping[MemberId, tuple[Problem, EventId]]]
    late: Mapping[RoundId, tuple[int, EventId]]
    last: Mapping[RoundId, int]
    contested: Mapping[DeclarationId, int]
    signed: frozenset[AssemblyId]
    day: date


@define
class _Cards:
    known: Known = field(factory=Known)
    members: dict[MemberId, MemberJoined] = field(factory=dict)
    mandates: dict[MandateId, MandateGiven] = field(factory=dict)
    ended: set[MandateId] = field(factory=set)
    charters: dict[AssemblyId, Charter] = field(factory=dict)
    present: dict[AssemblyId, set[MandateId]] = field(factory=dict)
    rounds: dict[RoundId, RoundOpened] = field(factory=dict)
    attended: dict[RoundId, set[MandateId]] = field(factory=dict)
    closed: set[RoundId] = field(factory=set)
    seen: dict[tuple[RoundId, MemberId, MandateId], None] = field(factory=dict)
    problems: dict[RoundId, dict[MemberId, tuple[Problem, EventId]]] = field(factory=dict)
    late: dict[RoundId, tuple[int, EventId]] = field(factory=dict)
    last: dict[RoundId, int] = field(factory=dict)
    given: Counter[tuple[MemberId, str]] = field(factory=Counter)
    contested: dict[DeclarationId, int] = field(factory=dict)
    day: date = date.min


def _days_are_local(state: _Cards, event: Recorded[CollectiveFounded]) -> None:
    state.known.timezone = event.data.timezone


def _members_by_name(state: _Cards, event: Recorded[MemberJoined]) -> None:
    state.members[event.data.member_id] = event.data


def _who_left_answers_no_more(state: _Cards, event: Recorded[MemberLeft]) -> None:
    state.members.pop(event.data.member_id, None)


def _mandates_by_name(state: _Cards, event: Recorded[MandateGiven]) -> None:
    state.mandates[event.data.mandate_id] = event.data


def _ended_mandates_hold_no_more(state: _Cards, event: Recorded[MandateEnded]) -> None:
    state.ended.add(event.data.mandate_id)
    for room in state.present.values():
        room.discard(event.data.mandate_id)


def _last_charter_holds(state: _Cards, event: Recorded[CharterAdopted]) -> None:
    state.charters[event.data.assembly_id] = event.data.charter


def _who_comes_in_belongs_to_open_rounds(
    state: _Cards, event: Recorded[AttendanceRecorded]
) -> None:
    where, ids = event.data.assembly_id, event.data.mandate_ids
    room = state.present.setdefault(where, set())
    if event.data.status == "LEFT":
        room.difference_update(ids)
        return
    room.update(ids)
    for id, opened in state.rounds.items():
        if opened.assembly_id == where and id not in state.closed:
            state.attended[id].update(ids)


def _rounds_open(state: _Cards, event: Recorded[RoundOpened]) -> None:
    opened = event.data
    state.rounds[opened.round_id] = opened
    state.attended[opened.round_id] = set(state.present.get(opened.assembly_id, ()))


def _rounds_close(state: _Cards, event: Recorded[RoundClosed]) -> None:
    state.closed.add(event.data.round_id)


def _scores_are_answers(state: _Cards, event: Recorded[ScoreCast]) -> None:
    cast = event.data
    state.given[cast.member_id, cast.proposal_id] += 1
    _answers_are_judged_once(state, event)


def _answers_are_judged_once(state: _Cards, event: Recorded[Any]) -> None:
    """Judge the first answer of a member in a round under a mandate."""
    cast = event.data
    state.last[cast.round_id] = event.seq
    if is_voice(cast.member_id):
        return
    if cast.round_id in state.closed:
        count, first = state.late.get(cast.round_id, (0, event.id))
        state.late[cast.round_id] = count + 1, first
    key = cast.round_id, cast.member_id, cast.mandate_id
    if key in state.seen:
        return
    state.seen[key] = None
    state.day = max(state.day, event.occurred.date())
    problem = _problem(state, event)
    if problem is not None:
        told = state.problems.setdefault(cast.round_id, {})
        told.setdefault(cast.member_id, (problem, event.id))


def _problem(state: _Cards, event: Recorded[Any]) -> Problem | None:
    cast, opened = event.data, state.rounds.get(event.data.round_id)
    member, mandate = state.members.get(cast.member_id), state.mandates.get(cast.mandate_id)
    where = None if opened is None else opened.assembly_id
    if member is None:
        return "NO_MEMBER"
    charter = None if where is None else state.charters.get(where)
    if not member.voting or not has_voice(charter, member.kind):
        return "NO_VOICE"
    power = "SCORE" if opened is not None and opened.kind == "SCORING" else "DECIDE"
    if mandate is None or mandate.member_id != cast.member_id or power not in mandate.powers:
        return "NO_MANDATE"
    day, until = state.known.day(event.occurred), mandate.valid_until
    held = mandate.valid_from <= day and (until is None or day <= until)
    over = cast.mandate_id in state.ended and cast.round_id not in state.closed
    if not held or over or mandate.assembly_id not in (None, where):
        return "NOT_VALID"
    return None if cast.mandate_id in state.attended.get(cast.round_id, ()) else "NOT_PRESENT"


def _interests_contest_older_scores(state: _Cards, event: Recorded[InterestDeclared]) -> None:
    declared = event.data
    before = state.given[declared.member_id, declared.proposal_id]
    if "SCORING" in declared.recuses_from and before:
        state.contested[declared.declaration_id] = before


def _shown(state: _Cards) -> Cards:
    answered = Counter(round for round, _ in {(round, who) for round, who, _ in state.seen})
    return Cards(
        answered=answered,
        problems=state.problems,
        late=state.late,
        last=state.last,
        contested=state.contested,
        signed=frozenset(state.present),
        day=state.day,
    )


CARDS: Projection[Any, Cards] = Projection(
    start=_Cards,
    clauses={
        CollectiveFounded: _days_are_local,
        MemberJoined: _members_by_name,
        MemberLeft: _who_left_answers_no_more,
        MandateGiven: _mandates_by_name,
        MandateEnded: _ended_mandates_hold_no_more,
        CharterAdopted: _last_charter_holds,
        AttendanceRecorded: _who_comes_in_belongs_to_open_rounds,
        RoundOpened: _rounds_open,
        RoundClosed: _rounds_close,
        ScoreCast: _scores_are_answers,
        BallotCast: _answers_are_judged_once,
        BallotReceived: _answers_are_judged_once,
        InterestDeclared: _interests_contest_older_scores,
    },
    show=_shown,
)
"""Who answered in rounds, and whether they could."""
