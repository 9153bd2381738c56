"""This module is about the command line: the library, for people at a terminal and for scripts.

Every command has `--format text|json`; JSON goes to stdout, alone. Exit status: 0 sound, 1 a
finding, 2 wrong usage or unreadable input. Errors go to stderr, in three sentences.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, cast

import click
from attrs import asdict, frozen

import collectif
from collectif.collective import Collective
from collectif.errors import CollectifError, InvalidInput, Refused
from collectif.log.query import Query
from collectif.log.sqlite import private_path
from collectif.projections.sealing import seal_of
from collectif.record.view import View
from collectif.reports.listing import rows
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.results import Json, as_json
from collectif.reports.summary import (
    decisions_json,
    decisions_text,
    marks_of,
    notice_of,
)
from collectif.reports.telling import (
    export_json,
    export_text,
    import_text,
    log_text,
    report_json,
    report_text,
    rounds_text,
)
from collectif.reports.words import LANGUAGES, in_lang, visible, wrapped
from collectif.values import Text


@frozen
class Output:
    """Where a command's answer goes: text for people, or one JSON value for programs.

    Attributes:
        format: `"text"` or `"json"`.
        lang: `"en"` or `"fr"`.
    """

    format: str
    lang: str

    def tell(self, data: Json | list[Any], text: Iterator[str]) -> None:
        """Print the answer in the form that was asked for."""
        try:
            if self.format == "json":
                plain = "utf" not in (getattr(sys.stdout, "encoding", None) or "").lower()
                click.echo(json.dumps(data, ensure_ascii=plain, indent=1))
            else:
                if isinstance(sys.stdout, io.TextIOWrapper):
                    sys.stdout.reconfigure(errors="backslashreplace")
                for line in text:
                    click.echo(visible(line))
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:  # the reader has seen enough, as in `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(collectif.__version__, prog_name="collectif")
def main() -> None:
    """Record, replay and check how a group decided."""


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command that has `--format` and `--lang` and tells errors well."""

    def register(function: Callable[..., None]) -> click.Command:
        def run(format: str, lang: str, **arguments: Any) -> None:
            with _telling_errors(lang):
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
    """Record the Lachine evening at PATH, replay it and print what it says."""
    from collectif.demo import record_evening

    for file in (_kept(path), private_path(path)):
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
    _remove(path)
    with record_evening(path) as collective:
        _tell_all(out, collective, Looking(as_published=True))


@command("replay")
@click.argument("log", type=click.Path(path_type=Path, readable=False))
@click.option("--known-at", type=int, metavar="N", help="As it was at a size of N events.")
@click.option("--known-at-time", metavar="T", help="As it was known at a moment.")
@click.option("--happened-by", metavar="DATE", help="Without what happened after a day.")
@click.option("--as-published", is_flag=True, help="Each result as people were told it.")
@click.option("--round", "round_id", metavar="ID", help="One round only.")
@click.option("--rule", metavar="NAME", help="Another rule of counting.")
def replay(out: Output, log: Path, **looking: Any) -> None:
    """Replay LOG: rankings and agreement of every round. It does not verify: `verify` does."""
    with _reading(log) as collective:
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
def log_(out: Output, log: Path, type_: str | None, **wanted: str | None) -> None:
    """List the events of LOG."""
    with _reading(log) as collective:
        since, until = wanted.pop("since"), wanted.pop("until")
        references = {kind: id for kind, id in wanted.items() if id is not None}
        query = Query.about(*([type_] if type_ else []), **references)
        chosen = Looking.between(collective, collective.log.read(query), since, until)
        events = list(chosen)
        codec = collective.log.codec
        view = collective.view()
        if out.format == "json":
            _say_beside(notice_of(view), out.lang)
            out.tell(list(rows(events, codec, seal_of(view))), iter(()))
        else:
            out.tell([], log_text(view, events, codec, out.lang))


@command("verify")
@click.argument("path", type=click.Path(path_type=Path, readable=False))
def verify(out: Output, path: Path) -> None:
    """Check every byte of every event at PATH; name the first event that is wrong."""
    with _reading(path) as collective:
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
    with _recording(into) as collective, _progress(f"import {format_}") as progress:
        done = read(path, collective, progress=progress)
        head = {"events": done.events, "new": done.new, "size": collective.log.size}
        data: Json = head | asdict(cast(Any, done.report))
        data["counts"] = dict(sorted(data["counts"].items()))
    out.tell(data, import_text(data, out.lang))
    if strict and not done.lossless:
        sys.exit(1)


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
    terms = Terms(known_at=known_at, with_words=with_words, licence=licence)
    with _reading(log) as collective, _progress(f"export {format_}") as progress:
        done = write(collective, path, terms, progress=progress)
    data = export_json(done)
    out.tell(data, export_text(data, path, out.lang))
    if strict and done.lost:
        sys.exit(1)


def _tell_all(out: Output, collective: Collective, look: Looking) -> None:
    """Tell what a log says: notice, rounds, decisions, whether it is sound."""
    view = look.view(collective)
    rounds = shown_rounds(view, look)
    report = collective.log.verify()
    data = _head(collective, view) | {
        "rounds": [as_json(one) for one in rounds],
        "decisions": decisions_json(view),
        "verification": report_json(report),
    }

    def text() -> Iterator[str]:
        yield from rounds_text(view, rounds, look, out.lang)
        yield from decisions_text(view, out.lang)
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


def _say_beside(notice: Text | None, lang: str) -> None:
    """Say on stderr what must be said of a log whose JSON is an array of events, and no more."""
    if notice is not None:
        for line in wrapped(in_lang(notice, lang), indent=""):
            click.echo(line, err=True)


@contextmanager
def _reading(path: Path) -> Iterator[Collective]:
    with collectif.open(_kept(path), read_only=True) as collective:
        yield collective


def _kept(path: Path) -> Path:
    """Refuse a log in memory, which would be gone with the command."""
    if str(path) == "memory:":
        raise InvalidInput(
            "A log in memory cannot be used from the command line.",
            "It would be gone when the command ends.",
            "Name a file, such as lachine.db.",
        )
    return path


@contextmanager
def _recording(path: Path) -> Iterator[Collective]:
    """Open a log to record in it; a new one in which nothing could be recorded goes away again."""
    new = not _kept(path).exists()
    with collectif.open(path) as collective:
        try:
            yield collective
        except CollectifError:
            if new and collective.log.size == 0:
                collective.close()
                _remove(path)
            raise


def _remove(path: Path) -> None:
    """Remove a log, the words beside it, and what SQLite keeps beside both."""
    for file in (path, private_path(path)):
        for beside in ("", "-journal", "-wal", "-shm"):
            file.with_name(file.name + beside).unlink(missing_ok=True)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int], None]]:
    """Count on a terminal, and stay quiet in a pipe."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    total = 0

    def told(count: int) -> None:
        nonlocal total
        total += count
        if total % 1000 < count:
            click.echo(f"\r{label}: {total} events", nl=False, err=True)

    try:
        yield told
    finally:
        click.echo("\r\033[K", nl=False, err=True)


@contextmanager
def _telling_errors(lang: str) -> Iterator[None]:
    """Tell what went wrong in three sentences, exit status 2; never a traceback."""
    try:
        yield
    except Refused as error:
        _fail(" ".join(error.in_words(lang)))
    except CollectifError as error:
        _fail(str(error))
    except OSError as error:
        _fail(
            f"{error.filename or 'The output'} cannot be read or written."
            f" The system says: {error.strerror or error}."
            " Check the path, its permissions and the free space."
        )


def _fail(message: str) -> NoReturn:
    click.echo(f"collectif: {visible(message)}", err=True)
    sys.exit(2)
