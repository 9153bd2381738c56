"""This module is about the sheets of a grid: from CSV files in their dialects, or from a workbook.

Cells are read as they stand. Of a formula, what the spreadsheet last computed is read.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from collectif.errors import CollectifError, InvalidInput, Reason
from collectif.exchange.packed import refuse_bomb
from collectif.exchange.reading import (
    MAX_TEXT,
    Source,
    read_source,
    refuse_larger,
    unreadable,
)

Cell = str | int | float | bool | None
"""What stands in a cell; None where nothing does."""

MAX_ROWS = 20_000
MAX_COLUMNS = 500

_MAX_LINE = 1024 * 1024
_DELIMITERS = ";\t,"
_COMPUTE = Reason("grid-tables.open-in-spreadsheet-save")
_AS_UTF8 = Reason("grid-tables.save-as-csv-in-utf8")


@frozen
class Sheet:
    """One table.

    Attributes:
        file: The file that it stands in.
        name: What it is called: the sheet of a workbook, or the file without its ending.
        rows: (number, cells) of each row that is not blank; numbers are from 1.
        formulas: How many cells were computed by the spreadsheet.
        old: Whether it was read as Windows-1252, because it is not UTF-8.
    """

    file: str
    name: str
    rows: Sequence[tuple[int, tuple[Cell, ...]]]
    formulas: int = 0
    old: bool = False

    def place(self, row: int, column: int | None = None) -> Reason:
        """Return where something stands, for people."""
        return place(self.name if self.file.lower().endswith("xlsx") else None, row, column)


def place(sheet: str | None, row: int, column: int | None) -> Reason:
    """Return where something stands in a table, for people; columns count from 0."""
    words = "in" * (sheet is not None) + ("row" if column is None else "cell")
    at = None if column is None else column + 1
    return Reason(f"grid-tables.{words}", sheet=sheet, row=row, column=at)


def read_sheets(path: Path) -> tuple[list[Source], list[Sheet]]:
    """Return the files at a path, and the tables that are in them."""
    paths, inside = [path], None
    if path.is_dir():
        inside = path
        paths = sorted(one for one in path.iterdir() if _ending(one.name) in ("csv", "tsv", "xlsx"))
        if not paths:
            unreadable(path.name, Reason("grid-tables.no-csv-tsv-or-xlsx"))
    sources = [read_source(one, inside=inside) for one in paths]
    return sources, [sheet for source in sources for sheet in _sheets(source)]


def _sheets(source: Source) -> Iterator[Sheet]:
    if _ending(source.name) in ("xlsx", "xlsm"):
        yield from _workbook(source)
    elif source.raw[:4] == b"PK\x03\x04" or source.raw[:4] == b"\xd0\xcf\x11\xe0":
        unreadable(
            source.name,
            Reason("grid-tables.workbook-under-another-name"),
            Reason("grid-tables.name-namexlsx"),
        )
    else:
        yield _csv(source)


def _csv(source: Source) -> Sheet:
    refuse_larger(source, MAX_TEXT)
    text, old = _text(source)
    lines = io.StringIO(text, newline="")
    if any(len(line) > _MAX_LINE for line in lines):
        unreadable(
            source.name, Reason("grid-tables.line-is-longer-than-characters", max_line=_MAX_LINE)
        )
    lines.seek(0)
    first = next((line for line in lines if line.strip()), "")
    lines.seek(0)
    found, last = list[tuple[int, tuple[Cell, ...]]](), 0
    try:
        delimiter = max(
            _DELIMITERS, key=lambda one: len(next(csv.reader([first], delimiter=one), []))
        )
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for row in reader:
            cells = tuple(_trimmed(one) for one in row)
            _refuse_beyond(source.name, last + 1, len(cells))
            if any(one is not None for one in cells):
                found.append((last + 1, cells))
            last = reader.line_num
    except csv.Error as error:
        unreadable(source.name, Reason("grid-tables.row-is-not-csv", last=last + 1, error=error))
    return Sheet(source.name, source.name.rsplit(".", 1)[0], found, old=old)


def _text(source: Source) -> tuple[str, bool]:
    """Return the text of a file, and whether it is of the old kind."""
    raw, old = source.raw, False
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        unreadable(source.name, Reason("grid-tables.utf16"), _AS_UTF8)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text, old = raw.decode("cp1252"), True
        except UnicodeDecodeError as error:
            row = raw[: error.start].count(b"\n") + 1
            unreadable(
                source.name, Reason("grid-tables.row-is-neither-utf8-nor", row=row), _AS_UTF8
            )
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        unreadable(source.name, Reason("grid-tables.row-holds-nul-character", row=row), _AS_UTF8)
    return text, old


def _workbook(source: Source) -> list[Sheet]:
    try:
        import openpyxl
    except ImportError as error:
        raise InvalidInput.of("grid-tables.cannot-be-read-openpyxl", name=source.name) from error
    try:
        refuse_bomb(source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            both = [
                openpyxl.load_workbook(io.BytesIO(source.raw), read_only=True, data_only=computed)
                for computed in (True, False)
            ]
            return [
                _sheet(source.name, values, formulas)
                for values, formulas in zip(both[0].worksheets, both[1].worksheets, strict=True)
            ]
    except CollectifError:
        raise
    except Exception as error:  # a broken workbook breaks openpyxl in many ways
        unreadable(
            source.name,
            Reason("grid-tables.not-workbook-can-be-read", error=str(error).rstrip(".")),
        )


def _sheet(file: str, values: Any, formulas: Any) -> Sheet:
    values.reset_dimensions()
    formulas.reset_dimensions()
    found, computed = list[tuple[int, tuple[Cell, ...]]](), 0
    for number, (row, written) in enumerate(
        zip(values.iter_rows(values_only=True), formulas.iter_rows(), strict=True), 1
    ):
        _refuse_beyond(file, number, len(row))
        for position, cell in enumerate(written):
            if cell.data_type == "f":
                computed += 1
                if row[position] is None:
                    where = place(values.title, number, position)
                    unreadable(
                        file,
                        Reason("grid-tables.formula-has-never-been-computed", where=where),
                        _COMPUTE,
                    )
        cells = tuple(_trimmed(one) for one in row)
        if any(one is not None for one in cells):
            found.append((number, cells))
    return Sheet(file, values.title, found, computed)


def _refuse_beyond(file: str, row: int, columns: int) -> None:
    if row > MAX_ROWS or columns > MAX_COLUMNS:
        unreadable(
            file,
            Reason("grid-tables.grid-has-at-most-rows", max_rows=MAX_ROWS, max_columns=MAX_COLUMNS),
        )


def _trimmed(value: Any) -> Cell:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    return " ".join(str(value).split()) or None


def _ending(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""
