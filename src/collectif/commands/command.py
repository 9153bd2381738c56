"""This module is about what every command has in common: its options, and how it tells errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from collectif.collective import Collective
from collectif.errors import InvalidInput, Reason
from collectif.projections.sealing import tells_sealed_values
from collectif.record.view import View
from collectif.reports.output import Output, telling_errors
from collectif.reports.results import Json
from collectif.reports.summary import lookalikes_json, marks_of, notice_of
from collectif.reports.words import LANGUAGES

PATH = click.Path(path_type=Path, readable=False)
"""A path as a command takes it; what is wrong with it is told in our own words."""


def as_option(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command be told to whom it shows what it shows."""
    return click.option("--as", "as_", metavar="ROLE", default=default,
                        help="For whom: public, delegate:ID, secretary, auditor.")  # fmt: skip


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command that has `--format` and `--lang` and tells errors well."""

    def made(function: Callable[..., None]) -> click.Command:
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
        return click.command(name)(run)

    return made


def needed(option: Reason | str, example: str) -> InvalidInput:
    """Return the error that says that an option is missing, with an example of it."""
    return InvalidInput.of("command.missing", option=option, example=example)


def head_of(collective: Collective, view: View) -> Json:
    """Return what the JSON of every command that shows a log begins with.

    The root is None where it would tell the values of a sealed round.
    """
    head = collective.log.at(view.size).head()
    told = not tells_sealed_values(collective.view(), head.size)
    return {
        "log": collective.log.url,
        "size": head.size,
        "root": head.root.hex() if told else None,
        "notice": notice_of(view),
        "provenance": marks_of(view),
        "lookalikes": lookalikes_json(view),
    }
