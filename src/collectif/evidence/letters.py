"""This module is about small texts that people hand over: receipts, notes, requests, keys.

They come by mail or on a USB key, from whoever: only a plain file of a limited size is read. They
go to new files, whole or not at all, and never over another one.
"""

from __future__ import annotations

import os
from pathlib import Path

from collectif.errors import InvalidInput, Reason, StoreUnavailable
from collectif.evidence.verify import MAX_RECEIPT
from collectif.log.plain import Unfit, read_plain


def read_letter(path: Path, *, mailed: bool = False) -> str:
    """Return the text of a small file.

    Args:
        path: The file.
        mailed: Whether line ends of Windows, and empty lines around the text, are those of the mail
            and left out; otherwise each byte counts.

    Raises:
        InvalidInput: If it cannot be read, is no text, or is longer than any text of evidence.
    """
    try:
        text = read_plain(path, MAX_RECEIPT).decode("utf-8-sig" if mailed else "utf-8")
    except (Unfit, UnicodeError) as error:
        why = error.reason if isinstance(error, Unfit) else Reason("letters.not-utf8-text")
        raise InvalidInput.of("letters.cannot-be-read", path=path, why=why) from error
    return text.replace("\r\n", "\n").strip("\n") + "\n" if mailed else text


def write_letter(path: Path, text: str, *, why: Reason, mode: int = 0o666) -> None:
    """Write a text to a new file.

    Args:
        path: The file.
        text: The text.
        why: Why nothing that is there already is overwritten, in one sentence.
        mode: Who may read and write it, as far as the system lets them.

    Raises:
        InvalidInput: If there is a file already.
        StoreUnavailable: If it cannot be written; nothing is left behind then.
    """
    made = False
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        made = True
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise InvalidInput.of("letters.already-file", path=path, why=why) from error
    except OSError as error:
        if made:
            path.unlink(missing_ok=True)
        raise StoreUnavailable.of(
            "letters.cannot-be-written", path=path, strerror=error.strerror
        ) from error
