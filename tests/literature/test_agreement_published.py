"""Pairwise agreement beside published figures, and landmarks that a reader can check by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from collectif.counting import pairwise_agreement

PUBLISHED = (30, 40, 210, 130, 530, 50, 10)
"""The example vector of the R package agrmt, function BlairLacy."""


def test_blair_lacy_2000() -> None:
    """The index is l squared of Blair and Lacy; agrmt prints l = 0.7728734 for this vector."""
    level = pairwise_agreement(PUBLISHED)
    assert Fraction(224, 375) == level
    assert f"{float(level):.5f}" == "0.59733"
    assert f"{float(level) ** 0.5:.7f}" == "0.7728734"


@pytest.mark.parametrize(
    ("room", "level"),
    [
        pytest.param((0, 0, 4, 6, 2), Fraction(23, 36), id="4-6-2 gives about 0.64"),
        pytest.param((0, 0, 0, 9, 3), Fraction(13, 16), id="9-3 gives about 0.81"),
        pytest.param((2, 2, 2, 2, 2), Fraction(1, 5), id="uniform, even"),
        pytest.param((1, 1, 1, 1, 1), Fraction(1, 6), id="uniform, odd"),
        pytest.param((20_000,) * 5, Fraction(1, 5), id="uniform, a crowd"),
        pytest.param((6, 0, 0, 0, 6), Fraction(0), id="two camps"),
        pytest.param((0, 0, 12, 0, 0), Fraction(1), id="all alike"),
    ],
)
def test_landmarks(room: tuple[int, ...], level: Fraction) -> None:
    assert level == pairwise_agreement(room)
