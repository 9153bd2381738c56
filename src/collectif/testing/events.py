"""This module is about making events up: Hypothesis strategies for any event class.

Instances are built from the annotations alone, valid by construction, so that a law of the record
can be held against every class that is registered, also against those of other packages.
"""

from __future__ import annotations

import operator
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, NewType, Union

import attrs
from hypothesis import strategies as st
from msgspec import Meta
from msgspec.structs import replace

from collectif.record.canonical import MAX_INTEGER
from collectif.record.envelope import Actor, Draft
from collectif.record.shape import is_mapping
from collectif.record.words import Withheld
from collectif.values import Json, Scale

Strategy = st.SearchStrategy[Any]

ids: st.SearchStrategy[str] = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=12
)
"""Ids: visible ASCII."""

texts: st.SearchStrategy[str] = st.text(st.characters(codec="utf-8"), max_size=12)
"""Any text that UTF-8 can spell, control characters included."""

integers: st.SearchStrategy[int] = st.integers(-MAX_INTEGER, MAX_INTEGER)
"""Whole numbers that every JSON reader keeps exact."""

offsets: st.SearchStrategy[timezone] = st.one_of(
    st.just(UTC),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
"""Offsets from UTC, in whole minutes."""

times: st.SearchStrategy[datetime] = st.datetimes(
    min_value=datetime(1800, 1, 1), max_value=datetime(2200, 1, 1), timezones=offsets
)
"""Times that know their offset."""

_keys = st.text(st.characters(max_codepoint=0x7F), max_size=8)
_leaves = st.one_of(st.none(), st.booleans(), integers, texts)

plain_values: Strategy = st.recursive(
    _leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)),
    max_leaves=8,
)
"""Whatever canonical JSON can hold."""

free_json: st.SearchStrategy[Mapping[str, object]] = st.dictionaries(
    _keys, plain_values, max_size=3
)
"""Free JSON objects."""


@st.composite
def _scales(draw: st.DrawFn) -> Scale:
    low = draw(st.integers(-10, 10))
    return Scale(min=low, max=low + draw(st.integers(1, 10)))


_BY_TYPE: dict[Any, Strategy] = {
    str: texts,
    int: integers,
    bool: st.booleans(),
    type(None): st.none(),
    date: st.dates(),
    datetime: times,
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    Scale: _scales(),
}


def instances(cls: type, **given: Strategy) -> Strategy:
    """Return a strategy for instances of an attrs class, from its annotations.

    Args:
        cls: An event class, or a value class.
        given: Strategies for some fields, instead of what their types allow.
    """
    hints = typing.get_type_hints(cls, include_extras=True)
    fields = {
        attribute.name: given.get(attribute.name, values(hints[attribute.name]))
        for attribute in attrs.fields(cls)
        if attribute.init
    }
    return st.builds(cls, **fields)


@cache
def values(hint: Any) -> Strategy:
    """Return a strategy for the values of a field's type; `Withheld` is never among them."""
    if hint == Json:
        return free_json
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, NewType):
        return ids if hint.__supertype__ is str else values(hint.__supertype__)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is Annotated:
        return _constrained(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType):
        return st.one_of(*(values(one) for one in arguments if one is not Withheld))
    if origin is not None:
        return _collections(hint, origin, arguments)
    return _BY_TYPE[hint] if hint in _BY_TYPE else instances(hint)


@cache
def drafts(data: type | Strategy) -> st.SearchStrategy[Draft]:
    """Return a strategy for events with any envelope, of a class or from a strategy."""
    made = values(data) if isinstance(data, type) else data
    return st.builds(_filled, _envelopes, made)


def _filled(envelope: Draft, data: Any) -> Draft:
    return replace(envelope, data=data)


_envelopes = st.builds(
    Draft,
    data=st.none(),
    occurred=st.none() | times,
    precision=st.sampled_from((None, "DAY")),
    assembly=st.none() | ids,
    actor=st.none() | st.builds(Actor, role=texts, member=st.none() | ids),
    recorder=st.none() | texts,
    source=st.sampled_from(("LIVE", "PAPER", "MINUTES", "IMPORT", "RECONSTRUCTION")),
    provenance=st.none() | texts,
    batch=st.none() | ids,
    cause=st.none() | ids,
    subject=st.none() | ids,
)


def _collections(hint: Any, origin: Any, arguments: tuple[Any, ...]) -> Strategy:
    if is_mapping(hint):
        return st.dictionaries(_key(arguments[0]), values(arguments[1]), max_size=3)
    if origin is frozenset:
        return st.frozensets(values(arguments[0]), max_size=3)
    if arguments[1:] == (...,):
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    return st.tuples(*map(values, arguments))


def _key(hint: Any) -> Strategy:
    return _keys if hint is str else values(hint)


def _constrained(hint: Any, extras: tuple[Any, ...]) -> Strategy:
    made = values(hint)
    for meta in extras:
        if isinstance(meta, Meta):
            if meta.pattern is not None:
                made = st.from_regex(meta.pattern.rstrip("$") + r"\Z")
            made = made.filter(_fits(meta))
    return made


def _fits(meta: Meta) -> Callable[[Any], bool]:
    limits = (
        (meta.ge, operator.ge),
        (meta.gt, operator.gt),
        (meta.le, operator.le),
        (meta.lt, operator.lt),
    )
    sizes = ((meta.min_length, operator.ge), (meta.max_length, operator.le))

    def fits(value: Any) -> bool:
        return all(limit is None or holds(value, limit) for limit, holds in limits) and all(
            size is None or holds(len(value), size) for size, holds in sizes
        )

    return fits
