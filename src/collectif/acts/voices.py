"""This module is about who may speak for whom, here and now: one organisation, one voice."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Literal

from attrs import evolve

from collectif.acts.state import Known
from collectif.acts.things import Mandate, Member, Room, Round
from collectif.errors import Refused
from collectif.ids import MandateId, MemberId, ProposalId
from collectif.values import Charter, RoundKind

PERSONS = frozenset({"CITIZEN", "ELECTED"})
"""The kinds of members that are one person each."""

Matter = Literal["DELIBERATION", "SCORING", "DECISION"]
"""What a member may keep out of."""


def entered(
    known: Known,
    round: str,
    kinds: tuple[RoundKind, ...],
    member: str,
    power: str,
    mandate: str | None = None,
    *,
    late: object = None,
) -> tuple[Round, MandateId]:
    """Return the round in which a member answers, and the mandate under which it may.

    A round that is closed takes what was answered while it was open, if the charter admits late
    entries and it is said why they are late; never if it was secret.
    """
    asked = known.round(round)
    if asked.status == "OPEN":
        opened = known.open_round(round, *kinds)
        under = voice(known, known.room(opened.assembly), member, power, mandate)
        if known.moment < opened.began:
            raise Refused("OutsideOfRound", round=round, began=opened.began, ended="…")
        return opened, under
    if asked.kind not in kinds:
        raise Refused("NotInRound", round=round, asks=asked.kind, given=kinds)
    charter = known.charter(asked.assembly)
    while_open = asked.ended is not None and asked.began <= known.moment <= asked.ended
    admitted = charter.late_entries == "SECRETARY_WITH_REASON" and asked.visibility != "SECRET"
    if not (while_open and admitted):
        raise Refused("RoundNotOpen", round=round, status=asked.status)
    if not late:
        raise Refused("LateWithoutReason", round=round, member=member)
    room = evolve(known.room(asked.assembly), present=asked.attended)
    return asked, voice(known, room, member, power, mandate, ended=True)


def voice(
    known: Known,
    room: Room,
    member: str,
    power: str,
    mandate: str | None = None,
    *,
    ended: bool = False,
) -> MandateId:
    """Return the mandate under which a member may act here and now.

    The member must be a voting one for SCORE and DECIDE, of a kind that has a voice under the
    charter; its mandate valid, present and of that power; an alternate acts only while no delegate
    of the member is here. `ended` admits mandates that have ended since.
    """
    holder = known.member(member)
    if power in ("SCORE", "DECIDE"):
        _refuse_without_voice(holder, power, room)
    held = _mandates_of(known, holder.id, room, ended=ended)
    if mandate is not None:
        named = mandate if ended else known.mandate(mandate).id
        held = [m for m in held if m.id == named]
    able = [m for m in held if power in m.powers]
    if not able:
        raise Refused("NotMandated", member=member, power=power, assembly=room.id)
    valid = [m for m in able if m.valid_on(known.today)]
    if not valid:
        raise Refused("MandateNotValid", mandate=able[0].id, day=known.today)
    here = [m for m in valid if m.id in room.present and not _stands_back(known, m, room)]
    if not here:
        raise Refused("NotPresent", member=member, assembly=room.id)
    return here[0].id


def has_voice(charter: Charter | None, kind: str) -> bool:
    """Whether members of a kind have a voice under some rules of the game, if they vote at all."""
    if charter is None or charter.voice_rule == "ONE_MEMBER_ONE_VOICE":
        return True
    if charter.voice_rule == "ONE_PERSON_ONE_VOICE":
        return kind in PERSONS
    return kind in (charter.colleges or {})


def recused(
    known: Known, member: str, proposal: str, matter: Matter, charter: Charter | None
) -> bool:
    """Whether a member keeps out of something that concerns a proposal.

    It does by what it declared, or because it carries the proposal and the charter says so.
    """
    tie = MemberId(member), ProposalId(proposal)
    if matter in known.interests.get(tie, ()):
        return True
    carried = known.proposals.get(ProposalId(proposal))
    if charter is None or carried is None or member not in carried.carriers:
        return False
    own = charter.recusal == "CARRIERS_DO_NOT_SCORE_THEIR_OWN" and matter == "SCORING"
    return own or charter.recusal == "CARRIERS_LEAVE"


def present_members(known: Known, room: Room) -> frozenset[MemberId]:
    """Return the voting members in the room: those whose delegate or alternate is there."""
    there = {mandate.member for mandate in _present(known, room) if mandate.role != "OBSERVER"}
    return frozenset(there & _voting(known, room))


def in_the_room(known: Known, room: Room, member: str) -> bool:
    """Whether anybody is there for a member, in whatever role."""
    return any(mandate.member == member for mandate in _present(known, room))


def quorum(known: Known, room: Room) -> int:
    """Return how many voting members must be present to decide."""
    wanted, counted = known.charter(room.id).quorum, _voting(known, room)
    if wanted.kind == "COUNT":
        return int(wanted.value)
    if wanted.of == "mandated":
        counted = {id for id in counted if _mandates_of(known, id, room)}
    return ceil(Fraction(str(wanted.value)) * len(counted))


def refuse_without_quorum(known: Known, room: Room, charter: Charter) -> None:
    """Refuse to adopt without quorum; at a resumed assembly those present may be the quorum."""
    present, needed = len(present_members(known, room)), quorum(known, room)
    excused = room.resumed and charter.quorum.fallback == "PRESENT_ARE_QUORUM" and present
    if present < needed and not excused:
        raise Refused("NoQuorum", assembly=room.id, present=present, needed=needed)


def end(known: Known, mandate: Mandate) -> None:
    """Let nobody act under a mandate any more, nor be present under it."""
    mandate.ended = True
    for room in known.rooms.values():
        room.present.discard(mandate.id)


def _refuse_without_voice(member: Member, power: str, room: Room) -> None:
    if not member.voting:
        raise Refused("NotMandated", member=member.id, power=power, assembly=room.id)
    if room.charter is not None and not has_voice(room.charter, member.kind):
        rule = room.charter.voice_rule
        raise Refused("NoVoice", member=member.id, member_kind=member.kind, rule=rule)


def _voting(known: Known, room: Room) -> set[MemberId]:
    return {
        id
        for id, member in known.members.items()
        if member.voting and has_voice(room.charter, member.kind)
    }


def _present(known: Known, room: Room) -> list[Mandate]:
    there = (known.mandates.get(id) for id in room.present)
    return [mandate for mandate in there if mandate is not None and not mandate.ended]


def _mandates_of(
    known: Known, member: MemberId, room: Room, *, ended: bool = False
) -> list[Mandate]:
    return [
        mandate
        for mandate in known.mandates.values()
        if mandate.member == member
        and mandate.assembly in (None, room.id)
        and (ended or not mandate.ended)
    ]


def _stands_back(known: Known, mandate: Mandate, room: Room) -> bool:
    return mandate.role == "ALTERNATE" and any(
        other.role == "DELEGATE" and other.id in room.present
        for other in _mandates_of(known, mandate.member, room)
    )
