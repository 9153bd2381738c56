"""This module is about saying what is otherwise: each change in one statement, with its events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.ids import EventId, MemberId
from collectif.record.view import View
from collectif.statement import Statement
from collectif.whatif.changes import Changes
from collectif.whatif.rounds import Seen
from collectif.whatif.supposed import supposed

ANSWERS = frozenset({"ballot-cast", "score-cast", "stance-given"})
"""The types of the events by which somebody answers in a round."""


def premises(view: View, seen: Seen, changes: Changes) -> tuple[Statement, ...]:
    """Return what is otherwise in a round, in one order whatever the order of asking."""
    return tuple(_premises(view, seen, changes))


def answers_of(view: View, round: str) -> Mapping[MemberId, tuple[EventId, ...]]:
    """Return who answered in a round -> the events, in the order of the log."""
    found: dict[MemberId, list[EventId]] = {}
    for event in view.events(ANSWERS):
        if event.data.round_id == round:
            who = getattr(event.data, "member_id", None) or event.data.participant_id
            found.setdefault(who, []).append(EventId(event.id))
    return {who: tuple(events) for who, events in found.items()}


def _premises(view: View, seen: Seen, changes: Changes) -> Iterator[Statement]:
    answers = answers_of(view, seen.scores.opened.round_id) if changes.without else {}
    for member in changes.without:
        events = answers.get(member, ())
        name = "without-member" if events else "without-silent"
        yield _said(name, *events, member=member, count=len(events))
    for criterion in changes.without_criteria:
        yield _said("without-criterion", criterion=criterion, was=seen.scores.weights[criterion])
    for criterion, weight in (changes.weights or {}).items():
        was = seen.scores.weights.get(criterion)
        yield _said("weighing", criterion=criterion, was=was, now=weight)
    if changes.rule is not None:
        yield _said("by-rule", rule=changes.rule)
    if changes.tie_break is not None:
        coded = isinstance(changes.tie_break, str)
        name = str(changes.tie_break).lower().replace("_", "-") if coded else "by-criteria"
        yield _said(f"ties-{name}", criteria=() if coded else changes.tie_break)
    if changes.excluding:
        yield _excluding(view, changes.excluding)
    if changes.supposing:
        yield Statement(
            code="whatif.supposing",
            details={"count": len(changes.supposing)},
            because=supposed(changes.supposing, view),
        )


def _excluding(view: View, ids: tuple[EventId, ...]) -> Statement:
    if len(ids) > 1:
        return _said("excluding-several", *ids, count=len(ids), first=ids[0])
    event = view.source.find(ids[0])
    day = None if event is None else event.occurred.date()
    return _said("excluding", *ids, event=ids[0], day=day)


def _said(name: str, *events: EventId, **details: Any) -> Statement:
    return Statement(code=f"whatif.{name}", details=details, events=events)
