"""This module is about `collectif checkpoint`: the log as it is now, signed, to be given out."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.evidence.checkpoints import Signer, checkpoints, issue
from collectif.reports.opening import reading, recording_in
from collectif.reports.output import Output
from collectif.reports.signing import checkpoint_json, checkpoint_text, signing


@command("checkpoint")
@click.argument("log", type=PATH)
@click.option("--key", type=PATH, help="The key that signs; without it, what was signed is listed.")
def checkpoint(out: Output, log: Path, key: Path | None) -> None:
    """Sign LOG as it is now, or list all that was signed. What was signed is kept with it."""
    if key is None:
        with reading(log) as collective:
            found = checkpoints(collective.log)
        lines = "\n\n".join(str(one.note).rstrip("\n") for one in found).splitlines()
        data = {"checkpoints": [checkpoint_json(one) for one in found]}
        out.tell(data, iter(lines or [signing(out.lang, "none")]))
        return
    with recording_in(log) as collective, closing(Signer.at(key)) as signer:
        signed = issue(collective.log, signer)
    data = {"checkpoints": [checkpoint_json(signed)]}
    out.tell(data, checkpoint_text(signed))
    out.advise(signing(out.lang, "outside"))
