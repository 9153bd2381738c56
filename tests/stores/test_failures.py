"""Disks that are full, locks that are held, files that may not be written: named, and harmless."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from collectif.errors import CollectifError, StoreUnavailable
from collectif.log import files
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
