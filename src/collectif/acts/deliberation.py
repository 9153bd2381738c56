"""This module is about deliberation: comments, interests, objections and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from collectif.acts.state import (
    COLLECTIVE,
    Known,
    effect,
    kept,
    refuse_negative,
    rule,
    several,
    unknown,
)
from collectif.acts.things import Objection
from collectif.acts.voices import recused
from collectif.errors import Refused
from collectif.ids import (
    CommentId,
    DecisionId,
    DeclarationId,
    MemberId,
    ObjectionId,
    ProposalId,
    Ref,
)
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Charter, Text

CommentStance = Literal["SUPPORT", "CONCERN", "QUESTION", "ANSWER", "SUGGESTION", "INFORMATION"]
Channel = Literal["SPOKEN", "WRITTEN", "TABLE"]
Nature = Literal["CARRIER", "FUNDING", "EMPLOYMENT", "GOVERNANCE", "OTHER"]
Recusal = Literal["DELIBERATION", "SCORING", "DECISION"]
Severity = Literal["CONCERN", "OBJECTION", "BLOCK"]
Outcome = Literal["INTEGRATED", "WITHDRAWN", "STOOD_ASIDE", "OVERRULED"]


@event("comment-made", names="comment_id")
class CommentMade:
    """Intervention consignée: something said or written, with a stance.

    Attributes:
        comment_id: Its name in the log.
        target: What it is about.
        stance: What it does.
        channel: How it was made.
        text: The words.
        member_id: Who made it; None for the public.
        seconds: How long it lasted.
        reply_to: The comment that it answers.
    """

    comment_id: CommentId
    target: Ref
    stance: CommentStance
    channel: Channel
    text: Text | Withheld = personal()
    member_id: MemberId | None = None
    seconds: int | None = None
    reply_to: CommentId | None = None


@event("interest-declared", names="declaration_id")
class InterestDeclared:
    """Intérêt déclaré: a tie of a member to a proposal, and what it keeps out of from here on.

    Attributes:
        declaration_id: Its name in the log.
        member_id: Whose interest.
        proposal_id: In what.
        nature: Of what kind.
        recuses_from: What the member keeps out of.
        description: The tie, in words.
    """

    declaration_id: DeclarationId
    member_id: MemberId
    proposal_id: ProposalId
    nature: Nature
    recuses_from: frozenset[Recusal]
    description: Text | Withheld = personal()


@event("objection-raised", names="objection_id")
class ObjectionRaised:
    """Objection soulevée: a concern, an objection or a block, with its grounds.

    Attributes:
        objection_id: Its name in the log.
        target: The proposal or decision that it is about.
        member_id: Who raises it.
        severity: How far it goes.
        harms: The missions, criteria or indicators at stake.
        grounds: Why.
    """

    objection_id: ObjectionId
    target: Ref
    member_id: MemberId
    severity: Severity
    harms: tuple[Ref, ...]
    grounds: Text | Withheld = personal()


@event("objection-resolved")
class ObjectionResolved:
    """Objection traitée: integrated, withdrawn, stood aside from, or visibly overruled.

    Attributes:
        objection_id: Which one.
        outcome: How it ended.
        through: What answers it; an amendment if it was integrated.
        confirmed_by: Who says so: the objector, or the collective for OVERRULED.
        how: In words.
    """

    objection_id: ObjectionId
    outcome: Outcome
    through: tuple[Ref, ...]
    confirmed_by: MemberId
    how: Text | Withheld = personal()


@effect(CommentMade)
def replies_stay_in_their_thread(known: Known, recorded: Recorded[CommentMade]) -> None:
    """A comment belongs to the thread of its target."""
    known.threads[recorded.data.comment_id] = recorded.data.target


@effect(InterestDeclared)
def recusal_bites_from_here_on(known: Known, recorded: Recorded[InterestDeclared]) -> None:
    """A member keeps out of what its declarations name, all of them together."""
    declared = recorded.data
    tie = declared.member_id, declared.proposal_id
    known.interests[tie] = known.interests.get(tie, frozenset()) | declared.recuses_from


@effect(ObjectionRaised)
def objections_stay_open(known: Known, recorded: Recorded[ObjectionRaised]) -> None:
    """An objection is open until it is resolved."""
    raised = recorded.data
    known.objections[raised.objection_id] = Objection(
        id=raised.objection_id,
        target=raised.target,
        member=raised.member_id,
        severity=raised.severity,
    )


@effect(ObjectionResolved)
def resolved_is_no_longer_open(known: Known, recorded: Recorded[ObjectionResolved]) -> None:
    """A resolved objection stands in no decision's way."""
    objection = known.objections.get(recorded.data.objection_id)
    if objection is not None:
        objection.open = False


@rule(CommentMade)
def time_is_counted_from_nothing(known: Known, made: CommentMade) -> None:
    """Nobody speaks for less than no time: shares of speaking time would mean nothing."""
    refuse_negative("seconds", made.seconds)


def comment(
    known: Known,
    *,
    comment: CommentId | str,
    target: str,
    text: str | Text,
    stance: CommentStance,
    channel: Channel = "SPOKEN",
    member: MemberId | str | None = None,
    seconds: int | None = None,
    reply_to: CommentId | str | None = None,
) -> CommentMade:
    """Record what somebody said or wrote; a reply stays in the thread that it answers."""
    known.new("comment", comment)
    about = known.thing(target)
    if reply_to is not None and known.threads.get(reply_to) != about:
        unknown("target", reply_to, (id for id, other in known.threads.items() if other == about))
    who = None if member is None else known.member(member).id
    if who and recused(known, who, about, "DELIBERATION", _charter_of(known, about)):
        raise Refused("Recused", member=who, proposal=about, what="DELIBERATION")
    made = CommentMade(
        comment_id=CommentId(comment),
        target=Ref(about),
        member_id=who,
        stance=stance,
        text=known.text(text),
        channel=channel,
        seconds=seconds,
        reply_to=None if reply_to is None else CommentId(reply_to),
    )
    return kept(known, made)


def declare_interest(
    known: Known,
    *,
    declaration: DeclarationId | str,
    member: MemberId | str,
    proposal: ProposalId | str,
    nature: Nature,
    description: str | Text,
    recuses_from: Iterable[Recusal] = ("SCORING",),
) -> InterestDeclared:
    """Declare a member's tie to a proposal, and what the member keeps out of."""
    known.new("declaration", declaration)
    return InterestDeclared(
        declaration_id=DeclarationId(declaration),
        member_id=known.member(member).id,
        proposal_id=known.live_proposal(proposal).id,
        nature=nature,
        description=known.text(description),
        recuses_from=frozenset(recuses_from),
    )


def raise_objection(
    known: Known,
    *,
    objection: ObjectionId | str,
    target: str,
    member: MemberId | str,
    grounds: str | Text,
    severity: Severity = "OBJECTION",
    harms: Iterable[str] = (),
) -> ObjectionRaised:
    """Raise an objection to a live proposal or a proposed decision.

    An objection or a block shows harm to the aim: it names what is at stake.
    """
    known.new("objection", objection)
    decision = known.decisions.get(DecisionId(target))
    if decision is None:
        known.live_proposal(target)
    elif decision.status != "PROPOSED":
        raise Refused("DecisionNotProposed", decision=target, status=decision.status)
    at_stake = tuple(Ref(id) for id in several(harms))
    for id in at_stake:
        if known.names.get(id) not in ("mission", "criterion", "indicator"):
            unknown("target", id, known.criteria)
    if not grounds or (severity != "CONCERN" and not at_stake):
        raise Refused("GroundsRequired", objection=objection, severity=severity)
    return ObjectionRaised(
        objection_id=ObjectionId(objection),
        target=Ref(target),
        member_id=known.member(member).id,
        severity=severity,
        grounds=known.text(grounds),
        harms=at_stake,
    )


def resolve(
    known: Known,
    *,
    objection: ObjectionId | str,
    outcome: Outcome,
    how: str | Text,
    through: Iterable[str] = (),
    confirmed_by: MemberId | str,
) -> ObjectionResolved:
    """Resolve an objection: only the objector can say that it is, unless it is overruled."""
    raised = known.objections.get(ObjectionId(objection))
    if raised is None:
        unknown("objection", objection, known.objections)
    if not raised.open:
        raise Refused("ObjectionNotOpen", objection=objection)
    if outcome == "OVERRULED":
        _refuse_override_unless_allowed(known, raised)
        if confirmed_by != COLLECTIVE:
            known.member(confirmed_by)
    elif confirmed_by != raised.member:
        raise Refused("NotConfirmedByObjector", objection=objection, member=raised.member)
    links = tuple(Ref(known.thing(id)) for id in several(through))
    if outcome == "INTEGRATED" and not known.amendments.keys() & links:
        raise Refused("AmendmentRequired", objection=objection)
    return ObjectionResolved(
        objection_id=raised.id,
        outcome=outcome,
        how=known.text(how),
        through=links,
        confirmed_by=MemberId(confirmed_by),
    )


def _refuse_override_unless_allowed(known: Known, raised: Objection) -> None:
    charter = _charter_of(known, raised.target)
    if charter is None or not charter.decision.allow_override:
        raise Refused("OverrideNotAllowed", objection=raised.id)


def _charter_of(known: Known, target: str) -> Charter | None:
    """Return the rules under which a proposal or a decision stands, if there are any."""
    thing = known.decisions.get(DecisionId(target)) or known.proposals.get(ProposalId(target))
    if thing is None or thing.assembly is None or thing.assembly not in known.rooms:
        return None
    return known.rooms[thing.assembly].charter
