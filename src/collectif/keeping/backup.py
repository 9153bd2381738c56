"""This module is about copies of a log that can be relied on: taken while it is written, verified.

The log is copied first and the words after it. Words are durable before the events that point to
them, so no event of the copy lacks words that were there; those of events that came meanwhile are
taken out again. What was deleted is not copied: a copy holds no trace of it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from attrs import frozen

from collectif.errors import (
    CollectifError,
    CorruptLog,
    InvalidInput,
    Phrase,
    Reason,
    StoreUnavailable,
)
from collectif.log.log import Log
from collectif.log.placing import place, refuse_names_of_others, remove, workplace
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.log.value import Head
from collectif.log.verification import Report, verify


@frozen(kw_only=True)
class Backup:
    """A verified copy.

    Attributes:
        path: Where it is; its words are beside it, as those of any log.
        size: How many events it holds.
        root: The root of the tree over them.
        words: How many personal words it holds; None if none were to be copied.
    """

    path: Path
    size: int
    root: bytes
    words: int | None


def back_up(log: Path, to: Path, *, words: bool = True, force: bool = False) -> Backup:
    """Copy a log, verify the copy, and put it in its place; others may write meanwhile.

    Args:
        log: The log.
        to: A file; or a folder, in which the copy is named by its size, such as `lachine-498.db`.
        words: Whether the personal words go along.
        force: Whether a file that is there may be replaced; only ever by a copy of the same log
            that holds all of its events.

    Raises:
        CorruptLog: If the log, and so the copy, is not sound.
        Swapped: If the words beside the log are those of another one.
        InvalidInput: If there is a file already, and it may not be replaced; or if files of another
            log go by that name.
        StoreUnavailable: If there is no room, or no permission. Nothing is left behind then.
    """
    log, folder = log.resolve(), to if to.is_dir() else to.parent
    if not folder.is_dir():
        raise StoreUnavailable.of(
            "backup.no-backup-can-be-made", code="cannot-open", to=to, folder=folder
        )
    refuse_names_of_others(to)
    with workplace(folder / log.name) as made:
        report, count = copied(log, made, words=words)
        path = to / f"{log.stem}-{report.size}{log.suffix}" if to.is_dir() else to
        _refuse_to_replace(path, log, made, force=force)
        if private_path(made).exists():
            place(private_path(made), private_path(path))
        place(made, path)
        if count is None:
            remove(private_path(path))
    return Backup(path=path, size=report.size, root=report.root, words=count)


def copied(log: Path, made: Path, *, words: bool) -> tuple[Report, int | None]:
    """Make a copy of a log at a path, and verify it.

    Returns:
        What verifying it has found, and how many words it holds; None if none were to be copied.
    """
    source = SQLiteStore(log, read_only=True)
    try:
        source.file.copy_to(made)
        shutil.copymode(log, made)
        count = _copied_words(source, made) if words else None
        report = _verified(source, made)
    finally:
        source.close()
    return report, count


def head_of(path: Path) -> Head:
    """Return the size and the root that a log says it has."""
    store = SQLiteStore(path, read_only=True)
    try:
        edge = store.edge()
    finally:
        store.close()
    return Head(edge.size, edge.root())


def _copied_words(source: SQLiteStore, made: Path) -> int:
    """Copy the words of the events that were copied, and no others; return how many they are."""
    there = source.private.file.path
    if not (there.exists() and there.stat().st_size):
        return 0
    source.private.belonging.check()
    source.private.file.copy_to(private_path(made))
    shutil.copymode(there, private_path(made))
    return swept(made)


def swept(path: Path) -> int:
    """Remove the words of a log that no event of it points to; return how many are left."""
    log = Log(SQLiteStore(path))
    try:
        log.sweep()
        return sum(1 for _ in log.store.private.disclosures()) if log.store.private else 0
    finally:
        log.close()


def _verified(source: SQLiteStore, made: Path) -> Report:
    copy = SQLiteStore(made, read_only=True)
    try:
        report = verify(copy)
    finally:
        copy.close()
    for finding in report.findings:
        raise _not_sound(source.url, finding.said, finding.seq)
    if Log(source).at(report.size).head().root != report.root:
        told = Reason("backup.at-events-root-is-not", size=report.size)
        raise _not_sound(source.url, told, None)
    return report


def _not_sound(url: str, told: Phrase | str, seq: int | None) -> CorruptLog:
    return CorruptLog.of("backup.cannot-be-copied", seq=seq, url=url, told=told)


def _refuse_to_replace(path: Path, log: Path, made: Path, *, force: bool) -> None:
    there = [one for one in (path, private_path(path)) if one.exists()]
    if not there:
        return
    if path.resolve() == log or not force:
        raise InvalidInput.of("backup.already-file", there=there[0])
    if path.exists() and not _continues(made, path):
        raise InvalidInput.of("backup.cannot-be-replaced", path=path)


def _continues(made: Path, path: Path) -> bool:
    """Whether a copy begins with all events of the log at a path."""
    copy = SQLiteStore(made, read_only=True)
    try:
        older = head_of(path)
        return older.size <= copy.edge().size and Log(copy).at(older.size).head() == older
    except CollectifError:
        return False
    finally:
        copy.close()
