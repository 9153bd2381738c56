"""This module is about putting finished files in their place: whole and on the disk, or not at all.

A file is made under a name of its own beside the place where it goes, synced, and renamed. What a
program that died left under such a name is removed by the next one that works there, or that erases
words there.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from collectif.errors import InvalidInput
from collectif.log.sqlite import private_path

_BESIDE = ("", "-journal", "-wal", "-shm")
"""A file of SQLite's, and what may stand beside it."""

READ = "-read"
"""What the name of a damaged file that is only copied to be read has besides."""


@contextmanager
def workplace(path: Path) -> Iterator[Path]:
    """Give the name under which to make what will stand at a path; nothing is left there.

    The words of a log that is made there are where `private_path` says.

    Raises:
        InvalidInput: If files of another log go by that name.
    """
    if not path.name.endswith(READ):
        refuse_names_of_others(path)
    clear(path)
    made = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield made
    finally:
        for one in (made, private_path(made)):
            remove(one)


def place(made: Path, path: Path) -> None:
    """Put a finished file in its place, in one step that survives a power cut."""
    synced(made)
    made.replace(path)
    synced(path.parent)


def keep_aside(path: Path, aside: Path) -> None:
    """Let a file be known by a second name, so that the first one may be given to another."""
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copy2(path, aside)
        synced(aside)
    synced(aside.parent)


def remove(path: Path) -> None:
    """Remove a file and what SQLite keeps beside it."""
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def clear(path: Path) -> None:
    """Remove what programs that died have left beside a log, or beside the place for one."""
    names = "|".join(re.escape(one.name) for one in (path, private_path(path)))
    left = re.compile(rf"\.(?:{names})(?:{READ})?\.(\d+)(?:\.private)?\.part(?:-\w+)?")
    for one in path.parent.iterdir() if path.parent.is_dir() else ():
        found = left.fullmatch(one.name)
        if found and not _lives(int(found[1])):
            one.unlink(missing_ok=True)


def synced(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder where the system lets one ask for it."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_names_of_others(path: Path) -> None:
    """Refuse the name of a journal or of a private file: whoever opens that log takes it for it."""
    if path.name.endswith(_BESIDE[1:]) or ".private" in path.suffixes[-2:]:
        raise InvalidInput.of("placing.log-cannot-be-put", path=path)


def _lives(process: int) -> bool:
    if process == os.getpid():
        return False
    if os.name == "nt":  # there, to ask is to end it
        return True
    with suppress(ProcessLookupError):
        with suppress(PermissionError):
            os.kill(process, 0)
        return True
    return False
