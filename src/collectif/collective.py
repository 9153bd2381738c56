"""This module is about the handles that people hold: the collective, and its assemblies.

They are thin: catch up with the log, let a verb judge the act under the log's one lock, append
what it returns. Everything that they know is a fold of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, Self, overload

from attrs import evolve, frozen

from collectif.acts import (
    Known,
    assembly,
    caught_up,
    community,
    conversation,
    correction,
    criteria,
    decision,
    deliberation,
    known_from,
    mission,
    proposals,
    scoring,
    wall,
)
from collectif.acts.state import check_references
from collectif.errors import Conflict, InvalidInput, Refused
from collectif.ids import AssemblyId, DecisionId, EventId, MemberId, ProposalId
from collectif.log.log import Clock, Events, Log, Pen, system_clock
from collectif.log.memory import MemoryStore
from collectif.log.sqlite import SQLiteStore
from collectif.projections.ranking import as_published, publications
from collectif.record.disclosure import Entropy
from collectif.record.envelope import Actor, Draft, Precision, Recorded, Source
from collectif.record.event import EVENTS
from collectif.record.view import View
from collectif.values import Text

P = ParamSpec("P")


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


class Handle:
    """What a collective and its assemblies have in common: noting, and recording."""

    def __init__(self, core: _Core, note: Note) -> None:
        self._core = core
        self._note = note

    def noting(self, **said: Any) -> Self:
        """Return the same handle, whose acts also say this.

        Args:
            said: Any of `id` (the caller's name for the next act: doing it again with the same id
                records nothing and returns the first record), `occurred` (when it happened),
                `precision`, `actor` (an `Actor`), `recorder` (the role that types), `source`,
                `provenance`, `cause`, `subject` (the person whose words these are, for the
                private store alone), `allow_future`.
        """
        try:
            return type(self)(self._core, evolve(self._note, **said))
        except TypeError as error:
            raise InvalidInput(
                f"An act cannot be noted like this: {error}.",
                "There is no such thing to say of an act.",
                f"Say any of {', '.join(Note.__annotations__)}.",
            ) from error

    def _record(self, decide: Callable[[Known], Any]) -> Events:
        return self._core.record(decide, self._note)


class act(Generic[P]):
    """A verb as a method of a handle: same keyword arguments, returns the recorded event."""

    def __init__(self, verb: Callable[Concatenate[Known, P], object]) -> None:
        self.verb = verb
        self.__doc__ = verb.__doc__

    @overload
    def __get__(self, handle: None, owner: type) -> Self: ...
    @overload
    def __get__(self, handle: Handle, owner: type) -> Callable[P, Recorded[Any]]: ...
    def __get__(self, handle: Handle | None, owner: type) -> Any:
        """Return the bound verb; the class itself gives the verb for documentation."""
        if handle is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Recorded[Any]:
            return handle._record(lambda known: self.verb(known, *args, **kwargs))[0]

        return _like(method, self.verb)


class acts(Generic[P]):
    """A verb that records several events together, all or none."""

    def __init__(self, verb: Callable[Concatenate[Known, P], tuple[object, ...]]) -> None:
        self.verb = verb
        self.__doc__ = verb.__doc__

    @overload
    def __get__(self, handle: None, owner: type) -> Self: ...
    @overload
    def __get__(self, handle: Handle, owner: type) -> Callable[P, Events]: ...
    def __get__(self, handle: Handle | None, owner: type) -> Any:
        """Return the bound verb; the class itself gives the verb for documentation."""
        if handle is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Events:
            return handle._record(lambda known: self.verb(known, *args, **kwargs))

        return _like(method, self.verb)


class act_here(Generic[P]):
    """A verb as a method of an assembly, which is filled in."""

    def __init__(self, verb: Callable[Concatenate[Known, AssemblyId, P], object]) -> None:
        self.verb = verb
        self.__doc__ = verb.__doc__

    @overload
    def __get__(self, handle: None, owner: type) -> Self: ...
    @overload
    def __get__(self, handle: Assembly, owner: type) -> Callable[P, Recorded[Any]]: ...
    def __get__(self, handle: Assembly | None, owner: type) -> Any:
        """Return the bound verb; the class itself gives the verb for documentation."""
        if handle is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Recorded[Any]:
            return handle._record(lambda known: self.verb(known, handle.id, *args, **kwargs))[0]

        return _like(method, self.verb)


class _EverywhereVerbs(Handle):
    """The verbs that both a collective and an assembly offer."""

    adopt_mission = act(mission.adopt_mission)
    post_wish = act(wall.post_wish)
    submit_proposal = act(proposals.submit_proposal)
    amend = act(proposals.amend)
    withdraw = act(proposals.withdraw)
    comment = act(deliberation.comment)
    declare_interest = act(deliberation.declare_interest)
    object = act(deliberation.raise_objection)
    resolve = act(deliberation.resolve)
    propose_criterion = act(criteria.propose_criterion)
    give_mandate = act(community.give_mandate)
    give_stance = act(conversation.give_stance)
    moderate = act(conversation.moderate)
    score = act(scoring.score)
    submit_sheet = acts(scoring.submit_sheet)
    cast = act(scoring.cast)
    close_round = act(scoring.close_round)
    publish_results = act(scoring.publish_results)
    take_decision = act(decision.take_decision)
    rectify = act(correction.rectify)
    retract = act(correction.retract)


class Collective(_EverywhereVerbs):
    """A community and its log; `collectif.open` gives one.

    Every method that names an act in the room records it, and returns the event as recorded; an
    act that the rules do not allow raises `Refused` and records nothing.
    """

    found = act(community.found)
    welcome_member = act(community.welcome_member)
    end_mandate = act(community.end_mandate)
    convene = act(assembly.convene)

    @property
    def log(self) -> Log:
        """The log itself."""
        return self._core.log

    def assembly(self, id: AssemblyId | str) -> Assembly:
        """Return a handle of an assembly that was convened."""
        room = self._core.known().room(AssemblyId(id))
        return Assembly(self._core, evolve(self._note, assembly=room.id))

    def view(
        self,
        *,
        known_at: int | datetime | None = None,
        happened_by: date | datetime | None = None,
        corrected: bool = True,
    ) -> View:
        """Return a look at the log, for projections.

        Args:
            known_at: As it was at a size, or as known at a moment; None means now.
            happened_by: Without what happened later; None leaves out nothing.
            corrected: With the corrections known then; False shows what was first recorded.
        """
        source = self.log.at(self.log.size if known_at is None else known_at)
        return View(source=source, happened_by=happened_by, corrected=corrected)

    def close(self) -> None:
        """Let go of files and locks."""
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Assembly(_EverywhereVerbs):
    """An assembly of a collective: the same acts, recorded as done there."""

    invite = act_here(assembly.invite)
    adopt_charter = act_here(assembly.adopt_charter)
    open = act_here(assembly.open_assembly)
    sign_in = act_here(assembly.sign_in)
    sign_out = act_here(assembly.sign_out)
    start_item = act_here(assembly.start_item)
    close = act_here(assembly.close_assembly)
    adopt_criteria = act_here(criteria.adopt_criteria)
    open_round = act_here(scoring.open_round)

    @property
    def id(self) -> AssemblyId:
        """Its name in the log."""
        assert self._note.assembly is not None
        return self._note.assembly

    def propose_decision(
        self,
        *,
        decision: DecisionId | str,
        motion: str | Text,
        mover: MemberId | str,
        selects: Iterable[ProposalId | str] = (),
        basis: Iterable[EventId | str] = (),
        seconder: MemberId | str | None = None,
        departs_from_ranking: bool | None = None,
        justification: str | Text | None = None,
    ) -> Recorded[Any]:
        """Propose a decision; see `collectif.acts.decision.propose_decision`.

        Whether it departs from the ranking is worked out from the published results of `basis`.
        """
        rests_on = tuple(basis)
        chosen = tuple(selects)
        return self._record(
            lambda known: _propose_decision(
                known,
                self.id,
                decision=decision,
                motion=motion,
                mover=mover,
                selects=chosen,
                basis=rests_on,
                seconder=seconder,
                departs_from_ranking=departs_from_ranking,
                justification=justification,
                places=_published_places(known, rests_on),
            )
        )[0]


_propose_decision = decision.propose_decision


class _Core:
    """The log, and what is known of it so far."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._known = Known()

    def known(self) -> Known:
        """Return what the log says now."""
        self._known = caught_up(self._known, View(source=self.log.at(self.log.size)))
        return self._known

    def record(self, decide: Callable[[Known], Any], note: Note) -> Events:
        """Judge an act against the newest state and record it, under the log's one lock."""
        with self.log.writing() as pen:
            known = self.known()
            told = self._told(pen, decide, note, known)
            return pen.write(self._drafts(decide, note, known)) if told is None else told

    def _told(
        self, pen: Pen, decide: Callable[[Known], Any], note: Note, known: Known
    ) -> Events | None:
        """Return the first record of an act that is told again; None for a new one.

        It is judged against what was known when it was first told: told in the same words, it
        leads to the same events.
        """
        first = None if note.id is None else self._first_told(note.id, known)
        if first is None:
            return None
        then = known_from(View(source=self.log.at(first.seq)))
        again = evolve(note, occurred=note.occurred or first.occurred)
        try:
            drafts = self._drafts(decide, again, then)
        except Refused as error:
            raise Conflict(
                f"The id {note.id!r} cannot be used for this.",
                "It already names another act.",
                "Give a new id; to correct what was recorded, rectify or retract it.",
                events=(first,),
            ) from error
        return pen.told(drafts)

    def _first_told(self, id: str, known: Known) -> Recorded[Any] | None:
        if id in known.batches:
            seq = known.batches[id]
            return next(self.log.read(after=seq, until=seq + 1))
        return self.log.find(id)

    def _drafts(self, decide: Callable[[Known], Any], note: Note, known: Known) -> list[Draft]:
        now = self.log.clock()
        known.moment = note.occurred or now
        if known.moment > now and not note.allow_future:
            raise Refused("InTheFuture", occurred=known.moment, recorded=now)
        decided = decide(known)
        events = decided if isinstance(decided, tuple) else (decided,)
        if not known.founded and not isinstance(events[0], community.CollectiveFounded):
            raise Refused("NotFounded")
        check_references(known, events, self.log.codec)
        return [_draft(event, n, len(events), note, known) for n, event in enumerate(events)]


def open(
    url: str | Path,
    *,
    clock: Clock = system_clock,
    read_only: bool = False,
    entropy: Entropy | None = None,
) -> Collective:
    """Open the log of a collective, or begin one.

    Args:
        url: A path such as `"lachine.db"`, `"sqlite:///lachine.db"`, or `"memory:"`.
        clock: What time it is; a program's own clock makes a reconstruction say when it was told.
        read_only: Refuse a path without a log, and never write.
        entropy: Random bytes; give a fixed source only for logs that must come out the same.

    Raises:
        NotALog: If there is something else at the path, or a newer format.
        StoreUnavailable: If it cannot be opened.
    """
    store: Any
    text = str(url)
    if text == "memory:":
        store = MemoryStore()
    elif "://" in text and not text.startswith("sqlite:///"):
        raise InvalidInput(
            f"{text!r} is not a place for a log that this version knows.",
            "A log is a path to an SQLite file, sqlite:///PATH, or memory:.",
            "Give one of these.",
        )
    else:
        store = SQLiteStore(Path(text.removeprefix("sqlite:///")), read_only=read_only)
    options: dict[str, Any] = {} if entropy is None else {"entropy": entropy}
    return Collective(_Core(Log(store, clock=clock, **options)), Note())


def _draft(event: Any, position: int, count: int, note: Note, known: Known) -> Draft:
    """Return an event with what was noted of its act, and an id that follows from the act's."""
    key = EVENTS.of(type(event)).key
    id, batch = note.id, None
    if id is not None and (count > 1 or key):
        name = "/".join(getattr(event, field) for field in key) if key else str(position)
        id, batch = f"{note.id}/{name}", note.id if count > 1 else None
    return Draft(
        data=event,
        id=id,
        occurred=note.occurred,
        precision=note.precision,
        assembly=note.assembly or _assembly_of(event, known),
        actor=note.actor,
        recorder=note.recorder,
        source=note.source,
        provenance=note.provenance,
        batch=batch,
        cause=note.cause,
        subject=note.subject,
    )


def _assembly_of(event: Any, known: Known) -> AssemblyId | None:
    """Return the assembly in which an act takes place, if it takes place in one."""
    if getattr(event, "assembly_id", None):
        return AssemblyId(event.assembly_id)
    if getattr(event, "round_id", None) in known.rounds:
        return known.rounds[event.round_id].assembly
    if getattr(event, "decision_id", None) in known.decisions:
        return known.decisions[event.decision_id].assembly
    return None


def _published_places(
    known: Known, basis: tuple[EventId | str, ...]
) -> Mapping[ProposalId, int] | None:
    """Return proposal -> place in the last published scoring results that a decision rests on."""
    if known.view is None:
        return None
    wanted = [p for p in publications(known.view) if p.id in basis]
    if not wanted:
        return None
    ranking = as_published(known.view, wanted[-1]).ranking
    return {ProposalId(option): place for place, option in ranking.places()}


def _like(method: Callable[..., Any], verb: Callable[..., Any]) -> Callable[..., Any]:
    method.__name__ = method.__qualname__ = verb.__name__
    method.__doc__ = verb.__doc__
    return method
