"""This module is about `collectif backup`: a verified copy of a log."""

from __future__ import annotations

from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.reports.keeping import backup_json, backup_text
from collectif.reports.opening import kept
from collectif.reports.output import Output


@command("backup")
@click.argument("log", type=PATH)
@click.option("--to", required=True, type=PATH, help="A folder, or a new file.")
@click.option("--without-words", is_flag=True, help="Leave the personal words out.")
@click.option("--force", is_flag=True, help="Replace a shorter backup of the same log.")
def backup(out: Output, log: Path, to: Path, without_words: bool, force: bool) -> None:
    """Copy LOG and its personal words. Verify the copy, and say what it covers."""
    from collectif.keeping.backup import back_up

    done = back_up(kept(log), to, words=not without_words, force=force)
    out.tell(backup_json(done), backup_text(done, out.lang))
