"""This module is about what events are called in W3C PROV: activities, entities, agents.

An event is an activity at one moment. What it brings into being, or changes, is an entity of its
own: a version of a proposal, a score, a decision. Members, roles and keys are agents. A name is a
kind and the position of an event, so nothing is ever generated twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from collectif.acts.voices import PERSONS
from collectif.exchange.open_events import OpenEvent
from collectif.record.codec import Codec
from collectif.record.event import Unknown

VOCABULARY = "urn:collectif:"
"""The namespace of kinds and attributes: a name, which leads nowhere."""

Attributes = dict[str, Any]

_KINDS: Mapping[str, str] = {
    "ballot-cast": "ballot",
    "charter-adopted": "charter",
    "commitment-revised": "commitment",
    "decision-proposed": "motion",
    "decision-taken": "decision",
    "proposal-amended": "proposal",
    "results-published": "result",
    "score-cast": "score",
    "stance-given": "stance",
}
"""Type of event -> the kind of entity that it makes, where that is not the thing that it names."""

_AUTHORS = (
    "member_id", "participant_id", "by", "carriers", "debtors", "mover", "members", "asker",
    "reviewer", "giver", "convenor", "payers", "steward",
)  # fmt: skip
"""The fields that say whose something is; of several, the first one that is there."""

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_LABELS = ("title", "label", "name", "object", "motion", "statement")


def qualified(name: str) -> Mapping[str, str]:
    """Return a qualified name as a value of PROV-JSON."""
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def moment(time: str) -> Mapping[str, str]:
    """Return a time as a value of PROV-JSON."""
    return {"$": time, "type": "xsd:dateTime"}


def in_languages(name: str, text: object) -> Attributes:
    """Return words in their languages as an attribute of PROV-JSON; nothing if they are none."""
    if not isinstance(text, Mapping):
        return {}
    told = [
        {"$": words, "lang": lang} if _LANGUAGE.fullmatch(lang) else {"$": words}
        for lang, words in text.items()
        if isinstance(words, str)
    ]
    return {name: told} if told else {}


def agent_of(id: str, kind: str = "agent") -> str:
    """Return what an agent is called; a role is an agent where no member is named."""
    return f"log:{kind}-{quote(id, safe='')}"


def kind_of(seen: OpenEvent, codec: Codec) -> str | None:
    """Return the kind of entity that an event makes; None if it makes none, or an agent."""
    known = codec.registry.get(seen.event.type, seen.event.version)
    if known is None or known.names == "member_id":
        return None
    named = None if known.names is None else known.names.removesuffix("_id").replace("_", "-")
    return _KINDS.get(known.name, named)


def activity_of(seen: OpenEvent) -> Attributes:
    """Return the attributes of the activity that an event is."""
    plain = seen.plain
    told: Attributes = {
        "prov:startTime": plain["occurred"],
        "prov:endTime": plain["occurred"],
        "prov:type": qualified(f"collectif:{quote(plain['type'], safe='')}"),
        "collectif:recorded": moment(plain["recorded"]),
        "collectif:id": plain["id"],
        "collectif:leaf": seen.leaf,
    }
    for name in ("seq", "version", "source", "assembly", "batch", "precision", "provenance"):
        if plain.get(name) is not None:
            told[f"collectif:{name}"] = plain[name]
    return told


def entity_of(kind: str, data: Mapping[str, Any]) -> Attributes:
    """Return the attributes of an entity: its title, and what is plain in what was said of it."""
    told: Attributes = {"prov:type": qualified(f"collectif:{kind}")}
    told |= {f"collectif:{name}": one for name, one in data.items() if isinstance(one, str | int)}
    for name, value in data.items():
        if isinstance(value, list) and value and all(isinstance(one, str | int) for one in value):
            told[f"collectif:{name}"] = list(dict.fromkeys(value))
        if name in _LABELS:
            told |= in_languages("prov:label", value)
    return told


def member_of(data: Mapping[str, Any]) -> Attributes:
    """Return the attributes of the agent that joins."""
    person = data["kind"] in PERSONS
    return {
        "prov:type": qualified("prov:Person" if person else "prov:Organization"),
        **in_languages("prov:label", data["name"]),
        "collectif:kind": data["kind"],
        "collectif:member_id": data["member_id"],
    }


def authors_of(seen: OpenEvent) -> Iterator[str]:
    """Yield the agents that what an event makes is attributed to."""
    if not isinstance(seen.event.data, Unknown):
        found = next((seen.data[name] for name in _AUTHORS if seen.data.get(name)), ())
        for one in [found] if isinstance(found, str) else found:
            yield agent_of(one)
