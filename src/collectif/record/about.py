"""This module is about what an event is about: the ids that its fields hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.record.envelope import Recorded
from collectif.record.event import Registry, Unknown


def references(registry: Registry, recorded: Recorded[Any]) -> set[tuple[str, str]]:
    """Return what an event is about, as (kind, id); the kind `ref` stands for any kind.

    An event of unknown type may be about any text that it holds.
    """
    found: set[tuple[str, str]] = set()
    if isinstance(recorded.data, Unknown):
        found.update(("ref", text) for text in _texts(recorded.data.data))
    else:
        found.update(mentioned(registry, recorded.data))
    if recorded.assembly:
        found.add(("assembly", recorded.assembly))
    if recorded.actor and recorded.actor.member:
        found.add(("member", recorded.actor.member))
    if recorded.cause:
        found.add(("event", recorded.cause))
    return found


def mentioned(registry: Registry, data: Any) -> Iterator[tuple[str, str]]:
    """Yield what the content of an event refers to, as (kind, id)."""
    for path, kind in registry.of(type(data)).references:
        for id in _follow(data, path):
            yield kind, id


def _follow(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the ids at a path of attribute names; `*` is every item or value, `#` every key."""
    if not path:
        if isinstance(value, str):
            yield value
        return
    head, rest = path[0], path[1:]
    if head == "#":
        if isinstance(value, Mapping):
            yield from (key for key in value if isinstance(key, str))
    elif head == "*":
        if isinstance(value, Mapping):
            value = value.values()
        elif not isinstance(value, tuple | list | frozenset):
            return
        for item in value:
            yield from _follow(item, rest)
    else:
        yield from _follow(getattr(value, head, None), rest)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
