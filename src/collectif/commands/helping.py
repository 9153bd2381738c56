"""This module is about help in French, for whoever asks with `--lang fr`.

The English help stands with each command; the French one in `locale/help.fr.toml`.
"""

from __future__ import annotations

from copy import copy
from typing import TypeVar

import click

from collectif.phrasing import words

C = TypeVar("C", bound=click.Command)


def in_french(command: C) -> C:
    """Return a command that says in French what it does and what its options are for.

    The group of all commands is told by what stands above the tables of the file.
    """
    told = words("help", "fr")
    own = told.get(str(command.name), told)
    made = copy(command)
    made.help = own["command"]
    made.params = [_said(one, {**told["options"], **own}) for one in command.params]
    made.add_help_option = False
    click.help_option("-h", "--help", help=told["options"]["help"])(made)
    return made


def _said(one: click.Parameter, told: dict[str, str]) -> click.Parameter:
    if not isinstance(one, click.Option):
        return one
    made = copy(one)
    made.help = told[str(one.name)]
    return made
