"""This module is about finding the words that must go, among all that the private store keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from collectif.errors import InvalidInput
from collectif.log.store import PrivateStore
from collectif.record.envelope import Recorded
from collectif.record.words import ALL_WORDS, covers


def doomed(
    private: PrivateStore,
    asked: Mapping[str, Collection[str]],
    rectifications: Iterable[Recorded[Any]],
) -> Iterator[str]:
    """Yield the digests of the words to remove.

    Args:
        private: What keeps them.
        asked: Event -> the fields whose words go.
        rectifications: Every rectification of the log: words that correct words go with them.
    """
    corrected: dict[str, str] = {event.id: event.data.target for event in rectifications}
    for one in private.disclosures():
        fields = set(asked.get(one.event, ()))
        target = corrected.get(one.event)
        fields |= {f"/payload{_pointer(name)}" for name in asked.get(target or "", ())}
        if fields and _is_asked(fields, one):
            yield one.digest


def _is_asked(fields: Collection[str], one: Any) -> bool:
    """Whether a disclosure holds words that go; one that cannot be read goes with its event."""
    try:
        where, _ = one.opened
    except InvalidInput:
        return True
    return ALL_WORDS in fields or any(covers(name, where) for name in fields)


def _pointer(name: str) -> str:
    return name if name.startswith("/") else f"/{name}"
