"""This module is about rolls: members with their mandates, decisions with their state, and data.

A roll is what an auditor asks for first: all there is of a kind, by name, with the events that say
so. Commitments and corrections have rolls of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Literal

from attrs import define, evolve, field, frozen

from collectif.acts.community import MemberJoined, MemberLeft
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.mandates import MandateEnded, MandateGiven
from collectif.acts.openness import DatasetPublished
from collectif.acts.reviews import DecisionReviewed, DecisionSuperseded
from collectif.acts.rounds import ResultsPublished
from collectif.ids import DecisionId, EventId, MandateId, MemberId
from collectif.projections.dates import happened_by
from collectif.record.envelope import Recorded
from collectif.record.fold import Clause, Projection
from collectif.record.view import View

DecisionState = Literal["PROPOSED", "TAKEN", "REVIEWED", "SUPERSEDED"]
"""How far a decision is: moved, adopted or not; looked at again; replaced by another."""


@frozen(kw_only=True)
class Mandate:
    """A mandate by a day.

    Attributes:
        given: The mandate.
        ended: The day on which it was ended; None where nobody ended it.
        in_force: Whether it holds on that day.
        events: The events that say so, in the order of the log.
    """

    given: MandateGiven
    ended: date | None
    in_force: bool
    events: tuple[EventId, ...]


@frozen(kw_only=True)
class Member:
    """A member by a day.

    Attributes:
        joined: The member.
        since: The day on which it joined.
        left: The day on which it left; None while it is one.
        successor: The member that took up what it left, if any.
        mandates: Mandate -> how it stands, in the order of giving.
        events: The events that say that it came and went.
    """

    joined: MemberJoined
    since: date
    left: date | None
    successor: MemberId | None
    mandates: Mapping[MandateId, Mandate]
    events: tuple[EventId, ...]


@frozen(kw_only=True)
class Decided:
    """A decision by a day.

    Attributes:
        proposed: The motion.
        taken: How it was taken; None while it is only proposed.
        day: The day on which it was taken.
        reviews: Every review of it, in the order of the log.
        superseded_by: The decision that took its place.
        events: The events that say so, in the order of the log.
    """

    proposed: DecisionProposed
    taken: DecisionTaken | None
    day: date | None
    reviews: tuple[DecisionReviewed, ...]
    superseded_by: DecisionId | None
    events: tuple[EventId, ...]

    @property
    def state(self) -> DecisionState:
        """How far it is."""
        if self.superseded_by is not None:
            return "SUPERSEDED"
        return "REVIEWED" if self.reviews else "TAKEN" if self.taken else "PROPOSED"


@frozen(kw_only=True)
class Published:
    """Something that was published: results of a round, or open data.

    Attributes:
        event: The event.
        day: When.
        what: The results of a round, or a dataset.
        up_to: The last event that it covers.
    """

    event: EventId
    day: date
    what: ResultsPublished | DatasetPublished
    up_to: EventId


@frozen(kw_only=True)
class Rolls:
    """What there is by a day.

    Attributes:
        members: Member -> how it stands, in the order of joining.
        decisions: Decision -> how it stands, in the order of proposing.
        published: What was published, in the order of the log.
    """

    members: Mapping[MemberId, Member]
    decisions: Mapping[DecisionId, Decided]
    published: tuple[Published, ...]


@define
class _Rolls:
    members: dict[MemberId, Member] = field(factory=dict)
    mandates: dict[MandateId, Mandate] = field(factory=dict)
    decisions: dict[DecisionId, Decided] = field(factory=dict)
    published: list[Published] = field(factory=list)


def rolls(view: View, *, on: date) -> Rolls:
    """Return members, decisions and publications as they stand at the end of a day.

    Args:
        view: The log, as it is to be seen.
        on: The day.
    """
    clauses: dict[type, Clause[_Rolls]] = {
        MemberJoined: _members_by_name,
        MemberLeft: _those_who_left_stay_on_the_roll,
        MandateGiven: _mandates_by_name,
        MandateEnded: _mandates_end,
        DecisionProposed: _decisions_begin_proposed,
        DecisionTaken: _decisions_are_taken,
        DecisionReviewed: _reviews_in_order,
        DecisionSuperseded: _the_newer_decision_holds,
        ResultsPublished: _publications_in_order,
        DatasetPublished: _publications_in_order,
    }
    projection: Projection[Any, Rolls] = Projection(
        start=_Rolls, clauses=happened_by(on, clauses), show=partial(_shown, on)
    )
    return projection.replay(view)


def _members_by_name(state: _Rolls, event: Recorded[MemberJoined]) -> None:
    state.members[event.data.member_id] = Member(
        joined=event.data,
        since=event.occurred.date(),
        left=None,
        successor=None,
        mandates={},
        events=(EventId(event.id),),
    )


def _those_who_left_stay_on_the_roll(state: _Rolls, event: Recorded[MemberLeft]) -> None:
    member = state.members.get(event.data.member_id)
    if member is not None:
        state.members[event.data.member_id] = evolve(
            member,
            left=event.occurred.date(),
            successor=event.data.successor_id,
            events=(*member.events, EventId(event.id)),
        )


def _mandates_by_name(state: _Rolls, event: Recorded[MandateGiven]) -> None:
    state.mandates[event.data.mandate_id] = Mandate(
        given=event.data, ended=None, in_force=False, events=(EventId(event.id),)
    )


def _mandates_end(state: _Rolls, event: Recorded[MandateEnded]) -> None:
    mandate = state.mandates.get(event.data.mandate_id)
    if mandate is not None:
        state.mandates[event.data.mandate_id] = evolve(
            mandate, ended=event.occurred.date(), events=(*mandate.events, EventId(event.id))
        )


def _decisions_begin_proposed(state: _Rolls, event: Recorded[DecisionProposed]) -> None:
    state.decisions[event.data.decision_id] = Decided(
        proposed=event.data,
        taken=None,
        day=None,
        reviews=(),
        superseded_by=None,
        events=(EventId(event.id),),
    )


def _decisions_are_taken(state: _Rolls, event: Recorded[DecisionTaken]) -> None:
    _decision(state, event, taken=event.data, day=event.occurred.date())


def _reviews_in_order(state: _Rolls, event: Recorded[DecisionReviewed]) -> None:
    found = state.decisions.get(event.data.decision_id)
    if found is not None:
        _decision(state, event, reviews=(*found.reviews, event.data))


def _the_newer_decision_holds(state: _Rolls, event: Recorded[DecisionSuperseded]) -> None:
    _decision(state, event, superseded_by=event.data.by)


def _decision(state: _Rolls, event: Recorded[Any], **more: Any) -> None:
    found = state.decisions.get(event.data.decision_id)
    if found is not None:
        events = (*found.events, EventId(event.id))
        state.decisions[event.data.decision_id] = evolve(found, events=events, **more)


def _publications_in_order(state: _Rolls, event: Recorded[Any]) -> None:
    state.published.append(
        Published(
            event=EventId(event.id),
            day=event.occurred.date(),
            what=event.data,
            up_to=event.data.up_to,
        )
    )


def _shown(on: date, state: _Rolls) -> Rolls:
    mandates = {id: _standing(one, on) for id, one in state.mandates.items()}
    return Rolls(
        members={
            id: evolve(
                member,
                mandates={i: one for i, one in mandates.items() if one.given.member_id == id},
            )
            for id, member in state.members.items()
        },
        decisions=dict(state.decisions),
        published=tuple(state.published),
    )


def _standing(mandate: Mandate, on: date) -> Mandate:
    given = mandate.given
    last = given.valid_until or date.max
    holds = mandate.ended is None and given.valid_from <= on <= last
    return evolve(mandate, in_force=holds)
