"""This module is about `collectif log`: the events of a log as a chronicle."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import cast

import click

from collectif.commands.command import PATH, as_option, command
from collectif.log.query import Query
from collectif.log.value import LogValue
from collectif.projections.sealing import seal_of
from collectif.reports.listing import rows
from collectif.reports.looking import Looking
from collectif.reports.opening import reading
from collectif.reports.output import Output, say_beside
from collectif.reports.strangers import refuse_strangers
from collectif.reports.summary import notice_of
from collectif.reports.telling import log_text


@command("log")
@click.argument("log", type=PATH)
@click.option("--type", "type_", metavar="NAME", help="Events of a type, such as score-cast.")
@click.option("--member", metavar="ID", help="Events about a member.")
@click.option("--proposal", metavar="ID", help="Events about a proposal.")
@click.option("--assembly", metavar="ID", help="Events of an assembly.")
@click.option("--since", metavar="T", help="What happened at that time or later.")
@click.option("--until", metavar="T", help="What happened by that time; a day counts whole.")
@click.option("--known-at", type=int, metavar="N", help="The first N events only.")
@click.option("--known-at-time", metavar="T", help="What the log had learned by a moment.")
@as_option("secretary")
def log_(
    out: Output,
    log: Path,
    type_: str | None,
    known_at: int | None,
    known_at_time: str | None,
    as_: str,
    **wanted: str | None,
) -> None:
    """Tell the events of LOG as a chronicle."""
    with reading(log) as collective:
        known = Looking.parsed(
            collective, known_at=known_at, known_at_time=known_at_time, happened_by=None, as_=as_
        )
        view = known.view(collective)
        since, until = wanted.pop("since"), wanted.pop("until")
        references = {kind: id for kind, id in wanted.items() if id is not None}
        query = Query.about(*([type_] if type_ else []), **references)
        read = cast(LogValue, view.source).read(query)
        first = next(read, None)
        if first is None:
            refuse_strangers(view, type_, references)
        read = chain(() if first is None else (first,), read)
        events = Looking.between(collective, read, since, until)
        if out.format == "json":
            say_beside(notice_of(view), out.lang)
            out.tell(list(rows(events, view.codec, seal_of(view, known.reader))), iter(()))
        else:
            single = type_ is not None or "proposal" in references
            told = log_text(view, events, out.lang, one_by_one=single, reader=known.reader)
            out.tell([], told)
