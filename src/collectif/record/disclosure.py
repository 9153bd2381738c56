"""This module is about personal words: salted, kept apart, erasable.

A disclosure is that of RFC 9901 (SD-JWT): `base64url(JSON [salt, name, value])`. The log holds
`base64url(SHA-256(ASCII(disclosure)))` and nothing of the words. With the disclosure anybody can
check the words; without it, 32 bytes under a destroyed 128-bit salt say nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable

from attrs import frozen

from collectif.errors import InvalidInput

SALT_BYTES = 16
"""Bytes of fresh randomness in each disclosure."""

MAX_DISCLOSURE = 240_000
"""The longest disclosure that is read, in characters; that of the largest words is shorter."""

Entropy = Callable[[int], bytes]
"""A source of random bytes, `secrets.token_bytes` unless a reproducible log is wanted."""


@frozen
class Disclosure:
    """Words of one field of one event, as the private store keeps them.

    Attributes:
        digest: What the log holds in their stead.
        event: The id of the event.
        subject: The person whose words they are, where the caller said so.
        text: The disclosure itself, RFC 9901.
    """

    digest: str
    event: str
    subject: str | None
    text: str

    @property
    def opened(self) -> tuple[str, object]:
        """The JSON Pointer where the words stand, and the words."""
        return opened(self.text)


def disclose(
    name: str, value: object, *, entropy: Entropy = secrets.token_bytes
) -> tuple[str, str]:
    """Return the digest and the disclosure of words that stand at the JSON Pointer `name`."""
    random = entropy(SALT_BYTES)
    if len(random) != SALT_BYTES:
        raise InvalidInput.of(
            "disclosure.source-entropy-gave-bytes", count=len(random), salt_bytes=SALT_BYTES
        )
    salt = _base64url(random)
    text = _base64url(json.dumps([salt, name, value], ensure_ascii=False).encode())
    return digest(text), text


def digest(disclosure: str) -> str:
    """Return what a log holds in the stead of a disclosure."""
    return _base64url(hashlib.sha256(disclosure.encode("utf-8", "surrogatepass")).digest())


def opened(disclosure: str) -> tuple[str, object]:
    """Return the name and the value of a disclosure; raise `InvalidInput` if it is not one.

    There is one spelling of the base64url text: no padding, no spare bits, no other characters.
    """
    if len(disclosure) > MAX_DISCLOSURE:
        raise _unopenable()
    try:
        raw = b64decode(disclosure + "=" * (-len(disclosure) % 4), altchars=b"-_", validate=True)
        told = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _unopenable() from error
    one_spelling = _base64url(raw) == disclosure
    if not (one_spelling and isinstance(told, list) and len(told) == 3):
        raise _unopenable()
    salt, name, value = told
    if not (isinstance(salt, str) and isinstance(name, str)):
        raise _unopenable()
    return name, value


def _unopenable() -> InvalidInput:
    return InvalidInput.of("disclosure.disclosure-personal-words-cannot")


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
