"""What a death leaves behind between the two files of a log, and what a fork shares.

Deaths at random moments are in `tests/faults`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, remarked, sample_log

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def test_words_that_a_death_left_behind_break_nothing_and_are_swept(tmp_path: Path) -> None:
    """The private store commits first; a death before the log commits leaves words alone."""
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([remarked("kept", id="r0")])
    child = os.fork()
    if child == 0:
        own = Log(SQLiteStore(tmp_path / "log.db"), codec=Codec(SAMPLES))
        with own.writing() as pen:
            pen.write([remarked("lost", id="r1")])
            os._exit(0)
    os.waitpid(child, 0)
    private = log.store.private
    assert private is not None
    assert len(list(private.disclosures())) == 2
    report = log.verify()
    assert report.sound
    assert len(report.notes) == 1
    log.append([remarked("lost", id="r1")])
    assert log.sweep() == 1
    assert log.sweep() == 0
    assert [event.data.words for event in log.read()] == ["kept", "lost"]
    assert log.verify().notes == ()


def test_words_left_behind_are_overwritten_by_the_very_same_words(tmp_path: Path) -> None:
    """With a fixed entropy a retry makes the same salt again."""
    for _ in range(2):
        log = sample_log(SQLiteStore(tmp_path / "log.db"))
        with log.writing() as pen:
            pen.write([remarked("lost", id="r1")])
            kept: Any = pen._kept[:]
            pen._kept.clear()
            log.store.file.connection().execute("rollback")  # type: ignore[attr-defined]
            log.store.file.connection().execute("begin immediate")  # type: ignore[attr-defined]
        log.close()
    assert len(kept) == 1
    assert log.verify().sound


def test_a_forked_child_leaves_the_connection_to_its_parent(tmp_path: Path) -> None:
    log = sample_log(SQLiteStore(tmp_path / "log.db"))
    log.append([remarked("parent")], id="p")
    child = os.fork()
    if child == 0:
        try:
            log.append([remarked("child")], id="c")
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    log.append([remarked("parent again")], id="q")
    assert [event.id for event in log.read()] == ["p", "c", "q"]
    assert log.verify().sound
