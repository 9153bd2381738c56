"""This module is about what SQLite complains of, said in three sentences."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from collectif.errors import CollectifError, CorruptLog, NotALog, Reason, StoreUnavailable, Swapped

RESTORE = Reason("failures.restore")
"""The way out of a damaged file."""


def explained(
    error: sqlite3.Error | UnicodeDecodeError, path: Path, name: Reason, *, opening: bool = False
) -> CollectifError:
    """Return SQLite's error as one of ours, in three sentences."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    code = extended & 0xFF
    if extended == sqlite3.SQLITE_READONLY_DBMOVED:
        return replaced(path)
    if code == sqlite3.SQLITE_NOTADB:
        return NotALog.of("failures.not-collectif", path=path, name=name)
    if code in _DAMAGE:
        return CorruptLog.of("failures.damaged", path=path, error=error, restore=RESTORE)
    told, reason = _REASONS.get(code, ("failed", "failed"))
    return StoreUnavailable.of(
        "failures.out-of-reach",
        code=told,
        path=path,
        done=Reason("failures.not-opened" if opening else "failures.not-used"),
        why=Reason(f"failures.{reason}", error=error),
        mend=Reason(f"failures.{reason}-mend"),
    )


def replaced(path: Path) -> Swapped:
    """Return what is said of a file that is no longer the one that was opened."""
    return Swapped.of("failures.not-file-was-opened-nothing", code="file", path=path)


# Our statements are fixed and fit our tables: an error in one, like a text that is not UTF-8 (which
# has no code at all), means that the file is no longer what was written.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_FORMAT,
}

# Programs rely on the codes: they never change.
_REASONS = {
    sqlite3.SQLITE_BUSY: ("locked", "locked"),
    sqlite3.SQLITE_LOCKED: ("locked", "locked-here"),
    sqlite3.SQLITE_FULL: ("full", "full"),
    sqlite3.SQLITE_READONLY: ("read-only", "read-only"),
    sqlite3.SQLITE_CANTOPEN: ("cannot-open", "cannot-open"),
    sqlite3.SQLITE_IOERR: ("io", "io"),
}
"""SQLite's code -> the code for programs, and the words of the reason."""
