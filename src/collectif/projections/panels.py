"""This module is about the panel of a round: who could score what in it.

It is what the log said while the round was open: later arrivals, declarations and amendments
belong to later rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from collectif.acts.assembly import CharterAdopted
from collectif.acts.community import MemberJoined, MemberLeft
from collectif.acts.deliberation import InterestDeclared
from collectif.acts.mandates import MandateEnded, MandateGiven
from collectif.acts.presence import AttendanceRecorded
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.acts.voices import has_voice
from collectif.ids import AssemblyId, MandateId, MemberId, ProposalId, RoundId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.values import Charter

Tie = tuple[MemberId, ProposalId]


@frozen(kw_only=True)
class Panel:
    """Who could score what in a round.

    Attributes:
        kinds: Member -> what kind of member it is, for all members so far.
        entitled: The voting members that have a voice under the charter and were present, by their
            delegate or alternate, at some moment while the round was open.
        carriers: Proposal -> its carriers at the version of the round.
        recused: (member, proposal): who kept out of scoring what, by what it declared until the
            round closed, or because it carries the proposal and the charter says so.
    """

    kinds: Mapping[MemberId, str]
    entitled: frozenset[MemberId]
    carriers: Mapping[ProposalId, frozenset[MemberId]]
    recused: frozenset[Tie]


@define
class _Round:
    opened: RoundOpened
    present: set[MandateId]
    carriers: dict[ProposalId, frozenset[MemberId]]
    shown: Panel | None = None


@define
class _Panels:
    charters: dict[AssemblyId, Charter] = field(factory=dict)
    members: dict[MemberId, MemberJoined] = field(factory=dict)
    mandates: dict[MandateId, MandateGiven] = field(factory=dict)
    present: dict[AssemblyId, set[MandateId]] = field(factory=dict)
    carriers: dict[ProposalId, frozenset[MemberId]] = field(factory=dict)
    declared: set[Tie] = field(factory=set)
    rounds: dict[RoundId, _Round] = field(factory=dict)


def _last_charter_holds(state: _Panels, event: Recorded[CharterAdopted]) -> None:
    state.charters[event.data.assembly_id] = event.data.charter


def _members_by_name(state: _Panels, event: Recorded[MemberJoined]) -> None:
    state.members[event.data.member_id] = event.data


def _mandates_by_name(state: _Panels, event: Recorded[MandateGiven]) -> None:
    state.mandates[event.data.mandate_id] = event.data


def _who_comes_in_belongs_to_open_rounds(
    state: _Panels, event: Recorded[AttendanceRecorded]
) -> None:
    room = state.present.setdefault(event.data.assembly_id, set())
    if event.data.status == "LEFT":
        room.difference_update(event.data.mandate_ids)
        return
    room.update(event.data.mandate_ids)
    for round in state.rounds.values():
        if round.shown is None and round.opened.assembly_id == event.data.assembly_id:
            round.present.update(event.data.mandate_ids)


def _who_left_belongs_to_no_later_round(state: _Panels, event: Recorded[MemberLeft]) -> None:
    gone = event.data.member_id
    held = {id for id, mandate in state.mandates.items() if mandate.member_id == gone}
    for room in state.present.values():
        room.difference_update(held)


def _ended_mandates_hold_no_more(state: _Panels, event: Recorded[MandateEnded]) -> None:
    for room in state.present.values():
        room.discard(event.data.mandate_id)


def _first_carriers(state: _Panels, event: Recorded[ProposalSubmitted]) -> None:
    state.carriers[event.data.proposal_id] = frozenset(event.data.carriers)


def _newest_carriers(state: _Panels, event: Recorded[ProposalAmended]) -> None:
    if event.data.carriers is not None:
        state.carriers[event.data.proposal_id] = frozenset(event.data.carriers)


def _declarations_add_up(state: _Panels, event: Recorded[InterestDeclared]) -> None:
    if "SCORING" in event.data.recuses_from:
        state.declared.add((event.data.member_id, event.data.proposal_id))


def _rounds_open_on_versions(state: _Panels, event: Recorded[RoundOpened]) -> None:
    opened = event.data
    state.rounds[opened.round_id] = _Round(
        opened=opened,
        present=set(state.present.get(opened.assembly_id, ())),
        carriers={
            ProposalId(id): state.carriers.get(ProposalId(id), frozenset())
            for id in opened.subjects
        },
    )


def _closed_rounds_keep_their_panel(state: _Panels, event: Recorded[RoundClosed]) -> None:
    round = state.rounds.get(event.data.round_id)
    if round is not None:
        round.shown = _panel(state, round)


def _by_round(state: _Panels) -> Mapping[RoundId, Panel]:
    return {id: round.shown or _panel(state, round) for id, round in state.rounds.items()}


def _panel(state: _Panels, round: _Round) -> Panel:
    charter = state.charters.get(round.opened.assembly_id)
    keep_out = charter is not None and charter.recusal != "NONE"
    carried = {(m, p) for p, carriers in round.carriers.items() for m in carriers if keep_out}
    declared = {tie for tie in state.declared if tie[1] in round.carriers}
    return Panel(
        kinds={id: member.kind for id, member in state.members.items()},
        entitled=_entitled(state, round, charter),
        carriers=round.carriers,
        recused=frozenset(carried | declared),
    )


def _entitled(state: _Panels, round: _Round, charter: Charter | None) -> frozenset[MemberId]:
    held = [state.mandates[id] for id in round.present if id in state.mandates]
    there = {mandate.member_id for mandate in held if mandate.role != "OBSERVER"}
    return frozenset(
        id
        for id, member in state.members.items()
        if id in there and member.voting and has_voice(charter, member.kind)
    )


PANELS: Projection[Any, Mapping[RoundId, Panel]] = Projection(
    start=_Panels,
    clauses={
        CharterAdopted: _last_charter_holds,
        MemberJoined: _members_by_name,
        MemberLeft: _who_left_belongs_to_no_later_round,
        MandateGiven: _mandates_by_name,
        MandateEnded: _ended_mandates_hold_no_more,
        AttendanceRecorded: _who_comes_in_belongs_to_open_rounds,
        ProposalSubmitted: _first_carriers,
        ProposalAmended: _newest_carriers,
        InterestDeclared: _declarations_add_up,
        RoundOpened: _rounds_open_on_versions,
        RoundClosed: _closed_rounds_keep_their_panel,
    },
    show=_by_round,
)
"""Round -> who could score what in it, in the order of opening."""
