"""This module is about what nobody sees yet: the values of a round that is still open.

A round that is not OPEN hides who answered what until it closes, from everybody and in every list,
report and export. Afterwards a SEALED round is as open as any other; a SECRET one shows its values
under voices, and never the ballots that its receipts stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from attrs import frozen

from collectif.acts.ballots import BallotCast
from collectif.acts.conversation import StanceGiven
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.acts.scoring import ScoreCast
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection

WITHHELD = {"withheld": True}
"""What stands in plain data where a value is not shown."""

_VALUES = frozenset({"ballot", "payload", "reason", "stance", "value"})
"""The fields that hold values, or words beside them, or what corrects them."""

_Sealed = dict[str, set[str]]


@frozen(kw_only=True)
class Seal:
    """What nobody sees yet in a view.

    Attributes:
        rounds: The rounds that hide their values.
        answers: The events that hold those values.
    """

    rounds: frozenset[str]
    answers: frozenset[str]

    def over(self, plain: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an event as plain data, with its hidden values withheld.

        A correction of a hidden value is hidden like it.

        Args:
            plain: An event with the keys of its envelope.
        """
        data = plain["data"]
        if plain["id"] in self.answers or data.get("target") in self.answers:
            hidden = dict.fromkeys(_VALUES.intersection(data), WITHHELD)
            return {**plain, "data": {**data, **hidden}}
        return plain


def _hiding_begins(state: _Sealed, event: Recorded[RoundOpened]) -> None:
    if event.data.visibility != "OPEN":
        state[event.data.round_id] = set()


def _answers_are_hidden(state: _Sealed, event: Recorded[Any]) -> None:
    if event.data.round_id in state:
        state[event.data.round_id].add(event.id)


def _hiding_ends(state: _Sealed, event: Recorded[RoundClosed]) -> None:
    state.pop(event.data.round_id, None)


def _seal(state: _Sealed) -> Seal:
    return Seal(rounds=frozenset(state), answers=frozenset(chain.from_iterable(state.values())))


SEAL: Projection[_Sealed, Seal] = Projection(
    start=dict,
    clauses={
        RoundOpened: _hiding_begins,
        ScoreCast: _answers_are_hidden,
        BallotCast: _answers_are_hidden,
        StanceGiven: _answers_are_hidden,
        RoundClosed: _hiding_ends,
    },
    show=_seal,
)
"""What nobody sees yet."""
