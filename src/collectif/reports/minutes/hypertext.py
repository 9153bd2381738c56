"""This module is about minutes as one HTML page: for a screen, a screen reader and a printer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from collectif.evidence.paper import picture_of
from collectif.record.view import View
from collectif.reports.hypertext import policy, rendered, shipped
from collectif.reports.minutes.document import Minutes, Section, Table
from collectif.reports.minutes.markdown import cell, moment
from collectif.reports.minutes.stamp import Stamp
from collectif.reports.stating import Teller
from collectif.statement import Statement

Spans = list[tuple[str, str]]
"""Words, each with the language that they are in."""

_ANY = "und"

_LONGEST = 40
"""How long a word may be; setting one of thousands of letters would take a printer minutes."""


def in_hypertext(told: Minutes, view: View, lang: str, stamp: Stamp) -> str:
    """Return minutes as one HTML page, which asks nothing of the network.

    Args:
        told: The minutes.
        view: The view that they are told from, for names.
        lang: The language; what people wrote stays in theirs, and is marked so.
        stamp: The state of the log that they name, also as a code for a telephone.
    """
    teller, style = Teller.of(view, lang), shipped("minutes.css")
    log = Section(title=Statement(code="minutes.log"), told=tuple(stamp.statements()))
    sections = [_section(one, teller) for one in (*told.sections, log)]
    return rendered(
        "minutes.html",
        lang=lang,
        style=style,
        policy=policy(styles=[style]),
        title=_spans(teller, told.title),
        notice=None if told.notice is None else _spans(teller, told.notice),
        sections=sections,
        picture=None if stamp.text is None else picture_of(stamp.text),
        caption=teller.say(Statement(code="minutes.qr")),
        cut=_cut,
    )


def _section(section: Section, teller: Teller) -> dict[str, Any]:
    return {
        "moment": moment(teller, section.title),
        "title": _spans(teller, section.title),
        "blocks": list(_blocks(section, teller)),
        "parts": [_section(part, teller) for part in section.parts],
    }


def _blocks(section: Section, teller: Teller) -> Iterator[dict[str, Any]]:
    """Yield tables, and lists of the statements between them."""
    for kind, run in groupby(section.told, key=type):
        if kind is Table:
            yield from (_table(one, teller) for one in run if isinstance(one, Table))
        else:
            listed = [_item(one, teller) for one in run if isinstance(one, Statement)]
            yield {"items": listed}


def _item(statement: Statement, teller: Teller) -> dict[str, Any]:
    return {
        "moment": moment(teller, statement),
        "said": _spans(teller, statement),
        "reasons": [_item(one, teller) for one in statement.because],
    }


def _table(table: Table, teller: Teller) -> dict[str, Any]:
    return {
        "caption": _spans(teller, table.caption),
        "headings": [teller.say(column.heading) for column in table.columns],
        "rows": [
            [_cell(teller, row.get(column.name), column.how) for column in table.columns]
            for row in table.rows
        ],
    }


def _cell(teller: Teller, value: object, how: str) -> tuple[str, str]:
    tongue = teller.lang if value is None else teller.tongue(value, how)
    return cell(teller, value, how), "" if tongue in (teller.lang, _ANY) else tongue


def _spans(teller: Teller, statement: Statement) -> Spans:
    """Return a statement in pieces; the language of one is empty where it is that of the page."""
    own = {teller.lang, _ANY}
    pieces = ((words, "" if lang in own else lang) for words, lang in teller.spans(statement))
    return [
        ("".join(words for words, _ in run), lang)
        for lang, run in groupby(pieces, key=lambda piece: piece[1])
    ]


def _cut(words: str) -> list[str]:
    """Return words in pieces between which a line may break: only very long ones are cut."""
    pieces = [""]
    for word in re.split(r"(\s+)", words):
        while len(word) > _LONGEST:
            pieces[-1] += word[:_LONGEST]
            pieces.append("")
            word = word[_LONGEST:]
        pieces[-1] += word
    return pieces
