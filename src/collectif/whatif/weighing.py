"""This module is about maps of weights: two criteria weigh more or less, and who leads where."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from collectif.errors import InvalidInput
from collectif.ids import CriterionId, RoundId
from collectif.projections.readers import PUBLIC, Reader
from collectif.record.view import View
from collectif.whatif.asking import Asked, asking
from collectif.whatif.changes import Changes
from collectif.whatif.checking import check

COLUMNS = 20
"""How many weights of each criterion are tried."""


@frozen(kw_only=True)
class WeightMap:
    """What comes first under other weights of two criteria, all others as they are.

    Attributes:
        round: Which round.
        criteria: The two criteria.
        present: Their present weights.
        weights: The weights that were tried of each, rising.
        leaders: (weight of the first, weight of the second) -> what comes first.
    """

    round: RoundId
    criteria: tuple[CriterionId, CriterionId]
    present: tuple[int, int]
    weights: tuple[tuple[int, ...], tuple[int, ...]]
    leaders: Mapping[tuple[int, int], tuple[str, ...]]

    @property
    def shares(self) -> Mapping[tuple[str, ...], int]:
        """What comes first -> in how many of the places of the map, the most places first."""
        found = list(self.leaders.values())
        return {first: found.count(first) for first in sorted(set(found), key=found.count)[::-1]}


def weight_map(
    view: View,
    criteria: tuple[CriterionId | str, CriterionId | str],
    *,
    round: RoundId | str | None = None,
    changes: Changes | None = None,
    reader: Reader = PUBLIC,
    progress: Callable[[int], None] = lambda count: None,
) -> WeightMap:
    """Return what comes first under other weights of two criteria.

    Args:
        view: The look at the log; nothing is recorded in it.
        criteria: The two criteria.
        round: Which round of scores; None is the last.
        changes: What else is otherwise; None for nothing.
        reader: To whom it is told.
        progress: Told how many places are done since it was told last.

    Raises:
        UnknownName: The round has no such criterion.
        InvalidInput: They are one and the same, or the question makes no sense; see `what_if`.
        Refused: Nobody sees the values of the round yet.
    """
    return mapped(asking(view, round, changes or Changes(), reader), criteria, progress)


def mapped(
    asked: Asked,
    criteria: tuple[CriterionId | str, CriterionId | str],
    progress: Callable[[int], None] = lambda count: None,
) -> WeightMap:
    """Return what comes first under other weights in a round that is asked about."""
    one, two = (CriterionId(criterion) for criterion in criteria)
    if one == two:
        raise InvalidInput.of("whatif.map-of-one", criterion=one)
    round = asked.seen.changed(asked.changes)
    check(round, Changes(weights={one: 1, two: 1}), asked.then)
    present = (round.scores.weights[one], round.scores.weights[two])
    tried = (_tried(present[0]), _tried(present[1]))
    found = {}
    for first in tried[0]:
        for second in tried[1]:
            other = round.changed(Changes(weights={one: first, two: second}))
            found[first, second] = other.leaders(asked.changes.rule)
        progress(len(tried[1]))
    return WeightMap(
        round=round.scores.opened.round_id,
        criteria=(one, two),
        present=present,
        weights=tried,
        leaders=found,
    )


def _tried(present: int) -> tuple[int, ...]:
    """Return the weights that are tried: up to three times the present one, itself among them."""
    step = max(1, -(-3 * present // COLUMNS))
    low = present % step or step
    return tuple(range(low, low + step * COLUMNS, step))
