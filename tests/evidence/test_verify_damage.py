"""Verifying a file that is damaged: whatever reads otherwise is found, and no stray error comes."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectif.errors import CollectifError
from collectif.log import value
from collectif.log.log import Log
from collectif.log.merkle import TILE
from collectif.log.query import Query
from collectif.log.sqlite import SQLiteStore
from collectif.log.verification import Report
from collectif.record.codec import Codec
from collectif.record.event import Registry
from collectif.testing.sample import noted, remarked, sample_log

ABOUT = Query.about(proposal="s2")


def report(path: Path) -> Report:
    store = SQLiteStore(path)
    try:
        return Log(store, codec=Codec(Registry())).verify()
    finally:
        store.close()


def test_events_that_cannot_be_read_are_named_and_the_others_still_verified(
    tmp_path: Path,
) -> None:
    """A page of the file is destroyed; the events around it are looked at all the same."""
    path = tmp_path / "log.db"
    log = sample_log(SQLiteStore(path))
    log.append([noted(n) for n in range(500)])
    log.close()
    page = path.read_bytes()
    ((size,),) = sqlite3.connect(path).execute("pragma page_size").fetchall()
    position = next(
        n
        for n in range(0, len(page), size)
        if page[n] == 0x0D and b'"number":250' in page[n:][:size]
    )
    path.write_bytes(page[:position] + bytes([0xFF] * size) + page[position + size :])
    found = report(path)
    lost = [f.seq for f in found.findings if f.code == "unreadable"]
    assert lost == list(range(lost[0] or 0, (lost[-1] or 0) + 1))
    assert 250 in lost
    assert found.findings[0].seq == lost[0]
    assert found.size == 500 - len(lost)
    assert {f.code for f in found.findings} <= {"unreadable", "size", "store"}


@pytest.mark.parametrize("width", [1, 16])
def test_no_damage_to_the_file_goes_unseen_or_ends_in_a_stray_error(
    tmp_path: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random bytes of the file change. Verifying says so whenever anything that is read changed,
    and nothing but errors of this library come of opening, reading and verifying."""
    path, damaged = tmp_path / "log.db", tmp_path / "damaged.db"
    log = sample_log(SQLiteStore(path))
    log.append([noted(n, proposal=f"s{n % 3}") for n in range(2 * TILE)])
    log.append([remarked(f"word {n}", id=f"r{n}") for n in range(9)])
    log.at(2 * TILE).head()
    monkeypatch.setattr(value, "_WORTH_IT", 0)
    assert len(list(log.read(ABOUT))) == 2 * TILE // 3
    log.close()
    truth, sound = _everything(path), path.read_bytes()
    shutil.copy(tmp_path / "log.private.db", tmp_path / "damaged.private.db")
    chance = random.Random(width)
    changed = 0
    for _ in range(300):
        file = bytearray(sound)
        # One in three in the header, the schema and the first page, where files break worst.
        position = chance.randrange(4096 if chance.random() < 0.33 else len(file) - width)
        for n in range(width):
            file[position + n] ^= chance.randrange(1, 256)
        damaged.write_bytes(file)
        damaged.with_name("damaged.db-journal").unlink(missing_ok=True)
        read, found = _attempt(damaged, _everything), _attempt(damaged, report)
        if read != truth:
            changed += 1
            assert isinstance(found, CollectifError) or not found.sound, position
    assert changed > 100


def _attempt(path: Path, do: Callable[[Path], Any]) -> Any:
    try:
        return do(path)
    except CollectifError as error:
        return error


def _everything(path: Path) -> Any:
    """All that can be read of a log."""
    store = SQLiteStore(path)
    try:
        log = sample_log(store)
        size = log.size
        ids = [row.id for row in store.rows(0, size)]
        return (
            log.head(),
            list(log.read()),
            list(log.read(ABOUT)),
            {id: row.seq for id, row in store.find(ids).items()},
            [log.at(n).head() for n in (1, TILE, size)],
            store.last_known(),
            store.size_known_at(store.last_known() or 0),
        )
    finally:
        store.close()
