"""This module is about letting the library's own code run over files that can fail.

The library opens its files with the standard library's `sqlite3`, which takes no VFS that is
written in Python; apsw does, but only for connections of its own, over the SQLite library that it
brings. The seam is the one call `sqlite3.connect` in `collectif.log.files`: within `through` it
returns an apsw connection dressed as one of `sqlite3`. So opening, schema, appending, erasing,
rolling back, dropping a connection and explaining what failed are the library's own code,
statement by statement. What is left on the disk is then opened by the library with the plain
`sqlite3`, another SQLite again.

A setting that is known to be bad is a statement of the library's that is replaced by another.

An operation that fails makes the statement fail, also where SQLite would have gone on without it:
apsw hands over what a VFS raised whatever SQLite made of it.

Everything is passed on to the VFS of the system, but for syncing, which here only the `Disk` has to
know of. The shared memory of WAL goes past the VFS, and survives no power cut.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Literal

import apsw
from attrs import field, frozen

from collectif.log import files
from disks import Content, Disk

Operation = Literal["open", "read", "write", "sync", "truncate", "delete", "lock", "size", "access"]

Before = Callable[[Operation], None]
"""Told of each operation before it is done; what it raises is what the operation fails with."""

Mode = Literal["wal", "delete"]

_SYNCED_WITH_THEIR_NAME = (
    apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL | apsw.SQLITE_OPEN_WAL
)
"""The first sync of these files also syncs their name (SQLite, os_unix.c, UNIXFILE_DIRSYNC)."""

_KINDS = {
    apsw.ConstraintError: sqlite3.IntegrityError,
    apsw.CorruptError: sqlite3.DatabaseError,
    apsw.NotADBError: sqlite3.DatabaseError,
}
"""As `sqlite3` has it; everything else is an OperationalError."""

_numbers = count()


class VFS(apsw.VFS):
    """The files of the system, with a word before each operation."""

    def __init__(self, before: Before, disk: Disk) -> None:
        self.name = f"faults-{next(_numbers)}"
        self.before = before
        self.disk = disk
        super().__init__(self.name, "unix")

    def xOpen(self, name: Any, flags: list[int]) -> Opened:  # noqa: N802
        self.before("open")
        return Opened(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.before("delete")
        super().xDelete(filename, False)
        self.disk.removed(Path(filename).name, durably=syncdir)

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: N802
        self.before("access")
        return super().xAccess(pathname, flags)


class Opened(apsw.VFSFile):
    """One open file."""

    def __init__(self, vfs: VFS, name: Any, flags: list[int]) -> None:
        self._before = vfs.before
        self._disk = vfs.disk
        self._new = bool(flags[0] & _SYNCED_WITH_THEIR_NAME)
        super().__init__("unix", name, flags)
        path = name if isinstance(name, str | None) else name.filename()
        self._content = Content() if path is None else self._disk.opened(Path(path).name)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        self._before("read")
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._before("write")
        super().xWrite(data, offset)
        self._content.since.append((offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._before("truncate")
        super().xTruncate(newsize)
        self._content.since.append((newsize, None))

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._before("sync")
        self._disk.sync(self._content, and_name=self._new)
        self._new = False

    def xLock(self, level: int) -> None:  # noqa: N802
        self._before("lock")
        super().xLock(level)

    def xFileSize(self) -> int:  # noqa: N802
        self._before("size")
        return super().xFileSize()


def refusal(code: int, why: str) -> apsw.Error:
    """Return what an operation raises to fail with one of SQLite's (extended) result codes."""
    error = apsw.exception_for(code)
    told = type(error)(why)
    told.result, told.extendedresult = code & 0xFF, code
    return told


@contextmanager
def through(
    before: Before, disk: Disk, *, mode: Mode, instead: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Let everything that the library opens meanwhile go through a VFS.

    Args:
        before: What each operation is told to first.
        disk: What remembers what was synced.
        mode: The journal mode that the library chooses.
        instead: Statement of the library -> what is said instead of it.
    """
    vfs = VFS(before, disk)
    usual, chosen, hook = sqlite3.connect, files.journal_mode, sys.unraisablehook

    def connect(path: str, *, timeout: float, **_: object) -> Any:
        with _as_sqlite3():
            return Connection(apsw.Connection(path, _FLAGS, vfs.name), timeout, instead or {})

    sqlite3.connect = connect  # type: ignore[assignment]
    files.journal_mode = lambda: mode  # type: ignore[assignment]
    sys.unraisablehook = lambda told: None if isinstance(told.exc_value, apsw.Error) else hook(told)
    try:
        yield
    finally:
        sqlite3.connect, files.journal_mode, sys.unraisablehook = usual, chosen, hook
        vfs.unregister()


_FLAGS = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI


class Connection:
    """What the library uses of `sqlite3.Connection`, over one of apsw."""

    def __init__(self, below: apsw.Connection, timeout: float, instead: Mapping[str, str]) -> None:
        self._below = below
        self._instead = instead
        below.set_busy_timeout(int(1000 * timeout))

    @property
    def in_transaction(self) -> bool:
        return self._below.in_transaction

    def setlimit(self, category: int, limit: int) -> int:
        return self._below.limit(category, limit)

    def execute(self, statement: str, parameters: Any = ()) -> Rows:
        with _as_sqlite3():
            said = self._instead.get(statement, statement)
            return Rows(self._below.cursor().execute(said, parameters))

    def executemany(self, statement: str, rows: Any) -> None:
        with _as_sqlite3():
            self._below.cursor().executemany(statement, rows)

    def close(self) -> None:
        with suppress(apsw.Error, OSError):  # sqlite3 is silent here too
            self._below.close(True)


@frozen
class Rows:
    """What the library uses of `sqlite3.Cursor`."""

    _below: Any = field()

    def fetchone(self) -> Any:
        with _as_sqlite3():
            return self._below.fetchone()

    def fetchall(self) -> list[Any]:
        with _as_sqlite3():
            return list(self._below.fetchall())


@contextmanager
def _as_sqlite3() -> Iterator[None]:
    """Raise what `sqlite3` would."""
    try:
        yield
    except apsw.Error as error:
        kind = _KINDS.get(type(error), sqlite3.OperationalError)
        told = kind(str(error))
        told.sqlite_errorcode = error.extendedresult
        raise told from error
