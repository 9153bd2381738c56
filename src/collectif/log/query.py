"""This module is about asking a log: which types of events, about what.

A query is a disjunction of items; in an item, types are alternatives and references must all
match. This is the Dynamic Consistency Boundary form (dcb.events): the same query that reads the
facts behind a choice can guard the append that follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from collectif.record.codec import Codec
from collectif.record.envelope import Recorded


@frozen
class Item:
    """One alternative of a query.

    Attributes:
        types: The names of the types wanted; empty means every type.
        references: What the event must be about, all of it: (kind, id) pairs.
    """

    types: frozenset[str] = frozenset()
    references: frozenset[tuple[str, str]] = frozenset()


@frozen
class Query:
    """Which events are wanted: those that match any item.

    Attributes:
        items: The alternatives. No item at all matches nothing; `EVERYTHING` matches all.
    """

    items: tuple[Item, ...]

    @classmethod
    def about(cls, *types: type | str, **references: str) -> Query:
        """Return a query for types of events about things.

        Args:
            types: Event classes or names, as alternatives; none means every type.
            references: Kind of thing and its id, all of which must match, such as
                `member="alim", proposal="s1"`.

        >>> Query.about("score-cast", member="alim") | Query.about("round-closed")
        ... # doctest: +ELLIPSIS
        Query(items=(Item(...), Item(...)))
        """
        return cls((Item(frozenset(_name(t) for t in types), frozenset(references.items())),))

    def __or__(self, other: Query) -> Query:
        return Query(self.items + other.items)

    @property
    def types(self) -> frozenset[str] | None:
        """The types that can match at all; None means any."""
        if any(not item.types for item in self.items):
            return None
        return frozenset[str]().union(*(item.types for item in self.items))

    def matches(self, recorded: Recorded[object], codec: Codec) -> bool:
        """Whether an event is wanted."""
        return any(
            (not item.types or recorded.type in item.types)
            and (not item.references or _is_about(recorded, item.references, codec))
            for item in self.items
        )

    @property
    def by_type_alone(self) -> bool:
        """Whether no item asks for a reference."""
        return not any(item.references for item in self.items)


EVERYTHING = Query((Item(),))


def _is_about(recorded: Recorded[object], wanted: Iterable[tuple[str, str]], codec: Codec) -> bool:
    found = codec.references(recorded)
    return all(pair in found or ("ref", pair[1]) in found for pair in wanted)


def _name(wanted: type | str) -> str:
    from collectif.record.event import EVENTS

    return wanted if isinstance(wanted, str) else EVENTS.of(wanted).name
