"""This module is about the keys that sign states of the log: which one holds from when on.

The key itself never enters the log, only the line by which others verify (a C2SP `vkey`).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256

from collectif.acts.state import Known, effect, kept, rule
from collectif.errors import Phrase, Refused
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Text

ED25519 = 1
"""The algorithm byte of an Ed25519 key in a signed note."""


@event("key-rotated")
class KeyRotated:
    """Clé remplacée: from here on, states of the log are signed by another key.

    Attributes:
        key: The verifier key, `NAME+HASH+BASE64`, as C2SP's signed-note writes it.
        replaces: The key that it takes over from; None for the first one.
        reason: Why.
    """

    key: str
    replaces: str | None = None
    reason: Text | None = None


@effect(KeyRotated)
def the_last_key_signs(known: Known, recorded: Recorded[KeyRotated]) -> None:
    """One key signs at a time, the last one."""
    known.key = recorded.data.key


@rule(KeyRotated)
def keys_are_verifier_keys(known: Known, rotated: KeyRotated) -> None:
    """A key is spelled as a verifier key, and its hash is its own."""
    problem = key_problem(rotated.key)
    if problem is not None:
        raise Refused("KeyInvalid", key=rotated.key, problem=problem)


def rotate_key(
    known: Known, *, key: str, replaces: str | None = None, reason: str | Text | None = None
) -> KeyRotated:
    """Say which key signs from now on; it names the one that it takes over from."""
    if replaces != known.key or key == known.key:
        raise Refused("KeyUnknown", key=replaces or "-", current=known.key or "-")
    return kept(known, KeyRotated(key=key, replaces=replaces, reason=known.maybe(reason)))


def key_problem(key: str) -> Phrase | None:
    """Return what is wrong with the spelling of a verifier key, in words; None if nothing is."""
    name, _, rest = key.partition("+")
    hashed, _, encoded = rest.partition("+")
    try:
        named, raw = name.encode(), b64decode(encoded, validate=True)
    except ValueError:
        return Phrase("key-spelling")
    spelled = b64encode(raw).decode() == encoded
    if not (spelled and name and not set(name) & set("+ \t\n") and len(raw) == 33):
        return Phrase("key-spelling")
    if raw[0] != ED25519:
        return Phrase("key-algorithm", algorithm=raw[0])
    own = sha256(named + b"\n" + raw).hexdigest()[:8]
    return None if hashed == own else Phrase("key-hash", own=own)
