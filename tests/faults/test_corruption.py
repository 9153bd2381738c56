"""Changed bytes of a log's file are noticed, and named; SQLite's own check notices few of them."""

from __future__ import annotations

import pytest

from corruption import changes, sqlites_own


@pytest.mark.parametrize("smash", [False, True])
def test_every_change_that_is_read_is_named(smash: bool) -> None:
    seen = changes(events=200, count=40, smash=smash, seed=4)
    assert seen.faults == []
    assert seen.named + seen.structural + seen.refused == seen.read
    assert seen.named > seen.read / 2
    assert seen.sqlite < seen.read / 2


def test_the_harness_sees_a_verification_that_leaves_it_to_sqlite() -> None:
    seen = changes(events=200, count=20, smash=False, seed=4, verify=sqlites_own)
    assert any("nobody noticed" in fault for fault in seen.faults)
