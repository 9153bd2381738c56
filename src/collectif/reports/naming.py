"""This module is about what a chronicle calls things: their titles, and whose mandates they are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from attrs import define, field, frozen

from collectif.acts.assembly import AgendaItemStarted, AssemblyConvened
from collectif.acts.commitments import CommitmentMade
from collectif.acts.community import MemberJoined
from collectif.acts.criteria import CriterionProposed
from collectif.acts.indicators import IndicatorDefined
from collectif.acts.knowledge import LearningShared
from collectif.acts.mandates import MandateGiven
from collectif.acts.mission import MissionAdopted
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS
from collectif.record.fold import Clause, Projection
from collectif.values import Text

_TITLED: Mapping[type, str] = {
    CommitmentMade: "object",
    CriterionProposed: "label",
    IndicatorDefined: "name",
    LearningShared: "title",
    MemberJoined: "name",
    MissionAdopted: "label",
    ProposalSubmitted: "title",
}
"""Event class -> the field that holds the title of what it brings into being."""


@frozen(kw_only=True)
class Names:
    """What things are called.

    Attributes:
        titles: (field that names it, id) -> title; the field is `target` for the id of an event.
        members: Mandate -> the member that gave it.
        items: (assembly, part of its agenda) -> title.
    """

    titles: Mapping[tuple[str, str], Text]
    members: Mapping[str, str]
    items: Mapping[tuple[str, str], Text]


@define
class _Names:
    titles: dict[tuple[str, str], Text] = field(factory=dict)
    members: dict[str, str] = field(factory=dict)
    items: dict[tuple[str, str], Text] = field(factory=dict)


def _things_have_titles(title: str, names: str, state: _Names, event: Recorded[Any]) -> None:
    said = getattr(event.data, title)
    state.titles[names, getattr(event.data, names)] = said
    state.titles["target", event.id] = said


def _mandates_are_of_members(state: _Names, event: Recorded[MandateGiven]) -> None:
    state.members[event.data.mandate_id] = event.data.member_id


def _newest_title_counts(state: _Names, event: Recorded[ProposalAmended]) -> None:
    if event.data.title is not None:
        state.titles["proposal_id", event.data.proposal_id] = event.data.title


def _agendas_have_titles(state: _Names, event: Recorded[AssemblyConvened]) -> None:
    state.titles["assembly_id", event.data.assembly_id] = event.data.title
    for item in event.data.agenda:
        state.items[event.data.assembly_id, item.item_id] = item.title


def _parts_of_an_agenda_are_called_like_it(
    state: _Names, event: Recorded[AgendaItemStarted]
) -> None:
    title = state.items.get((event.data.assembly_id, event.data.item_id))
    if title is not None:
        state.titles["target", event.id] = title


def _titled(cls: type, title: str) -> Clause[_Names]:
    return partial(_things_have_titles, title, EVENTS.of(cls).names or "")


NAMES: Projection[_Names, Names] = Projection(
    start=_Names,
    clauses={
        MandateGiven: _mandates_are_of_members,
        AssemblyConvened: _agendas_have_titles,
        AgendaItemStarted: _parts_of_an_agenda_are_called_like_it,
        ProposalAmended: _newest_title_counts,
        **{cls: _titled(cls, title) for cls, title in _TITLED.items()},
    },
    show=lambda state: Names(titles=state.titles, members=state.members, items=state.items),
)
"""What things are called."""
