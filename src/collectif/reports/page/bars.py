"""This module is about bars: how far something has come, from where it began to where it should be.

Nothing is clipped: what went back, or beyond its target, is drawn so, and the scale says from where
to where it goes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from attrs import frozen

_LEFT, _RIGHT = 10, 590
"""From where to where a bar may go, on a paper of 600."""


@frozen(kw_only=True)
class Bar:
    """A bar from 0, the baseline, to 1, the target, and as far beyond as it takes.

    Attributes:
        title: What it says, in words.
        start: Where the baseline is.
        end: Where the target is.
        reached: Where it got to.
        expected: Where it was to be by now; None where nothing says so.
    """

    kind: ClassVar[str] = "bar"

    title: str
    start: int
    end: int
    reached: int
    expected: int | None

    @property
    def left(self) -> int:
        """Where the bar begins."""
        return min(self.start, self.reached)

    @property
    def width(self) -> int:
        """How long the bar is."""
        return abs(self.reached - self.start)


def bar_of(progress: Fraction, expected: Fraction | None, *, title: str) -> Bar:
    """Return the bar of a progress, which is no more clipped than it is.

    Args:
        progress: The share of the way that is behind; below 0 it went back, above 1 further.
        expected: The share that was to be behind by now.
        title: What it says, in words.
    """
    points = [Fraction(0), Fraction(1), progress, *([] if expected is None else [expected])]
    low, high = min(points), max(points)

    def at(share: Fraction) -> int:
        return _LEFT + round((share - low) * (_RIGHT - _LEFT) / (high - low))

    return Bar(
        title=title,
        start=at(Fraction(0)),
        end=at(Fraction(1)),
        reached=at(progress),
        expected=None if expected is None else at(expected),
    )
