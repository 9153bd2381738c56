"""This module is about days as tables: the calendar, the timeline, and the shares of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from collectif.projections.calendar import calendar
from collectif.projections.ecosystem import ecosystem
from collectif.projections.timeline import Happened, timeline
from collectif.projections.together import together
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
    told = {one.event.id: one for one in timeline(asked.view, on=asked.on)}
    tellers = {lang: Chronicler.of(asked.view, lang, asked.reader) for lang in LANGUAGES}
    said = acts((one.event for one in told.values()), tellers["en"].words, one_by_one=False)
    rows = tuple(_act([told[event.id] for event in act], tellers) for act in said)
    yield Table(name="timeline", columns=("moment", "mark", "said"), rows=rows)


def _act(act: Sequence[Happened], tellers: Mapping[str, Chronicler]) -> Row:
    """Return what happened as one act, in one sentence."""
    first, events = act[0], [one.event for one in act]
    late = any(one.late for one in act)
    corrected = tuple(one.corrected_by for one in act if one.corrected_by is not None)
    return Row(
        cells={
            "moment": first.occurred.date() if first.event.precision == "DAY" else first.occurred,
            "recorded": first.event.recorded,
            "seq": first.event.seq,
            "type": first.event.type,
            "mark": ("*" if late else "") + ("~" if corrected else ""),
            "late": late,
            "corrected_by": corrected,
            "corrects": first.corrects,
            "said": {
                lang: teller.sentence(events[0]) if len(events) == 1 else teller.act(events)
                for lang, teller in tellers.items()
            },
        },
        events=tuple(event.id for event in events),
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
