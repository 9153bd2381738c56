"""This module is about what an event class may hold, and what its annotations tell.

A field is text, a whole number, a boolean, a date, a time, a decimal, an id, a literal, an attrs
class of such fields, a tuple of one type, a frozenset, a mapping, or free JSON: whatever has one
exact spelling. Absent means None, and None is never written: no other default is allowed in an
event, so that the bytes of an old event never depend on the defaults of newer code.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, Union

import attrs

from collectif.errors import InvalidEventClass, Reason
from collectif.record.words import DIGESTS, Withheld
from collectif.values import Json

NAME = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?")
"""How types of events are called on disk: kebab case, or `vendor/kebab-case`."""

_KEYS: tuple[Any, ...] = (str, int)
_PLAIN: tuple[Any, ...] = (*_KEYS, bool, type(None), date, datetime, Decimal, Withheld)
_UNIONS = (Union, types.UnionType)
_DEEPEST = 8


@attrs.frozen
class EventType:
    """What the registry knows about one type of event.

    Attributes:
        name: The literal name on disk.
        version: The schema version that this program writes.
        cls: The event class.
        names: The id field that names what the event brings into being; None if nothing new.
        key: The fields that name an event within its act, where its position would not do.
        personal: Where its words stand -> whether they may be absent. Places are JSON Pointers;
            `*` is any position of a list, or any key of a mapping.
        secret: Where words stand that are never shown, as JSON Pointers.
        references: Where its references stand, as steps, and of what kind they are, such as
            `(("member_id",), "member")`. `ref` is the kind of an id of any kind; `*` is every
            item or value, `#` every key of a mapping.
        free: Whether it has a field of free JSON, which no class can vouch for.
    """

    name: str
    version: int
    cls: type
    names: str | None
    key: tuple[str, ...]
    personal: Mapping[str, bool]
    secret: frozenset[str]
    references: tuple[tuple[tuple[str, ...], str], ...]
    free: bool


def describe(
    name: str, version: int, names: str | None, key: tuple[str, ...], cls: type
) -> EventType:
    """Return what the annotations of an event class tell; raise `InvalidEventClass` if unfit."""
    if not NAME.fullmatch(name):
        raise unfit(cls, Reason("shape.name-is-not-kebab-case", name=name))
    if version < 1:
        raise unfit(cls, Reason("shape.version-is-and-versions-start", version=version))
    fields = tuple(_fields(cls, ""))
    for pointer, hint, attribute in fields:
        _check_field(cls, pointer, hint, attribute)
    own = {attribute.name for attribute in attrs.fields(cls)}
    for wanted in (*key, *([] if names is None else [names])):
        if wanted not in own:
            raise unfit(cls, Reason("shape.no-field", wanted=wanted))
    words = {p: a.default is None for p, _, a in fields if a.metadata.get("personal")}
    secret = frozenset(p for p, _, a in fields if a.metadata.get("secret"))
    references = tuple(
        (tuple(where.split("/")[1:]), kind)
        for pointer, hint, _ in fields
        if pointer not in words
        for where, kind in _kinds(pointer, hint)
    )
    free = any(_is_free(hint) for _, hint, _ in fields)
    return EventType(name, version, cls, names, key, words, secret, references, free)


def is_mapping(hint: Any) -> bool:
    """Whether a type, with or without arguments, is that of a mapping."""
    origin = typing.get_origin(hint) or hint
    return isinstance(origin, type) and issubclass(origin, Mapping)


def choices(cls: type, path: str) -> list[str]:
    """Return the words that a field such as `lines[2].kind` may be; none if it is free."""
    at = "/" + re.sub(r"\[[^]]+\]", ".*", path).removesuffix(".*").replace(".", "/")
    return [
        word
        for place, hint, _ in (_fields(cls, "") if attrs.has(cls) else ())
        if place == at
        for word in _literals(hint)
    ]


def unfit(cls: type, why: Reason) -> InvalidEventClass:
    """Return the error that says why a class cannot be an event."""
    return InvalidEventClass.of("shape.class-cannot-be-event", type=cls.__name__, why=why)


def _fields(cls: type, prefix: str) -> Iterator[tuple[str, Any, attrs.Attribute[Any]]]:
    """Yield pointer, type and attribute of each field, those of attrs classes inside included."""
    if prefix.count("/") > _DEEPEST:
        raise unfit(cls, Reason("shape.nests-too-deeply-or", prefix=prefix))
    try:
        hints = typing.get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise unfit(cls, Reason("shape.module-does-not-hold-name", name=error.name)) from error
    for attribute in attrs.fields(cls):
        pointer = f"{prefix}/{attribute.name}"
        hint = hints[attribute.name]
        yield pointer, hint, attribute
        if not attribute.metadata.get("personal"):
            for inner, path in _attrs_inside(hint, pointer):
                yield from _fields(inner, path)


def _attrs_inside(hint: Any, pointer: str) -> Iterator[tuple[type, str]]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and attrs.has(hint):
        yield hint, pointer
    elif origin in _UNIONS or origin is Annotated:
        for argument in arguments:
            yield from _attrs_inside(argument, pointer)
    elif origin is not None and origin is not Literal:
        for argument in arguments:
            yield from _attrs_inside(argument, f"{pointer}/*")


def _kinds(pointer: str, hint: Any) -> Iterator[tuple[str, str]]:
    """Yield where ids stand below a field, and of what kind they are."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, NewType):
        name = re.sub(r"(?<!^)([A-Z])", r"_\1", hint.__name__.removesuffix("Id")).lower()
        yield pointer, name
    elif origin in _UNIONS or origin is Annotated:
        for argument in arguments:
            yield from _kinds(pointer, argument)
    elif is_mapping(hint):
        yield from _kinds(f"{pointer}/#", arguments[0])
        yield from _kinds(f"{pointer}/*", arguments[1])
    elif origin in (tuple, frozenset):
        yield from _kinds(f"{pointer}/*", arguments[0])


def _literals(hint: Any) -> Iterator[str]:
    if typing.get_origin(hint) is Literal:
        yield from typing.get_args(hint)
    else:
        for argument in typing.get_args(hint):
            yield from _literals(argument)


def _check_field(cls: type, pointer: str, hint: Any, attribute: attrs.Attribute[Any]) -> None:
    """Refuse what could not be written, or not be read back the same."""
    _check_type(cls, pointer, hint)
    admitted = _alternatives(hint)
    if attribute.name == DIGESTS:
        raise unfit(cls, Reason("shape.stands-where-digests-words-stand", pointer=pointer))
    if attribute.metadata.get("personal") and Withheld not in admitted:
        raise unfit(cls, Reason("shape.personal-so-type-must-admit", pointer=pointer))
    if not attribute.metadata.get("personal") and Withheld in admitted:
        raise unfit(cls, Reason("shape.admits-withheld-but-is-not", pointer=pointer))
    if (type(None) in admitted) != (attribute.default is None):
        raise unfit(cls, Reason("shape.must-both-admit-none", pointer=pointer))
    if "/" not in pointer[1:] and attribute.default not in (None, attrs.NOTHING):
        raise unfit(cls, Reason("shape.default-is-not-none", pointer=pointer))


def _is_free(hint: Any) -> bool:
    return hint == Json or any(map(_is_free, typing.get_args(hint)))


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) in _UNIONS else (hint,)


def _check_type(cls: type, pointer: str, hint: Any) -> None:
    """Refuse field types without an exact, single spelling in JSON (floats first of all)."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint == Json:
        return
    if isinstance(hint, NewType):
        _check_type(cls, pointer, hint.__supertype__)
    elif origin is Annotated:
        _check_type(cls, pointer, arguments[0])
    elif origin in _UNIONS:
        for argument in arguments:
            _check_type(cls, pointer, argument)
    elif origin is tuple and arguments[1:] == (...,):
        _check_type(cls, pointer, arguments[0])
    elif origin is frozenset:
        _check_key(cls, pointer, arguments[0])
    elif origin is Mapping:
        _check_key(cls, pointer, arguments[0])
        _check_type(cls, pointer, arguments[1])
    elif origin is not Literal and hint not in _PLAIN and not attrs.has(hint):
        named = getattr(hint, "__name__", hint)
        raise unfit(cls, Reason("shape.type-which-has-no-exact", pointer=pointer, named=named))


def _check_key(cls: type, pointer: str, hint: Any) -> None:
    """Refuse keys and set items other than text and whole numbers: they must sort as one."""
    while isinstance(hint, NewType) or typing.get_origin(hint) is Annotated:
        hint = hint.__supertype__ if isinstance(hint, NewType) else typing.get_args(hint)[0]
    if typing.get_origin(hint) is not Literal and hint not in _KEYS:
        named = getattr(hint, "__name__", hint)
        raise unfit(cls, Reason("shape.items-or-keys-type-not", pointer=pointer, named=named))
