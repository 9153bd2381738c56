"""This module is about asking the 25 questions of the checklist, of a view or of a log.

Funders, auditors and journalists ask them afterwards. When each is answered with YES, NO, NOT
APPLICABLE or CANNOT TELL stands in docs/reference/checklist.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from collectif.auditing.checklist import (
    deciding,
    following,
    means,
    record,
    results,
    rules,
    scoring,
)
from collectif.auditing.checklist.answer import Answer, Part, answered
from collectif.auditing.checklist.facts import Facts
from collectif.projections.readers import AUDITOR, Reader
from collectif.record.view import View

Question = Callable[[Facts], Iterable[Part]]
"""What a question finds, of each thing that it is about."""

QUESTIONS: tuple[tuple[str, Question], ...] = (
    ("invited", rules.invited),
    ("rules", rules.rules_first),
    ("criteria", rules.criteria_first),
    ("origins", rules.origins),
    ("entitled", scoring.entitled),
    ("quorum", deciding.had_quorum),
    ("interests", scoring.interests),
    ("versions", scoring.versions),
    ("silences", scoring.silences),
    ("recomputed", results.recomputed),
    ("solid", results.solid),
    ("agreement", results.agreement),
    ("dissent", deciding.dissent),
    ("follows", results.follows),
    ("changed", record.changed),
    ("minutes", record.minuted),
    ("commitments", following.committed),
    ("outcomes", following.outcomes),
    ("accounts", following.accounts),
    ("money", means.money),
    ("progress", means.progressed),
    ("reviewed", deciding.reviewed),
    ("wishes", following.wishes),
    ("withheld", record.withheld),
    ("success", means.celebrated),
)
"""The name of each question, by which its sentences are found, and what answers it; 1 is first."""


def checklist_of(
    view: View, on: date | None = None, reader: Reader = AUDITOR
) -> tuple[Answer, ...]:
    """Return the answers to the 25 questions, in their order.

    Args:
        view: The log, as it is to be seen.
        on: The day on which it is asked; None is the last day on which anything happened.
        reader: To whom it is told: figures of a secret round that rest on fewer voices than its
            charter asks for are told to an auditor alone.
    """
    return answers_from(Facts.of(view, on, reader))


def answers_from(facts: Facts) -> tuple[Answer, ...]:
    """Return the answers to the 25 questions from what was read already."""
    return tuple(
        answered(number, name, ask(facts)) for number, (name, ask) in enumerate(QUESTIONS, 1)
    )
