"""This module is about events as rows: their envelopes in one table, their fields in one by type.

A field that holds more than one value stands there as JSON. What is withheld is NULL.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from collectif.exchange.csv_tables import plain_of
from collectif.projections.sealing import EVERY_FIELD, Seal
from collectif.record.envelope import Recorded
from collectif.record.event import EventType, Registry, Unknown
from collectif.record.view import View
from collectif.tables.sql.schema import SqlColumn, SqlTable
from collectif.tables.table import columns

_WITHHELD = {"withheld": True}

ENVELOPE = SqlTable(
    "events",
    tuple(
        SqlColumn(one.name, "INTEGER" if one.kind == "int" else "TEXT")
        for one in columns(
            "seq:int id type version:int occurred precision recorded assembly role member recorder"
            " source provenance batch cause withheld"
        )
    ),
    key="seq",
)
"""The table of envelopes."""

OTHER = SqlTable(
    "event_other",
    (SqlColumn("seq", "INTEGER"), SqlColumn("type", "TEXT"), SqlColumn("data", "TEXT")),
    key="seq",
)
"""The table of events of other packages, and of those that this program does not know."""

Row = tuple[Any, ...]


def table_of_type(known: EventType) -> SqlTable:
    """Return the table of a type of events: a column for each field of its class."""
    columns_ = (SqlColumn("seq", "INTEGER"), *_fields_of(known.cls))
    return SqlTable(f"event_{known.name.replace('-', '_')}", columns_, key="seq")


def tables_of_events(registry: Registry) -> Mapping[str, SqlTable]:
    """Return type -> its table, for each type of ours, in the order of their names."""
    return {known.name: table_of_type(known) for known in registry if "/" not in known.name}


def rows_of_events(
    view: View, seal: Seal, tables: Mapping[str, SqlTable], *, after: int = 0
) -> Iterator[tuple[Row, SqlTable | None, Row]]:
    """Yield for each event its envelope, the table of its type and its row there.

    Nothing but the position and the type is told of an event that is withheld whole; then there is
    no table.
    """
    for event in view.events(after=after):
        held = seal.fields(event)
        if held == EVERY_FIELD:
            yield _unseen(event), None, ()
            continue
        plain = seal.over(plain_of(event, view.codec))
        data = plain["data"]
        table = OTHER if isinstance(event.data, Unknown) else tables.get(event.type, OTHER)
        yield _envelope(plain, held), table, _fields(event, data, table)


def _unseen(event: Recorded[Any]) -> Row:
    return (event.seq, None, event.type, *(None,) * (len(ENVELOPE.columns) - 4), "*")


def _envelope(plain: Mapping[str, Any], held: frozenset[str]) -> Row:
    actor = plain.get("actor") or {}
    told = {**plain, "role": actor.get("role"), "member": actor.get("member")}
    told["withheld"] = "|".join(sorted(held)) or None
    return tuple(_cell(told.get(column.name)) for column in ENVELOPE.columns)


def _fields(event: Recorded[Any], data: Mapping[str, Any], table: SqlTable) -> Row:
    if table is OTHER:
        return event.seq, event.type, _json(data)
    return event.seq, *(_cell(data.get(column.name)) for column in table.columns[1:])


def _cell(value: Any) -> Any:
    if value == _WITHHELD:
        return None
    return _json(value) if isinstance(value, dict | list) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@cache
def _fields_of(cls: type) -> tuple[SqlColumn, ...]:
    hints = typing.get_type_hints(cls)
    return tuple(SqlColumn(one.name, _type(hints[one.name])) for one in attrs.fields(cls))


def _type(hint: Any) -> str:
    """Return the type of a column; where numbers and texts stand together, none."""
    whole = {one in (int, bool) for one in _members(hint)}
    return "" if len(whole) > 1 else "INTEGER" if whole == {True} else "TEXT"


def _members(hint: Any) -> Iterator[Any]:
    """Yield what a value may be, but nothing and withheld."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        for one in typing.get_args(hint):
            yield from _members(one)
    elif isinstance(hint, typing.NewType):
        yield from _members(hint.__supertype__)
    elif hint is not type(None) and getattr(hint, "__name__", "") != "Withheld":
        yield hint
