"""This module is about one key of a log handing over to another.

The log says it, in a `key-rotated` event, and the state that holds this event is signed by both:
whoever trusts the old key can tell that it named the new one.
"""

from __future__ import annotations

from pathlib import Path

from collectif.errors import InvalidEvidence
from collectif.evidence.checkpoints import Signer, memory_path, refuse_contradiction
from collectif.evidence.keys import SigningKey
from collectif.evidence.remembering import Memory
from collectif.evidence.verify import Checkpoint
from collectif.log.log import Log


def refuse_other_origin(old: SigningKey, new: SigningKey) -> None:
    """Raise `InvalidEvidence` unless two keys sign the same log."""
    if old.key.name != new.key.name or old.key.kind != new.key.kind:
        raise InvalidEvidence.of(
            "rotation.key-cannot-take-over", name=new.key.name, name2=old.key.name
        )


def refuse_other_log(log: Log, origin: str, *paths: Path) -> None:
    """Raise `Contradiction` unless a log continues what the keys in some files have signed.

    It is asked before the log says anything: a key that a log names cannot be taken out of it.
    """
    for path in filter(Path.exists, map(memory_path, paths)):
        memory = Memory(path)
        try:
            latest = memory.latest(origin)
        finally:
            memory.close()
        if latest is not None:
            refuse_contradiction(log, latest)


def hand_over(
    log: Log, old: SigningKey, old_path: Path, new: SigningKey, new_path: Path
) -> Checkpoint:
    """Sign the log with both keys, keep that, and let the new key remember it.

    Both memories are asked first, so that a rotation is no way around them.
    """
    refuse_other_origin(old, new)
    refuse_other_log(log, new.key.name, old_path, new_path)
    before, after = Memory(memory_path(old_path)), Memory(memory_path(new_path))
    try:
        signed = Signer([new, old], before).sign(log)
        after.keep(signed.origin, lambda _: signed)
    finally:
        before.close()
        after.close()
    log.store.keep_note(signed.size, str(signed.note))
    return signed
