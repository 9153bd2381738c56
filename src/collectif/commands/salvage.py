"""This module is about `collectif salvage`: what can still be proved of a damaged log."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.reports.keeping import salvage_json, salvage_text
from collectif.reports.opening import kept
from collectif.reports.output import Output


@command("salvage")
@click.argument("damaged", type=PATH)
@click.option("--to", required=True, type=PATH, help="The new log.")
def salvage(out: Output, damaged: Path, to: Path) -> None:
    """Save what can be proved of DAMAGED. Say what was lost."""
    from collectif.keeping.salvaging import salvage as saved

    done = saved(kept(damaged), kept(to))
    out.tell(salvage_json(done), salvage_text(done, out.lang))
    if not done.whole:
        sys.exit(1)
