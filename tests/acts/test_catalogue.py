"""Event classes hold what the design's catalogue of events says, or we say why not."""

import json
import typing
from pathlib import Path

import attrs
import pytest

from collectif.acts import Known
from collectif.record.event import EVENTS

CATALOGUE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "catalogue.json"

BEYOND = {
    ("round-opened", "terms"): "what a round says of its ballots: budget of dots, ties, truncation",
    ("criterion-proposed", "objectives"): "the objectives of the neighbourhood plan it points to",
    ("proposal-submitted", "objectives"): "the objectives of the neighbourhood plan it points to",
    ("proposal-amended", "objectives"): "the objectives of the neighbourhood plan it points to",
}
"""Fields that the catalogue does not have, and what for."""

RENAMED = {
    ("resource-pledged", "from"): "giver",  # `from` is a word of Python itself
}
"""Fields of the catalogue that have another name in the log, and why."""

MORE_WORDS = {
    ("round-opened", "kind"): {"STANCES"},  # open conversations, where statements may join
}
"""Literals that the catalogue does not have."""

OURS = {
    "anonymisation-assessed": "what an analysis found of people being identified again",
    "ballot-received": "the receipt of a secret ballot, whose words wait in the private store",
    "key-rotated": "which key signs states of the log from here on",
    "lot-drawn": "what chance chose, with the public seed that lets anybody check it",
    "words-forgotten": "all words of one person, gone on request or at the end of retention",
    "stance-given": "an answer in an open conversation",
    "proposal-moderated": "what a statement of an open conversation went through",
    "import-reported": "what came from elsewhere, and what was lost",
    "objective-adopted": "an objective of the neighbourhood plan, for criteria and proposals",
}
"""Events that the catalogue does not have, and what for."""


def entries():
    if not CATALOGUE.exists():
        pytest.skip(f"the catalogue of the design is not at hand ({CATALOGUE.name})")
    return {entry["wire"]: entry for entry in json.loads(CATALOGUE.read_text("utf-8"))}


def implemented():
    assert Known  # importing the acts registers their events
    catalogue = entries()
    for known in EVENTS:
        if known.cls.__module__.startswith("collectif.") and known.name in catalogue:
            yield known, catalogue[known.name]


def our_name(known, field):
    return RENAMED.get((known.name, field["name"]), field["name"])


def test_every_event_is_in_the_catalogue_or_accounted_for():
    catalogue = entries()
    ours = {k.name for k in EVENTS if k.cls.__module__.startswith("collectif.acts")}
    assert set(OURS) == ours - set(catalogue)


def test_every_class_is_called_as_in_the_catalogue():
    assert [(k.cls.__name__, e["fr"]) for k, e in implemented()] == [
        (e["name"], k.cls.__doc__.split(":")[0].split(",")[0].strip(".\n ").split(".")[0])
        for k, e in implemented()
    ]


def test_fields_are_those_of_the_catalogue():
    for known, entry in implemented():
        ours = {field.name for field in attrs.fields(known.cls)}
        theirs = {our_name(known, field) for field in entry["fields"]}
        beyond = {field for event, field in BEYOND if event == known.name}
        assert theirs | beyond == ours, known.name


def test_fields_are_required_where_the_catalogue_says_so():
    for known, entry in implemented():
        ours = {f.name: f.default is attrs.NOTHING for f in attrs.fields(known.cls)}
        for field in entry["fields"]:
            assert field["required"] == ours[our_name(known, field)], (known.name, field["name"])


def test_words_are_personal_where_the_catalogue_says_so():
    for known, entry in implemented():
        theirs = {"/" + name.replace("[].", "/*/") for name in entry["personal"]}
        assert theirs == set(known.personal), known.name


def test_literals_are_those_of_the_catalogue():
    for known, entry in implemented():
        hints = typing.get_type_hints(known.cls)
        for field in entry["fields"]:
            told = field["type"].removeprefix("set[").removesuffix("]")
            if not told.replace("|", "").replace("_", "").isupper():
                continue
            more = MORE_WORDS.get((known.name, field["name"]), set())
            assert set(told.split("|")) | more == set(literals(hints[field["name"]]))


def literals(hint):
    if typing.get_origin(hint) is typing.Literal:
        yield from typing.get_args(hint)
    for inner in typing.get_args(hint):
        if typing.get_origin(inner) is not None:
            yield from literals(inner)
