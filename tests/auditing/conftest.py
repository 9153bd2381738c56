"""Finds the modules of this folder, and holds the logs that audits are tried on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from collectif.auditing.checklist.asking import checklist_of
from collectif.demo import record_scenario
from collectif.testing.given import given
from collectif.testing.histories import EVERYTHING

sys.path.append(str(Path(__file__).resolve().parent))


@pytest.fixture(scope="session")
def lachine():
    """The whole scenario; nobody may record in it."""
    with record_scenario("memory:") as collective:
        yield collective


@pytest.fixture(scope="session")
def answers(lachine):
    """Question -> its answer, of the whole scenario."""
    return {one.number: one for one in checklist_of(lachine.view())}


@pytest.fixture(scope="session")
def everything():
    """The log of a small assembly in which everything happened; nobody may record in it."""
    return given(*EVERYTHING).collective.log
