"""This module is about the neighbourhood plan: which criteria and proposals point to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import define, field, frozen

from collectif.acts.criteria import CriterionProposed
from collectif.acts.objectives import ObjectiveAdopted
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted, ProposalWithdrawn
from collectif.ids import CriterionId, ObjectiveId, ProposalId
from collectif.projections.dates import happened_by
from collectif.record.envelope import Recorded
from collectif.record.fold import Clause, Projection
from collectif.record.view import View


@frozen(kw_only=True)
class Objective:
    """An objective of the plan, and what points to it by a day.

    Attributes:
        adopted: The objective.
        parts: The objectives that are part of it, in the order of adoption.
        criteria: The criteria that point to it, in the order of proposal; not those superseded.
        proposals: The proposals that point to it as last amended, in the order of submission;
            not those withdrawn.
    """

    adopted: ObjectiveAdopted
    parts: tuple[ObjectiveId, ...]
    criteria: tuple[CriterionId, ...]
    proposals: tuple[ProposalId, ...]


@define
class _Plan:
    objectives: dict[ObjectiveId, ObjectiveAdopted] = field(factory=dict)
    criteria: dict[CriterionId, tuple[ObjectiveId, ...]] = field(factory=dict)
    proposals: dict[ProposalId, tuple[ObjectiveId, ...]] = field(factory=dict)


def objectives(view: View, *, at: date) -> Mapping[ObjectiveId, Objective]:
    """Return each objective with what points to it at the end of a day, in order of adoption."""
    clauses: dict[type, Clause[_Plan]] = {
        ObjectiveAdopted: _objectives_by_name,
        CriterionProposed: _newer_criteria_take_over,
        ProposalSubmitted: _proposals_point,
        ProposalAmended: _newest_version_points,
        ProposalWithdrawn: _withdrawn_points_nowhere,
    }
    projection: Projection[Any, Mapping[ObjectiveId, Objective]] = Projection(
        start=_Plan, clauses=happened_by(at, clauses), show=_shown
    )
    return projection.replay(view)


def _objectives_by_name(plan: _Plan, event: Recorded[ObjectiveAdopted]) -> None:
    plan.objectives[event.data.objective_id] = event.data


def _newer_criteria_take_over(plan: _Plan, event: Recorded[CriterionProposed]) -> None:
    if event.data.supersedes is not None:
        plan.criteria.pop(event.data.supersedes, None)
    plan.criteria[event.data.criterion_id] = event.data.objectives or ()


def _proposals_point(plan: _Plan, event: Recorded[ProposalSubmitted]) -> None:
    plan.proposals[event.data.proposal_id] = event.data.objectives or ()


def _newest_version_points(plan: _Plan, event: Recorded[ProposalAmended]) -> None:
    if event.data.objectives is not None:
        plan.proposals[event.data.proposal_id] = event.data.objectives


def _withdrawn_points_nowhere(plan: _Plan, event: Recorded[ProposalWithdrawn]) -> None:
    plan.proposals.pop(event.data.proposal_id, None)


def _shown(plan: _Plan) -> Mapping[ObjectiveId, Objective]:
    return {
        id: Objective(
            adopted=adopted,
            parts=tuple(other for other, o in plan.objectives.items() if o.parent == id),
            criteria=tuple(one for one, pointed in plan.criteria.items() if id in pointed),
            proposals=tuple(one for one, pointed in plan.proposals.items() if id in pointed),
        )
        for id, adopted in plan.objectives.items()
    }
