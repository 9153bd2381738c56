"""This module is about the community: who belongs to it, and who may act for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from attrs import evolve

from collectif.acts.state import Known, effect, kept, rule, several
from collectif.acts.things import Mandate, Member
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
    known.timezone = recorded.data.timezone


@effect(MemberJoined)
def members_take_part(known: Known, recorded: Recorded[MemberJoined]) -> None:
    """A member takes part from now on."""
    joined = recorded.data
    known.members[joined.member_id] = Member(
        id=joined.member_id, name=joined.name, kind=joined.kind, voting=joined.voting
    )


@effect(MandateGiven)
def mandates_hold(known: Known, recorded: Recorded[MandateGiven]) -> None:
    """A mandate holds between its dates."""
    known.mandates[recorded.data.mandate_id] = mandate_of(recorded.data)


@effect(MandateEnded)
def ended_mandates_hold_no_more(known: Known, recorded: Recorded[MandateEnded]) -> None:
    """Nobody acts under an ended mandate, nor is anybody present under it."""
    mandate = known.mandates.get(recorded.data.mandate_id)
    if mandate is not None:
        mandate.ended = True
        for room in known.rooms.values():
            room.present.discard(mandate.id)


@rule(MandateGiven)
def one_delegate_at_a_time(known: Known, given: MandateGiven) -> None:
    """A member has one delegate on a day in an assembly; an observer may only speak."""
    beyond = given.powers - {"SPEAK"}
    if given.role == "OBSERVER" and beyond:
        raise Refused("PowerNotAllowed", member=given.member_id, powers=beyond)
    mandate = mandate_of(given)
    if not mandate.valid_on(given.valid_from):
        raise Refused("MandateNotValid", mandate=mandate.id, day=given.valid_from)
    if (rival := rival_of(known, mandate)) is not None:
        raise Refused("MandateConflict", member=mandate.member, mandate=rival.id)


def rival_of(known: Known, mandate: Mandate) -> Mandate | None:
    """Return another live mandate of a delegate of the same member, at the same time and place."""
    rivals = (
        other
        for other in known.mandates.values()
        if other.member == mandate.member and other.id != mandate.id and not other.ended
    )
    if mandate.role != "DELEGATE":
        return None
    return next((m for m in rivals if m.role == "DELEGATE" and m.overlaps(mandate)), None)


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
    spoken = several(languages)
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
        sectors=several(sectors),
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
    """Let a person act for a member; one live delegate a member and assembly.

    Unless told otherwise, the mandate begins today and holds in every assembly, and gives the
    usual powers of its role.
    """
    known.new("mandate", mandate)
    given = MandateGiven(
        mandate_id=MandateId(mandate),
        member_id=known.member(member).id,
        bearer=bearer,
        role=role,
        powers=frozenset(_USUAL_POWERS[role] if powers is None else powers),
        assembly_id=None if assembly is None else known.room(assembly).id,
        valid_from=valid_from or known.today,
        valid_until=valid_until,
    )
    return kept(known, given)


def end_mandate(known: Known, *, mandate: MandateId | str, reason: str | Text) -> MandateEnded:
    """End a mandate."""
    held = known.mandate(mandate)
    return MandateEnded(mandate_id=held.id, reason=known.text(reason))


def mandate_of(given: MandateGiven) -> Mandate:
    """Return a mandate as verbs see it."""
    return Mandate(
        id=given.mandate_id,
        member=given.member_id,
        role=given.role,
        powers=given.powers,
        assembly=given.assembly_id,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
    )


_USUAL_POWERS: dict[str, tuple[Power, ...]] = {
    "DELEGATE": ("SPEAK", "SCORE", "DECIDE", "COMMIT"),
    "ALTERNATE": ("SPEAK", "SCORE", "DECIDE"),
    "OBSERVER": ("SPEAK",),
}
