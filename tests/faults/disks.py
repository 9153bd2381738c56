"""This module is about a disk that knows what would be left if the power went now.

What programs see are the files themselves. Apart from them the disk remembers what was synced, of
each file and of the folder, and in order what was done since. When the power goes, each write since
is dropped, kept or torn by sectors of 512 bytes, each truncation dropped or kept; names that were
made may vanish, and names that were removed may come back.

Two kinds of folder are known. An *ordered* one, like that of ext4, keeps a prefix of what was done
to its names, and syncing any file makes all of it durable. A *posix* one promises the least: each
name is on its own; a new journal's is durable when the journal is synced for the first time, and
all are when a name is removed durably. (SQLite's VFS for Unix syncs the folder in both cases, so
this is stricter than most machines.)
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Literal

from attrs import define, field

Folder = Literal["ordered", "posix"]

SECTOR = 512


@define(eq=False)
class Content:
    """What is in one file, whatever its name.

    Attributes:
        synced: The bytes that were synced.
        since: What was done since: where, and what was written there; None cuts the file there.
    """

    synced: bytearray = field(factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(factory=list)

    def sync(self) -> None:
        """Make durable what was done."""
        for where, data in self.since:
            _do(self.synced, where, data)
        self.since.clear()

    def remains(self, chance: Random) -> bytes:
        """Return what a power cut may leave."""
        left = bytearray(self.synced)
        for where, data in self.since:
            for start, some in _arrived(where, data, chance):
                _do(left, start, some)
        return bytes(left)


@define
class Disk:
    """One folder of files.

    Attributes:
        folder: What it promises of names.
        names: Name -> what programs see under it.
        synced: Name -> what is under it for good.
        since: What was done to names since, in order; None removes a name.
    """

    folder: Folder = "ordered"
    names: dict[str, Content] = field(factory=dict)
    synced: dict[str, Content] = field(factory=dict)
    since: list[tuple[str, Content | None]] = field(factory=list)

    def opened(self, name: str) -> Content:
        """Return what is under a name, which is made if it is new."""
        if name not in self.names:
            self.names[name] = Content()
            self.since.append((name, self.names[name]))
        return self.names[name]

    def removed(self, name: str, *, durably: bool) -> None:
        """Remove a name, and sync the folder if that is asked for."""
        if self.names.pop(name, None) is not None:
            self.since.append((name, None))
        if durably:
            self.sync_names()

    def sync(self, content: Content, *, and_name: bool) -> None:
        """Make one file durable, and its name if that is asked for."""
        content.sync()
        if self.folder == "ordered":
            self.sync_names()
        elif and_name:
            own = {name for name, one in self.names.items() if one is content}
            self.synced |= dict.fromkeys(own, content)
            self.since = [done for done in self.since if done[0] not in own]

    def sync_names(self) -> None:
        """Make all names durable."""
        self.since.clear()
        self.synced = dict(self.names)

    def remains(self, chance: Random) -> dict[str, bytes]:
        """Return the files that a power cut may leave: name -> bytes."""
        names: dict[str, Content | None] = dict(self.synced)
        names.update(self._names_that_arrived(chance))
        return {n: one.remains(chance) for n, one in names.items() if one is not None}

    def _names_that_arrived(self, chance: Random) -> Iterator[tuple[str, Content | None]]:
        if self.folder == "ordered":
            yield from self.since[: chance.randint(0, len(self.since))]
            return
        for name in sorted({name for name, _ in self.since}):
            done = [one for one in self.since if one[0] == name]
            yield from done[: chance.randint(0, len(done))]


def _arrived(where: int, data: bytes | None, chance: Random) -> Iterator[tuple[int, bytes | None]]:
    """Yield what reached the disk of one write or truncation."""
    fate = chance.choice(("dropped", "kept", "torn") if data is not None else ("dropped", "kept"))
    if fate == "kept":
        yield where, data
    elif fate == "torn" and data is not None:
        for start, some in _sectors(where, data):
            if chance.random() < 0.5:
                yield start, some


def _sectors(where: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the pieces of a write that fall into one sector each."""
    start, stop = where, where + len(data)
    while start < stop:
        end = min(stop, (start // SECTOR + 1) * SECTOR)
        yield start, data[start - where : end - where]
        start = end


def _do(content: bytearray, where: int, data: bytes | None) -> None:
    if data is None:
        del content[where:]
        return
    if where > len(content):
        content.extend(bytes(where - len(content)))
    content[where : where + len(data)] = data
