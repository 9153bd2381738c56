"""This module is about writing files out: all of them or none, and never over what is there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from collectif.errors import InvalidInput


class Delivery:
    """Files on their way.

    Attributes:
        digests: Name of each file -> its SHA-256 in hex.
        sizes: Name of each file -> how many bytes it takes.
        pieces: Name of each file -> of how many pieces it was put together.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.digests: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.pieces: dict[str, int] = {}

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one file."""
        digest, size, pieces = sha256(), 0, 0
        with (self._folder / name).open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                pieces += 1
        self.pieces[name] = pieces
        self.digests[name], self.sizes[name] = digest.hexdigest(), size


@contextmanager
def delivering(into: Path, *, names: Iterable[str] | None = None) -> Iterator[Delivery]:
    """Give a place to write to; when the block ends well, what was written stands in its place.

    Args:
        into: A folder that is not there yet, or is empty; or the folder of some files.
        names: The files that may be written in it; None if the folder holds nothing else.
    """
    into = into.absolute()
    files = None if names is None else [into / name for name in names]
    _refuse_over(into, files)
    beside = into.parent if files is None else into
    if not beside.is_dir():
        made = into if files is None else files[0]
        raise InvalidInput.of("delivery.cannot-be-made", into=made, parent=beside)
    new = Path(tempfile.mkdtemp(prefix=".collectif-", dir=beside))
    try:
        delivery = Delivery(new)
        yield delivery
        if files is None:
            new.chmod(0o777 & ~_umask())
            if into.exists():
                into.rmdir()
            os.replace(new, into)
        else:
            for name in delivery.digests:
                os.replace(new / name, into / name)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _refuse_over(into: Path, files: Sequence[Path] | None) -> None:
    for one in [into] if files is None else files:
        empty = files is None and one.is_dir() and not any(one.iterdir())
        if (one.exists() or one.is_symlink()) and not empty:
            raise InvalidInput.of("delivery.something-at-already", one=one)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
