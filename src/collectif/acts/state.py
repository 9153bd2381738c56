"""This module is about what verbs must know to judge an act, and nothing more.

`Known` is the fold of a log's effective events. It is an argument of every verb, never a global.
Each act module adds an `@effect` for its events; a correction makes the fold start anew. Effects
never fail: a view may leave out what an event rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

from attrs import define, field

from collectif.acts.measured import Allocation, Contract, Indicator, Measure, Mission, Pledge
from collectif.acts.promised import Commitment, Request
from collectif.acts.things import (
    Decision,
    Mandate,
    Member,
    Objection,
    Proposal,
    Room,
    Round,
)
from collectif.errors import Refused, UnknownName
from collectif.ids import (
    AllocationId,
    AssemblyId,
    CommitmentId,
    ContractId,
    ContributionId,
    CriterionId,
    DecisionId,
    IndicatorId,
    MandateId,
    MeasureId,
    MemberId,
    MissionId,
    ObjectionId,
    PledgeId,
    ProposalId,
    RequestId,
    RoundId,
)
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS, EventType, Unknown
from collectif.record.view import View
from collectif.values import Charter, RoundKind, Text

COLLECTIVE = MemberId("COLLECTIVE")
"""The community itself, where a member may stand: as creditor, attestor or answerer."""

PUBLIC = MemberId("PUBLIC")
"""Anybody, where a member may stand."""

Effect = Callable[["Known", Recorded[Any]], None]
Rule = Callable[["Known", Any], None]
T = TypeVar("T")

_EFFECTS: dict[str, Effect] = {}
_RULES: dict[type, Rule] = {}


def effect(cls: type) -> Callable[[Effect], Effect]:
    """Register what an event does to `Known`."""

    def register(function: Effect) -> Effect:
        _EFFECTS[EVENTS.of(cls).name] = function
        return function

    return register


def rule(cls: type) -> Callable[[Rule], Rule]:
    """Register what the content of an event must keep, when it is recorded and when rectified."""

    def register(function: Rule) -> Rule:
        _RULES[cls] = function
        return function

    return register


def kept(known: Known, event: T) -> T:
    """Return an event whose content keeps its rule; refuse one that breaks it."""
    keeps = _RULES.get(type(event))
    if keeps is not None:
        keeps(known, event)
    return event


@define(kw_only=True)
class Known:
    """What the log says so far, as far as verbs must check it.

    Attributes:
        view: The log value that was folded, as corrected; for the rare verb that looks deeper.
        size: How many events were folded.
        moment: When the act that is being judged happened.
        timezone: The collective's time zone, in which a moment has its day.
        names: Id of each thing that is there -> what kind of thing it is.
        retired: The same for things whose event was retracted: a name is never used twice.
        events: Id of each live event -> its position.
        own: What the effects of other packages keep: name, such as that of the package -> whatever
            it keeps. It must come out the same when the log is folded anew.
        buried: The ids of events that were retracted.
        key: The verifier key by which states of the log are signed; None where none is.
        batches: The name of an act with several events -> where the first is, and how many.
        former: The members that left.
        threads: Comment -> what it is about.
        amendments: Id of the event of an amendment -> the proposal.
        publications: Id of the event of published results -> the round.
        contributions: Contribution -> the members whose gesture it is.
    """

    view: View | None = None
    size: int = 0
    moment: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    founded: bool = False
    languages: tuple[str, ...] = ()
    timezone: str = "UTC"
    names: dict[str, str] = field(factory=lambda: {COLLECTIVE: "member", PUBLIC: "member"})
    retired: dict[str, str] = field(factory=dict)
    events: dict[str, int] = field(factory=dict)
    own: dict[str, Any] = field(factory=dict)
    buried: set[str] = field(factory=set)
    key: str | None = None
    batches: dict[str, tuple[int, int]] = field(factory=dict)
    members: dict[MemberId, Member] = field(factory=dict)
    former: dict[MemberId, Member] = field(factory=dict)
    mandates: dict[MandateId, Mandate] = field(factory=dict)
    rooms: dict[AssemblyId, Room] = field(factory=dict)
    criteria: dict[CriterionId, str] = field(factory=dict)
    criteria_sets: dict[str, frozenset[CriterionId]] = field(factory=dict)
    proposals: dict[ProposalId, Proposal] = field(factory=dict)
    amendments: dict[str, ProposalId] = field(factory=dict)
    interests: dict[tuple[MemberId, ProposalId], frozenset[str]] = field(factory=dict)
    threads: dict[str, str] = field(factory=dict)
    rounds: dict[RoundId, Round] = field(factory=dict)
    publications: dict[str, RoundId] = field(factory=dict)
    objections: dict[ObjectionId, Objection] = field(factory=dict)
    decisions: dict[DecisionId, Decision] = field(factory=dict)
    commitments: dict[CommitmentId, Commitment] = field(factory=dict)
    requests: dict[RequestId, Request] = field(factory=dict)
    missions: dict[MissionId, Mission] = field(factory=dict)
    indicators: dict[IndicatorId, Indicator] = field(factory=dict)
    measures: dict[MeasureId, Measure] = field(factory=dict)
    contributions: dict[ContributionId, frozenset[MemberId]] = field(factory=dict)
    pledges: dict[PledgeId, Pledge] = field(factory=dict)
    allocations: dict[AllocationId, Allocation] = field(factory=dict)
    contracts: dict[ContractId, Contract] = field(factory=dict)

    def take_in(self, event: Recorded[Any]) -> None:
        """Let one effective event have its effect."""
        happens = _EFFECTS.get(event.type)
        if happens is not None:
            if type(event.data) is Unknown:
                raise _too_new(event)
            happens(self, event)
        self.events[event.id] = event.seq
        self._name(event, self.names)
        self.size = event.seq + 1

    def retire(self, event: Recorded[Any]) -> None:
        """Keep the names of a retracted event from being used again."""
        self.buried.add(event.id)
        self._name(event, self.retired)

    def _name(self, event: Recorded[Any], names: dict[str, str]) -> None:
        if event.batch is not None:
            first, count = self.batches.get(event.batch, (event.seq, 0))
            self.batches[event.batch] = min(first, event.seq), count + 1
        named = EVENTS.get(event.type, event.version)
        if named is not None and named.names is not None:
            names[getattr(event.data, named.names)] = kind_named(named)

    @property
    def today(self) -> date:
        """The day of the act that is being judged."""
        return self.day(self.moment)

    def day(self, moment: datetime) -> date:
        """Return the day of a moment in the collective's time zone.

        A zone that this machine does not know leaves the moment in the offset it was told with.
        """
        zone = zone_of(self.timezone)
        try:
            return moment.date() if zone is None else moment.astimezone(zone).date()
        except OverflowError:  # at the ends of the calendar
            return moment.date()

    def has(self, kind: str, id: str) -> bool:
        """Whether there is a live thing of a kind; `ref` stands for any kind."""
        if kind == "ref":
            return id in self.names or id in self.events
        return id in self.events if kind == "event" else self.names.get(id) == kind

    def member(self, id: str) -> Member:
        """Return a member who has joined and not left."""
        return self.members.get(MemberId(id)) or unknown("member", id, self.members)

    def mandate(self, id: str) -> Mandate:
        """Return a mandate that was given and not ended."""
        mandate = self.mandates.get(MandateId(id))
        if mandate is None or mandate.ended:
            unknown("mandate", id, (m.id for m in self.mandates.values() if not m.ended))
        return mandate

    def room(self, id: str) -> Room:
        """Return an assembly that was convened."""
        return self.rooms.get(AssemblyId(id)) or unknown("assembly", id, self.rooms)

    def open_room(self, id: str) -> Room:
        """Return an assembly that is open now."""
        room = self.room(id)
        if room.status != "OPEN":
            raise Refused("AssemblyNotOpen", assembly=id, status=room.status)
        return room

    def live_proposal(self, id: str) -> Proposal:
        """Return a proposal that is neither withdrawn nor merged."""
        proposal = self.proposals.get(ProposalId(id)) or unknown("proposal", id, self.proposals)
        if not proposal.live:
            raise Refused("ProposalNotLive", proposal=id)
        return proposal

    def round(self, id: str) -> Round:
        """Return a round that was opened."""
        return self.rounds.get(RoundId(id)) or unknown("round", id, self.rounds)

    def open_round(self, id: str, *kinds: RoundKind) -> Round:
        """Return a round that is open now, of one of some kinds."""
        round = self.round(id)
        if round.status != "OPEN":
            raise Refused("RoundNotOpen", round=id, status=round.status)
        if round.kind not in kinds:
            raise Refused("NotInRound", round=id, asks=round.kind, given=kinds)
        return round

    def decision(self, id: str) -> Decision:
        """Return a decision that was proposed."""
        return self.decisions.get(DecisionId(id)) or unknown("decision", id, self.decisions)

    def charter(self, id: str) -> Charter:
        """Return the rules of the game of an assembly, which must have been adopted."""
        room = self.room(id)
        if room.charter is None:
            raise Refused("CharterMissing", assembly=id)
        return room.charter

    def new(self, kind: str, id: str) -> None:
        """Refuse an id that named something once, or that cannot be a name."""
        if not is_name(id):
            raise Refused("InvalidId", kind=kind, id=id)
        other = self.names.get(id) or self.retired.get(id)
        if other or id in self.events:
            raise Refused("DuplicateId", kind=kind, id=id, other=other or "event")

    def thing(self, id: str) -> str:
        """Return the id of anything that is there."""
        return id if self.has("ref", id) else unknown("target", id)

    def text(self, words: str | Text) -> Text:
        """Return words with their language; plain text is in the collective's first one."""
        language = self.languages[0] if self.languages else "und"
        text = {language: words} if isinstance(words, str) else words
        said = text.values() if isinstance(text, Mapping) else ()
        if not said or not all(isinstance(one, str) and one.strip() for one in said):
            raise Refused("MissingWords")
        return text

    def texts(self, many: Iterable[str | Text]) -> tuple[Text, ...]:
        """Return several texts, in order."""
        return tuple(self.text(words) for words in many)

    def maybe(self, words: str | Text | None) -> Text | None:
        """Return words with their language, or None for none."""
        return None if words is None else self.text(words)


def refuse_negative(field: str, value: int | None) -> None:
    """Refuse a count of less than nothing; None is a count that nobody made."""
    if value is not None and value < 0:
        raise Refused("NegativeNumber", field=field, value=value)


def several(texts: str | Iterable[str]) -> tuple[str, ...]:
    """Return texts in order; one text alone is one of them, not a list of its letters."""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def is_name(id: str) -> bool:
    """Whether a text can be the name of a thing: it becomes a key of stored data."""
    return bool(id) and id.isascii() and id.isprintable() and not {" ", "/"} & set(id)


def unknown(kind: str, id: str, known: Iterable[str] = ()) -> NoReturn:
    """Refuse an id that names nothing of a kind; `known` are some that do."""
    code = "".join(part.capitalize() for part in kind.split("_"))
    raise Refused(f"Unknown{code}", kind=kind.replace("_", " "), id=id, known=tuple(known)[:12])


def kind_named(named: EventType) -> str:
    """Return what kind of thing an event brings into being, such as `"member"`."""
    return next((kind for path, kind in named.references if path == (named.names,)), "thing")


@lru_cache(maxsize=128)
def zone_of(name: str) -> tzinfo | None:
    """Return a time zone by its IANA name; None where this machine does not know it."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def _too_new(event: Recorded[Any]) -> UnknownName:
    return UnknownName.of(
        "state.event-is-version", seq=event.seq, type=event.type, version=event.version
    )
