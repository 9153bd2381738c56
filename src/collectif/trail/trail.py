"""This module is about the trail from an answer down to the events: what rests on what, and why.

trail = explain(view, "d1")           # a decision, a proposal, a figure, an event ...
trail.answer                          # what is answered, with its reasons
trail.supports("e-rect2")             # the conclusions of the log that rest on an event
trail.without("e-rect2")              # what would follow if it had not been recorded
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from attrs import field, frozen

from collectif.errors import UnknownName
from collectif.ids import EventId
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.view import View
from collectif.statement import Statement
from collectif.trail import decisions, facts, things  # noqa: F401
from collectif.trail.asking import asked_for
from collectif.trail.evidence import Evidence
from collectif.trail.resting import conclusions, supported, unfounded

_MOST_ALIKE = 5


@frozen(kw_only=True)
class Edge:
    """That something follows from something.

    Attributes:
        source: What follows: the place of a statement in the trail, such as `"0.3.1"`.
        target: What it follows from: the place of a statement, or the id of an event.
        event: Whether the target is an event.
    """

    source: str
    target: str
    event: bool


@frozen(kw_only=True)
class Trail:
    """Why something is as it is.

    Attributes:
        ref: What was asked for.
        answer: What is answered: each statement with its events, and what it follows from.
        evidence: The events of the view.
    """

    ref: str
    answer: Statement
    evidence: Evidence = field(repr=False, eq=False)

    @property
    def statements(self) -> Mapping[str, Statement]:
        """Place in the trail -> statement: `"0"` the answer, `"0.2"` its third reason."""
        return dict(_placed("0", self.answer))

    def edges(self) -> tuple[Edge, ...]:
        """Return what follows from what, as a directed graph without circles, in reading order."""
        found = list[Edge]()
        for place, said in self.statements.items():
            reasons = (f"{place}.{n}" for n, _ in enumerate(said.because))
            found += (Edge(source=place, target=reason, event=False) for reason in reasons)
            found += (Edge(source=place, target=id, event=True) for id in said.events)
        return tuple(found)

    def rests_on(self) -> tuple[EventId, ...]:
        """Return the events that the answer rests on, in the order of the log."""
        return self.evidence.sorted(self.answer.rests_on())

    def supports(self, event: EventId | str) -> tuple[Statement, ...]:
        """Return the conclusions of the view that rest on an event, each with its `ref`.

        Raises:
            UnknownName: If the log has no such event.
        """
        return supported(self.evidence, _event(self.evidence, event))

    def without(self, event: EventId | str) -> tuple[Statement, ...]:
        """Return what would follow otherwise if an event had not been recorded; the log stays.

        Each is a `trail.otherwise`, of two reasons: the conclusion with the event, and without it;
        or a `trail.gone` or `trail.new` of one. Of rounds of which no single voice is told,
        nothing is compared.

        Raises:
            UnknownName: If the log has no such event.
        """
        return unfounded(self.evidence, _event(self.evidence, event))


def explain(
    view: View, ref: str | None = None, *, on: date | None = None, reader: Reader = PUBLIC
) -> Trail:
    """Return why something is as it is.

    Args:
        view: The log, as it is to be seen, with the words that the reader may read.
        ref: The name of a thing, a figure (see `references`), an event, or its number; None asks
            for every conclusion of the log.
        on: The day for which is asked; the last one on which anything happened unless given.
        reader: To whom it is shown.

    Raises:
        UnknownName: If there is nothing of that name; it says what is called alike.
    """
    evidence = Evidence.of(view, on=on, reader=reader)
    if ref is None:
        told = tuple(conclusions(evidence).values())
        answer = Statement(code="trail.log", details={"count": len(told)}, because=told)
        return Trail(ref="", answer=answer, evidence=evidence)
    found = asked_for(evidence).get(ref)
    if found is not None:
        kind, names = found
        return Trail(ref=ref, answer=kind.explain(evidence, names), evidence=evidence)
    return Trail(ref=ref, answer=facts.told(evidence, _named(evidence, ref)), evidence=evidence)


def references(view: View, *, on: date | None = None, reader: Reader = PUBLIC) -> Mapping[str, str]:
    """Return every reference that can be asked for in a view -> its form, in order.

    Events can be asked for besides, by id or by number.
    """
    evidence = Evidence.of(view, on=on, reader=reader)
    return {ref: kind.form for ref, (kind, _) in asked_for(evidence).items()}


def _named(evidence: Evidence, ref: str) -> EventId:
    """Return the event that is called so, has that number, or brought into being what is."""
    if ref.isascii() and ref.isdigit() and (ref.lstrip("0") or "0") == ref:
        for event in evidence.view.source.events(after=int(ref)):
            return event.id
    if evidence.view.source.find(ref) is not None:
        return EventId(ref)
    brought = things.bringing(evidence, ref)
    return brought[0] if brought else _event(evidence, ref)


def _event(evidence: Evidence, ref: str) -> EventId:
    if evidence.view.source.find(ref) is not None:
        return EventId(ref)
    raise _unknown(evidence, ref)


def _unknown(evidence: Evidence, ref: str) -> UnknownName:
    there = list(asked_for(evidence))
    alike = _alike(ref, [*there, *_events_like(evidence, ref)]) or there[:_MOST_ALIKE]
    return UnknownName.of("trail.nothing-called", ref=ref, alike=", ".join(alike) or "-")


def _alike(ref: str, names: list[str]) -> list[str]:
    """Return names that are written alike, first those that only differ in their capitals."""
    plain: dict[str, list[str]] = {}
    for name in names:
        plain.setdefault(name.casefold(), []).append(name)
    near = get_close_matches(ref.casefold(), plain, n=_MOST_ALIKE, cutoff=0.6)
    same = plain.get(ref.casefold(), [])
    return list(dict.fromkeys([*same, *(one for name in near for one in plain[name])]))[
        :_MOST_ALIKE
    ]


def _events_like(evidence: Evidence, ref: str) -> Iterator[str]:
    """Yield the ids of events that are about as long as a name."""
    for event in evidence.view.source.events():
        if abs(len(event.id) - len(ref)) <= 2:
            yield event.id


def _placed(place: str, said: Statement) -> Iterator[tuple[str, Statement]]:
    yield place, said
    for n, reason in enumerate(said.because):
        yield from _placed(f"{place}.{n}", reason)
