"""This module is about folding: how a log becomes an answer.

A projection is *start, clauses, show*. The start makes an accumulator; each clause, named after
the policy that it carries (`newest_score_counts`), takes in one type of event; `show` turns the
accumulator into a frozen answer. The accumulator is mutable inside a replay and never leaves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from attrs import frozen

from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.record.view import CORRECTIONS, View, too_new

S = TypeVar("S")
T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
Clause = Callable[[S, Recorded[Any]], None]


@frozen(kw_only=True)
class Projection(Generic[S, A]):
    """A pure answer to one question, computed from any view of a log.

    The same view always gives the same answer; events without a clause change nothing.

    Attributes:
        start: Returns a new accumulator.
        clauses: Event class -> what it does to the accumulator.
        show: Turns an accumulator into the answer.
    """

    start: Callable[[], S]
    clauses: Mapping[type, Clause[S]]
    show: Callable[[S], A]

    def replay(self, view: View) -> A:
        """Return the answer of this view."""
        return self.show(self.fold(self.start(), view))

    def fold(self, state: S, view: View, *, after: int = 0) -> S:
        """Take in the events after the first `after` ones, and return the accumulator.

        Folding in pieces is folding at once, as long as no piece corrects an earlier one.

        Raises:
            UnknownName: If the log holds a newer version of a type that matters here: an answer
                that left it out would be wrong without saying so.
        """
        known = view.codec.registry
        clauses = {known.of(cls).name: clause for cls, clause in self.clauses.items()}
        for event in view.events(frozenset(clauses), after=after):
            if type(event.data) is Unknown:
                raise too_new(event)
            clauses[event.type](state, event)
        return state

    def replay_each(self, view: View, sizes: Iterable[int]) -> Iterator[A]:
        """Yield the answer of a view as known at each of some sizes, from one reading of the log.

        The log is read anew only where a correction came in between. An answer may share what it
        is made of with the next one: it is to be used before that is asked for.

        Args:
            view: The look at the log.
            sizes: The sizes, rising.
        """
        state, done = self.start(), 0
        for size in sizes:
            then = view.as_known_at(size)
            if view.corrected and next(then.source.events(CORRECTIONS, after=done), None):
                state, done = self.start(), 0
            self.fold(state, then, after=done)
            done = size
            yield self.show(state)


def side_by_side(first: Projection[S, A], second: Projection[T, B]) -> Projection[Any, tuple[A, B]]:
    """Return the projection that gives the answers of two, from one reading of the log."""
    clauses: dict[type, Clause[Any]] = {}
    for cls in {**first.clauses, **second.clauses}:
        one, other = first.clauses.get(cls), second.clauses.get(cls)
        clauses[cls] = _for_both(one, other)
    return Projection(
        start=lambda: (first.start(), second.start()),
        clauses=clauses,
        show=lambda states: (first.show(states[0]), second.show(states[1])),
    )


def _for_both(one: Clause[Any] | None, other: Clause[Any] | None) -> Clause[Any]:
    """Return the clause of a pair of accumulators; one of the two may not care for the event."""
    if other is None and one is not None:
        return lambda states, event: one(states[0], event)
    if one is None and other is not None:
        return lambda states, event: other(states[1], event)

    def clause(states: Any, event: Recorded[Any]) -> None:
        for care, state in zip((one, other), states, strict=True):
            if care is not None:
                care(state, event)

    return clause
