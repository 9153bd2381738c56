"""This module is about commands that were typed wrong, told to who reads French.

Click, which reads the command line, tells them in English.
"""

from __future__ import annotations

import re
from typing import NoReturn

import click

from collectif.errors import InvalidInput, Reason
from collectif.phrasing import words
from collectif.reports.output import telling_errors


def tell_misuse(error: click.UsageError, lang: str) -> NoReturn:
    """Tell wrong usage in three sentences, exit status 2."""
    with telling_errors(lang):
        raise _misused(error) from error
    raise error


def _misused(error: click.UsageError) -> InvalidInput:
    command = error.ctx.command_path if error.ctx else "collectif"
    if isinstance(error, click.exceptions.NoSuchOption):
        return InvalidInput.of("usage.no-such-option", option=error.option_name, command=command)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return InvalidInput.of("usage.no-such-command", named=error.command_name, command=command)
    if isinstance(error, click.MissingParameter):
        return InvalidInput.of("usage.missing", missing=_hint(error), command=command)
    if isinstance(error, click.BadParameter):
        return InvalidInput.of(
            "usage.unfit-value", option=_hint(error), why=_wanted(error), command=command
        )
    if isinstance(error, click.BadOptionUsage):
        return InvalidInput.of("usage.no-value", option=error.option_name, command=command)
    if error.message.startswith("Missing command"):
        missing = words("help", "fr")["placeholders"]["COMMAND"]
        return InvalidInput.of("usage.missing", missing=missing, command=command)
    if extra := re.search(r"\((.*)\)$", error.message):
        return InvalidInput.of("usage.too-much", extra=extra[1], command=command)
    return InvalidInput.of("usage.not-understood", error=error.format_message(), command=command)


def _hint(error: click.BadParameter) -> str:
    """Return what a parameter is called where it is typed."""
    if error.param is None:
        return str(error.param_hint)
    return (
        error.param.opts[0] if error.param.opts[0][:1] == "-" else error.param.human_readable_name
    )


def _wanted(error: click.BadParameter) -> Reason:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return Reason("usage.one-of", choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.types.IntParamType):
        return Reason("usage.whole-number")
    return Reason("usage.said", error=error.message.rstrip("."))
