"""This module is about what SQLite complains of, said in three sentences."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from collectif.errors import CollectifError, CorruptLog, NotALog, StoreUnavailable, Swapped

RESTORE = (
    "Keep the file as it is, and put a backup back with `collectif restore`; "
    "`collectif salvage` saves what can still be read."
)
"""The way out of a damaged file."""


def explained(
    error: sqlite3.Error | UnicodeDecodeError, path: Path, name: str, *, opening: bool = False
) -> CollectifError:
    """Return SQLite's error as one of ours, in three sentences."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    code = extended & 0xFF
    if extended == sqlite3.SQLITE_READONLY_DBMOVED:
        return replaced(path)
    if code == sqlite3.SQLITE_NOTADB:
        return NotALog.of("failures.not-collectif", path=path, name=name)
    if code in _DAMAGE:
        return CorruptLog(f"{path} is damaged.", f"SQLite says: {error}.", RESTORE)
    told, why, mend = _REASONS.get(code, _OTHERWISE)
    done = "could not be opened" if opening else "could not be read or written"
    what = f"{path} {done}; nothing was recorded."
    return StoreUnavailable(what, why.format(error=error), mend, code=told)


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

_OTHERWISE = ("failed", "SQLite says: {error}.", "Mend the cause, and try again.")

# Programs rely on the codes: they never change.
_REASONS = {
    sqlite3.SQLITE_BUSY: (
        "locked",
        "Another program has held its lock for too long ({error}).",
        "Wait for it to finish, or stop it, and try again with the same id.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "locked",
        "Another part of this program holds its lock ({error}).",
        "Finish the other reading or writing first, and try again.",
    ),
    sqlite3.SQLITE_FULL: (
        "full",
        "The disk is full ({error}).",
        "Make room, and try again with the same id; what was recorded before is intact.",
    ),
    sqlite3.SQLITE_READONLY: (
        "read-only",
        "The file or its folder cannot be written ({error}).",
        "Change their permissions, or copy the log to a place where you may write.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot-open",
        "The file or its folder cannot be opened ({error}).",
        "Check the path and its permissions; the folder must be writable to record.",
    ),
    sqlite3.SQLITE_IOERR: (
        "io",
        "The disk refused to read or write ({error}).",
        "Check the disk and its free space, then try again with the same id.",
    ),
}
