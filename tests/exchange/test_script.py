"""This module is about scripts: acts as data, judged like any other act."""

from __future__ import annotations

import copy

import pytest

import collectif
from collectif.demo import record_evening, scenario
from collectif.demo.lachine import evening
from collectif.errors import InvalidInput, Refused
from collectif.exchange.script import ScriptClock, play


@pytest.fixture
def steps():
    """The first twenty steps of the Lachine evening, free to be spoilt."""
    return copy.deepcopy(evening()[:20])


@pytest.fixture
def room():
    clock = ScriptClock()
    with collectif.open("memory:", clock=clock) as collective:
        yield collective, clock


def played(room, steps):
    collective, clock = room
    return list(play(collective, steps, clock))


class TestPlaying:
    def test_each_step_is_recorded_as_told(self, room, steps):
        """Its id, its times, its provenance; the source says that it is a reconstruction."""
        recorded = [event for events in played(room, steps) for event in events]

        assert [step["id"] for step in steps] == [event.id for event in recorded]
        assert [step["recorded_at"] for step in steps] == [e.recorded.isoformat() for e in recorded]
        assert [step["occurred_at"] for step in steps] == [e.occurred.isoformat() for e in recorded]
        assert [step["provenance"] for step in steps] == [e.provenance for e in recorded]
        assert {"RECONSTRUCTION"} == {event.source for event in recorded}

    def test_playing_again_records_nothing(self, room, steps):
        """The ids of the steps are the ids of the acts."""
        first = played(room, steps)

        assert first == played(room, steps)
        assert len(steps) == room[0].log.size

    def test_evening_is_the_same_everywhere(self):
        """Same steps, same clock, same salts: same root."""
        with record_evening("memory:") as one, record_evening("memory:") as other:
            assert one.log.head() == other.log.head()
            assert one.log.size == 923

    def test_scenario_says_what_it_is(self):
        """The notice is part of the data."""
        assert "ILLUSTRATIVE" in scenario()["meta"]["notice"]["en"]
        assert "ILLUSTRATIVE" in scenario()["meta"]["notice"]["fr"]


def without(name):
    return lambda step: step.pop(name)


def with_(name, value):
    return lambda step: step.update({name: value})


def in_payload(name, value):
    return lambda step: step["payload"].update({name: value})


SPOILT = {
    "no id": (without("id"), "does not say its id"),
    "no type": (without("type"), "does not say its type"),
    "no payload": (without("payload"), "does not say its payload"),
    "no actor": (without("actor"), "does not say its actor"),
    "actor without role": (with_("actor", {"member_id": "alim"}), "does not say its role"),
    "actor as text": (with_("actor", "secretary"), "does not say its role"),
    "no occurred_at": (without("occurred_at"), "does not say its occurred_at"),
    "bad time": (with_("occurred_at", "tomorrow"), "'tomorrow', not a time"),
    "number for a time": (with_("recorded_at", 5), "5, not a time"),
    "time without offset": (with_("occurred_at", "2016-10-01T09:00:00"), "without an offset"),
    "unknown type": (with_("type", "RainDance"), "No verb records a RainDance"),
    "list for a type": (with_("type", []), "No verb records"),
    "list for a payload": (with_("payload", []), "not a table of fields"),
    "unknown field": (in_payload("colour", "red"), "no field 'colour'"),
    "wrong type of a field": (in_payload("voting", "perhaps"), "Expected `bool`"),
    "text without language": (in_payload("name", "Alim"), "Expected `object`"),
    "missing field": (lambda step: step["payload"].pop("name"), "missing required field `name`"),
}


class TestBadSteps:
    @pytest.mark.parametrize("case", SPOILT)
    def test_are_refused_and_the_steps_before_stay(self, room, steps, case):
        """Three sentences that name the step; nothing of it is recorded."""
        spoil, problem = SPOILT[case]
        assert steps[5]["type"] == "MemberJoined"
        name = steps[5]["id"]
        spoil(steps[5])

        with pytest.raises(InvalidInput) as refused:
            played(room, steps)

        assert problem in refused.value.why
        assert case == "no id" or repr(name) in refused.value.what
        assert room[0].log.size == 5
        assert room[0].log.verify().sound

    def test_step_that_is_no_table(self, room, steps):
        """A script may come from anywhere."""
        with pytest.raises(InvalidInput, match="no table of fields"):
            played(room, [*steps[:3], "and then we voted"])
        assert room[0].log.size == 3

    def test_step_that_the_rules_refuse(self, room, steps):
        """A script cannot record what a person could not."""
        again = copy.deepcopy(steps[5]) | {"id": "e-other"}

        with pytest.raises(Refused) as refused:
            played(room, [*steps[:6], again])

        assert refused.value.code == "DuplicateId"
        assert room[0].log.size == 6

    def test_step_in_an_assembly_that_is_not_there(self, room, steps):
        """Assemblies are convened first."""
        with pytest.raises(Refused) as refused:
            played(room, [*steps[:3], steps[5] | {"assembly_id": "a9"}])
        assert refused.value.code == "UnknownAssembly"

    def test_sheet_with_an_unknown_argument(self, room):
        """A whole grid is checked like a single event."""
        told = copy.deepcopy(evening())
        first = next(n for n, step in enumerate(told) if step["type"] == "submit_sheet")
        told[first]["payload"]["mood"] = "sunny"
        before = sum(1 for _ in told[:first])

        with pytest.raises(InvalidInput, match="mood"):
            played(room, told)
        assert before == room[0].log.size
