"""This module is about looking for what is left of erased words, byte by byte.

Every file that the log manages is read, with its journals and whatever lies beside it, and
searched for the disclosures, for the words in them and for whose they were: in UTF-8, escaped as in
JSON, and within base64url, where the same words look three ways. Words of less than `SHORTEST`
bytes would be found by chance; they are counted. So are words that something else still says, such
as a title: of those only the salted disclosure can be looked for.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from collectif.errors import InvalidInput
from collectif.log.files import let_go
from collectif.log.store import PAGE, Store
from collectif.record.disclosure import Disclosure

SHORTEST = 6
"""Of how many bytes words are, at least, that are looked for."""

_PIECE = 48
"""How many bytes are looked for at a time: SQLite cuts what is longer than a page."""

_CHUNK = 1 << 20
"""How many bytes of a file are read at a time."""


@frozen(kw_only=True)
class Residue:
    """What was found of erased words.

    Attributes:
        words: How many disclosures were erased, and looked for.
        short: How many different words in them are too short to be looked for.
        repeated: How many pieces of them something that stays still says.
        files: Each file that was searched -> in how many places something of them stands; None for
            one that could not be read.
    """

    words: int = 0
    short: int = 0
    repeated: int = 0
    files: Mapping[Path, int | None] = field(factory=dict)

    @property
    def clean(self) -> bool:
        """Whether all files could be read, and nothing was found in any."""
        return not any(count is None or count for count in self.files.values())


class Scan:
    """A look for what is left of the words that are erased between its making and `look`.

    Attributes:
        residue: What was found; nothing before `look`.
    """

    def __init__(self, store: Store) -> None:
        self.residue = Residue()
        self._store = store
        self._before = _kept(store)

    def look(self) -> None:
        """Search all files for the words that are not kept any more."""
        private = self._store.private
        digests = [one.digest for one in self._before]
        still = {} if private is None else private.words(digests)
        self.residue = residue(self._store, [o for o in self._before if o.digest not in still])
        self._before = ()


class Search:
    """Many needles that are looked for together.

    Args:
        needles: What is looked for, from `SHORTEST` to some dozens of bytes each.
    """

    def __init__(self, needles: Iterable[bytes]) -> None:
        import numpy

        self._needles: dict[int, list[bytes]] = {}
        self._heads = numpy.zeros(1 << 16, dtype=bool)
        for needle in sorted(set(needles)):
            head = int.from_bytes(needle[:SHORTEST], "little")
            self._needles.setdefault(head, []).append(needle)
            self._heads[head & 0xFFFF] = True

    def found_in(self, data: bytes, *, before: int | None = None) -> Iterator[bytes]:
        """Yield each needle as often as it stands in some bytes, from positions before one."""
        import numpy

        raw = numpy.frombuffer(data, dtype=numpy.uint8)
        if len(raw) < SHORTEST or not self._needles:
            return
        places = len(raw) - SHORTEST + 1
        pairs = raw[:places].astype(numpy.uint16) | raw[1 : places + 1].astype(numpy.uint16) << 8
        for place in numpy.flatnonzero(self._heads[pairs][:before]).tolist():
            head = int.from_bytes(data[place : place + SHORTEST], "little")
            for needle in self._needles.get(head, ()):
                if data.startswith(needle, place):
                    yield needle


def residue(store: Store, erased: Iterable[Disclosure]) -> Residue:
    """Search all files of a store for words that were erased from it.

    Args:
        store: Whose files are searched; its connections are let go of meanwhile.
        erased: The disclosures as they were.
    """
    gone = tuple(erased)
    words = set().union(*map(_words_of, gone))
    pieces = {piece for word in words for spelled in _spellings(word) for piece in _cut(spelled)}
    pieces |= {piece for one in gone for piece in _cut(one.text.encode())}
    files = store.files()
    with let_go(files):
        found = {path: _found(path, Search(pieces)) for path in files} if gone else {}
    hits = {needle for told in found.values() for needle in told or ()}
    said = _still_said(store, hits) if hits else set()
    return Residue(
        words=len(gone),
        short=sum(len(word.encode("utf-8", "replace")) < SHORTEST for word in words),
        repeated=len(hits & said),
        files={
            path: None if told is None else sum(needle not in said for needle in told)
            for path, told in found.items()
        },
    )


def _kept(store: Store) -> tuple[Disclosure, ...]:
    return () if store.private is None else tuple(store.private.disclosures())


def _words_of(one: Disclosure) -> set[str]:
    """Return the words that a disclosure opens to, in every language, and whose they are."""
    try:
        _, value = one.opened
    except InvalidInput:
        value = None
    return {*_texts(value), *([] if one.subject is None else [one.subject])}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _spellings(word: str) -> Iterator[bytes]:
    """Yield what words look like in a file."""
    raw = word.encode("utf-8", "replace")
    if len(raw) < SHORTEST:
        return
    escaped = json.dumps(word, ensure_ascii=False).encode("utf-8", "replace")[1:-1]
    for spelled in (raw, escaped, json.dumps(word).encode()[1:-1]):
        yield spelled
        for shift in range(3):
            whole = urlsafe_b64encode(bytes(shift) + spelled).rstrip(b"=")
            end = (shift + len(spelled)) * 8 // 6  # of what comes later, no bit is known
            yield whole[-(-shift * 8 // 6) : end]


def _cut(spelled: bytes) -> Iterator[bytes]:
    """Yield the pieces by which some bytes are known, in whole or in part."""
    for first in range(0, len(spelled), _PIECE):
        piece = spelled[first : first + _PIECE]
        yield piece if len(piece) == _PIECE or not first else spelled[-_PIECE:]


def _found(path: Path, search: Search) -> list[bytes] | None:
    """Return the needles in a file, as often as they stand there; None if it cannot be read."""
    told, data = list[bytes](), b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                data += chunk
                told += search.found_in(data, before=max(0, len(data) - _PIECE))
                data = data[max(0, len(data) - _PIECE) :]
            told += search.found_in(data)
    except FileNotFoundError:  # a journal that went with its last connection
        return []
    except OSError:
        return None
    return told


def _still_said(store: Store, hits: set[bytes]) -> set[bytes]:
    """Return the needles that events, or words that are kept, hold rightly."""
    search, said = Search(hits), set[bytes]()
    rows, kept = list[bytes](), list[str]()
    for row in store.rows(0, store.edge().size):
        rows.append(row.body)
        if len(rows) == PAGE:
            said |= set(search.found_in(b"\n".join(rows)))
            rows.clear()
    for one in _kept(store):
        kept += [one.text, one.event, one.subject or ""]
    said |= set(search.found_in(b"\n".join(rows)))
    return said | set(search.found_in("\n".join(kept).encode("utf-8", "replace")))
