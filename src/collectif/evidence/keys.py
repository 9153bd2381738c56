"""This module is about the keys that sign states of a log: made, kept outside it, read.

A key is a file of one line, `PRIVATE+KEY+NAME+HASH+BASE64` as the Go package sumdb/note writes it,
that only its owner can read. What others need is the verifier key, `NAME+HASH+BASE64` (C2SP
signed-note). Signing needs the package cryptography; verifying does not.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import is_normalized

from attrs import field, frozen

from collectif.errors import InvalidEvidence, InvalidInput, Reason, StoreUnavailable
from collectif.evidence.letters import read_letter, write_letter
from collectif.evidence.understanding import understood
from collectif.evidence.verify import (
    COSIGNATURE,
    ED25519,
    SCHEMES,
    Key,
    Signature,
    key_id,
    parse_key,
    unbase64,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAX_KEY = 10_000
"""How many bytes of the file of a key are read; what is longer is none."""

_HEAD = "PRIVATE+KEY+"
_MEND = Reason("keys.give-line-collectif-keys-printed")


@frozen(kw_only=True)
class SigningKey:
    """A key that signs.

    Attributes:
        key: The verifier key, for everybody.
        seed: The 32 secret bytes.
    """

    key: Key
    seed: bytes = field(repr=False)

    @classmethod
    def new(cls, name: str, *, kind: int = ED25519) -> SigningKey:
        """Make a key.

        Args:
            name: Whose key it is. That of a log is the log's origin: a URL without a scheme that
                nobody else uses, such as `lachine.example/assemblee`; no spaces, no plus,
                and nothing that is not seen; accents are composed (Unicode NFC).
            kind: `ED25519` to sign a log, `COSIGNATURE` to witness those of others.

        Raises:
            InvalidInput: If the name could be mistaken for another one.
        """
        if not (name.isprintable() and is_normalized("NFC", name)):
            raise InvalidInput.of("keys.key-cannot-have-this-name")
        return cls.of(name, kind, secrets.token_bytes(32))

    @classmethod
    def parsed(cls, text: str) -> SigningKey:
        """Return the key that `text` spells out."""
        line = text.rstrip("\n")
        name, _, rest = line.removeprefix(_HEAD).partition("+")
        hashed, _, encoded = rest.partition("+")
        with understood(Reason("keys.give-file-key-collectif-keys")):
            raw = unbase64(encoded, "a signing key")
        if not line.startswith(_HEAD) or len(raw) != 33 or raw[0] not in SCHEMES:
            raise InvalidEvidence.of("keys.signing-key-cannot-be-read", head=_HEAD)
        found = cls.of(name, raw[0], raw[1:])
        if found.key.id.hex() != hashed:
            raise InvalidEvidence.of(
                "keys.signing-key-is-damaged", hashed=hashed[:16], id=found.key.id.hex()
            )
        return found

    @classmethod
    def of(cls, name: str, kind: int, seed: bytes) -> SigningKey:
        """Return the key that 32 secret bytes make."""
        raw = _private(seed).public_key().public_bytes_raw()
        with understood(Reason("keys.give-name-without-spaces")):
            return cls(key=Key(name, key_id(name, kind, raw), kind, raw), seed=seed)

    @property
    def text(self) -> str:
        """The key as a line, secret."""
        encoded = b64encode(bytes([self.key.kind]) + self.seed).decode()
        return f"{_HEAD}{self.key.name}+{self.key.id.hex()}+{encoded}\n"

    def signature(self, text: str, *, time: int = 0) -> Signature:
        """Return the signature of a text, which ends with the end of a line.

        Args:
            text: What is signed.
            time: When, in seconds since 1970; said only by a witness.
        """
        scheme = SCHEMES[self.key.kind]
        stamp = time.to_bytes(8, "big") if scheme.dated else b""
        raw = _private(self.seed).sign(scheme.message(self.key.name, text, time))
        return Signature(self.key.name, self.key.id, stamp + raw)


def read_key(path: Path) -> SigningKey:
    """Return the key in a file.

    Raises:
        InvalidInput: If the file cannot be read.
        InvalidEvidence: If it holds no key, or a damaged one.
    """
    return SigningKey.parsed(read_letter(path))


def write_key(signing: SigningKey, path: Path) -> None:
    """Write a key to a new file that only its owner can read; never over another one."""
    why = Reason("keys.key-is-overwritten-is-lost")
    write_letter(path, signing.text, why=why, mode=0o600)


def read_verifier(text: str) -> Key:
    """Return a verifier key; raise `InvalidEvidence` if it is none."""
    with understood(_MEND):
        return parse_key(text.strip())


def witness_key(name: str) -> SigningKey:
    """Make a key that witnesses the logs of others."""
    return SigningKey.new(name, kind=COSIGNATURE)


def _private(seed: bytes) -> Ed25519PrivateKey:
    with _needing_cryptography():
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(seed)


@contextmanager
def _needing_cryptography() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise StoreUnavailable.of("keys.nothing-can-be-signed-here") from error
