"""This module is about evidence on paper: a receipt or a checkpoint as a QR code.

The code holds the text itself, byte for byte, so that a telephone gives back what `verify.py`
reads.
"""

from __future__ import annotations

from pathlib import Path

from collectif.errors import InvalidInput, StoreUnavailable

MOST = 2953
"""Bytes that the largest QR code holds (ISO/IEC 18004, version 40, level L)."""

_KINDS = (".svg", ".png", ".txt")


def write_qr(text: str, path: Path) -> None:
    """Write a text as a QR code to a new file: `.svg` or `.png`, or `.txt` for a terminal.

    Raises:
        InvalidInput: If the text is too long for a code, the name is of another kind, or there is
            a file already.
    """
    raw = text.encode()
    if path.suffix not in _KINDS or path.exists():
        raise InvalidInput.of("paper.no-code-can-be-written", path=path, kinds=", ".join(_KINDS))
    if len(raw) > MOST:
        raise InvalidInput.of("paper.text-bytes-does-not-fit", count=len(raw), most=MOST)
    import segno

    code = segno.make_qr(raw, error="l", mode="byte", boost_error=False)
    try:
        if path.suffix == ".txt":
            code.terminal(str(path), compact=True)
        else:
            code.save(str(path), scale=4, border=4)
    except OSError as error:
        raise StoreUnavailable.of(
            "paper.code-cannot-be-written", path=path, strerror=error.strerror
        ) from error


def picture_of(text: str) -> str:
    """Return a text as a QR code that stands in a page itself: the address of an SVG picture."""
    import segno

    picture: str = segno.make_qr(text.encode(), error="m", mode="byte").svg_data_uri(scale=4)
    return picture
