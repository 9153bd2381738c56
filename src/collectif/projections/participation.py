"""This module is about participation: who was invited, came, spoke, scored, decided, committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal

from attrs import define, field, frozen

from collectif.acts.assembly import AssemblyClosed, InvitationSent
from collectif.acts.ballots import BallotCast
from collectif.acts.commitments import CommitmentMade
from collectif.acts.community import MemberJoined
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.deliberation import CommentMade
from collectif.acts.mandates import MandateGiven
from collectif.acts.presence import AttendanceRecorded
from collectif.acts.rounds import RoundOpened
from collectif.acts.scoring import ScoreCast
from collectif.acts.secrecy import BallotReceived, is_voice
from collectif.acts.state import Known
from collectif.acts.voices import has_voice, present_members, quorum
from collectif.ids import AssemblyId, DecisionId, MandateId, MemberId, ProposalId, RoundId
from collectif.projections.panels import Panel
from collectif.projections.ranking import Result
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.record.view import View
from collectif.tabled import Tabled

Stage = Literal["INVITED", "PRESENT", "HEARD", "SCORED", "DECIDED", "COMMITTED"]
"""A step of taking part."""

STAGES: tuple[Stage, ...] = ("INVITED", "PRESENT", "HEARD", "SCORED", "DECIDED", "COMMITTED")
"""Every step of taking part, from the first to the last."""


@frozen(kw_only=True)
class Funnel(Tabled):
    """Which members took which step in an assembly; a step may be taken without the one before.

    Attributes:
        stages: Step -> the members who took it, sorted by name.
        kinds: Member -> what kind of member it is.
        voting: The voting members.
    """

    stages: Mapping[Stage, tuple[MemberId, ...]]
    kinds: Mapping[MemberId, str]
    voting: frozenset[MemberId]

    def count(self, stage: Stage, *, kind: str | None = None, voting: bool = False) -> int:
        """Return how many members took a step: all, of one kind, or voting ones only."""
        return sum(
            kind in (None, self.kinds.get(member)) and (member in self.voting or not voting)
            for member in self.stages[stage]
        )

    def by_kind(self) -> Mapping[str, Mapping[Stage, int]]:
        """Return kind of member -> step -> how many took it, kinds sorted by name."""
        return {
            kind: {stage: self.count(stage, kind=kind) for stage in STAGES}
            for kind in sorted(set(self.kinds.values()))
        }


@frozen(kw_only=True)
class Turnout(Tabled):
    """How much of a scoring round was filled in.

    Attributes:
        voters: The members with at least one answer, in the order of their first one.
        entitled: The voting members with a voice who were present while the round was open.
        numeric: How many of the cells that were due hold a grade.
        silences: Abstentions and "cannot judge" -> how many of the cells that were due hold one.
        due: How many cells the entitled owed an answer on: all but those of recused members.
    """

    voters: tuple[MemberId, ...]
    entitled: frozenset[MemberId]
    numeric: int
    silences: Mapping[str, int]
    due: int

    @property
    def missing(self) -> int:
        """How many of the cells that were due hold nothing."""
        return max(0, self.due - self.numeric - sum(self.silences.values()))

    @property
    def share(self) -> Fraction | None:
        """Voters as a share of the entitled; None when nobody was entitled."""
        return Fraction(len(self.voters), len(self.entitled)) if self.entitled else None

    @property
    def coverage(self) -> Fraction | None:
        """Grades as a share of the cells that were due; None when none was."""
        return Fraction(self.numeric, self.due) if self.due else None


@frozen(kw_only=True)
class Deciding:
    """Who was there when a decision was taken.

    Attributes:
        present: The voting members in the room.
        needed: How many the charter asked for; None where there is no charter in view.
        ballots: How many ballots were counted.
    """

    present: frozenset[MemberId]
    needed: int | None
    ballots: int


def funnel(view: View, assembly: AssemblyId | str) -> Funnel:
    """Return which members took which step in an assembly.

    A member is INVITED by name, PRESENT through anybody, HEARD by a comment in its name, has
    SCORED a cell, has DECIDED by a ballot on a decision, and has COMMITTED itself in the assembly
    or in the service of one of its decisions.
    """
    state = _STEPS.replay(view)
    took: dict[Stage, set[MemberId]] = {stage: set() for stage in STAGES}
    for stage, where, members in state.steps:
        if where == assembly:
            took[stage].update(members)
    return Funnel(
        stages={stage: tuple(sorted(members)) for stage, members in took.items()},
        kinds={id: member.kind for id, member in state.members.items()},
        voting=frozenset(id for id, member in state.members.items() if member.voting),
    )


def turnout(result: Result) -> Turnout:
    """Return how much of a scoring round was filled in, by its result in any view."""
    panel, scores = result.counted.panel, result.round
    kept_out = sum(member in panel.entitled for member, _ in panel.recused)
    rows = len(panel.entitled) * len(scores.opened.subjects) - kept_out
    given = [value for cell, value in scores.cells.items() if _was_due(panel, *cell[:2])]
    said = Counter(value for value in given if isinstance(value, str))
    return Turnout(
        voters=tuple(dict.fromkeys(member for member, _, _ in scores.cells)),
        entitled=panel.entitled,
        numeric=len(given) - said.total(),
        silences=dict(sorted(said.items())),
        due=rows * len(scores.weights),
    )


def _was_due(panel: Panel, member: MemberId, proposal: ProposalId) -> bool:
    """Whether somebody owed its scores of a proposal; of a voice nobody knows, and it counts."""
    owed = member in panel.entitled and (member, proposal) not in panel.recused
    return owed or is_voice(member)


def eligible(view: View, assembly: AssemblyId | str) -> frozenset[MemberId]:
    """Return the voting members that had a voice under the charter when an assembly ended.

    Of one that has not ended in this view, those that have one now.
    """
    known, found = Known(view=view), frozenset[MemberId]()
    for event in view.events():
        known.take_in(event)
        if isinstance(event.data, AssemblyClosed) and event.data.assembly_id == assembly:
            found = _with_voice(known, assembly)
    room = known.rooms.get(AssemblyId(assembly))
    return found if room is not None and room.closed is not None else _with_voice(known, assembly)


def _with_voice(known: Known, assembly: str) -> frozenset[MemberId]:
    room = known.rooms.get(AssemblyId(assembly))
    charter = None if room is None else room.charter
    members = known.members.items()
    return frozenset(id for id, m in members if m.voting and has_voice(charter, m.kind))


def deciding(view: View) -> Mapping[DecisionId, Deciding]:
    """Return decision -> who was there when it was taken, in the order of taking."""
    found: dict[DecisionId, Deciding] = {}
    known = Known(view=view)
    for event in view.events():
        if isinstance(event.data, DecisionTaken):
            found[event.data.decision_id] = _deciding(known, event.data)
        known.take_in(event)
    return found


def _deciding(known: Known, taken: DecisionTaken) -> Deciding:
    decision = known.decisions.get(taken.decision_id)
    room = None if decision is None else known.rooms.get(decision.assembly)
    ruled = room is not None and room.charter is not None
    return Deciding(
        present=frozenset() if room is None else present_members(known, room),
        needed=quorum(known, room) if room is not None and ruled else None,
        ballots=sum(taken.tally.values()),
    )


@define
class _Steps:
    members: dict[MemberId, MemberJoined] = field(factory=dict)
    mandates: dict[MandateId, MemberId] = field(factory=dict)
    rounds: dict[RoundId, RoundOpened] = field(factory=dict)
    decisions: dict[str, AssemblyId] = field(factory=dict)
    steps: list[tuple[Stage, AssemblyId | None, Iterable[MemberId]]] = field(factory=list)


def _members_by_name(state: _Steps, event: Recorded[MemberJoined]) -> None:
    state.members[event.data.member_id] = event.data


def _mandates_are_of_members(state: _Steps, event: Recorded[MandateGiven]) -> None:
    state.mandates[event.data.mandate_id] = event.data.member_id


def _rounds_are_somewhere(state: _Steps, event: Recorded[RoundOpened]) -> None:
    state.rounds[event.data.round_id] = event.data


def _decisions_are_somewhere(state: _Steps, event: Recorded[DecisionProposed]) -> None:
    state.decisions[event.data.decision_id] = event.data.assembly_id


def _invited_by_name(state: _Steps, event: Recorded[InvitationSent]) -> None:
    if event.data.to != "PUBLIC":
        state.steps.append(("INVITED", event.data.assembly_id, event.data.to))


def _present_through_anybody(state: _Steps, event: Recorded[AttendanceRecorded]) -> None:
    if event.data.status == "ARRIVED":
        ids = event.data.mandate_ids
        members = [state.mandates[id] for id in ids if id in state.mandates]
        state.steps.append(("PRESENT", event.data.assembly_id, members))


def _heard_by_a_comment(state: _Steps, event: Recorded[CommentMade]) -> None:
    if event.data.member_id is not None:
        state.steps.append(("HEARD", event.assembly, [event.data.member_id]))


def _scored_a_cell(state: _Steps, event: Recorded[ScoreCast]) -> None:
    round = state.rounds.get(event.data.round_id)
    if round is not None and not is_voice(event.data.member_id):
        state.steps.append(("SCORED", round.assembly_id, [event.data.member_id]))


def _decided_by_a_ballot(state: _Steps, event: Recorded[BallotCast]) -> None:
    round = state.rounds.get(event.data.round_id)
    named = round is not None and not is_voice(event.data.member_id)
    if round is not None and named and state.decisions.keys() & event.data.ballot.keys():
        state.steps.append(("DECIDED", round.assembly_id, [event.data.member_id]))


def _a_receipt_is_an_answer(state: _Steps, event: Recorded[BallotReceived]) -> None:
    round = state.rounds.get(event.data.round_id)
    if round is None:
        return
    on_a_decision = state.decisions.keys() & round.subjects.keys()
    if round.kind == "SCORING" or on_a_decision:
        stage: Stage = "SCORED" if round.kind == "SCORING" else "DECIDED"
        state.steps.append((stage, round.assembly_id, [event.data.member_id]))


def _debtors_commit(state: _Steps, event: Recorded[CommitmentMade]) -> None:
    served = {state.decisions[id] for id in event.data.serves if id in state.decisions}
    for where in {event.assembly, *served}:
        state.steps.append(("COMMITTED", where, event.data.debtors))


_STEPS: Projection[Any, _Steps] = Projection(
    start=_Steps,
    clauses={
        MemberJoined: _members_by_name,
        MandateGiven: _mandates_are_of_members,
        RoundOpened: _rounds_are_somewhere,
        DecisionProposed: _decisions_are_somewhere,
        InvitationSent: _invited_by_name,
        AttendanceRecorded: _present_through_anybody,
        CommentMade: _heard_by_a_comment,
        ScoreCast: _scored_a_cell,
        BallotCast: _decided_by_a_ballot,
        BallotReceived: _a_receipt_is_an_answer,
        CommitmentMade: _debtors_commit,
    },
    show=lambda state: state,
)
