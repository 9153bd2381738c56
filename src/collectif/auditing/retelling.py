"""This module is about telling an act again: its verb, called with what the event says.

A verb is judged by what was known; so an act that was recorded, told again in the same words to
what was known then, comes out as the same event. Whatever a verb works out by itself (a tally, a
verdict, whether a decision departs from the ranking) is left for it to work out once more.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import attrs

from collectif.acts import Known
from collectif.acts.ballots import cast
from collectif.acts.correction import EventRectified
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.lots import LotDrawn
from collectif.acts.outcomes import OutcomeVerified
from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import ScoreCast, submit_sheet
from collectif.acts.secrecy import BallotReceived
from collectif.collective import Assembly, Collective, published
from collectif.handles import verbs_of
from collectif.record.event import EVENTS, Personal

Arguments = dict[str, Any]

_ARGUMENTS = {"mandate_ids": "mandates", "payload": "changes"}
"""Fields that a verb takes under another name than their own without `_id`."""

_DERIVED: Mapping[type, frozenset[str]] = {
    LotDrawn: frozenset({"drawn"}),
    OutcomeVerified: frozenset({"met"}),
}
"""Fields that are never told again, for the verb works them out."""


@cache
def verbs() -> Mapping[str, Callable[..., Any]]:
    """Return the name of a type of events -> the verb that records one."""
    found: dict[str, Callable[..., Any]] = {}
    for verb in (verbs_of(Assembly) | verbs_of(Collective)).values():
        made = typing.get_type_hints(verb)["return"]
        first = next(iter(typing.get_args(made)), made)
        if attrs.has(first):
            found.setdefault(EVENTS.of(first).name, verb)
    return found


def retold(known: Known, data: Any) -> Any:
    """Return the event to which the act leads when it is told again.

    Args:
        known: What was known when it was recorded; `moment` is when it happened.
        data: The content of the event, with something in the place of withheld words.

    Raises:
        Refused: If the rules do not allow it.
    """
    verb = verbs()[EVENTS.of(type(data)).name]
    told = verb(known, **(_arguments(data) | _more(known, data)))
    if isinstance(data, EventRectified):
        return attrs.evolve(told, payload=_unmarked(told.payload))
    return told[-1] if isinstance(told, tuple) else told


def sheet_retold(known: Known, cells: Sequence[Any]) -> tuple[Any, ...]:
    """Return the scores to which a sheet leads when it is handed in again, in its order.

    Raises:
        Refused: If the rules do not allow it.
    """
    first, scores, reasons = cells[0], dict[Any, Any](), dict[Any, Any]()
    for cell in cells:
        scores.setdefault(cell.proposal_id, {})[cell.criterion_id] = cell.value
        if cell.reason is not None:
            reasons.setdefault(cell.proposal_id, {})[cell.criterion_id] = cell.reason
    told: tuple[Any, ...] = submit_sheet(
        known,
        round=first.round_id,
        member=first.member_id,
        scores=scores,
        reasons=reasons,
        mandate=first.mandate_id,
        sheet=first.sheet_id,
        late=first.reason if _is_over(known, first.round_id) else None,
    )
    if any(type(one) is not ScoreCast for one in told):
        return told
    by_cell = {(one.proposal_id, one.criterion_id): one for one in told}
    return tuple(by_cell[cell.proposal_id, cell.criterion_id] for cell in cells)


def handed_in_again(known: Known, received: BallotReceived) -> Any:
    """Return the receipt of a secret ballot to which handing it in again leads.

    Raises:
        Refused: If the rules do not allow it.
    """
    said: Arguments = {"round": received.round_id, "member": received.member_id}
    said["mandate"] = received.mandate_id
    if isinstance(received.answers, Mapping):
        return cast(known, ballot=received.answers, **said)
    (receipt,) = submit_sheet(known, scores=typing.cast(Any, received.scores), **said)
    return receipt


def differences(told: Any, said: Any) -> list[tuple[str, Any, Any]]:
    """Return the fields in which two events differ, as (name, told again, said)."""
    if type(told) is not type(said):
        return [("type", EVENTS.of(type(told)).name, EVENTS.of(type(said)).name)]
    names = [field.name for field in attrs.fields(type(said))]
    pairs = ((name, getattr(told, name), getattr(said, name)) for name in names)
    return [(name, one, other) for name, one, other in pairs if one != other]


def _arguments(data: Any) -> Arguments:
    """Return what an event says, as the arguments of its verb."""
    left_out = _DERIVED.get(type(data), frozenset())
    said = {field.name: getattr(data, field.name) for field in attrs.fields(type(data))}
    return {
        _ARGUMENTS.get(name, name.removesuffix("_id")): value
        for name, value in said.items()
        if value is not None and name not in left_out
    }


def _more(known: Known, data: Any) -> Arguments:
    """Return the arguments that verbs take in another form than events have them."""
    match data:
        case LotDrawn(drawn=drawn):
            return {"count": len(drawn)}
        case DecisionTaken(dissents=dissents):
            return {"dissents": {one.member_id: one.text for one in dissents}}
        case DecisionProposed(basis=basis):
            told = published(known, basis)
            places = None if told is None else told.places()
            return {"places": places, "below_gate": None if told is None else told.below_gate}
        case RoundClosed() | BallotReceived():
            return {}
    late = getattr(data, "reason", None) if _is_over(known, getattr(data, "round_id", "")) else None
    return {} if late is None else {"late": late}


def _is_over(known: Known, round: str) -> bool:
    found = known.rounds.get(typing.cast(Any, round))
    return found is not None and found.status != "OPEN"


def _unmarked(payload: Any) -> Any:
    """Return a payload with its words as they are, not marked as words."""
    if isinstance(payload, Personal):
        return payload.value
    if isinstance(payload, Mapping):
        return {name: _unmarked(value) for name, value in payload.items()}
    return [_unmarked(one) for one in payload] if isinstance(payload, list | tuple) else payload
