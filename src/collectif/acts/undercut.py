"""This module is about what acts were judged by: rectifying never makes an earlier one illegal.

Answers were given by voting members, under mandates that held, while their round was open; and a
decision was adopted by enough of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from collectif.acts.community import MemberJoined
from collectif.acts.mandates import MandateGiven, mandate_of
from collectif.acts.secrecy import is_voice
from collectif.acts.standing import unseated
from collectif.acts.state import Known
from collectif.errors import Refused
from collectif.ids import RoundId
from collectif.record.envelope import Recorded

_ANSWERS = frozenset({"ballot-cast", "ballot-received", "score-cast", "stance-given"})
_UNDER_MANDATE = _ANSWERS | {"attendance-recorded"}


def refuse_undercutting(known: Known, wrong: Recorded[Any], right: Recorded[Any]) -> None:
    """Refuse to rectify an event so that what came later could not have been done."""
    leaning = [*_undercut(known, wrong.data, right.data), *unseated(known, wrong, right)]
    if leaning:
        raise Refused("ActsRestOnIt", target=wrong.id, acts=leaning)


def refuse_outside_of_round(known: Known, wrong: Recorded[Any], moment: datetime) -> None:
    """Refuse to move an answer out of its round by its time, or a round away from its answers."""
    round = known.rounds.get(getattr(wrong.data, "round_id", RoundId("")))
    if round is None or known.view is None:
        return
    began = moment if wrong.type == "round-opened" else round.began
    ended = moment if wrong.type == "round-closed" else round.ended
    told = [moment]
    if wrong.type not in _ANSWERS:
        told = [e.occurred for e in _answers(known) if e.data.round_id == round.id]
    if any(one < began or (ended is not None and one > ended) for one in [*told, ended or began]):
        raise Refused("OutsideOfRound", round=round.id, began=began, ended=ended or "…")


def _undercut(known: Known, before: object, after: object) -> Iterator[str]:
    """Yield the acts of a member, or under a mandate, that it could not have done."""
    match before, after:
        case MemberJoined(voting=True), MemberJoined(voting=False, member_id=member):
            yield from (e.id for e in _answers(known) if _of(e.data, "member_id") == member)
        case MandateGiven(), MandateGiven():
            yield from _not_covered(known, before, after)


def _not_covered(known: Known, before: MandateGiven, after: MandateGiven) -> Iterator[str]:
    assert known.view is not None
    weaker = after.role != before.role or not before.powers <= after.powers
    for event in known.view.events(_UNDER_MANDATE):
        under = getattr(event.data, "mandate_ids", (_of(event.data, "mandate_id"),))
        dated = mandate_of(after).valid_on(known.day(event.occurred))
        if after.mandate_id in under and (weaker or not dated):
            yield event.id


def _answers(known: Known) -> Iterator[Recorded[Any]]:
    assert known.view is not None
    events = known.view.events(_ANSWERS)
    return (event for event in events if not is_voice(_of(event.data, "member_id") or ""))


def _of(data: object, name: str) -> str | None:
    return getattr(data, name, None)
