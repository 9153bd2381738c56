"""This module is about what whoever writes minutes has at hand: one assembly, for one reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from attrs import define, evolve

from collectif.acts.assembly import AssemblyClosed, AssemblyConvened, AssemblyOpened
from collectif.acts.rounds import RoundOpened
from collectif.errors import UnknownName
from collectif.phrasing import LANGUAGES
from collectif.projections.participation import Deciding, deciding
from collectif.projections.readers import Reader
from collectif.projections.registers import REGISTERS, Registers
from collectif.projections.sealing import EVERY_FIELD, Seal, seal_of
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS, WITHHELD
from collectif.record.view import View
from collectif.reports.chronicle import Chronicler
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.minutes.belonging import belonging
from collectif.reports.naming import Names
from collectif.reports.results import Shown
from collectif.statement import Statement
from collectif.values import Text

T = TypeVar("T")


@define(kw_only=True, slots=False)
class Material:
    """What minutes are written from.

    Attributes:
        view: The log, as it is seen.
        assembly: The assembly.
        convened: The event that convened it.
        reader: For whom they are written.
        events: The events of the assembly as they count, in the order of the log.
    """

    view: View
    assembly: AssemblyConvened
    convened: Recorded[AssemblyConvened]
    reader: Reader
    events: tuple[Recorded[Any], ...]

    @classmethod
    def of(cls, view: View, assembly: str, reader: Reader) -> Material:
        """Gather what the minutes of an assembly are written from.

        Raises:
            UnknownName: If there is no such assembly in the view.
        """
        known = {one.data.assembly_id: one for one in view.events(frozenset({"assembly-convened"}))}
        if assembly not in known:
            assemblies = ", ".join(sorted(known)) or "-"
            raise UnknownName.of("minutes.no-assembly", assembly=assembly, assemblies=assemblies)
        convened = known[assembly]
        own = tuple(belonging(view.events(), assembly))
        return cls(view=view, assembly=convened.data, convened=convened, reader=reader, events=own)

    @cached_property
    def end(self) -> int:
        """The position of the event that ended it, or adjourned it until now; else of the last."""
        last = self.view.size - 1
        for event in self.of_type(AssemblyOpened, AssemblyClosed):
            last = event.seq if isinstance(event.data, AssemblyClosed) else self.view.size - 1
        return last

    @cached_property
    def beginning(self) -> int:
        """The position of the event that opened it first; after the last one where none did."""
        return next((event.seq for event in self.of_type(AssemblyOpened)), self.view.size)

    @cached_property
    def seal(self) -> Seal:
        """What is not shown to the reader."""
        return seal_of(self.view, self.reader)

    @cached_property
    def registers(self) -> Registers:
        """What there is, by name."""
        return REGISTERS.replay(self.view)

    @cached_property
    def deciding(self) -> Mapping[Any, Deciding]:
        """Decision -> who was there when it was taken."""
        return deciding(self.view)

    @cached_property
    def shown(self) -> Mapping[str, tuple[Shown, ...]]:
        """Round -> what is shown of it: its results as published, or its ballots."""
        found: dict[str, tuple[Shown, ...]] = {}
        for one in shown_rounds(self.view, Looking(as_published=True, reader=self.reader)):
            found[one.id] = (*found.get(one.id, ()), one)
        return found

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Round of the assembly -> what it asks for."""
        return {event.data.round_id: event.data.kind for event in self.of_type(RoundOpened)}

    @cached_property
    def chroniclers(self) -> Mapping[str, Chronicler]:
        """Language -> who tells an event in it."""
        first = Chronicler.of(self.view, LANGUAGES[0], self.reader)
        return {lang: evolve(first, lang=lang) for lang in LANGUAGES}

    @property
    def names(self) -> Names:
        """What things are called."""
        return self.chroniclers[LANGUAGES[0]].names

    @cached_property
    def titles(self) -> Mapping[tuple[str, str], Text]:
        """(kind of name, id) -> what it is called; the kind is `target` for the id of an event."""
        return self.names.titles

    @cached_property
    def named(self) -> Mapping[str, Recorded[Any]]:
        """Id of an event, or of what it brings into being -> the event, as it counts."""
        found: dict[str, Recorded[Any]] = {}
        for event in self.events:
            known = EVENTS.get(event.type, event.version)
            found[event.id] = event
            if known is not None and known.names is not None:
                found[getattr(event.data, known.names)] = event
        return found

    def of_type(self, *types: type) -> Iterator[Recorded[Any]]:
        """Yield the events of the assembly that are of some types."""
        return (event for event in self.events if isinstance(event.data, types))

    def said(self, event: Recorded[Any], *names: str) -> dict[str, Any]:
        """Return fields of an event by name, withheld where the reader may not see them."""
        hidden = self.seal.fields(event)
        return {
            name: WITHHELD if hidden == EVERY_FIELD or name in hidden else getattr(event.data, name)
            for name in names
        }

    def statement(self, name: str, event: Recorded[Any], *fields: str, **more: Any) -> Statement:
        """Return what an event says, with when it happened."""
        details = when(event) | self.said(event, *fields) | more
        return Statement(code=f"minutes.{name}", details=details, events=(event.id,))

    def told(self, event: Recorded[Any]) -> Statement:
        """Return an event in the sentence of the chronicle."""
        told = {lang: one.sentence(event) for lang, one in self.chroniclers.items()}
        return self.statement("told", event, told=told)


def when(event: Recorded[Any]) -> dict[str, datetime]:
    """Return the moment of an event as a detail; nothing where only its day is known."""
    return {} if event.precision == "DAY" else {"at": event.occurred}


def dated(told: T) -> T:
    """Return a statement that says its day instead of its time; anything else as it is."""
    if not isinstance(told, Statement) or "at" not in told.details:
        return told
    rest = {name: one for name, one in told.details.items() if name != "at"}
    because = tuple(map(dated, told.because))
    return evolve(told, details={**rest, "day": told.details["at"].date()}, because=because)
