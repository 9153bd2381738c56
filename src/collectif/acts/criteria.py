"""This module is about criteria: the viewpoints for scoring, proposed, weighted, adopted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from collectif.acts.state import Known, effect
from collectif.errors import Refused
from collectif.ids import AssemblyId, CriteriaSetId, CriterionId
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Text

Origin = Literal["COMMUNITY", "FUNDER", "NEIGHBOURHOOD_PLAN", "UNSTATED"]
Polarity = Literal["HIGHER_IS_BETTER", "LOWER_IS_BETTER"]


@event("criterion-proposed", names="criterion_id")
class CriterionProposed:
    """Critère proposé: a viewpoint, with the questions that explain it and where it comes from.

    Attributes:
        criterion_id: Its name in the log.
        label: Its name for people.
        questions: The guiding questions; none means that it is scored without a definition.
        origin: Who asks for it.
        polarity: Whether a high score is good.
        anchors: What some grades mean for it: grade -> words.
        supersedes: The criterion that it replaces.
    """

    criterion_id: CriterionId
    label: Text
    questions: tuple[Text, ...]
    origin: Origin
    polarity: Polarity
    anchors: Mapping[int, Text] | None = None
    supersedes: CriterionId | None = None


@event("criteria-adopted", names="criteria_set_id")
class CriteriaAdopted:
    """Critères adoptés: a set of criteria with weights, immutable.

    Attributes:
        criteria_set_id: Its name in the log.
        assembly_id: Where it was adopted.
        weights: Criterion -> positive whole number, its relative importance.
        how: By whom and how it was adopted.
    """

    criteria_set_id: CriteriaSetId
    assembly_id: AssemblyId
    weights: Mapping[CriterionId, int]
    how: Text


@effect(CriterionProposed)
def criteria_can_be_adopted(known: Known, recorded: Recorded[CriterionProposed]) -> None:
    """A proposed criterion can join a set."""
    known.criteria[recorded.data.criterion_id] = recorded.data.polarity


@effect(CriteriaAdopted)
def sets_never_change(known: Known, recorded: Recorded[CriteriaAdopted]) -> None:
    """An adopted set can be named by scoring rounds."""
    known.criteria_sets[recorded.data.criteria_set_id] = frozenset(recorded.data.weights)


def propose_criterion(
    known: Known,
    *,
    criterion: CriterionId | str,
    label: str | Text,
    questions: Iterable[str | Text] = (),
    origin: Origin = "UNSTATED",
    polarity: Polarity = "HIGHER_IS_BETTER",
    anchors: Mapping[int, Text] | None = None,
    supersedes: CriterionId | str | None = None,
) -> CriterionProposed:
    """Propose a criterion; an adopted set cannot be changed by one, only followed by another."""
    known.new("criterion", criterion)
    if supersedes is not None and CriterionId(supersedes) not in known.criteria:
        raise Refused("UnknownCriterion", kind="criterion", id=supersedes, known=known.criteria)
    return CriterionProposed(
        criterion_id=CriterionId(criterion),
        label=known.text(label),
        questions=known.texts(questions),
        origin=origin,
        polarity=polarity,
        anchors=anchors,
        supersedes=None if supersedes is None else CriterionId(supersedes),
    )


def adopt_criteria(
    known: Known,
    assembly: AssemblyId,
    *,
    criteria_set: CriteriaSetId | str,
    weights: Mapping[Any, int],
    how: str | Text,
) -> CriteriaAdopted:
    """Adopt criteria and their weights together."""
    known.new("criteria set", criteria_set)
    room = known.room(assembly)
    if room.status not in ("CONVENED", "OPEN"):
        raise Refused("CriteriaFrozen", assembly=assembly, status=room.status)
    if not weights:
        raise Refused("UnknownCriterion", kind="criterion", id="", known=known.criteria)
    for criterion, weight in weights.items():
        if criterion not in known.criteria:
            raise Refused("UnknownCriterion", kind="criterion", id=criterion, known=known.criteria)
        if type(weight) is not int or weight <= 0:
            raise Refused("NonPositiveWeight", criterion=criterion, weight=weight)
    return CriteriaAdopted(
        criteria_set_id=CriteriaSetId(criteria_set),
        assembly_id=assembly,
        weights={CriterionId(id): weight for id, weight in weights.items()},
        how=known.text(how),
    )
