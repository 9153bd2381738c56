"""This module is about holding a log's file while another one is put in its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collectif.errors import StoreUnavailable
from collectif.log.failures import explained
from collectif.log.files import connect
from collectif.log.merkle import Edge
from collectif.log.schema import LOG


class Hold:
    """A log's file that nobody writes to; nothing is held of one that is missing or damaged.

    The file must not be opened otherwise meanwhile: closing it would let go of the locks.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None) -> None:
        self._path = path
        self._connection = connection

    def check(self, size: int) -> None:
        """Refuse if the log does not hold as many events as when it was looked at."""
        if self._connection is None:
            return
        rows = self._connection.execute("select size, hashes from edge").fetchall()
        if [Edge.unpacked(*row).size for row in rows] != [size]:
            raise StoreUnavailable.of(
                "holding.written-while-was-compared-nothing",
                code="locked",
                path=self._path,
                size=size,
            )

    def before_replacing(self) -> None:
        """Let go where a file that is open cannot be replaced."""
        if os.name == "nt":
            self.close()

    def close(self) -> None:
        """Let go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def held(path: Path) -> Iterator[Hold]:
    """Let nobody write to a log.

    It leaves WAL first, which nobody else may have open then: closing a WAL file removes its
    journal by name, and that name will be another file's.
    """
    hold = Hold(path, _exclusive(path) if path.exists() else None)
    try:
        yield hold
    finally:
        hold.close()


def _exclusive(path: Path) -> sqlite3.Connection | None:
    connection = None
    try:
        connection = connect(path, "rw")
        connection.execute("pragma journal_mode = delete").fetchall()
        connection.execute("begin exclusive")
        connection.execute("select size, hashes from edge").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if connection is not None:
            connection.close()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise explained(error, path, LOG.name, opening=True) from error
        return None
    return connection
