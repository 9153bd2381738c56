"""How a log's file is opened, and what is said of files that are none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from collectif.errors import CollectifError, CorruptLog, NotALog, StoreUnavailable
from collectif.log import files
from collectif.log.files import journal_mode
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log


def reopened(path: Path) -> Log:
    return Log(SQLiteStore(path), codec=Codec(SAMPLES))


def says_three_sentences(error: CollectifError) -> bool:
    return all(part and part[-1] == "." for part in (error.what, error.why, error.mend))


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 53, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_wal_is_used_where_it_cannot_corrupt_a_log(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


@pytest.mark.parametrize(("mode", "synchronous"), [("wal", 2), ("delete", 3)])
def test_what_is_acknowledged_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, synchronous: int
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    store = SQLiteStore(tmp_path / "log.db")
    assert store.file.all("pragma journal_mode") == [(mode,)]
    assert store.file.all("pragma synchronous") == [(synchronous,)]
    assert store.file.all("pragma secure_delete") == [(1,)]
    log = sample_log(store)
    log.append([noted(1), remarked("x")])
    assert log.verify().sound


def test_a_file_becomes_wal_under_the_strictest_syncing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a power cut may bring the removed journal back, and empty the log with it."""
    said: list[str] = []
    connect = files.connect

    def listening(path: Path, mode: str) -> sqlite3.Connection:
        connection = connect(path, mode)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(files, "connect", listening)
    monkeypatch.setattr(files, "journal_mode", lambda: "wal")
    SQLiteStore(tmp_path / "log.db").close()
    told = [one for one in said if "synchronous" in one or "journal_mode =" in one]
    assert told == [
        "pragma synchronous = extra",
        "pragma journal_mode = wal",
        "pragma synchronous = full",
    ]


def test_a_wal_log_is_read_by_a_library_that_must_not_write_wal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: "wal")
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([noted(1)])
    log.close()
    monkeypatch.setattr(files, "journal_mode", lambda: "delete")
    log = reopened(tmp_path / "log.db")
    log.append([noted(2)])
    assert log.store.file.all("pragma journal_mode") == [("delete",)]  # type: ignore[attr-defined]
    assert log.verify().sound


def text_file(path: Path) -> None:
    path.write_text("This is a text, and not a log. " * 40, "utf-8")


def other_program(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("create table photo(name)")
    raw.commit()
    raw.close()


def newer_format(path: Path) -> None:
    SQLiteStore(path).close()
    raw = sqlite3.connect(path)
    raw.execute("pragma user_version = 99")
    raw.close()


@pytest.mark.parametrize("make", [text_file, other_program, newer_format])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_log_is_refused_and_not_touched(
    tmp_path: Path, make: Callable[[Path], None], read_only: bool
) -> None:
    path = tmp_path / "file.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(NotALog) as refused:
        SQLiteStore(path, read_only=read_only)
    assert says_three_sentences(refused.value)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_is_no_log(tmp_path: Path, read_only: bool) -> None:
    with pytest.raises(CollectifError) as refused:
        SQLiteStore(tmp_path, read_only=read_only)
    assert says_three_sentences(refused.value)


def test_a_log_is_not_made_in_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        SQLiteStore(tmp_path / "none" / "log.db")
    assert says_three_sentences(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_reading_a_log_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(NotALog):
        SQLiteStore(tmp_path / "log.db", read_only=True)
    (tmp_path / "log.db").touch()
    with pytest.raises(NotALog):
        SQLiteStore(tmp_path / "log.db", read_only=True)
    assert (tmp_path / "log.db").read_bytes() == b""


def test_a_log_opened_to_be_read_is_not_written(tmp_path: Path) -> None:
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([noted(n) for n in range(300)])
    log.append([remarked("x")])
    log.close()
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    log = sample_log(SQLiteStore(tmp_path / "log.db", read_only=True))
    assert len(list(log.read())) == 301
    assert log.at(300).head() != log.head()
    assert log.verify().sound
    with pytest.raises(StoreUnavailable) as refused:
        log.append([noted(2)])
    assert says_three_sentences(refused.value)
    log.close()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_private_file_without_a_byte_hides_no_log(tmp_path: Path) -> None:
    """What a death leaves behind that came just after the file was made."""
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([remarked("x")])
    log.close()
    (tmp_path / "log.private.db").write_bytes(b"")
    log = sample_log(SQLiteStore(tmp_path / "log.db", read_only=True))
    assert str(next(log.read()).data.words) == "⟨withheld⟩"
    assert log.verify().sound


def test_a_header_that_names_a_format_that_never_was_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    SQLiteStore(path).close()
    raw = sqlite3.connect(path)
    raw.execute("pragma user_version = 0")
    raw.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(CorruptLog, match="names format 0") as refused:
            SQLiteStore(path, read_only=read_only)
        assert says_three_sentences(refused.value)
    assert path.read_bytes() == before
