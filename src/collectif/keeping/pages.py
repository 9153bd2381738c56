"""This module is about reading the pages of an SQLite file when SQLite itself refuses to.

A row of a table lies whole in a leaf page, and goes on in overflow pages where it is long; see
sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1. Every leaf page is read on its own, whatever
the pages above it say, so that damage costs the rows that it hit and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

Value = None | int | bytes | str

_LEAF = 0x0D
_HEADER = 100
_USUAL_SIZE = 4096
_SIZES = {1 << power for power in range(9, 17)}
_WIDTHS = (0, 1, 2, 3, 4, 6, 8)
_UNREADABLE = (IndexError, ValueError)


def records(path: Path) -> Iterator[tuple[int, Sequence[Value]]]:
    """Yield the rowid and the values of each row that can be read, of all tables, page by page."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
        pages = _Pages(file, _page_size(head), path.stat().st_size)
        for number in range(1, pages.count + 1):
            page = pages.page(number)
            start = _HEADER if number == 1 else 0
            if len(page) > start + 8 and page[start] == _LEAF:
                yield from _rows(pages, page, start)


def _page_size(head: bytes) -> int:
    said = int.from_bytes(head[16:18], "big")
    size = 65536 if said == 1 else said
    return size if size in _SIZES else _USUAL_SIZE


class _Pages:
    """The pages of a file, by number, from 1."""

    def __init__(self, file: BinaryIO, size: int, length: int) -> None:
        self._file = file
        self.size = size
        self.length = length
        self.count = -(-length // size)

    def page(self, number: int) -> bytes:
        if not 1 <= number <= self.count:
            raise ValueError(number)
        self._file.seek((number - 1) * self.size)
        return self._file.read(self.size)


def _rows(pages: _Pages, page: bytes, start: int) -> Iterator[tuple[int, Sequence[Value]]]:
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for n in range(min(count, pages.size // 4)):
        at = start + 8 + 2 * n
        try:
            rowid, payload = _cell(pages, page, int.from_bytes(page[at : at + 2], "big"))
            yield rowid, _values(payload)
        except _UNREADABLE:
            continue


def _cell(pages: _Pages, page: bytes, at: int) -> tuple[int, bytes]:
    """Return the rowid and the payload of a cell of a leaf page."""
    length, at = _varint(page, at)
    rowid, at = _varint(page, at)
    most = pages.size - 35
    if length <= most:
        return rowid, _exactly(page[at : at + length], length)
    if length > pages.length:
        raise ValueError(length)
    least = (pages.size - 12) * 32 // 255 - 23
    local = least + (length - least) % (pages.size - 4)
    local = local if local <= most else least
    payload = bytearray(_exactly(page[at : at + local], local))
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    while len(payload) < length:
        more = pages.page(following)
        following = int.from_bytes(more[:4], "big")
        payload += more[4 : 4 + length - len(payload)]
        if len(more) <= 4:
            raise ValueError(length)
    return rowid, bytes(payload)


def _values(payload: bytes) -> Sequence[Value]:
    """Return the values of a record."""
    size, at = _varint(payload, 0)
    kinds = []
    while at < size:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, kind, at)
        values.append(value)
    return values


def _value(payload: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind >= 12:
        length = (kind - 12) // 2
        raw = _exactly(payload[at : at + length], length)
        return raw if kind % 2 == 0 else raw.decode(), at + length
    width = _WIDTHS[kind]
    return int.from_bytes(_exactly(payload[at : at + width], width), "big", signed=True), at + width


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends."""
    value = 0
    for n in range(8):
        value = value << 7 | raw[at + n] & 0x7F
        if raw[at + n] < 0x80:
            return value, at + n + 1
    return value << 8 | raw[at + 8], at + 9


def _exactly(raw: bytes, length: int) -> bytes:
    if len(raw) != length:
        raise ValueError(length)
    return raw
