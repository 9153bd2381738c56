"""This module is about personal words on their way: taken out of an event, and put back.

A field declared `personal()` never enters the log; its words become disclosures (see
`collectif.record.disclosure`) named by the JSON Pointer (RFC 6901) at which they stand.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

import attrs

from collectif.errors import InvalidInput
from collectif.record.canonical import canonical
from collectif.record.disclosure import Disclosure, Entropy, digest, disclose, opened

DIGESTS = "_sd"
"""The key of an event's data under which the sorted digests of its words stand (RFC 9901)."""

Words = Mapping[str, str]
"""The words at hand: digest -> disclosure."""


ALL_WORDS = "*"
"""What stands for every word of an event where names of fields are listed."""


class Withheld(enum.Enum):
    """Words that cannot be shown: erased, or the private store is not at hand.

    It stands where the words of a personal field would stand. It is never written to a log.
    """

    WITHHELD = 0

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "⟨withheld⟩"


WITHHELD = Withheld.WITHHELD


@attrs.frozen
class Personal:
    """Words inside a free JSON field that must not enter the log (`EventRectified.payload`)."""

    value: object


def personal(*, secret: bool = False, **options: Any) -> Any:
    """Declare a field whose words are kept outside the log, erasable without breaking a proof.

    Its type must admit `Withheld`, which is what it reads as without the words.

    Args:
        secret: Whether no list, export or report ever shows it, even with the words at hand.
        options: As for `attrs.field`, such as `default=None`.
    """
    return attrs.field(metadata={"personal": True, "secret": secret}, **options)


def unmark(data: dict[str, Any]) -> list[str]:
    """Replace marked words anywhere in plain data by themselves; return where they stand."""
    places = []
    for parent, key, where in list(_marked(data, "")):
        parent[key] = parent[key].value
        places.append(where)
    return places


def disclosed(
    data: dict[str, Any], places: list[str], *, event: str, subject: str | None, entropy: Entropy
) -> list[Disclosure]:
    """Take the words out of plain data, leave their digests, and return their disclosures."""
    disclosures = []
    for where, word in take(data, places).items():
        canonical(word, place=where)
        name, text = disclose(where, word, entropy=entropy)
        disclosures.append(Disclosure(name, event, subject, text))
    if disclosures:
        data[DIGESTS] = sorted(one.digest for one in disclosures)
    return disclosures


def take(data: dict[str, Any], places: list[str]) -> dict[str, object]:
    """Take the words out of plain data; return them by JSON Pointer."""
    words = {}
    for where in places:
        parent, key = _parent(data, where)
        words[where] = parent.pop(key)
    return words


def present(personal: Mapping[str, bool], data: Any) -> list[str]:
    """Return the JSON Pointers at which plain data holds words of personal fields."""
    found: list[str] = []
    for pattern in personal:
        steps = _steps(pattern)
        if len(steps) > 1:
            found += _present(steps, data, "")
        elif steps[0] in data:
            found.append(pattern)
    return found


def take_digests(data: dict[str, Any]) -> list[str]:
    """Take the digests out of plain data; what is no list of texts holds none that opens."""
    digests = data.pop(DIGESTS, [])
    return [str(one) for one in digests] if isinstance(digests, list) else [str(digests)]


def covers(name: str, where: str) -> bool:
    """Whether a field's name, or a JSON Pointer, stands for the words at a JSON Pointer.

    The name of a field stands for all words below it; a step `*` on either side is any step.
    """
    wanted, steps = _steps(name if name.startswith("/") else f"/{name}"), _steps(where)
    return len(wanted) <= len(steps) and all(
        one == other or ALL_WORDS in (one, other) for one, other in zip(wanted, steps, strict=False)
    )


def withheld(data: Any, places: Iterable[str]) -> list[str]:
    """Return those of some places at which plain data says that words are withheld."""
    return [where for where in places if at(data, where) is WITHHELD]


def heard(digests: Iterable[str], words: Words) -> dict[str, object]:
    """Return the words at hand by JSON Pointer; damaged ones are not at hand."""
    found = {}
    for one in digests:
        text = words.get(one)
        if text is not None and digest(text) == one:
            with suppress(InvalidInput):
                where, word = opened(text)
                found[where] = word
    return found


def join(data: dict[str, Any], words: Words, personal: Mapping[str, bool] | None) -> int:
    """Put the words at hand back into plain data, and return how many digests stay unopened.

    Words only ever stand where nothing else does, and where the class declares them: otherwise
    an event could say one thing to those who hold a disclosure and another to those who do not.

    Args:
        data: Plain data; its digests are removed.
        words: What is at hand.
        personal: Where words may stand; None means anywhere (older versions, free JSON).
    """
    digests = take_digests(data)
    missing = len(digests)
    for where, word in heard(digests, words).items():
        steps = _steps(where)
        if personal is None or any(_fits(_steps(pattern), steps) for pattern in personal):
            missing -= _joined(data, where, word)
    return missing


def mark_withheld(personal: Mapping[str, bool], data: dict[str, Any], missing: int) -> None:
    """Let every personal field without words read as withheld.

    An optional field that is not there is absent, unless a digest is left over that could be its
    words: absent and erased look alike then.
    """
    for pattern, optional in personal.items():
        if missing or not optional:
            _mark(_steps(pattern), data)


def at(data: Any, pointer: str) -> Any:
    """Return what stands at a JSON Pointer; something must."""
    parent, key = _parent(data, pointer)
    return parent[key]


def put(data: Any, pointer: str, value: object) -> None:
    """Let a value stand at a JSON Pointer whose parent exists."""
    parent, key = _parent(data, pointer)
    parent[key] = value


@lru_cache(maxsize=4096)
def _steps(pointer: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def _pointer(prefix: str, key: object) -> str:
    return f"{prefix}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _items(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield key and value of an object, position and value of a list, nothing of other things."""
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def _marked(data: Any, prefix: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    for key, value in _items(data):
        if isinstance(value, Personal) and isinstance(data, dict):
            yield data, key, _pointer(prefix, key)
        else:
            yield from _marked(value, _pointer(prefix, key))


def _present(steps: tuple[str, ...], data: Any, prefix: str) -> Iterator[str]:
    head, rest = steps[0], steps[1:]
    if head == "*":
        found = _items(data)
    elif isinstance(data, dict) and head in data:
        found = iter(((head, data[head]),))
    else:
        return
    for key, value in found:
        if rest:
            yield from _present(rest, value, _pointer(prefix, key))
        else:
            yield _pointer(prefix, key)


def _joined(data: Any, where: str, word: object) -> bool:
    try:
        parent, key = _parent(data, where)
    except (KeyError, IndexError, ValueError, TypeError):
        return False
    if not isinstance(parent, dict) or key in parent:
        return False
    parent[key] = word
    return True


def _fits(pattern: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    return len(pattern) == len(steps) and all(
        wanted in ("*", step) for wanted, step in zip(pattern, steps, strict=True)
    )


def _mark(steps: tuple[str, ...], data: Any) -> None:
    head, rest = steps[0], steps[1:]
    if rest:
        for key, value in _items(data):
            if head in ("*", key):
                _mark(rest, value)
    elif isinstance(data, dict):
        data.setdefault(head, WITHHELD.value)


def _parent(data: Any, pointer: str) -> tuple[Any, str]:
    """Return the object that holds what a JSON Pointer names, and the key."""
    *above, last = _steps(pointer)
    for step in above:
        data = data[_position(step)] if isinstance(data, list) else data[step]
    return data, last


def _position(step: str) -> int:
    """Return a position, which RFC 6901 spells in one way only; raise `ValueError` for others."""
    position = int(step)
    if position < 0 or str(position) != step:
        raise ValueError(step)
    return position
