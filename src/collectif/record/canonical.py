"""This module is about the one spelling that an event has as bytes.

Canonical JSON here is RFC 8785 with four restrictions, under which every careful JSON encoder
writes the same bytes: no floats, integers within 2**53 - 1, ASCII keys, and limits on depth and
size. The acceptance rule, `canonical(parse(body)) == body`, refuses in one comparison duplicate
keys, escapes that need not be, other key orders, white space, `-0`, `1.0` and lone surrogates.

These bytes are on disk and under every root that was ever published: they can never change.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import msgspec

from collectif.errors import InvalidEvent, InvalidJSON, Phrase, Quoted, Reason

MAX_INTEGER = 2**53 - 1
"""The largest whole number, either way: what every JSON reader keeps exact (RFC 7493)."""

MAX_DEPTH = 32
"""How deep lists and objects may nest."""

MAX_BYTES = 65_535
"""The largest event, in bytes: what a C2SP tiled log can serve as one entry."""

# A string without an end takes the rest: the parser stops there too, and the scan stays linear.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_NOT_A_BRACKET = re.compile(rb"[^][}{]+")

_encode = msgspec.json.Encoder(order="sorted").encode
_DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
_LONG_NUMBER = b"0" * 16


def canonical(value: object, *, place: str = "") -> bytes:
    """Return the canonical bytes of plain JSON data.

    Raises:
        InvalidEvent: If it is outside the limits; the message names the JSON Pointer of what is,
            which begins with `place`.
    """
    _check(value, place, 0)
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    body = text.encode()
    if len(body) > MAX_BYTES:
        raise InvalidEvent.of(
            "canonical.takes-bytes", place=place or "An event", count=len(body), max_bytes=MAX_BYTES
        )
    return body


def spelled(checked: dict[str, Any]) -> bytes:
    """Return the canonical bytes of data whose classes rule out floats and odd types; faster.

    What no class sees are whole numbers too large, keys that are not ASCII and halves of surrogate
    pairs. A run of 16 digits may also stand in a text: it only leads to the thorough check.
    """
    try:
        body = _encode(checked)
    except (TypeError, ValueError):
        return canonical(checked)
    long_number = _LONG_NUMBER in body.translate(_DIGITS_ALIKE)
    if long_number or len(body) > MAX_BYTES or not body.isascii():
        return canonical(msgspec.json.decode(body))
    return body


def parse(body: bytes) -> object:
    """Return what the bytes say, read strictly; raise `InvalidJSON` with the reason if not."""
    if len(body) > MAX_BYTES:
        _no(Reason("canonical.takes-bytes-and-event-holds", count=len(body), max_bytes=MAX_BYTES))
    _check_depth(body)
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=lambda text: _no(Reason("canonical.not-whole-number", text=text[:40])),
            parse_int=_integer,
            parse_constant=lambda text: _no(Reason("canonical.not-json", text=text)),
        )
    except UnicodeDecodeError as error:
        _no(Reason("canonical.byte-is-not-utf8", start=error.start))
    except json.JSONDecodeError as error:
        _no(Reason("canonical.at-character", msg=error.msg.lower(), pos=error.pos))


def accept(body: bytes) -> object:
    """Return what canonical bytes say; raise `InvalidJSON` for any other spelling of it."""
    value = parse(body)
    try:
        spelled = canonical(value)
    except InvalidEvent as error:
        _no(Quoted(error, "what", inside=True))
    if spelled != body:
        position = next(
            (i for i, (a, b) in enumerate(zip(spelled, body, strict=False)) if a != b),
            min(len(spelled), len(body)),
        )
        _no(Reason("canonical.from-byte-on-is-not", position=position))
    return value


def _check(value: object, path: str, depth: int) -> None:
    """Refuse whatever canonical JSON cannot hold, naming where it stands as a JSON Pointer."""
    kind = type(value)
    if kind is bool or value is None:
        return
    if kind is str:
        if _HALF_A_PAIR.search(value):  # type: ignore[call-overload]
            _refuse(
                path,
                Reason("canonical.holds-half-surrogate-pair"),
                Reason("canonical.read-text-in-own-encoding"),
            )
    elif kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:  # type: ignore[operator]
            _refuse(
                path,
                Reason("canonical.whole-number-beyond-253-1"),
                Reason("canonical.store-as-text"),
            )
    elif kind is dict:
        _check_nesting(path, depth)
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or not key.isascii():
                _refuse(
                    path,
                    Reason("canonical.key-which-is-not-ascii", key=key),
                    Reason("canonical.rename-key"),
                )
            _check(item, f"{path}/{key}", depth + 1)
    elif kind is list or kind is tuple:
        _check_nesting(path, depth)
        for position, item in enumerate(value):  # type: ignore[arg-type]
            _check(item, f"{path}/{position}", depth + 1)
    else:
        _refuse(
            path,
            Reason("canonical.which-log-does-not-hold", type=kind.__name__),
            Reason("canonical.use-text-whole-numbers-true"),
        )


def _check_nesting(path: str, depth: int) -> None:
    if depth >= MAX_DEPTH:
        _refuse(
            path,
            Reason("canonical.nests-deeper-than-levels", max_depth=MAX_DEPTH),
            Reason("canonical.flatten-data"),
        )


def _refuse(path: str, why: Reason, mend: Reason) -> NoReturn:
    where = path or Reason("canonical.whole-value")
    raise InvalidEvent.of("canonical.not-one-spelling", where=where, why=why, mend=mend)


def _check_depth(body: bytes) -> None:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in _NOT_A_BRACKET.sub(b"", _STRING.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            _no(Reason("canonical.nests-deeper-than-levels-2", max_depth=MAX_DEPTH))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        _no(Reason("canonical.object-names-same-key-twice"))
    if not all(key.isascii() for key in value):
        _no(Reason("canonical.object-has-key-is-not"))
    return value


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        _no(Reason("canonical.beyond-253-1", text=text[:20]))
    return int(text)


def _no(reason: Phrase) -> NoReturn:
    raise InvalidJSON.of("canonical.bytes-are-not-canonical-json", reason=reason)
