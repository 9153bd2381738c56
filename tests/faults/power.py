"""This module is about cutting the power at a random moment of a session.

Each cut begins with an empty folder, so it may come while the files are being made. After it,
whatever `Disk` says may be left is opened by the library with the plain `sqlite3`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import apsw
from attrs import define, field, frozen

from disks import Disk, Folder
from passing import Mode, Operation, refusal, through
from sessions import Session

_CHANGES = frozenset(("open", "write", "sync", "truncate", "delete"))

PLAINLY = {"pragma synchronous = extra": "pragma synchronous = full"}
NORMAL = {
    "pragma synchronous = extra": "pragma synchronous = normal",
    "pragma synchronous = full": "pragma synchronous = normal",
}


@frozen(kw_only=True)
class Setting:
    """How a log is written, and on what.

    Attributes:
        mode: The journal mode.
        folder: What the folder promises of names.
        instead: What is said instead of statements of the library; nothing for our own settings.
    """

    mode: Mode
    folder: Folder
    instead: Mapping[str, str] = field(factory=dict)


OURS = {
    "WAL + FULL, made under EXTRA, posix": Setting(mode="wal", folder="posix"),
    "WAL + FULL, made under EXTRA, ordered": Setting(mode="wal", folder="ordered"),
    "DELETE + EXTRA, posix": Setting(mode="delete", folder="posix"),
    "DELETE + EXTRA, ordered": Setting(mode="delete", folder="ordered"),
}
"""What `collectif.log.files` does, on either kind of folder."""

BAD = {
    "WAL + NORMAL, ordered": Setting(mode="wal", folder="ordered", instead=NORMAL),
    "WAL + FULL, made plainly, posix": Setting(mode="wal", folder="posix", instead=PLAINLY),
    "DELETE + NORMAL, ordered": Setting(mode="delete", folder="ordered", instead=NORMAL),
    "DELETE + FULL, ordered": Setting(mode="delete", folder="ordered", instead=PLAINLY),
}
"""What must be seen to lose acts; the last one is what SQLite does by itself."""


@define
class Cut:
    """What refuses everything from a moment on.

    Attributes:
        left: How many changes are done before.
    """

    left: float
    done: int = 0

    def __call__(self, operation: Operation) -> None:
        """Count a change, or refuse whatever comes once the power is off."""
        if operation in _CHANGES and self.left > 0:
            self.left, self.done = self.left - 1, self.done + 1
        elif self.left <= 0:
            raise refusal(apsw.SQLITE_IOERR, "the power is off")


def cuts(
    setting: Setting, *, count: int, seed: int = 0, told: Callable[[str], None] = print
) -> Counter[str]:
    """Cut the power `count` times; return in how many cuts each kind of fault was found.

    Args:
        setting: How the log is written.
        count: How many cuts.
        seed: Of chance.
        told: What is given the first fault of each kind.
    """
    found = Counter[str]()
    length = _cut(setting, float("inf"), Random(seed), [])
    for number in range(count):
        chance, faults = Random(f"{seed}.{number}"), list[str]()
        _cut(setting, chance.randint(1, length), chance, faults)
        kinds = {fault.partition(":")[0] for fault in faults}
        for fault in faults:
            if found[fault.partition(":")[0]] == 0:
                told(f"cut {number}: {fault}")
                break
        found.update(kinds)
    return found


def _cut(setting: Setting, after: float, chance: Random, faults: list[str]) -> int:
    """Run a session until the power is cut; return how many changes were done."""
    with TemporaryDirectory() as folder:
        disk, cut, session = Disk(setting.folder), Cut(after), Session()
        with through(cut, disk, mode=setting.mode, instead=setting.instead):
            session.run(Path(folder) / "log.db")
        left = Path(folder) / "left"
        left.mkdir()
        for name, content in disk.remains(chance).items():
            (left / name).write_bytes(content)
        faults += session.faults(left / "log.db")
        return cut.done
