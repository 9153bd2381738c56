"""This module is about `collectif report`: a log as one page, for people to read and question."""

from __future__ import annotations

from pathlib import Path

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.exchange.delivery import delivering
from collectif.reports.looking import parsed_day, parsed_reader
from collectif.reports.opening import reading
from collectif.reports.output import Output, progress_of
from collectif.reports.owing import last_day
from collectif.reports.words import day as spelled
from collectif.reports.words import say


@command("report")
@click.argument("log", type=PATH)
@click.option("--to", "path", required=True, type=PATH, help="A new file, such as page.html.")
@click.option("--on", metavar="DATE", help="At the end of a day; else of the last one in LOG.")
@as_option("public")
def report_(out: Output, log: Path, path: Path, on: str | None, as_: str) -> None:
    """Write LOG as one page, in French and English; --lang is shown first.

    The page is one file that asks nothing of the network.
    """
    from collectif.reports.page import report

    parts = progress_of("report", out.lang, every=1)
    with (
        reading(log) as collective,
        delivering(path.parent, names=[path.name]) as delivery,
        parts as progress,
    ):
        reader = parsed_reader(collective, as_)
        view = collective.view(reader=reader)
        day = last_day(view) if on is None else parsed_day(on)
        head = head_of(collective, view)
        page = report(view, on=day, reader=reader, lang=out.lang, progress=progress)
        delivery.put(path.name, [page.encode()])
    data = {
        "path": str(path),
        "size": head["size"],
        "root": head["root"],
        "on": day.isoformat(),
        "bytes": len(page.encode()),
        "digest": delivery.digests[path.name],
    }
    told = data | {"on": spelled(day, out.lang)}
    out.tell(data, iter([say(out.lang, "page_written", **told)]))
