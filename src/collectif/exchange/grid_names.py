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
    _first: dict[str, str] = field(factory=dict, init=False)
    _called: dict[str, str] = field(factory=dict, init=False)
    _told: dict[str, Any] = field(factory=dict, init=False)
    _counts: dict[str, int] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        for name, said in self.said.items():
            self._told.setdefault(key_of(name), said)

    def take(self, name: str) -> str:
        """Return the id of what a name stands for; names that differ in case alone are one."""
        if name not in self._called:
            first = self._first.setdefault(key_of(name), name)
            if first not in self.ids:
                self.ids[first] = self._id(name)
            elif name != first:
                self.variants.append(name)
            self._called[name] = self.ids[first]
        return self._called[name]

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
        while made in self.taken:
            self._counts[base] = self._counts.get(base, 1) + 1
            made = f"{base}-{self._counts[base]}"
        if made in self.known.names or made in self.known.retired:
            raise InvalidInput.of(
                "grid-names.log-has-something-called-already", made=made, name=name[:80]
            )
        self.taken.add(made)
        return made

    def _said(self, name: str) -> Any:
        return self._told.get(key_of(name))

    def unused(self) -> list[str]:
        """Return what the mapping says something of and the grid never names."""
        named = set(map(key_of, self.ids))
        return [one for one in self.said if key_of(one) not in named]


def key_of(name: str) -> str:
    """Return what is the same for names of the same thing, which differ in spelling alone."""
    return plain(name) or name
