"""This module is about the files of a log as lines, and the words that may stand beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from collectif.errors import Reason
from collectif.exchange.reading import read_source, unreadable
from collectif.log.copying import digests_of, fault_of
from collectif.log.store import Store
from collectif.log.value import is_of
from collectif.record.disclosure import Disclosure
from collectif.record.event import EVENTS


@frozen
class Places:
    """Where the lines of a log are: in a folder, or beside each other as `NAME.jsonl`.

    Attributes:
        folder: The folder of all of them.
        events: The file of the events.
        words: The file of the words.
        head: The file that says the size and the root.
        alone: Whether the folder holds nothing else.
    """

    folder: Path
    events: str
    words: str
    head: str
    alone: bool

    @classmethod
    def of(cls, path: Path) -> Places:
        """Return the places that a path stands for."""
        if path.suffix != ".jsonl":
            return cls(path, "events.jsonl", "words.jsonl", "head.json", True)
        stem = path.stem
        return cls(path.parent, path.name, f"{stem}.words.jsonl", f"{stem}.head.json", False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files."""
        return self.events, self.words, self.head

    @property
    def inside(self) -> Path | None:
        """The folder that its files must not lead out of; None where they were named."""
        return self.folder if self.alone else None


def word_lines(store: Store, size: int, *, of: str | None = None) -> Iterator[bytes]:
    """Yield the words at hand as lines: the event, and the disclosure that its digest vouches for.

    Whose words they are stays in the private store; see `words_at_hand`.
    """
    for one in words_at_hand(store, size, of=of):
        yield _spelled({"disclosure": one.text, "event": one.event}) + b"\n"


def words_at_hand(
    store: Store, size: int, *, since: int = 0, of: str | None = None
) -> Iterator[Disclosure]:
    """Yield the words of events that are at hand and may be shown.

    Args:
        store: Where the log is.
        size: Of how many of its events.
        since: But for the first ones.
        of: The member of whose own events the words are; None for those of all events.
    """
    kept = {one.digest: one for one in (store.private.disclosures() if store.private else ())}
    for row in store.rows(since, size):
        if of is not None and not is_of(row.body, of):
            continue
        known = EVENTS.get(row.type)
        never = known.secret if known is not None else frozenset()
        id, digests = digests_of(row.body)
        for one in digests:
            if one not in kept or fault_of(kept[one], digests) is not None:
                continue
            if kept[one].opened[0] not in never:
                yield Disclosure(one, id, None, kept[one].text)


def _spelled(said: Mapping[str, str]) -> bytes:
    """Return a line of words as it is spelled; words may be longer than an event."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read_words(places: Places) -> Mapping[str, Sequence[str]]:
    """Return event -> disclosures, from a file of words; nothing if there is none."""
    path, found = places.folder / places.words, dict[str, list[str]]()
    if not os.path.lexists(path):
        return found
    for number, line in enumerate(read_source(path, inside=places.inside).raw.splitlines(), 1):
        try:
            said = json.loads(line)
            exact = _spelled(said) == line
        except (ValueError, RecursionError):
            said, exact = None, False
        if not exact:
            unreadable(path.name, Reason("jsonl-files.line-is-not-canonical-json", number=number))
        match said:
            case {"disclosure": str(text), "event": str(event), **rest} if not rest:
                found.setdefault(event, []).append(text)
            case _:
                unreadable(
                    path.name, Reason("jsonl-files.line-does-not-say-disclosure", number=number)
                )
    return found
