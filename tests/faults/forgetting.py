"""This module is about killing a program while it erases words; see `deaths`.

A death may come between the event that says that words are erased and their deletion, or in the
middle of writing the private store anew. What was acknowledged as erased stands in no file; what
was under way is erased once it is told again; all other words can still be read.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import define, field

import collectif
from collectif.collective import Collective
from collectif.log.log import Head
from deaths import Acknowledge, unlike

_A_LOG_OF = 40
"""How many children work on one log."""


@define
class Erasures:
    """Wishes are posted, and every second person has all words forgotten, or one wish redacted.

    Attributes:
        folder: Where the logs are.
        posted: Person -> the words of a wish that was acknowledged and not erased.
        erased: The words that are gone for good.
    """

    patience = 0.05

    folder: Path
    posted: dict[str, str] = field(factory=dict)
    erased: list[str] = field(factory=list)

    @property
    def _path(self) -> Path:
        return self.folder / "log.db"

    def begin(self, run: int) -> None:
        """Begin a new log now and then, for every child reads all of it first."""
        if run % _A_LOG_OF:
            return
        for path in self.folder.glob("log.*"):
            path.unlink()
        self.posted.clear()
        self.erased.clear()
        with collectif.open(self._path) as collective:
            collective.found(name="Quartier", territory="Lachine", timezone="America/Toronto")

    def work(self, run: int, acknowledge: Acknowledge) -> None:
        """Post two wishes, and erase one of them."""
        collective = collectif.open(self._path)
        for number in range(1_000_000):
            for id in (f"{run}.{number}a", f"{run}.{number}b"):
                _post(collective, id)
                acknowledge(collective.log.head())
            _erase(collective, f"{run}.{number}b", number)
            acknowledge(collective.log.head())

    def faults(self, run: int, told: Sequence[Head]) -> Iterator[str]:
        """Look for what is gone in every byte, tell again what was under way, and look again."""
        number, done = divmod(len(told), 3)
        for n in range(number):
            self._take_in(f"{run}.{n}")
        yield from self._residue()
        if done == 2:  # an erasure was under way: telling it again must be enough
            with collectif.open(self._path) as collective:
                _erase(collective, f"{run}.{number}b", number)
            self.erased.append(_words(f"{run}.{number}b"))
            yield from self._residue()
            self.erased.pop()
        with collectif.open(self._path) as collective:
            yield from unlike(collective.log, told)
            for _ in range(2):
                _post(collective, f"{run}.{number}a")
                _post(collective, f"{run}.{number}b")
                _erase(collective, f"{run}.{number}b", number)
            self._take_in(f"{run}.{number}")
            yield from self._unlike(collective)
        yield from self._residue()

    def _take_in(self, number: str) -> None:
        self.posted[f"{number}a"] = _words(f"{number}a")
        self.erased.append(_words(f"{number}b"))

    def _unlike(self, collective: Collective) -> Iterator[str]:
        found: dict[str, Any] = {event.id: event for event in collective.log.read()}
        expected = 1 + 2 * len(self.posted) + len(self.erased)
        if collective.log.size != expected or len(found) != expected:
            yield f"{collective.log.size} events, and {expected} were recorded"
        for id, words in self.posted.items():
            if found[id].data.verbatim != words:
                yield f"the words of {id}, which nobody erased, are gone"
        for finding in collective.log.verify().findings:
            yield finding.what

    def _residue(self) -> Iterator[str]:
        content = {path.name: path.read_bytes() for path in self.folder.glob("log.*")}
        for words in self.erased:
            for name, stored in content.items():
                if any(trace in stored for trace in _traces(words)):
                    yield f"erased words stand in {name}: {words}"


def _post(collective: Collective, id: str) -> None:
    noting = collective.noting(id=id, subject=f"person {id}", occurred=_EVENING)
    noting.post_wish(wish=f"w{id}", verbatim=_words(id), medium="CARD")


def _erase(collective: Collective, id: str, number: int) -> None:
    if number % 2:
        collective.noting(id=f"{id}/redacted").redact(target=id, fields=["verbatim"], note="Nom")
    else:
        collective.noting(id=f"{id}/forgotten").forget(subject=f"person {id}")


def _words(id: str) -> str:
    return f"a wish of person {id:>9}, for the whole street"


def _traces(words: str) -> list[bytes]:
    """Return the bytes of words as they stand in a disclosure, at each place of three."""
    said = words.encode()[:32]
    return [urlsafe_b64encode(b" " * places + said)[4:-4] for places in range(3)]


_EVENING = datetime(2026, 3, 14, 19, tzinfo=UTC)
