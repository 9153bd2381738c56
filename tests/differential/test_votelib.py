"""votelib and we answer random questions alike, or differ for a written reason."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from apart.driving import Driver, script_of
from comparing import Comparison, compare
from comparisons import COMPARISONS

PEER = "votelib"
OURS = [one for one in COMPARISONS if one.peer == PEER]


@pytest.fixture(scope="module")
def peer() -> Iterator[Driver]:
    if find_spec(PEER) is None:
        pytest.skip(f"the package {PEER!r} is not installed: pip install collectif[test]")
    with Driver(script_of(PEER)) as driver:
        yield driver


@pytest.mark.parametrize("comparison", OURS, ids=lambda one: one.what)
def test_answers_are_equal_or_a_reason_is_written(comparison: Comparison, peer: Driver) -> None:
    count = compare(comparison, peer, profiles=1000, seed=4)
    assert count.smallest is None
    assert count.equal > sum(count.explained.values())
