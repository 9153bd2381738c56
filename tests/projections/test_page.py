"""The page of projections says where each one is; what it names is there, and is held to laws."""

import re
from importlib import import_module
from pathlib import Path

from collectif.cli import _COMMANDS
from collectif.reports.seeing.sights import SIGHTS
from collectif.testing.answers import ANSWERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "projections.md"


def rows():
    """Return the cells of each row of the table."""
    text = PAGE.read_text("utf-8").split("## What is where")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_projection_that_is_named_is_there_and_under_the_laws():
    named = {name for row in rows() for name in re.findall(r"`(\w+\.\w+)`", row[1])}
    assert len(named) > 20
    for name in named:
        module, attribute = name.split(".")
        assert hasattr(import_module(f"collectif.projections.{module}"), attribute)
    assert named <= ANSWERS.keys()


def test_every_row_names_a_command_that_is_there():
    for row in rows():
        commands = re.findall(r"`([a-z]+)(?: LOG (\w+))?[^`]*`", row[2])
        assert commands, row
        assert all(command in _COMMANDS for command, _ in commands)
        assert all(what in SIGHTS for _, what in commands if what)


def test_everything_that_can_be_shown_is_on_the_page():
    shown = {what for row in rows() for what in re.findall(r"show LOG (\w+)", row[2])}
    assert shown == SIGHTS.keys()
