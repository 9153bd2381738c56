"""Many programs write one log: no gap, no double, nothing lost, and nobody waits for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from crowd import crowd


@pytest.mark.parametrize(("mode", "programs"), [("wal", 16), ("delete", 4)])
def test_programs_write_one_log_without_a_gap(tmp_path: Path, mode: str, programs: int) -> None:
    """Here a few acts each; `run.py crowds --long` has sixteen of them record 200."""
    found = crowd(tmp_path / "log.db", programs=programs, acts=4, mode=mode)
    assert found.faults == ()
    assert len(found.waits) == 4 * programs


def test_the_harness_sees_programs_that_take_no_lock(tmp_path: Path) -> None:
    assert crowd(tmp_path / "log.db", programs=2, acts=20, locking=False).faults
