"""This module is about `collectif demo`: the Lachine assembly, recorded, replayed and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from collectif.collective import Collective
from collectif.commands.command import PATH, as_option, command, head_of
from collectif.errors import InvalidInput
from collectif.log.sqlite import private_path
from collectif.projections.accountability import accountability
from collectif.projections.readers import Reader
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.opening import kept, remove
from collectif.reports.output import Output
from collectif.reports.owing import accountability_json, in_short, last_day
from collectif.reports.results import as_json
from collectif.reports.summary import decisions_json, decisions_text
from collectif.reports.telling import report_json, report_text, rounds_text
from collectif.reports.words import say, wrapped
from collectif.reports.years import years_json, years_text


@command("demo")
@click.argument("path", default="lachine.db", type=PATH)
@click.option("--force", is_flag=True, help="Replace what is at PATH.")
@as_option("secretary")
def demo(out: Output, path: Path, force: bool, as_: str) -> None:
    """Record the Lachine assembly at PATH, and replay it. It ran from 2016 to 2018."""
    from collectif.demo import record_scenario

    reader = Reader.parsed(as_)
    for file in (kept(path), private_path(path)):
        if file.is_dir():
            raise InvalidInput.of("demo.folder", file=file)
        if file.exists() and not force:
            raise InvalidInput.of("demo.already-file", file=file)
    remove(path)
    with record_scenario(path) as collective:
        _tell_all(out, collective, Looking(as_published=True, reader=reader), path)


def _tell_all(out: Output, collective: Collective, look: Looking, path: Path) -> None:
    """Tell what a log says: notice, rounds, decisions, the years after, whether it is sound."""
    view = look.view(collective)
    rounds = shown_rounds(view, look)
    told = accountability(view, on=last_day(view))
    report = collective.log.verify()
    data = head_of(collective, view) | {
        "rounds": [as_json(one) for one in rounds],
        "decisions": decisions_json(view, look.reader),
        "accountability": accountability_json(told),
        **years_json(view, told.on),
        "verification": report_json(report),
    }

    def text() -> Iterator[str]:
        yield from rounds_text(view, rounds, look, out.lang)
        yield from decisions_text(view, out.lang, look.reader)
        yield from (*in_short(told, out.lang), "")
        yield from years_text(view, told.on, out.lang)
        yield from report_text(report, out.lang)
        files = {"log": path, "words": private_path(path).name}
        yield from ("", *wrapped(say(out.lang, "recorded_at", **files), indent=""))

    out.tell(data, text())
