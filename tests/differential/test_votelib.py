"""votelib and we answer random questions alike, or differ for a written reason."""

from __future__ import annotations

import pytest

from apart.driving import Driver
from comparing import Comparison, compare
from comparisons import COMPARISONS

PEER = "votelib"


@pytest.mark.parametrize(
    "comparison", [one for one in COMPARISONS if one.peer == PEER], ids=lambda one: one.what
)
def test_answers_are_equal_or_a_reason_is_written(comparison: Comparison, peer: Driver) -> None:
    count = compare(comparison, peer, profiles=1000, seed=4)
    assert count.smallest is None
    assert count.equal > sum(count.explained.values())
