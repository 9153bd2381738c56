"""This module is about the way of one act into the log: caught up with, judged, recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from hashlib import sha256
from threading import RLock
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from collectif.acts import Known, caught_up, known_from
from collectif.acts.assembly import AssemblyClosed, AssemblyOpened
from collectif.acts.community import CollectiveFounded
from collectif.acts.criteria import CriteriaAdopted
from collectif.acts.decision import DecisionTaken
from collectif.acts.erasure import ERASING
from collectif.acts.folding import check_names, check_references
from collectif.acts.keys import KeyRotated
from collectif.acts.minutes import MinutesAdopted
from collectif.acts.rounds import ResultsPublished, RoundClosed, RoundOpened
from collectif.acts.secrecy import is_voice
from collectif.acts.state import unknown, zone_of
from collectif.errors import (
    Conflict,
    CorruptLog,
    InvalidInput,
    NotALog,
    Refused,
    StoreUnavailable,
    Swapped,
)
from collectif.ids import AssemblyId, RoundId
from collectif.log.log import Events, Log, Pen
from collectif.record.envelope import Actor, Draft, Precision, Recorded, Source
from collectif.record.event import EVENTS
from collectif.record.view import View
from collectif.sweeping import Sweeper

if TYPE_CHECKING:
    from collectif.evidence.checkpoints import Signer
    from collectif.evidence.verify import Checkpoint

Decide = Callable[[Known], Any]
"""A verb with its arguments: what is known -> an event, or a tuple of events of one act."""


@frozen(kw_only=True)
class Note:
    """What is said of an act besides the act itself; see `Handle.noting`."""

    id: str | None = None
    occurred: datetime | None = None
    precision: Precision | None = None
    actor: Actor | None = None
    recorder: str | None = None
    source: Source = "LIVE"
    provenance: str | None = None
    cause: str | None = None
    subject: str | None = None
    assembly: AssemblyId | None = None
    allow_future: bool = False


PHASES = frozenset(
    EVENTS.of(cls).name
    for cls in (
        AssemblyOpened,
        CriteriaAdopted,
        RoundOpened,
        RoundClosed,
        ResultsPublished,
        DecisionTaken,
        AssemblyClosed,
        MinutesAdopted,
        KeyRotated,
    )
)
"""The events after which a log that has a signer is signed: one phase ends, another begins."""

_MISTAKES = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
"""What Python says of arguments that make no sense to a verb."""


class Core:
    """The log, and what is known of it so far."""

    def __init__(self, log: Log, signer: Signer | None = None) -> None:
        self.log = log
        self.signer = signer
        self._known = Known()
        self._lock = RLock()
        self._sweeper = Sweeper(log)

    def known(self) -> Known:
        """Return what the log says now; only what is new is read."""
        with self._lock:
            size = self.log.size
            now = View(source=self.log.at(size))  # always anew: words may have gone since
            new = () if self._known.size == size else None
            self._known = caught_up(self._known, now, new)
            return self._known

    def secret_of(self, known: Known, round: str) -> bytes:
        """Return what nobody can know without the private store of a secret round; b"" if none.

        It follows from the salts of the ballots, so that closing a round again says the same.
        """
        asked, private = known.rounds.get(RoundId(round)), self.log.store.private
        if asked is None or not asked.urn or private is None or known.view is None:
            return b""
        receipts = known.view.events(frozenset({"ballot-received"}))
        ids = {event.id for event in receipts if event.data.round_id == round}
        texts = sorted(one.text for one in private.disclosures() if one.event in ids)
        return sha256("\n".join(texts).encode()).digest()

    def record(self, decide: Decide, note: Note) -> Events:
        """Judge an act against the newest state and record it, under the log's one lock.

        Words that are erased elsewhere, or that a backup brought back, go before it is judged.
        """
        with self._lock:  # before the writer lock, as in `known`
            try:
                recorded = self._recorded(decide, note)
            except BaseException as error:
                if not isinstance(error, Refused) or self._known.size > self.log.size:
                    self._known = Known()  # a verb or an effect may have left it halfway
                raise
            if any(isinstance(event.data, ERASING) for event in recorded):
                self.sweep()
            if self.signer is not None and any(event.type in PHASES for event in recorded):
                self.checkpoint(self.signer)
            return recorded

    def checkpoint(self, signer: Signer) -> Checkpoint:
        """Sign the log as it is now, and keep that with it."""
        from collectif.evidence.checkpoints import issue

        return issue(self.log, signer)

    def _recorded(self, decide: Decide, note: Note) -> Events:
        """Judge an act and record it if what follows from it can be known, or nothing at all."""
        with self.log.writing() as pen:
            self._swept(pen)
            known = self.known()
            first = None if note.id is None else self._first_told(note.id, known)
            if first is not None:
                return self._told_again(pen, decide, note, known, first)
            drafts = self._drafts(decide, note, known)
            told = pen.told(drafts)
            if told:
                return told
            recorded = pen.write(drafts, zone=_zone(drafts[0].data, known))
            now = View(source=self.log.at(recorded[-1].seq + 1))
            self._known = caught_up(known, now, recorded)
            if not any(isinstance(event.data, ERASING) for event in recorded):
                self._sweeper.done = now.size
            return recorded

    def sweep(self, *, anew: bool = False) -> None:
        """Remove the words that the log says are erased, from the private store and from memory.

        Args:
            anew: Look at every erasure of the log again, not only at those that the private store
                has not seen yet.
        """
        with self._lock, self.log.writing() as pen:
            self._swept(pen, anew=anew)

    def purge(self) -> None:
        """Let no words be shown that the log says are erased, as a log is opened.

        A backup may have brought them back, or a crash left them. A private store that cannot be
        read shows none; the first act, and `verify`, say what is wrong with it.
        """
        with suppress(NotALog, CorruptLog, StoreUnavailable, Swapped):
            if not self._sweeper.has_work:
                return
            if not self.log.store.read_only:
                with suppress(StoreUnavailable):
                    self.sweep()
                    return
            self._sweeper.withhold()

    def _swept(self, pen: Pen, *, anew: bool = False) -> None:
        if self._sweeper.sweep(pen, anew=anew):
            self._known = Known()

    def _first_told(self, id: str, known: Known) -> Recorded[Any] | None:
        if id in known.batches:
            seq, _ = known.batches[id]
            return next(self.log.read(after=seq, until=seq + 1))
        return self.log.find(id)

    def _told_again(
        self, pen: Pen, decide: Decide, note: Note, known: Known, first: Recorded[Any]
    ) -> Events:
        """Return the first record of an act that is told again in the same words.

        It is judged against what was known when it was first told: told in the same words, it
        leads to the same events.
        """
        then = known_from(View(source=self.log.at(first.seq)))
        again = evolve(note, occurred=note.occurred or first.occurred, allow_future=True)
        try:
            told = pen.told(self._drafts(decide, again, then))
        except Refused as error:
            raise _taken(note.id, first) from error
        _, count = known.batches.get(note.id or "", (first.seq, 1))
        if told is None or len(told) != count:
            raise _taken(note.id, first)
        return told

    def _drafts(self, decide: Decide, note: Note, known: Known) -> list[Draft]:
        try:
            return self._judged(decide, note, known)
        except _MISTAKES as error:
            raise InvalidInput.of("recording.act-cannot-be-understood", error=error) from error

    def _judged(self, decide: Decide, note: Note, known: Known) -> list[Draft]:
        now = self.log.clock()
        known.moment = note.occurred or now
        if known.moment > now and not note.allow_future:
            raise Refused("InTheFuture", occurred=known.moment, recorded=now)
        if note.assembly is not None:
            known.room(note.assembly)
        if note.cause is not None and not known.has("event", note.cause):
            unknown("event", note.cause)
        decided = decide(known)
        several = isinstance(decided, tuple)
        events = decided if several else (decided,)
        if not events:
            raise InvalidInput.of("recording.act-cannot-be-recorded")
        if not known.founded and not isinstance(events[0], CollectiveFounded):
            raise Refused("NotFounded")
        check_names(known, events)
        check_references(known, events, self.log.codec)
        names = _names(events) if several else (None,)
        return [_draft(event, name, note, known) for event, name in zip(events, names, strict=True)]


def _zone(first: Any, known: Known) -> tzinfo | None:
    """Return the time zone of the room, in which an act that is told as it happens has its day."""
    return zone_of(first.timezone if isinstance(first, CollectiveFounded) else known.timezone)


def _names(events: Sequence[Any]) -> Sequence[str]:
    """Return the names of events within their act: by their keys, or else by their positions."""
    keys = [EVENTS.of(type(event)).key for event in events]
    names = ["/".join(getattr(e, f) for f in key) for e, key in zip(events, keys, strict=True)]
    return names if all(keys) and len(set(names)) == len(names) else [*map(str, range(len(events)))]


def _draft(event: Any, name: str | None, note: Note, known: Known) -> Draft:
    """Return an event with what was noted of its act, and an id that follows from the act's.

    An act of one event gives it its own name; one of several names each of them below its own.
    Nobody is said to have cast the ballots that come out of an urn.
    """
    id, batch = note.id, None
    if id is not None and name is not None:
        id, batch = f"{note.id}/{name}", note.id
    out_of_the_urn = is_voice(getattr(event, "member_id", None) or "")
    return Draft(
        data=event,
        id=id,
        occurred=note.occurred,
        precision=note.precision,
        assembly=_assembly_of(event, known) or note.assembly,
        actor=None if out_of_the_urn else note.actor,
        recorder=note.recorder,
        source=note.source,
        provenance=note.provenance,
        batch=batch,
        cause=note.cause,
        subject=note.subject,
    )


def _assembly_of(event: Any, known: Known) -> AssemblyId | None:
    """Return the assembly in which an act takes place, if that follows from the act itself."""
    if getattr(event, "assembly_id", None):
        return AssemblyId(event.assembly_id)
    if getattr(event, "round_id", None) in known.rounds:
        return known.rounds[event.round_id].assembly
    if isinstance(event, DecisionTaken):
        return known.decisions[event.decision_id].assembly
    return None


def _taken(id: str | None, first: Recorded[Any]) -> Conflict:
    return Conflict.of("recording.id-cannot-be-used", events=(first,), id=id)
