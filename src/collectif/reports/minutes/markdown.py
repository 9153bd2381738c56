"""This module is about minutes in Markdown: text that reads well as it is, and does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectif.record.view import View
from collectif.reports.minutes.document import Minutes, Section, Table
from collectif.reports.minutes.stamp import Stamp
from collectif.reports.stating import Teller
from collectif.showing import in_markdown
from collectif.statement import Statement


def in_markdown_text(told: Minutes, view: View, lang: str, stamp: Stamp) -> str:
    """Return minutes as Markdown (CommonMark, with the tables of GitHub).

    Args:
        told: The minutes.
        view: The view that they are told from, for names.
        lang: The language; what people wrote stays in theirs.
        stamp: The state of the log that they name.
    """
    text = "\n".join(_lines(told, Teller.of(view, lang), stamp))
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def _lines(told: Minutes, teller: Teller, stamp: Stamp) -> Iterator[str]:
    yield f"# {_said(teller, told.title)}"
    if told.notice is not None:
        yield from ("", f"> {_said(teller, told.notice)}")
    for section in told.sections:
        yield from _section(section, teller, 2)
    yield from ("", f"## {_said(teller, Statement(code='minutes.log'))}", "")
    yield from (f"- {_said(teller, one)}" for one in stamp.statements())


def _section(section: Section, teller: Teller, depth: int) -> Iterator[str]:
    label = moment(teller, section.title)
    before = "" if label is None else f"{label} – "
    yield from ("", f"{'#' * depth} {before}{_said(teller, section.title)}", "")
    for one in section.told:
        yield from _table(one, teller) if isinstance(one, Table) else _listed(one, teller)
    for part in section.parts:
        yield from _section(part, teller, depth + 1)


def _listed(statement: Statement, teller: Teller) -> Iterator[str]:
    for depth, one in statement.walk():
        label = moment(teller, one)
        before = "" if label is None else f"**{label}** "
        yield f"{'  ' * depth}- {before}{_said(teller, one)}"


def moment(teller: Teller, statement: Statement) -> str | None:
    """Return when a statement happened, as it stands before it; None where it does not say."""
    details = statement.details
    if "day" in details:
        return teller.spelled(details["day"], "day")
    return teller.spelled(details["at"], "time") if "at" in details else None


def _table(table: Table, teller: Teller) -> Iterator[str]:
    yield from ("", f"**{_said(teller, table.caption)}**", "")
    yield _row([_said(teller, column.heading) for column in table.columns])
    yield _row(["---"] * len(table.columns))
    for row in table.rows:
        cells = (cell(teller, row.get(column.name), column.how) for column in table.columns)
        yield _row([in_markdown(one) for one in cells])
    yield ""


def cell(teller: Teller, value: object, how: str) -> str:
    """Return a cell of a table; a dash where there is nothing."""
    return "–" if value is None else teller.spelled(value, how)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _said(teller: Teller, statement: Statement) -> str:
    return in_markdown(teller.say(statement))
