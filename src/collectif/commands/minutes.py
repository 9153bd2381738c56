"""This module is about `collectif minutes`: what an assembly was, said and decided, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collectif.collective import Collective
from collectif.commands.command import PATH, as_option, command, head_of
from collectif.errors import InvalidInput
from collectif.projections.readers import AUDITOR, PUBLIC, SECRETARY
from collectif.projections.registers import REGISTERS
from collectif.record.view import View
from collectif.reports.looking import Looking
from collectif.reports.opening import reading
from collectif.reports.output import Output
from collectif.reports.summary import preamble
from collectif.reports.words import say


@command("minutes")
@click.argument("log", type=PATH)
@click.argument("assembly", required=False)
@click.option("--to", "path", type=PATH, help="A new file: .md, .html or .pdf.")
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@as_option("secretary")
def minutes_(
    out: Output, log: Path, assembly: str | None, path: Path | None, known_at: int | None, as_: str
) -> None:
    """Write the minutes of ASSEMBLY in LOG: Markdown, a page, or a PDF to print and file.

    ASSEMBLY may be left out where LOG has only one.
    """
    from collectif.reports.minutes import Stamp, minutes
    from collectif.reports.minutes.delivering import delivered, minutes_json
    from collectif.reports.minutes.markdown import in_markdown_text
    from collectif.reports.minutes.reading import on_screen

    with reading(log) as collective:
        look = Looking.parsed(
            collective, known_at=known_at, known_at_time=None, happened_by=None, as_=as_
        )
        view, whole = look.view(collective), collective.view()
        told = minutes(view, assembly or _only_one(view), reader=look.reader,
                       readings=_readings(collective))  # fmt: skip
        stamp = Stamp.of(view, whole=whole)
        data: dict[str, Any] = head_of(collective, view) | minutes_json(told, view, out.lang)
        if path is None:
            shown = (told, view, out.lang, stamp)
            document = in_markdown_text(*shown).splitlines()
            out.tell(data, on_screen(*shown) if out.terminal else iter(document))
            return
        delivered(told, view, out.lang, stamp, path)
        written = [*preamble(view, out.lang), say(out.lang, "written", path=path)]
        out.tell(data | {"written": str(path)}, iter(written))


def _readings(collective: Collective) -> list[Any]:
    """Return how the log is read by those who may have adopted its minutes."""
    return [(reader, collective.view(reader=reader)) for reader in (SECRETARY, AUDITOR, PUBLIC)]


def _only_one(view: View) -> str:
    known = sorted(REGISTERS.replay(view).assemblies)
    if len(known) == 1:
        return known[0]
    raise InvalidInput.of("minutes.which-assembly", assemblies=", ".join(known) or "-")
