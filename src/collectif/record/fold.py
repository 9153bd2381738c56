"""This module is about folding: how a log becomes an answer.

A projection is *start, clauses, show*. The start makes an accumulator; each clause, named after
the policy that it carries (`newest_score_counts`), takes in one type of event; `show` turns the
accumulator into a frozen answer. The accumulator is mutable inside a replay and never leaves it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from attrs import frozen

from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.record.view import View, too_new

S = TypeVar("S")
A = TypeVar("A")
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
