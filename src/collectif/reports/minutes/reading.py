"""This module is about minutes read on a terminal: the Markdown, in lines that fit.

What goes to a file or a pipe is the document as it is; a terminal would break its long lines inside
words. A table that is too wide is told row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collectif.record.view import View
from collectif.reports.minutes.document import Minutes, Section, Table
from collectif.reports.minutes.markdown import cell, moment
from collectif.reports.minutes.stamp import Stamp
from collectif.reports.stating import Teller
from collectif.reports.words import columns, say, wrapped
from collectif.statement import Statement

_WIDTH = 80


def on_screen(told: Minutes, view: View, lang: str, stamp: Stamp) -> Iterator[str]:
    """Yield the lines of minutes, at most 80 columns wide; see `in_markdown_text`."""
    before = ""
    for line in _lines(told, Teller.of(view, lang), stamp):
        if line or before:
            yield line
        before = line


def _lines(told: Minutes, teller: Teller, stamp: Stamp) -> Iterator[str]:
    yield from _paragraph(f"# {teller.say(told.title)}")
    if told.notice is not None:
        yield ""
        yield from wrapped(teller.say(told.notice), indent="> ")
    for section in told.sections:
        yield from _section(section, teller, 2)
    yield from ("", f"## {teller.say(Statement(code='minutes.log'))}", "")
    for one in stamp.statements():
        yield from wrapped(teller.say(one), first="- ", indent="  ")


def _paragraph(text: str) -> Iterator[str]:
    yield from wrapped(text, indent="")


def _section(section: Section, teller: Teller, depth: int) -> Iterator[str]:
    label = moment(teller, section.title)
    before = "" if label is None else f"{label} – "
    yield ""
    yield from _paragraph(f"{'#' * depth} {before}{teller.say(section.title)}")
    yield ""
    for one in section.told:
        yield from _table(one, teller) if isinstance(one, Table) else _listed(one, teller)
    for part in section.parts:
        yield from _section(part, teller, depth + 1)


def _listed(statement: Statement, teller: Teller) -> Iterator[str]:
    for depth, one in statement.walk():
        label = moment(teller, one)
        said = teller.say(one) if label is None else f"{label} {teller.say(one)}"
        indent = "  " * depth
        yield from wrapped(said, first=f"{indent}- ", indent=f"{indent}  ")


def _table(table: Table, teller: Teller) -> Iterator[str]:
    yield ""
    yield from _paragraph(teller.say(table.caption))
    yield ""
    heads = [teller.say(column.heading) for column in table.columns]
    rows = [[cell(teller, row.get(c.name), c.how) for c in table.columns] for row in table.rows]
    widths = [max(columns(line[n]) for line in (heads, *rows)) for n in range(len(heads))]
    if sum(widths) + 3 * len(widths) + 1 <= _WIDTH:
        rule = ["-" * width for width in widths]
        yield from (_line(line, widths) for line in (heads, rule, *rows))
    else:
        for row in rows:
            yield from _told(heads, row, teller.lang)
    yield ""


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (one + " " * (n - columns(one)) for one, n in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _told(heads: Sequence[str], row: Sequence[str], lang: str) -> Iterator[str]:
    """Yield a row as what it is of, and each of its cells under its heading."""
    first, *others = (
        say(lang, "label", label=head, text=text) for head, text in zip(heads, row, strict=True)
    )
    yield from wrapped(f"{first}; {'; '.join(others)}", first="- ", indent="  ")
