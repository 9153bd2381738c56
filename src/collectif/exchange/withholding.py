"""This module is about not giving out exact bytes while they would show what nobody may see yet."""

from __future__ import annotations

from collectif.errors import InvalidInput
from collectif.projections.sealing import SEALED
from collectif.record.view import View


def refuse_while_sealed(view: View) -> None:
    """Refuse to give out a log while a round in it is open that is not an open one."""
    rounds = SEALED.replay(view)
    if rounds:
        size = min(opened.seq for opened in rounds.values())
        raise InvalidInput(
            f"The log cannot be given out now: the round {', '.join(rounds)} is open.",
            "Nobody may see its values before it closes, and exact bytes would show them.",
            f"Close the round first, or give out the log as known at {size} events.",
        )
