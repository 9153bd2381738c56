"""This module is about events as anybody may see them, one by one, for formats that others made.

Personal words are withheld unless they are asked for. While a round is open whose values nobody
sees yet, nothing is given out: whoever knows the hashes around a value, or the root over it, finds
it by trying all there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from attrs import frozen

from collectif.collective import Collective
from collectif.exchange.csv_tables import plain_of
from collectif.exchange.jsonl_files import words_at_hand
from collectif.exchange.registry import Terms
from collectif.exchange.withholding import refuse_while_sealed
from collectif.log.copying import digests_of
from collectif.log.store import Store
from collectif.log.value import Head, LogValue, Wordless
from collectif.projections.sealing import Seal, seal_of
from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.record.view import View
from collectif.values import Text

_WITHHELD = {"withheld": True}


@frozen(kw_only=True)
class OpenEvent:
    """An event, as it may be seen.

    Attributes:
        event: The event itself.
        plain: It as plain JSON data, with the keys of its envelope; what is withheld says so.
        leaf: Its hash in the tree, in hex.
        words: How many words it holds outside the log, erased ones included.
    """

    event: Recorded[Any]
    plain: Mapping[str, Any]
    leaf: str
    words: int

    @property
    def data(self) -> Mapping[str, Any]:
        """Its content, without what is withheld."""
        content: Mapping[str, Any] = self.plain["data"]
        return {name: value for name, value in content.items() if value != _WITHHELD}


class OpenLog:
    """A log as anybody may see it: every event as it was first recorded, corrections among them.

    Args:
        collective: Whose log it is.
        terms: Up to which size, and whether words are given out.

    Attributes:
        view: The look at it, uncorrected.
        head: Its size and root.
        source: The URI of the log.
        counts: How many events were shown and left out, and how many words withheld, so far.

    Raises:
        InvalidInput: If a round is open whose values nobody may see yet.
    """

    def __init__(self, collective: Collective, terms: Terms) -> None:
        store, log = collective.log.store, collective.log
        whole = log.at(log.size if terms.known_at is None else terms.known_at)
        heard = terms.reader.member if terms.with_words else None
        everything = terms.with_words and heard is None
        value: LogValue = whole if everything else Wordless(store, log.codec, whole.size, but=heard)
        refuse_while_sealed(View(source=value), terms.reader)
        self.view = View(source=value, corrected=False)
        self.head: Head = whole.head()
        self.source = source_of(store)
        self.counts = Counter[str](events=0, withheld=0, sealed=0)
        self._store = store
        self._seal: Seal = seal_of(self.view, terms.reader)
        kept = words_at_hand(store, whole.size, of=heard) if terms.with_words else ()
        self._at_hand = {one.digest for one in kept}

    def events(self) -> Iterator[OpenEvent]:
        """Yield the events that may be seen, in order."""
        rows = self._store.rows(0, self.view.size)
        for event, row in zip(self.view.events(), rows, strict=True):
            if not self.shows(event):
                self.counts["sealed"] += 1
                continue
            digests, plain = digests_of(row.body)[1], plain_of(event, self.view.codec)
            at_hand = set[str]() if isinstance(event.data, Unknown) else self._at_hand
            self.counts["events"] += 1
            self.counts["withheld"] += sum(one not in at_hand for one in digests)
            yield OpenEvent(event=event, plain=plain, leaf=row.leaf.hex(), words=len(digests))

    def shows(self, event: Recorded[Any]) -> bool:
        """Whether an event may be seen."""
        return not self._seal.fields(event)

    def lost(self) -> Iterator[Text]:
        """Yield what was withheld, in words."""
        if self.counts["withheld"]:
            yield {
                "en": f"Personal words, {self.counts['withheld']} of them.",
                "fr": f"Les mots personnels, au nombre de {self.counts['withheld']}.",
            }
        if self.counts["sealed"]:
            yield {
                "en": f"Values of rounds that were never opened to be seen: {self.counts['sealed']}"
                " events.",
                "fr": "Les valeurs de tours que personne n'a jamais pu voir :"
                f" {self.counts['sealed']} faits.",
            }


def source_of(store: Store) -> str:
    """Return the URI of a log: a name-based UUID, version 8 (RFC 9562), from its first event.

    Every copy of a log has the same one, and so has a log that parted from it.
    """
    first = next(iter(store.rows(0, 1)), None)
    name = sha256(b"").digest() if first is None else first.leaf
    bits = int.from_bytes(name[:16]) & ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=bits | 0x8 << 76 | 0x2 << 62).urn
