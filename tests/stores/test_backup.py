"""A backup is a prefix of its log, whole or not there; restoring one never shortens a log unasked.

What is promised is that of sqlite.org/backup.html (a copy is one moment of the source) and of
RFC 6962, section 2.1.2 (a log that continues another has its root at its size).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import collectif
from collectif.errors import (
    CollectifError,
    CorruptLog,
    InvalidInput,
    StoreUnavailable,
    Swapped,
    WouldLose,
)
from collectif.keeping import backup as backups
from collectif.keeping import restoring
from collectif.keeping.backup import back_up
from collectif.keeping.restoring import restore
from collectif.keeping.salvaging import salvage
from collectif.log import files
from collectif.log.log import Log
from collectif.log.placing import place
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.log.value import Head
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def opened(path: Path, *, read_only: bool = True) -> Log:
    return Log(SQLiteStore(path, read_only=read_only), codec=Codec(SAMPLES))


def recorded(path: Path, *, count: int = 6, name: str = "a") -> Path:
    log = sample_log(SQLiteStore(path))
    for n in range(count):
        log.append([noted(n, member=name), remarked(f"{name} {n}")], id=f"{name}{n}")
    log.close()
    return path


def extended(path: Path, count: int, *, name: str = "b") -> None:
    log = opened(path, read_only=False)
    for n in range(count):
        log.append([noted(n, member=name)], id=f"{name}{n}")
    log.close()


def head(path: Path) -> Head:
    log = opened(path)
    told = log.head()
    log.close()
    return told


def says_three_sentences(error: CollectifError) -> bool:
    return all(part and part[-1] == "." for part in (error.what, error.why, error.mend))


def lacking(path: Path) -> list[str]:
    """The events of a log whose words are not at hand."""
    log = opened(path)
    told = [e.id for e in log.read() if "⟨" in str(getattr(e.data, "words", ""))]
    log.close()
    return told


class TestBackup:
    def test_it_is_the_log_with_its_words_and_nothing_beside(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        (tmp_path / "shelf").mkdir()
        done = back_up(path, tmp_path / "shelf")
        assert (done.size, done.root, done.words) == (*_head(path), 6)
        assert done.path.name == "log-12.db"
        assert sorted(one.name for one in done.path.parent.iterdir()) == [
            "log-12.db",
            "log-12.private.db",
        ]
        assert opened(done.path).verify().notes == ()
        assert list(opened(done.path).read()) == list(opened(path).read())

    def test_words_may_stay_behind(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        done = back_up(path, tmp_path / "copy.db", words=False)
        assert done.words is None
        assert not private_path(done.path).exists()
        assert opened(done.path).verify().sound

    def test_deleted_words_are_not_copied(self, tmp_path: Path) -> None:
        """Not even from the pages that SQLite keeps for later."""
        path = recorded(tmp_path / "log.db")
        raw = sqlite3.connect(private_path(path), isolation_level=None)
        raw.execute("pragma secure_delete = off")
        raw.execute("delete from disclosure where event = 'a3/1'")
        ((text,),) = raw.execute("select text from disclosure where event = 'a4/1'").fetchall()
        raw.close()
        copy = private_path(back_up(path, tmp_path / "copy.db").path).read_bytes()
        assert text.encode() in copy
        assert b"a3/1" not in copy
        assert b"a3/1" in private_path(path).read_bytes()

    def test_nothing_is_replaced_unasked(self, tmp_path: Path) -> None:
        path, other = recorded(tmp_path / "log.db"), recorded(tmp_path / "other.db", name="z")
        copy = back_up(path, tmp_path / "copy.db").path
        extended(path, 3)
        for to, force in ((copy, False), (other, True), (path, True)):
            before = to.read_bytes()
            with pytest.raises(InvalidInput) as refused:
                back_up(path, to, force=force)
            assert says_three_sentences(refused.value)
            assert to.read_bytes() == before
        assert back_up(path, copy, force=True).size == 15
        shorter = recorded(tmp_path / "shorter.db")
        with pytest.raises(InvalidInput):
            back_up(shorter, copy, force=True)
        assert head(copy).size == 15

    def test_a_log_that_is_not_sound_is_not_copied(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("drop trigger event_fixed")
        raw.execute("update event set body = cast(replace(body, 'a', 'e') as blob) where seq = 4")
        raw.close()
        with pytest.raises(CorruptLog) as refused:
            back_up(path, tmp_path / "copy.db")
        assert refused.value.seq == 4
        assert not list(tmp_path.glob("*copy*"))
        assert not list(tmp_path.glob(".*"))

    def test_an_unverified_copy_would_be_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The check above can fail: a copy that is not verified is as wrong as the log."""
        path = recorded(tmp_path / "log.db")
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("update edge set hashes = zeroblob(64)")
        raw.close()
        report = opened(path).verify()
        assert not report.sound
        monkeypatch.setattr(backups, "_verified", lambda *_: report)
        assert not opened(back_up(path, tmp_path / "copy.db").path).verify().sound

    def test_words_of_another_log_are_not_copied(self, tmp_path: Path) -> None:
        path, other = recorded(tmp_path / "log.db"), recorded(tmp_path / "other.db", name="z")
        shutil.copy(private_path(other), private_path(path))
        with pytest.raises(Swapped):
            back_up(path, tmp_path / "copy.db")
        assert back_up(path, tmp_path / "copy.db", words=False).size == 12

    @pytest.mark.parametrize("missing", ["folder", "log"])
    def test_what_is_missing_is_named(self, tmp_path: Path, missing: str) -> None:
        path = recorded(tmp_path / "log.db") if missing == "folder" else tmp_path / "none.db"
        with pytest.raises(CollectifError) as refused:
            back_up(path, tmp_path / ("none" if missing == "folder" else ".") / "copy.db")
        assert says_three_sentences(refused.value)

    @needs_fork
    @pytest.mark.parametrize("mode", ["delete", "wal"])
    def test_a_backup_of_a_log_that_is_written_is_a_prefix_of_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
    ) -> None:
        """With the words of every event in it, and of no other."""
        monkeypatch.setattr(files, "journal_mode", lambda: mode)
        path = recorded(tmp_path / "log.db")
        child = _appending(path)
        try:
            done = [back_up(path, tmp_path / f"copy{n}.db") for n in range(6)]
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        log = opened(path)
        assert done[-1].size > done[0].size
        for one in done:
            assert log.at(one.size).head().root == one.root
            assert opened(one.path).verify().notes == ()
            assert lacking(one.path) == []

    def test_words_that_were_copied_first_would_be_too_few(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Why the log goes first: in the other order events come in between without words."""
        path = recorded(tmp_path / "log.db")

        def first_the_words(source: SQLiteStore, made: Path) -> int:
            return 0

        source = SQLiteStore(path, read_only=True)
        source.private.file.copy_to(private_path(tmp_path / "copy.db"))
        log = opened(path, read_only=False)
        log.append([remarked("late")])
        monkeypatch.setattr(backups, "_copied_words", first_the_words)
        words = private_path(tmp_path / "copy.db").read_bytes()
        private_path(tmp_path / "copy.db").unlink()
        back_up(path, tmp_path / "copy.db")
        private_path(tmp_path / "copy.db").write_bytes(words)
        assert len(lacking(tmp_path / "copy.db")) == 1


def _head(path: Path) -> tuple[int, bytes]:
    told = head(path)
    return told.size, told.root


def _appending(path: Path) -> int:
    """Let a child append until it is killed; return it once it has begun."""
    before = head(path).size
    child = os.fork()
    if child == 0:
        try:
            log = opened(path, read_only=False)
            for n in range(100_000):
                log.append([noted(n), remarked(f"child {n}")], id=f"child{n}")
        finally:
            os._exit(1)
    while head(path).size == before:
        time.sleep(0.01)
    return child


class TestRestore:
    def test_what_was_lost_comes_back(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        told = head(path)
        copy = back_up(path, tmp_path / "copy.db").path
        for spoil in (path.unlink, private_path(path).unlink):
            spoil()
            done = restore(copy, path)
            assert (done.size, done.root, done.words) == (told.size, told.root, 6)
            assert opened(path).verify().notes == ()
            assert lacking(path) == []

    def test_what_was_there_is_kept_aside(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        before = private_path(path).read_bytes()
        done = restore(copy, path)
        assert [one.name for one in done.aside] == ["log.aside-1.db", "log.aside-1.private.db"]
        assert done.aside[1].read_bytes() == before
        assert opened(done.aside[0]).verify().sound
        assert restore(copy, path).aside[0].name == "log.aside-2.db"

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        before=st.integers(1, 4),
        later=st.integers(0, 3),
        other=st.integers(0, 3),
        shorten=st.none() | st.integers(0, 6),
    )
    def test_a_log_never_grows_shorter_unasked(
        self, tmp_path: Path, before: int, later: int, other: int, shorten: int | None
    ) -> None:
        """Whatever both logs have in common, and wherever they part."""
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        path = recorded(folder / "log.db", count=before)
        copy = back_up(path, folder / "copy.db").path
        extended(path, later)
        extended(copy, other, name="fork")
        lost = later
        told, wanted = head(path), head(copy)
        if shorten == lost or (shorten is None and not lost):
            done = restore(copy, path, shorten=shorten)
            assert done.count == len(done.lost) == lost
            assert list(done.lost.values()) == [f"b{n}" for n in range(later)]
            assert head(path) == wanted
            assert head(done.aside[0]) == told
            assert opened(path).verify().notes == ()
        else:
            with pytest.raises(WouldLose) as refused:
                restore(copy, path, shorten=shorten)
            assert refused.value.count == lost
            assert refused.value.lost == tuple(f"b{n}" for n in range(later))
            assert says_three_sentences(refused.value)
            assert head(path) == told
            assert not list(folder.glob("*aside*"))

    def test_without_the_comparison_it_would(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        extended(path, 3)
        monkeypatch.setattr(restoring, "_judged", lambda *_, **__: 0)
        restore(copy, path)
        assert head(path).size == 12

    def test_a_backup_of_another_log_is_refused(self, tmp_path: Path) -> None:
        path, other = recorded(tmp_path / "log.db"), recorded(tmp_path / "other.db", name="z")
        for shorten in (None, 12):
            with pytest.raises(Swapped) as refused:
                restore(other, path, shorten=shorten)
            assert refused.value.code == "other"
        assert head(path) == head(tmp_path / "log.db")

    def test_a_state_that_is_known_from_elsewhere_must_be_in_it(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        extended(path, 2)
        told, wrong = head(path), Head(8, bytes(32))
        path.unlink()
        private_path(path).unlink()
        with pytest.raises(WouldLose) as refused:
            restore(copy, path, expect=told)
        assert refused.value.count == 2
        with pytest.raises(Swapped):
            restore(copy, path, expect=wrong, shorten=0)
        assert not path.exists()
        assert restore(copy, path, expect=Head(8, opened(copy).at(8).head().root)).count == 0
        assert restore(copy, path, expect=told, shorten=2).count == 2

    @pytest.mark.parametrize("spoil", ["middle", "header", "all"])
    def test_a_damaged_log_is_compared_as_far_as_it_can_be_read(
        self, tmp_path: Path, spoil: str
    ) -> None:
        """Where it still names its root, the backup is known to hold everything."""
        path = recorded(tmp_path / "log.db", count=60)
        copy = back_up(path, tmp_path / "copy.db").path
        raw = bytearray(path.read_bytes())
        where = {"middle": (20000, 24000), "header": (0, 4096), "all": (0, len(raw))}[spoil]
        raw[slice(*where)] = b"z" * (where[1] - where[0])
        path.write_bytes(raw)
        if spoil == "all":
            with pytest.raises(WouldLose, match="--shorten 0"):
                restore(copy, path)
        done = restore(copy, path, shorten=0 if spoil == "all" else None)
        assert opened(path).verify().sound
        assert done.aside[0].read_bytes() == bytes(raw)

    def test_a_damaged_log_that_was_longer_is_not_shortened_unasked(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db", count=60)
        copy = back_up(path, tmp_path / "copy.db").path
        extended(path, 5)
        raw = bytearray(path.read_bytes())
        raw[:4096] = b"z" * 4096
        path.write_bytes(raw)
        with pytest.raises(WouldLose) as refused:
            restore(copy, path)
        assert refused.value.lost == tuple(f"b{n}" for n in range(5))
        assert restore(copy, path, shorten=5).count == 5

    def test_a_damaged_backup_is_refused(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        copy.write_bytes(copy.read_bytes()[:-4096])
        told = head(path)
        with pytest.raises(CorruptLog):
            restore(copy, path)
        assert head(path) == told

    def test_a_log_that_is_being_written_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "BUSY_SECONDS", 0.05)
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(StoreUnavailable) as refused:
            restore(copy, path)
        assert refused.value.code == "locked"
        other.execute("rollback")
        other.close()
        assert not list(tmp_path.glob("*aside*"))

    def test_events_that_came_during_the_comparison_are_not_lost(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        compared = restoring._lost

        def late(*arguments):  # type: ignore[no-untyped-def]
            extended(path, 1)
            return compared(*arguments)

        monkeypatch.setattr(restoring, "_lost", late)
        with pytest.raises(StoreUnavailable, match="written while"):
            restore(copy, path)
        assert head(path).size == 13

    def test_whoever_has_it_open_is_told(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        log = opened(path, read_only=False)
        assert log.size == 12
        restore(copy, path)
        with pytest.raises(Swapped):
            log.append([noted(1)])
        log.close()
        log.append([noted(1)])
        assert opened(path).verify().sound

    def test_a_journal_that_a_death_left_does_not_damage_what_is_put_back(
        self, tmp_path: Path
    ) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        path.write_bytes(b"z" * 9000)
        journal = path.with_name("log.db-journal")
        journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 600)
        done = restore(copy, path, shorten=0)
        assert not journal.exists()
        assert done.aside[0].exists()
        assert opened(path).verify().sound


def community(path: Path) -> None:
    with collectif.open(path) as les_ecluses:
        les_ecluses.found(name="L", territory="L", languages=("fr",), timezone="UTC")
        les_ecluses.welcome_member(member="table", name="La table", kind="BACKBONE")
        les_ecluses.noting(id="w1", subject="p1").post_wish(
            wish="w1", verbatim="un secret", medium="CARD"
        )
        les_ecluses.noting(id="w2", subject="p2").post_wish(
            wish="w2", verbatim="un souhait", medium="CARD"
        )


def words_in(path: Path) -> set[str]:
    log = Log(SQLiteStore(path, read_only=True))
    assert log.store.private is not None
    return {str(one.opened[1]) for one in log.store.private.disclosures() if one.opened[1]}


class TestErased:
    def test_words_that_a_backup_brings_back_are_purged(self, tmp_path: Path) -> None:
        """By the log that is put back, or by the longer one that it takes the place of."""
        path = tmp_path / "log.db"
        community(path)
        before = back_up(path, tmp_path / "before.db").path
        with collectif.open(path) as les_ecluses:
            les_ecluses.forget(subject="p1")
        after = back_up(path, tmp_path / "after.db").path
        shutil.copy(private_path(before), private_path(after))
        assert "un secret" in words_in(after)
        assert words_in(after) == {"un secret", "un souhait"}
        restore(after, path)
        assert words_in(path) == {"un souhait"}
        done = restore(before, path, shorten=1)
        assert words_in(path) == {"un souhait"}
        assert done.words == 2  # a wish and its readings
        for one in (path, private_path(path)):
            assert b"un secret" not in one.read_bytes()

    def test_a_backup_without_words_takes_none_away(self, tmp_path: Path) -> None:
        path = tmp_path / "log.db"
        community(path)
        copy = back_up(path, tmp_path / "copy.db", words=False).path
        assert restore(copy, path).words == 4


@needs_fork
class TestKilled:
    """SIGKILL at every step of putting files in their place leaves the old state or the new one."""

    @pytest.fixture
    def steps(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
        def die_at(step: int) -> None:
            made = iter(range(1000))

            def placed(one: Path, path: Path) -> None:
                if next(made) == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                place(one, path)

            monkeypatch.setattr(backups, "place", placed)
            monkeypatch.setattr(restoring, "place", placed)

        return die_at

    @pytest.mark.parametrize("step", [0, 1, 2])
    @pytest.mark.parametrize("which", ["backup", "restore"])
    def test_at_each_step(
        self, tmp_path: Path, steps: Callable[[int], None], which: str, step: int
    ) -> None:
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        extended(path if which == "backup" else copy, 4)
        states = {head(path), head(copy)}
        if _in_a_child(lambda: steps(step), lambda: _do(which, path, copy)) == 0:
            assert step == 2
        for one in (path, copy):
            assert head(one) in states
            assert opened(one).verify().sound
            assert lacking(one) == []
        _do(which, path, copy)
        assert head(path) == head(copy)
        assert not list(tmp_path.glob(".*"))

    @pytest.mark.parametrize("which", ["backup", "restore"])
    def test_at_random_moments(self, tmp_path: Path, which: str) -> None:
        chance, deaths = random.Random(5), 0
        path = recorded(tmp_path / "log.db")
        copy = back_up(path, tmp_path / "copy.db").path
        for n in range(15):
            extended(path if which == "backup" else copy, 1, name=f"n{n}x")
            states = {head(path), head(copy)}
            deaths += _killed(lambda: _do(which, path, copy), chance.uniform(0, 0.06)) != 0
            for one in (path, copy):
                assert head(one) in states
                assert opened(one).verify().sound
                assert lacking(one) == []
        assert deaths > 3
        _do(which, path, copy)
        assert not list(tmp_path.glob(".*"))

    def test_a_copy_made_in_its_place_would_be_seen(self, tmp_path: Path) -> None:
        """The harness can fail: written over the old one, a backup is neither old nor new."""
        path, copy = recorded(tmp_path / "log.db", count=30), tmp_path / "copy.db"
        back_up(path, copy)
        extended(path, 30)

        def in_place() -> None:
            raw = path.read_bytes()
            with copy.open("wb", buffering=0) as file:
                for at in range(0, len(raw), 512):
                    file.write(raw[at : at + 512])
                    time.sleep(0.005)

        assert _killed(in_place, 0.05) != 0
        with pytest.raises(CollectifError):
            opened(copy).verify()


def _do(which: str, path: Path, copy: Path) -> None:
    if which == "backup":
        back_up(path, copy, force=True)
    else:
        restore(copy, path)


def _in_a_child(*acts: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            for act in acts:
                act()
            os._exit(0)
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status


def _killed(act: Callable[[], object], patience: float) -> int:
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
    time.sleep(patience)
    os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status


class TestNames:
    @pytest.mark.parametrize(
        "name", ["other.private.db", "other.private", "other.db-wal", "log.db-journal", "x-shm"]
    )
    def test_a_copy_is_not_taken_for_words_or_a_journal(self, tmp_path: Path, name: str) -> None:
        """Whoever opens the log that such a name belongs to would lose one of the two."""
        path = recorded(tmp_path / "log.db")
        recorded(tmp_path / "other.db", name="z")
        back_up(path, tmp_path / "copy.db")
        there = {one: one.read_bytes() for one in tmp_path.iterdir()}
        for act in (back_up, salvage, restore):
            with pytest.raises(InvalidInput) as refused:
                act(tmp_path / "copy.db", tmp_path / name)
            assert says_three_sentences(refused.value)
        assert {one: one.read_bytes() for one in tmp_path.iterdir()} == there


class TestAside:
    def test_words_that_were_kept_aside_are_found_when_they_are_forgotten(
        self, tmp_path: Path
    ) -> None:
        """Erasing does not reach what a restore kept aside, and says so."""
        path = tmp_path / "log.db"
        community(path)
        copy = back_up(path, tmp_path / "copy.db").path
        aside = private_path(restore(copy, path).aside[0])
        with collectif.open(path) as les_ecluses, les_ecluses.log.scanning() as scan:
            les_ecluses.forget(subject="p1")
        assert not scan.residue.clean
        assert {one for one, found in scan.residue.files.items() if found} == {aside}
        aside.unlink()
        with collectif.open(path) as les_ecluses, les_ecluses.log.scanning() as scan:
            les_ecluses.forget(subject="p2")
        assert scan.residue.clean
