"""This module is about what verbs must know to judge an act, and nothing more.

`Known` is the fold of a log's effective events. It is an argument of every verb, never a global.
Each act module adds an `@effect` for its events; a correction makes the fold start anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from math import ceil
from typing import Any, NoReturn, TypeVar

from attrs import define, field

from collectif.errors import Refused
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
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS
from collectif.record.view import CORRECTIONS, View
from collectif.values import Charter, RoundKind, Text

COLLECTIVE = MemberId("COLLECTIVE")
"""The community itself, where a member may stand: as creditor, attestor or answerer."""

PUBLIC = MemberId("PUBLIC")
"""Anybody, where a member may stand."""

Effect = Callable[["Known", Recorded[Any]], None]
T = TypeVar("T")

_EFFECTS: dict[str, Effect] = {}


def effect(cls: type) -> Callable[[Effect], Effect]:
    """Register what an event does to `Known`."""

    def register(function: Effect) -> Effect:
        _EFFECTS[EVENTS.of(cls).name] = function
        return function

    return register


@define(kw_only=True)
class Member:
    """A member, as verbs see it."""

    id: MemberId
    name: Text
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

    def valid_on(self, day: date) -> bool:
        """Whether acts may be done under it on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@define(kw_only=True)
class Room:
    """An assembly, as verbs see it."""

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
    live: bool = True


@define(kw_only=True)
class Round:
    """A round, as verbs see it; ballots are the last of each member."""

    id: RoundId
    assembly: AssemblyId
    kind: RoundKind
    subjects: Mapping[Ref, int]
    criteria: frozenset[CriterionId]
    terms: Any
    status: str = "OPEN"
    ballots: dict[MemberId, Mapping[Ref, Any]] = field(factory=dict)


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


@define(kw_only=True)
class Known:
    """What the log says so far, as far as verbs must check it.

    Attributes:
        view: The log value that was folded, as corrected; for the rare verb that looks deeper.
        moment: When the act that is being judged happened.
        names: Every id that is in use -> the kind of thing that it names.
        batches: The name of an act that recorded several events -> the position of the first.
    """

    view: View | None = None
    moment: datetime = field(factory=lambda: datetime.now(UTC))
    founded: bool = False
    languages: tuple[str, ...] = ()
    names: dict[str, str] = field(factory=lambda: {COLLECTIVE: "member", PUBLIC: "member"})
    batches: dict[str, int] = field(factory=dict)
    members: dict[MemberId, Member] = field(factory=dict)
    mandates: dict[MandateId, Mandate] = field(factory=dict)
    rooms: dict[AssemblyId, Room] = field(factory=dict)
    criteria: dict[CriterionId, str] = field(factory=dict)
    criteria_sets: dict[str, frozenset[CriterionId]] = field(factory=dict)
    proposals: dict[ProposalId, Proposal] = field(factory=dict)
    interests: dict[tuple[MemberId, ProposalId], frozenset[str]] = field(factory=dict)
    threads: dict[str, str] = field(factory=dict)
    rounds: dict[RoundId, Round] = field(factory=dict)
    objections: dict[ObjectionId, Objection] = field(factory=dict)
    decisions: dict[DecisionId, Decision] = field(factory=dict)

    def take_in(self, event: Recorded[Any]) -> None:
        """Let one effective event have its effect."""
        self.names[event.id] = "event"
        if event.batch is not None:
            self.batches.setdefault(event.batch, event.seq)
        known = EVENTS.get(event.type, event.version)
        if known is not None:
            if known.names is not None:
                self.names[getattr(event.data, known.names)] = _kind_of(
                    known.references, known.names
                )
            happens = _EFFECTS.get(event.type)
            if happens is not None:
                happens(self, event)

    def member(self, id: MemberId) -> Member:
        """Return a member who has joined and not left."""
        return self.members.get(id) or _unknown("member", id, self.members)

    def mandate(self, id: MandateId) -> Mandate:
        """Return a mandate that was given and not ended."""
        return self.mandates.get(id) or _unknown("mandate", id, self.mandates)

    def room(self, id: AssemblyId) -> Room:
        """Return an assembly that was convened."""
        return self.rooms.get(id) or _unknown("assembly", id, self.rooms)

    def open_room(self, id: AssemblyId) -> Room:
        """Return an assembly that is open now."""
        room = self.room(id)
        if room.status != "OPEN":
            raise Refused("AssemblyNotOpen", assembly=id, status=room.status)
        return room

    def live_proposal(self, id: ProposalId) -> Proposal:
        """Return a proposal that is neither withdrawn nor merged."""
        proposal = self.proposals.get(id) or _unknown("proposal", id, self.proposals)
        if not proposal.live:
            raise Refused("ProposalNotLive", proposal=id)
        return proposal

    def round(self, id: RoundId) -> Round:
        """Return a round that was opened."""
        return self.rounds.get(id) or _unknown("round", id, self.rounds)

    def open_round(self, id: RoundId, *kinds: RoundKind) -> Round:
        """Return a round that is open now, of one of some kinds."""
        round = self.round(id)
        if round.status != "OPEN":
            raise Refused("RoundNotOpen", round=id, status=round.status)
        if round.kind not in kinds:
            raise Refused("NotInRound", round=id, kind=round.kind, wanted=kinds)
        return round

    def decision(self, id: DecisionId) -> Decision:
        """Return a decision that was proposed."""
        return self.decisions.get(id) or _unknown("decision", id, self.decisions)

    def charter(self, id: AssemblyId) -> Charter:
        """Return the rules of the game of an assembly, which must have been adopted."""
        room = self.room(id)
        if room.charter is None:
            raise Refused("CharterMissing", assembly=id)
        return room.charter

    def new(self, kind: str, id: str) -> None:
        """Refuse an id that names something already, or that cannot be a name."""
        if not (id and id.isascii() and id.isprintable() and " " not in id):
            raise Refused("InvalidId", kind=kind, id=id)
        if id in self.names:
            raise Refused("DuplicateId", kind=kind, id=id, other=self.names[id])

    def thing(self, id: str) -> str:
        """Return an id of any kind that is in use."""
        if id not in self.names:
            _unknown("target", id, ())
        return id

    def text(self, words: str | Text) -> Text:
        """Return words with their language; plain text is in the collective's first one."""
        text = (
            {self.languages[0] if self.languages else "und": words}
            if isinstance(words, str)
            else words
        )
        if not text or not all(text.values()):
            raise Refused("MissingWords")
        return text

    def texts(self, many: Iterable[str | Text]) -> tuple[Text, ...]:
        """Return several texts, in order."""
        return tuple(self.text(words) for words in many)

    def maybe(self, words: str | Text | None) -> Text | None:
        """Return words with their language, or None for none."""
        return None if words is None else self.text(words)

    def voice(
        self, room: Room, member: MemberId, power: str, mandate: MandateId | None
    ) -> MandateId:
        """Return the mandate under which a member may act here and now.

        One organisation, one voice: the member must be a voting one for SCORE and DECIDE, its
        mandate valid, present and of that power; an alternate acts only while no delegate is here.
        """
        if power in ("SCORE", "DECIDE") and not self.member(member).voting:
            raise Refused("NotMandated", member=member, power=power, assembly=room.id)
        held = [self.mandate(mandate)] if mandate else self._mandates_of(member, room)
        able = [m for m in held if m.member == member and power in m.powers]
        if not able:
            raise Refused("NotMandated", member=member, power=power, assembly=room.id)
        valid = [m for m in able if m.valid_on(self.moment.date())]
        if not valid:
            raise Refused("MandateNotValid", mandate=able[0].id, day=self.moment.date())
        here = [m for m in valid if m.id in room.present and not self._stands_back(m, room)]
        if not here:
            raise Refused("NotPresent", member=member, assembly=room.id)
        return here[0].id

    def recused(self, member: MemberId, proposal: ProposalId, what: str, charter: Charter) -> bool:
        """Whether a member keeps out of something that concerns a proposal."""
        if what in self.interests.get((member, proposal), ()):
            return True
        if member not in self.proposals[proposal].carriers:
            return False
        own = charter.recusal == "CARRIERS_DO_NOT_SCORE_THEIR_OWN" and what == "SCORING"
        return own or charter.recusal == "CARRIERS_LEAVE"

    def present_members(self, room: Room) -> frozenset[MemberId]:
        """Return the voting members in the room: those whose delegate or alternate is there."""
        mandates = (self.mandates[id] for id in room.present if id in self.mandates)
        return frozenset(
            m.member
            for m in mandates
            if m.role != "OBSERVER" and m.member in self.members and self.members[m.member].voting
        )

    def quorum(self, room: Room) -> int:
        """Return how many voting members must be present to decide."""
        rule = self.charter(room.id).quorum
        if rule.kind == "COUNT":
            return int(rule.value)
        voting = {id for id, member in self.members.items() if member.voting}
        if rule.of == "mandated":
            voting &= {m.member for m in self.mandates.values() if m.assembly in (None, room.id)}
        return ceil(Fraction(str(rule.value)) * len(voting))

    def _mandates_of(self, member: MemberId, room: Room) -> list[Mandate]:
        return [
            m
            for m in self.mandates.values()
            if m.member == member and m.assembly in (None, room.id)
        ]

    def _stands_back(self, mandate: Mandate, room: Room) -> bool:
        return mandate.role == "ALTERNATE" and any(
            m.role == "DELEGATE" and m.id in room.present
            for m in self._mandates_of(mandate.member, room)
        )


def known_from(view: View) -> Known:
    """Return what a view of the log says, for verbs."""
    known = Known(view=view)
    for event in view.events():
        known.take_in(event)
    return known


def caught_up(known: Known, view: View) -> Known:
    """Return what a longer view says; only new events are read unless one is a correction."""
    after = 0 if known.view is None else known.view.size
    if any(True for _ in view.source.events(CORRECTIONS, after=after)):
        return known_from(view)
    for event in view.events(after=after):
        known.take_in(event)
    known.view = view
    return known


def check_references(known: Known, events: Iterable[Any], codec: Any) -> None:
    """Refuse events that refer to what is not there: ids must exist, and be live."""
    coming: dict[str, str] = {}
    for event in events:
        kind_of = EVENTS.of(type(event))
        if kind_of.names is not None:
            coming[getattr(event, kind_of.names)] = ""
        for kind, id in codec.mentioned(event):
            if kind not in _FREE and id not in known.names and id not in coming:
                _unknown("target" if kind == "ref" else kind, id, ())


_FREE = frozenset({"sheet", "participant"})


def _kind_of(references: tuple[tuple[tuple[str, ...], str], ...], name: str) -> str:
    return next((kind for path, kind in references if path == (name,)), "thing")


def _unknown(kind: str, id: str, known: Iterable[str]) -> NoReturn:
    name = "".join(part.capitalize() for part in kind.split("_"))
    raise Refused(f"Unknown{name}", kind=kind.replace("_", " "), id=id, known=tuple(known)[:12])
