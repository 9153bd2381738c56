"""This module is about who was in the room when a decision was taken."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from collectif.acts import Known
from collectif.acts.decision import DecisionTaken
from collectif.acts.voices import has_voice, present_members, quorum
from collectif.ids import DecisionId
from collectif.record.view import View

_WHO_IS_THERE = frozenset(
    {
        "assembly-closed",
        "assembly-convened",
        "assembly-opened",
        "attendance-recorded",
        "charter-adopted",
        "collective-founded",
        "decision-proposed",
        "decision-taken",
        "mandate-ended",
        "mandate-given",
        "member-joined",
        "member-left",
    }
)
"""The types of events that say who is in a room and how many must be."""


@frozen(kw_only=True)
class Room:
    """Who was there when a decision was taken.

    Attributes:
        present: How many voting members were in the room.
        voting: How many there were in all, with a voice under the charter.
        needed: How many the charter asked for; None where there is no charter in view.
        excused: Whether those present are the quorum of a resumed assembly.
    """

    present: int
    voting: int
    needed: int | None
    excused: bool

    @property
    def enough(self) -> bool | None:
        """Whether there was quorum; None where nobody can tell."""
        return None if self.needed is None else self.excused or self.present >= self.needed


def rooms(view: View) -> Mapping[DecisionId, Room]:
    """Return decision -> who was there when it was taken, in the order of taking."""
    found: dict[DecisionId, Room] = {}
    known = Known(view=view)
    for event in view.events(_WHO_IS_THERE):
        if isinstance(event.data, DecisionTaken):
            found[event.data.decision_id] = _room(known, event.data.decision_id)
        known.take_in(event)
    return found


def _room(known: Known, id: DecisionId) -> Room:
    decision = known.decisions.get(id)
    room = None if decision is None else known.rooms.get(decision.assembly)
    if room is None:
        return Room(present=0, voting=0, needed=None, excused=False)
    charter = room.charter
    voting = [m for m in known.members.values() if m.voting and has_voice(charter, m.kind)]
    present = len(present_members(known, room))
    kept_on = charter is not None and charter.quorum.fallback == "PRESENT_ARE_QUORUM"
    return Room(
        present=present,
        voting=len(voting),
        needed=None if charter is None else quorum(known, room),
        excused=bool(room.resumed and kept_on and present),
    )
