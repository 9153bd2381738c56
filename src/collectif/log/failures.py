"""This module is about what SQLite complains of, said in three sentences."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from collectif.errors import CollectifError, CorruptLog, NotALog, StoreUnavailable


def explained(
    error: sqlite3.Error | UnicodeDecodeError, path: Path, name: str, *, opening: bool = False
) -> CollectifError:
    """Return SQLite's error as one of ours, in three sentences."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return NotALog(
            f"{path} is not {name} of collectif.",
            "It is not even an SQLite file.",
            "Name the file that `collectif` wrote; nothing in this one was touched.",
        )
    if code in _DAMAGE:
        return CorruptLog(
            f"{path} is damaged.",
            f"SQLite says: {error}.",
            "Keep the file as it is, and restore a copy that `collectif verify` finds sound.",
        )
    why, mend = _REASONS.get(code, ("SQLite says: {error}.", "Mend the cause, and try again."))
    done = "could not be opened" if opening else "could not be read or written"
    return StoreUnavailable(f"{path} {done}; nothing was recorded.", why.format(error=error), mend)


# Our statements are fixed and fit our tables: an error in one, like a text that is not UTF-8 (which
# has no code at all), means that the file is no longer what was written.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_FORMAT,
}

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
