"""This module is about logs as provenance: valid PROV-JSON, and true to the log.

Held to the reference package `prov`, to the schema of PROV-JSON (W3C member submission of 2013) and
to the constraints of PROV-CONSTRAINTS (W3C recommendation of 2013) that bear on what is written.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prov.model import ProvDocument

import collectif
from collectif.demo import record_scenario
from collectif.errors import InvalidInput
from collectif.exchange.prov_json import export_prov
from collectif.exchange.registry import Terms
from collectif.projections.ranking import as_published, publications
from collectif.projections.readers import AUDITOR
from collectif.record.envelope import Draft
from collectif.record.event import EVENTS, Unknown
from collectif.testing.events import drafts, free_json
from collectif.testing.histories import CELLS, EVERYTHING, goings_on, published, tried
from collectif.testing.room import (
    SCORING,
    VOTING,
    closed,
    commented,
    rectified,
    retracted,
    round_opened,
    scored,
)

known = [one for one in EVENTS if one.cls.__module__.startswith("collectif.")]
unknown = st.builds(
    lambda data: Draft(data=Unknown(type="vendor/rain-danced", version=3, data=data)), free_json
)

WHO = {
    "wasGeneratedBy": ("prov:entity", "prov:activity"),
    "wasInvalidatedBy": ("prov:entity", "prov:activity"),
    "used": ("prov:activity", "prov:entity"),
    "wasDerivedFrom": ("prov:generatedEntity", "prov:usedEntity"),
    "wasAttributedTo": ("prov:entity", "prov:agent"),
    "wasAssociatedWith": ("prov:activity", "prov:agent"),
    "wasInformedBy": ("prov:informed", "prov:informant"),
}
"""Relation -> its two ends, as PROV-JSON names them."""


def given_out(collective, folder, **terms):
    """Return the provenance of a log as it was written, and what was said of it."""
    done = export_prov(collective, folder / "p.json", Terms(**terms))
    return json.loads((folder / "p.json").read_text("utf-8")), done


def read(told):
    """Return a document as the reference package reads it; its warnings are errors here."""
    return ProvDocument.deserialize(content=json.dumps(told), format="json")


def position(name):
    """Return the position of the event that a name of an activity or an entity stands for."""
    return int(re.fullmatch(r"log:[a-z-]+-(\d+)(\.\d+)?", name)[1])


def broken(told):
    """Return which constraints a document breaks, in the order of the log that names tell."""
    return sorted(set(_broken(told)))


def _broken(told):
    names = Counter(name for kind in ("entity", "activity", "agent") for name in told.get(kind, ()))
    if max(names.values()) > 1:
        yield "54, 55: something is of two kinds"
    for kind, ends in WHO.items():
        if any(one[end] not in names for one in told.get(kind, {}).values() for end in ends):
            yield f"{kind}: an end is nowhere"
    made = dict(_once(told, "wasGeneratedBy"))
    over = dict(_once(told, "wasInvalidatedBy"))
    if len(made) != len(told.get("wasGeneratedBy", {})):
        yield "24: generated twice"
    if len(over) != len(told.get("wasInvalidatedBy", {})):
        yield "25: invalidated twice"
    if set(told["entity"]) - {"log:log"} != set(made):
        yield "an entity is never generated"
    if any(at <= made[one] for one, at in over.items()):
        yield "36: invalidated before it was generated"
    used = {(one["prov:activity"], one["prov:entity"]) for one in told.get("used", {}).values()}
    for activity, entity in used:
        if made[entity] >= position(activity):
            yield "37: used before it was generated"
        if over.get(entity, position(activity)) < position(activity):
            yield "38: used after it was invalidated"
    for one in told.get("wasDerivedFrom", {}).values():
        source, result = one["prov:usedEntity"], one["prov:generatedEntity"]
        if made[source] >= made[result]:
            yield "41, 42: derived from what came later"
        if "prov:activity" in one and (one["prov:activity"], source) not in used:
            yield "11: derived by an activity that does not use it"
    if any(
        one["prov:startTime"] != one["prov:endTime"] for one in told.get("activity", {}).values()
    ):
        yield "an event lasts"


def _once(told, kind):
    for one in told.get(kind, {}).values():
        yield one["prov:entity"], position(one["prov:activity"])


SCHEMA = json.loads(
    (resources.files("prov") / "tests" / "schemas" / "prov-json.schema.json").read_text("utf-8")
)


def fits(schema, value):
    """Whether a value fits a schema; as much of JSON Schema as that of PROV-JSON uses."""
    if "$ref" in schema:
        return fits(SCHEMA["definitions"][schema["$ref"].rsplit("/", 1)[1]], value)
    if "anyOf" in schema and not any(fits(one, value) for one in schema["anyOf"]):
        return False
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float)}
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return False
    if isinstance(value, list):
        items = schema.get("items", {})
        return len(value) >= schema.get("minItems", 0) and all(fits(items, one) for one in value)
    if not isinstance(value, dict):
        return True
    if not set(schema.get("required", ())) <= set(value):
        return False
    for name, one in value.items():
        more = schema.get("additionalProperties", {})
        rule = schema.get("properties", {}).get(name, more)
        if rule is False or (rule is not True and not fits(rule, one)):
            return False
    return True


@pytest.fixture(scope="module")
def lachine():
    with record_scenario("memory:") as collective:
        yield collective


@pytest.fixture(scope="module")
def told(lachine, tmp_path_factory):
    return given_out(lachine, tmp_path_factory.mktemp("prov"))


class TestValid:
    def test_the_reference_package_reads_it_and_writes_it_again(self, told):
        """With as many records of each kind, and nothing changed on the way."""
        document, done = told
        first = read(document)
        again = ProvDocument.deserialize(content=first.serialize(format="json"), format="json")

        assert first == again
        counts = Counter(type(one).__name__ for one in first.get_records())
        assert counts["ProvActivity"] == done.counts["activities"] == 1030
        assert counts["ProvEntity"] == done.counts["entities"]
        assert counts["ProvAgent"] == done.counts["agents"]
        assert len(first.get_records()) == sum(
            done.counts[one] for one in ("activities", "entities", "agents", "relations")
        )

    def test_it_fits_the_schema(self, told):
        """And the schema can be missed."""
        document, _ = told
        assert fits(SCHEMA, document)
        assert not fits(SCHEMA, {**document, "happened": {}})
        assert not fits(SCHEMA, {"entity": {"log:x": {"prov:label": []}}})
        assert not fits(SCHEMA, {"wasGeneratedBy": {"_:x": {}}})

    def test_it_keeps_the_constraints(self, told):
        """In the order of the log; clocks order nothing, as PROV-CONSTRAINTS has it."""
        assert broken(told[0]) == []

    @pytest.mark.parametrize(
        ("kind", "change", "wanted"),
        [
            ("wasGeneratedBy", {}, "24"),
            ("used", {"prov:activity": "log:act-0", "prov:entity": "log:score-80"}, "37"),
            ("wasDerivedFrom", {"prov:generatedEntity": "log:score-80",
                                "prov:usedEntity": "log:score-81"}, "41"),
            ("wasInvalidatedBy", {"prov:activity": "log:act-0",
                                  "prov:entity": "log:score-80"}, "36"),
        ],
    )  # fmt: skip
    def test_the_check_can_fail(self, told, kind, change, wanted):
        """Each with a record that does not belong there."""
        document, _ = told
        one = {**next(iter(document[kind].values())), **change}
        found = broken({**document, kind: {**document[kind], "_:x": one}})
        assert any(said.startswith(wanted) for said in found)


class TestTrue:
    def test_an_event_is_an_activity_with_its_leaf(self, lachine, told):
        """Its id, its times, and the hash by which a proof finds it."""
        document, _ = told
        for row in lachine.log.store.rows(0, lachine.log.size):
            act = document["activity"][f"log:act-{row.seq}"]
            assert (act["collectif:id"], act["collectif:leaf"]) == (row.id, row.leaf.hex())

    def test_a_result_is_derived_from_every_score_that_it_counted(self, lachine, told):
        """As many as the results as published count, and the very same."""
        document, _ = told
        view = lachine.view()
        for publication in publications(view):
            seq = view.source.find(publication.id).seq
            sources = {
                one["prov:usedEntity"]
                for one in document["wasDerivedFrom"].values()
                if one["prov:generatedEntity"] == f"log:result-{seq}"
            }
            cells = as_published(view, publication).round.cells
            assert len(sources) == len(cells) > 300
            values = Counter(document["entity"][one]["collectif:value"] for one in sources
                             if "collectif:proposal_id" in document["entity"][one])  # fmt: skip
            assert values <= Counter(cells.values())

    def test_the_decision_is_derived_from_them_too(self, told):
        """The motion, the published result, its scores and the ballots; it used the charter."""
        document, _ = told
        sources = Counter(
            one["prov:usedEntity"].split("-")[0]
            for one in document["wasDerivedFrom"].values()
            if one["prov:generatedEntity"] == "log:decision-922"
        )
        assert sources == {
            "log:motion": 1, "log:result": 1, "log:ballot": 11, "log:score": sources["log:score"],
        }  # fmt: skip
        assert sources["log:score"] == 384
        used = {
            one["prov:entity"]
            for one in document["used"].values()
            if one["prov:activity"] == "log:act-922"
        }
        assert {one.split("-")[0] for one in used} >= {"log:charter", "log:motion"}

    def test_amended_and_rectified_are_revisions(self, told):
        """A version of a proposal, and a score that was typed in wrongly."""
        document, _ = told
        revised = {
            (one["prov:generatedEntity"], one["prov:usedEntity"])
            for one in document["wasDerivedFrom"].values()
            if one.get("prov:type", {}).get("$") == "prov:Revision"
        }
        (wrong,) = (old for new, old in revised if new == "log:score-497")
        assert document["entity"][wrong]["collectif:member_id"] == "aines"
        versions = [new for new, _ in revised if new.startswith("log:proposal-")]
        assert len(versions) == sum(
            one["prov:type"]["$"] == "collectif:proposal-amended"
            for one in document["activity"].values()
        )
        assert document["entity"]["log:score-497"]["collectif:value"] == 4

    def test_members_and_roles_are_agents(self, told):
        """Whose acts are associated, and whose scores are attributed."""
        document, _ = told
        assert document["agent"]["log:agent-alim"]["prov:type"]["$"] == "prov:Organization"
        assert "log:role-secretary" in document["agent"]
        scores = {
            one["prov:entity"]: one["prov:agent"]
            for one in document["wasAttributedTo"].values()
            if one["prov:entity"].startswith("log:score-")
        }
        assert scores["log:score-80"] == "log:agent-alim"

    def test_erased_words_are_no_more(self, told):
        """They are an entity of their own: what they were said of stays."""
        document, _ = told
        gone = {one["prov:entity"]: one["prov:activity"]
                for one in document["wasInvalidatedBy"].values()}  # fmt: skip
        assert gone["log:words-512"] == "log:act-930"

    def test_it_is_of_one_log_and_one_state(self, lachine, told):
        """Size, root and licence stand beside the notice that must be said."""
        document, _ = told
        about = document["entity"]["log:log"]
        assert about["collectif:root"] == lachine.log.head().root.hex()
        assert document["prefix"]["log"].startswith("urn:uuid:")


class TestWithheld:
    def test_words_are_never_in_it(self, tmp_path):
        """Nor can they be asked for."""
        with collectif.open("memory:") as room:
            for act in (*SCORING, commented("k1", text={"fr": "Sésame"})):
                act(room)
            rectified(list(room.log.read())[-1].id, {"text": {"fr": "Un autre Sésame"}})(room)
            room.close_round(round="r1")
            given_out(room, tmp_path)
            assert "Sésame" not in (tmp_path / "p.json").read_text("utf-8")
            with pytest.raises(InvalidInput, match="cannot be given out as provenance"):
                export_prov(room, tmp_path / "q.json", Terms(with_words=True))
        assert not (tmp_path / "q.json").exists()

    def test_a_secret_round_shows_voices_when_it_has_closed(self, tmp_path):
        """Who handed in is there, and every score; never whose it is."""
        with collectif.open("memory:") as room:
            tried(room, (*SCORING[:-1], round_opened(visibility="SECRET")))
            tried(room, (scored(*cell, 3) for cell in CELLS))
            handed_in = list(room.log.events(frozenset({"ballot-received"})))
            closed("r1")(room)
            document, _ = given_out(room, tmp_path)
        members = {f"log:agent-{member}" for member in VOTING}
        whose = [one["prov:agent"] for one in document["wasAttributedTo"].values()
                 if one["prov:entity"].startswith("log:score-")]  # fmt: skip
        acts = {one["prov:activity"] for one in document["wasAssociatedWith"].values()
                if one["prov:agent"] in members}  # fmt: skip
        assert handed_in
        assert whose
        assert {f"log:act-{one.seq}" for one in handed_in} <= acts
        assert not members & set(whose)

    def test_nothing_is_given_out_while_a_round_is_sealed(self, tmp_path):
        """A hash, and a root, show a value to whoever tries all there are."""
        with collectif.open("memory:") as room:
            for act in (*SCORING, scored("alim", "s2", "levier", 3)):
                act(room)
            with pytest.raises(InvalidInput, match="round r1 is open"):
                given_out(room, tmp_path)
            assert list(tmp_path.iterdir()) == []
            room.close_round(round="r1")
            document, _ = given_out(room, tmp_path)
        assert any(one.startswith("log:score-") for one in document["entity"])


class TestAnyLog:
    @given(goings_on, goings_on)
    @settings(max_examples=12, deadline=None)
    def test_whatever_was_done(self, before, after):
        """Rounds, corrections and corrections of corrections: valid, and within the constraints."""
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as room:
            tried(room, (*EVERYTHING, *before, closed("r2"), closed("rs"), *after))
            document, done = given_out(room, Path(folder), reader=AUDITOR)
        assert broken(document) == []
        assert fits(SCHEMA, document)
        assert len(document["activity"]) == done.counts["events"]
        assert len(read(document).get_records()) == sum(
            len(records) for kind, records in document.items() if kind != "prefix"
        )

    @given(st.lists(st.one_of(unknown, *(drafts(one.cls) for one in known)), max_size=8))
    @settings(max_examples=60, deadline=None)
    def test_whatever_was_recorded(self, told):
        """Acts that no assembly would have let through, of types that nobody knows among them."""
        with tempfile.TemporaryDirectory() as folder, collectif.open("memory:") as log:
            for draft in told:
                log.log.append([draft])
            try:
                document, done = given_out(log, Path(folder))
            except InvalidInput:
                return
        assert broken(document) == []
        assert fits(SCHEMA, document)
        assert done.counts["events"] + done.counts["sealed"] == len(told)
        read(document)

    def test_an_act_that_never_was_and_was_after_all(self, tmp_path):
        """What a retraction ends comes back as another entity, when it is retracted itself."""
        with collectif.open("memory:") as room:
            tried(room, (*SCORING, scored("alim", "s2", "levier", 3)))
            cast = list(room.log.read())[-1]
            rectified(cast.id, {"value": 5})(room)
            for _ in range(2):
                retracted(list(room.log.read())[-1].id)(room)
            closed("r1")(room)
            published(up_to=list(room.log.read())[-1].id)(room)
            document, _ = given_out(room, tmp_path)
        n = cast.seq
        gone = {one["prov:entity"] for one in document["wasInvalidatedBy"].values()}
        derived = {(one["prov:generatedEntity"], one["prov:usedEntity"])
                   for one in document["wasDerivedFrom"].values()}  # fmt: skip
        assert gone == {f"log:score-{n + 1}"}
        assert (f"log:score-{n + 1}", f"log:score-{n}") in derived
        assert (f"log:score-{n + 3}.0", f"log:score-{n + 1}") in derived
        assert (f"log:result-{n + 5}", f"log:score-{n + 3}.0") in derived
        assert broken(document) == []
