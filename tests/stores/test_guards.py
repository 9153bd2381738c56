"""Accidents with raw SQL are refused by the file itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from collectif.log.sqlite import SQLiteStore
from collectif.testing.sample import noted, sample_log

ROW = "select 'x', 'noted', known, body, leaf from event where seq = 0"
ATTACKS = [
    "update event set body = x'00' where seq = 1",
    "update event set seq = seq + 10",
    "update or replace event set id = 'n0' where seq = 1",
    "delete from event where seq = 2",
    "delete from event",
    f"insert or replace into event select 1, {ROW[7:]}",
    f"replace into event select 0, {ROW[7:]}",
    f"insert or ignore into event select 7, {ROW[7:]}",
    f"insert into event select 4, {ROW[7:]}",
    f"insert into event select -1, {ROW[7:]}",
    f"insert into event select 0, {ROW[7:]} on conflict do update set body = x'00'",
    "insert or replace into event select 3, 'n0', type, known, body, leaf from event where seq = 0",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    for n in range(3):
        log.append([noted(n)], id=f"n{n}")
    log.close()
    return tmp_path / "log.db"


def rows(path: Path) -> list[tuple[object, ...]]:
    return sqlite3.connect(path).execute("select * from event order by seq").fetchall()


@pytest.mark.parametrize("attack", ATTACKS)
def test_accidents_are_refused(path: Path, attack: str) -> None:
    before = rows(path)
    raw = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(attack)
    raw.close()
    assert rows(path) == before
    assert sample_log(SQLiteStore(path)).verify().sound


def test_without_the_guard_of_the_next_event_a_replacement_would_get_through(path: Path) -> None:
    """INSERT OR REPLACE fires no DELETE trigger; only the INSERT trigger stands in its way."""
    before = rows(path)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("drop trigger event_next")
    raw.execute(ATTACKS[5])
    raw.close()
    assert rows(path) != before
    found = sample_log(SQLiteStore(path)).verify().findings
    assert found[0].seq == 1


def test_without_the_guard_of_ids_a_replacement_would_take_an_event_away(path: Path) -> None:
    before = rows(path)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("drop trigger event_new")
    raw.execute(ATTACKS[-1])
    raw.close()
    assert rows(path)[: len(before)] != before
    found = sample_log(SQLiteStore(path)).verify().findings
    assert (found[0].seq, found[0].code) == (0, "gap")


def test_an_append_continues_no_log_that_was_tampered_with(path: Path) -> None:
    """Rows beyond the edge are not built upon."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute(f"insert into event select 3, {ROW[7:]}")
    raw.close()
    log = sample_log(SQLiteStore(path))
    with pytest.raises(Exception, match="not the next event"):
        log.append([noted(9)])
    assert [f.code for f in log.verify().findings][-1] == "size"
