"""This module is about the log that trails are tried on: Lachine, with the two years after it."""

from __future__ import annotations

import pytest

from collectif.demo import record_scenario
from collectif.trail import explain


@pytest.fixture(scope="session")
def view():
    return record_scenario("memory:").view()


@pytest.fixture(scope="session")
def whole(view):
    """Return every conclusion of the log."""
    return explain(view)


@pytest.fixture(scope="session")
def conclusions(whole):
    """Return reference -> conclusion."""
    return {one.details["ref"]: one for one in whole.answer.because}
