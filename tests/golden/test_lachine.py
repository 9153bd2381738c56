"""The Lachine scenario as release 0.1.0 wrote it: its roots, and the first event of each type.

What stands in `0.1.0` is never edited; see README.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectif.demo import record_scenario
from collectif.record.canonical import accept
from collectif.record.codec import Codec
from collectif.record.event import EVENTS

HERE = Path(__file__).parent / "0.1.0"
FILES = ("lachine", "scenario")
BODIES = [body for name in FILES for body in (HERE / f"{name}.jsonl").read_bytes().splitlines()]

OTHERS = [
    body
    for name in ("others", "erasures")
    for body in (HERE / f"{name}.jsonl").read_bytes().splitlines()
]


@pytest.fixture(scope="module")
def scenario():
    return record_scenario("memory:")


@pytest.mark.parametrize("name", FILES)
def test_the_evening_and_the_years_have_the_same_roots(scenario, name):
    """The evening is a prefix of the scenario."""
    expected = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    head = scenario.log.at(expected["size"]).head()
    assert (head.size, head.root.hex()) == (expected["size"], expected["root"])


@pytest.mark.parametrize("body", BODIES, ids=lambda body: accept(body)["type"])
def test_an_event_is_written_as_then(scenario, body):
    seq = accept(body)["seq"]
    (row,) = scenario.log.store.rows(seq, seq + 1)
    assert row.body == body


@pytest.mark.parametrize("body", [*BODIES, *OTHERS], ids=lambda body: accept(body)["type"])
def test_an_event_is_read_as_then(body):
    stored = accept(body)
    recorded = Codec().decode(stored["type"], body, {})
    plain = Codec().plain(recorded)
    public = {key: value for key, value in stored["data"].items() if key != "_sd"}
    assert {key: plain["data"][key] for key in public if "dissents" not in key} == {
        key: value for key, value in public.items() if "dissents" not in key
    }
    assert {**plain, "data": None} == {**stored, "data": None}


def test_every_type_of_event_has_a_golden_one():
    """What a release writes is pinned for ever, type by type; imports have logs of their own."""
    own = {known.name for known in EVENTS if known.cls.__module__.startswith("collectif.acts")}
    golden = {accept(body)["type"] for body in [*BODIES, *OTHERS]}
    assert golden == own - {"import-reported"}
