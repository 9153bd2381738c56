"""When the disk refuses anything at all, the library says so, and what it acknowledged is there."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

pytest.importorskip("apsw")

from passing import Connection
from refusals import CODES, TROUBLES, Trouble, failures


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_every_failure_is_an_error_of_ours_or_harmless(trouble: Trouble) -> None:
    """Here some of the points; `run.py refusals --long` takes all of them."""
    tally = failures(trouble, step=150, first=40)
    assert tally.faults == []
    assert tally.points.total() >= 1
    assert tally.refused.total() >= 1


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_a_disk_that_fails_while_the_log_is_made_is_not_called_damage(mode: str) -> None:
    """SQLite rolls back by itself then, and what it says of our rollback is not the cause."""
    for first in range(20, 70, 10):
        tally = failures(Trouble(mode=mode), step=10_000, first=first)  # type: ignore[arg-type]
        assert tally.faults == []


def test_the_harness_sees_a_wrong_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not listen when a commit fails acknowledges what is not there."""
    usual = Connection.execute

    def deaf(one: Connection, statement: str, parameters: Any = ()) -> Any:
        try:
            return usual(one, statement, parameters)
        except sqlite3.Error:
            if statement != "commit":
                raise

    monkeypatch.setattr(Connection, "execute", deaf)
    syncs = Trouble(mode="wal", codes={"sync": CODES["sync"]})
    faults = failures(syncs, step=5, first=15).faults
    assert any("lost: the acknowledged act" in fault for fault in faults)
