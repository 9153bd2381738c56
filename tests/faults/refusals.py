"""This module is about letting the n-th operation of a session fail, for every n.

It is SQLite's own way of testing (sqlite.org/testing.html, "I/O Error Testing"). An operation fails
once, and what was refused is told again; or everything fails from there on, until the log is opened
anew. Either way the library says so by an error of its own, and what it acknowledged is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from attrs import define, field, frozen

from collectif.errors import StoreUnavailable
from disks import Disk
from passing import Mode, Operation, refusal, through
from sessions import Session

CODES: Mapping[Operation, int] = {
    "open": apsw.SQLITE_CANTOPEN,
    "read": apsw.SQLITE_IOERR_READ,
    "write": apsw.SQLITE_IOERR_WRITE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "delete": apsw.SQLITE_IOERR_DELETE,
    "lock": apsw.SQLITE_IOERR_LOCK,
    "size": apsw.SQLITE_IOERR_FSTAT,
    "access": apsw.SQLITE_IOERR_ACCESS,
}
"""What fails, and how."""

FULL: Mapping[Operation, int] = {"write": apsw.SQLITE_FULL}
"""A disk without room: only writing fails."""


@frozen(kw_only=True)
class Trouble:
    """How operations fail.

    Attributes:
        mode: The journal mode.
        codes: What fails, and with which result code of SQLite.
        lasting: Whether everything after the n-th fails too.
        instead: What is said instead of statements of the library; a harness that sees needs it.
    """

    mode: Mode
    codes: Mapping[Operation, int] = field(factory=lambda: CODES)
    lasting: bool = False
    instead: Mapping[str, str] = field(factory=dict)


TROUBLES = {
    f"{mode.upper()}, {name}{', lasting' if lasting else ''}": Trouble(
        mode=mode, codes=codes, lasting=lasting
    )
    for mode in ("wal", "delete")
    for name, codes in (("I/O errors", CODES), ("disk full", FULL))
    for lasting in (False, True)
}


@define
class Failing:
    """What lets one operation fail, or all from one on.

    Attributes:
        trouble: What fails.
        at: The how manieth, from 1; None lets nothing fail.
        done: How many operations there were.
        failed: The kind of the first that failed.
    """

    trouble: Trouble
    at: int | None
    done: int = 0
    failed: Operation | None = None

    def __call__(self, operation: Operation) -> None:
        """Count an operation, and refuse it if it is its turn."""
        code = self.trouble.codes.get(operation)
        if code is None:
            return
        self.done += 1
        if self.at is None or self.done < self.at or (self.failed and not self.trouble.lasting):
            return
        self.failed = self.failed or operation
        raise refusal(code, f"this {operation} fails")


@define
class Tally:
    """What was seen.

    Attributes:
        points: How many operations failed, each in a session of its own: kind -> number.
        refused: How many errors were raised, of each class and reason.
        faults: What is wrong, in words.
    """

    points: Counter[str] = field(factory=Counter)
    refused: Counter[str] = field(factory=Counter)
    faults: list[str] = field(factory=list)


def failures(trouble: Trouble, *, step: int = 1, first: int = 1) -> Tally:
    """Let every `step`-th operation fail, from the first-th on, each in a session of its own."""
    tally = Tally()
    for n in range(first, operations(trouble) + 1, step):
        tally.faults += [f"operation {n}: {fault}" for fault in _faults(trouble, n, tally)]
    return tally


def operations(trouble: Trouble) -> int:
    """Return how many operations a session needs in which nothing fails."""
    with TemporaryDirectory() as folder:
        return _run(trouble, Path(folder) / "log.db", None, Session()).done


def _faults(trouble: Trouble, n: int, tally: Tally) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        path, session = Path(folder) / "log.db", Session()
        tally.points[str(_run(trouble, path, n, session).failed)] += 1
        for error in session.refused:
            tally.refused[f"{type(error).__name__}: {error.why}"] += 1
            if not isinstance(error, StoreUnavailable):
                yield f"misnamed: {error}"
        yield from session.faults(path)


def _run(trouble: Trouble, path: Path, n: int | None, session: Session) -> Failing:
    failing = Failing(trouble, n)
    with through(failing, Disk(), mode=trouble.mode, instead=trouble.instead):
        session.run(path)
    return failing
