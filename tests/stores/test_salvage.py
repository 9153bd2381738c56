"""What can still be proved of a damaged log is saved, and nothing else is."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import collectif
from collectif.errors import CollectifError, InvalidInput, NotALog, WouldLose
from collectif.keeping import remains
from collectif.keeping.backup import back_up
from collectif.keeping.pages import records
from collectif.keeping.restoring import restore
from collectif.keeping.salvaging import Salvage, salvage
from collectif.log import files
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log

COUNT = 600


def opened(path: Path) -> Log:
    return Log(SQLiteStore(path, read_only=True), codec=Codec(SAMPLES))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "log.db"
    log = sample_log(SQLiteStore(path))
    for n in range(0, COUNT, 3):
        content = [noted(n), remarked(f"{n} " * 8), noted(n + 1, member="x" * (n * 11 % 5000))]
        log.append(content, id=f"act{n}")
    log.close()
    return path


@pytest.fixture(scope="module")
def truth(whole: Path) -> list[bytes]:
    return [row.body for row in SQLiteStore(whole, read_only=True).rows(0, COUNT)]


@pytest.fixture
def damaged(whole: Path, tmp_path: Path) -> Path:
    shutil.copy(whole, tmp_path / "log.db")
    shutil.copy(private_path(whole), private_path(tmp_path / "log.db"))
    return tmp_path / "log.db"


def holds_true(done: Salvage, truth: list[bytes]) -> int:
    """Whether all that was saved is what was recorded; return how many events that is."""
    log = opened(done.path)
    assert log.verify().findings == ()
    assert log.verify().notes == ()
    bodies = [row.body for row in log.store.rows(0, done.size)]
    assert bodies == truth[: done.size]
    later = [one for one in done.files if "words" not in one.name]
    for line in later[0].read_bytes().splitlines() if later else ():
        assert line == truth[json.loads(line)["seq"]]
        assert json.loads(line)["seq"] > done.size
    assert done.size + done.after_gap + len(done.lost) == (done.said or COUNT)
    return done.size + done.after_gap


def test_a_sound_log_is_saved_whole(damaged: Path, truth: list[bytes]) -> None:
    done = salvage(damaged, damaged.with_name("new.db"))
    assert done.whole
    assert (done.said, done.words, done.files) == (COUNT, 200, ())
    assert holds_true(done, truth) == COUNT
    assert done.root == opened(damaged).head().root


def test_every_row_is_read_as_sqlite_reads_it(whole: Path) -> None:
    """Long ones too, which go on in other pages."""
    raw = sqlite3.connect(whole)
    wanted = raw.execute("select seq, null, id, type, known, body, leaf from event").fetchall()
    raw.close()
    found = [(seq, *row) for seq, row in records(whole) if len(row) == 6]
    assert sorted(found, key=lambda row: row[0]) == wanted
    assert max(len(row[5]) for row in wanted) > 4096


def test_damage_costs_what_it_hit(damaged: Path, truth: list[bytes]) -> None:
    raw = bytearray(damaged.read_bytes())
    middle = len(raw) // 2 // 4096 * 4096
    raw[middle : middle + 4096] = b"z" * 4096
    raw[:4096] = b"z" * 4096
    damaged.write_bytes(raw)
    with pytest.raises(NotALog):
        opened(damaged)
    done = salvage(damaged, damaged.with_name("new.db"))
    assert not done.whole
    assert 0 < len(done.lost) < 40
    assert done.size == min(done.lost)
    assert done.after_gap > 100
    assert [one.name for one in done.files] == [
        "new.db.after-gap.jsonl",
        "new.db.after-gap.words.jsonl",
    ]
    holds_true(done, truth)
    assert damaged.read_bytes() == bytes(raw)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_hit_what_is_saved_is_true(
    damaged: Path, truth: list[bytes], seed: int
) -> None:
    """Smashed pages, single flipped bits, and an end that is missing."""
    chance = random.Random(seed)
    raw = bytearray(damaged.read_bytes())
    for _ in range(40):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    for _ in range(seed):
        start = chance.randrange(len(raw) - 4096)
        raw[start : start + 4096] = chance.randbytes(4096)
    damaged.write_bytes(raw[: len(raw) - seed * 5000])
    done = salvage(damaged, damaged.with_name("new.db"))
    assert not done.whole
    assert holds_true(done, truth) > COUNT // 3


def test_what_nothing_vouches_for_is_not_saved(
    damaged: Path, truth: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that was changed into another sound one; the check that sees it can fail."""
    raw = sqlite3.connect(damaged, isolation_level=None)
    raw.execute("drop trigger event_fixed")
    old = b'"number":300'
    assert old in truth[300]
    raw.execute(
        "update event set body = ? where seq = 300", (truth[300].replace(old, b'"number":9'),)
    )
    raw.close()
    done = salvage(damaged, damaged.with_name("new.db"))
    assert dict(done.lost) == {300: "act300/0"}
    assert holds_true(done, truth) == COUNT - 1
    monkeypatch.setattr(remains, "_with_the_tree", lambda proved, doubtful, _: proved | doubtful)
    done = salvage(damaged, damaged.with_name("believed.db"))
    with pytest.raises(AssertionError):
        holds_true(done, truth)


def test_the_tree_vouches_for_an_event_whose_leaf_is_damaged(
    damaged: Path, truth: list[bytes]
) -> None:
    raw = sqlite3.connect(damaged, isolation_level=None)
    raw.execute("drop trigger event_fixed")
    raw.execute("update event set leaf = zeroblob(32) where seq % 7 = 3")
    raw.close()
    done = salvage(damaged, damaged.with_name("new.db"))
    assert done.whole
    assert holds_true(done, truth) == COUNT


def test_damaged_words_cost_words_alone(damaged: Path, truth: list[bytes]) -> None:
    words = private_path(damaged)
    raw = bytearray(words.read_bytes())
    raw[:4096] = b"z" * 4096
    page = next(at for at in range(4096, len(raw), 4096) if raw[at] == 0x0D and raw[at + 4] > 2)
    raw[page : page + 4096] = b"z" * 4096
    words.write_bytes(raw)
    done = salvage(damaged, damaged.with_name("new.db"))
    assert holds_true(done, truth) == COUNT
    assert 50 < done.words < 200


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_what_a_death_left_beside_the_file_is_read_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: mode)
    path = tmp_path / "log.db"
    child = os.fork()
    if child == 0:
        log = sample_log(SQLiteStore(path))
        log.append([noted(n) for n in range(50)])
        with log.writing() as pen:
            from collectif.log.pen import drafted

            log.store.file.connection().execute("pragma cache_size = 1")  # type: ignore[attr-defined]
            pen.write(drafted([noted(n) for n in range(600)], "lost", {}))
            os._exit(0)
    os.waitpid(child, 0)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    done = salvage(path, tmp_path / "new.db")
    assert done.whole
    assert done.size == 50
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_erased_words_are_not_saved(tmp_path: Path) -> None:
    """Also where the erasing event comes after a gap."""
    path = tmp_path / "log.db"
    with collectif.open(path) as les_ecluses:
        les_ecluses.found(name="L", territory="L", languages=("fr",), timezone="UTC")
        les_ecluses.noting(id="w1", subject="p1").post_wish(
            wish="w1", verbatim="un secret", medium="CARD"
        )
        shutil.copy(private_path(path), tmp_path / "before")
        les_ecluses.welcome_member(member="table", name="La table", kind="BACKBONE")
        les_ecluses.forget(subject="p1")
    shutil.copy(tmp_path / "before", private_path(path))
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("drop trigger event_fixed")
    raw.execute("update event set body = x'7b7d' where seq = 2")
    raw.close()
    done = salvage(path, tmp_path / "new.db")
    assert (done.size, done.after_gap, done.words) == (2, 1, 0)
    assert [one.name for one in done.files] == ["new.db.after-gap.jsonl"]


def nothing(path: Path) -> None:
    path.unlink()


def no_log(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(50_000))


@pytest.mark.parametrize("make", [nothing, no_log])
def test_where_there_is_nothing_to_save_nothing_is_made(
    damaged: Path, make: Callable[[Path], None]
) -> None:
    make(damaged)
    with pytest.raises(NotALog) as refused:
        salvage(damaged, damaged.with_name("new.db"))
    assert all(part.endswith(".") for part in _parts(refused.value))
    assert {one.name for one in damaged.parent.iterdir()} <= {"log.db", "log.private.db"}


def test_nothing_is_replaced(damaged: Path) -> None:
    for name in ("log.db", "new.private.db", "new.db.after-gap.jsonl"):
        damaged.with_name(name).touch()
        to = "log.db" if name == "log.db" else "new.db"
        with pytest.raises(InvalidInput) as refused:
            salvage(damaged, damaged.with_name(to))
        assert all(part.endswith(".") for part in _parts(refused.value))


def _parts(error: CollectifError) -> tuple[str, str, str]:
    return error.what, error.why, error.mend


def test_names_of_tables_that_are_damaged_cost_nothing(damaged: Path, truth: list[bytes]) -> None:
    """SQLite then speaks in bytes that are no UTF-8; a copy can still take the log's place too."""
    copy = back_up(damaged, damaged.with_name("copy.db")).path
    raw = bytearray(damaged.read_bytes())
    raw[raw.index(b"tableevent") + 6] = 0xA2
    damaged.write_bytes(raw)
    done = salvage(damaged, damaged.with_name("new.db"))
    assert holds_true(done, truth) == COUNT
    assert restore(copy, damaged).count == 0
    assert opened(damaged).verify().sound


def test_a_size_that_no_file_could_hold_is_told_in_part(
    damaged: Path, truth: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remains, "TOLD", 50)
    copy = back_up(damaged, damaged.with_name("copy.db")).path
    raw = sqlite3.connect(damaged, isolation_level=None)
    raw.execute("drop trigger event_fixed")
    raw.execute("update event set leaf = zeroblob(32) where seq = 3")
    raw.execute("update edge set size = 1 << 62, hashes = zeroblob(32)")
    raw.close()
    done = salvage(damaged, damaged.with_name("new.db"))
    assert (done.size, done.after_gap, len(done.lost)) == (3, COUNT - 4, 50)
    assert done.count == 2**62 - COUNT + 1
    with pytest.raises(WouldLose) as refused:
        restore(copy, damaged)
    assert refused.value.count == 2**62 - COUNT
