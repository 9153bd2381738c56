"""This module is about changing bytes of a log's file, and who notices.

One bit is flipped, or sixteen bytes are overwritten, anywhere in the file. What changes is compared
with what was read before; `verify` must then name an event or say what is wrong with the structure,
and nothing raises anything but the library's own errors. What SQLite's own check alone notices is
counted beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from attrs import define, field

from collectif.errors import CollectifError
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.log.verification import Finding
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log

Verify = Callable[[Log], tuple[Finding, ...]]

SMASH = 16


@define
class Seen:
    """How many changes there were, and who noticed.

    Attributes:
        changes: All of them.
        read: Those that change what is read, or forbid reading.
        sqlite: Of these, those that `pragma integrity_check` alone notices.
        named: Of these, those in which `verify` names an event by its position.
        structural: Of these, those in which it says only what is wrong with the whole.
        refused: Of these, those in which the log cannot even be opened; that error says why.
        faults: What went wrong: a change that nobody noticed, an error that is not ours.
    """

    changes: int = 0
    read: int = 0
    sqlite: int = 0
    named: int = 0
    structural: int = 0
    refused: int = 0
    faults: list[str] = field(factory=list)


def changes(
    *, events: int, count: int, smash: bool, seed: int = 0, verify: Verify | None = None
) -> Seen:
    """Change a file `count` times, each time from the sound one.

    Args:
        events: How many events the log holds.
        count: How many changes.
        smash: Whether sixteen bytes are overwritten, instead of one bit flipped.
        seed: Of chance.
        verify: What looks for what is wrong; None is the log's own `verify`.
    """
    seen, chance = Seen(), Random(seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        _make(path, events)
        sound, truth = path.read_bytes(), _read(path)
        for number in range(count):
            changed = _changed(sound, chance, smash=smash)
            for beside in path.parent.glob("log.db-*"):
                beside.unlink()
            path.write_bytes(changed)
            _look(path, truth, seen, f"change {number}", verify or _verified)
    return seen


def _make(path: Path, events: int) -> None:
    log = sample_log(SQLiteStore(path))
    log.append([noted(n, member=f"m{n % 7}") for n in range(events - events // 10)])
    log.append([remarked(f"said {n}") for n in range(events // 10)])
    log.at(events).head()  # caches roots of tiles
    log.close()


def _changed(sound: bytes, chance: Random, *, smash: bool) -> bytes:
    changed = bytearray(sound)
    if smash:
        at = chance.randrange(len(sound) - SMASH)
        changed[at : at + SMASH] = chance.randbytes(SMASH)
    else:
        changed[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _read(path: Path) -> Any:
    """Return everything that the library reads of a log: rows, by position and by id, and edge."""
    log = Log(SQLiteStore(path, read_only=True), codec=Codec(SAMPLES))
    try:
        store = log.store
        rows = list(store.stored(None, 1_000_000))
        ids = [f"{row[1]}" for row in rows]
        found = store.find(ids)
        said = [(event.seq, event.id, event.type, event.data) for event in log.read()]
        tiles = list(store.kept_tiles())
        return rows, found, said, store.edge(), tiles, log.at(log.size // 2).head()
    finally:
        log.close()


def _look(path: Path, truth: Any, seen: Seen, which: str, verify: Verify) -> None:
    seen.changes += 1
    try:
        same = _outcome(lambda: _read(path)) == truth
        findings = _outcome(lambda: verify(Log(SQLiteStore(path, read_only=True))))
    except Exception as error:
        seen.faults.append(f"{which}: {type(error).__name__}: {error}")
        return
    if same:
        return
    seen.read += 1
    seen.sqlite += not _is_sound_to_sqlite(path)
    if isinstance(findings, CollectifError):
        seen.refused += 1
    elif any(one.seq is not None for one in findings):
        seen.named += 1
    elif findings:
        seen.structural += 1
    else:
        seen.faults.append(f"{which}: what is read changed, and nobody noticed")


def _outcome(do: Callable[[], Any]) -> Any:
    """Return what is returned, or the error of ours that is raised."""
    try:
        return do()
    except CollectifError as error:
        return error


def _verified(log: Log) -> tuple[Finding, ...]:
    try:
        return log.verify().findings
    finally:
        log.close()


def sqlites_own(log: Log) -> tuple[Finding, ...]:
    """Return only what SQLite finds wrong: the setting that is known to be bad."""
    try:
        return tuple(Finding(None, None, "store", one) for one in log.store.damage())
    finally:
        log.close()


def _is_sound_to_sqlite(path: Path) -> bool:
    raw = sqlite3.connect(path)
    try:
        return raw.execute("pragma integrity_check").fetchall() == [("ok",)]
    except (sqlite3.Error, UnicodeError):  # what it tells may quote damaged names
        return False
    finally:
        raw.close()
