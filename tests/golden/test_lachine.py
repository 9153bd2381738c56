"""The Lachine evening as release 0.1.0 wrote it: its root, and the first event of each type.

`0.1.0/lachine.jsonl` is never edited; see README.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectif.demo import record_evening, record_scenario
from collectif.record.canonical import accept
from collectif.record.codec import Codec

HERE = Path(__file__).parent / "0.1.0"
BODIES = (HERE / "lachine.jsonl").read_bytes().splitlines()
EXPECTED = json.loads((HERE / "lachine.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def evening():
    return record_evening("memory:")


def test_the_evening_has_the_same_size_and_root(evening):
    head = evening.log.head()
    assert (head.size, head.root.hex()) == (EXPECTED["size"], EXPECTED["root"])


def test_the_whole_scenario_begins_with_the_evening():
    with record_scenario("memory:") as scenario:
        head = scenario.log.at(EXPECTED["size"]).head()
        assert (head.size, head.root.hex()) == (EXPECTED["size"], EXPECTED["root"])
        assert scenario.log.size == 1030


@pytest.mark.parametrize("body", BODIES, ids=lambda body: accept(body)["type"])
def test_an_event_is_written_and_read_as_then(evening, body):
    stored = accept(body)
    (row,) = evening.log.store.rows(stored["seq"], stored["seq"] + 1)
    assert row.body == body
    recorded = Codec().decode(stored["type"], body, {})
    plain = Codec().plain(recorded)
    public = {key: value for key, value in stored["data"].items() if key != "_sd"}
    assert {key: plain["data"][key] for key in public if "dissents" not in key} == {
        key: value for key, value in public.items() if "dissents" not in key
    }
    assert {**plain, "data": None} == {**stored, "data": None}
