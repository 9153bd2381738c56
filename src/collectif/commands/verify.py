"""This module is about `collectif verify`: every byte of every event."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.telling import report_json, report_text


@command("verify")
@click.argument("path", type=PATH)
def verify(out: Output, path: Path) -> None:
    """Check every byte of every event at PATH; name the first event that is wrong."""
    with reading(path) as collective:
        report = collective.log.verify()
        out.tell(report_json(report), report_text(report, out.lang))
    if not report.sound:
        sys.exit(1)
