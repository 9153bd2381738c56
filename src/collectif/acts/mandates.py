"""This module is about mandates: who may act for whom, where, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from collectif.acts.state import Known, effect, kept, rule
from collectif.acts.things import Mandate
from collectif.acts.voices import end
from collectif.errors import Refused
from collectif.ids import AssemblyId, MandateId, MemberId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Text

MandateRole = Literal["DELEGATE", "ALTERNATE", "OBSERVER"]
Power = Literal["SPEAK", "SCORE", "DECIDE", "COMMIT"]


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


@effect(MandateGiven)
def mandates_hold(known: Known, recorded: Recorded[MandateGiven]) -> None:
    """A mandate holds between its dates."""
    known.mandates[recorded.data.mandate_id] = mandate_of(recorded.data)


@effect(MandateEnded)
def ended_mandates_hold_no_more(known: Known, recorded: Recorded[MandateEnded]) -> None:
    """Nobody acts under an ended mandate, nor is anybody present under it."""
    mandate = known.mandates.get(recorded.data.mandate_id)
    if mandate is not None:
        end(known, mandate)


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
