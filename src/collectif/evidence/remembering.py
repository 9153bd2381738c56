"""This module is about what a signer remembers: the latest state of each log that it signed.

It is a small file beside the key, never in the log, so that a log that was restored from an old
copy, or rewritten, meets a signer who knows better. Looking at what was signed last, and keeping
what is signed now, is one transaction: two programs with one key never sign two histories.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from collectif.errors import Reason
from collectif.evidence.understanding import understood
from collectif.evidence.verify import Checkpoint, parse_checkpoint
from collectif.log.files import File
from collectif.log.schema import Schema

_TABLES = """
create table latest(
  origin text primary key,
  size integer not null,
  note text not null
) strict;
"""

SIGNED = Schema(Reason("schema.memory"), 0x636F6C73, 1, _TABLES, {})  # "cols"

Decide = Callable[[Checkpoint | None], Checkpoint]
"""What is signed now, given what was signed last; None if nothing was."""


class Memory:
    """The latest signed state of each origin, in a file of its own.

    Args:
        path: Where it is, or will be.
    """

    def __init__(self, path: Path) -> None:
        self.file = File(path, SIGNED, read_only=False)

    def latest(self, origin: str) -> Checkpoint | None:
        """Return the latest state of a log that was signed; None if none was."""
        rows = self.file.all("select note from latest where origin = ?", (origin,))
        with understood(Reason("remembering.restore-or-ask-witnesses-what", path=self.file.path)):
            return parse_checkpoint(rows[0][0]) if rows else None

    def keep(self, origin: str, decide: Decide) -> Checkpoint:
        """Let `decide` sign what follows the latest state, and keep that durably.

        When it returns, a power cut does not undo it; if `decide` raises, nothing is kept.
        """
        with self.file.transaction():
            signed = decide(self.latest(origin))
            row = (origin, signed.size, str(signed.note))
            self.file.put("insert or replace into latest values (?, ?, ?)", [row])
        return signed

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()
