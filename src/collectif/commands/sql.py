"""This module is about `collectif sql`: a log as a database that people query."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from collectif.commands.command import PATH, as_option, command, head_of
from collectif.reports.looking import parsed_reader
from collectif.reports.opening import reading
from collectif.reports.output import Output, progress_of
from collectif.reports.summary import preamble
from collectif.reports.words import say, wrapped

if TYPE_CHECKING:
    from collectif.tables.sql import Refreshed


@command("sql")
@click.argument("log", type=PATH)
@click.option("--to", "path", type=PATH, help="The database; beside LOG unless told.")
@click.option("--metadata", type=PATH, help="A new file that describes it to Datasette.")
@as_option("public")
def sql(out: Output, log: Path, path: Path | None, metadata: Path | None, as_: str) -> None:
    """Make a SQLite database of LOG to query, or bring it up to date.

    It holds the events and the answers as tables, and common questions as views.
    """
    from collectif.exchange.delivery import delivering
    from collectif.tables import sql as tables

    to = log.with_name(f"{log.stem}-tables.db") if path is None else path
    with reading(log) as collective, progress_of("sql", out.lang) as progress:
        reader = parsed_reader(collective, as_)
        done = tables.refresh(collective, to, reader=reader, progress=progress)
        view = collective.view()
        data = head_of(collective, view) | _as_json(done, to)
        text = [*preamble(view, out.lang), *_as_text(done, to, out.lang)]
    if metadata is not None:
        told = json.dumps(tables.metadata(to, out.lang), ensure_ascii=False, indent=1) + "\n"
        with delivering(metadata.absolute().parent, names=(metadata.name,)) as delivery:
            delivery.put(metadata.name, [told.encode()])
    out.tell(data, iter(text))


def _as_json(done: Refreshed, to: Path) -> dict[str, object]:
    return {
        "database": str(to),
        "size": done.size,
        "added": done.added,
        "anew": done.anew,
        "tables": dict(done.tables),
    }


def _as_text(done: Refreshed, to: Path, lang: str) -> Iterator[str]:
    told = say(lang, "sql_anew" if done.anew else "sql_added", count=done.added, path=to)
    yield from wrapped(told, indent="")
    rows = sum(done.tables.values())
    yield from wrapped(say(lang, "sql_tables", tables=len(done.tables), rows=rows))
