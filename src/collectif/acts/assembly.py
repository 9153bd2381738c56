"""This module is about the assembly: convened, opened, held, adjourned, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from collectif.acts.charter import CharterAdopted as CharterAdopted
from collectif.acts.state import Known, effect, kept, rule, several
from collectif.acts.things import Room
from collectif.errors import Refused
from collectif.ids import AssemblyId, InvitationId, MemberId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import AgendaItem, Text


@event("assembly-convened", names="assembly_id")
class AssemblyConvened:
    """Assemblée convoquée: a bounded meeting with an intention and an objective.

    Attributes:
        assembly_id: Its name in the log.
        title: Its name for people.
        planned_for: When it is to be held.
        convenor: Who convenes it.
        shared_intention: Why.
        objective: What for.
        agenda: Its parts, in order.
        place: Where; None if not said.
    """

    assembly_id: AssemblyId
    title: Text
    planned_for: datetime
    convenor: MemberId
    shared_intention: Text
    objective: Text
    agenda: tuple[AgendaItem, ...]
    place: Text | None = None


@event("invitation-sent", names="invitation_id")
class InvitationSent:
    """Invitation lancée: the common challenge, in the words of those who live it.

    Attributes:
        invitation_id: Its name in the log.
        assembly_id: To what people are invited.
        to: The members invited, or everybody.
        challenge: The challenge that several share.
        message: The words of the invitation.
        channel: How it was sent.
        reply_by: The last day to answer; None if not said.
    """

    invitation_id: InvitationId
    assembly_id: AssemblyId
    to: tuple[MemberId, ...] | Literal["PUBLIC"]
    challenge: Text
    message: Text
    channel: str
    reply_by: date | None = None


@event("assembly-opened")
class AssemblyOpened:
    """Assemblée ouverte.

    Attributes:
        assembly_id: Which one.
        facilitators: Who facilitates, as roles.
        secretary: Who keeps the record, as a role.
        resumed: Whether it goes on after an adjournment.
    """

    assembly_id: AssemblyId
    resumed: bool
    facilitators: tuple[str, ...] | Withheld = personal()
    secretary: str | Withheld = personal()


@event("agenda-item-started")
class AgendaItemStarted:
    """Point abordé: the previous part of the agenda ends.

    Attributes:
        assembly_id: Where.
        item_id: Which part of the agenda.
        note: A word on it.
    """

    assembly_id: AssemblyId
    item_id: str
    note: Text | Withheld | None = personal(default=None)


@event("assembly-closed")
class AssemblyClosed:
    """Assemblée levée, or adjourned.

    Attributes:
        assembly_id: Which one.
        next_steps: What happens next.
        resumes_on: When it goes on, if it was only adjourned.
    """

    assembly_id: AssemblyId
    next_steps: Text | None = None
    resumes_on: datetime | None = None


@effect(AssemblyConvened)
def assemblies_are_convened(known: Known, recorded: Recorded[AssemblyConvened]) -> None:
    """An assembly is convened before it opens."""
    convened = recorded.data
    known.rooms[convened.assembly_id] = Room(
        id=convened.assembly_id,
        planned_for=convened.planned_for,
        agenda=frozenset(item.item_id for item in convened.agenda),
    )


@effect(AssemblyOpened)
def assemblies_open(known: Known, recorded: Recorded[AssemblyOpened]) -> None:
    """An assembly is open until it is closed."""
    room = known.rooms.get(recorded.data.assembly_id)
    if room is not None:
        room.status, room.resumed = "OPEN", recorded.data.resumed


@effect(AssemblyClosed)
def closed_or_adjourned(known: Known, recorded: Recorded[AssemblyClosed]) -> None:
    """An assembly that says when it resumes is adjourned; nobody is present meanwhile."""
    room = known.rooms.get(recorded.data.assembly_id)
    if room is not None:
        over = recorded.data.resumes_on is None
        room.status, room.closed = ("CLOSED", recorded.seq) if over else ("ADJOURNED", None)
        room.present.clear()


@rule(AssemblyConvened)
def agenda_items_have_their_own_names(known: Known, convened: AssemblyConvened) -> None:
    """No two parts of an agenda share a name."""
    ids = [item.item_id for item in convened.agenda]
    for position, id in enumerate(ids):
        if id in ids[:position]:
            raise Refused("DuplicateId", kind="agenda item", id=id, other="agenda item")


def convene(
    known: Known,
    *,
    assembly: AssemblyId | str,
    title: str | Text,
    planned_for: datetime,
    convenor: MemberId | str,
    shared_intention: str | Text,
    objective: str | Text,
    agenda: Iterable[AgendaItem] = (),
    place: str | Text | None = None,
) -> AssemblyConvened:
    """Convene an assembly."""
    known.new("assembly", assembly)
    convened = AssemblyConvened(
        assembly_id=AssemblyId(assembly),
        title=known.text(title),
        planned_for=planned_for,
        convenor=known.member(convenor).id,
        shared_intention=known.text(shared_intention),
        objective=known.text(objective),
        agenda=tuple(agenda),
        place=known.maybe(place),
    )
    return kept(known, convened)


def invite(
    known: Known,
    assembly: AssemblyId,
    *,
    invitation: InvitationId | str,
    to: Iterable[MemberId | str] | Literal["PUBLIC"],
    challenge: str | Text,
    message: str | Text,
    channel: str,
    reply_by: date | None = None,
) -> InvitationSent:
    """Invite members or everybody to take up the common challenge."""
    known.new("invitation", invitation)
    room = known.room(assembly)
    if room.status != "CONVENED":
        raise Refused("AssemblyNotConvened", assembly=assembly, status=room.status)
    members = None if to == "PUBLIC" else tuple(known.member(id).id for id in several(to))
    return InvitationSent(
        invitation_id=InvitationId(invitation),
        assembly_id=assembly,
        to="PUBLIC" if members is None else members,
        challenge=known.text(challenge),
        message=known.text(message),
        channel=channel,
        reply_by=reply_by,
    )


def open_assembly(
    known: Known,
    assembly: AssemblyId,
    *,
    facilitators: Iterable[str],
    secretary: str,
    resumed: bool | None = None,
) -> AssemblyOpened:
    """Open the assembly, or resume it after an adjournment."""
    room = known.room(assembly)
    if room.status not in ("CONVENED", "ADJOURNED"):
        raise Refused("AlreadyOpen", assembly=assembly, status=room.status)
    again = room.status == "ADJOURNED"
    if resumed not in (None, again):
        raise Refused("NotAdjourned", assembly=assembly, status=room.status)
    return AssemblyOpened(
        assembly_id=assembly,
        facilitators=several(facilitators),
        secretary=secretary,
        resumed=again,
    )


def start_item(
    known: Known, assembly: AssemblyId, *, item: str, note: str | Text | None = None
) -> AgendaItemStarted:
    """Go on to a part of the agenda."""
    room = known.open_room(assembly)
    if item not in room.agenda:
        raise Refused("UnknownAgendaItem", kind="agenda item", id=item, known=room.agenda)
    return AgendaItemStarted(assembly_id=assembly, item_id=item, note=known.maybe(note))


def close_assembly(
    known: Known,
    assembly: AssemblyId,
    *,
    next_steps: str | Text | None = None,
    resumes_on: datetime | None = None,
) -> AssemblyClosed:
    """Close the assembly, or adjourn it if it resumes on a date; no round may be open."""
    room = known.open_room(assembly)
    running = [r.id for r in known.rounds.values() if r.assembly == room.id and r.status == "OPEN"]
    if running:
        raise Refused("RoundStillOpen", assembly=assembly, rounds=running)
    return AssemblyClosed(
        assembly_id=assembly, next_steps=known.maybe(next_steps), resumes_on=resumes_on
    )
