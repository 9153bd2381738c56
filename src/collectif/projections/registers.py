"""This module is about registers: what there is, by name, as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from collectif.acts.assembly import AssemblyConvened
from collectif.acts.community import CollectiveFounded
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.tabled import Tabled
from collectif.values import Text


@frozen(kw_only=True)
class Registers(Tabled):
    """What stands in the log, by name.

    Attributes:
        founded: The collective; None for an empty log.
        assemblies: Assembly -> how it was convened.
        titles: Proposal -> its last title.
        proposed: Decision -> how it was proposed.
        taken: Decision -> how it was taken; nothing while it is only proposed.
    """

    founded: CollectiveFounded | None
    assemblies: Mapping[str, AssemblyConvened]
    titles: Mapping[str, Text]
    proposed: Mapping[str, DecisionProposed]
    taken: Mapping[str, DecisionTaken]


@define
class _Registers:
    founded: CollectiveFounded | None = None
    assemblies: dict[str, AssemblyConvened] = field(factory=dict)
    titles: dict[str, Text] = field(factory=dict)
    proposed: dict[str, DecisionProposed] = field(factory=dict)
    taken: dict[str, DecisionTaken] = field(factory=dict)


def _one_collective(state: _Registers, event: Recorded[CollectiveFounded]) -> None:
    state.founded = event.data


def _assemblies_by_name(state: _Registers, event: Recorded[AssemblyConvened]) -> None:
    state.assemblies[event.data.assembly_id] = event.data


def _first_title(state: _Registers, event: Recorded[ProposalSubmitted]) -> None:
    state.titles[event.data.proposal_id] = event.data.title


def _newest_title(state: _Registers, event: Recorded[ProposalAmended]) -> None:
    if event.data.title is not None:
        state.titles[event.data.proposal_id] = event.data.title


def _decisions_proposed(state: _Registers, event: Recorded[DecisionProposed]) -> None:
    state.proposed[event.data.decision_id] = event.data


def _decisions_taken(state: _Registers, event: Recorded[DecisionTaken]) -> None:
    state.taken[event.data.decision_id] = event.data


def _shown(state: _Registers) -> Registers:
    return Registers(
        founded=state.founded,
        assemblies=state.assemblies,
        titles=state.titles,
        proposed=state.proposed,
        taken=state.taken,
    )


REGISTERS: Projection[Any, Registers] = Projection(
    start=_Registers,
    clauses={
        CollectiveFounded: _one_collective,
        AssemblyConvened: _assemblies_by_name,
        ProposalSubmitted: _first_title,
        ProposalAmended: _newest_title,
        DecisionProposed: _decisions_proposed,
        DecisionTaken: _decisions_taken,
    },
    show=_shown,
)
"""What there is, by name."""
