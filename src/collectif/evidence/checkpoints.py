"""This module is about checkpoints: signed states of a log, each kept, none against another.

A checkpoint is a C2SP tlog-checkpoint: origin, size, root, signatures. Whoever holds one from
outside can tell later whether the log still begins with what it was then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from collectif.errors import Contradiction, InvalidEvidence, Reason
from collectif.evidence.keys import SigningKey, read_key
from collectif.evidence.remembering import Memory
from collectif.evidence.understanding import understood
from collectif.evidence.verify import (
    Checkpoint,
    Key,
    Note,
    Signature,
    Unsound,
    parse_checkpoint,
    parse_signature,
    signed_by,
)
from collectif.log.log import Log


class Signer:
    """Signs the states of one log, and remembers outside it what was signed.

    Args:
        keys: The key of the log; during a rotation, the one that takes over first, then the other.
        memory: What was signed before.
    """

    def __init__(self, keys: Sequence[SigningKey], memory: Memory) -> None:
        self.keys = tuple(keys)
        self.memory = memory

    @classmethod
    def at(cls, path: Path) -> Signer:
        """Return the signer whose key is in a file; its memory is beside it, `NAME.signed`."""
        return cls([read_key(path)], Memory(memory_path(path)))

    @property
    def origin(self) -> str:
        """The name of the log, which is that of its key."""
        return self.keys[0].key.name

    def sign(self, log: Log) -> Checkpoint:
        """Sign the log as it is now.

        Raises:
            Contradiction: If it does not continue what was signed before; the message names what
                is missing. Nothing is signed then.
        """
        return self.memory.keep(self.origin, lambda latest: self._signed(log, latest))

    def close(self) -> None:
        """Let go of the memory."""
        self.memory.close()

    def _signed(self, log: Log, latest: Checkpoint | None) -> Checkpoint:
        head = log.head()
        if latest is not None:
            self._refuse_if_handed_over(latest)
            refuse_contradiction(log, latest)
        text = head_text(self.origin, head.size, head.root)
        signatures = tuple(one.signature(text) for one in self.keys)
        return Checkpoint(self.origin, head.size, head.root, Note(text, signatures))

    def _refuse_if_handed_over(self, latest: Checkpoint) -> None:
        """Refuse a key after which another one signed: the one that took over stands first."""
        if latest.note.signatures[0].id not in {one.key.id for one in self.keys}:
            raise Contradiction.of(
                "checkpoints.this-key-does-not-sign", origin=self.origin, size=latest.size
            )


def memory_path(path: Path) -> Path:
    """Return where the memory of the key in a file is."""
    return path.with_name(path.name + ".signed")


def head_text(origin: str, size: int, root: bytes) -> str:
    """Return the text of a checkpoint."""
    from base64 import b64encode

    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def refuse_contradiction(log: Log, known: Checkpoint) -> None:
    """Raise `Contradiction` unless the log begins with a state that was signed."""
    size = log.size
    if size < known.size:
        missing = known.size - size
        last = known.size - 1
        raise Contradiction.of(
            "checkpoints.log-holds-events-and-state",
            size=size,
            size2=known.size,
            missing=missing,
            last=last,
        )
    if log.at(known.size).head().root != known.root:
        raise Contradiction.of("checkpoints.first-events-are-not-those", size=known.size)


def issue(log: Log, signer: Signer) -> Checkpoint:
    """Sign the log as it is now, keep the checkpoint with the log, and return it.

    The signer remembers it first: a crash in between leaves a log that signs the same state again,
    with the same bytes.
    """
    signed = signer.sign(log)
    log.store.keep_note(signed.size, str(signed.note))
    return signed


def checkpoints(log: Log, *, known_at: int | None = None) -> tuple[Checkpoint, ...]:
    """Return the checkpoints that were kept, oldest state first, one for each state.

    Cosignatures that came later stand in the same note as the signature of the log.

    Args:
        log: The log.
        known_at: Only those of at most so many events; None means all.
    """
    kept = dict[str, list[Signature]]()
    for size, text in log.store.notes():
        if known_at is None or size <= known_at:
            with understood(Reason("checkpoints.restore-log-from-copy-collectif")):
                note = parse_checkpoint(text).note
            lines = kept.setdefault(note.text, [])
            lines += [one for one in note.signatures if one not in lines]
    found = [parse_checkpoint(str(Note(text, tuple(lines)))) for text, lines in kept.items()]
    return tuple(sorted(found, key=lambda one: one.size))


def cosign(log: Log, lines: Iterable[str], *, witnesses: Iterable[Key]) -> Checkpoint:
    """Keep what a witness answered with the checkpoint that it is about.

    Args:
        log: The log.
        lines: The lines of the answer, with or without their ends.
        witnesses: The keys that are known; each line must be of one of them.

    Raises:
        InvalidEvidence: If no kept checkpoint was signed by them, or a signature is false.
    """
    known = tuple(witnesses)
    with understood(Reason("checkpoints.ask-witness-for-answer-again")):
        signatures = tuple(parse_signature(one) for line in lines if (one := line.rstrip("\n")))
        for checkpoint in reversed(checkpoints(log)):
            note = Note(checkpoint.note.text, signatures)
            if _all_signed(note, known):
                kept = checkpoint.note.signatures
                new = (one for one in dict.fromkeys(signatures) if one not in kept)
                whole = Note(note.text, (*kept, *new))
                log.store.keep_note(checkpoint.size, str(whole))
                return checkpoint._replace(note=whole)
    raise InvalidEvidence.of("checkpoints.answer-witness-fits-no-checkpoint")


def _all_signed(note: Note, keys: Sequence[Key]) -> bool:
    """Whether every signature of a note is a true one of these keys."""
    names = {(key.name, key.id) for key in keys}
    if not note.signatures or not {(one.name, one.id) for one in note.signatures} <= names:
        return False
    try:
        for key in keys:
            signed_by(note, key)
    except Unsound:
        return False
    return True
