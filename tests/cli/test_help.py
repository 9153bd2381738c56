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
TYPED = re.compile(r"\[?[a-zA-Z{]+\|[^]}]+[]}]|[A-Z_]{2,}|--[a-z-]+")
"""What is typed as it is, or holds the place of it."""
OF_CLICK = re.compile(
    r"usage:|options:|arguments:|commands:|\bargs\b|\bcommand\b|required|default|env var|deprecated"
    r"|show (this|the)|missing|error|\btry\b",
    re.IGNORECASE,
)
"""What Click says of its own, in English."""


def shown(*arguments):
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_is_french_where_it_is_asked_for(name):
    for asked in ((name, "--lang", "fr", "--help"), ("--lang", "fr", name, "-h")):
        told = shown(*asked)
        assert not ENGLISH.search(TYPED.sub("", told)), told
        assert not OF_CLICK.search(told), told
    assert ENGLISH.search(TYPED.sub("", shown(name, "--help")))
    assert OF_CLICK.search(shown(name, "--help"))


@pytest.mark.parametrize("name", NAMES)
def test_what_holds_the_place_of_what_is_typed_is_french(name):
    placeholders = words("help", "fr")["placeholders"]
    english = {word for word, said in placeholders.items() if word != said}
    assert not english & set(re.findall(r"\b[A-Z]{2,}\b", shown(name, "--lang", "fr", "--help")))


def test_help_of_all_commands():
    told = shown("--lang=fr", "--help")
    assert not ENGLISH.search(TYPED.sub("", told))
    assert not OF_CLICK.search(told)
    assert "COMMANDE [ARGUMENTS]" in told
    assert "Record, replay" in shown("--help")


def test_the_catalogue_holds_no_help_of_an_option_that_is_gone():
    told = words("help", "fr")
    tables = {name for name, own in told.items() if isinstance(own, dict)}
    assert tables == {*NAMES, "options", "placeholders", "said"}
    for name in NAMES:
        command = main.get_command(click.Context(main), name)
        options = {one.name for one in command.params if isinstance(one, click.Option)}
        assert set(told[name]) - {"command"} <= options


def test_an_option_without_french_is_found():
    with pytest.raises(KeyError, match="unheard"):
        in_french(click.Command("log", params=[click.Option(["--unheard"])]))


def test_a_command_that_is_missing_is_told_in_french():
    said = CliRunner().invoke(main, ["--lang", "fr"])
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Il manque COMMANDE" in said.stderr


def test_the_language_may_stand_before_the_command(tmp_path):
    said = CliRunner().invoke(main, ["--lang", "fr", "log", str(tmp_path / "none.db")])
    assert "Il n'y a pas de registre" in said.stderr
