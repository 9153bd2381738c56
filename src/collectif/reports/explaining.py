"""This module is about explanations as text and as JSON: each sentence with its events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from collectif.ids import EventId
from collectif.phrasing import words
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
_MOST_REASONS = 12
_DEPTHS = {"decision": 2, "decision-open": 2, "proposal": 2, "ranked-ahead": 1, "ranked-behind": 1,
           "ranked": 1, "unranked": 1}  # fmt: skip
"""What is answered -> how far down the text goes by itself; of others it says all."""

_FURTHER = frozenset(
    {"amended", "amended-alone", "commitment", "dominates", "interest", "other-rule", "published",
     "recusals", "round-held", "rules", "scores", "submitted", "weights"}
)  # fmt: skip
"""What has a place of its own to be read at, and stands one step further down in short texts."""
_NEARER = frozenset({"as-corrected", "points-of"})
"""What stands one step further up."""


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


def explanation_text(
    trail: Trail,
    view: View,
    lang: str,
    reader: Reader = PUBLIC,
    *,
    depth: int | None = None,
    full: bool = False,
) -> Iterator[str]:
    """Yield the lines of an explanation: what follows, then what it follows from, further in.

    A reason of several statements is told once, at the first of them.

    Args:
        trail: The explanation.
        view: The view that it is of.
        lang: The language.
        reader: To whom it is told.
        depth: How many steps down it goes; None goes as far as fits a few pages.
        full: Go all the way down, whatever `depth` says.
    """
    teller, chronicler = Teller.of(view, lang), Chronicler.of(view, lang, reader)
    going = _Going.down(trail.answer, depth, full)
    told, folded = set[tuple[str, tuple[EventId, ...]]](), 0
    for at, one in going.walked(trail.answer):
        if one is None:
            folded += 1
            continue
        said = teller.say(one)
        again = (said, one.events) in told and not one.because
        if again and one.name not in _EVERY_TIME:
            continue
        told.add((said, one.events))
        below = going.below(at, one)
        said += f" (+{below})" if below else ""
        yield from _line(said, one.events, at, lang, short=going.short)
        if one.name in _TELLING and not (going.short and going.deepest is not None and at):
            yield from _told(one, chronicler, "  " * (at + 1))
    if folded:
        yield ""
        yield from wrapped(say(lang, "folded", count=folded), indent="")


@frozen(kw_only=True)
class _Going:
    """How far down a text goes.

    Attributes:
        deepest: How many steps down; None goes to the end.
        short: Whether it is told in few lines: long lists are cut, some things stand further down.
    """

    deepest: int | None
    short: bool

    @classmethod
    def down(cls, answer: Statement, depth: int | None, full: bool) -> _Going:
        """Return how far an answer is told: all, so many steps, or as far as fits a few pages."""
        if full or depth is not None:
            return cls(deepest=None if full else depth, short=False)
        return cls(deepest=_DEPTHS.get(answer.name), short=True)

    def walked(self, said: Statement, at: int = 0) -> Iterator[tuple[int, Statement | None]]:
        """Yield a statement and its reasons with their depths; None for each that is not told."""
        yield at, said
        for n, reason in enumerate(said.because):
            if self._told(n, at + (said.name != "as-corrected"), reason):
                yield from self.walked(reason, at + 1)
            else:
                yield from ((at + 1, None) for _ in reason.walk())

    def below(self, at: int, one: Statement) -> int:
        """Return how many sentences stand below one that are not told, with all below them."""
        next = at + (one.name != "as-corrected")
        hidden = (r for n, r in enumerate(one.because) if not self._told(n, next, r))
        return sum(1 for reason in hidden for _ in reason.walk())

    def _told(self, n: int, at: int, one: Statement) -> bool:
        """Whether a statement is told: the so manieth reason of another, so far down."""
        if self.deepest is None:
            return not self.short or n < _MOST_REASONS
        if not self.short:
            return at <= self.deepest
        further = one.name in _FURTHER or one.topic != "trail"
        return at + further - (one.name in _NEARER) <= self.deepest


_EVERY_TIME = frozenset({"nothing-recorded"})
"""The statements that are told wherever they stand: a heading alone would say nothing."""

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
        told = say(lang, "label", label=_form(form, lang), text=" ".join(refs))
        yield from wrapped(told, first="")


def _form(form: str, lang: str) -> str:
    """Return how references are written, with what stands for names in the language."""
    names = words("forms", lang)
    return re.sub("[A-Z]+", lambda name: str(names.get(name[0], name[0])), form)


def _line(
    said: str, events: Sequence[EventId], depth: int, lang: str, *, short: bool
) -> Iterator[str]:
    before = "  " * depth
    few = len(events) <= _MOST_EVENTS or not short
    cited = f" [{_cited(events, lang)}]" if events and few else ""
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
