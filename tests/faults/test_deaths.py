"""What was acknowledged survives a sudden death, and what was not is never doubled."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from collectif.keeping import backup, restoring
from collectif.log import files, schema
from collectif.log.files import File
from collectif.log.pen import Pen
from collectif.log.placing import place
from collectif.log.sqlite import SQLitePrivateStore, private_path
from copies import Backups, Restores
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


@pytest.mark.parametrize(("work", "mode"), [(Backups, "wal"), (Restores, "delete")])
def test_deaths_leave_the_old_copy_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: type[Any], mode: str
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    assert list(kills(work(tmp_path), count=5)) == []


def test_the_harness_sees_a_program_that_was_not_killed(tmp_path: Path) -> None:
    class Short(Appends):
        """Work that ends."""

        def work(self, run: int, acknowledge: Any) -> None:
            opened(self.path).close()

    assert "ended by itself" in str(first(kills(Short(tmp_path / "log.db"), count=50)))


@pytest.mark.parametrize("work", [Backups, Restores])
def test_the_harness_sees_copies_that_are_made_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: type[Any]
) -> None:
    """Half written over the old one, a copy is neither old nor new."""

    def in_place(made: Path, path: Path) -> None:
        content = made.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        time.sleep(0.3)
        path.write_bytes(content)

    monkeypatch.setattr(backup, "place", in_place)
    monkeypatch.setattr(restoring, "place", in_place)
    assert first(kills(work(tmp_path), count=50)) is not None


def test_the_harness_sees_a_log_that_is_put_back_before_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(made: Path, path: Path) -> None:
        if ".private" not in path.name:
            place(made, path)
            time.sleep(0.3)
            place(private_path(made), private_path(path))

    monkeypatch.setattr(restoring, "place", late)
    assert "has no words of" in str(first(kills(Restores(tmp_path), count=50)))


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
    class Slow(Migrations):
        """Migrations that are killed while they last."""

        patience = 0.3

    class InPieces:
        """A connection that commits each statement of a migration on its own, and rests."""

        def __init__(self, below: sqlite3.Connection) -> None:
            self.below = below

        def __getattr__(self, name: str) -> Any:
            return getattr(self.below, name)

        def execute(self, statement: str, *given: Any) -> Any:
            if statement in ("begin immediate", "commit"):
                statement = "select 1"
            told = self.below.execute(statement, *given)
            if statement.startswith("create"):
                time.sleep(0.05)
            return told

    sound = schema.Schema.prepare
    monkeypatch.setattr(
        schema.Schema, "prepare", lambda self, one, path: sound(self, InPieces(one), path)
    )
    assert first(kills(Slow(tmp_path), count=200)) is not None
