"""This module is about plain data: what an event becomes, value by value, on its way to bytes.

cattrs spells each field by its declared type. It never repairs: what is not of that type is left
as it is, for the strict check that follows to refuse by its place.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import attrs
import msgspec
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from collectif.errors import InvalidEvent
from collectif.record.shape import is_mapping
from collectif.record.words import Personal, Withheld

Spell = Callable[[Any], Any]

_spelled: Callable[[datetime], str] = msgspec.to_builtins


def spelled_time(time: datetime) -> str:
    """Return a time as the log spells it (RFC 3339); it must know its offset from UTC."""
    if type(time) is datetime and time.tzinfo is UTC:
        return _spelled(time)
    offset = time.utcoffset() if isinstance(time, datetime) else None
    if offset is None or offset.seconds % 60 or offset.microseconds:
        raise InvalidEvent.of("plain.time-has-no-offset", time=time)
    return _spelled(time)


def converter() -> Converter:
    """Return what turns events into plain data: None is absent, every other value present."""
    made = Converter()
    for wanted, factory in (
        (_is_attrs, _attrs_speller),
        (_is_sequence, _sequence_speller),
        (_is_set, _set_speller),
        (is_mapping, _mapping_speller),
    ):
        made.register_unstructure_hook_factory(wanted, partial(factory, made))
    made.register_unstructure_hook(date, _spelled_date)
    made.register_unstructure_hook(datetime, _spelled_time)
    made.register_unstructure_hook(Decimal, _spelled_decimal)
    made.register_unstructure_hook(Personal, lambda it: Personal(made.unstructure(it.value)))
    made.register_unstructure_hook(Withheld, lambda withheld: withheld)
    return made


def _odd(name: str) -> object:
    """Return a thing of no use but its name, which the strict check will tell."""
    return type(name, (), {})()


_TEXT = _odd("text")
_TIMELESS = _odd("time without an offset in whole minutes")
_NO_NUMBER = _odd("decimal that is not a number")


def _spelled_date(value: Any) -> Any:
    if type(value) is date:
        return value.isoformat()
    return _TEXT if isinstance(value, str) else value


def _spelled_time(value: Any) -> Any:
    if not isinstance(value, datetime):
        return _TEXT if isinstance(value, str) else value
    try:
        return spelled_time(value)
    except InvalidEvent:
        return _TIMELESS


def _spelled_decimal(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return _odd(type(value).__name__)
    return str(value) if value.is_finite() else _NO_NUMBER


def _is_attrs(cls: Any) -> bool:
    return isinstance(cls, type) and attrs.has(cls)


def _is_sequence(cls: Any) -> bool:
    return (typing.get_origin(cls) or cls) in (tuple, list)


def _is_set(cls: Any) -> bool:
    return (typing.get_origin(cls) or cls) in (frozenset, set)


def _attrs_speller(made: Converter, cls: type) -> Spell:
    absent: Any = {
        field.name: override(omit_if_default=True)
        for field in attrs.fields(cls)
        if field.default is None
    }
    spell: Spell = make_dict_unstructure_fn(cls, made, **absent)
    return lambda value: spell(value) if type(value) is cls else value


def _sequence_speller(made: Converter, cls: Any) -> Spell:
    arguments = typing.get_args(cls)
    spell: Spell = made.get_unstructure_hook(arguments[0]) if arguments else made.unstructure

    def spelled(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return [spell(item) for item in value]
        return _odd("set") if isinstance(value, AbstractSet) else value

    return spelled


def _set_speller(made: Converter, cls: Any) -> Spell:
    def spelled(value: Any) -> Any:
        if not isinstance(value, AbstractSet):
            return _odd(type(value).__name__)
        try:
            return sorted(value)
        except TypeError:
            return list(value)

    return spelled


def _mapping_speller(made: Converter, cls: Any) -> Spell:
    key_type, item = typing.get_args(cls) or (str, object)
    spell: Spell = made.unstructure if item is object else made.get_unstructure_hook(item)
    spell_key = _spelled_number if key_type is int else lambda key: key

    def spelled(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {spell_key(key): spell(item) for key, item in value.items()}

    return spelled


def _spelled_number(key: Any) -> Any:
    if type(key) is int:
        return str(key)
    return _TEXT if isinstance(key, str) else key
