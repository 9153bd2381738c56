"""This module is about missions on the page: how far each indicator has come, and what people say.

The bar is a yardstick, progress in even steps; beside it stands what members say when they look at
a decision again, and what they celebrate. Where the two differ, both are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.projections.coverage import Coverage
from collectif.projections.knowledge import Success
from collectif.projections.mission import Progress, Standing
from collectif.reports.page.bars import Bar, bar_of
from collectif.reports.page.blocks import Block, Figure, Figures, Folded, Item, Part, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import covered, day_of, events, missions, named, successes
from collectif.reports.page.speaker import Speaker


def progress(context: Context) -> Mapping[str, Any] | None:
    """Return each mission with its indicators and successes, and what reviews say beside them."""
    found, say = context.once(missions), Speaker(context)
    if not found:
        return None
    serving, celebrated = context.once(covered), context.once(successes)
    ids = context.once(named)
    parts = (_mission(one, serving, celebrated.get(id, ()), ids, say) for id, one in found.items())
    return panel(say.words("missions-lead", day=context.on), *parts, *_reviews(context, say))


def _mission(
    one: Standing,
    serving: Coverage,
    celebrated: tuple[Success, ...],
    ids: Mapping[str, str],
    say: Speaker,
) -> Part:
    adopted, blocks = one.adopted, list[Block]()
    blocks.append(say.words("mission-aim", statement=say.quote(adopted.statement)))
    if one.superseded_by is not None:
        blocks.append(say.words("mission-superseded", by=say.end(one.superseded_by)))
    if not one.measurable:
        blocks.append(say.words("mission-unmeasured"))
    for shown in one.indicators.values():
        blocks += _indicator(shown, serving, say)
    if celebrated:
        blocks.append(say.listing([_success(one, ids, say) for one in celebrated]))
    return Part(title=say.end(adopted.mission_id), blocks=tuple(blocks))


def _indicator(one: Progress, serving: Coverage, say: Speaker) -> Iterator[Block]:
    """Yield an indicator: the verdict of the yardstick, its bar, its figures."""
    yield say.words(f"indicator-{_verdict(one)}", indicator=one.defined.indicator_id)
    if one.progress is not None:
        yield _bar(one, say)
    figures = (*_values(one, say), *_verdicts(one, say), *_people(one, serving, say))
    yield Folded(line=say("indicator-figures"), blocks=(Figures(figures),))


def _verdict(one: Progress) -> str:
    if one.on_track is None:
        return "unknown"
    return "on-track" if one.on_track else "behind"


def _bar(one: Progress, say: Speaker) -> Bar:
    assert one.progress is not None
    assert one.baseline is not None
    assert one.latest is not None
    assert one.target is not None
    told = say(
        "bar",
        baseline=say.number(one.baseline.value),
        latest=say.number(one.latest.value),
        target=say.number(one.target.value),
        due=one.target.due,
        progress=one.progress,
        expected=one.expected,
    )
    return bar_of(one.progress, one.expected, title=told)


def _values(one: Progress, say: Speaker) -> Iterator[Figure]:
    """Yield what was measured and what is aimed at, each with its day."""
    ask = f"mission/{one.defined.indicator_id}"
    told = {
        "baseline": one.baseline and (one.baseline.value, one.baseline.at),
        "latest": one.latest and (one.latest.value, one.latest.at),
        "target": one.target and (one.target.value, one.target.due),
    }
    for name, found in told.items():
        value, day = found or (None, None)
        yield Figure(
            name=f"{ask}/{name}",
            label=say(f"figure-{name}"),
            shown=say.number(value),
            exact=None if value is None else str(value),
            ask=ask,
        )
        yield say.figure(f"figure-{name}-day", day, f"{ask}/{name}-day", ask=ask)


def _verdicts(one: Progress, say: Speaker) -> Iterator[Figure]:
    ask = f"mission/{one.defined.indicator_id}"
    yield say.share("figure-progress", one.progress, f"{ask}/progress", ask=ask)
    yield say.share("figure-expected", one.expected, f"{ask}/expected", ask=ask)
    yield Figure(
        name=f"{ask}/on-track",
        label=say("figure-on-track"),
        shown=say(_verdict(one)),
        exact=None if one.on_track is None else str(one.on_track),
        ask=ask,
    )
    yield say.figure("figure-age", one.age, f"{ask}/age", ask=ask)
    yield Figure(
        name=f"{ask}/direction",
        label=say("figure-direction"),
        shown=say(f"direction-{one.defined.direction}", unit=one.defined.unit),
        exact=one.defined.direction,
        ask=ask,
    )


def _people(one: Progress, serving: Coverage, say: Speaker) -> Iterator[Figure]:
    ask = f"mission/{one.defined.indicator_id}"
    yield say.members("figure-steward", (one.defined.steward,), f"{ask}/steward", ask=ask)
    members = serving.members(one.defined.indicator_id)
    yield say.members("figure-serving", members, f"{ask}/serving", ask=ask)


def _success(one: Success, ids: Mapping[str, str], say: Speaker) -> Item:
    measures = [
        say("measure", indicator=m.indicator_id, value=say.number(m.value), day=m.at)
        for m in one.measures
    ]
    gestures = [
        say("gesture", day=g.on, members=say.ends(g.members), what=say.quote(g.what))
        for g in one.gestures
    ]
    return Item(
        lead=say.quote(one.celebrated.statement),
        state=say("celebrated", day=one.occurred.date()),
        details=say.details({"shown-by": measures, "gestures": gestures}),
        ask=ids[one.celebrated.success_id],
    )


def _reviews(context: Context, say: Speaker) -> tuple[Block, ...]:
    """Return what members said when they looked at their decisions again."""
    items = [
        Item(
            lead=say.quote(event.data.findings),
            state=say("reviewed", day=day_of(event), outcome=event.data.outcome),
            details=say.details(
                {
                    "decision": event.data.decision_id,
                    "evidence": say.things(event.data.evidence),
                    "next-review": say.spelled(event.data.next_review),
                }
            ),
            ask=event.id,
        )
        for event in events(context, "decision-reviewed")
    ]
    lead = say.words("reviews-lead")
    return (say.part("reviews", lead, say.listing(items)),) if items else ()
