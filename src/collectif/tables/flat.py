"""This module is about tables in which every value is a text or a number, as SQL and Arrow hold it.

An exact figure becomes a text, `1235/16`, with the nearest float beside it; words become a text for
each language; several names become a JSON array; days and moments become RFC 3339.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from collectif.phrasing import LANGUAGES
from collectif.tables.table import Column, Table, as_float


@frozen
class Flat:
    """A column of texts or of numbers.

    Attributes:
        name: Its name.
        type: `"TEXT"`, `"INTEGER"` or `"REAL"`; "" where numbers and texts stand together.
        of: The column that it is made of.
        made: Makes its value of a value there.
    """

    name: str
    type: str
    of: Column
    made: Callable[[Any], Any]


def flat(table: Table) -> tuple[tuple[Flat, ...], list[tuple[Any, ...]]]:
    """Return the columns of a table as flat ones, and its rows under them."""
    told = [tuple(flattened(column)) for column in table.columns]
    rows = [
        tuple(
            None if value is None else one.made(value)
            for group, value in zip(told, row, strict=True)
            for one in group
        )
        for row in table.rows
    ]
    return tuple(one for group in told for one in group), rows


def flattened(column: Column) -> Iterator[Flat]:
    """Yield the flat columns of a column."""
    if column.kind == "exact":
        yield Flat(column.name, "TEXT", column, str)
        yield Flat(f"{column.name}_decimal", "REAL", column, as_float)
    elif column.kind == "words":
        for lang in LANGUAGES:
            yield Flat(f"{column.name}_{lang}", "TEXT", column, _saying(lang))
    else:
        type, made = _ONE[column.kind]
        yield Flat(column.name, type, column, made)


def _saying(lang: str) -> Callable[[Any], str | None]:
    """Return what takes words in a language, and words of which nobody told the language."""
    return lambda said: said.get(lang, said.get("und")) if isinstance(said, Mapping) else None


def _written(value: date) -> str:
    return value.isoformat()


def _array(names: tuple[str, ...]) -> str:
    return json.dumps(names, ensure_ascii=False)


def _as_it_is(value: Any) -> Any:
    return value


_ONE: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "text": ("TEXT", str),
    "code": ("TEXT", str),
    "list": ("TEXT", _array),
    "int": ("INTEGER", _as_it_is),
    "grade": ("", _as_it_is),
    "truth": ("INTEGER", int),
    "day": ("TEXT", _written),
    "moment": ("TEXT", _written),
}
