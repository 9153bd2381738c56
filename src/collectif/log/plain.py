"""This module is about opening files that strangers made: plain files, in their place, of a size.

A folder that somebody sent may hold links that lead elsewhere, pipes that never answer and devices
that never end. A path is judged after it was opened, and opening waits for nobody.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from collectif.errors import Reason

_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unfit(Exception):
    """Why a file is not read, in a few words."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def open_plain(path: Path, *, inside: Path | None = None) -> BinaryIO:
    """Return a file to read; raise `Unfit` for whatever is no plain file.

    Args:
        path: The file; a link is followed.
        inside: The folder that it must not lead out of; None if it was named by the reader.
    """
    if inside is not None and not path.resolve().is_relative_to(inside.resolve()):
        raise Unfit(Reason("plain.link-leads-out-folder"))
    try:
        number = os.open(path, os.O_RDONLY | _WITHOUT_WAITING)
    except OSError as error:
        raise Unfit(_told(error)) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise Unfit(Reason("plain.not-file"))
    return open(number, "rb")


def read_plain(path: Path, most: int, *, inside: Path | None = None) -> bytes:
    """Return a file, read whole; raise `Unfit` if it is no plain file, or takes more bytes."""
    with open_plain(path, inside=inside) as file:
        raw = b"" if os.fstat(file.fileno()).st_size > most else file.read(most + 1)
        if len(raw) > most or os.fstat(file.fileno()).st_size > most:
            raise Unfit(Reason("plain.larger-than-bytes", most=most))
    return raw


def _told(error: OSError) -> Reason:
    if isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return Reason("plain.not-file")
    return Reason("plain.system-says", strerror=error.strerror or error)
