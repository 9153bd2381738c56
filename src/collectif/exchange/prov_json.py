"""This module is about a log as provenance, in W3C PROV-JSON, for what reads histories of data.

The log is its own provenance; this says it in the words of PROV, of which there are readers in many
languages. Personal words are never in it: what is erased in a log must not live on in graphs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from collectif.collective import Collective
from collectif.errors import InvalidInput
from collectif.exchange.delivery import delivering
from collectif.exchange.open_events import OpenLog
from collectif.exchange.prov_records import Provenance, Record
from collectif.exchange.prov_terms import VOCABULARY, Attributes, in_languages, qualified
from collectif.exchange.registry import Exported, Progress, Terms, exporter
from collectif.values import Text

_DUBLIN_CORE = "http://purl.org/dc/terms/"
_IN_MEMORY = 1 << 20


@exporter("prov")
def export_prov(
    collective: Collective,
    path: Path,
    terms: Terms,
    *,
    progress: Progress = lambda count: None,
) -> Exported:
    """Write who did what, from what and with what, as one document of PROV-JSON.

    Args:
        collective: Whose log it is.
        path: A new file.
        terms: Up to which size, and under which licence; words are never given out.
        progress: Told how many events were written.

    Raises:
        InvalidInput: If words are asked for, something is there already, or a round of which
            nobody may see the values yet is open.
    """
    if terms.with_words:
        raise InvalidInput.of("prov-json.words-cannot-be-given-out")
    log = OpenLog(collective, terms)
    with ExitStack() as open, delivering(path.parent, names=[path.name]) as delivery:
        sections = _Sections(open)
        for record in _records(log, terms, progress):
            sections.add(record)
        delivery.put(path.name, sections.document(_prefixes(log)))
    return Exported(
        format="prov",
        size=log.head.size,
        root=log.head.root,
        files=delivery.digests,
        counts={**log.counts, **sections.counts()},
        lost=(*_lost(), *log.lost()),
    )


class _Sections:
    """The records of a document by their kind, on disk where they are many."""

    def __init__(self, open: ExitStack) -> None:
        self._open = open
        self._files: dict[str, IO[bytes]] = {}
        self._counts: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """Take in one record; its name is new among those of its kind."""
        kind, name, told = record
        if kind not in self._files:
            file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the stack closes it
            self._files[kind] = self._open.enter_context(file)
            self._counts[kind] = 0
        before = b",\n" if self._counts[kind] else b"\n"
        self._files[kind].write(before + _spelled(name) + b": " + _spelled(told))
        self._counts[kind] += 1

    def counts(self) -> Mapping[str, int]:
        """Return how many activities, entities, agents and relations there are."""
        own = {"activity": "activities", "entity": "entities", "agent": "agents"}
        found = {word: self._counts.get(kind, 0) for kind, word in own.items()}
        return {**found, "relations": sum(self._counts.values()) - sum(found.values())}

    def document(self, prefixes: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the document."""
        yield b'{"prefix": ' + _spelled(prefixes)
        for kind, file in self._files.items():
            yield b",\n" + _spelled(kind) + b": {"
            file.seek(0)
            while piece := file.read(_IN_MEMORY):
                yield piece
            yield b"\n}"
        yield b"}\n"


def _records(log: OpenLog, terms: Terms, progress: Progress) -> Iterator[Record]:
    told = Provenance(log)
    yield "entity", "log:log", _about(log, terms)
    for seen in log.events():
        yield from told.of(seen)
        progress(1)
    for name, attributes in told.agents.items():
        yield "agent", name, attributes


def _about(log: OpenLog, terms: Terms) -> Attributes:
    """Return what is said of the log itself, as an entity."""
    return {
        "prov:type": qualified("collectif:log"),
        "collectif:size": log.head.size,
        "collectif:root": log.head.root.hex(),
        "dcterms:license": terms.licence,
        **in_languages("dcterms:description", terms.notice),
    }


def _prefixes(log: OpenLog) -> Mapping[str, str]:
    return {"log": f"{log.source}#", "collectif": VOCABULARY, "dcterms": _DUBLIN_CORE}


def _spelled(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _lost() -> Iterator[Text]:
    yield {
        "en": "What is nested in an event, such as the rules of a charter or the answers of a"
        " ballot; what is plain is there.",
        "fr": "Ce qui est imbriqué dans un fait, comme les règles d'une charte ou les réponses d'un"
        " bulletin; ce qui est simple y est.",
    }
