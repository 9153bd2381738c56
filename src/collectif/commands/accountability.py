"""This module is about `collectif accountability`: who owes what to whom."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.projections.accountability import accountability
from collectif.reports.looking import parsed_day, parsed_reader
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.owing import (
    account_json,
    account_text,
    accountability_json,
    accountability_text,
    last_day,
)
from collectif.reports.summary import preamble


@command("accountability")
@click.argument("log", type=PATH)
@click.option("--member", metavar="ID", help="What one member owes and is owed.")
@click.option("--on", metavar="DATE", help="At the end of a day; else of the last one in LOG.")
@as_option("secretary")
def accountability_(out: Output, log: Path, member: str | None, on: str | None, as_: str) -> None:
    """Tell who owes what to whom in LOG, and by when."""
    with reading(log) as collective:
        view = collective.view(reader=parsed_reader(collective, as_))
        told = accountability(view, on=last_day(view) if on is None else parsed_day(on))
        if member is None:
            data, shown = accountability_json(told), accountability_text(told, out.lang)
        else:
            one = told.of(member)
            data, shown = account_json(one, told.on), account_text(one, told.on, out.lang)
        out.tell(head_of(collective, view) | data, chain(preamble(view, out.lang), shown))
