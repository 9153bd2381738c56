"""This module is about the calendar on the page: what was promised by which day, month by month.

Each day stands with how it came out by the day of the page; days that are past and met by nothing
are said to be late, in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from collectif.phrasing import words
from collectif.projections.calendar import Promised, calendar
from collectif.reports.page.blocks import MOST, Figures, Folded, Item, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import heard
from collectif.reports.page.speaker import Speaker

_STATES = ("OPEN", "LATE", "KEPT", "DONE")


def days(context: Context) -> Mapping[str, Any] | None:
    """Return what was promised by which day: still to come first, then all of it by month."""
    found, say = context.once(_calendar), Speaker(context)
    if not found:
        return None
    counts = {state: sum(one.state == state for one in found) for state in _STATES}
    figures = (
        say.figure(f"day-{state}", count, f"calendar/{state}", ask="")
        for state, count in counts.items()
    )
    ahead = [one for one in found if one.state in ("OPEN", "LATE")]
    months = (
        _month(year, month, tuple(of), say)
        for (year, month), of in groupby(
            found[-MOST:], key=lambda one: (one.day.year, one.day.month)
        )
    )
    return panel(
        say.words("calendar-lead", day=context.on),
        Figures(tuple(figures)),
        say.part("ahead", say.listing([_item(one, say) for one in ahead]))
        if ahead
        else say.words("nothing-ahead"),
        say.part("months", *months, *((say.words("more", count=len(found) - MOST),)
                                      if len(found) > MOST else ())),
    )  # fmt: skip


def _calendar(context: Context) -> tuple[Promised, ...]:
    return calendar(context.once(heard), on=context.on)


def _month(year: int, month: int, of: tuple[Promised, ...], say: Speaker) -> Folded:
    line = say("month", month=words("months", say.lang)[str(month)], year=str(year), count=len(of))
    return Folded(line=line, blocks=(say.listing([_item(one, say) for one in of]),))


def _item(one: Promised, say: Speaker) -> Item:
    return Item(
        lead=say(
            f"promised-{one.kind}",
            day=one.day,
            about=one.about,
            what="" if one.what is None else say.quote(one.what),
            by=say.ends(one.by),
            to=say.ends(one.to),
        ),
        state=say(f"day-state-{one.state}", day=one.met),
        ask=one.promised_by,
    )
