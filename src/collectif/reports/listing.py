"""This module is about listing events: a line each for people, the whole envelope for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.reports.words import fitted, in_lang


def rows(events: Iterable[Recorded[Any]], codec: Codec) -> Iterator[Mapping[str, Any]]:
    """Yield each event as plain JSON data with the keys of its envelope."""
    for event in events:
        yield codec.plain(event)


def lines(events: Iterable[Recorded[Any]], codec: Codec, lang: str) -> Iterator[str]:
    """Yield a line of at most 80 columns for each event."""
    for event in events:
        row = codec.plain(event)
        when = event.occurred.strftime("%Y-%m-%d %H:%M")
        who = event.actor.member or event.actor.role if event.actor else "-"
        line = f"{event.seq:>6} {when} {event.type:<20} {who:<10} {_brief(row['data'], lang)}"
        yield fitted(" ".join(line.splitlines()))


def _brief(data: Mapping[str, Any], lang: str) -> str:
    """Return the names and short values of an event's content, words last."""
    plain = [str(value) for value in data.values() if type(value) in (str, int)]
    words = [in_lang(value, lang) for value in data.values() if _is_text(value)]
    return " ".join([*plain, *words])


def _is_text(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(isinstance(words, str) for words in value.values())
    )
