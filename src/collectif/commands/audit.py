"""This module is about `collectif audit`: whether what was published and decided follows."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collectif.commands.command import PATH, as_option, command
from collectif.projections.readers import Reader
from collectif.reports.auditing import examination_json, examination_text
from collectif.reports.opening import kept
from collectif.reports.output import Output


@command("audit")
@click.argument("log", type=PATH)
@as_option("auditor")
def audit_(out: Output, log: Path, as_: str) -> None:
    """Ask whether what LOG published and decided follows, and answer the 25 questions."""
    from collectif.auditing.examining import examined

    with examined(kept(log), reader=Reader.parsed(as_)) as found:
        out.tell(examination_json(found, log, out.lang), examination_text(found, out.lang))
    if not found.audit.sound:
        sys.exit(1)
