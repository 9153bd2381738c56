"""This module is about questions 6, 13 and 22: quorum, disagreement, and looking again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from collectif.acts.assembly import CharterAdopted
from collectif.acts.decision import DecisionTaken
from collectif.acts.deliberation import ObjectionRaised, ObjectionResolved
from collectif.acts.reviews import DecisionReviewed, DecisionSuperseded
from collectif.auditing.checklist.answer import Part, part
from collectif.auditing.checklist.facts import Facts
from collectif.ids import EventId
from collectif.projections.calendar import review_day
from collectif.projections.small_groups import untold_tally
from collectif.record.envelope import Recorded

_AGAINST = ("STAND_ASIDE", "OBJECT", "AGAINST")
"""The answers of a ballot that disagree."""


def had_quorum(facts: Facts) -> Iterator[Part]:
    """Was there quorum when the decision was taken? For each that was adopted."""
    for one in facts.adopted:
        room = facts.rooms[one.data.decision_id]
        told = {
            "decision": one.data.decision_id,
            "present": room.present,
            "voting": room.voting,
            "needed": room.needed,
        }
        if room.enough is None:
            yield part("CANNOT_TELL", "quorum-unruled", one.id, **told)
        elif not room.enough:
            yield part("NO", "quorum-missed", one.id, **told)
        elif room.present < (room.needed or 0):
            yield part("YES", "quorum-excused", one.id, **told)
        else:
            yield part("YES", "quorum-reached", one.id, **told)


def dissent(facts: Facts) -> Iterator[Part]:
    """Who disagreed and what became of it? Each objection, dissent, and ballot against."""
    resolved = {one.data.objection_id: one for one in facts.of_type(ObjectionResolved)}
    for raised in facts.of_type(ObjectionRaised):
        yield _objection(raised, resolved.get(raised.data.objection_id))
    for one in facts.of_type(DecisionTaken):
        members = tuple(dissenting.member_id for dissenting in one.data.dissents)
        if members:
            yield part("YES", "dissents", one.id, decision=one.data.decision_id, members=members)
        against = _against(facts, one.data)
        if against > len(members):
            yield part(
                "CANNOT_TELL",
                "against-unheard",
                one.id,
                decision=one.data.decision_id,
                ballots=against,
                members=len(members),
            )


def reviewed(facts: Facts) -> Iterator[Part]:
    """Was the decision reviewed as promised? For each day that was promised for a review."""
    gone = {one.data.decision_id: one for one in facts.of_type(DecisionSuperseded)}
    for one in facts.adopted:
        reviews = [
            r for r in facts.of_type(DecisionReviewed) if r.data.decision_id == one.data.decision_id
        ]
        replaced = gone.get(one.data.decision_id)
        promised = _promised(facts, one)
        before: EventId = one.id
        for review in reviews:
            day = review.occurred.date()
            if promised is not None:
                name = "reviewed-late" if day > promised else "reviewed-in-time"
                yield part(
                    "NO" if day > promised else "YES",
                    name,
                    before,
                    review.id,
                    decision=one.data.decision_id,
                    promised=promised,
                    day=day,
                    outcome=review.data.outcome,
                )
            promised, before = review.data.next_review, review.id
        if promised is None:
            continue
        if replaced is not None and replaced.occurred.date() <= promised:
            told = {"decision": one.data.decision_id, "promised": promised, "by": replaced.data.by}
            yield part(None, "review-moot", before, replaced.id, **told)
        else:
            over = promised < facts.on
            yield part(
                "NO" if over else None if reviews else "CANNOT_TELL",
                "review-missed" if over else "review-coming",
                before,
                decision=one.data.decision_id,
                promised=promised,
            )


def _promised(facts: Facts, taken: Recorded[DecisionTaken]) -> date | None:
    proposed = facts.proposed.get(taken.data.decision_id)
    where = None if proposed is None else proposed.data.assembly_id
    charters = [c for c in facts.of_type(CharterAdopted) if c.data.assembly_id == where]
    before = [c.data.charter for c in charters if c.seq < taken.seq]
    return review_day(taken, before[-1] if before else None)


def _objection(
    raised: Recorded[ObjectionRaised], resolved: Recorded[ObjectionResolved] | None
) -> Part:
    said = raised.data
    told: dict[str, Any] = {
        "objection": said.objection_id,
        "member": said.member_id,
        "severity": said.severity,
        "about": said.target,
    }
    if resolved is None:
        return part("NO", "objection-open", raised.id, **told)
    told |= {
        "outcome": resolved.data.outcome,
        "by": resolved.data.confirmed_by,
        "through": resolved.data.through or None,
    }
    overruled = resolved.data.outcome == "OVERRULED"
    name = "objection-overruled" if overruled else "objection-ended"
    return part("NO" if overruled else "YES", name, raised.id, resolved.id, **told)


def _against(facts: Facts, taken: DecisionTaken) -> int:
    """Return how many ballots disagreed; 0 where whoever reads is not told."""
    round = None if taken.ballot_round is None else facts.rounds.get(taken.ballot_round)
    if untold_tally(taken, facts.smallest) or (round is not None and not round.visible):
        return 0
    return sum(taken.tally.get(word, 0) for word in _AGAINST)
