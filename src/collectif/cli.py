"""This module is about the command line: the library, for people at a terminal and for scripts.

Every command has `--format text|json`; JSON goes to stdout, alone. Exit status: 0 sound, 1 a
finding, 2 wrong usage or unreadable input. Errors go to stderr, in three sentences.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, cast

import click
from attrs import asdict

import collectif
from collectif.collective import Collective
from collectif.errors import InvalidInput
from collectif.log.query import Query
from collectif.log.sqlite import private_path
from collectif.projections.accountability import accountability
from collectif.projections.sealing import seal_of
from collectif.record.view import View
from collectif.reports.listing import rows
from collectif.reports.looking import Looking, parsed_day, shown_rounds
from collectif.reports.opening import kept, reading, recording, remove
from collectif.reports.output import Output, progress_of, say_beside, telling_errors
from collectif.reports.owing import (
    account_json,
    account_text,
    accountability_json,
    accountability_text,
    in_short,
    last_day,
)
from collectif.reports.results import Json, as_json
from collectif.reports.summary import decisions_json, decisions_text, marks_of, notice_of, preamble
from collectif.reports.telling import (
    export_json,
    export_text,
    import_text,
    log_text,
    report_json,
    report_text,
    rounds_text,
)
from collectif.reports.words import LANGUAGES
from collectif.reports.years import years_json, years_text


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(collectif.__version__, prog_name="collectif")
def main() -> None:
    """Record, replay and check how a group decided."""


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command that has `--format` and `--lang` and tells errors well."""

    def register(function: Callable[..., None]) -> click.Command:
        def run(format: str, lang: str, **arguments: Any) -> None:
            with telling_errors(lang):
                function(Output(format, lang), **arguments)

        run.__doc__ = function.__doc__
        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        formats = click.Choice(["text", "json"])
        run = click.option("--lang", type=click.Choice(LANGUAGES), default="en",
                           help="Language of what people read.")(run)  # fmt: skip
        run = click.option("--format", type=formats, default="text",
                           help="Text for people, or JSON for programs.")(run)  # fmt: skip
        return main.command(name)(run)

    return register


@command("demo")
@click.argument("path", default="lachine.db", type=click.Path(path_type=Path, readable=False))
@click.option("--force", is_flag=True, help="Replace what is at PATH.")
def demo(out: Output, path: Path, force: bool) -> None:
    """Record the Lachine assembly, 2016 to 2018, at PATH; replay it and print what it says."""
    from collectif.demo import record_scenario

    for file in (kept(path), private_path(path)):
        if file.is_dir():
            raise InvalidInput(
                f"{file} is a folder.",
                "The demo writes its log to a file.",
                "Name a path for the file, such as lachine.db.",
            )
        if file.exists() and not force:
            raise InvalidInput(
                f"There is already a file at {file}.",
                "The demo writes a new log and never adds to one.",
                "Name another path, or give --force to replace it.",
            )
    remove(path)
    with record_scenario(path) as collective:
        _tell_all(out, collective, Looking(as_published=True))


@command("replay")
@click.argument("log", type=click.Path(path_type=Path, readable=False))
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@click.option("--known-at-time", metavar="T", help="As it was known at a moment.")
@click.option("--happened-by", metavar="DATE", help="Without what happened after a day.")
@click.option("--as-minuted", metavar="ASSEMBLY", help="As its adopted minutes froze it.")
@click.option("--uncorrected", is_flag=True, help="As first recorded, without corrections.")
@click.option("--as-published", is_flag=True, help="Each result as people were told it.")
@click.option("--round", "round_id", metavar="ID", help="One round only.")
@click.option("--rule", metavar="NAME", help="Another rule of counting.")
def replay(out: Output, log: Path, **looking: Any) -> None:
    """Replay LOG: rankings and agreement of every round. It does not verify: `verify` does."""
    with reading(log) as collective:
        look = Looking.parsed(collective, **looking)
        view = look.view(collective)
        rounds = shown_rounds(view, look)
        data = _head(collective, view) | {"rounds": [as_json(one) for one in rounds]}
        out.tell(data, rounds_text(view, rounds, look, out.lang))


@command("log")
@click.argument("log", type=click.Path(path_type=Path, readable=False))
@click.option("--type", "type_", metavar="NAME", help="Events of a type, such as score-cast.")
@click.option("--member", metavar="ID", help="Events about a member.")
@click.option("--proposal", metavar="ID", help="Events about a proposal.")
@click.option("--assembly", metavar="ID", help="Events of an assembly.")
@click.option("--since", metavar="T", help="What happened at that time or later.")
@click.option("--until", metavar="T", help="What happened by that time; a day counts whole.")
@click.option("--known-at", type=int, metavar="N", help="The first N events only.")
@click.option("--known-at-time", metavar="T", help="What the log had learned by a moment.")
def log_(
    out: Output,
    log: Path,
    type_: str | None,
    known_at: int | None,
    known_at_time: str | None,
    **wanted: str | None,
) -> None:
    """Tell the events of LOG as a chronicle."""
    with reading(log) as collective:
        known = Looking.parsed(
            collective, known_at=known_at, known_at_time=known_at_time, happened_by=None
        )
        view = known.view(collective)
        since, until = wanted.pop("since"), wanted.pop("until")
        references = {kind: id for kind, id in wanted.items() if id is not None}
        query = Query.about(*([type_] if type_ else []), **references)
        read = collective.log.read(query, until=view.size)
        events = Looking.between(collective, read, since, until)
        if out.format == "json":
            say_beside(notice_of(view), out.lang)
            out.tell(list(rows(events, view.codec, seal_of(view))), iter(()))
        else:
            single = type_ is not None or "proposal" in references
            out.tell([], log_text(view, events, out.lang, one_by_one=single))


@command("verify")
@click.argument("path", type=click.Path(path_type=Path, readable=False))
def verify(out: Output, path: Path) -> None:
    """Check every byte of every event at PATH; name the first event that is wrong."""
    with reading(path) as collective:
        report = collective.log.verify()
        out.tell(report_json(report), report_text(report, out.lang))
    if not report.sound:
        sys.exit(1)


@command("import")
@click.argument("format_", metavar="FORMAT")
@click.argument("path", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--into", required=True, type=click.Path(path_type=Path, readable=False), help="The log."
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, readable=False),
    help="A file that says how to read PATH, where FORMAT takes one.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was lost.")
def import_(
    out: Output, format_: str, path: Path, into: Path, mapping: Path | None, strict: bool
) -> None:
    """Record what is at PATH, in FORMAT (grid, jsonl, polis, script), into a log.

    All of it is recorded or nothing, with a report of what was lost.
    """
    from collectif.exchange.registry import importer_of, with_mapping

    read = with_mapping(importer_of(format_), format_, mapping)
    if not path.exists():
        raise InvalidInput(
            f"There is nothing at {path}.",
            "An import reads files that are there; nothing was recorded.",
            "Name the folder or the file of the export.",
        )
    with recording(into) as collective, progress_of(f"import {format_}") as progress:
        done = read(path, collective, progress=progress)
        head = {"events": done.events, "new": done.new, "size": collective.log.size}
        data: Json = head | asdict(cast(Any, done.report))
        data["counts"] = dict(sorted(data["counts"].items()))
    out.tell(data, import_text(data, out.lang))
    if strict and not done.lossless:
        sys.exit(1)


@command("accountability")
@click.argument("log", type=click.Path(path_type=Path, readable=False))
@click.option("--member", metavar="ID", help="What one member owes and is owed.")
@click.option("--on", metavar="DATE", help="At the end of a day; else of the last one in LOG.")
def accountability_(out: Output, log: Path, member: str | None, on: str | None) -> None:
    """Tell who owes what to whom in LOG, with dates, and what came of it."""
    with reading(log) as collective:
        view = collective.view()
        told = accountability(view, on=last_day(view) if on is None else parsed_day(on))
        if member is None:
            data, shown = accountability_json(told), accountability_text(told, out.lang)
        else:
            one = told.of(member)
            data, shown = account_json(one, told.on), account_text(one, told.on, out.lang)
        out.tell(_head(collective, view) | data, chain(preamble(view, out.lang), shown))


@command("export")
@click.argument("format_", metavar="FORMAT")
@click.argument("log", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--to",
    "path",
    required=True,
    type=click.Path(path_type=Path, readable=False),
    help="A new folder, or a new file.",
)
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@click.option("--with-words", is_flag=True, help="With the personal words at hand.")
@click.option("--licence", metavar="ID", default="CC-BY-4.0", help="Under which licence.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything is lost.")
def export(
    out: Output,
    format_: str,
    log: Path,
    path: Path,
    known_at: int | None,
    with_words: bool,
    licence: str,
    strict: bool,
) -> None:
    """Write LOG out in FORMAT (csv, jsonl), with a report of what the files do not hold."""
    from collectif.exchange.registry import Terms, exporter_of

    write = exporter_of(format_)
    with reading(log) as collective, progress_of(f"export {format_}") as progress:
        terms = Terms(
            known_at=known_at,
            with_words=with_words,
            licence=licence,
            notice=notice_of(collective.view()),
        )
        done = write(collective, path, terms, progress=progress)
    data = export_json(done)
    out.tell(data, export_text(data, path, out.lang))
    if strict and done.lost:
        sys.exit(1)


def _tell_all(out: Output, collective: Collective, look: Looking) -> None:
    """Tell what a log says: notice, rounds, decisions, the years after, whether it is sound."""
    view = look.view(collective)
    rounds = shown_rounds(view, look)
    told = accountability(view, on=last_day(view))
    report = collective.log.verify()
    data = _head(collective, view) | {
        "rounds": [as_json(one) for one in rounds],
        "decisions": decisions_json(view),
        "accountability": accountability_json(told),
        **years_json(view, told.on),
        "verification": report_json(report),
    }

    def text() -> Iterator[str]:
        yield from rounds_text(view, rounds, look, out.lang)
        yield from decisions_text(view, out.lang)
        yield from (*in_short(told, out.lang), "")
        yield from years_text(view, told.on, out.lang)
        yield from report_text(report, out.lang)

    out.tell(data, text())


def _head(collective: Collective, view: View) -> Json:
    head = collective.log.at(view.size).head()
    return {
        "log": collective.log.url,
        "size": head.size,
        "root": head.root.hex(),
        "notice": notice_of(view),
        "provenance": marks_of(view),
    }
