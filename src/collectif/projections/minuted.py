"""This module is about the log as it was minuted: as known at the event that the minutes name."""

from __future__ import annotations

from collectif.acts.minutes import MinutesAdopted
from collectif.errors import UnknownName
from collectif.ids import AssemblyId
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.record.view import View

MINUTES: Projection[list[Recorded[MinutesAdopted]], tuple[Recorded[MinutesAdopted], ...]] = (
    Projection(start=list, clauses={MinutesAdopted: list.append}, show=tuple)
)
"""Every adoption of minutes, in order; adopting again adds one."""


def as_minuted(view: View, assembly: AssemblyId | str) -> View:
    """Return the view that the last adopted minutes of an assembly froze.

    Raises:
        UnknownName: If no minutes of it were adopted in this view.
    """
    adopted = [one for one in MINUTES.replay(view) if one.data.assembly_id == assembly]
    last = view.source.find(adopted[-1].data.up_to) if adopted else None
    if last is None:
        raise UnknownName.of("minuted.no-minutes-in-this-view", assembly=assembly)
    return view.as_known_at(last.seq + 1)
