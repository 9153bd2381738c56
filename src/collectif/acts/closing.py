"""This module is about closing a round: for good, and with its secret ballots out of the urn."""

from __future__ import annotations

from collectif.acts import ballots, scoring
from collectif.acts.ballots import BallotCast
from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import ScoreCast
from collectif.acts.state import Known
from collectif.errors import Refused
from collectif.ids import RoundId
from collectif.values import Text


def close_round(
    known: Known,
    *,
    round: RoundId | str,
    reason: str | Text | None = None,
    secret: bytes = b"",
) -> RoundClosed | tuple[ScoreCast | BallotCast | RoundClosed, ...]:
    """Close a round for good; the ballots of a secret one enter the log with it, all or none.

    Args:
        round: A round that is open.
        reason: Why, where that is worth saying.
        secret: What only the private store leads to; the voices of a secret round depend on it.
    """
    closing = known.round(round)
    if closing.status != "OPEN":
        raise Refused("RoundNotOpen", round=round, status=closing.status)
    closed = RoundClosed(round_id=closing.id, reason=known.maybe(reason))
    if not closing.urn:
        return closed
    unveiled = scoring.unveiled if closing.kind == "SCORING" else ballots.unveiled
    return (*unveiled(closing, secret), closed)
