"""This module is about what tests of audits look at: answers, their reasons, findings."""

from __future__ import annotations

from pathlib import Path

import collectif
from collectif.auditing.checklist.answer import answered
from collectif.auditing.checklist.asking import QUESTIONS
from collectif.auditing.checklist.facts import Facts
from collectif.projections.readers import AUDITOR
from collectif.testing.rewriting import spelled

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "checklist.md"


def seq(collective, id):
    """Return the position of an event."""
    return collective.log.find(id).seq


def reasons(answer, name):
    """Return the details of every reason of an answer that is told by one sentence."""
    return [one.details for _, one in answer.statement.walk() if one.code == f"checklist.{name}"]


def verdict(view, number, on=None, reader=AUDITOR):
    """Return the verdict on one question, without asking the others."""
    name, ask = QUESTIONS[number - 1]
    return answered(number, name, ask(Facts.of(view, on, reader))).verdict


def found_in(log):
    """Return the findings as (type of the event, code), after checking that the bytes are sound."""
    assert log.verify().sound
    types = [event["type"] for event in spelled(log)]
    return [(types[one.seq], one.code) for one in collectif.audit(log)]
