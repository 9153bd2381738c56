"""This module is about each kind of sweep: what is changed in turn, and what comes first then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Literal

from collectif.counting import RULES
from collectif.counting.firmness.each_voter import without_each_voter
from collectif.counting.firmness.weights import WeightInterval, weight_intervals
from collectif.errors import InvalidInput, InvalidProfile, InvalidScale
from collectif.ids import EventId, MemberId
from collectif.projections.counted import counted_in
from collectif.projections.opinions import OPINIONS
from collectif.projections.registers import REGISTERS
from collectif.record.view import CORRECTIONS, View
from collectif.whatif.asking import Asked, with_more
from collectif.whatif.changes import Changes
from collectif.whatif.polls import METHODS
from collectif.whatif.premises import ANSWERS, answers_of
from collectif.whatif.remembered import remembering
from collectif.whatif.rounds import READ, Seen, seen

Over = Literal["members", "criteria", "weights", "rules", "events"]
"""What is changed, one after the other."""

Found = Iterator[tuple[str, tuple[str, ...], Mapping[str, Any]]]
"""The name of each row, what comes first, and what else is said of it."""


def _members(asked: Asked, base: tuple[str, ...]) -> Found:
    round = asked.seen.changed(asked.changes)
    events = answers_of(asked.then, asked.now.scores.opened.round_id)
    at_once, answering = _at_once(round, asked.changes.rule), answering_in(round)
    for member in answering:
        left = Changes(without=(MemberId(member),))
        first = at_once.get(member)
        if first is None:
            first = round.changed(left).leaders(asked.changes.rule)
        told = {"events": events.get(MemberId(member), ())}
        lead = _lead(round.changed(left), asked.changes.rule) if len(answering) <= _FEW else {}
        yield member, first, {**told, **lead}


_FEW = 60
"""Of how many members the leads are told as well, each of which is counted by itself."""


def _lead(round: Seen, rule: str | None) -> Mapping[str, Any]:
    """Return what is said of the lead of the first one, where the rule gives points."""
    lead = round.lead(rule)
    return {} if not lead else {"lead": lead}


def answering_in(round: Seen) -> tuple[str, ...]:
    """Return who answered in a round, in the order of first answers."""
    if round.opinions is not None:
        return round.opinions.participants
    scored = dict.fromkeys(member for member, _, _ in round.scores.cells)
    return (*scored, *round.scores.ballots)


def _at_once(round: Seen, rule: str | None) -> Mapping[str, tuple[str, ...]]:
    """Return member -> what comes first without it, where one counting tells all of them.

    Where ties are parted by a step of the charter, only those without a tie are there.
    """
    if round.scores.opened.kind != "SCORING":
        return {}
    counted = counted_in(round.scores, round.panel, rule)
    if counted.rule != "weighted-mean":
        return {}
    least = counted.charter.min_scores_per_cell
    found = without_each_voter(counted.profile, min_scores_per_cell=least)
    shared = counted.charter.tie_break == "SHARED_RANK"
    return {
        member: tuple(o for o in counted.profile.options if o in first)
        for member, first in found.items()
        if shared or len(first) < 2
    }


def _criteria(asked: Asked, base: tuple[str, ...]) -> Found:
    weights = asked.seen.changed(asked.changes).scores.weights
    if not weights:
        raise InvalidInput.of("whatif.no-criteria-to-sweep", round=asked.now.scores.opened.round_id)
    for criterion in weights if len(weights) > 1 else ():
        gone = (*asked.changes.without_criteria, criterion)
        left = {c: w for c, w in (asked.changes.weights or {}).items() if c != criterion}
        more = with_more(asked, without_criteria=gone, weights=left)
        lead = _lead(more.seen.changed(more.changes), more.changes.rule)
        yield criterion, _leaders(more), lead


def _rules(asked: Asked, base: tuple[str, ...]) -> Found:
    if asked.seen.opinions is not None:
        raise InvalidInput.of("whatif.no-rules-to-sweep", round=asked.now.scores.opened.round_id)
    of_decisions = asked.now.on_decisions
    names: Iterable[str] = METHODS if of_decisions else (n for n, r in RULES.items() if r.decides)
    for name in names:
        try:
            first = _leaders(with_more(asked, rule=name))
        except (InvalidInput, InvalidProfile, InvalidScale):
            continue  # the rule does not count such answers, or needs to know more
        if first or of_decisions:
            yield name, first, {}


def _events(asked: Asked, base: tuple[str, ...]) -> Found:
    round = asked.now.scores.opened.round_id
    at_hand = remembering(asked.then, _read_types(asked.then))
    read = partial(seen, round=round, groups=asked.now.groups)
    for id in _answers_and_corrections(asked.then, round):
        there = read(at_hand.without(id)).changed(asked.changes)
        yield id, there.leaders(asked.changes.rule), {"events": (id,)}


def _read_types(view: View) -> frozenset[str]:
    """Return the types of the events that a round is told from."""
    known = view.codec.registry
    classes = (cls for projection in (READ, OPINIONS, REGISTERS) for cls in projection.clauses)
    return frozenset(known.of(cls).name for cls in classes)


def _answers_and_corrections(view: View, round: str) -> Iterator[EventId]:
    """Yield the answers of a round, and their corrections, in the order of the log."""
    about = set[str]()
    for event in view.source.events(ANSWERS | CORRECTIONS):
        corrects = event.type in CORRECTIONS and event.data.target in about
        if corrects or getattr(event.data, "round_id", None) == round:
            about.add(event.id)
            yield EventId(event.id)


def _weights(asked: Asked, base: tuple[str, ...]) -> Found:
    round = asked.seen.changed(asked.changes)
    if not round.scores.weights:
        raise InvalidInput.of("whatif.no-criteria-to-sweep", round=asked.now.scores.opened.round_id)
    counted = counted_in(round.scores, round.panel, asked.changes.rule)
    if counted.rule != "weighted-mean":
        raise InvalidInput.of("whatif.no-sums-to-weigh", rule=counted.rule)
    least = counted.charter.min_scores_per_cell
    for criterion, found in weight_intervals(counted.profile, min_scores_per_cell=least).items():
        yield criterion, base, _interval(found)


def _interval(found: WeightInterval) -> Mapping[str, Any]:
    """Return what is said of the weights of a criterion that leave the first place as it is."""
    said: dict[str, Any] = {"weight": found.weight}
    for end, crossing in (("low", found.below), ("high", found.above)):
        if crossing is not None:
            then = crossing.leaders if crossing.beyond is None else crossing.beyond
            said |= {end: crossing.weight, f"{end}_leaders": tuple(sorted(then))}
    return said


SWEEPS: Mapping[Over, Callable[[Asked, tuple[str, ...]], Found]] = {
    "members": _members,
    "criteria": _criteria,
    "weights": _weights,
    "rules": _rules,
    "events": _events,
}
"""What is changed -> what tells each row, given what comes first without the change."""


def _leaders(asked: Asked) -> tuple[str, ...]:
    return asked.seen.changed(asked.changes).leaders(asked.changes.rule)
