"""This module is about the community: who belongs to it, and who may act for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from attrs import evolve

from collectif.acts.state import Known, Mandate, Member, effect
from collectif.errors import Refused
from collectif.ids import AssemblyId, MandateId, MemberId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Lang, Text

MemberKind = Literal[
    "COMMUNITY_ORG",
    "INSTITUTION",
    "CITIZEN_GROUP",
    "CITIZEN",
    "FUNDER",
    "BACKBONE",
    "BUSINESS",
    "ELECTED",
]
MandateRole = Literal["DELEGATE", "ALTERNATE", "OBSERVER"]
Power = Literal["SPEAK", "SCORE", "DECIDE", "COMMIT"]

_WITHOUT_VOICE = ("BACKBONE", "FUNDER")


@event("collective-founded")
class CollectiveFounded:
    """Collectif fondé: the community whose decisions this log holds.

    Attributes:
        name: Its name.
        territory: The place that gives it its limits.
        languages: The languages that it works in, the first one by default.
        timezone: The IANA name of its time zone.
    """

    name: Text
    territory: Text
    languages: tuple[Lang, ...]
    timezone: str


@event("member-joined", names="member_id")
class MemberJoined:
    """Membre accueilli: an organisation, institution, group, citizen or funder takes part.

    Attributes:
        member_id: Its name in the log, never used again for another.
        name: Its name for people.
        kind: What it is.
        sectors: The fields in which it works.
        voting: Whether it holds a voice.
    """

    member_id: MemberId
    name: Text
    kind: MemberKind
    sectors: tuple[str, ...]
    voting: bool


@event("mandate-given", names="mandate_id")
class MandateGiven:
    """Mandat confié: a member lets a person act for it.

    Attributes:
        mandate_id: Its name in the log.
        member_id: For whom it is held.
        bearer: The person, as a role or pseudonym.
        role: Delegate; alternate, who acts only in the delegate's absence; or observer.
        powers: What the bearer may do.
        assembly_id: Where it holds; None means everywhere.
        valid_from: The first day.
        valid_until: The last day; None means without end.
    """

    mandate_id: MandateId
    member_id: MemberId
    role: MandateRole
    powers: frozenset[Power]
    valid_from: date
    bearer: str | Withheld = personal()
    assembly_id: AssemblyId | None = None
    valid_until: date | None = None


@event("mandate-ended")
class MandateEnded:
    """Mandat terminé: what was done under it stays valid.

    Attributes:
        mandate_id: Which one.
        reason: Why.
    """

    mandate_id: MandateId
    reason: Text | Withheld = personal()


@effect(CollectiveFounded)
def one_log_one_collective(known: Known, recorded: Recorded[CollectiveFounded]) -> None:
    """A log belongs to one community."""
    known.founded = True
    known.languages = recorded.data.languages


@effect(MemberJoined)
def members_take_part(known: Known, recorded: Recorded[MemberJoined]) -> None:
    """A member takes part from now on."""
    joined = recorded.data
    known.members[joined.member_id] = Member(
        id=joined.member_id, name=joined.name, voting=joined.voting
    )


@effect(MandateGiven)
def mandates_hold(known: Known, recorded: Recorded[MandateGiven]) -> None:
    """A mandate holds between its dates."""
    given = recorded.data
    known.mandates[given.mandate_id] = Mandate(
        id=given.mandate_id,
        member=given.member_id,
        role=given.role,
        powers=frozenset(given.powers),
        assembly=given.assembly_id,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
    )


@effect(MandateEnded)
def ended_mandates_hold_no_more(known: Known, recorded: Recorded[MandateEnded]) -> None:
    """Nobody acts under an ended mandate, nor is anybody present under it."""
    ended = known.mandates.pop(recorded.data.mandate_id, None)
    if ended is not None:
        for room in known.rooms.values():
            room.present.discard(ended.id)


def found(
    known: Known,
    *,
    name: str | Text,
    territory: str | Text,
    languages: Iterable[Lang] = ("fr", "en"),
    timezone: str = "America/Montreal",
) -> CollectiveFounded:
    """Found the collective: the first act of a log, once."""
    if known.founded:
        raise Refused("AlreadyFounded")
    spoken = tuple(languages)
    if not spoken:
        raise Refused("MissingWords")
    speaking = evolve(known, languages=spoken)
    return CollectiveFounded(
        name=speaking.text(name),
        territory=speaking.text(territory),
        languages=spoken,
        timezone=timezone,
    )


def welcome_member(
    known: Known,
    *,
    member: MemberId | str,
    name: str | Text,
    kind: MemberKind,
    sectors: Iterable[str] = (),
    voting: bool | None = None,
) -> MemberJoined:
    """Welcome a member; a backbone or a funder holds no voice unless told otherwise."""
    known.new("member", member)
    return MemberJoined(
        member_id=MemberId(member),
        name=known.text(name),
        kind=kind,
        sectors=tuple(sectors),
        voting=kind not in _WITHOUT_VOICE if voting is None else voting,
    )


def give_mandate(
    known: Known,
    *,
    mandate: MandateId | str,
    member: MemberId | str,
    bearer: str,
    role: MandateRole = "DELEGATE",
    powers: Iterable[Power] | None = None,
    assembly: AssemblyId | str | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> MandateGiven:
    """Let a person act for a member; one live delegate a member and assembly."""
    known.new("mandate", mandate)
    holder = known.member(MemberId(member))
    given: frozenset[Any] = frozenset(powers if powers is not None else _USUAL_POWERS[role])
    if role == "OBSERVER" and given - {"SPEAK"}:
        raise Refused("PowerNotAllowed", member=member, powers=given - {"SPEAK"})
    where = None if assembly is None else AssemblyId(assembly)
    for other in known.mandates.values():
        taken = other.member == holder.id and other.assembly == where
        if role == other.role == "DELEGATE" and taken:
            raise Refused("MandateConflict", member=member, mandate=other.id)
    return MandateGiven(
        mandate_id=MandateId(mandate),
        member_id=holder.id,
        bearer=bearer,
        role=role,
        powers=given,
        assembly_id=where,
        valid_from=valid_from or known.moment.date(),
        valid_until=valid_until,
    )


def end_mandate(known: Known, *, mandate: MandateId | str, reason: str | Text) -> MandateEnded:
    """End a mandate."""
    held = known.mandate(MandateId(mandate))
    return MandateEnded(mandate_id=held.id, reason=known.text(reason))


_USUAL_POWERS: dict[str, tuple[Power, ...]] = {
    "DELEGATE": ("SPEAK", "SCORE", "DECIDE", "COMMIT"),
    "ALTERNATE": ("SPEAK", "SCORE", "DECIDE"),
    "OBSERVER": ("SPEAK",),
}
