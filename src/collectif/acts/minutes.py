"""This module is about minutes: adopted later, they name the state of the log that they cover."""

from __future__ import annotations

from collectif.acts.state import Known, effect, unknown
from collectif.errors import Refused
from collectif.ids import AssemblyId, EventId
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Text


@event("minutes-adopted")
class MinutesAdopted:
    """Procès-verbal adopté: it freezes what the log said of an assembly up to an event.

    Attributes:
        assembly_id: Of which assembly.
        up_to: The last event that the minutes take into account.
        adopted_by: Who adopted them.
        digest: The digest of the text that was adopted, in hex, where somebody computed it.
        remarks: With what corrections they were adopted.
    """

    assembly_id: AssemblyId
    up_to: EventId
    adopted_by: Text
    digest: str | None = None
    remarks: Text | None = None


@effect(MinutesAdopted)
def minutes_seal_an_assembly(known: Known, recorded: Recorded[MinutesAdopted]) -> None:
    """An assembly with minutes is over; minutes may be adopted again, and both stay."""
    room = known.rooms.get(recorded.data.assembly_id)
    if room is not None:
        room.status = "MINUTED"


def adopt_minutes(
    known: Known,
    assembly: AssemblyId,
    *,
    up_to: EventId | str,
    adopted_by: str | Text,
    digest: str | None = None,
    remarks: str | Text | None = None,
) -> MinutesAdopted:
    """Adopt the minutes of a closed assembly, as the log stood at an event after its end."""
    room = known.room(assembly)
    last = known.events.get(up_to)
    if last is None:
        unknown("event", up_to)
    if room.closed is None or last < room.closed:
        raise Refused("AssemblyNotClosed", assembly=assembly, status=room.status)
    return MinutesAdopted(
        assembly_id=room.id,
        up_to=EventId(up_to),
        adopted_by=known.text(adopted_by),
        digest=digest,
        remarks=known.maybe(remarks),
    )
