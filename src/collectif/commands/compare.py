"""This module is about `collectif compare`: the same figures for many logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import click

from collectif.commands.command import PATH, as_option, command
from collectif.projections.between import Figures, figures
from collectif.reports.looking import parsed_day, parsed_reader
from collectif.reports.opening import reading
from collectif.reports.output import Output, progress_of
from collectif.reports.owing import last_day
from collectif.reports.seeing.compared import as_csv, compared
from collectif.reports.seeing.table import table_json
from collectif.reports.seeing.telling import tables_text
from collectif.reports.summary import notice_of
from collectif.reports.words import in_lang, wrapped
from collectif.values import Text


@command("compare")
@click.argument("logs", type=PATH, nargs=-1, required=True)
@click.option("--on", metavar="DATE", help="Commitments at the end of a day; else of each LOG.")
@click.option("--csv", "as_csv_", is_flag=True, help="As CSV, for a spreadsheet.")
@as_option("public")
def compare(out: Output, logs: tuple[Path, ...], on: str | None, as_csv_: bool, as_: str) -> None:
    """Put the same figures of the assemblies of many LOGS side by side, by date."""
    found = list[tuple[str, Figures]]()
    notices = dict[str, Text]()
    with progress_of("compare", out.lang) as progress:
        for log in logs:
            with reading(log) as collective:
                view = collective.view(reader=parsed_reader(collective, as_))
                day = last_day(view) if on is None else parsed_day(on)
                found += [(log.name, one) for one in figures(view, on=day)]
                if (notice := notice_of(view)) is not None:
                    notices[log.name] = notice
                progress(view.size)
    tables = list(compared(found))
    if as_csv_:
        out.tell({"csv": as_csv(tables[0])}, iter(as_csv(tables[0]).splitlines()))
        return
    data = {"notices": notices, "tables": [table_json(tables[0])]}
    out.tell(data, chain(_notices(notices, out.lang), tables_text(tables, out.lang)))


def _notices(notices: Mapping[str, Text], lang: str) -> Iterator[str]:
    """Yield what must be said of logs, each of them once."""
    for said in dict.fromkeys(in_lang(one, lang) for one in notices.values()):
        yield from (*wrapped(said, indent=""), "")
