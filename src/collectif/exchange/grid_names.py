"""This module is about what the names of a grid stand for: ids, new ones and those of the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from collectif.acts import Known
from collectif.errors import InvalidInput
from collectif.exchange.grid_words import plain, slug


@define
class Names:
    """The names of one kind of thing.

    Attributes:
        kind: What they name, such as `"member"`.
        said: How the mapping's file calls one -> what it says of it.
        known: What the log says already.
        taken: The ids of this import so far, of every kind.
        ids: The name that came first -> its id, in the order in which they came.
        variants: Names that were taken for the same as an earlier one.
    """

    kind: str
    said: Mapping[str, Any]
    known: Known
    taken: set[str]
    ids: dict[str, str] = field(factory=dict)
    variants: list[str] = field(factory=list)
    _first: dict[str, str] = field(factory=dict)

    def take(self, name: str) -> str:
        """Return the id of what a name stands for; names that differ in case alone are one."""
        key = plain(name) or name
        first = self._first.setdefault(key, name)
        if first not in self.ids:
            self.ids[first] = self._id(name)
        elif name != first and name not in self.variants:
            self.variants.append(name)
        return self.ids[first]

    def about(self, name: str) -> Any:
        """Return what the mapping says of a thing besides its id; None if nothing."""
        said = self._said(name)
        return None if isinstance(said, str) else said

    def is_new(self, id: str) -> bool:
        """Whether nothing in the log has the id: what the mapping names by an id is reused."""
        return self.known.names.get(id) != self.kind

    def _id(self, name: str) -> str:
        said = self._said(name)
        given = said if isinstance(said, str) else getattr(said, "id", None)
        if given is not None:
            self.taken.add(given)
            return str(given)
        made = base = slug(name) or f"{self.kind}-{len(self.ids) + 1}"
        count = 1
        while made in self.taken:
            count += 1
            made = f"{base}-{count}"
        if made in self.known.names or made in self.known.retired:
            raise InvalidInput(
                f"The log has something called {made!r} already, and {name[:80]!r} would be it.",
                "Whether they are the same is for people to say; nothing was recorded.",
                f"Name the id in a mapping: {made!r} if they are the same, another if not.",
            )
        self.taken.add(made)
        return made

    def _said(self, name: str) -> Any:
        return next((it for one, it in self.said.items() if self.same(one, name)), None)

    def unused(self) -> list[str]:
        """Return what the mapping says something of and the grid never names."""
        return [one for one in self.said if not any(self.same(one, name) for name in self.ids)]

    def same(self, one: str, other: str) -> bool:
        """Whether two names stand for the same thing: they differ in spelling alone."""
        return (plain(one) or one) == (plain(other) or other)
