"""This module is about `collectif export`: a log, written out for others to keep."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collectif.commands.command import PATH, as_option, command
from collectif.reports.looking import parsed_reader
from collectif.reports.opening import reading
from collectif.reports.output import Output, progress_of
from collectif.reports.summary import notice_of
from collectif.reports.telling import export_json, export_text


@command("export")
@click.argument("format_", metavar="FORMAT")
@click.argument("log", type=PATH)
@click.option(
    "--to",
    "path",
    required=True,
    type=PATH,
    help="A new folder, or a new file.",
)
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@click.option("--with-words", is_flag=True, help="With the personal words at hand.")
@as_option("public")
@click.option("--licence", metavar="ID", default="CC-BY-4.0", help="Under which licence.")
@click.option("--since", type=int, metavar="N", help="From event N on, where FORMAT can.")
@click.option("--policy", type=PATH, help="Who should have signed, where FORMAT holds that.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything is lost.")
def export(
    out: Output,
    format_: str,
    log: Path,
    path: Path,
    known_at: int | None,
    with_words: bool,
    as_: str,
    licence: str,
    since: int | None,
    policy: Path | None,
    strict: bool,
) -> None:
    """Write LOG out, for others.

    FORMAT is bundle, cloudevents, csv, jsonl or prov. The report says what the files do not hold.
    """
    from collectif.exchange.registry import Terms, exporter_of, with_settings

    write = with_settings(exporter_of(format_), format_, since=since, policy=policy)
    with reading(log) as collective, progress_of(f"export {format_}", out.lang) as progress:
        terms = Terms(
            known_at=known_at,
            with_words=with_words,
            licence=licence,
            notice=notice_of(collective.view()),
            reader=parsed_reader(collective, as_),
        )
        done = write(collective, path, terms, progress=progress)
    data = export_json(done)
    out.tell(data, export_text(data, path, out.lang))
    if strict and done.lost:
        sys.exit(1)
