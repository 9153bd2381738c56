"""This module is about what lies between assemblies: the same figures for each, side by side.

A researcher who reads two hundred logs asks each the same questions. The answers are exact, so they
are the same on any machine; nothing in them says that one assembly did better than another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from attrs import frozen

from collectif.counting import Change
from collectif.ids import AssemblyId, EventId
from collectif.projections.accountability import accountability
from collectif.projections.change import change_as_published, successions
from collectif.projections.mission import progress
from collectif.projections.participation import eligible, turnout
from collectif.projections.ranking import Publication, Result, as_published, publications
from collectif.projections.registers import REGISTERS
from collectif.projections.rolls import Decided, rolls
from collectif.projections.scores import SCORES
from collectif.projections.small_groups import smallest_groups
from collectif.projections.ties import share
from collectif.projections.voice import voice_of
from collectif.record.view import View


@frozen(kw_only=True)
class Figures:
    """The figures of one assembly, and of its collective on a day.

    Each is exact, and None where there is nothing to count: no published round, nobody who could
    speak, nothing promised yet. Of a secret round with a smallest group none is told.

    Attributes:
        assembly: The assembly.
        held: The day for which it was convened.
        eligible: How many voting members had a voice.
        rule: How the last published round was counted.
        method: How its last decision was taken.
        outcome: What its last decision came to.
        rounds: How many scoring rounds were published.
        turnout: The share of those entitled who scored in the last of them.
        agreement: Its overall agreement.
        unchanged: The share of grades that did not change from the first to the last of them.
        agreement_rose: How much the overall agreement rose between the two.
        gini_turns: How unevenly turns to speak were shared.
        kept_rate: The share of commitments kept, of the collective, on the day.
        on_track: The share of indicators on track, among those that can be told, on the day.
        events: What the figures of the assembly rest on: publications and decisions.
    """

    assembly: AssemblyId
    held: date
    eligible: int
    rule: str | None
    method: str | None
    outcome: str | None
    rounds: int
    turnout: Fraction | None
    agreement: Fraction | None
    unchanged: Fraction | None
    agreement_rose: Fraction | None
    gini_turns: Fraction | None
    kept_rate: Fraction | None
    on_track: Fraction | None
    events: tuple[EventId, ...]


def figures(view: View, *, on: date) -> tuple[Figures, ...]:
    """Return the figures of each assembly that was convened, by the day for which it was.

    Args:
        view: The log, as it is to be seen. Rounds count as they were published.
        on: The day on which commitments and indicators are looked at.
    """
    assemblies = REGISTERS.replay(view).assemblies.items()
    kept = accountability(view, on=on).kept_rate
    tracked = [one.on_track for one in progress(view, at=on).values() if one.on_track is not None]
    on_track = share(sum(tracked), len(tracked))
    decisions = rolls(view, on=on).decisions.values()
    found = [
        _figures(
            view,
            AssemblyId(id),
            held=convened.planned_for.date(),
            decided=[one for one in decisions if one.taken and one.proposed.assembly_id == id],
            of_the_collective=(kept, on_track),
        )
        for id, convened in assemblies
    ]
    return tuple(sorted(found, key=lambda one: (one.held, one.assembly)))


def _figures(
    view: View,
    assembly: AssemblyId,
    *,
    held: date,
    decided: list[Decided],
    of_the_collective: tuple[Fraction | None, Fraction | None],
) -> Figures:
    told = list(_published(view, assembly))
    last = told[-1][1] if told else None
    change = _change(view, [result for _, result in told])
    taken = decided[-1].taken if decided else None
    kept_rate, on_track = of_the_collective
    return Figures(
        assembly=assembly,
        held=held,
        eligible=len(eligible(view, assembly)),
        rule=None if last is None else last.ranking.rule,
        method=None if taken is None else taken.method,
        outcome=None if taken is None else taken.outcome,
        rounds=len(told),
        turnout=None if last is None else turnout(last).share,
        agreement=None if last is None else last.agreement.overall,
        unchanged=None if change is None else change.stability,
        agreement_rose=None if change is None else change.agreement,
        gini_turns=voice_of(view, assembly).gini_turns,
        kept_rate=kept_rate,
        on_track=on_track,
        events=(*(p.id for p, _ in told), *(id for one in decided for id in one.events[:2])),
    )


def _published(view: View, assembly: AssemblyId) -> Iterator[tuple[Publication, Result]]:
    """Yield the scoring rounds of an assembly as published last, but of too small a group.

    They stand in the order of opening, whenever somebody published one of them again.
    """
    small, last = smallest_groups(view), {one.round_id: one for one in publications(view)}
    for id, scores in SCORES.replay(view).items():
        here = scores.opened.kind == "SCORING" and scores.opened.assembly_id == assembly
        if here and id in last and id not in small:
            yield last[id], as_published(view, last[id])


def _change(view: View, told: list[Result]) -> Change | None:
    """Return what changed to the last round from the first one on the same proposals, if any."""
    if not told:
        return None
    before = successions(told)
    last = first = told[-1].round.opened.round_id
    while first in before:
        first = before[first]
    return None if first == last else change_as_published(view, first, last).change
