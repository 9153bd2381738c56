"""This module is about the first section of the page: what was decided, and from what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.projections.registers import REGISTERS, Registers
from collectif.projections.sealing import seal_of
from collectif.projections.small_groups import untold_tally
from collectif.reports.page.context import Context
from collectif.reports.page.facts import events
from collectif.reports.summary import from_most_in_favour
from collectif.reports.words import answer, say
from collectif.statement import Statement
from collectif.trail import explain


def decision(context: Context) -> Mapping[str, Any] | None:
    """Return every decision, the adopted ones first; None where none was proposed."""
    registers = context.once(_registers)
    if not registers.proposed:
        return None
    told = [
        _decision(context, id, proposed, registers.taken.get(id))
        for id, proposed in registers.proposed.items()
    ]
    return {"decisions": sorted(told, key=lambda one: one["code"] != "ADOPTED")}


def _registers(context: Context) -> Registers:
    return REGISTERS.replay(context.view)


def _trails(context: Context) -> Mapping[str, Statement]:
    """Return decision -> why it is as it is, down to the events."""
    view, on, reader = context.view, context.on, context.reader
    proposed = context.once(_registers).proposed
    return {id: explain(view, id, on=on, reader=reader).answer for id in proposed}


def _smallest(context: Context) -> Mapping[Any, int]:
    return seal_of(context.view, context.reader).smallest


def _decision(
    context: Context, id: str, proposed: DecisionProposed, taken: DecisionTaken | None
) -> dict[str, Any]:
    lang, outcome = context.lang, "PROPOSED" if taken is None else taken.outcome
    told: dict[str, Any] = {
        "id": id,
        "code": outcome,
        "outcome": say(lang, outcome),
        "motion": context.spoken(proposed.motion),
        "assembly": context.teller.name("assembly", proposed.assembly_id),
        "mover": context.teller.name("member", proposed.mover),
        "selects": [context.teller.name("proposal", one) for one in proposed.selects],
        "basis": proposed.basis,
        "justification": proposed.justification and context.spoken(proposed.justification),
        "taken": taken is not None,
        "conditions": [],
        "dissents": [],
        "trail": context.told(context.once(_trails)[id]),
    }
    if taken is not None:
        told |= _outcome(context, taken) | {"review_on": _next_review(context, id, taken)}
    return told


def _next_review(context: Context, id: str, taken: DecisionTaken) -> date | None:
    """Return when a decision is to be looked at again, as the last look at it left that."""
    due = taken.review_on
    for look in events(context, "decision-reviewed"):
        if look.data.decision_id == id:
            due = look.data.next_review
    return due


def _outcome(context: Context, taken: DecisionTaken) -> dict[str, Any]:
    hidden = untold_tally(taken, context.once(_smallest))
    answers = sorted(taken.tally, key=from_most_in_favour)
    return {
        "resolution": taken.resolution_no,
        "tally": None if hidden else [(answer(context.lang, a), taken.tally[a]) for a in answers],
        "conditions": [context.spoken(one) for one in taken.conditions],
        "dissents": [(one.member_id, context.spoken(one.text)) for one in taken.dissents],
    }
