"""This module is about decisions in the years after: looked at again, and replaced by others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from collectif.acts.state import Known, effect, several
from collectif.acts.things import Decision
from collectif.errors import Refused
from collectif.ids import DecisionId, Ref
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Text

Outcome = Literal["CONFIRMED", "ADJUSTED", "TO_RECONSIDER"]


@event("decision-reviewed")
class DecisionReviewed:
    """Décision réexaminée: what became of it, and whether it still holds.

    Attributes:
        decision_id: Which decision.
        outcome: Confirmed, adjusted, or to be decided on again.
        evidence: What shows it: measures, learnings, contributions, events.
        findings: What was found, in words.
        next_review: When it is looked at again; None if not said.
    """

    decision_id: DecisionId
    outcome: Outcome
    evidence: tuple[Ref, ...]
    findings: Text | Withheld = personal()
    next_review: date | None = None


@event("decision-superseded")
class DecisionSuperseded:
    """Décision remplacée: another adopted decision takes its place.

    Attributes:
        decision_id: Which decision.
        by: The decision that replaces it.
        reason: Why.
    """

    decision_id: DecisionId
    by: DecisionId
    reason: Text


@effect(DecisionReviewed)
def reviews_say_whether_it_holds(known: Known, recorded: Recorded[DecisionReviewed]) -> None:
    """A decision to reconsider is under reconsideration until a review confirms it."""
    decision = known.decisions.get(recorded.data.decision_id)
    if decision is not None:
        doubtful = recorded.data.outcome == "TO_RECONSIDER"
        decision.status = "UNDER_RECONSIDERATION" if doubtful else "ADOPTED"


@effect(DecisionSuperseded)
def the_newer_decision_holds(known: Known, recorded: Recorded[DecisionSuperseded]) -> None:
    """A superseded decision holds no more, and stays in the record."""
    decision = known.decisions.get(recorded.data.decision_id)
    if decision is not None:
        decision.status = "SUPERSEDED"


def review_decision(
    known: Known,
    *,
    decision: DecisionId | str,
    outcome: Outcome,
    findings: str | Text,
    evidence: Iterable[str] = (),
    next_review: date | None = None,
) -> DecisionReviewed:
    """Look at an adopted decision again, with what shows how it went."""
    return DecisionReviewed(
        decision_id=_standing(known, decision).id,
        outcome=outcome,
        evidence=tuple(Ref(known.thing(id)) for id in several(evidence)),
        findings=known.text(findings),
        next_review=next_review,
    )


def supersede_decision(
    known: Known, *, decision: DecisionId | str, by: DecisionId | str, reason: str | Text
) -> DecisionSuperseded:
    """Replace an adopted decision by another adopted one.

    What was superseded is no longer adopted, so decisions never replace one another in a circle.
    """
    replaced, newer = _standing(known, decision), known.decision(by)
    if newer.status != "ADOPTED" or newer.id == replaced.id:
        raise Refused("DecisionNotAdopted", decision=newer.id, status=newer.status)
    return DecisionSuperseded(decision_id=replaced.id, by=newer.id, reason=known.text(reason))


def _standing(known: Known, id: str) -> Decision:
    """Return a decision that was adopted and not replaced, whether or not it is in doubt."""
    decision = known.decision(id)
    if decision.status not in ("ADOPTED", "UNDER_RECONSIDERATION"):
        raise Refused("DecisionNotAdopted", decision=id, status=decision.status)
    return decision
