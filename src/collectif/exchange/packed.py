"""This module is about packed files: a workbook is a zip of XML, and may unpack to far too much.

What a zip says of itself is read before anything is unpacked; unpacking stops at what it said.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import IO, NoReturn
from xml.parsers import expat

from collectif.errors import Reason
from collectif.exchange.reading import Source, unreadable

MAX_UNPACKED = 256 * 1024 * 1024
"""The most that a workbook may unpack to, in bytes."""

MAX_PARTS = 2_000
"""The most parts that a workbook may have."""

_WORTH_A_LOOK = 16 * 1024 * 1024
_MAX_RATIO = 100
_PIECE = 64 * 1024


class _Defines(Exception):
    """XML that begins with definitions, of which a few may stand for billions of characters."""


class _Begins(Exception):
    """XML whose first element has come: no definitions may follow."""


def refuse_bomb(source: Source) -> None:
    """Refuse a workbook that unpacks to too much, or whose XML defines what it expands to.

    Raises:
        zipfile.BadZipFile: If it is no zip.
    """
    with zipfile.ZipFile(io.BytesIO(source.raw)) as packed:
        parts = packed.infolist()
        size = sum(one.file_size for one in parts)
        if size > MAX_UNPACKED:
            unreadable(
                source.name, Reason("packed.unpacks-to-more-than-bytes", max_unpacked=MAX_UNPACKED)
            )
        if size > max(_WORTH_A_LOOK, _MAX_RATIO * len(source.raw)):
            unreadable(
                source.name, Reason("packed.unpacks-to-more-than-times", max_ratio=_MAX_RATIO)
            )
        if len(parts) > MAX_PARTS:
            unreadable(source.name, Reason("packed.more-than-parts", max_parts=MAX_PARTS))
        for one in parts:
            if one.flag_bits & 1:
                unreadable(
                    source.name, Reason("packed.encrypted"), Reason("packed.save-without-password")
                )
            with packed.open(one) as part:
                if _defines(part):
                    unreadable(
                        source.name,
                        Reason("packed.part-defines-entities", filename=one.filename[:80]),
                    )


def _defines(part: IO[bytes]) -> bool:
    """Whether XML begins with a document type, which no workbook has (ECMA-376, part 2)."""
    parser = expat.ParserCreate()
    if hasattr(parser, "SetReparseDeferralEnabled"):  # newer ones wait for more than a piece
        parser.SetReparseDeferralEnabled(False)
    parser.StartDoctypeDeclHandler = _stop_at(_Defines())
    parser.StartElementHandler = _stop_at(_Begins())
    try:
        while piece := part.read(_PIECE):
            parser.Parse(piece)
    except _Defines:
        return True
    except (_Begins, expat.ExpatError):  # what is no XML at all is for the reader to refuse
        return False
    return False


def _stop_at(reason: Exception) -> Callable[..., None]:
    def stop(*told: object) -> NoReturn:
        raise reason

    return stop
