"""This module is about the checklist as people read it, and as JSON: answers, then deviations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from collectif.auditing.checklist.answer import Answer, said, verdict
from collectif.auditing.examining import Examination
from collectif.reports.results import Json
from collectif.reports.stating import Teller
from collectif.reports.words import say, wrapped
from collectif.statement import Statement

_MOST_REASONS = 20
_MOST_EVENTS = 6


def checklist_json(told: Examination, lang: str) -> Json:
    """Return the answers and the deviations as JSON data; the sentences are in the language."""
    teller = Teller.of(told.view, lang)
    return {
        "answered_at": told.view.size,
        "answers": [answer_json(one, teller) for one in told.answers],
        "deviations": [
            {"assembly": one.assembly, **teller.json(one.statement)} for one in told.deviations
        ],
    }


def answer_json(one: Answer, teller: Teller) -> Json:
    """Return an answer as JSON data: its number, the question, the verdict, and why."""
    return {
        "number": one.number,
        "question": teller.say(one.question),
        "verdict": one.verdict,
        **teller.json(one.statement),
    }


def checklist_text(told: Examination, lang: str) -> Iterator[str]:
    """Yield the lines that say the answers to the 25 questions, then the deviations."""
    teller = Teller.of(told.view, lang)
    yield ""
    yield from wrapped(teller.say(said("heading", size=told.view.size)), indent="")
    for one in told.answers:
        yield from answer_text(one, teller)
    yield ""
    count = len(told.deviations)
    yield from wrapped(teller.say(said("deviations", count=count)), indent="")
    for deviation in told.deviations:
        yield from _reason(deviation.statement, teller, "  ")


def answer_text(one: Answer, teller: Teller) -> Iterator[str]:
    """Yield the lines of an answer: question, verdict, reasons with their events."""
    yield ""
    yield from wrapped(f"{one.number}. {teller.say(one.question)}", indent="    ", first="")
    told = f"{teller.say(verdict(one))}. {teller.say(one.statement)}"
    yield from wrapped(told, indent="    ")
    reasons = [pair for why in one.statement.because for pair in why.walk()]
    for depth, why in islice(reasons, _MOST_REASONS):
        yield from _reason(why, teller, "    " + "  " * depth)
    if len(reasons) > _MOST_REASONS:
        more = len(reasons) - _MOST_REASONS
        yield from wrapped(say(teller.lang, "more_findings", count=more), indent="    ")


def _reason(why: Statement, teller: Teller, indent: str) -> Iterator[str]:
    events = ", ".join(why.events[:_MOST_EVENTS])
    more = ", …" if len(why.events) > _MOST_EVENTS else ""
    shown = f" [{events}{more}]" if events else ""
    yield from wrapped(f"- {teller.say(why)}{shown}", indent=f"{indent}  ", first=indent)
