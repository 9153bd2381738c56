"""This module is about the envelope: who did what, when, and how the log came to know.

The keys below are on disk, in every log ever written. Absent ones are omitted.

These are msgspec structs, not attrs classes like the events: they are made once for every event
that is read or written, and a struct halves the cost of that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import Meta, Struct

from collectif.ids import AssemblyId, EventId

FORMAT = 1
"""The number of the envelope's format."""

Source = Literal["LIVE", "PAPER", "MINUTES", "IMPORT", "RECONSTRUCTION"]
"""Where the record of an act comes from."""

Precision = Literal["DAY"]
"""How precisely `occurred` is known, where that is not the whole of it."""

Moment = Annotated[datetime, Meta(tz=True)]
"""A time that knows its offset from UTC."""

E_co = TypeVar("E_co", covariant=True)


class Actor(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Who did the act.

    Attributes:
        role: In which role, such as `"delegate"`, `"secretary"` or `"public"`.
        member: For which member or participant; None for the secretary, the public, a program.
    """

    role: str
    member: str | None = None


class Recorded(Struct, Generic[E_co], frozen=True, kw_only=True, gc=False):
    """An event as the log holds it.

    Attributes:
        format: The number of the envelope's format, 1.
        seq: Its position in the log, from 0; it equals its leaf index in the tree.
        id: Its name, unique in the log, given by the caller or made by the log.
        type: The literal name of its type, such as `"score-cast"`.
        version: The schema version that was written.
        occurred: When it happened, as told; used to select and to display, never to order.
        precision: `"DAY"` when only the day is known; None when the time is as given.
        recorded: When the log learned it, by the log's clock, as read.
        assembly: In which assembly; None for facts of the community.
        actor: Who did it; None where nobody did, or nobody was named.
        recorder: The role that typed it; None when the actor did.
        source: Where the record comes from.
        provenance: A free mark that travels with every export.
        batch: The act that this event was recorded with, all or none; None when it was alone.
        cause: The event that this one answers.
        data: The content: an instance of the event class, or `Unknown`.
    """

    format: Literal[1]
    seq: int
    id: EventId
    type: str
    version: int
    occurred: Moment
    recorded: Moment
    source: Source
    data: E_co
    precision: Precision | None = None
    assembly: AssemblyId | None = None
    actor: Actor | None = None
    recorder: str | None = None
    provenance: str | None = None
    batch: str | None = None
    cause: EventId | None = None


class Draft(Struct, frozen=True, kw_only=True, gc=False):
    """An event that is about to be recorded, with what the caller says of it.

    Attributes:
        data: The event itself.
        id: Its name; None lets the log make one (UUIDv7).
        occurred: When it happened; None means now, by the log's clock.
        subject: The person whose words its personal fields are, for the private store alone; it
            never enters the log. None means that nobody can be tied to them.
        precision, assembly, actor, recorder, source, provenance, batch, cause: As in `Recorded`.
    """

    data: Any
    id: str | None = None
    occurred: datetime | None = None
    precision: Precision | None = None
    assembly: str | None = None
    actor: Actor | None = None
    recorder: str | None = None
    source: Source = "LIVE"
    provenance: str | None = None
    batch: str | None = None
    cause: str | None = None
    subject: str | None = None
