"""This module is about `collectif restore`: a backup, put back without losing events unnoticed."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.errors import InvalidInput
from collectif.log.value import Head
from collectif.reports.keeping import restored_json, restored_text
from collectif.reports.opening import kept
from collectif.reports.output import Output


@command("restore")
@click.argument("backup", type=PATH)
@click.option("--to", required=True, type=PATH, help="Where the log goes, or is.")
@click.option("--expect", metavar="SIZE:ROOT", help="A state that the backup must hold.")
@click.option("--shorten", type=int, metavar="N", help="Lose N events of the log at hand.")
def restore(out: Output, backup: Path, to: Path, expect: str | None, shorten: int | None) -> None:
    """Put BACKUP back as a log. Refuse if events that are known would be lost."""
    from collectif.keeping.restoring import restore as put_back

    known = None if expect is None else _head(expect)
    done = put_back(kept(backup), kept(to), expect=known, shorten=shorten)
    out.tell(restored_json(done), restored_text(done, out.lang))


def _head(told: str) -> Head:
    found = re.fullmatch(r"(\d{1,15}):([0-9a-f]{64}|[0-9A-Za-z+/]{43}=)", told)
    if found is None:
        raise InvalidInput.of("restore.names-no-state-log", told=told[:100])
    size, root = found.groups()
    return Head(int(size), bytes.fromhex(root) if len(root) == 64 else b64decode(root))
