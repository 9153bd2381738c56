"""This module is about witnesses: people elsewhere who sign that a log only grew.

A witness remembers the latest state of each log that it signed, checks that the next one continues
it, and answers with one line: a cosignature of C2SP, with the time of its clock. Whoever meets such
lines knows that nobody was shown another history, unless all who signed looked away.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from collectif.errors import InvalidEvidence, InvalidInput, Reason
from collectif.evidence.checkpoints import memory_path
from collectif.evidence.declining import Declined
from collectif.evidence.keys import SigningKey, read_key
from collectif.evidence.remembering import Memory
from collectif.evidence.requesting import Request, trusted_logs
from collectif.evidence.understanding import understood
from collectif.evidence.verify import (
    SCHEMES,
    Checkpoint,
    Key,
    Note,
    Signature,
    signed_by,
    verify_consistency,
)
from collectif.log.clock import Clock, microseconds, system_clock


class Witness:
    """Signs states of the logs of others, each only if it continues the one before.

    Args:
        key: The key of the witness.
        memory: What it signed before.
        trusted: Keys of logs.
        clock: What time it is.

    Raises:
        InvalidEvidence: If the key is not one that witnesses.
    """

    def __init__(
        self,
        key: SigningKey,
        memory: Memory,
        *,
        trusted: Iterable[Key],
        clock: Clock = system_clock,
    ) -> None:
        if not SCHEMES[key.key.kind].dated:
            raise InvalidEvidence.of("witnessing.key-cannot-witness", name=key.key.name)
        self.key = key
        self.memory = memory
        self.trusted = tuple(trusted)
        self.clock = clock

    @classmethod
    def at(cls, path: Path, *, trusted: Iterable[Key], clock: Clock = system_clock) -> Witness:
        """Return the witness whose key is in a file; its memory is beside it, `NAME.signed`."""
        return cls(read_key(path), Memory(memory_path(path)), trusted=trusted, clock=clock)

    def cosign(self, request: Request) -> Signature:
        """Return the signature of a state that continues what was signed before, and remember it.

        Looking, checking and remembering are one transaction: of two requests at once the second is
        judged against what the first left. When it returns, a power cut does not undo it. Asking
        again for the state that was signed last signs it anew, with the time of now.

        Raises:
            Declined: If it is not to be signed; nothing is, and the memory stays as it was.
            InvalidEvidence: If a signature is said to be that of a trusted key, and is not.
        """
        asked = request.checkpoint
        logs = self._logs_that_signed(request)
        kept = self.memory.keep(asked.origin, lambda latest: self._cosigned(request, logs, latest))
        return kept.note.signatures[-1]

    def close(self) -> None:
        """Let go of the memory."""
        self.memory.close()

    def _logs_that_signed(self, request: Request) -> list[Key]:
        asked = request.checkpoint
        logs = trusted_logs(self.trusted, asked.origin)
        if not logs:
            raise Declined("unknown", known=None, asked=asked)
        with understood(Reason("witnessing.ask-for-request-again-keep")):
            signers = [key for key in logs if signed_by(asked.note, key) is not None]
        if not signers:
            raise Declined("unsigned", known=None, asked=asked)
        return signers

    def _cosigned(
        self, request: Request, logs: Iterable[Key], latest: Checkpoint | None
    ) -> Checkpoint:
        refuse_unless_continued(request, latest)
        asked = request.checkpoint
        own = {(key.name, key.id) for key in logs}
        signed = [one for one in asked.note.signatures if (one.name, one.id) in own]
        signature = self.key.signature(asked.note.text, time=self._now())
        return asked._replace(note=Note(asked.note.text, (*signed, signature)))

    def _now(self) -> int:
        seconds = microseconds(self.clock()) // 1_000_000
        if seconds <= 0:
            raise InvalidInput.of("witnessing.clock-this-machine-stands-before")
        return seconds


def refuse_unless_continued(request: Request, latest: Checkpoint | None) -> None:
    """Raise `Declined` unless a request shows that a log continues a state.

    Args:
        request: What is asked; its signature was checked.
        latest: The state that was signed last; None if there is none.
    """
    asked, known = request.checkpoint, latest.size if latest else 0
    if latest and asked.size == known and asked.root != latest.root:
        raise Declined("fork", known=latest, asked=asked)
    if asked.size < known:
        raise Declined("behind", known=latest, asked=asked)
    if request.old != known:
        raise Declined("since", known=latest, asked=asked, old=request.old)
    if latest and known and not _continues(request, latest):
        raise Declined("unproved", known=latest, asked=asked)


def _continues(request: Request, latest: Checkpoint) -> bool:
    asked = request.checkpoint
    return verify_consistency(latest.size, asked.size, latest.root, asked.root, request.proof)
