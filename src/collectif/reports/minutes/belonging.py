"""This module is about which events are of an assembly: those that say so, and what was done there.

An act recorded through the collective says of no assembly that it was there. It belongs to the one
whose round, decision or charter it is about; else to the one that was open, where only one was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field

from collectif.acts.assembly import AssemblyClosed, AssemblyOpened
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.rounds import RoundOpened
from collectif.record.envelope import Recorded


@define(kw_only=True)
class _Seen:
    assembly: str
    open: set[str] = field(factory=set)
    rounds: set[str] = field(factory=set)
    decisions: set[str] = field(factory=set)

    def owns(self, event: Recorded[Any]) -> bool:
        """Whether an event is of the assembly."""
        if event.assembly is not None:
            return event.assembly == self.assembly
        data = event.data
        return (
            getattr(data, "assembly_id", None) == self.assembly
            or getattr(data, "round_id", None) in self.rounds
            or (isinstance(data, DecisionTaken) and data.decision_id in self.decisions)
            or self.open == {self.assembly}
        )


def belonging(events: Iterable[Recorded[Any]], assembly: str) -> Iterator[Recorded[Any]]:
    """Yield the events that are of an assembly, of some in the order of the log."""
    seen = _Seen(assembly=assembly)
    for event in events:
        data = event.data
        if isinstance(data, AssemblyOpened):
            seen.open.add(data.assembly_id)
        elif isinstance(data, RoundOpened) and data.assembly_id == assembly:
            seen.rounds.add(data.round_id)
        elif isinstance(data, DecisionProposed) and data.assembly_id == assembly:
            seen.decisions.add(data.decision_id)
        if seen.owns(event):
            yield event
        if isinstance(data, AssemblyClosed):
            seen.open.discard(data.assembly_id)
