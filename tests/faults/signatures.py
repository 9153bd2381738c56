"""This module is about killing a program while it signs states of a log; see `deaths`.

A death may come between the signer's memory and the log. Every checkpoint that was handed out is
kept in the log, the memory knows of the newest, and the log can be signed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import define

from collectif.evidence.checkpoints import Signer, checkpoints, issue
from collectif.evidence.keys import SigningKey, write_key
from collectif.log.log import Head
from collectif.testing.sample import noted
from deaths import Acknowledge, opened, unlike


@define
class Checkpoints:
    """An act is recorded, then the log is signed.

    Attributes:
        folder: Where the log and the key are.
    """

    patience = 0.03

    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "log.db"

    @property
    def _key(self) -> Path:
        return self.folder / "key"

    def begin(self, run: int) -> None:
        """Make the key."""
        if not self._key.exists():
            write_key(SigningKey.new("lachine.example/faults"), self._key)

    def work(self, run: int, acknowledge: Acknowledge) -> None:
        """Append and sign."""
        log, signer = opened(self._path), Signer.at(self._key)
        for number in range(1_000_000):
            log.append([noted(number)], id=f"{run}.{number}")
            signed = issue(log, signer)
            acknowledge(Head(signed.size, signed.root))

    def faults(self, run: int, told: Sequence[Head]) -> Iterator[str]:
        """What was handed out is kept and remembered, and the log can still be signed."""
        log, signer = opened(self._path), Signer.at(self._key)
        yield from unlike(log, told)
        kept = {Head(one.size, one.root) for one in checkpoints(log)}
        for head in told:
            if head not in kept:
                yield f"the checkpoint of {head.size} events that was handed out is not kept"
        latest = signer.memory.latest(signer.origin)
        if told and (latest is None or latest.size < told[-1].size):
            yield "the signer forgot what it signed"
        log.append([noted(run)], id=f"{run}.after")
        issue(log, signer)
        yield from unlike(log, [Head(one.size, one.root) for one in checkpoints(log)])
        signer.close()
        log.close()
