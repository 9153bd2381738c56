"""What was acknowledged survives a power cut, whatever had not reached the disk by then."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted
from disks import SECTOR, Content, Disk

apsw = pytest.importorskip("apsw")

from passing import through  # noqa: E402
from power import BAD, OURS, Setting, cuts  # noqa: E402


@pytest.mark.parametrize("setting", OURS.values(), ids=OURS)
def test_power_cuts_lose_nothing_that_was_acknowledged(setting: Setting) -> None:
    assert cuts(setting, count=15, seed=3) == {}


@pytest.mark.parametrize("setting", BAD.values(), ids=BAD)
def test_the_harness_sees_what_a_careless_setting_loses(setting: Setting) -> None:
    """DELETE + FULL, which SQLite takes by itself, is one of them."""
    seen = list[str]()
    for seed in range(10):
        if cuts(setting, count=6, seed=seed, told=seen.append)["lost"]:
            return
    pytest.fail("nothing was lost")


def test_the_library_itself_runs_over_the_files_that_can_fail(tmp_path: Path) -> None:
    """Its own opening sets what it promises, and what it writes is what `sqlite3` reads."""
    operations = list[str]()
    with through(operations.append, Disk(), mode="wal"):
        store = SQLiteStore(tmp_path / "log.db")
        assert store.file.all("pragma journal_mode") == [("wal",)]
        assert store.file.all("pragma synchronous") == [(2,)]
        assert store.file.all("select sqlite_version()") == [(apsw.sqlite_lib_version(),)]
        log = Log(store, codec=Codec(SAMPLES))
        log.append([noted(1)], id="n")
        log.close()
    assert {"open", "read", "write", "sync", "delete", "lock"} <= set(operations)
    assert [event.id for event in Log(SQLiteStore(tmp_path / "log.db")).read()] == ["n"]


def test_a_write_that_was_not_synced_is_kept_dropped_or_torn_by_sectors() -> None:
    content = Content(synced=bytearray(b"a" * 3 * SECTOR))
    content.since.append((0, b"b" * 3 * SECTOR))
    left = {content.remains(Random(seed)) for seed in range(200)}
    sectors = {one[n : n + SECTOR] for one in left for n in range(0, 3 * SECTOR, SECTOR)}
    assert len(left) == 8
    assert sectors == {b"a" * SECTOR, b"b" * SECTOR}
    content.sync()
    assert content.remains(Random(0)) == b"b" * 3 * SECTOR


@pytest.mark.parametrize("folder", ["ordered", "posix"])
def test_names_come_back_or_vanish_until_they_are_synced(folder: str) -> None:
    disk = Disk(folder)  # type: ignore[arg-type]
    old, new = disk.opened("old"), disk.opened("new")
    disk.sync_names()
    disk.removed("old", durably=False)
    disk.opened("newer")
    left = {frozenset(disk.remains(Random(seed))) for seed in range(100)}
    both = {frozenset({"old", "new"}), frozenset({"new"}), frozenset({"new", "newer"})}
    assert left == (both if folder == "ordered" else both | {frozenset({"old", "new", "newer"})})
    disk.sync(new, and_name=False)
    assert (len({frozenset(disk.remains(Random(s))) for s in range(100)}) == 1) == (
        folder == "ordered"
    )
    disk.removed("new", durably=True)
    assert set(disk.remains(Random(0))) == {"newer"}
    assert old.remains(Random(0)) == b""
