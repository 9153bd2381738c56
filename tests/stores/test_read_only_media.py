"""A log on a medium that cannot be written is read where that is sound, and refused otherwise."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectif.errors import StoreUnavailable
from collectif.log import files
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log


def opened(path: Path) -> Log:
    return Log(SQLiteStore(path, read_only=True), codec=Codec(SAMPLES))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Path]:
    """A folder, and a way to make it read-only for root too: a bind mount, or permissions."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    yield folder
    while subprocess.run(["umount", "--lazy", folder], capture_output=True).returncode == 0:
        pass
    folder.chmod(0o755)


def locked(folder: Path) -> None:
    if os.geteuid() != 0:
        folder.chmod(0o555)
        return
    asked = ["mount", "--bind", "-o", "ro", folder, folder]
    if not shutil.which("mount") or subprocess.run(asked, capture_output=True).returncode != 0:
        pytest.skip("root may write anywhere here, and no read-only mount can be had")


def recorded(path: Path) -> None:
    log = sample_log(SQLiteStore(path))
    log.append([noted(n) for n in range(40)])
    log.append([remarked("kept")])
    log.close()


def died_writing(path: Path) -> None:
    """Leave what a program leaves that dies in the middle of an act: a journal, or a WAL."""
    child = os.fork()
    if child == 0:
        log = Log(SQLiteStore(path), codec=Codec(SAMPLES))
        connection = log.store.file.connection()  # type: ignore[attr-defined]
        connection.execute("pragma cache_size = 1")
        with log.writing() as pen:
            from collectif.log.pen import drafted

            pen.write(drafted([noted(n) for n in range(600)], "lost", {}))
            os._exit(0)
    os.waitpid(child, 0)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_log_that_was_closed_is_read(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    recorded(shelf / "log.db")
    assert sorted(one.name for one in shelf.iterdir()) == ["log.db", "log.private.db"]
    before = {one: one.read_bytes() for one in shelf.iterdir()}
    locked(shelf)
    log = opened(shelf / "log.db")
    assert len(list(log.read())) == 41
    assert str(next(log.read(after=40)).data.words) == "kept"
    assert log.verify().sound
    with pytest.raises(StoreUnavailable) as refused:
        log.append([noted(1)])
    assert refused.value.code == "read-only"
    assert {one: one.read_bytes() for one in shelf.iterdir()} == before
    with pytest.raises(StoreUnavailable) as refused:
        Log(SQLiteStore(shelf / "log.db"), codec=Codec(SAMPLES)).append([noted(1)])
    assert refused.value.code in ("read-only", "cannot-open")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_what_a_death_left_is_not_overlooked(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """The way out that the error names is the way out."""
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    recorded(shelf / "log.db")
    died_writing(shelf / "log.db")
    (shelf / "log.db-shm").unlink(missing_ok=True)
    left = [one.name for one in shelf.iterdir() if one.name.endswith(("-journal", "-wal"))]
    assert left == [f"log.db-{'wal' if mode == 'wal' else 'journal'}"]
    locked(shelf)
    with pytest.raises(StoreUnavailable) as refused:
        opened(shelf / "log.db")
    assert refused.value.code == "read-only"
    assert left[0] in refused.value.mend
    for name in ("log.db", *left):
        shutil.copy(shelf / name, tmp_path / name)
    log = opened(tmp_path / "log.db")
    assert log.size == 41
    assert log.verify().sound


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_read_without_its_journal_the_log_would_be_wrong(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `immutable` would have shown, had the journal been overlooked."""
    monkeypatch.setattr(files, "journal_mode", lambda: "delete")
    recorded(shelf / "log.db")
    died_writing(shelf / "log.db")
    locked(shelf)
    raw = sqlite3.connect(f"{(shelf / 'log.db').as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = raw.execute("select count(*) from event").fetchall()
    except sqlite3.DatabaseError:
        rows = []
    raw.close()
    assert rows != [(41,)]


def test_a_file_that_changes_where_it_should_not_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened without locks because this program may not write there; its owner may."""
    recorded(tmp_path / "log.db")
    connect = files.connect

    def refused(path: Path, mode: str) -> sqlite3.Connection:
        if "immutable" not in mode:
            mode = "ro&vfs=none"
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return connect(path, mode)

    log = Log(SQLiteStore(tmp_path / "log.db"), codec=Codec(SAMPLES))
    with monkeypatch.context() as patch:
        patch.setattr(files, "connect", refused)
        reader = opened(tmp_path / "log.db")
        assert reader.size == 41
    log.append([noted(1)])
    monkeypatch.setattr(files, "connect", refused)
    assert reader.size == 42
    assert reader.verify().sound
