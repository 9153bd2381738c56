"""This module is about events as rows: nested values in flat columns, and cells that do nothing.

A spreadsheet takes a text that begins like a formula for one. Such a text gets a leading `'`, and
so does one that begins with `'` or reads like the mark of what is withheld; so a leading `'` is
always one too many, and taking it away gives the text back (OWASP, CSV injection; ASVS 1.2.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import category, normalize

WITHHELD_CELL = "[withheld]"
"""What stands in a cell whose content is withheld."""

NUL_SHOWN = "\u2400"
"""What stands for a NUL character, which no spreadsheet takes."""

_FORMULA = frozenset("=+-@")
_FIRST = frozenset(f"\t\r\n'{NUL_SHOWN}")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_WITHHELD = {"withheld": True}
_PLAIN = (str, int, bool, type(None))

Cell = str | int | bool | None


class Withheld:
    """The content of a cell that is withheld."""


HELD_BACK = Withheld()


def flattened(data: Any, path: str) -> Iterator[tuple[str, Cell | Withheld]]:
    """Yield column -> cell for plain data: `title/fr`, `agenda/0/kind`; plain lists are joined."""
    if data == _WITHHELD:
        yield path, HELD_BACK
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from flattened(value, f"{path}/{_step(key)}")
    elif isinstance(data, list | tuple):
        if all(type(one) in _PLAIN for one in data):
            yield path, joined(data)
        else:
            for position, value in enumerate(data):
                yield from flattened(value, f"{path}/{position}")
    else:
        yield path, data


def joined(items: list[Any] | tuple[Any, ...]) -> str:
    r"""Return plain values as one text, with `|` between them; `\` keeps what stands in one."""
    return "|".join(re.sub(r"([|\\])", r"\\\1", spelled(one)) for one in items)


def spelled(value: Cell) -> str:
    """Return a plain value as text."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def cell(value: Cell | Withheld) -> str:
    """Return what is written in a cell; text that could act as a formula cannot."""
    if isinstance(value, Withheld):
        return WITHHELD_CELL
    return harmless(value) if isinstance(value, str) else spelled(value)


def harmless(text: str) -> str:
    """Return a text as a spreadsheet shows it and does not run it."""
    shown = text.replace("\0", NUL_SHOWN)
    dangerous = _first_seen(shown) in _FORMULA or shown[:1] in _FIRST or shown == WITHHELD_CELL
    return f"'{shown}" if shown and dangerous else shown


def original(written: str) -> str | None:
    """Return the text that a cell of text stands for; None if it is withheld or absent."""
    if written in ("", WITHHELD_CELL):
        return None
    return written.removeprefix("'")


def natural(column: str) -> list[tuple[int, int, str]]:
    """Return what columns are ordered by: positions by number, the rest by name."""
    steps = column.split("/")
    return [(0, int(s), "") if s.isdecimal() and s.isascii() else (1, 0, s) for s in steps]


def _first_seen(text: str) -> str:
    """Return the first character that shows, as its plainest form: `＝`, `﹦` and `⁼` are `=`.

    Spaces, controls, invisible characters, marks on nothing and blank letters do not show.
    """
    seen = (c for c in text if category(c)[0] not in "ZCM" and c not in _BLANK)
    return normalize("NFKC", next(seen, ""))[:1]


def _step(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
