"""This module is about what each column of the database means, for people and for Datasette."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectif.exchange import csv_dictionary
from collectif.exchange.csv_tables import Table as CsvTable
from collectif.phrasing import words
from collectif.record.event import EVENTS, EventType, Registry
from collectif.record.meaning import about
from collectif.tables.shown import headed
from collectif.tables.sql.events import table_of_type
from collectif.tables.sql.schema import SqlTable
from collectif.tables.sql.views import VIEWS

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = tuple[str, str | None, str, str]


def dictionary(
    db: Database,
    events: Iterable[SqlTable],
    answers: Iterable[SqlTable],
    registry: Registry,
) -> None:
    """Write the table `dictionary`: a row for each table, each view and each column.

    What fields of events mean is told by their classes, in English.
    """
    db.execute(
        'create table if not exists dictionary ("table" text, "column" text,'
        " meaning_en text, meaning_fr text)"
    )
    db.execute("delete from dictionary")
    known = {table_of_type(one).name: one for one in registry}
    rows = [
        *(row for table in events for row in _of_events(table, known.get(table.name))),
        *(row for table in answers for row in _of_answers(table)),
        *((name, None, *_both("views", name)) for name in VIEWS),
    ]
    db.conn.executemany("insert into dictionary values (?, ?, ?, ?)", rows)


def metadata(path: Path, lang: str) -> dict[str, Any]:
    """Return what Datasette shows beside a database: `datasette FILE.db -m metadata.json`.

    Args:
        path: The database.
        lang: The language of the descriptions.
    """
    column = f"meaning_{'fr' if lang == 'fr' else 'en'}"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        told = db.execute(f'select "table", "column", {column} from dictionary').fetchall()
    tables: dict[str, dict[str, Any]] = {}
    for name, of, meaning in told:
        one = tables.setdefault(name, {"columns": {}})
        if of is None:
            one["description"] = meaning
        else:
            one["columns"][of] = meaning
    return {
        "title": words("tables", lang)["database"],
        "databases": {path.stem: {"tables": tables}},
    }


def _of_events(table: SqlTable, known: EventType | None) -> Iterator[Row]:
    """Yield what the table of a type of events means, by its class."""
    if known is None:
        yield from _of_answers(table)
        return
    yield table.name, None, *(about(known.cls),) * 2
    yield table.name, "seq", *_both("columns", "seq")
    for column in table.columns[1:]:
        yield table.name, column.name, *(_meaning(known.name, known.cls, column.name),) * 2


@cache
def _meaning(type: str, cls: type, column: str) -> str:
    """Return what the class of an event says of a field."""
    return csv_dictionary.meaning(CsvTable(type, EVENTS.of(cls)), column)


def _of_answers(table: SqlTable) -> Iterator[Row]:
    yield table.name, None, *_both("names", table.name)
    for column in table.columns:
        said = tuple(_column(column.name, lang) for lang in ("en", "fr"))
        yield table.name, column.name, said[0], said[1]


def _column(name: str, lang: str) -> str:
    """Return what a flat column means: that of which it is made, and in which form."""
    for suffix in ("_decimal", "_en", "_fr"):
        if name.endswith(suffix):
            said = headed(name.removesuffix(suffix), lang)
            return f"{said} ({words('tables', lang)['forms'][suffix[1:]]})"
    return headed(name, lang)


def _both(table: str, name: str) -> tuple[str, str]:
    """Return what is said of a name in English and in French."""
    found = [words("tables", lang)[table].get(name, name) for lang in ("en", "fr")]
    return found[0], found[1]
