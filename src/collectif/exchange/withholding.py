"""This module is about not giving out exact bytes that would show what somebody may not see."""

from __future__ import annotations

from collectif.acts.secrecy import is_voice
from collectif.errors import InvalidInput
from collectif.projections.readers import PUBLIC, Reader, may_read
from collectif.projections.sealing import SEALED
from collectif.projections.small_groups import smallest_groups
from collectif.record.view import View


def refuse_while_sealed(view: View, reader: Reader = PUBLIC) -> None:
    """Refuse to give out a log while a round in it is open that is not an open one.

    Refuse it too if it holds voices of a secret round, and whoever it is for may not read smaller
    groups than its charter says: each voice is a group of one.
    """
    rounds = SEALED.replay(view)
    if rounds:
        size = min(opened.seq for opened in rounds.values())
        raise InvalidInput.of(
            "withholding.log-cannot-be-given-out", rounds=", ".join(rounds), size=size
        )
    if not may_read(reader, "SMALL_GROUPS"):
        _refuse_voices(view)


def _refuse_voices(view: View) -> None:
    smallest = smallest_groups(view)
    types = frozenset({"score-cast", "ballot-cast"})
    for event in view.source.events(types) if smallest else ():
        round = event.data.round_id
        if round in smallest and is_voice(event.data.member_id):
            raise InvalidInput.of(
                "withholding.exact-log-cannot-be-given", round=round, smallest=smallest[round]
            )
