"""This module is about SQLite files of strangers: tables that are not the plain ones that we make.

An SQLite file is a program too. A view in the place of a table may compute for ever, a computed
column may hold what no file holds, and a trigger runs when something is written
(sqlite.org/security.html). So what bears the name of one of our tables must be a table, and what
stands on it must be ours. Whatever else a file holds is never read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from collectif.errors import CorruptLog, NotALog, Reason

LONGEST = 1 << 18
"""The largest value, and the largest row, that is read, in bytes; an event takes a quarter."""

INDEX = ("reference", "reference_type", "reference_state")
"""The derived tables of `collectif.log.index`, which may be there or not."""

_COMPUTED = (2, 3)


def limit(connection: sqlite3.Connection) -> None:
    """Let a connection read no value that no file of ours holds."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.execute("pragma cell_size_check = on")


def refuse_strange(connection: sqlite3.Connection, path: str, script: str) -> None:
    """Raise `NotALog` if one of our names stands for something else than what a script makes."""
    kinds = connection.execute("select type, name, tbl_name, sql from sqlite_master").fetchall()
    made = _alike(script)
    for kind, name, table, sql in kinds:
        known = f"create table {table}(" in made or table in INDEX
        if not known:
            continue
        if kind == "view" or (kind == "table" and not _is_plain(connection, name, str(sql))):
            raise _strange(path, Reason("strangers.not-plain-table-should", name=name))
        if kind == "trigger" and _alike(str(sql)) not in made:
            raise _strange(path, Reason("strangers.trigger-in-is-not-ours", name=name[:80]))


def in_order(path: Path, numbers: Sequence[int], after: int | None) -> None:
    """Raise `CorruptLog` if rows that were asked for in order are not: SQLite trusts its pages."""
    before = numbers if after is None else (after, *numbers)
    if not all(one < other for one, other in pairwise(before)):
        raise CorruptLog.of("strangers.damaged", path=path)


def _is_plain(connection: sqlite3.Connection, name: str, sql: str) -> bool:
    """Whether a table is neither virtual nor has columns that are computed."""
    columns = connection.execute("select hidden from pragma_table_xinfo(?)", (name,)).fetchall()
    virtual = _alike(sql).startswith("create virtual")
    return not virtual and not any(hidden in _COMPUTED for (hidden,) in columns)


def _alike(sql: str) -> str:
    return " ".join(sql.lower().split())


def _strange(path: str, what: Reason) -> NotALog:
    return NotALog.of("strangers.not-read", path=path, what=what)
