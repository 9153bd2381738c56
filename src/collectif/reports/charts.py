"""This module is about small charts in text: bars, and the shape of a distribution.

A chart repeats figures that stand beside it, so that nothing is lost where it cannot be drawn: on a
terminal without Unicode it is drawn in ASCII. Lengths are exact and rounded half to even; a figure
that is not 0 is never drawn as nothing.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import click

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇█"
PLAIN_LEVELS = ".:-=+*#%@"

_DRAWN = re.compile("[▁-█▉-▏]+")


def drawable(stream: Any = None) -> bool:
    """Whether a stream can show block characters; stdout unless told otherwise."""
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None) or "ascii"
    try:
        (EIGHTHS + LEVELS).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return os.environ.get("TERM") != "dumb"


def coloured(stream: Any = None) -> bool:
    """Whether colours may be used: on a terminal, where nobody has said no (`NO_COLOR`)."""
    stream = sys.stdout if stream is None else stream
    tty = bool(getattr(stream, "isatty", lambda: False)())
    return tty and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def tinted(line: str, stream: Any = None) -> str:
    """Return a line with its charts in a colour, where colours may be used; it says the same."""
    if not coloured(stream):
        return line
    return _DRAWN.sub(lambda found: click.style(found[0], fg="cyan"), line)


def bar(value: Fraction | int, most: Fraction | int, width: int, *, plain: bool = False) -> str:
    """Return a bar as long as a value is of the most that there can be, at most `width` columns.

    Args:
        value: The value; below 0 nothing is drawn.
        most: What fills the width.
        width: How many columns there are.
        plain: Whether to draw in ASCII.
    """
    if value <= 0 or most <= 0:
        return ""
    part = min(Fraction(value) / Fraction(most), Fraction(1))
    if plain:
        return "#" * max(1, round(part * width))
    whole, rest = divmod(max(1, round(part * width * 8)), 8)
    return EIGHTHS[8] * whole + (EIGHTHS[rest] if rest else "")


def shape(counts: Iterable[int], *, plain: bool = False) -> str:
    """Return a distribution, one column for each count; the tallest is that of the most.

    Args:
        counts: How many there are at each place; nothing is a blank.
        plain: Whether to draw in ASCII.
    """
    told, levels = tuple(counts), PLAIN_LEVELS if plain else LEVELS
    most = max(told, default=0)
    return "".join(
        "_" if count <= 0 else levels[-(-count * len(levels) // most) - 1] for count in told
    )
