"""This module is about passing from ego to eco: six shares, each exact, dated and with its events.

The deck's last slide has two words for it. No composite is made of these shares: it would become
the league table that the second ingredient rejects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from attrs import define, field, frozen

from collectif.acts.accounts import ContributionReported
from collectif.acts.commitments import CommitmentMade, CommitmentRevised
from collectif.acts.indicators import IndicatorDefined
from collectif.acts.knowledge import LearningReused, LearningShared
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted, ProposalWithdrawn
from collectif.ids import EventId, MemberId
from collectif.projections.accountability import Accountability, accountability
from collectif.projections.coverage import coverage
from collectif.projections.dates import happened_by
from collectif.projections.knowledge import learnings
from collectif.projections.ties import share
from collectif.projections.together import owed_beyond_funders
from collectif.record.envelope import Recorded
from collectif.record.fold import Clause, Projection
from collectif.record.view import View

Eco = Literal[
    "OWED_BEYOND_FUNDERS",
    "MADE_TOGETHER",
    "RECIPROCITY",
    "SERVED_BY_SEVERAL",
    "CARRIED_ACROSS_KINDS",
    "REUSED_BY_OTHERS",
]
"""Of commitments, those owed to somebody other than a funder; of contributions, those that two
members or more made; of pairs of members, those that owe both ways; of indicators, those that two
members or more serve by open commitments; of scenarios, those with carriers of two kinds; of
learnings, those that somebody else reused."""


@frozen(kw_only=True)
class EcoShare:
    """One of the six shares, on a day.

    Attributes:
        name: Of what.
        part: What counts, by name; of pairs `debtor/creditor`.
        whole: Of what, by name, in the order of the log.
        events: The events that it rests on, in the order of the log.
    """

    name: Eco
    part: tuple[str, ...]
    whole: tuple[str, ...]
    events: tuple[EventId, ...]

    @property
    def share(self) -> Fraction | None:
        """The share, 0 to 1; None of nothing."""
        return share(len(self.part), len(self.whole))


@define
class _Made:
    seqs: dict[EventId, int] = field(factory=dict)
    made: dict[str, list[EventId]] = field(factory=dict)
    carriers: dict[str, tuple[MemberId, ...]] = field(factory=dict)

    def note(self, event: Recorded[Any], thing: str) -> None:
        """Note that an event says something of a thing that counts."""
        self.seqs[EventId(event.id)] = event.seq
        self.made.setdefault(thing, []).append(EventId(event.id))

    def events(self, things: Iterable[str]) -> tuple[EventId, ...]:
        """Return the events that say something of things, in the order of the log."""
        found = {id for thing in things for id in self.made.get(thing, ())}
        return tuple(sorted(found, key=lambda id: self.seqs[id]))


def ecosystem(view: View, *, on: date) -> tuple[EcoShare, ...]:
    """Return the six shares at the end of a day, always in the same order.

    Args:
        view: The log, as it is to be seen.
        on: The day.
    """
    told, made = accountability(view, on=on), _made(on).replay(view)
    covered, learned = coverage(view, at=on), learnings(view, at=on)
    serving = {id: covered.members(id) for id in covered.by_name}
    return (
        _share(
            "OWED_BEYOND_FUNDERS",
            {one.id: owed_beyond_funders(one, told) for one in told.commitments},
            made,
        ),
        _share("MADE_TOGETHER", {one.id: one.joint for one in told.contributions}, made),
        _reciprocity(told),
        _share(
            "SERVED_BY_SEVERAL",
            {id: len(members) > 1 for id, members in serving.items()},
            made,
            beside=(p.id for p in told.open),
        ),
        _share(
            "CARRIED_ACROSS_KINDS",
            {id: _kinds(carriers, told) > 1 for id, carriers in made.carriers.items()},
            made,
        ),
        _share("REUSED_BY_OTHERS", {id: bool(o.reused) for id, o in learned.items()}, made),
    )


def _share(
    name: Eco, counts: Mapping[Any, bool], made: _Made, *, beside: Iterable[str] = ()
) -> EcoShare:
    return EcoShare(
        name=name,
        part=tuple(id for id, so in counts.items() if so),
        whole=tuple(counts),
        events=made.events((*counts, *beside)),
    )


def _reciprocity(told: Accountability) -> EcoShare:
    pairs = told.ties.member_pairs
    edges = [e for e in told.edges if e.kind == "OWES" and (e.source, e.target) in pairs]
    there = dict.fromkeys((edge.source, edge.target) for edge in edges)
    both = [(debtor, creditor) for debtor, creditor in there if (creditor, debtor) in there]
    return EcoShare(
        name="RECIPROCITY",
        part=tuple("/".join(pair) for pair in both),
        whole=tuple("/".join(pair) for pair in there),
        events=tuple(dict.fromkeys(edge.event for edge in edges)),
    )


def _kinds(members: Iterable[MemberId], told: Accountability) -> int:
    """Return of how many kinds members are."""
    return len({told.dealings.kinds[id] for id in members if id in told.dealings.kinds})


def _made(on: date) -> Projection[Any, _Made]:
    clauses: dict[type, Clause[_Made]] = {
        CommitmentMade: lambda state, event: state.note(event, event.data.commitment_id),
        CommitmentRevised: lambda state, event: state.note(event, event.data.commitment_id),
        ContributionReported: lambda state, event: state.note(event, event.data.contribution_id),
        IndicatorDefined: lambda state, event: state.note(event, event.data.indicator_id),
        LearningShared: lambda state, event: state.note(event, event.data.learning_id),
        LearningReused: lambda state, event: state.note(event, event.data.learning_id),
        ProposalSubmitted: _proposals_have_carriers,
        ProposalAmended: _newest_carriers_count,
        ProposalWithdrawn: _withdrawn_is_carried_by_nobody,
    }
    return Projection(start=_Made, clauses=happened_by(on, clauses), show=lambda state: state)


def _proposals_have_carriers(state: _Made, event: Recorded[ProposalSubmitted]) -> None:
    if event.data.carriers:  # a statement of a conversation has none
        state.note(event, event.data.proposal_id)
        state.carriers[event.data.proposal_id] = event.data.carriers


def _newest_carriers_count(state: _Made, event: Recorded[ProposalAmended]) -> None:
    if event.data.carriers is not None and event.data.proposal_id in state.carriers:
        state.note(event, event.data.proposal_id)
        state.carriers[event.data.proposal_id] = event.data.carriers


def _withdrawn_is_carried_by_nobody(state: _Made, event: Recorded[ProposalWithdrawn]) -> None:
    state.carriers.pop(event.data.proposal_id, None)
