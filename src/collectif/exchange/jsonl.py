"""This module is about the log as lines: the exact bytes of its events, one a line.

From the lines a log comes back with identical bytes, ids and root; and a line is what its leaf in
the tree is the hash of, so they can be checked without collectif. Words are in no line: they stand
in a file of their own, if they are given out at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from typing import Any, BinaryIO

from collectif.acts.conversation import ImportReported
from collectif.collective import Collective
from collectif.errors import Conflict, CorruptLog, InvalidInput, Quoted, Reason
from collectif.exchange.delivery import delivering
from collectif.exchange.jsonl_files import Places, read_words, word_lines
from collectif.exchange.reading import read_json, read_source, unreadable
from collectif.exchange.registry import Exported, Imported, Progress, Terms, exporter, importer
from collectif.exchange.withholding import refuse_while_sealed
from collectif.ids import ImportId
from collectif.log.copying import digests_of, fault_of
from collectif.log.log import Pen
from collectif.log.plain import Unfit, open_plain
from collectif.log.store import Row, Store
from collectif.record.canonical import MAX_BYTES, canonical
from collectif.record.disclosure import Disclosure, digest
from collectif.values import Text

_TOGETHER = 1024
"""How many events are taken over at a time."""


@exporter("jsonl")
def export_jsonl(
    collective: Collective,
    path: Path,
    terms: Terms,
    *,
    progress: Progress = lambda count: None,
) -> Exported:
    """Write the exact bytes of every event, one a line; the words at hand if the terms say so.

    Args:
        collective: Whose log it is.
        path: A new folder, or a file that is called `NAME.jsonl`.
        terms: Up to which size, to whom, and whether words are given out. A licence is not written
            down here: the lines hold what the log holds.
        progress: Told how many events were written.

    Raises:
        InvalidInput: If something is there already, or a round of which nobody may see the values
            yet is open, or the log holds voices that whoever it is for may not read one by one.
    """
    view = collective.view(known_at=terms.known_at)
    refuse_while_sealed(view, terms.reader)
    places, store = Places.of(path), collective.log.store
    head = collective.log.at(view.size).head()
    with delivering(places.folder, names=None if places.alone else places.names) as delivery:
        delivery.put(places.events, _lines(store, head.size, progress))
        if terms.with_words:
            delivery.put(places.words, word_lines(store, head.size, of=terms.reader.member))
        told = {"size": head.size, "root": head.root.hex()}
        delivery.put(places.head, [canonical(told) + b"\n"])
    words = delivery.pieces.get(places.words, 0)
    kept = store.private.disclosures() if words and store.private else ()
    subjects = any(one.subject is not None for one in kept)
    withheld = sum(len(digests_of(row.body)[1]) for row in store.rows(0, head.size)) - words
    return Exported(
        format="jsonl",
        size=head.size,
        root=head.root,
        files=delivery.digests,
        counts={"events": head.size, "words": words, "withheld": withheld},
        lost=tuple(_lost(withheld, subjects=subjects)),
    )


@importer("jsonl")
def import_jsonl(
    path: Path, collective: Collective, *, progress: Progress = lambda count: None
) -> Imported:
    """Restore a log from its lines, or what is missing of it, byte for byte.

    Args:
        path: The folder or the file that `export_jsonl` wrote.
        collective: An empty log, or one whose events are the first ones of the file.
        progress: Told how many events were taken over.

    Raises:
        InvalidInput: If a line is not the event that belongs there, naming it; or if the log holds
            another event in its place. Nothing is recorded then.
    """
    places = Places.of(path)
    if path.is_file() and path.suffix != ".jsonl":
        unreadable(path.name, Reason("jsonl.neither-folder-nor-file-called"))
    words = read_words(places)
    with collective.log.writing() as pen:
        restoring = _Restoring(collective.log.store, pen, places, words)
        for count in restoring.events():
            progress(count)
        restoring.check()
    collective.sweep()
    report = ImportReported(
        import_id=ImportId(f"jsonl-{restoring.digest[:12]}"),
        format="jsonl",
        files={places.events: restoring.digest},
        counts={"events": restoring.size, "words": restoring.used, "added": restoring.added},
        lost=tuple(_lost(restoring.withheld)),
        inferred=(),
        contradictory=(),
    )
    return Imported(report=report, events=restoring.size, new=restoring.added > 0)


class _Restoring:
    """The lines of a log on their way into one, while its lock is held."""

    def __init__(
        self, store: Store, pen: Pen, places: Places, words: Mapping[str, Sequence[str]]
    ) -> None:
        self.store = store
        self.pen = pen
        self.places = places
        self.words = words
        self.there = store.edge().size
        self.size = self.added = self.used = self.withheld = 0
        self._hash = sha256()
        self._heard: set[str] = set()

    @property
    def digest(self) -> str:
        """The SHA-256 of the lines, in hex."""
        return self._hash.hexdigest()

    def events(self) -> Iterator[int]:
        """Take over what the log does not hold yet, some at a time, and yield how many."""
        lines = _bodies(self.places.folder / self.places.events, self._hash, self.places.inside)
        for row, body in zip(self.store.rows(0, self.there), lines, strict=False):
            self.size = row.seq + 1
            if row.body != body:
                raise _fork(self.places.events, row)
        while bodies := list(islice(lines, _TOGETHER)):
            self._take(bodies)
            yield len(bodies)

    def check(self) -> None:
        """Refuse words of no event, and lines that do not lead to the root that they should."""
        there = self.store.find(list(self.words))
        for id in self.words:
            if id not in there or (there[id].seq >= self.there and id not in self._heard):
                problem = Reason("jsonl.holds-words-event-which-has", id=id[:80])
                unreadable(self.places.words, problem)
        head = self.places.folder / self.places.head
        if os.path.lexists(head) and self.size >= self.there:
            source = read_source(head, inside=self.places.inside)
            said, edge = read_json(source), self.store.edge()
            if said != {"size": edge.size, "root": edge.root().hex()}:
                problem = Reason(
                    "jsonl.lines-lead-to-events", size=edge.size, edge=edge.root().hex()
                )
                unreadable(self.places.head, problem, _ANOTHER)

    def _take(self, bodies: list[bytes]) -> None:
        try:
            self.pen.copy(bodies)
        except (CorruptLog, Conflict) as error:
            raise InvalidInput.of(
                "jsonl.cannot-be-taken-over",
                events=self.places.events,
                what=Quoted(error, "what"),
                another=_ANOTHER,
            ) from error
        self.size, self.added = self.size + len(bodies), self.added + len(bodies)
        kept = [one for body in bodies for one in self._words_of(body)]
        self.pen.keep(kept)
        self.used += len(kept)

    def _words_of(self, body: bytes) -> Iterator[Disclosure]:
        """Yield the words that came with an event, each of which its digests must vouch for."""
        id, digests = digests_of(body)
        self._heard.add(id)
        self.withheld += len(digests)
        for text in self.words.get(id, ()):
            disclosure = Disclosure(digest(text), id, None, text)
            fault = fault_of(disclosure, digests)
            if fault is not None:
                unreadable(self.places.words, Reason("jsonl.words-event", id=id, fault=fault))
            self.withheld -= 1
            yield disclosure


def _lines(store: Store, size: int, progress: Progress) -> Iterator[bytes]:
    for row in store.rows(0, size):
        progress(1)
        yield row.body + b"\n"


def _bodies(path: Path, seen: Any, inside: Path | None) -> Iterator[bytes]:
    """Yield the lines of a file without their ends, none longer than an event may be."""
    with _opened(path, inside) as file:
        for number in count(1):
            line = file.readline(MAX_BYTES + 2)
            if not line:
                return
            seen.update(line)
            body = line.removesuffix(b"\n")
            if len(body) > MAX_BYTES:
                unreadable(
                    path.name,
                    Reason("jsonl.line-is-longer-than-bytes", number=number, max_bytes=MAX_BYTES),
                    _ANOTHER,
                )
            yield body


def _opened(path: Path, inside: Path | None) -> BinaryIO:
    try:
        return open_plain(path, inside=inside)
    except Unfit as why:
        unreadable(path.name, why.reason)


def _fork(name: str, row: Row) -> InvalidInput:
    return InvalidInput.of(
        "jsonl.line-is-another-event-than", name=name, seq=row.seq + 1, seq2=row.seq, id=row.id
    )


def _lost(withheld: int, *, subjects: bool = False) -> Iterator[Text]:
    if withheld:
        yield {
            "en": f"Personal words, {withheld} of them: the lines hold their digests.",
            "fr": f"Les mots personnels, au nombre de {withheld} : les lignes n'en ont que les"
            " empreintes.",
        }
    if subjects:
        yield {
            "en": "Whose words they are: that stays in the private store.",
            "fr": "De qui sont les mots : cela reste dans le registre privé.",
        }


_ANOTHER = Reason("jsonl.get-another-copy-from-somebody")
