"""This module is about which tables an answer has: one function for each kind of answer.

A new answer is one function with `@tables_of.register` in a module of this package. Its class
inherits from `collectif.tabled.Tabled`; its columns have a heading in `locale/tables.LANG.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatch
from typing import Any

from attrs import evolve

from collectif.errors import UnknownName
from collectif.tables.table import Column, Table


@singledispatch
def tables_of(answer: object) -> Iterable[Table]:
    """Return the tables of an answer, the most telling first.

    Raises:
        UnknownName: If no table is made of such an answer.
    """
    raise UnknownName.of("tables.no-tables-of", kind=type(answer).__name__)


def table_of(answer: object, name: str | None = None, *, lang: str = "en") -> Table:
    """Return one table of an answer.

    Args:
        answer: What a view answered, such as `results(view)` or one of these results.
        name: Which one, such as `"requests"`; None for the first.
        lang: The language in which it is shown.

    Raises:
        UnknownName: If the answer has no such table, or none at all.
    """
    found = {table.name: table for table in tables_of(answer)}
    wanted = next(iter(found), "") if name is None else name
    if wanted not in found:
        raise UnknownName.of(
            "tables.no-such-table",
            name=wanted,
            kind=type(answer).__name__,
            tables=", ".join(found) or "-",
        )
    return evolve(found[wanted], lang=lang)


@tables_of.register
def _of_table(answer: Table) -> Iterable[Table]:
    return (answer,)


@tables_of.register(Mapping)
def _of_each(answers: Mapping[str, Any]) -> Iterable[Table]:
    """Return the tables of answers by name, each row with the name of its answer before it."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    told: dict[str, tuple[Column, ...]] = {}
    for key, answer in answers.items():
        for table in tables_of(answer):
            named = table.columns[0].name in _ALREADY
            before = () if named else (key,)
            told[table.name] = table.columns if named else (Column("name"), *table.columns)
            rows.setdefault(table.name, []).extend((*before, *row) for row in table.rows)
    return tuple(Table(name=one, columns=told[one], rows=tuple(rows[one])) for one in told)


_ALREADY = {"round", "indicator", "learning", "mission"}
"""The first columns that say which answer a row is from."""
