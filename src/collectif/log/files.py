"""This module is about one SQLite file: opening it durably, and saying clearly what is wrong.

How a file is written depends on the SQLite library (`journal_mode`): versions before 3.51.3, the
back-ports 3.44.6 and 3.50.7 apart, can corrupt a WAL file when two connections checkpoint at the
same instant (sqlite.org/wal.html, "the WAL-reset bug"). With those a rollback journal is used.
Both ways an append that was acknowledged survives a power cut: WAL with synchronous=FULL, or
DELETE with synchronous=EXTRA. NORMAL, and DELETE with FULL, do not.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from collectif.errors import CollectifError, CorruptLog, NotALog, StoreUnavailable
from collectif.log.schema import Schema

BUSY_SECONDS = 60.0
"""How long a writer waits for the lock before it gives up."""

_FIXED_BACKPORTS = {(3, 44): 6, (3, 50): 7}


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return the journal mode that is safe with a version of SQLite: `"wal"` or `"delete"`."""
    backport = _FIXED_BACKPORTS.get((version[0], version[1]))
    fixed = version >= (3, 51, 3) or (backport is not None and version[2] >= backport)
    return "wal" if fixed else "delete"


class File:
    """One SQLite file and its connection, shared by the threads of this process.

    A connection on which anything failed is dropped, and a new one opened at the next use: after a
    failed sync nothing that it believes can be relied on.
    """

    def __init__(self, path: Path, schema: Schema, *, read_only: bool) -> None:
        self.path = path
        self.schema = schema
        self.read_only = read_only
        self.lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def connection(self) -> sqlite3.Connection:
        """Return the connection, opened and checked if it is not open yet."""
        if self._connection is None:
            with self.saying_what_failed(fresh=True):
                self._connection = self._opened()
        return self._connection

    def all(self, statement: str, parameters: Any = ()) -> list[Any]:
        """Run a statement and return all its rows; no lock of SQLite outlasts the call."""
        with self.lock, self.saying_what_failed():
            return self.connection().execute(statement, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold SQLite's one writer lock; commit when left normally, roll back otherwise."""
        self._refuse_if_read_only()
        with self.lock, self.saying_what_failed():
            connection = self.connection()
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                if self._connection is connection and connection.in_transaction:
                    connection.execute("rollback")
                raise

    def close(self) -> None:
        """Close the connection; the next use opens another."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def saying_what_failed(self, *, fresh: bool = False) -> Iterator[None]:
        """Turn SQLite's errors into ours, and drop the connection on which they happened."""
        try:
            yield
        except sqlite3.Error as error:
            with self.lock:
                connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()
            raise explained(error, self.path, self.schema.name, opening=fresh) from error

    def _opened(self) -> sqlite3.Connection:
        if self.read_only:
            return self._opened_to_read()
        if not self.path.parent.is_dir():
            raise StoreUnavailable(
                f"{self.path} cannot be made.",
                f"There is no folder {self.path.parent}.",
                "Make the folder first, or name another place.",
            )
        connection = _connect(self.path, "rwc")
        try:
            self.schema.check(connection, str(self.path))
            # EXTRA before the journal mode: the switch to WAL removes a rollback journal, and that
            # removal must reach the disk, or a power cut may bring the journal back and empty the
            # file with it.
            connection.execute("pragma synchronous = extra")
            connection.execute("pragma secure_delete = on")
            mode = journal_mode()
            (current,) = connection.execute("pragma journal_mode").fetchone()
            empty = self.schema.check(connection, str(self.path))
            if (empty and mode == "wal") or (current == "wal" and mode == "delete"):
                (current,) = connection.execute(f"pragma journal_mode = {mode}").fetchone()
            self.schema.prepare(connection, str(self.path))
            if current == "wal":
                connection.execute("pragma synchronous = full")
        except BaseException:
            connection.close()
            raise
        return connection

    def _opened_to_read(self) -> sqlite3.Connection:
        """Open without ever writing events; a crashed writer's journal is rolled back if it can."""
        if not self.path.is_file():
            raise NotALog(
                f"There is no log at {self.path}.",
                "Only what was recorded can be read.",
                "Check the path, or record one with `collectif demo` or `collectif import`.",
            )
        try:
            connection = _connect(self.path, "rw")
            connection.execute("select count(*) from sqlite_master")
        except sqlite3.OperationalError:
            connection = _connect(self.path, "ro")
        try:
            connection.execute("pragma query_only = on")
            if self.schema.check(connection, str(self.path)):
                raise NotALog(
                    f"{self.path} is empty.",
                    f"It holds no tables, so it is not {self.schema.name} of collectif.",
                    "Check the path, or record a log there first.",
                )
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_if_read_only(self) -> None:
        if self.read_only:
            raise StoreUnavailable(
                f"{self.path} was opened to be read.",
                "Nothing is written through a log that was opened read-only.",
                "Open it with `collectif.open(path)` to record in it.",
            )


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma fullfsync = on")
    return connection


def explained(
    error: sqlite3.Error, path: Path, name: str, *, opening: bool = False
) -> CollectifError:
    """Return SQLite's error as one of ours, in three sentences."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return NotALog(
            f"{path} is not {name} of collectif.",
            "It is not even an SQLite file.",
            "Name the file that `collectif` wrote; nothing in this one was touched.",
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return CorruptLog(
            f"{path} is damaged.",
            f"SQLite says: {error}.",
            "Keep the file as it is, and restore a copy that `collectif verify` finds sound.",
        )
    why, mend = _REASONS.get(code, ("SQLite says: {error}.", "Mend the cause, and try again."))
    done = "could not be opened" if opening else "could not be read or written"
    return StoreUnavailable(f"{path} {done}; nothing was recorded.", why.format(error=error), mend)


_REASONS = {
    sqlite3.SQLITE_BUSY: (
        "Another program has held its lock for too long ({error}).",
        "Wait for it to finish, or stop it, and try again with the same id.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "Another part of this program holds its lock ({error}).",
        "Finish the other reading or writing first, and try again.",
    ),
    sqlite3.SQLITE_FULL: (
        "The disk is full ({error}).",
        "Make room, and try again with the same id; what was recorded before is intact.",
    ),
    sqlite3.SQLITE_READONLY: (
        "The file or its folder cannot be written ({error}).",
        "Change their permissions, or copy the log to a place where you may write.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The file or its folder cannot be opened ({error}).",
        "Check the path and its permissions; the folder must be writable to record.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk refused to read or write ({error}).",
        "Check the disk and its free space, then try again with the same id.",
    ),
}
