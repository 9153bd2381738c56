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
from collectif.values import Charter, RoundKind, Text


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
        resumed: Whether it is open again after an adjournment.
        present: The mandates in the room.
        rounds: Kind of round -> how many were opened.
    """

    id: AssemblyId
    planned_for: datetime
    agenda: frozenset[str]
    status: str = "CONVENED"
    charter: Charter | None = None
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
        closed: The position of the event that closed it; None while it is open.
        ballots: Member -> its last ballot.
        answered: Member -> the cells that it answered, where the charter refuses holes.
    """

    id: RoundId
    assembly: AssemblyId
    kind: RoundKind
    subjects: Mapping[Ref, int]
    criteria: frozenset[CriterionId]
    criteria_set: str | None
    terms: Any
    status: str = "OPEN"
    closed: int | None = None
    ballots: dict[MemberId, Mapping[Ref, int | str]] = field(factory=dict)
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
