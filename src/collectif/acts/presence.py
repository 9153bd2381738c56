"""This module is about who is in the room: under which mandates, from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from collectif.acts.state import Known, effect, kept, refuse_negative, rule, several
from collectif.errors import Refused
from collectif.ids import AssemblyId, MandateId
from collectif.record.envelope import Recorded
from collectif.record.event import event

Status = Literal["ARRIVED", "LEFT"]
Mode = Literal["IN_PERSON", "REMOTE"]


@event("attendance-recorded")
class AttendanceRecorded:
    """Présences constatées: which mandates came in or went out.

    Attributes:
        assembly_id: Where.
        mandate_ids: Under which mandates.
        status: Arrived or left.
        mode: In person or from afar.
        public_headcount: How many people without mandate are there; None if not counted.
    """

    assembly_id: AssemblyId
    mandate_ids: tuple[MandateId, ...]
    status: Status
    mode: Mode
    public_headcount: int | None = None


@effect(AttendanceRecorded)
def who_arrived_is_present_until_leaving(
    known: Known, recorded: Recorded[AttendanceRecorded]
) -> None:
    """A mandate is present from its arrival to its departure."""
    room = known.rooms.get(recorded.data.assembly_id)
    if room is None:
        return
    if recorded.data.status == "ARRIVED":
        room.present.update(recorded.data.mandate_ids)
        for round in known.rounds.values():
            if round.status == "OPEN" and round.assembly == room.id:
                round.attended.update(recorded.data.mandate_ids)
    else:
        room.present.difference_update(recorded.data.mandate_ids)


@rule(AttendanceRecorded)
def heads_are_counted_from_nothing(known: Known, recorded: AttendanceRecorded) -> None:
    """Nobody counts fewer people than none."""
    refuse_negative("public_headcount", recorded.public_headcount)


def sign_in(
    known: Known,
    assembly: AssemblyId,
    *,
    mandates: Iterable[MandateId | str],
    status: Status = "ARRIVED",
    mode: Mode = "IN_PERSON",
    public_headcount: int | None = None,
) -> AttendanceRecorded:
    """Record who came in (`ARRIVED`) or went out (`LEFT`), from the day of the assembly on."""
    room = known.room(assembly)
    today = known.today
    on_the_day = room.status == "CONVENED" and known.day(room.planned_for) == today
    if room.status != "OPEN" and not on_the_day:
        raise Refused("AssemblyNotOpen", assembly=assembly, status=room.status)
    ids = tuple(known.mandate(id).id for id in several(mandates))
    for id in ids:
        mandate = known.mandate(id)
        if not mandate.valid_on(today) or mandate.assembly not in (None, assembly):
            raise Refused("MandateNotValid", mandate=id, day=today)
        if status == "LEFT" and id not in room.present:
            raise Refused("NotPresent", member=mandate.member, assembly=assembly)
    attendance = AttendanceRecorded(
        assembly_id=assembly,
        mandate_ids=ids,
        status=status,
        mode=mode,
        public_headcount=public_headcount,
    )
    return kept(known, attendance)


def sign_out(
    known: Known, assembly: AssemblyId, *, mandates: Iterable[MandateId | str]
) -> AttendanceRecorded:
    """Record who went out."""
    return sign_in(known, assembly, mandates=mandates, status="LEFT")
