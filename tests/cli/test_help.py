"""This module is about help: each command and each option says in French what it is for."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from collectif.cli import main
from collectif.commands.helping import in_french
from collectif.phrasing import words

NAMES = main.list_commands(click.Context(main))
ENGLISH = re.compile(r"\b(the|of|is|was|and|with|from|which|that|for)\b", re.IGNORECASE)
OF_CLICK = re.compile(r"^Usage:.*|\[required\]|[A-Z_]{2,}|--[a-z-]+", re.MULTILINE)


def shown(*arguments):
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_is_french_where_it_is_asked_for(name):
    for asked in ((name, "--lang", "fr", "--help"), ("--lang", "fr", name, "-h")):
        told = OF_CLICK.sub("", shown(*asked))
        assert not ENGLISH.search(told), told
    assert ENGLISH.search(OF_CLICK.sub("", shown(name, "--help")))


def test_help_of_all_commands():
    assert not ENGLISH.search(OF_CLICK.sub("", shown("--lang=fr", "--help")))
    assert "Record, replay" in shown("--help")


def test_the_catalogue_holds_no_help_of_an_option_that_is_gone():
    told = words("help", "fr")
    assert {name for name, own in told.items() if isinstance(own, dict)} == {*NAMES, "options"}
    for name in NAMES:
        command = main.get_command(click.Context(main), name)
        options = {one.name for one in command.params if isinstance(one, click.Option)}
        assert set(told[name]) - {"command"} <= options


def test_an_option_without_french_is_found():
    with pytest.raises(KeyError, match="unheard"):
        in_french(click.Command("log", params=[click.Option(["--unheard"])]))


def test_the_language_may_stand_before_the_command(tmp_path):
    said = CliRunner().invoke(main, ["--lang", "fr", "log", str(tmp_path / "none.db")])
    assert "Il n'y a pas de registre" in said.stderr
