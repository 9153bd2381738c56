"""This module is about the tables of a Polis export: CSV, or a refusal that says where not.

Every file is read whole, once, with its digest; nothing else in the folder is looked at.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from pathlib import Path
from typing import Literal, NoReturn

from collectif.errors import InvalidInput, Reason
from collectif.log.plain import Unfit, read_plain

INTEGER = re.compile(r"-?[0-9]{1,15}")
NUMBER = re.compile(r"[0-9]{1,15}")

Rows = list[tuple[int, list[str]]]
"""(line, fields) of each row; a row that spans lines has the last one."""

_MAX_BYTES = 128 * 1024 * 1024


class Folder:
    """The files of a folder, read once, with their digests."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digests: dict[str, str] = {}

    def text(self, *names: str) -> tuple[str, str] | None:
        """Return name and text of the first file of these names; None if there is none."""
        for name in names:
            if os.path.lexists(self.path / name):
                return name, self._text(self.path / name)
        return None

    def table(self, *names: str) -> tuple[str, Rows] | None:
        """Return name and rows of the first file of these names; None if there is none."""
        found = self.text(*names)
        if found is None:
            return None
        name, text = found
        try:
            return name, rows_of(text)
        except NotCSV as error:
            refuse(name, error.line, Reason("polis-tables.not-csv", error=error))

    def _text(self, file: Path) -> str:
        try:
            raw = read_plain(file, _MAX_BYTES, inside=self.path)
        except Unfit as why:
            refuse(file.name, 0, why.reason)
        self.digests[file.name] = hashlib.sha256(raw).hexdigest()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            refuse(file.name, raw[: error.start].count(b"\n") + 1, Reason("polis-tables.not-utf8"))
        if "\0" in text:
            refuse(
                file.name,
                text[: text.index("\0")].count("\n") + 1,
                Reason("polis-tables.holds-nul-character"),
            )
        return text


class NotCSV(Exception):
    """Text that is not CSV, and on which line."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def rows_of(text: str, *, quoted: bool = True) -> Rows:
    """Return the rows of a text; without quoting, a quote is a character like any other."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, quoting=quoting)
    try:
        return [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise NotCSV(str(error), reader.line_num) from error


def refuse(file: str, line: int, problem: Reason) -> NoReturn:
    """Refuse a source that cannot be read."""
    where = Reason("polis-tables.line", file=file, line=line) if line else file
    raise InvalidInput.of("polis-tables.polis-export-cannot-be-read", where=where, problem=problem)


def header_of(file: str, header: list[str], *needed: str) -> list[str]:
    """Return the names of the columns; refuse a file that lacks one."""
    names = [name.strip() for name in header]
    for name in needed:
        if name not in names:
            refuse(file, 1, Reason("polis-tables.no-column", name=name))
    return names


def integer(file: str, line: int, column: str, text: str) -> int:
    """Return a cell as a whole number."""
    cleaned = text.strip()
    if not INTEGER.fullmatch(cleaned):
        refuse(
            file,
            line,
            Reason("polis-tables.not-whole-number-at-most", column=column, text=text[:40]),
        )
    return int(cleaned)
