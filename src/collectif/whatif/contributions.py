"""This module is about which criteria move the score of a proposal, and by how much.

By a mean and weights, a score is a sum with a part for each criterion; what it gains or loses is
the sum of what the parts do. Other rules have no such parts, and nothing is told of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from collectif.ids import EventId
from collectif.projections.counted import BY_MEANS
from collectif.projections.ranking import Result
from collectif.projections.scores import Cell
from collectif.record.view import View
from collectif.statement import Statement

_SCORES = frozenset({"score-cast"})


@frozen(kw_only=True)
class Part:
    """What a criterion is worth in the score of a proposal.

    Attributes:
        points: Its part of the score, of 100 in all.
        mean: The mean on it; None where there is none.
        share: Its weight as a share of all weights; 0 where it is not asked about.
        n: How many scores the mean rests on.
        turned: From what each grade is taken where lower is better; None where higher is.
    """

    points: Fraction
    mean: Fraction | None
    share: Fraction
    n: int
    turned: int | None


def moved_by(view: View, before: Result, after: Result) -> Mapping[str, tuple[Statement, ...]]:
    """Return proposal -> the criteria that move its score, the one that does most first.

    Args:
        view: The look at the log that the first result comes from: its scores are named.
        before: What the round says.
        after: What it would say.
    """
    if not {before.ranking.rule, after.ranking.rule} <= BY_MEANS:
        return {}
    was, now = parts(before), parts(after)
    events = _changed(view, before, after)
    found = {}
    for option in before.round.opened.subjects:
        rows = [
            _moved(option, criterion, was.get((option, criterion)), now.get((option, criterion)))
            for criterion in dict.fromkeys((*before.round.weights, *after.round.weights))
        ]
        told = [one for one in rows if one is not None]
        told.sort(key=lambda one: -one.details["points"])
        found[str(option)] = tuple(_resting(one, events) for one in told)
    return found


def parts(result: Result) -> Mapping[tuple[str, str], Part]:
    """Return (proposal, criterion) -> its part of the score; where a mean is missing, nothing."""
    profile, means = result.counted.profile, result.counted.means()
    scale, total = profile.scale, profile.total_weight
    return {
        (option, criterion): Part(
            points=100 * weight * (mean - scale.min) / (total * scale.range),
            mean=mean,
            share=Fraction(weight, total),
            n=profile.n(option, criterion),
            turned=scale.min + scale.max if criterion in profile.lower_is_better else None,
        )
        for option in profile.options
        for criterion, weight in profile.weights.items()
        if (mean := means.get((option, criterion))) is not None
    }


_NONE = Part(points=Fraction(0), mean=None, share=Fraction(0), n=0, turned=None)


def _moved(option: str, criterion: str, was: Part | None, now: Part | None) -> Statement | None:
    old, new = was or _NONE, now or _NONE
    effect = new.points - old.points
    if not effect:
        return None
    means = old.mean != new.mean and old.mean is not None and new.mean is not None
    shares = old.share != new.share
    details = {
        "proposal": option,
        "criterion": criterion,
        "effect": effect,
        "points": abs(effect),
        "old_mean": old.mean if means else None,
        "new_mean": new.mean if means else None,
        "turned": new.turned if means else None,
        "old_n": old.n if means and old.n != new.n else None,
        "new_n": new.n if means and old.n != new.n else None,
        "old_share": old.share if shares else None,
        "new_share": new.share if shares else None,
    }
    return Statement(code=f"whatif.{'gains' if effect > 0 else 'loses'}", details=details)


def _resting(one: Statement, events: Mapping[tuple[str, str], tuple[EventId, ...]]) -> Statement:
    pair = one.details["proposal"], one.details["criterion"]
    return Statement(code=one.code, details=one.details, events=events.get(pair, ()))


def _changed(
    view: View, before: Result, after: Result
) -> Mapping[tuple[str, str], tuple[EventId, ...]]:
    """Return (proposal, criterion) -> the events whose scores do not count in both results."""
    was, now = before.counted.profile.cells, after.counted.profile.cells
    differing = {cell for cell in was.keys() | now.keys() if was.get(cell) != now.get(cell)}
    found: dict[tuple[str, str], list[EventId]] = {}
    for cell, event in _newest(view, before).items():
        if cell in differing:
            found.setdefault((cell[1], cell[2]), []).append(event)
    return {pair: tuple(events) for pair, events in found.items()}


def _newest(view: View, result: Result) -> Mapping[Cell, EventId]:
    return dict(_cells(view, result.round.opened.round_id))


def _cells(view: View, round: str) -> Iterator[tuple[Cell, EventId]]:
    for event in view.events(_SCORES):
        given = event.data
        if given.round_id == round:
            yield (given.member_id, given.proposal_id, given.criterion_id), EventId(event.id)
