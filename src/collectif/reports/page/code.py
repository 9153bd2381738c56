"""This module is about the code on the page: the size and the root of the log, as a QR code.

Whoever holds a telephone over the page, or over its print, has what names the state of the log, to
compare it with what others hold.
"""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from attrs import frozen

_QUIET = 4
"""The modules of white around a code (ISO/IEC 18004)."""


@frozen(kw_only=True)
class Code:
    """A QR code.

    Attributes:
        text: What it says.
        title: What it is, in words.
        size: Its width and height, in modules, white around it included.
        path: Its dark modules, as the path of a drawing.
    """

    kind: ClassVar[str] = "code"

    text: str
    title: str
    size: int
    path: str


def code_of(text: str, title: str) -> Code:
    """Return a text as a QR code.

    Args:
        text: What it is to say.
        title: What it is, in words.
    """
    import segno

    rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    runs = (
        f"M{x},{y}h{width}v1h-{width}z"
        for y, row in enumerate(rows, _QUIET)
        for x, width in _dark(row)
    )
    return Code(text=text, title=title, size=len(rows) + 2 * _QUIET, path="".join(runs))


def _dark(row: bytes) -> list[tuple[int, int]]:
    """Return the dark runs of a row: where each begins, and how wide it is."""
    found, x = list[tuple[int, int]](), _QUIET
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            found.append((x, width))
        x += width
    return found
