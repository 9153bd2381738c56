"""This module is about where answers go: stdout and stderr, for people and for programs."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from attrs import frozen

from collectif.errors import CollectifError
from collectif.reports.charts import tinted
from collectif.reports.results import Json
from collectif.reports.words import in_lang, say, visible, wrapped
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

    @property
    def terminal(self) -> bool:
        """Whether the answer is read as it is printed, and not by a file or a program."""
        return sys.stdout is not None and sys.stdout.isatty()

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
                    click.echo(tinted(visible(line)))
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:  # the reader has seen enough, as in `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def advise(self, line: str) -> None:
        """Say on a terminal what to do next, on stderr: stdout may go to a file as it is."""
        if self.format == "text" and sys.stderr.isatty():
            click.echo(visible(line), err=True)


def say_beside(notice: Text | None, lang: str) -> None:
    """Say on stderr what must be said of a log whose JSON is an array of events, and no more."""
    if notice is not None:
        for line in wrapped(in_lang(notice, lang), indent=""):
            click.echo(line, err=True)


@contextmanager
def progress_of(label: str, lang: str, *, every: int = 1000) -> Iterator[Callable[[int], None]]:
    """Count on a terminal, and stay quiet in a pipe.

    Args:
        label: What is going on.
        lang: The language in which it is told.
        every: After how many steps the count is told.
    """
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    total = 0

    def told(count: int) -> None:
        nonlocal total
        total += count
        if total % every < count:
            line = say(lang, "so_far", label=label, count=total)
            click.echo(f"\r{line}", nl=False, err=True)

    try:
        yield told
    finally:
        click.echo("\r\033[K", nl=False, err=True)


@contextmanager
def telling_errors(lang: str) -> Iterator[None]:
    """Tell what went wrong in three sentences, exit status 2; never a traceback."""
    try:
        yield
    except CollectifError as error:
        _fail(" ".join(error.in_words(lang)))
    except OSError as error:
        path = error.filename or say(lang, "the_output")
        _fail(say(lang, "system_refuses", path=path, error=error.strerror or error))


def _fail(message: str) -> NoReturn:
    told = f"collectif: {visible(message)}"
    lines = wrapped(told, indent="") if sys.stderr.isatty() else [told]
    for line in lines:
        click.echo(line, err=True)
    sys.exit(2)
