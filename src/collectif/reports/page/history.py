"""This module is about the history on the page: the ranking as it was known at each moment.

What a round hides is hidden at each moment, too: a sealed round has no history before it closes,
and one that rests on small groups has none at all, for the difference of two states tells a voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from collectif.counting import band
from collectif.projections.opinions import OPINIONS, Opinions
from collectif.projections.panels import PANELS
from collectif.projections.ranking import result_from
from collectif.projections.scores import SCORES
from collectif.record.fold import side_by_side
from collectif.reports.page.context import Context
from collectif.reports.page.moments import Moment, moments
from collectif.reports.page.rounds import conversations, fine, limits
from collectif.reports.words import say

MOST_MOMENTS = 150
"""The moments that are shown at most."""

MOST_PLACES = 10
"""The scenarios that are shown at each moment at most, from the first place on."""

_WORK = 3_000_000
"""Roughly how many events are counted again in all; a log so long, or with so many scenarios, that
it would take longer shows fewer moments, but never fewer than `_FEWEST`."""

_EVENTS_PER_CELL = 100
"""To how many events the counting of one scenario by one criterion compares in work."""

_FEWEST = 8

_ALL = side_by_side(side_by_side(SCORES, PANELS), OPINIONS)


@frozen(kw_only=True)
class Known:
    """What was known of a round at a moment.

    Attributes:
        moment: The moment.
        rows: (place, proposal, its figure), from the first place on.
        others: How many more there were.
        level: The overall agreement; None where there is none, or of an open conversation.
        band: The same in a word.
        counts: Whether the figures are counts of people who agree, not scores.
    """

    moment: Moment
    rows: tuple[tuple[int, str, Fraction | None], ...]
    others: int
    level: Fraction | None = None
    band: str | None = None
    counts: bool = False


@frozen(kw_only=True)
class History:
    """The history of all rounds of a page.

    Attributes:
        states: What was known at each moment, in order.
        count: Of how many moments these were chosen.
    """

    states: tuple[Known, ...]
    count: int


def history(context: Context) -> Mapping[str, Any] | None:
    """Return what was known at each moment, the oldest first; None where there is no moment."""
    told = context.once(_history)
    if not told.states:
        return None
    leaders: dict[str, set[str]] = {}
    states = [_state(context, one, leaders) for one in told.states]
    return {"states": states, "count": told.count, "last": len(states)}


def _history(context: Context) -> History:
    wanted = [shown.id for shown, _ in (*fine(context), *conversations(context))]
    cells = sum(len(result.counted.profile.pairs) for _, result in fine(context))
    work = max(context.view.size + _EVENTS_PER_CELL * cells, 1)
    most = max(min(MOST_MOMENTS, _WORK // work), _FEWEST)
    found = moments(context.view, wanted, most=most)
    return History(states=tuple(_known(context, found.chosen)), count=found.count)


def _known(context: Context, chosen: tuple[Moment, ...]) -> Iterator[Known]:
    sizes = [one.size for one in chosen]
    told = _ALL.replay_each(context.view, sizes)
    for moment, ((scores, panels), opinions) in zip(chosen, told, strict=True):
        talk = opinions.get(moment.round)
        if talk is not None:
            yield _standings(moment, talk)
        elif moment.round in scores:  # a view by time may lack the rules of a round
            result = result_from(scores[moment.round], panels[moment.round], known_at=moment.size)
            places, ranked = result.ranking.places(), result.ranking.scores
            level = result.agreement.overall
            yield Known(
                moment=moment,
                rows=tuple((p, o, ranked.get(o)) for p, o in places[:MOST_PLACES]),
                others=max(len(places) - MOST_PLACES, 0),
                level=level,
                band=None if level is None else band(level, limits(result)),
            )


def _standings(moment: Moment, talk: Opinions) -> Known:
    """Return the statements by how many agree; those with as many share a place."""
    agree = {id: counts.get("AGREE", 0) for id, counts in talk.standings().items()}
    order = sorted(agree, key=lambda id: -agree[id])
    first = {count: place for place, count in reversed([*enumerate(map(agree.get, order), 1)])}
    rows = tuple((first[agree[id]], str(id), Fraction(agree[id])) for id in order[:MOST_PLACES])
    return Known(moment=moment, rows=rows, others=max(len(order) - len(rows), 0), counts=True)


def _state(context: Context, known: Known, leaders: dict[str, set[str]]) -> dict[str, Any]:
    """Return a state for the template; it says when the first place is another than before."""
    moment = known.moment
    first = {option for place, option, _ in known.rows if place == 1}
    before = leaders.get(moment.round)
    leaders[moment.round] = first
    return {
        "size": moment.size,
        "event": moment.event,
        "said": context.tell(
            f"page.moment-{moment.what.lower()}",
            on=moment.occurred, round=moment.round, size=moment.size,
        ),
        "rows": [(place, context.teller.name("proposal", o), f) for place, o, f in known.rows],
        "counts": known.counts,
        "others": known.others,
        "level": known.level,
        "word": known.band and say(context.lang, known.band),
        "turned": before is not None and before != first,
        "empty": not known.rows,
    }  # fmt: skip
