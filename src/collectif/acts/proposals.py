"""This module is about proposals: submitted by anybody, amended for a reason, merged, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from collectif.acts.objectives import objectives_of
from collectif.acts.state import Known, effect, several
from collectif.acts.things import Proposal
from collectif.errors import Refused
from collectif.ids import AssemblyId, CriterionId, MemberId, ObjectiveId, ProposalId, Ref
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Money, Text


@event("proposal-submitted", names="proposal_id")
class ProposalSubmitted:
    """Scénario déposé: version 1 of an option.

    Attributes:
        proposal_id: Its name in the log.
        title: Its name for people.
        summary: What it is.
        carriers: The members that bring and defend it; none for a statement of a conversation.
        answers: What it answers to criteria: criterion -> words.
        assembly_id: Where it was brought; None outside an assembly.
        budget: What it would cost.
        objectives: The objectives of the neighbourhood plan that it points to.
    """

    proposal_id: ProposalId
    title: Text
    summary: Text
    carriers: tuple[MemberId, ...]
    answers: Mapping[CriterionId, Text]
    assembly_id: AssemblyId | None = None
    budget: Money | None = None
    objectives: tuple[ObjectiveId, ...] | None = None


@event("proposal-amended")
class ProposalAmended:
    """Scénario amendé: a new version, with the voices that caused it.

    Attributes:
        proposal_id: Which proposal.
        version: The number of the new version, one more than the last.
        changes: What changes, in words.
        because: The comments, objections, wishes or events that caused it.
        title, summary, carriers, budget, objectives: New content; None leaves it as it was.
    """

    proposal_id: ProposalId
    version: int
    changes: Text
    because: tuple[Ref, ...]
    title: Text | None = None
    summary: Text | None = None
    carriers: tuple[MemberId, ...] | None = None
    budget: Money | None = None
    objectives: tuple[ObjectiveId, ...] | None = None


@event("proposal-withdrawn")
class ProposalWithdrawn:
    """Scénario retiré, or merged into another; scores already given stay in their round.

    Attributes:
        proposal_id: Which proposal.
        reason: Why.
        merged_into: The proposal that takes it up.
    """

    proposal_id: ProposalId
    reason: Text
    merged_into: ProposalId | None = None


@effect(ProposalSubmitted)
def proposals_live_at_version_one(known: Known, recorded: Recorded[ProposalSubmitted]) -> None:
    """A submitted proposal is live, at version 1."""
    submitted = recorded.data
    known.proposals[submitted.proposal_id] = Proposal(
        id=submitted.proposal_id,
        version=1,
        carriers=frozenset(submitted.carriers),
        assembly=submitted.assembly_id,
    )


@effect(ProposalAmended)
def amendments_make_versions(known: Known, recorded: Recorded[ProposalAmended]) -> None:
    """The last version is the one that the next round scores."""
    known.amendments[recorded.id] = recorded.data.proposal_id
    proposal = known.proposals.get(recorded.data.proposal_id)
    if proposal is not None:
        proposal.version = recorded.data.version
        if recorded.data.carriers is not None:
            proposal.carriers = frozenset(recorded.data.carriers)


@effect(ProposalWithdrawn)
def withdrawn_is_not_live(known: Known, recorded: Recorded[ProposalWithdrawn]) -> None:
    """A withdrawn or merged proposal enters no further round."""
    proposal = known.proposals.get(recorded.data.proposal_id)
    if proposal is not None:
        proposal.live = False


def submit_proposal(
    known: Known,
    *,
    proposal: ProposalId | str,
    title: str | Text,
    summary: str | Text,
    carriers: Iterable[MemberId | str] = (),
    answers: Mapping[Any, str | Text] | None = None,
    assembly: AssemblyId | str | None = None,
    budget: Money | None = None,
    objectives: Iterable[ObjectiveId | str] | None = None,
) -> ProposalSubmitted:
    """Submit a proposal: any member may, until the round opens (ingredient 3)."""
    known.new("proposal", proposal)
    room = None if assembly is None else known.room(assembly)
    if room is not None and room.status not in ("CONVENED", "OPEN"):
        raise Refused("AssemblyNotOpen", assembly=room.id, status=room.status)
    return ProposalSubmitted(
        proposal_id=ProposalId(proposal),
        title=known.text(title),
        summary=known.text(summary),
        carriers=tuple(known.member(id).id for id in several(carriers)),
        answers={CriterionId(id): known.text(words) for id, words in (answers or {}).items()},
        assembly_id=None if room is None else room.id,
        budget=budget,
        objectives=None if objectives is None else objectives_of(known, objectives),
    )


def amend(
    known: Known,
    *,
    proposal: ProposalId | str,
    changes: str | Text,
    because: Iterable[str] = (),
    version: int | None = None,
    title: str | Text | None = None,
    summary: str | Text | None = None,
    carriers: Iterable[MemberId | str] | None = None,
    budget: Money | None = None,
    objectives: Iterable[ObjectiveId | str] | None = None,
) -> ProposalAmended:
    """Amend a proposal, saying which voices caused it; not while it is in an open round."""
    amended = _outside_rounds(known, ProposalId(proposal))
    number = amended.version + 1 if version is None else version
    if number != amended.version + 1:
        raise Refused("VersionConflict", proposal=proposal, version=number, last=amended.version)
    return ProposalAmended(
        proposal_id=amended.id,
        version=number,
        changes=known.text(changes),
        because=tuple(Ref(known.thing(id)) for id in several(because)),
        title=known.maybe(title),
        summary=known.maybe(summary),
        carriers=None
        if carriers is None
        else tuple(known.member(id).id for id in several(carriers)),
        budget=budget,
        objectives=None if objectives is None else objectives_of(known, objectives),
    )


def withdraw(
    known: Known,
    *,
    proposal: ProposalId | str,
    reason: str | Text,
    merged_into: ProposalId | str | None = None,
) -> ProposalWithdrawn:
    """Withdraw a proposal, or merge it into a live one; not while it is in an open round."""
    withdrawn = _outside_rounds(known, ProposalId(proposal))
    target = None if merged_into is None else known.live_proposal(merged_into).id
    if target == withdrawn.id:
        raise Refused("ProposalNotLive", proposal=target)
    return ProposalWithdrawn(
        proposal_id=withdrawn.id, reason=known.text(reason), merged_into=target
    )


def _outside_rounds(known: Known, id: ProposalId) -> Proposal:
    proposal = known.live_proposal(id)
    for round in known.rounds.values():
        if round.status == "OPEN" and Ref(id) in round.subjects:
            raise Refused("ProposalInOpenRound", proposal=id, round=round.id)
    return proposal
