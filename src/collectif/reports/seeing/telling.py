"""This module is about a whole answer of tables in text, with what must be said before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from collectif.phrasing import words
from collectif.record.view import View
from collectif.reports.charts import drawable
from collectif.reports.seeing.table import Table, table_text
from collectif.reports.summary import preamble
from collectif.reports.words import day


def sight_text(
    view: View, what: str, on: date, tables: Iterable[Table], lang: str
) -> Iterator[str]:
    """Yield the lines that show tables of a view on a day."""
    yield from preamble(view, lang)
    said = words("seeing", lang)
    yield said["title"].format(what=said[f"what-{what}"], day=day(on, lang))
    yield ""
    told = list(tables)
    yield from tables_text(told, lang) if told else (f"  {said['nothing']}",)


def tables_text(tables: Iterable[Table], lang: str) -> Iterator[str]:
    """Yield the lines of tables, one after the other."""
    ascii = not drawable()
    for place, table in enumerate(tables):
        yield from ("",) if place else ()
        yield from table_text(table, lang, ascii=ascii)
