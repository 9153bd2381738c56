"""This module is about ties between members: a dated edge for each thing between two of them.

The ends are members, COLLECTIVE, PUBLIC and, where means are given, missions; never a person. One
event may make several edges; none leads back to where it starts. A new kind of tie is one clause
that calls `_tie`, and its name in `EdgeKind`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from attrs import define, evolve, field, frozen

from collectif.acts.accounts import AccountRequested, ContributionReported, PeerReviewGiven
from collectif.acts.commitments import CommitmentClosed, CommitmentMade, CommitmentRevised
from collectif.acts.community import MemberJoined
from collectif.acts.funding import FundsAllocated, ResourcePledged, ResourceReceived
from collectif.acts.knowledge import LearningReused, LearningShared
from collectif.ids import CommitmentId, EventId, MemberId, RequestId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection

EdgeKind = Literal[
    "OWES", "REPORTED", "ASKED", "ANSWERED", "REVIEWED", "ATTESTED", "LEARNED_FROM", "FUNDED"
]
"""What ties two ends: debtor to creditor; contributor to who is told; asker to asked, and back;
reviewer to author; witness to debtor; who reuses to author; giver to mission, mission to bearer."""


@frozen(kw_only=True)
class Edge:
    """One tie, from one end to another.

    Attributes:
        kind: What ties them.
        source: Where it starts: who owes, tells, asks, answers, looks, attests, reuses, gives.
        target: Where it leads.
        about: The commitment, contribution, request, review, learning or means behind it.
        occurred: When it began.
        until: The day on which it ended; None for one that lasts. Only OWES ends.
        event: The event that made it.
        seq: Its position in the log.
    """

    kind: EdgeKind
    source: str
    target: str
    about: str
    occurred: datetime
    until: date | None = None
    event: EventId
    seq: int


@define
class _Ties:
    edges: list[Edge] = field(factory=list)
    creditors: dict[CommitmentId, tuple[MemberId, ...]] = field(factory=dict)
    authors: dict[str, tuple[MemberId, ...]] = field(factory=dict)
    asked: dict[RequestId, AccountRequested] = field(factory=dict)
    members: set[str] = field(factory=set)
    pledges: dict[str, tuple[str, str]] = field(factory=dict)


def _tie(
    state: _Ties,
    event: Recorded[Any],
    kind: EdgeKind,
    sources: Iterable[str],
    targets: Iterable[str],
    about: str,
) -> None:
    """Tie each source to each target, but nobody to itself."""
    ends = list(targets)
    state.edges.extend(
        Edge(
            kind=kind,
            source=source,
            target=target,
            about=about,
            occurred=event.occurred,
            event=EventId(event.id),
            seq=event.seq,
        )
        for source in sources
        for target in ends
        if source != target
    )


def _release(state: _Ties, event: Recorded[Any], about: str, staying: Iterable[str] = ()) -> None:
    """End what is owed in a commitment, but not by those who stay."""
    still = set(staying)
    for place, edge in enumerate(state.edges):
        owed = edge.kind == "OWES" and edge.about == about and edge.until is None
        if owed and edge.source not in still:
            state.edges[place] = evolve(edge, until=event.occurred.date())


def _members_are_ends(state: _Ties, event: Recorded[MemberJoined]) -> None:
    state.members.add(event.data.member_id)


def _debtors_owe_creditors(state: _Ties, event: Recorded[CommitmentMade]) -> None:
    made = event.data
    state.creditors[made.commitment_id] = made.creditors
    state.authors[made.commitment_id] = made.debtors
    _tie(state, event, "OWES", made.debtors, made.creditors, made.commitment_id)


def _new_debtors_owe_instead(state: _Ties, event: Recorded[CommitmentRevised]) -> None:
    id, debtors = event.data.commitment_id, event.data.debtors
    if debtors is None or id not in state.creditors:
        return
    new = [member for member in debtors if member not in state.authors[id]]
    _release(state, event, id, staying=debtors)
    _tie(state, event, "OWES", new, state.creditors[id], id)
    state.authors[id] = debtors


def _witnesses_end_what_is_owed(state: _Ties, event: Recorded[CommitmentClosed]) -> None:
    id = event.data.commitment_id
    _release(state, event, id)
    _tie(state, event, "ATTESTED", event.data.attested_by, state.authors.get(id, ()), id)


def _contributors_tell(state: _Ties, event: Recorded[ContributionReported]) -> None:
    told = event.data
    state.authors[told.contribution_id] = told.members
    _tie(state, event, "REPORTED", told.members, told.to, told.contribution_id)
    request = None if told.answers is None else state.asked.get(told.answers)
    if request is not None:
        _tie(state, event, "ANSWERED", (request.asked,), (request.asker,), request.request_id)


def _askers_ask(state: _Ties, event: Recorded[AccountRequested]) -> None:
    asked = event.data
    state.asked[asked.request_id] = asked
    _tie(state, event, "ASKED", (asked.asker,), (asked.asked,), asked.request_id)


def _reviewers_look(state: _Ties, event: Recorded[PeerReviewGiven]) -> None:
    given = event.data
    authors = state.authors.get(given.about, ())
    _tie(state, event, "REVIEWED", (given.reviewer,), authors, given.review_id)


def _learnings_have_authors(state: _Ties, event: Recorded[LearningShared]) -> None:
    state.authors[event.data.learning_id] = event.data.by


def _reusers_learn(state: _Ties, event: Recorded[LearningReused]) -> None:
    id, reuser = event.data.learning_id, str(event.data.by)
    authors = state.authors.get(id, ())
    if reuser in state.members and reuser not in authors:
        _tie(state, event, "LEARNED_FROM", (reuser,), authors, id)


def _pledges_are_for_a_mission(state: _Ties, event: Recorded[ResourcePledged]) -> None:
    state.pledges[event.data.pledge_id] = event.data.giver, event.data.mission_id


def _what_is_received_funds_a_mission(state: _Ties, event: Recorded[ResourceReceived]) -> None:
    pledge = event.data.pledge_id
    if pledge in state.pledges:
        giver, mission = state.pledges[pledge]
        _tie(state, event, "FUNDED", (giver,), (mission,), event.data.receipt_id)


def _missions_fund_bearers(state: _Ties, event: Recorded[FundsAllocated]) -> None:
    given = event.data
    _tie(state, event, "FUNDED", (given.mission_id,), (given.bearer,), given.allocation_id)


EDGES: Projection[Any, tuple[Edge, ...]] = Projection(
    start=_Ties,
    clauses={
        MemberJoined: _members_are_ends,
        CommitmentMade: _debtors_owe_creditors,
        CommitmentRevised: _new_debtors_owe_instead,
        CommitmentClosed: _witnesses_end_what_is_owed,
        ContributionReported: _contributors_tell,
        AccountRequested: _askers_ask,
        PeerReviewGiven: _reviewers_look,
        LearningShared: _learnings_have_authors,
        LearningReused: _reusers_learn,
        ResourcePledged: _pledges_are_for_a_mission,
        ResourceReceived: _what_is_received_funds_a_mission,
        FundsAllocated: _missions_fund_bearers,
    },
    show=lambda state: tuple(state.edges),
)
"""The ties between members, in the order of the log."""
