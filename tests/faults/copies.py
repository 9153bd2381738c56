"""This module is about killing a program while it copies a log, or puts a copy back; see `deaths`.

A backup that takes the place of an older one, and a log that a backup takes the place of, are the
old one or the new one whenever death comes, with all of their words; and nothing unfinished is left
once the same is done again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field

from collectif.keeping.backup import back_up
from collectif.keeping.restoring import restore
from collectif.log.log import Head, Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.record.event import Withheld
from collectif.testing.sample import SAMPLES, noted, remarked
from deaths import Acknowledge, opened, unlike

_A_LOG_OF = 40
"""How many children work on one log, which grows meanwhile."""


@define
class Backups:
    """An act is recorded, then the log is backed up, over the backup before.

    Attributes:
        folder: Where the log and the backup are.
    """

    patience = 0.3

    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "log.db"

    @property
    def _copy(self) -> Path:
        return self.folder / "copy.db"

    def begin(self, run: int) -> None:
        """Begin a new log now and then, with a backup of its first events."""
        if run % _A_LOG_OF == 0:
            _emptied(self.folder)
            _extended(self._path, 6, run)
            back_up(self._path, self._copy)

    def work(self, run: int, acknowledge: Acknowledge) -> None:
        """Append and back up."""
        log = opened(self._path)
        for number in range(1_000_000):
            log.append(_act(number), id=f"{run}.{number}")
            done = back_up(self._path, self._copy, force=True)
            acknowledge(Head(done.size, done.root))

    def faults(self, run: int, told: Sequence[Head]) -> Iterator[str]:
        """The backup is that of the last acknowledgement, or the one that was under way."""
        log = opened(self._path)
        yield from unlike(log, told)
        yield from self._unlike(log, told)
        back_up(self._path, self._copy, force=True)
        yield from self._unlike(log, [log.head()])
        yield from _unfinished(self.folder)
        log.close()

    def _unlike(self, log: Log, told: Sequence[Head]) -> Iterator[str]:
        copy = _read(self._copy)
        yield from unlike(copy, [*told, log.at(min(copy.size, log.size)).head()])
        if copy.size > log.size:
            yield f"the backup holds {copy.size} events, and the log {log.size}"
        yield from _lacking(copy, "the backup")
        copy.close()


@define
class Restores:
    """Three backups of a growing log are put back in turn: the shortest follows the longest.

    Attributes:
        folder: Where the log and its backups are.
        heads: The states of the backups, shortest first.
    """

    patience = 0.4

    folder: Path
    heads: list[Head] = field(factory=list)

    @property
    def _path(self) -> Path:
        return self.folder / "log.db"

    def begin(self, run: int) -> None:
        """Make a log and its backups; what was kept aside for earlier children goes."""
        _emptied(self.folder)
        self.heads = []
        for number in range(3):
            _extended(self._path, 3, number)
            done = back_up(self._path, self.folder / f"{number}.db")
            self.heads.append(Head(done.size, done.root))

    def work(self, run: int, acknowledge: Acknowledge) -> None:
        """Put one backup back after the other."""
        for number in range(1_000_000):
            shorten = self.heads[2].size - self.heads[0].size if number % 3 == 0 else None
            done = restore(self.folder / f"{number % 3}.db", self._path, shorten=shorten)
            acknowledge(Head(done.size, done.root))

    def faults(self, run: int, told: Sequence[Head]) -> Iterator[str]:
        """The log is what was acknowledged last, or what was under way; what was there is aside."""
        number = len(told)
        if list(told) != [self.heads[n % 3] for n in range(number)]:
            yield "what was put back is not the backup"
        log = opened(self._path)
        yield from unlike(log, self.heads[:1])
        if log.head() not in (self.heads[(number - 1) % 3], self.heads[number % 3]):
            yield f"the log holds {log.size} events, after {number} were put back"
        yield from _lacking(log, "the log")
        log.close()
        yield from self._aside(number)
        restore(self.folder / "2.db", self._path)
        yield from _unfinished(self.folder)

    def _aside(self, number: int) -> Iterator[str]:
        """Yield what is wrong with the logs that were kept aside, each whole."""
        kept = [self.folder / f"log.aside-{n + 1}.db" for n in range(number)]
        for n, path in enumerate(kept):
            aside = _read(path)
            yield from unlike(aside, [self.heads[(n - 1) % 3]])
            yield from _lacking(aside, path.name)
            aside.close()


def _emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _extended(path: Path, count: int, name: int) -> None:
    log = opened(path)
    for number in range(count):
        log.append(_act(number), id=f"before.{name}.{number}")
    log.close()


def _act(number: int) -> list[Any]:
    return [noted(number), remarked(f"the words of act {number}")]


def _read(path: Path) -> Log:
    return Log(SQLiteStore(path, read_only=True), codec=Codec(SAMPLES))


def _lacking(log: Log, which: str) -> Iterator[str]:
    """Yield the events whose words are not at hand."""
    for event in log.read():
        if isinstance(getattr(event.data, "words", None), Withheld):
            yield f"{which} has no words of {event.id}"


def _unfinished(folder: Path) -> Iterator[str]:
    """Yield what a program that died has left, and a later one should have removed."""
    yield from (f"{path.name} was left" for path in folder.glob(".*"))
