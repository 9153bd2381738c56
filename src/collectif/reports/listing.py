"""This module is about listing events: a chronicle for people, whole envelopes for programs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import count, groupby, product
from string import ascii_lowercase
from typing import Any

from collectif.projections.sealing import Seal
from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.reports.catalogue import Catalogue, fields_of
from collectif.reports.chronicle import Chronicler
from collectif.reports.words import day, fitted, wrapped

_MOST_LINES = 6


def rows(events: Iterable[Recorded[Any]], codec: Codec, seal: Seal) -> Iterator[Mapping[str, Any]]:
    """Yield each event as plain JSON data with the keys of its envelope, under a seal."""
    for event in events:
        yield seal.over(codec.plain(event))


def letters(marks: Iterable[str]) -> dict[str, str]:
    """Return mark of provenance -> the letter that stands for it in a list: a, b, ... aa, ab."""
    names = ("".join(one) for size in count(1) for one in product(ascii_lowercase, repeat=size))
    return dict(zip(marks, names, strict=False))


def lines(
    events: Iterable[Recorded[Any]],
    chronicler: Chronicler,
    letter: Mapping[str, str],
    *,
    one_by_one: bool = False,
) -> Iterator[str]:
    """Yield events as a chronicle of lines of at most 80 columns: a heading for each day.

    Events stand in the order in which they come. A sentence begins with the position of the event;
    events of one act that have a common sentence stand under the first one's.

    Args:
        events: What is listed.
        chronicler: Who tells it.
        letter: Mark of provenance -> what stands for it; no column without marks.
        one_by_one: Whether each event has a sentence of its own.
    """
    wide = max(map(len, letter.values()), default=-1) + 1
    words, today = chronicler.words, None
    for act in acts(events, words, one_by_one):
        first = act[0]
        if first.occurred.date() != today:
            yield from ("",) if today is not None else ()
            today = first.occurred.date()
            yield from (day(today, chronicler.lang), "")
        time = "" if first.precision == "DAY" else first.occurred.strftime("%H:%M")
        mark = letter.get(first.provenance or "", "").ljust(wide)
        told = chronicler.sentence(first) if len(act) == 1 else chronicler.act(act)
        before = f"{first.seq:>6} {time:<5} {mark}"
        yield from _cut(wrapped(told + _late(first, chronicler), first=before, indent=" " * 13))


def acts(
    events: Iterable[Recorded[Any]], words: Catalogue, one_by_one: bool
) -> Iterator[list[Recorded[Any]]]:
    """Yield events together that a common sentence tells: one act, one type, the same names.

    Args:
        events: What is told, in order.
        words: The words of chronicles, which say what has a common sentence.
        one_by_one: Whether each event has a sentence of its own.
    """
    shared = {type: fields_of(told) - {"count"} for type, told in words.batches.items()}

    def key(event: Recorded[Any]) -> Hashable:
        alone = one_by_one or event.batch is None or event.type not in shared
        if alone or isinstance(event.data, Unknown):
            return event.seq
        names = tuple(getattr(event.data, name) for name in sorted(shared[event.type]))
        return event.batch, event.type, event.occurred, names

    for _, act in groupby(events, key):
        yield list(act)


def _late(event: Recorded[Any], chronicler: Chronicler) -> str:
    """Return that an event was recorded on a later day; of an import, the import says so."""
    then = event.occurred.date()
    learned = event.recorded.astimezone(event.occurred.tzinfo).date()
    if learned <= then or event.source == "IMPORT":
        return ""
    told = day(learned, chronicler.lang, year=learned.year != then.year)
    return " " + chronicler.words.words["late"].format(day=told)


def _cut(told: list[str]) -> list[str]:
    if len(told) <= _MOST_LINES:
        return told
    return [*told[: _MOST_LINES - 1], fitted(f"{told[_MOST_LINES - 1]} …")]
