"""This module is about the things of an assembly, as far as verbs must know them.

They are mutable inside a fold of the log, and hold nothing that only readers want.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from attrs import define, field

from collectif.ids import (
    AssemblyId,
    CriterionId,
    DecisionId,
    MandateId,
    MemberId,
    ObjectionId,
    ProposalId,
    Ref,
    RoundId,
)
from collectif.values import Charter, RoundKind, Text, Visibility


@define(kw_only=True)
class Member:
    """A member, as verbs see it."""

    id: MemberId
    name: Text
    kind: str
    voting: bool


@define(kw_only=True)
class Mandate:
    """A mandate, as verbs see it; both dates are included, None means without end."""

    id: MandateId
    member: MemberId
    role: str
    powers: frozenset[str]
    assembly: AssemblyId | None
    valid_from: date
    valid_until: date | None
    ended: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether acts may be done under it on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def overlaps(self, other: Mandate) -> bool:
        """Whether there is a day and an assembly in which both hold."""
        same_place = None in (self.assembly, other.assembly) or self.assembly == other.assembly
        first, last = self.valid_until or date.max, other.valid_until or date.max
        return same_place and self.valid_from <= last and other.valid_from <= first


@define(kw_only=True)
class Room:
    """An assembly, as verbs see it.

    Attributes:
        closed: The position of the event that closed it for good; None before.
        resumed: Whether it is open again after an adjournment.
        present: The mandates in the room.
        rounds: Kind of round -> how many were opened.
    """

    id: AssemblyId
    planned_for: datetime
    agenda: frozenset[str]
    status: str = "CONVENED"
    charter: Charter | None = None
    closed: int | None = None
    resumed: bool = False
    present: set[MandateId] = field(factory=set)
    rounds: dict[str, int] = field(factory=dict)


@define(kw_only=True)
class Proposal:
    """A proposal, as verbs see it."""

    id: ProposalId
    version: int
    carriers: frozenset[MemberId]
    assembly: AssemblyId | None = None
    live: bool = True


@define(kw_only=True)
class Round:
    """A round, as verbs see it.

    Attributes:
        terms: What it says of its ballots.
        visibility: Who may see the values, and when.
        opened: The position of the event that opened it.
        closed: The position of the event that closed it; None while it is open.
        began, ended: When it was opened and closed in the room; None while it is open.
        attended: The mandates that were in the room at any time while it was open.
        ballots: Member, or voice of a secret round -> its last ballot.
        urn: Member -> what waits in a secret round; None where the words are not at hand; empty
            once it has closed.
        answered: Member -> the cells that it answered, where the charter refuses holes.
    """

    id: RoundId
    assembly: AssemblyId
    kind: RoundKind
    subjects: Mapping[Ref, int]
    criteria: frozenset[CriterionId]
    criteria_set: str | None
    terms: Any
    visibility: Visibility
    opened: int
    began: datetime
    status: str = "OPEN"
    closed: int | None = None
    ended: datetime | None = None
    attended: set[MandateId] = field(factory=set)
    ballots: dict[MemberId, Mapping[Ref, int | str]] = field(factory=dict)
    urn: dict[MemberId, Mapping[Any, Any] | None] = field(factory=dict)
    answered: dict[MemberId, set[tuple[ProposalId, CriterionId]]] = field(factory=dict)


@define(kw_only=True)
class Decision:
    """A decision, as verbs see it."""

    id: DecisionId
    assembly: AssemblyId
    selects: tuple[ProposalId, ...]
    status: str = "PROPOSED"


@define(kw_only=True)
class Objection:
    """An objection, as verbs see it."""

    id: ObjectionId
    target: str
    member: MemberId
    severity: str
    open: bool = True
