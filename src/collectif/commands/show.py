"""This module is about `collectif show`: what follows from a log, one projection at a time."""

from __future__ import annotations

from pathlib import Path

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.errors import UnknownName
from collectif.reports.looking import Looking, parsed_day
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.owing import last_day
from collectif.reports.seeing.asked import Asked
from collectif.reports.seeing.sights import SIGHTS
from collectif.reports.seeing.table import table_json
from collectif.reports.seeing.telling import sight_text
from collectif.reports.strangers import nearest


@command("show")
@click.argument("log", type=PATH)
@click.argument("what", metavar="WHAT", default="")
@click.option("--on", metavar="DATE", help="At the end of a day; else of the last one in LOG.")
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@as_option("secretary")
def show(out: Output, log: Path, what: str, on: str | None, known_at: int | None, as_: str) -> None:
    """Show one thing that follows from LOG, as tables and small charts.

    WHAT is calendar, change, corrections, coverage, criteria, ecosystem, funding, groups,
    knowledge, mission, participation, registers, timeline, voice or wall.
    """
    if what not in SIGHTS:
        near = nearest(what, SIGHTS)[0]
        known = ", ".join(sorted(SIGHTS))
        missing = "seeing.no-such-thing" if what else "seeing.nothing-named"
        raise UnknownName.of(missing, given=what, known=known, nearest=near)
    with reading(log) as collective:
        look = Looking.parsed(
            collective, known_at=known_at, known_at_time=None, happened_by=None, as_=as_
        )
        view = look.view(collective)
        day = last_day(view) if on is None else parsed_day(on)
        tables = list(SIGHTS[what](Asked(view=view, on=day, reader=look.reader, lang=out.lang)))
        told = {"what": what, "on": day.isoformat(), "tables": [table_json(one) for one in tables]}
        out.tell(head_of(collective, view) | told, sight_text(view, what, day, tables, out.lang))
