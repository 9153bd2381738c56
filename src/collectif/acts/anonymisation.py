"""This module is about anonymising: what the operator's own analysis found, for its register.

Words that are erased leave a record that is de-identified. Whether it is anonymous, and so no
personal information any more, is for people to find, by three criteria: can a person be isolated in
it, can data about one person be connected, can something be inferred about one (Québec, Regulation
respecting the anonymization of personal information, O.C. 783-2024, s. 2)?
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from collectif.acts.state import Known, kept, rule
from collectif.errors import Refused
from collectif.record.event import Withheld, event, personal
from collectif.values import Text

Fulfilment = Literal["MET", "PARTLY", "NOT_MET"]
Risk = Literal["VERY_LOW", "LOW", "HIGH"]


@event("anonymisation-assessed")
class AnonymisationAssessed:
    """Anonymisation évaluée: whether a person can still be told from what the record holds.

    Attributes:
        scope: Which information was looked at.
        size: The size of the log that was looked at: its first so many events.
        purposes: What it is to be used for afterwards.
        techniques: What was done to it, and what protects it.
        individualisation: Whether nobody can be isolated or told apart in it.
        correlation: Whether data about one person cannot be connected.
        inference: Whether nothing personal can be inferred from it and what else is available.
        residual_risk: The risk that remains of a person being identified again.
        by: Who did the analysis, or under whose supervision.
        reasons: What the findings rest on; None where another document holds it.
        next_assessment: When it is looked at again.
    """

    scope: Text
    size: int
    purposes: Text
    techniques: Text
    individualisation: Fulfilment
    correlation: Fulfilment
    inference: Fulfilment
    residual_risk: Risk
    next_assessment: date
    by: Text | Withheld = personal()
    reasons: Text | None = None


@rule(AnonymisationAssessed)
def findings_agree(known: Known, assessed: AnonymisationAssessed) -> None:
    """A risk is not very low where a criterion is not met; what was looked at was there."""
    findings = {
        "individualisation": assessed.individualisation,
        "correlation": assessed.correlation,
        "inference": assessed.inference,
    }
    unmet = [name for name, found in findings.items() if found == "NOT_MET"]
    if assessed.residual_risk == "VERY_LOW" and unmet:
        raise Refused("RiskUnderstated", criteria=unmet)
    if not 1 <= assessed.size <= known.size:
        raise Refused("SizeNotThere", size=assessed.size, last=known.size)


def assess_anonymisation(
    known: Known,
    *,
    scope: str | Text,
    size: int,
    purposes: str | Text,
    techniques: str | Text,
    individualisation: Fulfilment,
    correlation: Fulfilment,
    inference: Fulfilment,
    residual_risk: Risk,
    by: str | Text,
    next_assessment: date,
    reasons: str | Text | None = None,
) -> AnonymisationAssessed:
    """Record what an analysis of the risk of identifying people again has found."""
    if known.moment is not None and next_assessment <= known.moment.date():
        raise Refused("AssessmentInThePast", day=next_assessment)
    return kept(
        known,
        AnonymisationAssessed(
            scope=known.text(scope),
            size=size,
            purposes=known.text(purposes),
            techniques=known.text(techniques),
            individualisation=individualisation,
            correlation=correlation,
            inference=inference,
            residual_risk=residual_risk,
            by=known.text(by),
            reasons=known.maybe(reasons),
            next_assessment=next_assessment,
        ),
    )
