"""This module is about names that a reader asks for and a log does not know.

An answer of nothing would be taken for one about somebody; what is unknown is refused instead, with
what was perhaps meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from collectif.errors import UnknownName
from collectif.record.view import View

_BROUGHT_BY = {
    "assembly": "assembly-convened",
    "member": "member-joined",
    "proposal": "proposal-submitted",
}
"""Kind of thing -> the type of the events that bring one into being."""

_SENTENCES = {
    "assembly": "looking.no-assembly",
    "member": "looking.no-member-here",
    "proposal": "looking.no-proposal",
}


def nearest(name: str, known: Iterable[str], *, most: int = 5) -> list[str]:
    """Return the names that are most like one, the most alike first; a few of all if none is."""
    there = sorted(known)
    return get_close_matches(name, there, n=most, cutoff=0.4) or there[:most]


def refuse_strangers(view: View, type_: str | None, references: Mapping[str, str]) -> None:
    """Refuse a type that nobody registered, and things that the view does not name.

    Args:
        view: The log.
        type_: A type of events, which the log does not hold; None for any.
        references: Kind of thing -> its id.

    Raises:
        UnknownName: If one of them is unknown.
    """
    types = {known.name for known in view.codec.registry}
    if type_ is not None and type_ not in types:
        alike = ", ".join(nearest(type_, types))
        raise UnknownName.of("looking.no-type", type=type_, alike=alike)
    for kind, id in references.items():
        brought = view.source.events(frozenset({_BROUGHT_BY[kind]}))
        known = {str(getattr(event.data, f"{kind}_id")) for event in brought}
        if id not in known:
            told = ", ".join(nearest(id, known)) or "-"
            raise UnknownName.of(_SENTENCES[kind], id=id, known=told)
