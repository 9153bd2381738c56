"""This module is about criteria: the viewpoints for scoring, proposed, weighted, adopted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import frozen

from collectif.acts.objectives import objectives_of
from collectif.acts.state import Known, effect, kept, rule, unknown
from collectif.errors import Refused
from collectif.ids import AssemblyId, CriteriaSetId, CriterionId, ObjectiveId
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Text

Origin = Literal["COMMUNITY", "FUNDER", "NEIGHBOURHOOD_PLAN", "UNSTATED"]
Polarity = Literal["HIGHER_IS_BETTER", "LOWER_IS_BETTER"]


@frozen(kw_only=True)
class CriterionTemplate:
    """A criterion that is ready to be proposed; see `collectif.templates`.

    Attributes:
        criterion: Its name in the log.
        label: Its name for people.
        questions: The guiding questions.
        origin: Who asks for it.
        polarity: Whether a high score is good.
    """

    criterion: CriterionId
    label: Text
    questions: tuple[Text, ...]
    origin: Origin = "UNSTATED"
    polarity: Polarity = "HIGHER_IS_BETTER"


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
        objectives: The objectives of the neighbourhood plan that it points to.
    """

    criterion_id: CriterionId
    label: Text
    questions: tuple[Text, ...]
    origin: Origin
    polarity: Polarity
    anchors: Mapping[int, Text] | None = None
    supersedes: CriterionId | None = None
    objectives: tuple[ObjectiveId, ...] | None = None


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


@rule(CriteriaAdopted)
def weights_are_positive(known: Known, adopted: CriteriaAdopted) -> None:
    """There is at least one criterion, each was proposed, and its weight is 1 or more."""
    for criterion, weight in adopted.weights.items() or [("", 1)]:
        if criterion not in known.criteria:
            unknown("criterion", criterion, known.criteria)
        if type(weight) is not int or weight <= 0:
            raise Refused("NonPositiveWeight", criterion=criterion, weight=weight)


def propose_criterion(
    known: Known,
    *,
    criterion: CriterionId | str,
    label: str | Text,
    questions: Iterable[str | Text] = (),
    origin: Origin = "UNSTATED",
    polarity: Polarity = "HIGHER_IS_BETTER",
    anchors: Mapping[int, str | Text] | None = None,
    supersedes: CriterionId | str | None = None,
    objectives: Iterable[ObjectiveId | str] | None = None,
) -> CriterionProposed:
    """Propose a criterion; one of an adopted set can be superseded, never proposed otherwise."""
    for name, members in known.criteria_sets.items():
        if criterion in members:
            raise Refused("CriteriaFrozen", criteria_set=name)
    known.new("criterion", criterion)
    if supersedes is not None and supersedes not in known.criteria:
        unknown("criterion", supersedes, known.criteria)
    worded = {grade: known.text(words) for grade, words in (anchors or {}).items()}
    return CriterionProposed(
        criterion_id=CriterionId(criterion),
        label=known.text(label),
        questions=known.texts(questions),
        origin=origin,
        polarity=polarity,
        anchors=worded or None,
        supersedes=None if supersedes is None else CriterionId(supersedes),
        objectives=None if objectives is None else objectives_of(known, objectives),
    )


def propose_criteria(
    known: Known, *, criteria: Iterable[CriterionTemplate]
) -> tuple[CriterionProposed, ...]:
    """Propose several criteria at once, such as `collectif.templates.eight_criteria()`."""
    templates = tuple(criteria)
    names = [template.criterion for template in templates]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise Refused("DuplicateId", kind="criterion", id=name, other="criterion")
    return tuple(
        propose_criterion(
            known,
            criterion=template.criterion,
            label=template.label,
            questions=template.questions,
            origin=template.origin,
            polarity=template.polarity,
        )
        for template in templates
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
        raise Refused("AssemblyNotOpen", assembly=assembly, status=room.status)
    adopted = CriteriaAdopted(
        criteria_set_id=CriteriaSetId(criteria_set),
        assembly_id=assembly,
        weights={CriterionId(id): weight for id, weight in weights.items()},
        how=known.text(how),
    )
    return kept(known, adopted)
