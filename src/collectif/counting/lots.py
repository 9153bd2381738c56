"""This module is about drawing lots that anybody can draw again.

The seed must be public, and unknown to all when the names were fixed: the numbers of a national
lottery of a later day, a round of a public beacon, dice rolled in front of the room.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from collectif.errors import InvalidInput


def drawn(names: Iterable[str], seed: str) -> tuple[str, ...]:
    """Return names in the order in which a seed draws them; the order of listing has no part in it.

    A name's turn is the SHA-256 of the seed, a line feed and the name, in UTF-8; the lowest comes
    first. Anybody can check one with `printf '%s\\n%s' SEED NAME | sha256sum`. Over random seeds
    every order is equally likely.

    >>> drawn(["s1", "s2", "s3"], "2016-11-30 loto 3 14 15 26 35 49")
    ('s2', 's1', 's3')

    Args:
        names: What is drawn from, each once.
        seed: Public words that nobody could know beforehand.

    Raises:
        InvalidInput: If a text holds half of a surrogate pair.
    """
    return tuple(sorted(names, key=lambda name: _turn(f"{seed}\n{name}")))


def _turn(said: str) -> bytes:
    try:
        return sha256(said.encode()).digest()
    except UnicodeEncodeError as error:
        raise InvalidInput.of("lots.lot-cannot-be-drawn") from error
