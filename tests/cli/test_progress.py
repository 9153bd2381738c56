"""Long work counts on a terminal, on stderr, and is quiet in a pipe."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from collectif.projections.readers import AUDITOR
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.output import progress_of
from collectif.reports.results import as_json
from collectif.reports.watching import watched

pty = pytest.importorskip("pty", reason="a terminal of POSIX")


def replayed(log, stderr):
    """Run `collectif replay` with its errors going somewhere; return what it printed."""
    run = [sys.executable, "-m", "collectif", "replay", str(log), "--as-published", "--lang", "fr"]
    return subprocess.run(run, stdout=subprocess.PIPE, stderr=stderr, check=True).stdout


def test_replay_counts_events_on_a_terminal_and_prints_the_same(years):
    reader, writer = pty.openpty()
    shown = replayed(years, writer)
    os.close(writer)
    told = b""
    with open(reader, "rb", buffering=0, closefd=True) as screen:
        try:
            while part := screen.read(1024):
                told += part
        except OSError:  # the other end of a terminal on Linux is closed
            pass
    assert b"\rreplay\xc2\xa0: 1000" in told
    assert told.endswith(b"\r\x1b[K")
    assert shown == replayed(years, subprocess.DEVNULL)


def test_replay_says_nothing_beside_its_answer_in_a_pipe(cli, years):
    assert cli("replay", years).err == ""


def test_a_log_that_is_watched_says_the_same_and_each_event_counts(lachine_view):
    counts = []
    seen = watched(lachine_view, counts.append)
    assert list(seen.events()) == list(lachine_view.events())
    assert sum(counts) >= seen.size == lachine_view.size
    look = Looking(as_published=True, reader=AUDITOR)
    told, plain = shown_rounds(seen, look), shown_rounds(lachine_view, look)
    assert [as_json(one) for one in told] == [as_json(one) for one in plain]


@pytest.mark.parametrize(("every", "lines"), [(1, 3), (2, 1), (10, 0)])
def test_the_count_is_told_after_so_many_steps(monkeypatch, every, lines):
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    with progress_of("replay", "en", every=every) as progress:
        for _ in range(3):
            progress(1)
    assert screen.getvalue().count("\rreplay: ") == lines


@pytest.fixture(scope="module")
def lachine_view():
    from collectif.demo import record_scenario

    return record_scenario("memory:").view()
