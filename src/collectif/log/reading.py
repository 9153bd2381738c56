"""This module is about opening a file to read it, also where nothing at all can be written.

Whoever reads a file that others write needs locks, and a crashed writer's journal must be rolled
back first; both write beside the file. On a folder or a medium that cannot be written, a file that
was closed well is read as it is. One that was not cannot be read soundly there, and says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from collectif.errors import StoreUnavailable

Connect = Callable[[Path, str], sqlite3.Connection]
"""What opens a file in a mode of SQLite's: `rw`, `ro`, `ro&immutable=1`."""

_UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}

LEFT = ("-journal", "-wal")
"""What a writer that died leaves beside a file, and what it must be read with."""


def opened_to_read(path: Path, connect: Connect) -> tuple[sqlite3.Connection, bool]:
    """Return a connection, and whether it is one without locks.

    Without locks nobody is waited for; the caller looks whether the file has changed.

    Raises:
        StoreUnavailable: If a journal would have to be rolled back, and cannot be.
        sqlite3.Error: If the file cannot be opened at all.
    """
    try:
        return _tried(path, "rw", connect), False
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
            raise
    try:
        return _tried(path, "ro", connect), False
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
            raise
        for left in leftovers(path):
            raise _unfinished(path, left) from error
    return _tried(path, "ro&immutable=1", connect), True


def leftovers(path: Path) -> list[Path]:
    """Return the journals beside a file that hold anything."""
    beside = [path.with_name(path.name + suffix) for suffix in LEFT]
    return [one for one in beside if one.is_file() and one.stat().st_size > 0]


def _tried(path: Path, mode: str, connect: Connect) -> sqlite3.Connection:
    connection = connect(path, mode)
    try:
        connection.execute("select count(*) from sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


def _unfinished(path: Path, left: Path) -> StoreUnavailable:
    return StoreUnavailable.of(
        "reading.cannot-be-read-where", code="read-only", path=path, name=left.name, name2=path.name
    )
