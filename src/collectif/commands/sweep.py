"""This module is about `collectif sweep`: words that should not be there any more."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collectif.commands.command import PATH, command, head_of
from collectif.reports.erasing import residue_json, residue_text
from collectif.reports.opening import sweeping
from collectif.reports.output import Output
from collectif.reports.words import say, wrapped


@command("sweep")
@click.argument("log", type=PATH)
def sweep(out: Output, log: Path) -> None:
    """Remove erased words that came back. Also those that an interrupted act left behind in LOG."""
    with sweeping(log) as collective:
        with collective.log.scanning() as scan:
            collective.sweep()
            loose = collective.log.sweep()
        residue = scan.residue
        data = head_of(collective, collective.view()) | {
            "erased": residue.words - loose,
            "loose": loose,
            "residue": residue_json(residue),
        }
        told = say(out.lang, "swept", erased=residue.words - loose, loose=loose)
        found = residue_text(residue, out.lang) if residue.words else ()
        out.tell(data, iter((*wrapped(told, indent=""), *found)))
    if not residue.clean:
        sys.exit(1)
