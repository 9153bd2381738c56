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
        raise InvalidInput(
            f"No code can be written to {path}.",
            f"It is written to a new file whose name ends in {', '.join(_KINDS)}.",
            "Name another file.",
        )
    if len(raw) > MOST:
        raise InvalidInput(
            f"The text of {len(raw)} bytes does not fit in a QR code.",
            f"The largest one holds {MOST} bytes.",
            "Leave the words out with `--without-words`, or hand out the file itself.",
        )
    import segno

    code = segno.make_qr(raw, error="l", mode="byte", boost_error=False)
    try:
        if path.suffix == ".txt":
            code.terminal(str(path), compact=True)
        else:
            code.save(str(path), scale=4, border=4)
    except OSError as error:
        raise StoreUnavailable(
            f"The code cannot be written to {path}.",
            f"The system says: {error.strerror}.",
            "Name a place where you may write.",
        ) from error


def picture_of(text: str) -> str:
    """Return a text as a QR code that stands in a page itself: the address of an SVG picture."""
    import segno

    picture: str = segno.make_qr(text.encode(), error="m", mode="byte").svg_data_uri(scale=4)
    return picture
