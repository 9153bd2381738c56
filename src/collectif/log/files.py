"""This module is about one SQLite file: opening it durably, and saying clearly what is wrong."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from collectif.errors import NotALog, Reason, StoreUnavailable
from collectif.log.durability import begin
from collectif.log.durability import journal_mode as journal_mode
from collectif.log.failures import explained, replaced
from collectif.log.reading import opened_to_read
from collectif.log.schema import Schema
from collectif.log.store import already_writing, not_next
from collectif.log.strangers import limit

if TYPE_CHECKING:
    from sqlite_utils.db import Table

T = TypeVar("T")

BUSY_SECONDS = 60.0
"""How long a writer waits for the lock before it gives up."""

_FEW = 500
_FILES = WeakSet["File"]()
_LEFT_TO_PARENT: list[sqlite3.Connection] = []


class File:
    """One SQLite file and its connection, shared by the threads of this process.

    A connection on which anything failed is dropped, and a new one opened at the next use: after a
    failed sync nothing that it believes can be relied on. A transaction never outlives its
    connection. A file that is put in the place of the one that was opened is refused until the
    next `close`: whoever went on would write where nobody looks any more.

    Attributes:
        path: Where the file is.
        schema: What must be in it.
        read_only: Whether everything that writes is refused.
        writing: Whether a transaction is open.
    """

    def __init__(self, path: Path, schema: Schema, *, read_only: bool) -> None:
        self.path = path
        self.schema = schema
        self.read_only = read_only
        self.writing = False
        self.lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._still: tuple[int, int] | None = None
        _FILES.add(self)

    def connection(self) -> sqlite3.Connection:
        """Return the connection, opened and checked if it is not open yet."""
        if self._connection is not None and not self.writing:
            found = self._refuse_if_replaced()
            if self._still not in (None, (found.st_mtime_ns, found.st_size)):
                self._drop()
        if self._connection is None:
            if self.writing:
                raise StoreUnavailable.of(
                    "files.what-was-being-written", code="misused", path=self.path
                )
            with self._saying_what_failed(opening=True):
                self._connection = self._opened()
            self._refuse_if_replaced()
        return self._connection

    def all(self, statement: str, parameters: Any = ()) -> list[Any]:
        """Run a statement and return all its rows; no lock of SQLite outlasts the call."""
        with self.lock, self._saying_what_failed():
            return self.connection().execute(statement, parameters).fetchall()

    def put(self, statement: str, rows: Iterable[Any]) -> None:
        """Run a statement for each row, inside the transaction that is open.

        Raises:
            sqlite3.IntegrityError: If a constraint of the tables or a trigger refuses a row.
        """
        if not self.writing:
            raise not_next(str(self.path), Reason("store.writer-lock-is-not-held"))
        with self._saying_what_failed():
            self.connection().executemany(statement, rows)

    @contextmanager
    def table(self, name: str) -> Iterator[Table]:
        """Give a table to sqlite-utils, inside the transaction that is open."""
        from sqlite_utils import Database

        if not self.writing:
            raise not_next(str(self.path), Reason("store.writer-lock-is-not-held"))
        with self._saying_what_failed():
            connection = self.connection()
            yield Database(connection, recursive_triggers=False, execute_plugins=False).table(name)

    @contextmanager
    def transaction(self, *, patient: bool = True) -> Iterator[None]:
        """Hold SQLite's one writer lock; commit when left normally, roll back otherwise.

        Args:
            patient: Whether to wait while another process writes.
        """
        self._refuse_if_read_only()
        with self.lock:
            if self.writing:
                raise already_writing(str(self.path))
            connection = self._begun(patient=patient)
            self.writing = True
            try:
                yield
                with self._saying_what_failed():
                    self.connection().execute("commit")
            except BaseException:
                self._roll_back(connection)
                raise
            finally:
                self.writing = False

    def vacuum(self) -> None:
        """Write the file anew without what was deleted, and leave nothing of it in a journal."""
        with self.lock, self._saying_what_failed():
            connection = self.connection()
            connection.execute("vacuum")
            connection.execute("pragma wal_checkpoint(truncate)")

    def copy_to(self, path: Path) -> None:
        """Write what is here at one moment into a new file, without what was deleted."""
        with self.lock, self._saying_what_failed():
            connection = self.connection()
            connection.execute("pragma query_only = off")
            try:
                connection.execute("vacuum into ?", (str(path),))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN):
                    raise explained(error, path, self.schema.name) from error
                raise
            finally:
                connection.execute(f"pragma query_only = {'on' if self.read_only else 'off'}")

    def missing(self) -> list[Reason]:
        """Return what is said of a file from whose end something was cut off, which only grew."""
        ((pages, size, mode),) = self.all(
            "select * from pragma_page_count, pragma_page_size, pragma_journal_mode"
        )
        there = self.path.stat().st_size
        if mode == "wal" or there >= pages * size:
            return []
        return [Reason("files.file-is-bytes-long", there=there, pages=pages * size)]

    def close(self) -> None:
        """Close the connection; the next use opens another."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._identity = None

    def start_afresh(self) -> None:
        """Leave the connection to the process that this one was forked from.

        SQLite forbids to use it, or even to close it, on this side of a fork.
        """
        if self._connection is not None:
            _LEFT_TO_PARENT.append(self._connection)
        self._connection, self.writing, self.lock = None, False, threading.RLock()

    def _begun(self, *, patient: bool) -> sqlite3.Connection:
        with self._saying_what_failed():
            connection = self.connection()
            connection.execute("pragma busy_timeout = 0")
            begin(connection, BUSY_SECONDS if patient else 0)
            connection.execute(f"pragma busy_timeout = {int(1000 * BUSY_SECONDS)}")
        self._refuse_if_replaced()  # while the lock was waited for
        return connection

    def _refuse_if_replaced(self) -> os.stat_result:
        """Refuse another file at the path than the one that was opened."""
        try:
            found = os.stat(self.path)
        except OSError as error:
            self._drop()
            raise replaced(self.path) from error
        identity = found.st_dev, found.st_ino
        self._identity = self._identity or identity
        if identity != self._identity:
            self._drop()
            raise replaced(self.path)
        return found

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        if self._connection is connection:
            try:
                if connection.in_transaction:
                    connection.execute("rollback")
            except sqlite3.Error:  # what is not committed goes with the connection
                self._drop()

    def _drop(self) -> None:
        with self.lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @contextmanager
    def _saying_what_failed(self, *, opening: bool = False) -> Iterator[None]:
        """Turn SQLite's errors into ours, and drop the connection on which they happened."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._drop()
            raise explained(error, self.path, self.schema.name, opening=opening) from error

    def _opened(self) -> sqlite3.Connection:
        if self.read_only:
            return self._opened_to_read()
        if not self.path.parent.is_dir():
            raise StoreUnavailable.of(
                "files.cannot-be-made", code="cannot-open", path=self.path, parent=self.path.parent
            )
        connection = connect(self.path, "rwc")
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
            missing = "files.folder" if self.path.is_dir() else "files.no-log"
            raise NotALog.of(missing, path=self.path)
        connection, unlocked = opened_to_read(self.path, connect)
        found = os.stat(self.path)
        self._still = (found.st_mtime_ns, found.st_size) if unlocked else None
        try:
            connection.execute("pragma query_only = on")
            if self.schema.check(connection, str(self.path)):
                raise NotALog.of("files.empty", path=self.path, name=self.schema.name)
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_if_read_only(self) -> None:
        if self.read_only:
            raise StoreUnavailable.of("files.opened-to-be-read", code="read-only", path=self.path)


@contextmanager
def let_go(paths: Collection[Path]) -> Iterator[None]:
    """Close the connections of this process to some files, and let none be opened meanwhile.

    Whoever reads such a file byte by byte must: when a process closes any descriptor of a file, the
    system drops all locks that it holds on it, those of SQLite too (POSIX).
    """
    with ExitStack() as held:
        concerned = [file for file in list(_FILES) if file.path in paths]
        for file in sorted(
            concerned, key=lambda file: str(file.schema.name)
        ):  # logs are locked first
            held.enter_context(file.lock)
            if file.writing:
                raise already_writing(str(file.path))
            file.close()
        yield


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection in a mode of SQLite's, guarded against what strangers may have made."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    limit(connection)
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma fullfsync = on")
    return connection


def slices(items: Sequence[T]) -> Iterator[list[T]]:
    """Yield some items at a time, no more than a statement takes as parameters."""
    for first in range(0, len(items), _FEW):
        yield list(items[first : first + _FEW])


def _start_afresh() -> None:
    for file in list(_FILES):
        file.start_afresh()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
