"""This module is about listing events: a line each for people, the whole envelope for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, product
from string import ascii_lowercase
from typing import Any

from collectif.projections.sealing import Seal
from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.reports.words import fitted, in_lang, say

_SAID_ALREADY = frozenset({"assembly_id", "mandate_id", "sheet_id"})
_WITHHELD = {"withheld": True}
_LONG = 8
"""Names of imported assemblies are long, and begin every name in them: they read as an ellipsis."""


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
    codec: Codec,
    seal: Seal,
    lang: str,
    letter: Mapping[str, str],
) -> Iterator[str]:
    """Yield a line of at most 80 columns for each event.

    Args:
        events: What is listed.
        codec: How events become plain data.
        seal: What nobody sees yet.
        lang: In which language words are shown.
        letter: Mark of provenance -> what stands for it; no column without marks.
    """
    wide = max(map(len, letter.values()), default=-1) + 1
    for event in events:
        when = event.occurred.strftime("%Y-%m-%d %H:%M")
        who = event.actor.member or event.actor.role if event.actor else "-"
        mark = letter.get(event.provenance or "", "").ljust(wide)
        brief = _brief(seal.over(codec.plain(event))["data"], who, lang)
        line = f"{event.seq:>6} {when} {mark}{event.type:<18} {who:<8} {brief}"
        if event.assembly is not None and len(event.assembly) > _LONG:
            line = line.replace(f" {event.assembly}-", " …")
        yield fitted(line)


def _brief(data: Mapping[str, Any], who: str, lang: str) -> str:
    """Return the names and short values of an event's content, words last."""
    told = {name: value for name, value in data.items() if name not in _SAID_ALREADY}
    plain = [str(value) for value in told.values() if type(value) in (str, int) and value != who]
    words = [in_lang(value, lang) for value in told.values() if _is_text(value)]
    withheld = [say(lang, "withheld")] if _WITHHELD in told.values() else []
    return " ".join([*plain, *words, *withheld])


def _is_text(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(isinstance(words, str) for words in value.values())
    )
