"""This module is about opening the logs that a command names, to read or to record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import collectif.collective as collectives
from collectif.collective import Collective
from collectif.errors import CollectifError, InvalidInput
from collectif.log import placing
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.recording import Core, Note


@contextmanager
def reading(path: Path) -> Iterator[Collective]:
    """Open a log to read it."""
    with collectives.open(kept(path), read_only=True) as collective:
        yield collective


def kept(path: Path) -> Path:
    """Refuse a log in memory, which would be gone with the command."""
    if str(path) == "memory:":
        raise InvalidInput.of("opening.log-in-memory-cannot")
    return path


@contextmanager
def recording(path: Path) -> Iterator[Collective]:
    """Open a log to record in it; a new one in which nothing could be recorded goes away again."""
    new = not kept(path).exists()
    with collectives.open(path) as collective:
        try:
            yield collective
        except CollectifError:
            if new and collective.log.size == 0:
                collective.close()
                remove(path)
            raise


@contextmanager
def recording_in(path: Path) -> Iterator[Collective]:
    """Open a log that is there, to record in it."""
    with reading(path):
        pass
    with recording(path) as collective:
        yield collective


@contextmanager
def sweeping(path: Path) -> Iterator[Collective]:
    """Open a log that is there, to sweep it: opening it for anything else would do so unseen."""
    with reading(path):
        pass
    with Collective(Core(Log(SQLiteStore(path))), Note()) as collective:
        yield collective


def remove(path: Path) -> None:
    """Remove a log, the words beside it, and what SQLite keeps beside both."""
    for file in (path, private_path(path)):
        placing.remove(file)
