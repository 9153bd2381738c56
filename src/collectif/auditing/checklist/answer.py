"""This module is about answers to the checklist: a verdict, and the statements that it rests on.

A question is asked of each assembly, round, decision or commitment that it is about. What was found
of each is a part; the answer is that of all parts together: NO where one says no, else CANNOT_TELL
where one cannot tell, else YES. Without any part there is nothing to ask about: NOT_APPLICABLE.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from attrs import frozen

from collectif.ids import EventId
from collectif.record.envelope import Recorded
from collectif.statement import Statement

Verdict = Literal["YES", "NO", "NOT_APPLICABLE", "CANNOT_TELL"]
"""What a question of the checklist is answered with."""

_WEIGHT: tuple[Verdict, ...] = ("NO", "CANNOT_TELL", "YES")


@frozen(kw_only=True)
class Part:
    """What was found of one thing that a question is about.

    Attributes:
        verdict: What it says to the question; None where it is told beside and weighs nothing.
        said: The statement, with its events.
    """

    verdict: Verdict | None
    said: Statement


@frozen(kw_only=True)
class Answer:
    """An answer to a question of the checklist.

    Attributes:
        number: The number of the question, from 1 to 25.
        verdict: YES, NO, NOT_APPLICABLE or CANNOT_TELL; docs/reference/checklist.md says when.
        question: The question.
        statement: The answer in one sentence, with the events that decide it; why is in `because`.
    """

    number: int
    verdict: Verdict
    question: Statement
    statement: Statement


def part(verdict: Verdict | None, name: str, *events: EventId, **details: Any) -> Part:
    """Return a part of an answer: its sentence in the topic `checklist`, events and details."""
    return Part(verdict=verdict, said=said(name, *events, **details))


def verdict(answer: Answer) -> Statement:
    """Return the verdict of an answer as a sentence of one word or two."""
    return said(f"verdict-{answer.verdict.lower().replace('_', '-')}")


def said(name: str, *events: EventId, **details: Any) -> Statement:
    """Return a statement of the topic `checklist`."""
    return Statement(code=f"checklist.{name}", details=details, events=events)


def by_whom(event: Recorded[Any]) -> tuple[str | None, str | None]:
    """Return the member by whom an event is, and where no member is named, in which role."""
    if event.actor is None:
        return None, event.recorder
    return event.actor.member, None if event.actor.member else event.actor.role


def answered(number: int, name: str, parts: Iterable[Part]) -> Answer:
    """Return the answer to a question, from its parts."""
    found = tuple(parts)
    said_so = {one.verdict for one in found}
    verdict: Verdict = next((one for one in _WEIGHT if one in said_so), "NOT_APPLICABLE")
    weighing = [one for one in found if one.verdict is not None]
    deciding = [one.said for one in found if one.verdict == verdict]
    return Answer(
        number=number,
        verdict=verdict,
        question=said(f"ask-{name}"),
        statement=Statement(
            code=f"checklist.{name}-{verdict.lower().replace('_', '-')}",
            details={"part": len(deciding), "whole": len(weighing)},
            events=tuple(dict.fromkeys(id for one in deciding for id in one.events)),
            because=tuple(one.said for one in found),
        ),
    )
