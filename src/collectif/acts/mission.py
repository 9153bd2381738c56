"""This module is about the mission: the shared aim, and the only name that success may carry."""

from __future__ import annotations

from collectif.acts.state import Known
from collectif.errors import Refused
from collectif.ids import DecisionId, MissionId
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
    words = known.text(label)
    said = " ".join(words.values()).casefold()
    for member in known.members.values():
        if any(name.casefold() in said for name in member.name.values()):
            raise Refused("LabelNamesMember", mission=mission, member=member.id)
    return MissionAdopted(
        mission_id=MissionId(mission),
        statement=known.text(statement),
        label=words,
        parent=None if parent is None else MissionId(parent),
        decision_id=None if decision is None else DecisionId(decision),
        supersedes=None if supersedes is None else MissionId(supersedes),
    )
