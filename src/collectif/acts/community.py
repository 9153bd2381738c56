"""This module is about the community: who founds it, who joins it, who leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import evolve

from collectif.acts.state import Known, effect, kept, rule, several, unknown
from collectif.acts.things import Member
from collectif.acts.voices import end
from collectif.errors import Refused
from collectif.ids import MemberId
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


@event("member-left")
class MemberLeft:
    """Membre parti: what it did stays; what it owes is orphaned until it is closed.

    Attributes:
        member_id: Which one.
        reason: Why.
        successor_id: The member that takes up what it leaves; None if nobody does.
    """

    member_id: MemberId
    reason: Text | Withheld = personal()
    successor_id: MemberId | None = None


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


@effect(MemberLeft)
def who_left_acts_no_more(known: Known, recorded: Recorded[MemberLeft]) -> None:
    """A member that left holds no voice, no mandate and no seat any more."""
    gone = recorded.data.member_id
    left = known.members.pop(gone, None)
    if left is not None:
        known.former[gone] = left
    for mandate in known.mandates.values():
        if mandate.member == gone:
            end(known, mandate)


@rule(MemberLeft)
def successors_are_others(known: Known, left: MemberLeft) -> None:
    """A member is succeeded by another one."""
    if left.successor_id == left.member_id:
        unknown("member", left.member_id, known.members.keys() - {left.member_id})


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


def record_departure(
    known: Known,
    *,
    member: MemberId | str,
    reason: str | Text,
    successor: MemberId | str | None = None,
) -> MemberLeft:
    """Record that a member leaves; its mandates end, its open commitments are orphaned."""
    left = MemberLeft(
        member_id=known.member(member).id,
        reason=known.text(reason),
        successor_id=None if successor is None else known.member(successor).id,
    )
    return kept(known, left)
