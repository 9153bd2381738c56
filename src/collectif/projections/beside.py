"""This module is about the figures beside a ranking: how solid it is, and who stands where.

None of them decides anything, and none sorts members by merit.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from collectif.acts.criteria import CriterionProposed
from collectif.counting import (
    CellFigures,
    Concordance,
    CriterionFigures,
    CrossCheck,
    LowestCell,
    RivalScoring,
    Robustness,
    StanceGroups,
    agreement_on_totals,
    cell_figures,
    criterion_figures,
    first_choices,
    influence,
    kendall_w,
    lowest_cell,
    order_agreement,
    rival_scoring,
    robustness,
    stance_groups,
)
from collectif.counting.agreeing.groups import TAU
from collectif.ids import CriterionId, MemberId, ProposalId
from collectif.projections.ranking import Result
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.record.view import View
from collectif.tabled import Tabled

SMALLEST_SECRET_GROUP = 3
"""The fewest voters of a group that is shown of a secret round."""


@frozen(kw_only=True)
class Beside(Tabled):
    """The figures beside a ranking, all computed from the scores that count.

    Attributes:
        cells: (proposal, criterion) -> number of scores, mean, spread, agreement.
        criteria: Criterion -> whether it tells proposals apart, and is read alike.
        on_totals: Proposal -> agreement on the conclusion; beside the agreement of the result,
            which is agreement on the reasons.
        order_agreement: How alike members order the proposals, 1/2 for unrelated orders.
        concordance: Kendall's W, with the members that it speaks of.
        cross_check: Whether majorities and the middle of the scores put the same first.
        lowest: The cell in which the room is most of two minds.
        robustness: Who or what could take the first place away.
        rivals: Proposal -> what carriers of other proposals give to it, and what others give.
        dominance: Proposal -> the proposals that no weights can put above it.
        influence: Member -> proposal -> how much its score owes to that member.
        other_rules: Name of a rule -> the leaders by it, for each rule that could have been asked
            for, the round's own included.
        first_choices: Proposal -> how many members give it their highest total.
    """

    cells: Mapping[tuple[str, str], CellFigures]
    criteria: Mapping[str, CriterionFigures]
    on_totals: Mapping[str, Fraction | None]
    order_agreement: Fraction | None
    concordance: Concordance
    cross_check: CrossCheck
    lowest: LowestCell | None
    robustness: Robustness
    rivals: Mapping[str, RivalScoring]
    dominance: Mapping[str, tuple[str, ...]]
    influence: Mapping[str, Mapping[str, Fraction | None]]
    other_rules: Mapping[str, tuple[str, ...]]
    first_choices: Mapping[str, int]


@frozen(kw_only=True)
class RoundGroups(Tabled):
    """The stance groups of a round, and who is in them.

    Attributes:
        groups: The groups. Of a secret round none is told, nor what its voters gave.
        sizes: How many voters each has; of a secret round only those of three or more, in falling
            order.
        kinds: For each named group, kind of member -> how many.
    """

    groups: StanceGroups
    sizes: tuple[int, ...]
    kinds: tuple[Mapping[str, int], ...]


def beside(result: Result, view: View) -> Beside:
    """Return the figures beside the ranking of a round.

    Args:
        result: The result of a scoring round, in any view.
        view: The view that it was computed from, or a later one: it says which criteria a funder
            brought, without which the leaders are told once.
    """
    profile, count = result.counted.profile, result.counted.count
    carriers = {str(id): members for id, members in result.counted.panel.carriers.items()}
    return Beside(
        cells=cell_figures(profile),
        criteria=criterion_figures(profile),
        on_totals=agreement_on_totals(profile),
        order_agreement=order_agreement(profile),
        concordance=kendall_w(profile),
        cross_check=result.counted.cross_check(),
        lowest=lowest_cell(profile),
        robustness=robustness(
            profile, count=result.counted.settled, set_aside=_FUNDED.replay(view), rules=()
        ),
        rivals=rival_scoring(profile, carriers),
        dominance=result.counted.dominance(),
        influence=influence(profile, count=count),
        other_rules={rule: result.counted.by(rule).leaders for rule in result.counted.rules()},
        first_choices=first_choices(profile),
    )


def groups_of(
    result: Result, *, proposal: ProposalId | str | None = None, tau: Fraction | str = TAU
) -> RoundGroups:
    """Return the stance groups of a round, over all proposals or on one.

    Of a secret round there are no names, and no group of fewer than three.

    Args:
        result: The result of a scoring round.
        proposal: Look only at this proposal; None looks at all.
        tau: How far apart two members of a group may be, as a share of the scale.
    """
    found = stance_groups(result.counted.profile, option=proposal, tau=tau)
    if result.round.opened.visibility == "SECRET":
        sizes = sorted(map(len, found.groups), reverse=True)
        shown = tuple(size for size in sizes if size >= SMALLEST_SECRET_GROUP)
        return RoundGroups(
            groups=evolve(found, groups=(), means={}, bridges={}), sizes=shown, kinds=()
        )
    kinds = result.counted.panel.kinds
    return RoundGroups(
        groups=found,
        sizes=tuple(map(len, found.groups)),
        kinds=tuple(_counted(group, kinds) for group in found.groups),
    )


def _counted(group: tuple[str, ...], kinds: Mapping[MemberId, str]) -> Mapping[str, int]:
    there = [kinds.get(MemberId(voter), "UNKNOWN") for voter in group]
    return {kind: there.count(kind) for kind in sorted(set(there))}


def _funders_brought(state: set[CriterionId], event: Recorded[CriterionProposed]) -> None:
    if event.data.origin == "FUNDER":
        state.add(event.data.criterion_id)


_FUNDED: Projection[Any, frozenset[CriterionId]] = Projection(
    start=set, clauses={CriterionProposed: _funders_brought}, show=frozenset
)
