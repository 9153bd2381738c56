"""This module is about `collectif receipt`: the proof that one event is in the log, to keep."""

from __future__ import annotations

from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.errors import InvalidInput
from collectif.evidence.paper import write_qr
from collectif.evidence.receipts import receipt_of
from collectif.evidence.verify import Receipt
from collectif.exchange.withholding import refuse_while_sealed
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.results import Json


@command("receipt")
@click.argument("log", type=PATH)
@click.argument("event")
@click.option("--to", type=PATH, help="A new file; else it is printed.")
@click.option("--qr", type=PATH, help="A QR code of it for paper: NAME.svg, .png or .txt.")
@click.option("--without-words", is_flag=True, help="Without the words of the event.")
def receipt(
    out: Output, log: Path, event: str, to: Path | None, qr: Path | None, without_words: bool
) -> None:
    """Write the proof that EVENT, by its id, is in LOG as it was signed."""
    with reading(log) as collective:
        refuse_while_sealed(collective.view())
        made = receipt_of(collective.log, event, words=not without_words)
    if to is not None:
        _write(str(made), to)
    if qr is not None:
        write_qr(str(made), qr)
    shown = [] if to is not None else str(made).splitlines()
    out.tell(_json(made), iter(shown))


def _json(made: Receipt) -> Json:
    return {
        "seq": made.seq,
        "size": made.checkpoint.size,
        "origin": made.checkpoint.origin,
        "words": len(made.openings),
        "receipt": str(made),
    }


def _write(text: str, path: Path) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise InvalidInput(
            f"There is already a file at {path}.",
            "A receipt is written to a new file and never over another.",
            "Name another path.",
        ) from error
