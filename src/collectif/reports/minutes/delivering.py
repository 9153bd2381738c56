"""This module is about handing minutes over: as a new file, or as JSON data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from collectif.errors import InvalidInput
from collectif.exchange.delivery import delivering
from collectif.record.view import View
from collectif.reports.minutes.document import Minutes, Section, Table
from collectif.reports.minutes.hypertext import in_hypertext
from collectif.reports.minutes.markdown import in_markdown_text
from collectif.reports.minutes.printing import in_print
from collectif.reports.minutes.stamp import Stamp
from collectif.reports.results import Json
from collectif.reports.stating import Teller


def delivered(told: Minutes, view: View, lang: str, stamp: Stamp, path: Path) -> None:
    """Write minutes to a new file, whole or not at all; its name says in which form.

    Args:
        told: The minutes.
        view: The view that they are told from.
        lang: The language.
        stamp: The state of the log that they name.
        path: The file: `.md`, `.html` or `.pdf`.

    Raises:
        InvalidInput: If the name is of another kind, or there is a file already.
        StoreUnavailable: If a PDF cannot be made here.
    """
    if path.suffix not in (".md", ".html", ".pdf"):
        raise InvalidInput.of("minutes.other-kind", path=path)
    with delivering(path.absolute().parent, names=[path.name]) as delivery:
        delivery.put(path.name, [_file(told, view, lang, stamp, path.suffix)])


def _file(told: Minutes, view: View, lang: str, stamp: Stamp, suffix: str) -> bytes:
    if suffix == ".md":
        return in_markdown_text(told, view, lang, stamp).encode()
    page = in_hypertext(told, view, lang, stamp)
    return page.encode() if suffix == ".html" else in_print(page)


def minutes_json(told: Minutes, view: View, lang: str) -> Json:
    """Return minutes as JSON data: statements with their sentences, tables with exact figures."""
    teller = Teller.of(view, lang)
    return {
        "assembly": told.assembly,
        "lang": lang,
        "title": teller.json(told.title),
        "sections": [_section(one, teller) for one in told.sections],
    }


def _section(section: Section, teller: Teller) -> Json:
    return {
        "title": teller.json(section.title),
        "told": [_block(one, teller) for one in section.told],
        "parts": [_section(part, teller) for part in section.parts],
    }


def _block(one: Any, teller: Teller) -> Json:
    if not isinstance(one, Table):
        return {"statement": teller.json(one)}
    return {
        "table": {
            "caption": teller.json(one.caption),
            "columns": [column.name for column in one.columns],
            "rows": [teller.plain(row) for row in one.rows],
        }
    }
