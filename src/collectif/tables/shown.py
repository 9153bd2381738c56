"""This module is about tables as a notebook shows them: HTML and Markdown, long ones cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from collectif.phrasing import words
from collectif.record.event import Withheld
from collectif.reports.catalogue import catalogue
from collectif.reports.words import day, decimal, in_lang
from collectif.showing import in_markdown
from collectif.tables.registry import tables_of
from collectif.tables.table import Column, Table

MOST_ROWS = 40
"""How many rows of a table are shown; the others are counted."""

_NUMBERS = {"int", "exact", "grade"}


def as_html(answer: object, *, lang: str = "en") -> str:
    """Return the first table of an answer as HTML, and the names of the others."""
    from collectif.reports.hypertext import rendered

    first, *others = tables_of(answer)
    return str(
        rendered("table.html", lang=lang, table=_drawn(first, lang), more=_more(others, lang))
    )


def as_markdown(answer: object, *, lang: str = "en") -> str:
    """Return the first table of an answer as Markdown, and the names of the others."""
    first, *others = tables_of(answer)
    more = _more(others, lang)
    return "\n".join([*_lines(first, lang), *(("", in_markdown(more)) if more else ())]) + "\n"


def table_html(table: Table) -> str:
    """Return a table as HTML in its language."""
    return as_html(table, lang=table.lang)


def table_markdown(table: Table) -> str:
    """Return a table as Markdown in its language."""
    return as_markdown(table, lang=table.lang)


def titled(name: str, lang: str) -> str:
    """Return what a table is called in a language."""
    return str(words("tables", lang)["names"].get(name, name))


def headed(column: str, lang: str) -> str:
    """Return the heading of a column in a language."""
    return str(words("tables", lang)["columns"].get(column, column))


def cell(column: Column, value: Any, lang: str) -> str:
    """Return a value as people read it; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return _figure(value, lang)
    if isinstance(value, bool):
        return _own("yes" if value else "no", lang)
    if isinstance(value, datetime):
        return f"{day(value.date(), lang)}, {value:%H:%M}"
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, Withheld | Mapping):
        return in_lang(value, lang)
    if isinstance(value, tuple):
        return ", ".join(value)
    literal = column.kind in ("code", "grade")
    return catalogue(lang).values.get(str(value), str(value)) if literal else str(value)


def _figure(value: Fraction, lang: str) -> str:
    return str(value) if value.denominator == 1 else f"{decimal(value, 2, lang)} ({value})"


def _drawn(table: Table, lang: str) -> Mapping[str, Any]:
    rows = table.rows[:MOST_ROWS]
    return {
        "title": titled(table.name, lang),
        "heads": [(headed(column.name, lang), column.kind in _NUMBERS) for column in table.columns],
        "rows": [
            [
                (cell(column, value, lang), column.kind in _NUMBERS)
                for column, value in zip(table.columns, row, strict=True)
            ]
            for row in rows
        ],
        "rest": _rest(table, lang),
    }


def _lines(table: Table, lang: str) -> Iterable[str]:
    drawn = _drawn(table, lang)
    yield from (f"**{in_markdown(drawn['title'])}**", "")
    yield _row(head for head, _ in drawn["heads"])
    yield f"| {' | '.join('--:' if number else '---' for _, number in drawn['heads'])} |"
    yield from (_row(said for said, _ in row) for row in drawn["rows"])
    if drawn["rest"]:
        yield from ("", drawn["rest"])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(in_markdown(one) for one in cells)} |"


def _rest(table: Table, lang: str) -> str:
    left = len(table.rows) - MOST_ROWS
    return _own("rest", lang, count=left, all=len(table.rows)) if left > 0 else ""


def _more(others: Iterable[Table], lang: str) -> str:
    named = [f"{one.name} ({len(one.rows)})" for one in others]
    return _own("more", lang, names=", ".join(named)) if named else ""


def _own(word: str, lang: str, **details: object) -> str:
    told: str = words("tables", lang)[word]
    return told.format(**details)
