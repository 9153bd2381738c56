"""This module is about killing a program that works on a log, at a random moment.

A child does some kind of work, and writes the size and the root of the log to a pipe each time that
something is acknowledged. It is killed with SIGKILL. Then the log is opened again: it must verify,
its root at every acknowledged size must be the one that was told, and what was under way is told a
second time without being doubled.

A kind of work is a class with two methods: what the child does, and what must hold afterwards.
"""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import struct
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, ClassVar, Protocol

from attrs import define, evolve, field

from collectif.errors import CollectifError, NotALog
from collectif.log import sqlite
from collectif.log.log import Head, Log
from collectif.log.schema import _LOG_TABLES, LOG, Schema
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked

Acknowledge = Callable[[Head], object]

_TOLD = struct.Struct(">Q32s")


class Work(Protocol):
    """A kind of work.

    Attributes:
        patience: The longest time that a child is let live after its first acknowledgement, or
            after its start where it is not waited for, in seconds.
    """

    patience: ClassVar[float]

    def begin(self, run: int) -> None:
        """Make ready for a child."""

    def work(self, run: int, acknowledge: Acknowledge) -> None:
        """Work until killed."""

    def faults(self, run: int, told: Sequence[Head]) -> Iterator[str]:
        """Yield what is wrong after a death; `told` is what was acknowledged, in order."""


def kills(
    work: Work,
    *,
    count: int,
    seed: int = 0,
    heard: Callable[[Sequence[Head]], object] = lambda _: None,
) -> Iterator[str]:
    """Kill `count` children in turn; yield whatever is wrong afterwards.

    Args:
        work: What they do.
        count: How many.
        seed: Of chance.
        heard: What is given all that a child had acknowledged.
    """
    chance = Random(seed)
    for run in range(count):
        work.begin(run)
        told, status = _killed(work, run, chance.uniform(0, work.patience))
        heard(told)
        if status != signal.SIGKILL:
            yield f"kill {run}: the program ended by itself"
        try:
            for fault in work.faults(run, told):
                yield f"kill {run}: {fault}"
        except CollectifError as error:
            yield f"kill {run}: {type(error).__name__}: {error}"
            return


def _killed(work: Work, run: int, patience: float) -> tuple[list[Head], int]:
    """Let a child work until it is killed; return what it had acknowledged, and how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work.work(run, lambda head: os.write(writing, _TOLD.pack(head.size, head.root)))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        if run % 4:  # one in four may die before its first act, or while it opens the file
            select.select([pipe], [], [], 10)
        time.sleep(patience)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return [Head(*told) for told in _TOLD.iter_unpack(pipe.read())], status


def opened(path: Path) -> Log:
    """Return a log of sample events."""
    return Log(SQLiteStore(path), codec=Codec(SAMPLES))


def unlike(log: Log, told: Sequence[Head]) -> Iterator[str]:
    """Yield what is unsound about a log, or is not what was acknowledged of it."""
    report = log.verify()
    if not report.sound:
        yield report.findings[0].what
    for head in told:
        if head.size > log.size:
            yield f"of {head.size} acknowledged events {log.size} are left"
        elif log.at(head.size).head() != head:
            yield f"the root of the first {head.size} events is another"


@define
class Appends:
    """Acts of one or more events, every third one with personal words.

    Attributes:
        path: The log, which all children write in turn.
        batch: How many events an act has, besides words.
        kept: The acts that are recorded.
    """

    patience = 0.03

    path: Path
    batch: int = 1
    kept: dict[str, list[Any]] = field(factory=dict)

    def begin(self, run: int) -> None:
        """Nothing is needed."""

    def work(self, run: int, acknowledge: Acknowledge) -> None:
        """Append."""
        log = opened(self.path)
        for number in range(1_000_000):
            log.append(self._act(run, number), id=f"{run}.{number}")
            acknowledge(log.head())

    def faults(self, run: int, told: Sequence[Head]) -> Iterator[str]:
        """Every act is told again: acknowledged ones are there, and the last one is not doubled."""
        log = opened(self.path)
        yield from unlike(log, told)
        for number in range(len(told)):
            id, size = f"{run}.{number}", log.size
            self.kept[id] = self._act(run, number)
            log.append(self.kept[id], id=id)  # refused unless its content is there
            if log.size != size:
                yield f"the acknowledged act {id} was lost"
        for _ in range(2):
            log.append(self._act(run, len(told)), id=f"{run}.{len(told)}")
        self.kept[f"{run}.{len(told)}"] = self._act(run, len(told))
        ids = [event.id for event in log.read()]
        if len(ids) != len(set(ids)):
            yield "an event was doubled"
        if len(ids) != sum(map(len, self.kept.values())):
            yield f"{len(ids)} events, and {sum(map(len, self.kept.values()))} were recorded"
        log.close()

    def _act(self, run: int, number: int) -> list[Any]:
        content: list[Any] = [noted(1000 * run + n, member=f"m{number}") for n in range(self.batch)]
        return [*content, remarked(f"{run}.{number} é")] if number % 3 == 0 else content


@define
class Migrations:
    """A file of format 1 becomes one of today's format, and then of one that a step of ours makes.

    Attributes:
        folder: Where the files are.
    """

    patience = 0.012

    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "log.db"

    def begin(self, run: int) -> None:
        """Put a file of format 1 there."""
        old = self.folder / "old.db"
        if not old.exists():
            with _program_of(_FIRST):
                log = opened(old)
                log.append([noted(n) for n in range(2000)])
                log.close()
        for path in self.folder.glob("log.db*"):
            path.unlink()
        self._path.write_bytes(old.read_bytes())

    def work(self, run: int, acknowledge: Acknowledge) -> None:
        """Open the log, which brings it up to date, and append to it."""
        with _program_of(_NEXT):
            log = opened(self._path)
            for number in range(1_000_000):
                acknowledge(log.head())
                log.append([noted(number)], id=f"{run}.{number}")

    def faults(self, run: int, told: Sequence[Head]) -> Iterator[str]:
        """It is wholly of one format or of the other; opening it again finishes what was begun."""
        yield from self._halfway(done=bool(told))
        with _program_of(_NEXT):
            log = opened(self._path)
            yield from unlike(log, told)
            if log.size < 2000:
                yield f"{log.size} of 2000 events are left"
            log.close()
        yield from self._halfway(done=True)
        with suppress(NotALog):
            opened(self._path)
            yield "an older program opens what it cannot know"

    def _halfway(self, *, done: bool) -> Iterator[str]:
        raw = sqlite3.connect(self._path)
        (version,) = raw.execute("pragma user_version").fetchone()
        chosen = "select count(*) from sqlite_master where name in ('checkpoint', 'mark')"
        (tables,) = raw.execute(chosen).fetchone()
        marks = raw.execute("select count(*) from mark").fetchone()[0] if tables == 2 else None
        raw.close()
        allowed = [(_NEXT.version, 2)] if done else [(1, 0), (_NEXT.version, 2)]
        if (version, tables) not in allowed or (marks is not None and marks != 2000):
            yield f"the file says format {version}, and holds {tables} tables and {marks} marks"


def _step(database: Any) -> None:
    database.execute("create table mark(seq integer primary key, leaf blob not null) strict")
    database.execute("insert into mark select seq, leaf from event order by seq")


_FIRST = evolve(LOG, version=1, tables=_LOG_TABLES, steps={})
_NEXT = evolve(LOG, version=LOG.version + 1, steps={**LOG.steps, LOG.version: _step})


@contextmanager
def _program_of(schema: Schema) -> Iterator[None]:
    """Be a program that knows another newest format."""
    usual, sqlite.LOG = sqlite.LOG, schema
    try:
        yield
    finally:
        sqlite.LOG = usual
