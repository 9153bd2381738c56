"""This module is about telling what an assembly did, event by event, in the words of minutes.

An event that minutes have no sentence for is told as in a chronicle; what a round or a register
tells as a whole is not told again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import evolve

from collectif.acts.assembly import AssemblyClosed, AssemblyOpened
from collectif.acts.charter import CharterAdopted
from collectif.acts.commitments import CommitmentMade
from collectif.acts.criteria import CriteriaAdopted
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.deliberation import (
    CommentMade,
    InterestDeclared,
    ObjectionRaised,
    ObjectionResolved,
)
from collectif.acts.mission import MissionAdopted
from collectif.acts.presence import AttendanceRecorded
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted, ProposalWithdrawn
from collectif.acts.rounds import ResultsPublished, RoundClosed, RoundOpened
from collectif.acts.wall import WishAnswered, WishPosted
from collectif.record.envelope import Recorded
from collectif.reports.minutes import deciding, rounds
from collectif.reports.minutes.document import Table
from collectif.reports.minutes.material import Material
from collectif.statement import Statement

Told = Iterator[Statement | Table]
How = Callable[[Material, Recorded[Any]], Told]

ELSEWHERE = frozenset(
    {
        "agenda-item-started",
        "assembly-convened",
        "ballot-cast",
        "ballot-received",
        "criterion-proposed",
        "invitation-sent",
        "mandate-given",
        "minutes-adopted",
        "score-cast",
        "stance-given",
    }
)
"""The types of events that minutes tell as a whole."""


def telling(material: Material, event: Recorded[Any]) -> Told:
    """Yield what minutes say of an event of the assembly; nothing of what they tell elsewhere."""
    how = _HOW.get(type(event.data))
    if how is not None:
        yield from how(material, event)
    elif event.type not in ELSEWHERE:
        yield material.told(event)


def _plainly(name: str, *fields: str) -> How:
    def told(material: Material, event: Recorded[Any]) -> Told:
        yield material.statement(name, event, *fields)

    return told


def _came_or_went(material: Material, event: Recorded[AttendanceRecorded]) -> Told:
    holders = material.names.members
    who = tuple(dict.fromkeys(holders.get(id, id) for id in event.data.mandate_ids))
    yield material.statement(f"came-{event.data.status.lower()}", event, members=who)


def _said(material: Material, event: Recorded[CommentMade]) -> Told:
    name = "said-public" if event.data.member_id is None else "said"
    fields = ("member_id", "stance", "text")
    yield material.statement(name, event, *fields, **_about(material, event))


def _interest(material: Material, event: Recorded[InterestDeclared]) -> Told:
    fields = ("member_id", "proposal_id", "nature", "description")
    kept = tuple(sorted(event.data.recuses_from))
    yield material.statement("interest", event, *fields, recuses_from=kept)


def _objected(material: Material, event: Recorded[ObjectionRaised]) -> Told:
    fields = ("objection_id", "member_id", "severity", "harms", "grounds")
    yield material.statement("objected", event, *fields, **_about(material, event))


def _about(material: Material, event: Recorded[Any]) -> dict[str, Any]:
    """Return what something is about: its title and its id; nothing for a part of the agenda."""
    about: str = event.data.target
    titles = material.titles
    if ("target", about) in titles or about == event.assembly:
        return {}
    found = next((title for (_, id), title in titles.items() if id == about), None)
    return {"thing": about} if found is None else {"about": about, "title": found}


def _amended(material: Material, event: Recorded[ProposalAmended]) -> Told:
    told = material.statement("amended", event, "proposal_id", "version", "changes")
    yield evolve(told, because=_causes(material, event.data.because))


def _resolved(material: Material, event: Recorded[ObjectionResolved]) -> Told:
    fields = ("objection_id", "outcome", "how", "confirmed_by")
    told = material.statement("resolved", event, *fields)
    yield evolve(told, because=_causes(material, event.data.through))


def _causes(material: Material, ids: Iterable[str]) -> tuple[Statement, ...]:
    """Return what was said or done that an act names, each in one sentence without its own."""
    named = [event for id in ids if (event := material.named.get(id)) is not None]
    said = (next(telling(material, event), None) for event in named)
    return tuple(evolve(one, because=()) for one in said if isinstance(one, Statement))


def _closed(material: Material, event: Recorded[AssemblyClosed]) -> Told:
    name = "closed" if event.data.resumes_on is None else "adjourned"
    yield material.statement(name, event, "resumes_on")
    if event.data.next_steps is not None:
        yield material.statement("next-steps", event, "next_steps")


def _opened(material: Material, event: Recorded[AssemblyOpened]) -> Told:
    name = "resumed" if event.data.resumed else "opened"
    yield material.statement(name, event, "facilitators", "secretary")


_HOW: dict[type, How] = {
    AssemblyClosed: _closed,
    AssemblyOpened: _opened,
    AttendanceRecorded: _came_or_went,
    CharterAdopted: _plainly("charter", "how"),
    CommentMade: _said,
    CommitmentMade: _plainly("committed", "debtors", "creditors", "object", "due"),
    CriteriaAdopted: _plainly("criteria-adopted", "criteria_set_id", "how"),
    DecisionProposed: deciding.proposed,
    DecisionTaken: deciding.taken,
    InterestDeclared: _interest,
    MissionAdopted: _plainly("mission", "mission_id", "label", "statement"),
    ObjectionRaised: _objected,
    ObjectionResolved: _resolved,
    ProposalAmended: _amended,
    ProposalSubmitted: _plainly("submitted", "proposal_id", "carriers", "summary"),
    ProposalWithdrawn: _plainly("withdrawn", "proposal_id", "reason", "merged_into"),
    ResultsPublished: rounds.published,
    RoundClosed: rounds.closed,
    RoundOpened: rounds.opened,
    WishAnswered: _plainly("answered", "wish_id", "answer", "explanation", "by"),
    WishPosted: _plainly("wish", "wish_id", "verbatim", "readings", "signature"),
}
