"""This module is about every question that a view answers, to hold all answers to the same laws.

An answer that is refused counts too: its reason, in words, stands where the answer would.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import pairwise
from typing import Any, get_args

import attrs
import msgspec

from collectif.errors import CollectifError
from collectif.projections import (
    accountability,
    apart,
    beside,
    between,
    calendar,
    change,
    corrections,
    coverage,
    digests,
    ecosystem,
    edges,
    erasures,
    funding,
    grounds,
    ingredients,
    irregular,
    knowledge,
    lookalikes,
    minuted,
    mission,
    objections,
    opinions,
    panels,
    participation,
    plan,
    promises,
    ranking,
    registers,
    rolls,
    scores,
    sealing,
    small_groups,
    timeline,
    together,
    voice,
    wall,
)
from collectif.record.fold import Projection
from collectif.record.view import View

Ask = Callable[[View], object]
"""A question to a view."""

DAYS = (date(2016, 11, 30), date(2017, 6, 30), date(2018, 12, 31))
"""The days for which is asked what is asked by day: early, in between, after everything."""

PROJECTIONS: Mapping[str, Projection[Any, Any]] = {
    "beside._FUNDED": beside._FUNDED,
    "change._SAID": change._SAID,
    "edges.EDGES": edges.EDGES,
    "erasures.ERASURES": erasures.ERASURES,
    "grounds.ANSWERS": grounds.ANSWERS,
    "grounds._ALL": grounds._ALL,
    "irregular.IRREGULAR": irregular.IRREGULAR,
    "lookalikes.NAMED": lookalikes.NAMED,
    "minuted.MINUTES": minuted.MINUTES,
    "objections.OBJECTIONS": objections.OBJECTIONS,
    "opinions.OPINIONS": opinions.OPINIONS,
    "panels.PANELS": panels.PANELS,
    "participation._STEPS": participation._STEPS,
    "promises.PROMISES": promises.PROMISES,
    "ranking._ROUNDS": ranking._ROUNDS,
    "registers.REGISTERS": registers.REGISTERS,
    "scores.SCORES": scores.SCORES,
    "sealing.SEALED": sealing.SEALED,
    "small_groups.SMALLEST": small_groups.SMALLEST,
    "voice._TALK": voice._TALK,
    "wall.WALL": wall.WALL,
}
"""Name -> each projection that a module of `collectif.projections` declares."""


def told(answer: object, *, but: Collection[str] = ()) -> object:
    """Return an answer as plain values that are equal where it says the same in the same order.

    Args:
        answer: Anything that a projection says.
        but: Names of fields to leave out, such as `known_at`, the size of the log itself.
    """
    if isinstance(answer, View):
        return answer.size, answer.happened_by, answer.corrected
    if isinstance(answer, Mapping):
        return [(told(key, but=but), told(value, but=but)) for key, value in answer.items()]
    if isinstance(answer, AbstractSet):
        return sorted(repr(told(one, but=but)) for one in answer)
    if isinstance(answer, tuple | list):
        return [told(one, but=but) for one in answer]
    fields = _fields(answer)
    if fields is None:
        return answer
    said = [(name, told(getattr(answer, name), but=but)) for name in fields if name not in but]
    return type(answer).__name__, said


def _fields(answer: Any) -> Collection[str] | None:
    """Return the names of the fields of an answer; None if it has none."""
    if isinstance(answer, msgspec.Struct):
        return answer.__struct_fields__
    cls: Any = type(answer)
    return [field.name for field in attrs.fields(cls)] if attrs.has(cls) else None


def answers(
    view: View, *, but: Collection[str] = (), without: Collection[str] = ()
) -> Mapping[str, object]:
    """Return what a view says to every question, as plain values; see `told`.

    Args:
        view: The view that is asked.
        but: Names of fields to leave out of every answer.
        without: The questions that are not asked.
    """
    return {name: told(ask(view), but=but) for name, ask in ANSWERS.items() if name not in without}


def _or_why(ask: Callable[..., object], *asked: object, **more: object) -> object:
    try:
        return ask(*asked, **more)
    except CollectifError as refusal:
        return str(refusal)


def _by_day(ask: Callable[..., object], name: str = "at") -> Ask:
    return lambda view: [ask(view, **{name: day}) for day in DAYS]


def _by_assembly(ask: Callable[..., object]) -> Ask:
    return lambda view: {
        id: _or_why(ask, view, id) for id in sorted(registers.REGISTERS.replay(view).assemblies)
    }


def _by_result(ask: Callable[..., object]) -> Ask:
    return lambda view: {id: ask(one) for id, one in ranking.results(view).items()}


def _by_pair(ask: Callable[..., object]) -> Ask:
    return lambda view: [_or_why(ask, view, *pair) for pair in pairwise(scores.SCORES.replay(view))]


def _result_of_each(view: View) -> object:
    found = scores.SCORES.replay(view).values()
    return [_or_why(ranking.result_of, one, view) for one in found if one.opened.criteria_set_id]


def _beside_each(view: View) -> object:
    return {id: beside.beside(one, view) for id, one in ranking.results(view).items()}


def _each_as_published(view: View) -> object:
    return [_or_why(ranking.as_published, view, one) for one in ranking.publications(view)]


ANSWERS: Mapping[str, Ask] = {
    **{name: projection.replay for name, projection in PROJECTIONS.items()},
    "accountability.accountability": _by_day(accountability.accountability, "on"),
    "accountability.up_to": _by_day(accountability.up_to, "day"),
    "apart.accountability_by": lambda view: [
        apart.accountability_by(view, on=day, by=by) for day in DAYS for by in get_args(apart.By)
    ],
    "beside.beside": _beside_each,
    "beside.groups_of": _by_result(beside.groups_of),
    "between.figures": _by_day(between.figures, "on"),
    "calendar.calendar": _by_day(calendar.calendar, "on"),
    "change.change_as_corrected": _by_pair(change.change_as_corrected),
    "change.change_as_published": _by_pair(change.change_as_published),
    "corrections.corrections": corrections.corrections,
    "corrections.effects": corrections.effects,
    "corrections.impacts": corrections.impacts,
    "coverage.coverage": _by_day(coverage.coverage),
    "digests.agreement_digest": _by_result(digests.agreement_digest),
    "digests.ranking_digest": _by_result(digests.ranking_digest),
    "ecosystem.ecosystem": _by_day(ecosystem.ecosystem, "on"),
    "funding.funding": _by_day(funding.funding),
    "grounds.grounds": grounds.grounds,
    "ingredients.ingredients": ingredients.ingredients,
    "knowledge.learnings": _by_day(knowledge.learnings),
    "knowledge.successes": _by_day(knowledge.successes),
    "minuted.as_minuted": _by_assembly(minuted.as_minuted),
    "mission.missions": _by_day(mission.missions),
    "mission.progress": _by_day(mission.progress),
    "participation.deciding": participation.deciding,
    "participation.eligible": _by_assembly(participation.eligible),
    "participation.funnel": _by_assembly(participation.funnel),
    "participation.turnout": _by_result(participation.turnout),
    "plan.objectives": _by_day(plan.objectives),
    "ranking.as_published": _each_as_published,
    "ranking.publications": ranking.publications,
    "ranking.recounted": _by_result(lambda one: ranking.recounted(one, one.round)),
    "ranking.result_of": _result_of_each,
    "ranking.results": ranking.results,
    "rolls.rolls": _by_day(rolls.rolls, "on"),
    "sealing.seal_of": sealing.seal_of,
    "sealing.tells_sealed_values": lambda view: sealing.tells_sealed_values(view, view.size),
    "small_groups.smallest_groups": small_groups.smallest_groups,
    "timeline.timeline": timeline.timeline,
    "together.history": _by_day(together.history, "on"),
    "together.together": _by_day(together.together, "on"),
    "voice.uptake": voice.uptake,
    "voice.voice_of": _by_assembly(voice.voice_of),
}
"""Name -> how each projection, and each public function of a view, is asked."""
