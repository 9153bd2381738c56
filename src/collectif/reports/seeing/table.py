"""This module is about tables of what follows from a log: in 80 columns for people, and as JSON.

One table is both: a row has cells by name, and the events that they rest on. In text, columns stand
side by side and the last one takes the rest of the width; charts repeat a figure and are left out
of JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from collectif.phrasing import words
from collectif.record.event import Withheld
from collectif.reports.catalogue import catalogue
from collectif.reports.charts import bar, shape
from collectif.reports.results import Json, figure
from collectif.reports.words import columns, decimal, fitted, in_lang, money, visible, wrapped
from collectif.values import Money

_WIDTH = 80
_LEAST = 24
_SHORTEST = 8
_INDENT = "  "


@frozen
class Bar:
    """A figure drawn as a bar.

    Attributes:
        value: The figure.
        most: What would fill the bar.
    """

    value: Fraction | int | None
    most: Fraction | int = 1


@frozen
class Drawn:
    """What stands in text alone.

    Attributes:
        text: What is drawn.
    """

    text: str


@frozen
class Shape:
    """A distribution, drawn as one column for each count.

    Attributes:
        counts: How many there are at each place, lowest first.
    """

    counts: tuple[int, ...]


_FIRM = (int, Fraction, Decimal, Money, date, Bar, Drawn, Shape)
"""What is shown whole, or not at all."""


@frozen(kw_only=True)
class Row:
    """A row of a table.

    Attributes:
        cells: Column -> what stands there; None where there is nothing.
        events: The events that say so, in the order of the log.
    """

    cells: Mapping[str, Any]
    events: tuple[str, ...] = ()


@frozen(kw_only=True)
class Table:
    """What follows from a log, as rows.

    Attributes:
        name: What it shows: `table-NAME` in the catalogue `seeing`.
        columns: The columns in text, from the left: `column-NAME` there.
        rows: The rows. A cell without a column is in JSON alone.
        details: What the title speaks of.
        heads: Column -> its heading, where the catalogue does not say it.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    details: Mapping[str, Any] = field(factory=dict)
    heads: Mapping[str, str] = field(factory=dict)


def table_json(table: Table) -> Json:
    """Return a table as JSON data."""
    return {
        "table": table.name,
        "about": {name: plain(one) for name, one in table.details.items()},
        "rows": [
            {
                "cells": {
                    name: plain(one)
                    for name, one in row.cells.items()
                    if not isinstance(one, Bar | Drawn)
                },
                "events": list(row.events),
            }
            for row in table.rows
        ],
    }


def table_text(table: Table, lang: str, *, ascii: bool = False) -> Iterator[str]:
    """Yield the lines of a table, at most 80 columns wide.

    Args:
        table: The table.
        lang: The language.
        ascii: Whether charts are drawn in ASCII.
    """
    said = words("seeing", lang)
    details = {name: spelled(one, lang) for name, one in table.details.items()}
    yield from wrapped(said[f"table-{table.name}"].format(**details), indent="")
    if not table.rows:
        yield _INDENT + said["nothing"]
        return
    heads = [table.heads.get(name) or said[f"column-{name}"] for name in table.columns]
    body = [[spelled(row.cells.get(name), lang, of=name, ascii=ascii) for name in table.columns]
            for row in table.rows]  # fmt: skip
    right = [all(_is_figure(row.cells.get(name)) for row in table.rows) for name in table.columns]
    widths = _widths([heads, *body], [_is_firm(table, name) for name in table.columns])
    for line in (heads, *body):
        yield from _laid_out(line, widths, right)


def plain(value: Any) -> Any:
    """Return what stands in a cell as JSON data: figures exact, with a decimal beside."""
    if isinstance(value, Fraction):
        return figure(value)
    if isinstance(value, Money):
        return {"amount_cents": value.amount_cents, "currency": value.currency}
    if isinstance(value, Shape):
        return list(value.counts)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Withheld):
        return {"withheld": True}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple | list) else value


def spelled(value: Any, lang: str, *, of: str = "", ascii: bool = False) -> str:
    """Return what stands in a cell of a column as people read it."""
    said = words("seeing", lang)
    if value is None or value == ():
        return "-"
    if isinstance(value, bool):
        return str(said["yes" if value else "no"])
    if isinstance(value, Fraction):
        return decimal(value, 2, lang)
    if isinstance(value, Bar):
        return "" if value.value is None else bar(value.value, value.most, 10, plain=ascii)
    if isinstance(value, Drawn):
        return value.text
    if isinstance(value, Shape):
        return shape(value.counts, plain=ascii)
    if isinstance(value, Money):
        return money(value.amount_cents, value.currency, lang)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", "," if lang == "fr" else ".")
    if isinstance(value, Mapping | Withheld):
        return " ".join(in_lang(value, lang).split())
    if isinstance(value, tuple | list):
        return ", ".join(spelled(one, lang, of=of) for one in value)
    return _code(str(value), lang, of)


def _code(value: str, lang: str, of: str) -> str:
    """Return a literal of the log in words, those of its column first; an id as it is."""
    said: str | None = words("seeing", lang).get(f"{of}-{value}")
    return catalogue(lang).values.get(value, visible(value)) if said is None else said


def _is_firm(table: Table, name: str) -> bool:
    cells = (row.cells.get(name) for row in table.rows)
    return all(one is None or isinstance(one, _FIRM) for one in cells)


def _is_figure(value: Any) -> bool:
    return value is None or isinstance(value, int | Fraction | Decimal | Money)


def _widths(lines: Sequence[Sequence[str]], firm: Sequence[bool]) -> list[int]:
    """Return how wide each column is but the last; the widest words give way where it is too much.

    Args:
        lines: The cells of each line.
        firm: Whether a column gives no way: what is cut off a figure is wrong.
    """
    *before, last = (max(columns(line[n]) for line in lines) for n in range(len(lines[0])))
    room = _WIDTH - len(_INDENT) - min(_LEAST, last) - 2 * len(before)
    while sum(before) > room:
        soft = [width for width, fixed in zip(before, firm, strict=False) if not fixed]
        if max(soft, default=0) <= _SHORTEST:
            break
        widest = max(soft)
        at = next(n for n, width in enumerate(before) if width == widest and not firm[n])
        before[at] -= 1
    return before


def _laid_out(line: Sequence[str], widths: list[int], right: list[bool]) -> Iterable[str]:
    before = _INDENT
    for cell, width, to_the_right in zip(line, widths, right, strict=False):
        shown = cell if columns(cell) <= width else fitted(cell, width)
        blank = " " * (width - columns(shown))
        before += (blank + shown if to_the_right else shown + blank) + "  "
    if _WIDTH - columns(before) < min(_LEAST // 2, columns(line[-1])):
        return [before.rstrip(), *wrapped(line[-1], indent=_INDENT * 2)]
    return wrapped(line[-1], first=before, indent=" " * columns(before)) or [before.rstrip()]
