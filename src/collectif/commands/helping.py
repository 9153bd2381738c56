"""This module is about help in French, for whoever asks with `--lang fr`.

The English help stands with each command; the French one in `locale/help.fr.toml`, with the few
words that Click, which reads the command line, says itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from typing import TypeVar

import click

from collectif.phrasing import words

C = TypeVar("C", bound=click.Command)


class _Formatter(click.HelpFormatter):
    """How help is laid out, in French."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, f"{words('help', 'fr')['said']['usage']} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(f"{words('help', 'fr')['said'][heading]}\N{NO-BREAK SPACE}")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        needed = words("help", "fr")["said"]["required"]
        french = [(one, re.sub(r"\brequired(?=\]$)", needed, told)) for one, told in rows]
        super().write_dl(french, col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


def in_french(command: C) -> C:
    """Return a command that says in French what it does and what its options are for.

    The group of all commands is told by what stands above the tables of the file.
    """
    told = words("help", "fr")
    own = told.get(str(command.name), told)
    made = copy(command)
    made.help = own["command"]
    made.context_class = _Context
    made.params = [_said(one, {**told["options"], **own}) for one in command.params]
    if isinstance(made, click.Group):
        made.subcommand_metavar = _placed(made.subcommand_metavar)
    made.add_help_option = False
    click.help_option("-h", "--help", help=told["options"]["help"])(made)
    return made


def _placed(metavar: str) -> str:
    """Return what holds the place of what is typed, in French."""
    told = words("help", "fr")["placeholders"]
    return re.sub(r"\w+", lambda one: told[one[0]], metavar)


def _said(one: click.Parameter, told: Mapping[str, str]) -> click.Parameter:
    made = copy(one)
    if isinstance(made, click.Option):
        made.help = told[str(made.name)]
    if not isinstance(made.type, click.Choice) and not getattr(made, "is_flag", False):
        made.metavar = _placed(made.make_metavar(click.Context(click.Command(None))))
    return made
