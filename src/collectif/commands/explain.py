"""This module is about `collectif explain`: why it is so, down to the events."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.reports.explaining import (
    explanation_json,
    explanation_text,
    references_json,
    references_text,
)
from collectif.reports.looking import Looking, parsed_day
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.summary import preamble
from collectif.trail import explain as explained
from collectif.trail import references


@command("explain")
@click.argument("log", type=PATH)
@click.argument("ref", required=False)
@click.option("--depth", type=click.IntRange(0), metavar="N", help="N steps down, no further.")
@click.option("--full", is_flag=True, help="All the way down, with every reason.")
@click.option("--on", metavar="DATE", help="At the end of a day; else of the last one in LOG.")
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@click.option("--known-at-time", metavar="T", help="As it was known at a moment.")
@click.option("--happened-by", metavar="DATE", help="Without what happened after a day.")
@as_option("secretary")
def explain(
    out: Output,
    log: Path,
    ref: str | None,
    depth: int | None,
    full: bool,
    on: str | None,
    **looking: Any,
) -> None:
    """Explain REF in LOG: a rank, a decision, a commitment, a figure, an event.

    Without REF, list what can be asked for.
    """
    with reading(log) as collective:
        look = Looking.parsed(collective, **looking)
        view, day = look.view(collective), None if on is None else parsed_day(on)
        head = head_of(collective, view)
        if ref is None:
            found = references(view, on=day, reader=look.reader)
            data, text = references_json(found), references_text(found, out.lang)
        else:
            trail = explained(view, ref, on=day, reader=look.reader)
            data = explanation_json(trail, view, out.lang)
            text = explanation_text(trail, view, out.lang, look.reader, depth=depth, full=full)
        out.tell(head | data, chain(preamble(view, out.lang), text))
