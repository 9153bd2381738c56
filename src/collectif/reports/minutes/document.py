"""This module is about minutes as a value: statements and tables by section, in no language yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from collectif.ids import AssemblyId
from collectif.statement import Statement


@frozen(kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        name: The detail of a row that stands in it; its heading is the sentence `column-NAME`.
        how: How that detail is spelled; see `collectif.reports.stating.SPELLED`.
    """

    name: str
    how: str = ""

    @property
    def heading(self) -> Statement:
        """What stands above it."""
        return Statement(code=f"minutes.column-{self.name}")


@frozen(kw_only=True)
class Table:
    """A table.

    Attributes:
        caption: What it shows.
        columns: Its columns; the first one names the row.
        rows: Its rows, details by the names of the columns.
    """

    caption: Statement
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]


@frozen(kw_only=True)
class Section:
    """A part of minutes.

    Attributes:
        title: What it is called.
        told: What it says, in order. A statement that has a detail `at` says when.
        parts: The sections in it.
    """

    title: Statement
    told: tuple[Statement | Table, ...] = ()
    parts: tuple[Section, ...] = ()

    def statements(self) -> Iterator[Statement]:
        """Yield every statement of it and of its parts, reasons included."""
        yield self.title
        for one in self.told:
            if isinstance(one, Statement):
                yield from (reason for _, reason in one.walk())
            else:
                yield one.caption
        for part in self.parts:
            yield from part.statements()


@frozen(kw_only=True)
class Minutes:
    """The minutes of an assembly, as a view tells them.

    Attributes:
        assembly: Of which assembly.
        size: The size of the log that tells them.
        title: What stands above them.
        notice: What must be said wherever the log is shown; None for most logs.
        session: What was prepared, said and decided, until the assembly closed.
        afterwards: What was recorded after that: late facts, corrections, erasures, answers; and
            whether adopted minutes still say what the log says.
    """

    assembly: AssemblyId
    size: int
    title: Statement
    session: tuple[Section, ...]
    afterwards: tuple[Section, ...] = ()
    notice: Statement | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        """All its sections, in order."""
        return (*self.session, *self.afterwards)

    def statements(self) -> Iterator[Statement]:
        """Yield every statement in them, reasons included, in order."""
        yield self.title
        for section in self.sections:
            yield from section.statements()
