"""This module is about the mission: the shared aim, and the only name that success may carry."""

from __future__ import annotations

import re

from collectif.acts.measured import Mission
from collectif.acts.state import Known, effect, kept, rule, unknown
from collectif.errors import Refused
from collectif.ids import DecisionId, MemberId, MissionId
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Text


@event("mission-adopted", names="mission_id")
class MissionAdopted:
    """Mission adoptée.

    Attributes:
        mission_id: Its name in the log.
        statement: What is aimed at.
        label: The name that success carries; it names no member.
        parent: The wider mission that it serves.
        decision_id: The decision that it follows from.
        supersedes: The mission that it replaces.
    """

    mission_id: MissionId
    statement: Text
    label: Text
    parent: MissionId | None = None
    decision_id: DecisionId | None = None
    supersedes: MissionId | None = None


@effect(MissionAdopted)
def missions_are_served_until_superseded(known: Known, recorded: Recorded[MissionAdopted]) -> None:
    """A mission is live until another one takes its place."""
    adopted = recorded.data
    known.missions[adopted.mission_id] = Mission(id=adopted.mission_id, parent=adopted.parent)
    former = None if adopted.supersedes is None else known.missions.get(adopted.supersedes)
    if former is not None:
        former.superseded = True


@rule(MissionAdopted)
def success_names_no_member(known: Known, adopted: MissionAdopted) -> None:
    """The label of a mission holds the name of no member, in any language."""
    named = member_named(known, adopted.label)
    if named is not None:
        raise Refused("LabelNamesMember", mission=adopted.mission_id, member=named)


def member_named(known: Known, text: Text) -> MemberId | None:
    """Return a member whose name, in any language, stands in a text as words of their own."""
    said = " ".join(text.values()).casefold()
    for member in known.members.values():
        names = (re.escape(name.casefold()) for name in member.name.values())
        if re.search(rf"(?<!\w)({'|'.join(names)})(?!\w)", said):
            return member.id
    return None


def mission_of(known: Known, id: str) -> MissionId:
    """Return a mission that was adopted, superseded or not."""
    return (
        MissionId(id) if MissionId(id) in known.missions else unknown("mission", id, known.missions)
    )


def live_mission(known: Known, id: str) -> MissionId:
    """Return a mission that was adopted and not superseded."""
    mission = known.missions.get(MissionId(id))
    if mission is None or mission.superseded:
        unknown("mission", id, (m.id for m in known.missions.values() if not m.superseded))
    return mission.id


def adopt_mission(
    known: Known,
    *,
    mission: MissionId | str,
    statement: str | Text,
    label: str | Text,
    parent: MissionId | str | None = None,
    decision: DecisionId | str | None = None,
    supersedes: MissionId | str | None = None,
) -> MissionAdopted:
    """Adopt a mission; its label must not name a member (ingredient 7)."""
    known.new("mission", mission)
    adopted = MissionAdopted(
        mission_id=MissionId(mission),
        statement=known.text(statement),
        label=known.text(label),
        parent=None if parent is None else MissionId(parent),
        decision_id=None if decision is None else DecisionId(decision),
        supersedes=None if supersedes is None else live_mission(known, supersedes),
    )
    return kept(known, adopted)
