"""A file that stands in the place of another is named, and nothing is recorded or erased by it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from collectif.errors import CollectifError, CorruptLog, NotALog, Swapped
from collectif.log import files
from collectif.log.belonging import Belonging
from collectif.log.files import File
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log


def reopened(path: Path, *, read_only: bool = False) -> Log:
    return Log(SQLiteStore(path, read_only=read_only), codec=Codec(SAMPLES))


def recorded(path: Path, word: str) -> Path:
    log = sample_log(SQLiteStore(path))
    log.append([noted(1, member=word), remarked(word)], id="first")
    log.append([remarked(word), remarked(f"{word} again")], id="second")
    for n in range(len(word)):
        log.append([noted(n, member=word)])
    log.close()
    return path


def says_three_sentences(error: CollectifError) -> bool:
    return all(part and part[-1] == "." for part in (error.what, error.why, error.mend))


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    return recorded(tmp_path / "a.db", "mine"), recorded(tmp_path / "b.db", "theirs")


def rewind(path: Path) -> None:
    """Make a private file what format 1 was."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("drop table belongs")
    raw.execute("drop table swept")
    raw.execute("pragma user_version = 1")
    raw.close()


class TestWords:
    @pytest.mark.parametrize("older", [False, True])
    def test_words_of_another_log_are_named_and_left_alone(
        self, two: tuple[Path, Path], older: bool
    ) -> None:
        """Facts stay readable; nothing is added to the words of others, and none of them goes."""
        mine, theirs = two
        if older:
            rewind(private_path(theirs))
        shutil.copy(private_path(theirs), private_path(mine))
        log = reopened(mine)
        assert str(next(log.read(after=1)).data.words) == "⟨withheld⟩"
        erase = {"second/0": ["*"]}
        acts = (lambda: log.append([remarked("more")]), lambda: log.erase(erase), log.sweep)
        for act in acts:
            with pytest.raises(Swapped) as refused:
                act()
            assert refused.value.code == "words"
            assert says_three_sentences(refused.value)
        assert [one.code for one in log.verify().findings] == ["words"]
        log.append([noted(2)])
        assert log.size == 9
        shutil.copy(private_path(mine), private_path(theirs))
        assert reopened(theirs).verify().findings == ()
        assert reopened(theirs).verify().notes == ()

    def test_without_the_tie_a_sweep_would_empty_the_file_of_others(
        self, two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine, theirs = two
        shutil.copy(private_path(theirs), private_path(mine))
        monkeypatch.setattr(Belonging, "check", lambda _: None)
        assert reopened(mine).sweep() == 3

    def test_a_file_of_format_1_is_tied_when_words_come(self, two: tuple[Path, Path]) -> None:
        rewind(private_path(two[0]))
        assert reopened(two[0], read_only=True).verify().sound
        log = reopened(two[0])
        log.append([remarked("new")])
        rows = log.store.private.file.all("select leaf from belongs")  # type: ignore[union-attr]
        assert rows == [(log.store.leaves(0, 1)[0],)]
        assert log.verify().sound

    def test_words_that_came_before_any_event_are_tied_too(self, tmp_path: Path) -> None:
        log = sample_log(SQLiteStore(tmp_path / "log.db"))
        with log.writing() as pen:
            pen.write(pen_drafts())
        assert log.store.private.belonging._tied() == log.store.leaves(0, 1)[0]  # type: ignore[union-attr]

    def test_what_was_never_recorded_ties_nothing(self, tmp_path: Path) -> None:
        """The first act may die; the words of the next one are kept all the same."""
        log = sample_log(SQLiteStore(tmp_path / "log.db"))
        with suppress(RuntimeError), log.writing() as pen:
            pen.write(pen_drafts())
            raise RuntimeError
        log.append([remarked("x")])
        log.append([remarked("y")])
        assert log.verify().sound

    def test_a_log_is_not_begun_beside_the_words_of_one_that_is_gone(self, tmp_path: Path) -> None:
        """Nor is a log that was cut to nothing taken for a new one."""
        path = recorded(tmp_path / "log.db", "mine")
        before = private_path(path).read_bytes()
        for spoil in (lambda: path.write_bytes(b""), path.unlink):
            spoil()
            with pytest.raises(Swapped) as refused:
                reopened(path)
            assert says_three_sentences(refused.value)
            assert not path.exists() or path.read_bytes() == b""
        assert private_path(path).read_bytes() == before

    @pytest.mark.parametrize("read_only", [False, True])
    def test_the_log_and_its_words_are_not_taken_for_each_other(
        self, tmp_path: Path, read_only: bool
    ) -> None:
        path = recorded(tmp_path / "log.db", "mine")
        words = private_path(path)
        shutil.copy(path, tmp_path / "kept")
        shutil.copy(words, path)
        with pytest.raises(NotALog, match="application_id"):
            reopened(path, read_only=read_only)
        shutil.copy(tmp_path / "kept", path)
        shutil.copy(path, words)
        log = reopened(path, read_only=read_only)
        assert str(next(log.read(after=1)).data.words) == "⟨withheld⟩"
        assert [one.code for one in log.verify().findings] == ["words"]
        if not read_only:
            with pytest.raises(NotALog):
                log.append([remarked("x")])


def pen_drafts():  # type: ignore[no-untyped-def]
    from collectif.log.pen import drafted

    return drafted([remarked("x"), remarked("y")], "act", {})


def by_name(other: Path, path: Path) -> None:
    other.replace(path)


def in_place(other: Path, path: Path) -> None:
    path.write_bytes(other.read_bytes())


def in_place_one_longer(other: Path, path: Path) -> None:
    log = reopened(other)
    log.append([noted(n) for n in range(9)])
    log.close()
    path.write_bytes(other.read_bytes())


class TestOpen:
    @pytest.mark.parametrize("put", [by_name, in_place, in_place_one_longer])
    @pytest.mark.parametrize("read_only", [False, True])
    def test_another_log_in_the_place_of_an_open_one_is_named(
        self, two: tuple[Path, Path], put: Callable[[Path, Path], None], read_only: bool
    ) -> None:
        log = reopened(two[0], read_only=read_only)
        assert log.size == 8
        changes = two[0].read_bytes()[24:28]
        put(two[1], two[0])
        before = two[0].read_bytes()
        if put is in_place:  # a file that counts the same number of changes looks unchanged
            assert before[24:28] != changes
        for use in (lambda: log.size, *([] if read_only else [lambda: log.append([noted(1)])])):
            with pytest.raises(Swapped) as refused:
                use()
            assert says_three_sentences(refused.value)
        assert two[0].read_bytes() == before
        log.close()
        assert log.size in (10, 19)

    @pytest.mark.parametrize("put", [by_name, in_place])
    def test_an_older_copy_in_the_place_of_an_open_log_is_named(
        self, tmp_path: Path, put: Callable[[Path, Path], None]
    ) -> None:
        path = recorded(tmp_path / "log.db", "mine")
        shutil.copy(path, tmp_path / "old.db")
        log = reopened(path)
        log.append([noted(1)])
        put(tmp_path / "old.db", path)
        for _ in range(2):
            with pytest.raises(Swapped) as refused:
                log.append([noted(2)])
            assert refused.value.code == ("file" if put is by_name else "shorter")
        assert [one.code for one in verified(log)] in (["edge"], [])

    def test_whoever_waited_for_the_lock_does_not_write_into_a_file_that_is_gone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = recorded(tmp_path / "log.db", "mine")
        shutil.copy(path, tmp_path / "other.db")
        log = reopened(path)
        begun = File._begun

        def late(self: File, *, patient: bool) -> sqlite3.Connection:
            if self.path == path:
                by_name(tmp_path / "other.db", path)
            return begun(self, patient=patient)

        monkeypatch.setattr(File, "_begun", late)
        assert log.size == 8
        with pytest.raises(Swapped):
            log.append([noted(1)])

    def test_others_that_append_are_not_taken_for_another_log(self, tmp_path: Path) -> None:
        path = recorded(tmp_path / "log.db", "mine")
        one, other = reopened(path), reopened(path)
        for n in range(6):
            (one if n % 2 else other).append([noted(n), remarked("x")])
            assert one.size == other.size == 10 + 2 * n
        assert one.verify().sound


def verified(log: Log):  # type: ignore[no-untyped-def]
    try:
        return log.verify().findings
    except Swapped:
        return ()


def test_a_log_that_is_cut_anywhere_is_named(tmp_path: Path) -> None:
    """At lengths up to a page, at each end of a page, and in between."""
    whole = recorded(tmp_path / "whole.db", "mine").read_bytes()
    size = len(whole)
    lengths = {*range(0, 700, 7), *range(4096, size, 4096), *range(5000, size, 1777), size - 1}
    refusals = 0
    for length in sorted(lengths):
        path = tmp_path / "cut.db"
        path.write_bytes(whole[:length])
        try:
            assert reopened(path, read_only=True).verify().findings[-1].code == "store", length
        except (CorruptLog, NotALog) as refused:
            refusals += says_three_sentences(refused) and "restore" in refused.mend
        else:
            refusals += 1
        assert path.read_bytes() == whole[:length]
    assert refusals == len(lengths) > 100


def test_the_journal_mode_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "journal_mode", lambda: "wal")
    path = recorded(tmp_path / "log.db", "mine")
    other = recorded(tmp_path / "other.db", "theirs")
    log = reopened(path)
    assert log.size == 8
    by_name(other, path)
    with pytest.raises(Swapped):
        log.append([noted(1)])
