"""This module is about `collectif receipt`: the proof that one event is in the log, to keep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from collectif.collective import Collective
from collectif.commands.command import PATH, as_option, command
from collectif.errors import CollectifError, InvalidInput, Reason
from collectif.evidence.letters import write_letter
from collectif.evidence.paper import write_qr
from collectif.evidence.receipts import receipt_of
from collectif.evidence.verify import Receipt
from collectif.projections.readers import Reader, may_read
from collectif.projections.sealing import seal_of
from collectif.reports.looking import parsed_reader
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.results import Json
from collectif.reports.signing import signing


@command("receipt")
@click.argument("log", type=PATH)
@click.argument("event")
@click.option("--to", type=PATH, help="A new file; else it is printed.")
@click.option("--qr", type=PATH, help="A QR code of it for paper: NAME.svg, .png or .txt.")
@click.option("--without-words", is_flag=True, help="Without the words of the event.")
@as_option("secretary")
def receipt(
    out: Output,
    log: Path,
    event: str,
    to: Path | None,
    qr: Path | None,
    without_words: bool,
    as_: str,
) -> None:
    """Write the proof that EVENT, by its id, is in LOG."""
    with reading(log) as collective:
        reader = parsed_reader(collective, as_)
        _refuse_hidden(collective, event, reader)
        made = receipt_of(collective.log, event, words=not without_words, of=_heard(reader))
    if to is not None:
        write_letter(to, str(made), why=Reason("receipt.receipt-never-takes-place-another"))
    if qr is not None:
        with _none_left(to):
            write_qr(str(made), qr)
    shown = str(made).splitlines() if to is None else [signing(out.lang, "receipt", path=to)]
    out.tell(_json(made), iter(shown))


def _heard(reader: Reader) -> str | None:
    """Return the member whose own words the receipt may hold; None for those of everybody.

    The public and auditors read no words: no event is theirs.
    """
    return None if may_read(reader, "WORDS") else reader.member or ""


def _refuse_hidden(collective: Collective, event: str, reader: Reader) -> None:
    """Refuse a receipt whose bytes would show what somebody may not see."""
    found = collective.log.find(event)
    if found is not None and seal_of(collective.view(), reader).fields(found):
        raise InvalidInput.of("receipt.no-receipt-for-this-reader", event=event)


def _json(made: Receipt) -> Json:
    return {
        "seq": made.seq,
        "size": made.checkpoint.size,
        "origin": made.checkpoint.origin,
        "words": len(made.openings),
        "receipt": str(made),
    }


@contextmanager
def _none_left(to: Path | None) -> Iterator[None]:
    """Take the file back if the code cannot be made: both are written, or neither."""
    try:
        yield
    except CollectifError:
        if to is not None:
            to.unlink()
        raise
