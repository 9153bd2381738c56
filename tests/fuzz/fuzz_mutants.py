"""This module is about mutants: bytes that a stranger could have sent, made from sound ones.

A mutant is a sound seed with one to some changes: flipped bits, cut, doubled, swapped and spliced
pieces, interesting tokens put in, lines and numbers changed; and where the bytes are JSON, changes
of what they say rather than of how they are spelled. The same seed of chance gives the same ones.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

Change = Callable[[bytes, random.Random, "Mutants"], bytes]

MOST_BYTES = 200_000
"""The longest mutant."""

_POOL = 256
_ACCEPTED_JOIN = 0.2

TOKENS: tuple[bytes, ...] = (
    *(b"", b" ", b"\n", b"\r", b"\r\n", b"\t", b"\0", b"\x7f", b"\x85", b"\xa0", b"\xff", b"\xfe"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
    *(b"\\ud800", b"\\u0000", b"\\u202e", b"\\ud83d\\ude00", b"\\", b'\\"', b"\\x", b"\\/"),
    *("\u202e".encode(), "\u200b".encode(), "\u2028".encode(), "e\u0301".encode(), b"\xc3\xa9"),
    *("＝１".encode(), "１２".encode(), "²".encode(), "٣".encode(), "𝟙".encode(), "İ".encode()),
    *(b"0", b"-0", b"1", b"-1", b"+1", b"00", b"0x1", b"1.0", b"1e400", b"-1e-400", b".5", b"1_0"),
    *(b"9007199254740991", b"9007199254740992", b"-9007199254740993", b"18446744073709551616"),
    *(b"9223372036854775807", b"-9223372036854775809", b"9" * 309, b"9" * 5000, b"1" + b"0" * 4300),
    *(b"0x" + b"f" * 4000, b"1e999999999", b"1/0", b"0/1", b"999999999/1", b"1/4", b"-1/4"),
    *(b"NaN", b"Infinity", b"-Infinity", b"nan", b"inf", b"null", b"true", b"false", b"None"),
    *(b"[", b"]", b"{", b"}", b"[]", b"{}", b'""', b'"', b"'", b",", b":", b";", b"|", b"=", b">"),
    *(b"[" * 40, b"{" * 40, b'{"a":' * 40, b"[" * 3000, b'[{"a":' * 3000, b"(" * 200, b"a." * 300),
    *(
        b"/",
        b"~",
        b"~0",
        b"~1",
        b"*",
        b"#",
        b"..",
        b"../../etc/passwd",
        b"/dev/null",
        b"C:\\",
        b"%",
    ),
    *(
        b"=1+1",
        b"@SUM(1)",
        b"-2+3",
        b"--",
        b"-",
        b"<script>",
        b"&amp;",
        b"${x}",
        b"{0}",
        b"%s",
        b"%n",
    ),
    *(b"0000-00-00", b"0001-01-01", b"9999-12-31", b"2016-02-30", b"2016-11-30T20:00:00"),
    *(b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-12:00", b"2016-W48-3", b"20161130"),
    *(b"2016-11-30T20:00:00Z", b"2016-11-30T24:00:00Z", b"2016-11-30T20:00:00+00:00:01"),
    *(b"UTC", b"America/Montreal", b"America", b"und", b"fr", b"a" * 300, b"a" * 70_000, b"_sd"),
)
"""Pieces that readers trip over."""

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 10, 2**31, 2**53, -(2**53), 2**63, 2**64, 10**30, 1.5, -0.0),
    *(
        float("nan"),
        float("inf"),
        1e300,
        "",
        " ",
        "0",
        "a",
        "\x00",
        "\ud800",
        "\u202e",
        "é",
        "a" * 80,
    ),
    *(
        "a" * 70_000,
        "/",
        "~1",
        "1/2",
        "1/0",
        "ABSTAIN",
        "MISSING",
        "2016-11-30",
        "2016-11-30T20:00Z",
    ),
    *(
        [],
        {},
        [[]],
        [{}],
        {"": ""},
        {"a": 1},
        {"fr": "x"},
        {"_sd": ["x"]},
        ["a", "a"],
        [None],
        [1, "1"],
    ),
)
"""Values that stand where others were expected."""


class Mutants:
    """An endless row of mutants.

    Args:
        seeds: Sound bytes, and any that are worth starting from.
        tokens: More pieces to put in, besides `TOKENS`.
        chance: The seed of chance.
        changes: Ways to change bytes besides `CHANGES`, which are taken as often as all of these.
    """

    def __init__(
        self,
        seeds: Sequence[bytes],
        tokens: Sequence[bytes],
        chance: object,
        changes: Sequence[Change] = (),
    ) -> None:
        self.random = random.Random(str(chance))
        self.more = tuple(changes)
        self.seeds = list(seeds)
        self.pool = list(seeds)
        self.tokens = (*TOKENS, *tokens, *tokens)

    def __iter__(self) -> Iterator[bytes]:
        yield from self.seeds
        while True:
            yield self.one()

    def one(self) -> bytes:
        """Return the next one."""
        made = self.random.choice(self.seeds if self.random.random() < 0.5 else self.pool)
        for _ in range(1 + min(self.random.getrandbits(3), self.random.getrandbits(3))):
            ways = self.more if self.more and self.random.getrandbits(1) else CHANGES
            made = self.random.choice(ways)(made, self.random, self)
        return made[:MOST_BYTES]

    def accepted(self, mutant: bytes) -> None:
        """Let an accepted mutant be the parent of others, some of the time."""
        if len(mutant) < 20_000 and self.random.random() < _ACCEPTED_JOIN:
            if len(self.pool) < _POOL:
                self.pool.append(mutant)
            else:
                self.pool[self.random.randrange(_POOL)] = mutant


def _span(body: bytes, chance: random.Random) -> tuple[int, int]:
    """Return where a piece of bytes begins and ends; most pieces are short."""
    start = chance.randint(0, len(body))
    most = chance.choice((1, 2, 4, 16, 64, len(body)))
    return start, min(len(body), start + chance.randint(0, most))


def flip(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Flip one bit."""
    if not body:
        return b"\0"
    place = chance.randrange(len(body))
    return body[:place] + bytes([body[place] ^ 1 << chance.randrange(8)]) + body[place + 1 :]


def smash(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Write any byte over one."""
    place = chance.randint(0, len(body))
    return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]


def cut(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Leave a piece out."""
    start, stop = _span(body, chance)
    return body[:start] + body[stop:]


def truncate(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Leave out what follows a place, or what comes before it."""
    place = chance.randint(0, len(body))
    return body[place:] if chance.random() < 0.2 else body[:place]


def double(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Let a piece stand twice, or many times."""
    start, stop = _span(body, chance)
    times = chance.choice((1, 1, 1, 2, 7, 40, 1000))
    piece = body[start:stop]
    return body[:stop] + piece * min(times, 1 + 20_000 // max(1, len(piece))) + body[stop:]


def move(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Let a piece stand elsewhere."""
    start, stop = _span(body, chance)
    rest = body[:start] + body[stop:]
    place = chance.randint(0, len(rest))
    return rest[:place] + body[start:stop] + rest[place:]


def splice(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Put a piece of another one in."""
    other = chance.choice(mutants.pool)
    start, stop = _span(other, chance)
    first, last = _span(body, chance)
    return body[:first] + other[start:stop] + body[last:]


def token(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Put an interesting token in, or in the place of a piece."""
    start, stop = _span(body, chance)
    stop = start if chance.random() < 0.5 else stop
    return body[:start] + chance.choice(mutants.tokens) + body[stop:]


_WORD = re.compile(rb"[A-Za-z0-9_.+-]+")


def word(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Put a token, or another word of the same bytes, in the place of a word."""
    words = list(_WORD.finditer(body[:20_000]))
    if not words:
        return token(body, chance, mutants)
    found, other = chance.choice(words), chance.choice(words)[0]
    new = other if chance.random() < 0.4 else chance.choice(mutants.tokens)
    return body[: found.start()] + new + body[found.end() :]


def line(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Leave a line out, double it, or let two change places."""
    lines = body.splitlines(keepends=True) or [b""]
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.randrange(3)
    if what == 0:
        del lines[first]
    elif what == 1:
        lines.insert(second, lines[first])
    else:
        lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def said(body: bytes, chance: random.Random, mutants: Mutants) -> bytes:
    """Change what JSON says, and spell it as canonical JSON or as some JSON.

    Of several lines, one is changed.
    """
    lines = body.split(b"\n")
    place = chance.randrange(len(lines))
    with suppress(ValueError, RecursionError):
        value = json.loads(lines[place])
        changed = _changed(value, chance)
        tight = (",", ":") if chance.random() < 0.9 else None
        text = json.dumps(
            changed, sort_keys=chance.random() < 0.9, separators=tight, ensure_ascii=False
        )
        lines[place] = text.encode("utf-8", "surrogatepass")
        return b"\n".join(lines)
    with suppress(ValueError, RecursionError):
        return json.dumps(_changed(json.loads(body), chance), indent=1).encode()
    return word(body, chance, mutants)


def _changed(value: Any, chance: random.Random) -> Any:
    """Return plain data with one place of it changed."""
    places = list(_places(value))
    if not places or chance.random() < 0.02:
        return chance.choice(_ODD)
    parent, key = chance.choice(places)
    what = chance.randrange(6)
    if what == 0:
        del parent[key]
    elif what == 1:
        parent[key] = chance.choice(_ODD)
    elif what == 2:
        other, name = chance.choice(places)
        parent[key] = json.loads(json.dumps(other[name]))
    elif what == 3:
        parent[key] = [parent[key]] if chance.random() < 0.5 else {"a": parent[key]}
    elif isinstance(parent, dict):
        name = chance.choice((*(one for it, one in places if isinstance(one, str)), "é", "", "zz"))
        parent[name] = parent.pop(key) if what == 4 else chance.choice(_ODD)
    else:
        parent.insert(key, parent[key] if what == 4 else chance.choice(_ODD))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield parent and key of everything in plain data."""
    found = value.items() if isinstance(value, dict) else ()
    found = enumerate(value) if isinstance(value, list) else found
    for key, item in list(found):
        yield value, key
        yield from _places(item)


CHANGES: tuple[Change, ...] = (
    *(flip, smash, cut, truncate, double, move, splice, token, token, word, word, line, said, said),
)
"""Every way to change bytes, as often as its share of them."""


def shrunk(body: bytes, fails: Callable[[bytes], bool], *, tries: int = 2000) -> bytes:
    """Return bytes that still fail, with as much left out as can be in some tries."""
    size, left = len(body) // 2, tries
    while size and left > 0:
        place = 0
        while place < len(body) and left > 0:
            shorter = body[:place] + body[place + size :]
            left -= 1
            if fails(shorter):
                body = shorter
            else:
                place += size
        size = min(size // 2, len(body)) if size > 1 else 0
    return body
