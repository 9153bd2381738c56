"""This module is about a session of acts that a fault interrupts, and what must be left of it.

Twenty-five appends, every third one with personal words, and one erasure. Whatever the library
acknowledges is noted; what it refuses is told once again with the same id. Afterwards what was
acknowledged must be there, and nothing twice.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field

from collectif.errors import CollectifError
from collectif.log.log import Head, Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked, sample_log

APPENDS = 25
ERASED_AFTER = 17
"""After how many appends words are erased: those of the act that came six before."""


@define
class Session:
    """What a session knows of what it did.

    Attributes:
        tried: The ids of the acts that were begun.
        acknowledged: Those whose append returned.
        heads: The sizes and roots that were seen after that.
        erasing: The acts whose words were to go.
        erased: Those whose erasure returned.
        refused: What was raised, in order.
    """

    tried: list[str] = field(factory=list)
    acknowledged: list[str] = field(factory=list)
    heads: list[Head] = field(factory=list)
    erasing: list[str] = field(factory=list)
    erased: list[str] = field(factory=list)
    refused: list[CollectifError] = field(factory=list)

    def run(self, path: Path) -> None:
        """Go through all of it; what is refused twice is left."""
        log = next(self._patiently(lambda: sample_log(SQLiteStore(path))), None)
        if log is None:
            return
        for number in range(APPENDS):
            self._append(log, number)
            if number == ERASED_AFTER:
                self._erase(log, number - 6)
        log.close()

    def faults(self, path: Path) -> Iterator[str]:
        """Yield what is wrong with what is left, as the library finds it."""
        try:
            log = Log(SQLiteStore(path), codec=Codec(SAMPLES))
        except CollectifError as error:
            yield f"{'lost' if self.acknowledged else 'unverifiable'}: it does not open: {error}"
            return
        try:
            yield from self._faults(log)
            yield from self._residue(path.parent)
            log.append([noted(1000)], id="after")
            if not log.verify().sound:
                yield "unverifiable: after another append"
        except CollectifError as error:
            yield f"unverifiable: {error}"
        finally:
            log.close()

    def _faults(self, log: Log) -> Iterator[str]:
        for finding in log.verify().findings:
            yield f"unverifiable: {finding.what}"
        found = {event.id: event for event in log.read()}
        if log.size != len(found) or not found.keys() <= set(self.tried):
            yield f"wrong: {log.size} events of {len(found)} ids are there"
        for id in self.acknowledged:
            if id not in found:
                yield f"lost: the acknowledged act {id}"
            elif id not in self.erasing and getattr(found[id].data, "words", None) != _words(id):
                yield f"lost: the words of the acknowledged act {id}"
        for head in self.heads[-1:]:
            if log.size >= head.size and log.at(head.size).head() != head:
                yield f"wrong: another root of the first {head.size} events"
        for id in self.erased:
            if id in found and found[id].data.words == _words(id):
                yield f"not erased: the words of {id}"

    def _residue(self, folder: Path) -> Iterator[str]:
        """Look for the bytes of what was erased, as they would stand in a disclosure."""
        kept = {path.name: path.read_bytes() for path in folder.iterdir()}
        for id in self.erased:
            for name, content in kept.items():
                if any(trace in content for trace in _traces(id)):
                    yield f"residue: the erased words of {id} stand in {name}"

    def _append(self, log: Log, number: int) -> None:
        id = str(number)
        self.tried.append(id)
        for _ in self._patiently(lambda: log.append([_act(number)], id=id)):
            self.acknowledged.append(id)
        self.heads += self._patiently(log.head)

    def _erase(self, log: Log, number: int) -> None:
        self.erasing.append(str(number))
        for _ in self._patiently(lambda: log.erase({str(number): {"*"}})):
            self.erased.append(str(number))

    def _patiently(self, do: Any) -> Iterator[Any]:
        """Yield what an act returns, after a second try if need be; nothing if that failed too."""
        for _ in range(2):
            try:
                done = do()
            except CollectifError as error:
                self.refused.append(error)
            else:
                yield done
                return


def _act(number: int) -> Any:
    return noted(number) if number % 3 != 2 else remarked(_words(str(number)))


def _words(id: str) -> str | None:
    return f"the words of act {id:>6}, {'and more ' * 30}" if int(id) % 3 == 2 else None


def _traces(id: str) -> list[bytes]:
    """Return the bytes of words as they stand in a disclosure, at each place of three."""
    said = (_words(id) or "").encode()[:26]
    return [urlsafe_b64encode(b" " * places + said)[4:-4] for places in range(3)]
