"""This module is about accepting stored bodies fast, many at a time.

`record.canonical.accept` is the rule. Here a fast encoder applies the same rule to some hundreds
of bodies at once, and only where it provably comes to the same verdict: whatever is odd in any way
(a float, a long number, an escape, deep nesting, a key that is not ASCII) goes to the rule itself.

Bodies are joined by line ends, which canonical JSON never holds. If what was read, spelled again,
is the very same text, then the lines are the bodies, each of them spelled as the encoder would.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from collectif.errors import InvalidJSON
from collectif.record.canonical import MAX_BYTES, MAX_DEPTH, accept

_DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
_LONG_NUMBER = b"0" * 16
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[{\n"))
_TEXT_THEN = re.compile(rb'[\x80-\xff][^"\\]*(?:\\.[^"\\]*)*"(:?)')
"""The rest of a text from its first byte that is not ASCII on, and a colon if it is a key."""


class Acceptance:
    """Accepts bodies that are expected to be of one shape.

    Args:
        shape: A msgspec struct that omits its defaults, or `Any`. What fits it is returned as it;
            what is accepted and does not fit is returned as plain data.
    """

    def __init__(self, shape: Any = Any) -> None:
        self._decode = msgspec.json.Decoder(shape, float_hook=_float).decode_lines

    def said(self, bodies: Sequence[Any]) -> list[Any]:
        """Return what each body says, or the `InvalidJSON` that says why it is refused."""
        if not bodies:
            return []
        plain = self._plainly(bodies)
        if plain is not None:
            return plain
        if len(bodies) == 1:
            return [_thoroughly(bodies[0])]
        half = len(bodies) // 2
        return self.said(bodies[:half]) + self.said(bodies[half:])

    def _plainly(self, bodies: Sequence[Any]) -> list[Any] | None:
        """Return what the bodies say if nothing about any of them is odd, else None."""
        try:
            text = b"\n".join(bodies) + b"\n"
            if _is_odd(text, bodies):
                return None
            said: list[Any] = self._decode(text)
            same = len(said) == len(bodies) and _encode(said) == text
        except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        return said if same else None


def _is_odd(text: bytes, bodies: Sequence[bytes]) -> bool:
    return (
        text.count(b"\n") != len(bodies)
        or max(map(len, bodies)) > MAX_BYTES
        or _LONG_NUMBER in text.translate(_DIGITS_ALIKE)
        or max(map(len, text.translate(None, _ALL_BUT_BRACKETS).split(b"\n"))) > MAX_DEPTH
        or (not text.isascii() and b":" in _TEXT_THEN.findall(text))
    )


def _thoroughly(body: Any) -> Any:
    if type(body) is not bytes:
        return InvalidJSON.of("acceptance.bytes-are-not-canonical-json", type=type(body).__name__)
    try:
        return accept(body)
    except InvalidJSON as refusal:
        return refusal


def _float(text: str) -> float:
    raise ValueError(text)


_encode = msgspec.json.Encoder(order="sorted").encode_lines
