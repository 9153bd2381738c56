"""This module is about what the sections of the page find out, once for both languages.

What leans on a round whose values nobody may see yet is left out of all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from collectif.ids import LearningId, MissionId
from collectif.projections.accountability import Accountability, accountability, up_to
from collectif.projections.corrections import Correction, Impact, corrections, impacts
from collectif.projections.coverage import Coverage, coverage
from collectif.projections.erasures import ERASURES, Erasures
from collectif.projections.funding import Funding
from collectif.projections.funding import funding as funding_of
from collectif.projections.knowledge import Learned, Success
from collectif.projections.knowledge import learnings as learnings_of
from collectif.projections.knowledge import successes as successes_of
from collectif.projections.mission import Standing
from collectif.projections.mission import missions as missions_of
from collectif.projections.ranking import Result
from collectif.projections.sealing import Seal, seal_of
from collectif.projections.together import Quarter, together
from collectif.projections.wall import WALL, Wall
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS
from collectif.record.view import View
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.page.context import Context
from collectif.reports.page.rounds import rounds as seen
from collectif.reports.results import Shown

_TALLY = frozenset({"tally"})
_PUBLICATIONS = frozenset({"results-published"})
_NAMED = ("resource-pledged", "learning-shared", "success-celebrated", "outcome-contract-signed")


def seal(context: Context) -> Seal:
    """Return what is not shown to the reader."""
    return seal_of(context.view, context.reader)


def heard(context: Context) -> View:
    """Return the view up to the day, without what may not be shown yet.

    A decision of which only the tally is not told stays: nothing here tells tallies.
    """
    hidden = [id for id, fields in context.once(seal).hidden.items() if fields != _TALLY]
    seen = context.view.without(*hidden) if hidden else context.view
    return up_to(seen, context.on)


def accountable(context: Context) -> Accountability:
    """Return who is answerable to whom."""
    return accountability(context.once(heard), on=context.on)


def quarters(context: Context) -> tuple[Quarter, ...]:
    """Return how working together went, quarter after quarter."""
    return together(context.once(heard), on=context.on)


def wall(context: Context) -> Wall:
    """Return what residents wish, and what became of it."""
    return WALL.replay(context.once(heard))


def funding(context: Context) -> Funding:
    """Return where the means are."""
    return funding_of(context.once(heard), at=context.on)


def missions(context: Context) -> Mapping[MissionId, Standing]:
    """Return how far each mission has come."""
    return missions_of(context.once(heard), at=context.on)


def covered(context: Context) -> Coverage:
    """Return who serves which indicator."""
    return coverage(context.once(heard), at=context.on)


def learnings(context: Context) -> Mapping[LearningId, Learned]:
    """Return what was learned."""
    return learnings_of(context.once(heard), at=context.on)


def successes(context: Context) -> Mapping[MissionId, tuple[Success, ...]]:
    """Return what was celebrated."""
    return successes_of(context.once(heard), at=context.on)


def corrected(context: Context) -> tuple[Correction, ...]:
    """Return what was said of what was recorded before."""
    return corrections(context.view)


def effects(context: Context) -> tuple[Impact, ...]:
    """Return what corrections after a decision did to the rankings that it rests on."""
    return impacts(context.view)


def erased(context: Context) -> Erasures:
    """Return what was erased."""
    return ERASURES.replay(context.view)


def rounds(context: Context) -> list[Shown]:
    """Return each round as the reader may see it: as last published, else as it counts now."""
    told = {one.id: one for one in context.once(seen)}
    if any(context.view.events(_PUBLICATIONS)):
        published = Looking(reader=context.reader, as_published=True)
        told |= {one.id: one for one in shown_rounds(context.view, published)}
    return list(told.values())


def events(context: Context, *types: str) -> Iterator[Recorded[Any]]:
    """Return the events of some types by the day, without what may not be shown yet."""
    return context.once(heard).events(frozenset(types))


def named(context: Context) -> Mapping[str, str]:
    """Return name of a pledge, a learning, a success, a contract -> the event that brought it."""
    found = events(context, *_NAMED)
    return {getattr(one.data, EVENTS.of(type(one.data)).names or "id"): one.id for one in found}


def day_of(event: Recorded[Any]) -> date:
    """Return the day on which something happened."""
    return event.occurred.date()


def moved_since(context: Context, shown: Shown, result: Result) -> bool:
    """Whether corrections moved a score of a round since its results were published."""
    then = {one.id: one.told for one in context.once(rounds)}.get(shown.id)
    return isinstance(then, Result) and then.ranking.scores != result.ranking.scores
