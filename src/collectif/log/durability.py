"""This module is about what SQLite promises, and how to be promised it: durable, and in turn.

How a file is written depends on the SQLite library (`journal_mode`): versions before 3.51.3, the
back-ports 3.44.6 and 3.50.7 apart, can corrupt a WAL file when two connections checkpoint at the
same instant (sqlite.org/wal.html, "the WAL-reset bug"). With those a rollback journal is used.
Both ways an append that was acknowledged survives a power cut: WAL with synchronous=FULL, or
DELETE with synchronous=EXTRA. NORMAL, and DELETE with FULL, do not.
"""

from __future__ import annotations

import sqlite3
import time

_ASK_AGAIN = 0.02
"""After how many seconds at most a writer asks for the lock again."""

_FIXED_BACKPORTS = {(3, 44): 6, (3, 50): 7}


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return the journal mode that is safe with a version of SQLite: `"wal"` or `"delete"`."""
    backport = _FIXED_BACKPORTS.get((version[0], version[1]))
    fixed = version >= (3, 51, 3) or (backport is not None and version[2] >= backport)
    return "wal" if fixed else "delete"


def begin(connection: sqlite3.Connection, patience: float) -> None:
    """Take SQLite's writer lock, or wait for it for so many seconds.

    SQLite's own way of waiting asks ever less often, so that whoever comes last is served first.
    Asking again after a random while is fair: with sixteen writers nobody waits for long.
    """
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("begin immediate")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= until:
                raise
        from random import uniform

        time.sleep(uniform(0, _ASK_AGAIN))
