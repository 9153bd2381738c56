"""This module is about finding the words that must go, among all that the private store keeps.

Those that the log says are erased, and those that no event of the log points to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from collectif.errors import InvalidInput, InvalidJSON
from collectif.log.store import PrivateStore, Store
from collectif.record.canonical import accept
from collectif.record.disclosure import Disclosure
from collectif.record.envelope import Recorded
from collectif.record.words import ALL_WORDS, covers

_PAYLOAD = "/payload"


def doomed(
    private: PrivateStore,
    asked: Mapping[str, Collection[str]],
    rectifications: Iterable[Recorded[Any]],
) -> Iterator[str]:
    """Yield the digests of the words to remove.

    Args:
        private: What keeps them.
        asked: Event -> the fields whose words go.
        rectifications: Every rectification of the log, in order: words that correct words go with
            them; and where the right words go, the wrong ones that they corrected do not come back.
    """
    corrected: dict[str, str] = {event.id: event.data.target for event in rectifications}
    wanted = {id: set(fields) for id, fields in asked.items()}
    for id, target in corrected.items():
        fields = {f"{_PAYLOAD}{_pointer(name)}" for name in asked.get(target, ())}
        wanted.setdefault(id, set()).update(fields)
    kept = tuple(private.disclosures())
    for one in kept:
        if one.event in asked and one.event in corrected and _is_asked(wanted[one.event], one):
            _doom_what_says_the_same(one, kept, corrected, wanted)
    for one in kept:
        if _is_asked(wanted.get(one.event, ()), one):
            yield one.digest


def loose(private: PrivateStore, store: Store) -> Iterator[str]:
    """Yield the digests of words that no event of a log points to, while its lock is held.

    Words of an event that is there, and cannot be read, are not loose: `verify` tells of it.
    """
    kept = list(private.disclosures())
    there = store.find(list(dict.fromkeys(one.event for one in kept)))
    for one in kept:
        row = there.get(one.event)
        if row is None or (one.digest.encode() not in row.body and _reads(row.body)):
            yield one.digest


def _doom_what_says_the_same(
    one: Disclosure,
    kept: Iterable[Disclosure],
    corrected: Mapping[str, str],
    wanted: dict[str, set[str]],
) -> None:
    """Let the words go that those of a rectification replaced, and those that repeat them.

    A later rectification repeats what an earlier one of the same event said.
    """
    where = _place(one) or ""
    if not where.startswith(f"{_PAYLOAD}/"):
        return
    target, order = corrected[one.event], list(corrected)
    wanted.setdefault(target, set()).add(where.removeprefix(_PAYLOAD))
    for other in kept:
        if corrected.get(other.event) == target and _place(other) == where:
            earlier = order.index(other.event) < order.index(one.event)
            if earlier or other.opened == one.opened:
                wanted[other.event].add(where)


def _reads(body: bytes) -> bool:
    """Whether the bytes of an event are sound, so that they name all of its words."""
    try:
        accept(body)
    except InvalidJSON:
        return False
    return True


def _is_asked(fields: Collection[str], one: Disclosure) -> bool:
    """Whether a disclosure holds words that go; one that cannot be read goes with its event."""
    where = _place(one)
    if not fields or where is None:
        return bool(fields)
    return ALL_WORDS in fields or any(covers(name, where) for name in fields)


def _place(one: Disclosure) -> str | None:
    """Return where words stand, as a JSON Pointer; None if they cannot be read."""
    try:
        where, _ = one.opened
    except InvalidInput:
        return None
    return where


def _pointer(name: str) -> str:
    return name if name.startswith("/") else f"/{name}"
