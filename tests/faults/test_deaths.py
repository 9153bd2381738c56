"""What was acknowledged survives a sudden death, and what was not is never doubled."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from collectif.log import files, schema
from collectif.log.files import File
from collectif.log.pen import Pen
from collectif.log.sqlite import SQLitePrivateStore
from deaths import Appends, Migrations, kills, opened
from forgetting import Erasures

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def first(found: Any) -> str | None:
    return next(found, None)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_deaths_lose_nothing_and_double_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    path = tmp_path / "log.db"
    assert list(kills(Appends(path), count=25)) == []
    report = opened(path).verify()
    assert report.sound
    assert report.size > 25


def test_deaths_in_the_middle_of_large_acts_leave_all_or_nothing(tmp_path: Path) -> None:
    assert list(kills(Appends(tmp_path / "log.db", batch=400), count=5, seed=1)) == []


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_deaths_leave_no_word_that_was_acknowledged_as_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    assert list(kills(Erasures(tmp_path), count=8)) == []


def test_deaths_hide_no_checkpoint_that_was_handed_out(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    from signatures import Checkpoints

    assert list(kills(Checkpoints(tmp_path), count=8)) == []


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_deaths_leave_a_file_in_one_format_or_in_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    assert list(kills(Migrations(tmp_path), count=8)) == []


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
    assert first(kills(Appends(tmp_path / "log.db", batch=400), count=200, seed=2)) is not None


def test_the_harness_sees_a_log_that_does_not_look_at_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pen, "told", lambda *_, **__: None)
    assert first(kills(Appends(tmp_path / "log.db"), count=5)) is not None


def test_the_harness_sees_an_erasure_that_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SQLitePrivateStore, "forget", lambda *_: None)
    assert "erased words stand in" in str(first(kills(Erasures(tmp_path), count=5)))


def test_the_harness_sees_a_migration_that_is_not_one_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class InPieces:
        """A connection that commits each statement of a migration on its own."""

        def __init__(self, below: sqlite3.Connection) -> None:
            self.below = below

        def __getattr__(self, name: str) -> Any:
            return getattr(self.below, name)

        def execute(self, statement: str, *given: Any) -> Any:
            if statement in ("begin immediate", "commit"):
                statement = "select 1"
            return self.below.execute(statement, *given)

    sound = schema.Schema.prepare
    monkeypatch.setattr(
        schema.Schema, "prepare", lambda self, one, path: sound(self, InPieces(one), path)
    )
    assert first(kills(Migrations(tmp_path), count=200)) is not None
