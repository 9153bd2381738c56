"""This module is about logs as CloudEvents: valid for version 1.0.2, and true to the log.

Held to the reference package `cloudevents` (both of its interfaces read version 1.0) and to the
rules of the specification for names and values of attributes.
"""

from __future__ import annotations

import json
import re
import tempfile
from datetime import datetime
from pathlib import Path
from unicodedata import category

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given, settings
from hypothesis import strategies as st

import collectif
from collectif.demo import record_scenario
from collectif.errors import InvalidInput
from collectif.exchange.cloud_events import export_cloud_events
from collectif.exchange.registry import Terms
from collectif.record.envelope import Actor, Draft
from collectif.record.event import EVENTS, Unknown
from collectif.testing.events import drafts, free_json
from collectif.testing.room import SCORING, commented, scored

known = [one for one in EVENTS if one.cls.__module__.startswith("collectif.")]
unknown = st.builds(
    lambda data: Draft(data=Unknown(type="vendor/rain-danced", version=3, data=data)), free_json
)

NAME = re.compile(r"[a-z0-9]{1,20}")
"""How attributes are called (CloudEvents 1.0.2, naming conventions)."""

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
"""RFC 3339, section 5.6."""

URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""RFC 9562, version 8."""


def given_out(collective, folder, name="e.jsonl", **terms):
    """Return the lines that were written, and what was said of them."""
    done = export_cloud_events(collective, folder / name, Terms(**terms))
    return (folder / name).read_bytes().splitlines(), done


def faults(told):
    """Yield what is wrong with a CloudEvent in JSON."""
    for name in ("id", "source", "specversion", "type"):
        if not isinstance(told.get(name), str) or not told[name]:
            yield f"{name} is missing"
    for name, value in told.items():
        if name == "data":
            continue
        if not NAME.fullmatch(name):
            yield f"{name} is no name"
        if type(value) is int and not -(2**31) <= value < 2**31:
            yield f"{name} is too large"
        if type(value) not in (str, int, bool):
            yield f"{name} is of no type"
        if isinstance(value, str) and any(category(c) in ("Cc", "Cs") for c in value):
            yield f"{name} holds a control character"
    if not TIME.fullmatch(told["time"]) or not URN.fullmatch(told["source"]):
        yield "a time or a URI is none"


@pytest.fixture(scope="module")
def lachine():
    with record_scenario("memory:") as collective:
        yield collective


@pytest.fixture(scope="module")
def told(lachine, tmp_path_factory):
    lines, done = given_out(lachine, tmp_path_factory.mktemp("ce"))
    return [json.loads(line) for line in lines], done


class TestValid:
    def test_the_reference_package_reads_every_one(self, told):
        """And writes the same again."""
        events, done = told
        for one in events:
            read = JSONFormat().read(CloudEvent, json.dumps(one))
            assert read.get_time() == datetime.fromisoformat(one["time"])
            assert json.loads(JSONFormat().write(read)) == one
        assert len(events) == done.counts["events"] == 1030

    def test_its_older_interface_reads_them_too(self, told):
        """As `cloudevents.http` did."""
        from cloudevents.v1.http import from_json

        events, _ = told
        for one in events[::10]:
            read = from_json(json.dumps(one))
            assert (read["id"], read.data) == (one["id"], one["data"])

    def test_names_and_values_are_as_specified(self, told):
        """And the check can fail."""
        events, _ = told
        assert [fault for one in events for fault in faults(one)] == []
        wrong = events[0] | {"actor_role": "x", "seq": 2**31, "mark": "a\x07", "id": "", "more": {}}
        assert len(list(faults(wrong))) == 5

    def test_source_and_id_name_one_event(self, told):
        """For each distinct event, as producers must ensure."""
        events, _ = told
        assert len({(one["source"], one["id"]) for one in events}) == len(events)
        order = [one["sequence"] for one in events]
        assert order == sorted(order)

    def test_a_batch(self, lachine, told, tmp_path):
        """The same events as one array, for `application/cloudevents-batch+json`."""
        events, _ = told
        lines, _ = given_out(lachine, tmp_path, "e.json")
        assert json.loads(b"\n".join(lines)) == events
        with collectif.open("memory:") as log:
            export_cloud_events(log, tmp_path / "none.json", Terms())
            export_cloud_events(log, tmp_path / "none.jsonl", Terms())
        assert json.loads((tmp_path / "none.json").read_bytes()) == []
        assert (tmp_path / "none.jsonl").read_bytes() == b""


class TestTrue:
    def test_attributes_say_what_the_envelope_says(self, lachine, told):
        """Type, times, actor, act, and the hash by which a proof finds the event."""
        events, _ = told
        rows = list(lachine.log.store.rows(0, lachine.log.size))
        for one, row in zip(events, rows, strict=True):
            plain = json.loads(row.body)
            assert (one["id"], one["leaf"]) == (row.id, row.leaf.hex())
            assert one["type"] == f"collectif.{row.type}"
            assert (one["time"], one["recorded"]) == (plain["occurred"], plain["recorded"])
            assert int(one["sequence"]) == row.seq
            assert one.get("actormember") == plain.get("actor", {}).get("member")
            for name in ("assembly", "batch", "cause", "precision", "provenance"):
                assert one.get(name) == plain.get(name)
            assert plain["data"] == one["data"] or "_sd" in plain["data"]

    def test_subject_is_what_an_event_is_about(self, told):
        """What it brings into being, or else the first id that it names."""
        found = {one["id"]: one.get("subject") for one in told[0]}
        assert found["e-m-alim"] == "alim"
        assert found["r1-alim/s2/priorite"] == "r1"
        assert (found["e-dp"], found["e-d1"]) == ("d1", "d1")
        assert found["e-rect1"] == "r1-aines/s3/levier"

    def test_source_is_the_same_for_every_copy_and_size(self, lachine, told, tmp_path):
        """And another one for another log."""
        lines, _ = given_out(lachine, tmp_path, known_at=70)
        assert json.loads(lines[0]) == told[0][0]
        assert len(lines) == 70


class TestWithheld:
    def test_words_are_given_out_when_they_are_asked_for(self, tmp_path):
        """And counted otherwise."""
        with collectif.open("memory:") as room:
            for act in (*SCORING, commented("k1", text={"fr": "Sésame"})):
                act(room)
            room.close_round(round="r1")
            without, done = given_out(room, tmp_path, "a.jsonl")
            with_, all_ = given_out(room, tmp_path, "b.jsonl", with_words=True)
        assert "Sésame".encode() not in b"".join(without)
        assert "Sésame".encode() in b"".join(with_)
        assert done.counts["withheld"] > 0 == all_.counts["withheld"]
        assert len(done.lost) == 1 + len(all_.lost)

    def test_nothing_is_given_out_while_a_round_is_sealed(self, tmp_path):
        """A hash shows a value to whoever tries all there are."""
        with collectif.open("memory:") as room:
            for act in (*SCORING, scored("alim", "s2", "levier", 3)):
                act(room)
            with pytest.raises(InvalidInput, match="round r1 is open"):
                given_out(room, tmp_path)
        assert list(tmp_path.iterdir()) == []


class TestAnyLog:
    def test_what_cannot_stand_in_an_attribute_is_shown(self, tmp_path):
        """A mark with control characters, in a role or a provenance."""
        with collectif.open("memory:") as log:
            rain = Unknown(type="x", version=1, data={})
            log.log.append([Draft(data=rain, provenance="a\x07\u202e", actor=Actor(role="r\x1b"))])
            ((line,), _) = given_out(log, tmp_path)
        told = json.loads(line)
        assert (told["provenance"], told["actorrole"]) == ("a⟨U+0007⟩⟨U+202E⟩", "r⟨U+001B⟩")
        assert list(faults(told)) == []

    def test_a_path_without_a_known_ending(self, tmp_path):
        """The ending says whether it is a batch."""
        with collectif.open("memory:") as log, pytest.raises(InvalidInput, match="neither NAME"):
            export_cloud_events(log, tmp_path / "out", Terms())

    @given(st.lists(st.one_of(unknown, *(drafts(one.cls) for one in known)), max_size=8))
    @settings(max_examples=60, deadline=None)
    def test_whatever_was_recorded(self, told):
        """Valid, and read by the reference package."""
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as log:
            for draft in told:
                log.log.append([draft])
            try:
                lines, done = given_out(log, Path(folder))
            except InvalidInput:
                return
        assert done.counts["events"] + done.counts["sealed"] == len(told)
        for line in lines:
            assert list(faults(json.loads(line))) == []
            JSONFormat().read(CloudEvent, line)
