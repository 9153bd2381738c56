"""This module is about the rounds of a page: what of each may be shown to its reader, and no more.

Figures of a secret round that rests on small groups are told as `collectif replay` tells them, and
nothing finer is: neither cells, nor what changed, nor its history, for two figures together would
tell a third.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve

from collectif.counting import band
from collectif.projections.opinions import Opinions
from collectif.projections.ranking import Result
from collectif.projections.sealing import Seal, seal_of
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.page.context import Context
from collectif.reports.results import Shown
from collectif.reports.words import say

HALF = Fraction(50)
"""The score from which a proposal is wanted: the middle of the scale."""

ON_THE_SCALE = frozenset({"college-mean", "median", "weighted-mean"})
"""The rules whose scores say how high on the scale a proposal stands, from 0 to 100."""


def seal(context: Context) -> Seal:
    """Return what the reader of the page is not shown; ask it through `Context.once`."""
    return seal_of(context.view, context.reader)


def rounds(context: Context) -> tuple[Shown, ...]:
    """Return every round as its reader may see it; ask it through `Context.once`.

    The page keeps what was counted, not the scores one by one: of a crowd they fill the memory.
    """
    return tuple(map(_counted, shown_rounds(context.view, Looking(reader=context.reader))))


def _counted(shown: Shown) -> Shown:
    if not isinstance(shown.told, Result):
        return shown
    return evolve(shown, told=evolve(shown.told, round=evolve(shown.told.round, cells={})))


def scored(context: Context) -> tuple[Shown, ...]:
    """Return the scoring rounds, those without figures too, in the order of opening."""
    return tuple(one for one in context.once(rounds) if one.kind == "SCORING")


def fine(context: Context) -> tuple[tuple[Shown, Result], ...]:
    """Return the scoring rounds of which every figure may be told, with their results."""
    return tuple(
        (one, one.told)
        for one in scored(context)
        if isinstance(one.told, Result) and one.smallest is None
    )


def conversations(context: Context) -> tuple[tuple[Shown, Opinions], ...]:
    """Return the open conversations whose stances may be told."""
    return tuple(
        (one, one.told)
        for one in context.once(rounds)
        if isinstance(one.told, Opinions) and one.told.visible
    )


def limits(result: Result) -> tuple[Fraction, ...]:
    """Return the levels at which the bands of agreement start in a round."""
    return tuple(Fraction(limit) for limit in result.round.charter.consensus.bands)


def worded(context: Context, level: Fraction | None, result: Result) -> str | None:
    """Return a level of agreement in a word; None for no level."""
    return None if level is None else say(context.lang, band(level, limits(result)))


def quadrant(score: Fraction | None, level: Fraction | None, result: Result) -> str | None:
    """Return which of the four a proposal is: whether it is wanted, and whether people agree.

    A level from the middle band on is agreement. None where either figure is lacking, or where
    scores do not say how high on the scale a proposal stands.
    """
    if score is None or level is None or result.ranking.rule not in ON_THE_SCALE:
        return None
    wanted = "wanted" if score >= HALF else "unwanted"
    return f"{wanted}-{'together' if level >= limits(result)[1] else 'divided'}"


def heading(context: Context, shown: Shown) -> Mapping[str, Any]:
    """Return what a round is called: its id, its assembly, how it stands for this reader."""
    opened = context.once(_openings).get(shown.id)
    return {"id": shown.id, "assembly": context.teller.name("assembly", opened or "")}


def _openings(context: Context) -> Mapping[str, str]:
    """Return round -> the assembly in which it was opened."""
    events = context.view.events(frozenset({"round-opened"}))
    return {event.data.round_id: event.data.assembly_id for event in events}
