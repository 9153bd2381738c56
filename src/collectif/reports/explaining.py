"""This module is about explanations as text and as JSON: each sentence with its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from collectif.ids import EventId
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.view import View
from collectif.reports.chronicle import Chronicler
from collectif.reports.results import Json
from collectif.reports.stating import Teller
from collectif.reports.words import say, wrapped
from collectif.statement import Statement
from collectif.trail import Trail

_MOST_EVENTS = 4
_MOST_TOLD = 3


def explanation_json(trail: Trail, view: View, lang: str) -> Json:
    """Return an explanation as JSON data, with all events of each statement."""
    return {
        "ref": trail.ref,
        "on": trail.evidence.on.isoformat(),
        "answer": Teller.of(view, lang).json(trail.answer),
        "rests_on": list(trail.rests_on()),
    }


def references_json(found: Mapping[str, str]) -> Json:
    """Return what can be asked for as JSON data."""
    return {"references": [{"ref": ref, "form": form} for ref, form in found.items()]}


def explanation_text(trail: Trail, view: View, lang: str, reader: Reader = PUBLIC) -> Iterator[str]:
    """Yield the lines of an explanation: what follows, then what it follows from, further in.

    A reason of several statements is told once, at the first of them.
    """
    teller, chronicler = Teller.of(view, lang), Chronicler.of(view, lang, reader)
    told = set[tuple[str, tuple[EventId, ...]]]()
    for depth, said, one in teller.lines(trail.answer):
        if (said, one.events) in told and not one.because:
            continue
        told.add((said, one.events))
        yield from _line(said, one.events, depth, lang)
        if one.name in _TELLING:
            yield from _told(one, chronicler, "  " * (depth + 1))


_TELLING = frozenset(
    {"answers-event", "cause-comment-made", "cause-objection-raised", "cause-wish-posted",
     "contribution", "correction-dead", "corrects", "event", "event-dead", "forgotten-by",
     "objection", "objection-open", "rectified", "rectified-by", "redacted-by", "retracted",
     "retracted-by", "wish", "wish-waiting"}
)  # fmt: skip
"""The statements of which the first events are told as well, to whoever may read their words."""


def references_text(found: Mapping[str, str], lang: str) -> Iterator[str]:
    """Yield the lines that list what can be asked for, by form."""
    forms: dict[str, list[str]] = {}
    for ref, form in found.items():
        forms.setdefault(form, []).append(ref)
    yield from wrapped(say(lang, "to_ask_for"), indent="")
    for form, refs in forms.items():
        yield ""
        yield from wrapped(say(lang, "label", label=form, text=" ".join(refs)), first="")


def _line(said: str, events: Sequence[EventId], depth: int, lang: str) -> Iterator[str]:
    before = "  " * depth
    cited = f" [{_cited(events, lang)}]" if events else ""
    yield from wrapped(f"{said}{cited}", first=before, indent=f"{before}  ")


def _cited(events: Sequence[EventId], lang: str) -> str:
    """Return the ids of events; of many how many, and the first ones."""
    if len(events) <= _MOST_EVENTS:
        return ", ".join(events)
    first = ", ".join(events[: _MOST_EVENTS - 1])
    return say(lang, "events_cited", count=len(events), first=first)


def _told(one: Statement, chronicler: Chronicler, before: str) -> Iterable[str]:
    for id in one.events[:_MOST_TOLD]:
        event = chronicler.view.source.find(id)
        if event is not None:
            told = f"{event.seq} {chronicler.sentence(event)}"
            yield from wrapped(told, first=f"{before}> ", indent=f"{before}  ")
