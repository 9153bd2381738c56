"""Finds the modules of this folder and the drivers, and starts the peer that a test names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent))
sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from apart.driving import Driver, script_of


@pytest.fixture(scope="module")
def peer(request: pytest.FixtureRequest) -> Iterator[Driver]:
    """The peer of the module's `PEER`, installed beside us; not there, the tests are skipped."""
    name = request.module.PEER
    if find_spec(name) is None:
        pytest.skip(f"the package {name!r} is not installed: pip install collectif[test]")
    with Driver(script_of(name)) as driver:
        yield driver
