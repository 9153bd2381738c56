"""This module is about whole answers of the command line, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectif.log.verification import Report
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.envelope import Recorded
from collectif.record.view import View
from collectif.reports.charting import charted
from collectif.reports.chronicle import Chronicler
from collectif.reports.listing import letters, lines
from collectif.reports.looking import Looking
from collectif.reports.results import Json, Shown, as_text
from collectif.reports.summary import marks_of, preamble
from collectif.reports.words import fitted, in_lang, say, wrapped

if TYPE_CHECKING:
    from collectif.exchange.registry import Exported

_MOST_FINDINGS = 20

_COUNTED = {"participants": "persons", "withheld": "held_back"}


def rounds_text(
    view: View, rounds: Sequence[Shown], look: Looking, lang: str, *, charts: bool = False
) -> Iterator[str]:
    """Yield the lines that show rounds, with what must be said of the log before them."""
    yield from preamble(view, lang)
    for shown in rounds:
        yield from (*as_text(shown, lang), "")
        drawn = list(charted(shown, lang)) if charts else []
        yield from (*drawn, "") if drawn else ()
    if not rounds:
        yield say(lang, "none_published" if look.as_published else "no_rounds")


def log_text(
    view: View,
    events: Iterable[Recorded[Any]],
    lang: str,
    *,
    one_by_one: bool = False,
    reader: Reader = PUBLIC,
) -> Iterator[str]:
    """Yield the lines of a chronicle of events, with the letters of their marks before them.

    Args:
        view: The log, where what events speak of is looked up.
        events: What is listed, in order.
        lang: The language.
        one_by_one: Whether each event of one act has a sentence of its own.
        reader: To whom it is told.
    """
    yield from preamble(view, lang)
    letter = letters(marks_of(view))
    if letter:
        yield from (*(fitted(f"  {short} {mark}") for mark, short in letter.items()), "")
    line = None
    for line in lines(events, Chronicler.of(view, lang, reader), letter, one_by_one=one_by_one):
        yield line
    if line is None:
        yield say(lang, "no_events")


def report_json(report: Report) -> Json:
    """Return what verifying found, as JSON data."""
    return {
        "sound": report.sound,
        "size": report.size,
        "root": report.root.hex(),
        "findings": [
            {"seq": one.seq, "id": one.id, "code": one.code, "what": one.what}
            for one in report.findings
        ],
        "notes": list(report.notes),
    }


def report_text(report: Report, lang: str) -> Iterator[str]:
    """Yield the lines that say what verifying found; of many findings the first ones."""
    if report.sound:
        yield say(lang, "sound", size=report.size, root=report.root.hex())
        return
    yield say(lang, "unsound", size=report.size, count=len(report.findings))
    for one in report.findings[:_MOST_FINDINGS]:
        which = f"{'-' if one.seq is None else one.seq} {one.id or '-'} {one.code}"
        yield from wrapped(say(lang, "label", label=which, text=one.in_words(lang)))


def import_text(data: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Yield the lines that say what an import recorded, and what was lost."""
    yield say(lang, "imported" if data["new"] else "imported_before", **data)
    counts = [f"{_counted(name, lang)} {count}" for name, count in data["counts"].items()]
    yield from wrapped(", ".join(counts))
    for kind in ("lost", "inferred", "contradictory"):
        for text in data[kind]:
            told = say(lang, "label", label=say(lang, kind), text=in_lang(text, lang))
            yield from wrapped(told)


def export_json(done: Exported) -> Json:
    """Return what an export wrote, as JSON data."""
    return {
        "format": done.format,
        "size": done.size,
        "root": done.root.hex(),
        "files": dict(sorted(done.files.items())),
        "counts": dict(sorted(done.counts.items())),
        "lost": list(done.lost),
    }


def export_text(data: Mapping[str, Any], path: Path, lang: str) -> Iterator[str]:
    """Yield the lines that say what an export wrote, and what the files do not hold."""
    yield say(lang, "exported", size=data["size"], root=data["root"])
    yield from wrapped(say(lang, "files", count=len(data["files"]), path=path))
    counts = [f"{_counted(name, lang)} {count}" for name, count in data["counts"].items()]
    yield from wrapped(", ".join(counts))
    for text in data["lost"]:
        told = say(lang, "label", label=say(lang, "lost"), text=in_lang(text, lang))
        yield from wrapped(told)


def _counted(name: str, lang: str) -> str:
    try:
        return say(lang, _COUNTED.get(name, name))
    except (KeyError, IndexError):  # a count of somebody else's importer
        return name
