"""This module is about reading files of somebody else's: whole, once, with limits and digests."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, NoReturn

from attrs import frozen

from collectif.errors import InvalidInput, Reason
from collectif.log.plain import Unfit, read_plain

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read whole."""

MAX_TEXT = 16 * 1024 * 1024
"""The largest file of text that is understood as a whole; in memory it may take four times that."""

MAX_VALUES = 1_000_000
"""The most values of a JSON file, by its commas and brackets."""

MAX_MAPPING = 1024 * 1024
"""The largest file of TOML."""

_MAX_DOTS = 200
_HALF_A_PAIR = re.compile(rb"\\u[dD][89abAB]|\\u[dD][c-fC-F]")


@frozen
class Source:
    """A file that was read.

    Attributes:
        name: What it is called, without its folder.
        raw: Its bytes.
    """

    name: str
    raw: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, in hex."""
        return hashlib.sha256(self.raw).hexdigest()


def read_source(path: Path, *, inside: Path | None = None, most: int = MAX_BYTES) -> Source:
    """Return a file, read whole; refuse what is no plain file, or too large.

    Args:
        path: The file.
        inside: The folder that it was found in, which it must not lead out of; None if the reader
            named the file itself.
        most: How many bytes it may have.
    """
    try:
        return Source(path.name, read_plain(path, most, inside=inside))
    except Unfit as why:
        unreadable(path.name, why.reason)


def read_json(source: Source) -> Any:
    """Return what a file of JSON says; a key that stands twice is refused, NaN, half a pair."""
    refuse_larger(source, MAX_TEXT)
    if sum(map(source.raw.count, (b",", b"[", b"{"))) > MAX_VALUES:
        unreadable(source.name, Reason("reading.holds-more-than-values", max_values=MAX_VALUES))
    try:
        said = json.loads(
            source.raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant
        )
        if _HALF_A_PAIR.search(source.raw):  # or of whole ones, which have bytes
            json.dumps(said, ensure_ascii=False).encode()
        return said
    except (ValueError, RecursionError) as error:
        unreadable(source.name, Reason("reading.not-json", error=str(error).rstrip(".")))


def read_toml(source: Source) -> Any:
    """Return what a file of TOML says."""
    import tomllib

    refuse_larger(source, MAX_MAPPING)
    if any(line.count(b".") > _MAX_DOTS for line in source.raw.splitlines()):
        unreadable(source.name, Reason("reading.line-has-more-than-dots", max_dots=_MAX_DOTS))
    try:
        return tomllib.loads(source.raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        mend = Reason("reading.mend-file-in-toml-name")
        unreadable(source.name, Reason("reading.not-toml", error=str(error).rstrip(".")), mend)


def refuse_larger(source: Source, most: int) -> None:
    """Refuse a file that has more bytes than such a file may have."""
    if len(source.raw) > most:
        unreadable(source.name, Reason("reading.larger-than-bytes", most=most))


def unreadable(file: str | Reason, problem: Reason, mend: Reason | None = None) -> NoReturn:
    """Refuse a file that cannot be read."""
    raise fault(file, problem, mend)


def fault(file: str | Reason, problem: Reason, mend: Reason | None = None) -> InvalidInput:
    """Return the error that says why a file cannot be read."""
    return InvalidInput.of(
        "reading.cannot-be-read",
        file=file,
        problem=problem,
        mend=mend or Reason("reading.mend-file-and-import-again"),
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for n, name in enumerate(names) if name in names[:n])
        raise ValueError(f"an object names {twice[:40]!r} twice")
    return found


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")
