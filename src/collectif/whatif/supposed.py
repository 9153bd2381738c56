"""This module is about what is supposed, one by one: by its number, and its id if it has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectif.acts.conversation import StanceGiven
from collectif.acts.scoring import BallotCast, ScoreCast
from collectif.record.view import View
from collectif.statement import Statement


def numbered(supposing: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """Yield each supposition with what it is called: its number from 1, and its id if it has one.

    Args:
        supposing: The suppositions, in the order in which they were told.
    """
    for number, event in enumerate(supposing, 1):
        id = getattr(event, "id", None)
        yield (f"{number}" if id is None else f"{number} ({id})"), getattr(event, "data", event)


def supposed(supposing: tuple[Any, ...], view: View) -> tuple[Statement, ...]:
    """Return what each supposition says, in their order.

    Args:
        supposing: The suppositions.
        view: The look at the log, by whose codec they are read.
    """
    return tuple(_said(called, data, view) for called, data in numbered(supposing))


def _said(called: str, data: Any, view: View) -> Statement:
    told: dict[str, Any] = {"supposition": called}
    if isinstance(data, ScoreCast):
        told |= {"member": data.member_id, "proposal": data.proposal_id, "value": data.value,
                 "criterion": data.criterion_id, "round": data.round_id}  # fmt: skip
        return Statement(code="whatif.supposed-score", details=told)
    if isinstance(data, BallotCast):
        answers = {str(subject): given for subject, given in data.ballot.items()}
        told |= {"member": data.member_id, "answers": answers, "round": data.round_id}
        return Statement(code="whatif.supposed-ballot", details=told)
    if isinstance(data, StanceGiven):
        told |= {"participant": data.participant_id, "proposal": data.proposal_id,
                 "stance": data.stance}  # fmt: skip
        return Statement(code="whatif.supposed-stance", details=told)
    about = dict.fromkeys(id for _, id in view.codec.mentioned(data))
    return Statement(code="whatif.supposed-event", details=told | {"about": tuple(about)})
