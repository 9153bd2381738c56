"""This module is about `collectif import`: what others keep, recorded with a loss report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import click
from attrs import asdict

from collectif.commands.command import PATH, command
from collectif.errors import InvalidInput
from collectif.reports.opening import recording
from collectif.reports.output import Output, progress_of
from collectif.reports.results import Json
from collectif.reports.telling import import_text


@command("import")
@click.argument("format_", metavar="FORMAT")
@click.argument("path", type=PATH)
@click.option("--into", required=True, type=PATH, help="The log.")
@click.option(
    "--mapping",
    type=PATH,
    help="A file that says how to read PATH, where FORMAT takes one.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was lost.")
def import_(
    out: Output, format_: str, path: Path, into: Path, mapping: Path | None, strict: bool
) -> None:
    """Record what is at PATH into a log.

    FORMAT is grid, jsonl, polis or script. All of it is recorded or nothing, with a report of
    what was lost.
    """
    from collectif.exchange.registry import importer_of, with_settings

    read = with_settings(importer_of(format_), format_, mapping=mapping)
    if not path.exists():
        raise InvalidInput.of("import.nothing", path=path)
    with recording(into) as collective, progress_of(f"import {format_}", out.lang) as progress:
        done = read(path, collective, progress=progress)
        head = {"events": done.events, "new": done.new, "size": collective.log.size}
        data: Json = head | asdict(cast(Any, done.report))
        data["counts"] = dict(sorted(data["counts"].items()))
    out.tell(data, import_text(data, out.lang))
    if strict and not done.lossless:
        sys.exit(1)
