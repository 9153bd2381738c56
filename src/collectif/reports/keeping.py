"""This module is about what the commands that keep copies say: what was copied, put back, saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from collectif.reports.results import Json
from collectif.reports.words import say, wrapped

if TYPE_CHECKING:
    from collectif.keeping.backup import Backup
    from collectif.keeping.restoring import Restored
    from collectif.keeping.salvaging import Salvage

_MOST_LOST = 20


def backup_json(done: Backup) -> Json:
    """Return what a backup covers, as JSON data."""
    return {
        "path": str(done.path),
        "size": done.size,
        "root": done.root.hex(),
        "words": done.words,
    }


def backup_text(done: Backup, lang: str) -> Iterator[str]:
    """Yield the lines that say what a backup covers."""
    yield say(lang, "exported", size=done.size, root=done.root.hex())
    words = "words_not_copied" if done.words is None else "words_copied"
    yield from wrapped(say(lang, words, count=done.words, path=done.path))


def restored_json(done: Restored) -> Json:
    """Return what was put back, as JSON data."""
    return {
        "path": str(done.path),
        "size": done.size,
        "root": done.root.hex(),
        "words": done.words,
        "count": done.count,
        "lost": _listed(done.lost),
        "aside": [str(path) for path in done.aside],
    }


def restored_text(done: Restored, lang: str) -> Iterator[str]:
    """Yield the lines that say what was put back, what it lost, and where the old files are."""
    yield say(lang, "exported", size=done.size, root=done.root.hex())
    yield from wrapped(say(lang, "words_copied", count=done.words, path=done.path))
    if done.count:
        yield from wrapped(say(lang, "events_lost", count=done.count))
        yield from _lines(done.lost, done.count)
    for path in done.aside:
        yield from wrapped(say(lang, "kept_aside", path=path))


def salvage_json(done: Salvage) -> Json:
    """Return what was saved and what was lost, as JSON data."""
    return {
        "path": str(done.path),
        "size": done.size,
        "root": done.root.hex(),
        "words": done.words,
        "said": done.said,
        "after_gap": done.after_gap,
        "files": [str(path) for path in done.files],
        "lost": _listed(done.lost),
        "whole": done.whole,
    }


def salvage_text(done: Salvage, lang: str) -> Iterator[str]:
    """Yield the lines that say what was saved and what was lost."""
    yield say(lang, "exported", size=done.size, root=done.root.hex())
    yield from wrapped(say(lang, "words_copied", count=done.words, path=done.path))
    if done.said is None:
        yield from wrapped(say(lang, "size_unknown"))
    if done.lost:
        yield from wrapped(say(lang, "events_lost", count=done.count))
        yield from _lines(done.lost, done.count)
    if done.after_gap:
        yield from wrapped(say(lang, "after_gap", count=done.after_gap, path=done.files[0]))


def _listed(lost: Mapping[int, str | None]) -> list[Json]:
    return [{"seq": seq, "id": id or None} for seq, id in lost.items()]


def _lines(lost: Mapping[int, str | None], count: int) -> Iterable[str]:
    for seq, id in islice(lost.items(), _MOST_LOST):
        yield f"  {seq} {id or '-'}"
    if count > min(_MOST_LOST, len(lost)):
        yield "  …"
