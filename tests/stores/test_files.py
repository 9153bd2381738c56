"""How a log's file is opened, and what is said of files that are none."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from collectif.errors import CollectifError, NotALog, StoreUnavailable
from collectif.log import files
from collectif.log.files import journal_mode
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def reopened(path: Path) -> Log:
    return Log(SQLiteStore(path), codec=Codec(SAMPLES))


def says_three_sentences(error: CollectifError) -> bool:
    return all(part and part[-1] == "." for part in (error.what, error.why, error.mend))


def in_a_child(do: Callable[[], None]) -> int:
    """Run something in a process of its own, and return its exit status."""
    child = os.fork()
    if child == 0:
        try:
            do()
            os._exit(0)
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


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
    connect = files._connect

    def listening(path: Path, mode: str) -> sqlite3.Connection:
        connection = connect(path, mode)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(files, "_connect", listening)
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


def recorded(path: Path) -> Log:
    log = sample_log(SQLiteStore(path))
    log.append([noted(1), remarked("kept")], id="first")
    return log


def still_works(path: Path, log: Log) -> None:
    """Nothing was recorded by what failed; recording goes on, on this connection and others."""
    for one in (log, reopened(path)):
        before = one.size
        assert one.verify().findings == ()
        one.append([noted(7)])
        assert one.size == before + 1
        assert one.verify().findings == ()
    assert log.size == 4


def test_a_full_disk_is_named_and_harms_nothing(tmp_path: Path) -> None:
    log = recorded(tmp_path / "log.db")
    log.store.file.all("pragma max_page_count = 1")  # type: ignore[attr-defined]
    with pytest.raises(StoreUnavailable, match="disk is full") as refused:
        log.append([noted(n) for n in range(2000)])
    assert says_three_sentences(refused.value)
    still_works(tmp_path / "log.db", log)


def test_a_full_disk_for_the_words_is_named_and_harms_nothing(tmp_path: Path) -> None:
    log = recorded(tmp_path / "log.db")
    log.store.private.file.all("pragma max_page_count = 1")  # type: ignore[union-attr]
    with pytest.raises(StoreUnavailable, match="disk is full"):
        log.append([remarked("x" * 20_000), remarked("y" * 20_000)])
    still_works(tmp_path / "log.db", log)


@needs_fork
def test_a_limit_on_files_is_named_and_harms_nothing(tmp_path: Path) -> None:
    import resource
    import signal

    path = tmp_path / "log.db"
    recorded(path).close()

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        log = reopened(path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 4096,) * 2)
        with pytest.raises(StoreUnavailable) as refused:
            any(log.append([noted(n)] * 100, id=f"x{n}") == () for n in range(10_000))
        assert says_three_sentences(refused.value)
        assert log.verify().findings == ()

    assert in_a_child(fill) == 0
    log = reopened(path)
    size = log.size
    assert (size - 2) % 100 == 0
    assert log.verify().findings == ()
    log.append([noted(7)])
    assert log.size == size + 1


def test_a_lock_that_is_held_for_too_long_is_named_and_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.05)
    log = recorded(tmp_path / "log.db")
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("begin exclusive")
    for use in (lambda: log.append([remarked("y")]), lambda: list(log.read())):
        with pytest.raises(StoreUnavailable, match="lock") as refused:
            use()
        assert says_three_sentences(refused.value)
    other.execute("rollback")
    other.close()
    assert log.verify().notes == ()
    still_works(tmp_path / "log.db", log)


def test_readers_do_not_wait_for_a_writer_to_cache_tiles(tmp_path: Path) -> None:
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([noted(n) for n in range(600)])
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("begin immediate")
    head = log.at(599).head()
    other.execute("rollback")
    assert log.at(599).head() == head
    assert log.verify().sound


@needs_fork
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
@pytest.mark.parametrize("locked", ["folder", "file"])
def test_a_log_that_may_not_be_written_can_be_read(tmp_path: Path, locked: str) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    recorded(folder / "log.db").close()
    for parent in (folder, *folder.parents):
        if parent.stat().st_mode & 0o055 != 0o055 and parent.owner() == "root":
            parent.chmod(0o755)
    os.chmod(folder, 0o555 if locked == "folder" else 0o777)
    for path in folder.iterdir():
        path.chmod(0o666 if locked == "folder" else 0o444)

    def try_it() -> None:
        os.setuid(65534)
        for name in ("log.db", *(["new.db"] if locked == "folder" else [])):
            with pytest.raises(CollectifError) as refused:
                reopened(folder / name).append([noted(1)])
            assert says_three_sentences(refused.value), refused.value
        log = sample_log(SQLiteStore(folder / "log.db", read_only=True))
        assert [e.id for e in log.read()] == ["first/0", "first/1"]
        assert log.verify().sound

    assert in_a_child(try_it) == 0
    os.chmod(folder, 0o755)
    still_works(folder / "log.db", reopened(folder / "log.db"))
