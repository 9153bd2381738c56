"""What was acknowledged survives a sudden death, and what was not is never doubled."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from collectif.log import files
from collectif.log.files import File
from collectif.log.log import Log
from collectif.log.pen import Pen
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, remarked, sample_log

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

_spec = importlib.util.spec_from_file_location("crash", Path(__file__).with_name("crash.py"))
assert _spec is not None
assert _spec.loader is not None
crash = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(crash)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_two_hundred_deaths_lose_nothing_and_double_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    path = tmp_path / "log.db"
    assert list(crash.kills(path, count=200)) == []
    report = crash.opened(path).verify()
    assert report.sound
    assert report.size > 400


def test_deaths_in_the_middle_of_large_acts_leave_all_or_nothing(tmp_path: Path) -> None:
    assert list(crash.kills(tmp_path / "log.db", count=25, batch=400, seed=1)) == []


def test_the_harness_sees_a_store_without_a_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log that is written without a journal, through a tiny cache, breaks within some kills."""
    sound = File._opened

    def careless(file: File) -> sqlite3.Connection:
        connection = sound(file)
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma cache_size = 10")
        return connection

    monkeypatch.setattr(File, "_opened", careless)
    assert next(crash.kills(tmp_path / "log.db", count=200, batch=400, seed=2), None) is not None


def test_the_harness_sees_a_log_that_does_not_look_at_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pen, "told", lambda *_, **__: None)
    assert next(crash.kills(tmp_path / "log.db", count=5), None) is not None


def test_words_that_a_death_left_behind_break_nothing_and_are_swept(tmp_path: Path) -> None:
    """The private store commits first; a death before the log commits leaves words alone."""
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([remarked("kept", id="r0")])
    child = os.fork()
    if child == 0:
        own = Log(SQLiteStore(tmp_path / "log.db"), codec=Codec(SAMPLES))
        with own.writing() as pen:
            pen.write([remarked("lost", id="r1")])
            os._exit(0)
    os.waitpid(child, 0)
    private = log.store.private
    assert private is not None
    assert len(list(private.disclosures())) == 2
    report = log.verify()
    assert report.sound
    assert len(report.notes) == 1
    log.append([remarked("lost", id="r1")])
    assert log.sweep() == 1
    assert log.sweep() == 0
    assert [event.data.words for event in log.read()] == ["kept", "lost"]
    assert log.verify().notes == ()


def test_words_left_behind_are_overwritten_by_the_very_same_words(tmp_path: Path) -> None:
    """With a fixed entropy a retry makes the same salt again."""
    for _ in range(2):
        log = sample_log(SQLiteStore(tmp_path / "log.db"))
        with log.writing() as pen:
            pen.write([remarked("lost", id="r1")])
            kept: Any = pen._kept[:]
            pen._kept.clear()
            log.store.file.connection().execute("rollback")  # type: ignore[attr-defined]
            log.store.file.connection().execute("begin immediate")  # type: ignore[attr-defined]
        log.close()
    assert len(kept) == 1
    assert log.verify().sound


def test_a_forked_child_leaves_the_connection_to_its_parent(tmp_path: Path) -> None:
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([remarked("parent")], id="p")
    child = os.fork()
    if child == 0:
        try:
            log.append([remarked("child")], id="c")
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    log.append([remarked("parent again")], id="q")
    assert [event.id for event in log.read()] == ["p", "c", "q"]
    assert log.verify().sound
