"""This module is about `collectif audit`: whether what was published and decided follows."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.reports.auditing import audit_json, audit_text
from collectif.reports.opening import kept
from collectif.reports.output import Output


@command("audit")
@click.argument("log", type=PATH)
def audit_(out: Output, log: Path) -> None:
    """Ask whether what LOG published and decided follows. Name the first event that departs."""
    from collectif.auditing.audit import audited

    found = audited(kept(log))
    out.tell(audit_json(found, log), audit_text(found, out.lang))
    if not found.sound:
        sys.exit(1)
