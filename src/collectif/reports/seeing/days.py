"""This module is about days as tables: the calendar, the timeline, and the shares of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectif.projections.calendar import calendar
from collectif.projections.ecosystem import ecosystem
from collectif.projections.timeline import Happened, timeline
from collectif.projections.together import together
from collectif.record.envelope import Recorded
from collectif.reports.chronicle import Chronicler
from collectif.reports.listing import acts
from collectif.reports.seeing.asked import Asked
from collectif.reports.seeing.table import Bar, Row, Table
from collectif.reports.words import LANGUAGES


def promised(asked: Asked) -> Iterator[Table]:
    """Yield every day that was promised, and what came of it."""
    rows = tuple(
        Row(
            cells={
                "day": one.day,
                "standing": one.state,
                "promised": one.kind,
                "about": one.about,
                "by": one.by,
                "to": one.to,
                "met": one.met,
                "what": one.what,
            },
            events=(one.promised_by,) if one.met_by is None else (one.promised_by, one.met_by),
        )
        for one in calendar(asked.view, on=asked.on)
    )
    yield Table(
        name="calendar", columns=("day", "standing", "promised", "about", "what"), rows=rows
    )


def happened(asked: Asked) -> Iterator[Table]:
    """Yield what happened, in the order in which it happened, as sentences."""
    told = {one.event: one for one in timeline(asked.view, on=asked.on)}
    events = {event.id: event for event in asked.seen.events()}
    tellers = {lang: Chronicler.of(asked.view, lang, asked.reader) for lang in LANGUAGES}
    said = acts((events[id] for id in told), tellers["en"].words, one_by_one=False)
    rows = tuple(_act(act, [told[event.id] for event in act], tellers) for act in said)
    yield Table(name="timeline", columns=("moment", "mark", "said"), rows=rows)


def _act(
    act: Sequence[Recorded[Any]], told: Sequence[Happened], tellers: Mapping[str, Chronicler]
) -> Row:
    """Return what happened as one act, in one sentence."""
    first, late = act[0], any(one.late for one in told)
    corrected = tuple(one.corrected_by for one in told if one.corrected_by is not None)
    return Row(
        cells={
            "moment": first.occurred.date() if first.precision == "DAY" else first.occurred,
            "recorded": first.recorded,
            "seq": first.seq,
            "type": first.type,
            "mark": ("*" if late else "") + ("~" if corrected else ""),
            "late": late,
            "corrected_by": corrected,
            "corrects": told[0].corrects,
            "said": {
                lang: teller.sentence(first) if len(act) == 1 else teller.act(list(act))
                for lang, teller in tellers.items()
            },
        },
        events=tuple(event.id for event in act),
    )


def eco(asked: Asked) -> Iterator[Table]:
    """Yield the six shares from ego to eco, and working together quarter after quarter."""
    rows = tuple(
        Row(
            cells={
                "share": one.share,
                "bar": Bar(one.share),
                "part": len(one.part),
                "whole": len(one.whole),
                "counted": one.part,
                "eco": one.name,
            },
            events=one.events,
        )
        for one in ecosystem(asked.view, on=asked.on)
    )
    shown = ("share", "bar", "part", "whole", "eco")
    yield Table(name="ecosystem", columns=shown, rows=rows)
    types = ("commitment-made", "contribution-reported", "account-requested")
    happened = list(asked.seen.events(frozenset(types)))
    quarters = tuple(
        Row(
            cells={
                "quarter": one.name,
                "contributions": one.contributions,
                "joint_share": one.joint_share,
                "reciprocity": one.reciprocity,
                "response_rate": one.response_rate,
                "beyond_funders_share": one.beyond_funders_share,
                "bar": Bar(one.joint_share),
            },
            events=tuple(e.id for e in happened if one.first <= e.occurred.date() <= one.last),
        )
        for one in together(asked.view, on=asked.on)
    )
    columns = ("quarter", "contributions", "joint_share", "reciprocity", "response_rate", "bar")
    yield Table(name="quarters", columns=columns, rows=quarters)
