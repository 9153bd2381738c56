"""This module is about the checklist on the page: the 25 questions that people ask afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectif.auditing.checklist.answer import Answer, said
from collectif.auditing.checklist.asking import checklist_of
from collectif.reports.page.context import Context


def asked(context: Context) -> Mapping[str, Any] | None:
    """Return the answers to the 25 questions, with their reasons; None for an empty log."""
    if not context.view.size:
        return None
    return {"answers": [_answer(context, one) for one in context.once(_answers)]}


def _answers(context: Context) -> tuple[Answer, ...]:
    return checklist_of(context.view, context.on, context.reader)


def _answer(context: Context, one: Answer) -> dict[str, Any]:
    verdict = one.verdict.lower().replace("_", "-")
    return {
        "number": one.number,
        "question": context.teller.say(one.question),
        "verdict": context.teller.say(said(f"verdict-{verdict}")),
        "code": verdict,
        "tree": context.told(one.statement),
    }
