"""This module is about the provenance that a log tells: who did what, from what, with what.

Everything comes from the log itself. What is generated was never there before, what is used was,
and what was erased or retracted is used no more: PROV-CONSTRAINTS holds in the order of the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from collectif.acts.erasure import ERASURES, words_to_go
from collectif.acts.keys import KeyRotated
from collectif.exchange.open_events import OpenEvent, OpenLog
from collectif.exchange.prov_terms import (
    Attributes,
    activity_of,
    agent_of,
    authors_of,
    entity_of,
    kind_of,
    member_of,
    qualified,
)
from collectif.ids import EventId, RoundId
from collectif.projections.grounds import grounds
from collectif.record.event import Unknown
from collectif.record.view import View

Record = tuple[str, str, Attributes]
"""The kind of a record, its name, and what it says."""

_UNDER_A_CHARTER = frozenset(
    {"decision-proposed", "decision-taken", "results-published", "round-opened"}
)
_VERSION_OF = {
    "commitment-revised": "commitment_id",
    "decision-taken": "decision_id",
    "proposal-amended": "proposal_id",
}
"""Type of event -> the field that names the thing of which it makes a new version."""


class Provenance:
    """The records of a log, event by event, in its order.

    Args:
        log: The log, as anybody may see it.

    Attributes:
        agents: Agent -> what is known of it so far; agents are told at the end.
    """

    def __init__(self, log: OpenLog) -> None:
        self.agents: dict[str, Attributes] = {}
        self._log = log
        self._versions: dict[str, list[str]] = {}
        self._thing: dict[str, str] = {}
        self._made: dict[str, tuple[str, str]] = {}
        self._words: dict[str, str] = {}
        self._revisions: dict[str, list[str]] = {}
        self._undone: dict[str, list[str]] = {}
        self._gone: set[str] = set()
        self._charters: dict[str, str] = {}
        self._rests_on: dict[str, tuple[str, ...]] = {}
        self._results: dict[str, tuple[EventId, ...]] = {}
        self._names = Counter[str]()

    def of(self, seen: OpenEvent) -> Iterator[Record]:
        """Yield the records of the next event."""
        act = f"log:act-{seen.event.seq}"
        yield "activity", act, activity_of(seen)
        doers = tuple(self._doers(seen))
        for agent, role in doers:
            told = {"prov:activity": act, "prov:agent": agent, "prov:role": role}
            yield self._named("wasAssociatedWith", told)
        for used in self._used(seen):
            yield self._named("used", {"prov:activity": act, "prov:entity": used})
        yield from self._informed(seen, act)
        whose = tuple(authors_of(seen)) or tuple(agent for agent, _ in doers[:1])
        yield from self._makes(seen, act, whose)
        yield from self._ends(seen, act)

    def _doers(self, seen: OpenEvent) -> Iterator[tuple[str, str]]:
        """Yield who did it, and in which role; who typed it comes after."""
        plain, data = seen.plain, seen.data
        actor = plain.get("actor")
        if seen.event.type == "member-joined" and not isinstance(seen.event.data, Unknown):
            self.agents[agent_of(data["member_id"])] = member_of(data)
        if isinstance(seen.event.data, KeyRotated):
            key = f"log:key-{seen.event.seq}"
            told = {name: value for name, value in data.items() if name in ("key", "replaces")}
            self.agents[key] = entity_of("key", told)
            yield key, "key"
        if actor is None:
            yield from ((self._agent(one), "author") for one in authors_of(seen))
        elif actor.get("member") is not None:
            yield self._agent(agent_of(actor["member"])), actor["role"]
        else:
            yield self._agent(agent_of(actor["role"], "role")), actor["role"]
        if plain.get("recorder") is not None:
            yield self._agent(agent_of(plain["recorder"], "role")), "recorder"

    def _agent(self, name: str) -> str:
        self.agents.setdefault(name, {})
        return name

    def _used(self, seen: OpenEvent) -> list[str]:
        """Return the entities that an event names, as they were before it, and its charter."""
        if isinstance(seen.event.data, Unknown):
            return []
        ids = sorted(id for _, id in self._log.view.codec.references(seen.event))
        found = dict.fromkeys(self._entity(id) for id in ids)
        if seen.event.type in _UNDER_A_CHARTER:
            found |= {self._charters.get(seen.plain.get("assembly", "")): None}
        return [one for one in found if one is not None and one not in self._gone]

    def _entity(self, id: str) -> str | None:
        """Return the newest entity of a thing, or what an event made."""
        made = self._corrected(id) if id in self._made else None
        return self._last(self._versions.get(id, ())) or made

    def _last(self, entities: Iterable[str]) -> str | None:
        """Return the last of some entities that is not gone."""
        return next((one for one in reversed([*entities]) if one not in self._gone), None)

    def _informed(self, seen: OpenEvent, act: str) -> Iterator[Record]:
        cause = seen.event.cause
        found = None if cause is None else self._log.view.source.find(cause)
        if found is not None and found.seq < seen.event.seq and self._log.shows(found):
            told = {"prov:informed": act, "prov:informant": f"log:act-{found.seq}"}
            yield self._named("wasInformedBy", told)

    def _makes(self, seen: OpenEvent, act: str, whose: Iterable[str]) -> Iterator[Record]:
        """Yield what an event generates, whose it is, and what it is derived from."""
        event, codec = seen.event, self._log.view.codec
        if seen.words:
            self._words[event.id] = words = f"log:words-{event.seq}"
            yield "entity", words, entity_of("words", {"count": seen.words})
            yield from self._generated(words, act, seen, whose)
        if event.type == "event-rectified" and event.data.target in self._made:
            yield from self._revises(seen, act, whose)
            return
        kind = kind_of(seen, codec)
        if kind is None:
            return
        made, before = f"log:{kind}-{event.seq}", self._before(seen)
        yield "entity", made, entity_of(kind, seen.data)
        yield from self._generated(made, act, seen, whose)
        if before is not None:
            yield self._derived(made, before, act, revision=event.type != "decision-taken")
        for source in self._sources(seen):
            yield self._derived(made, source)
        self._keep(seen, made, kind)

    def _generated(
        self, made: str, act: str, seen: OpenEvent, whose: Iterable[str]
    ) -> Iterator[Record]:
        told = {"prov:entity": made, "prov:activity": act, "prov:time": seen.plain["occurred"]}
        yield self._named("wasGeneratedBy", told)
        for agent in whose:
            attributed = {"prov:entity": made, "prov:agent": self._agent(agent)}
            yield self._named("wasAttributedTo", attributed)

    def _before(self, seen: OpenEvent) -> str | None:
        """Return the entity that another version, or the taking of a decision, comes from."""
        thing = _VERSION_OF.get(seen.event.type)
        return None if thing is None else self._last(self._versions.get(seen.data[thing], ()))

    def _keep(self, seen: OpenEvent, made: str, kind: str) -> None:
        """Remember an entity by the event that made it, and by the thing that it is."""
        event, data = seen.event, seen.data
        self._made[event.id] = made, kind
        known = self._log.view.codec.registry.of(event.type)
        thing = known.names or _VERSION_OF.get(event.type)
        if thing is not None:
            self._versions.setdefault(data[thing], []).append(made)
            self._thing[made] = data[thing]
        if event.type == "charter-adopted":
            self._charters[data["assembly_id"]] = made
        if event.type == "decision-proposed":
            self._rests_on[data["decision_id"]] = tuple(data["basis"])

    def _revises(self, seen: OpenEvent, act: str, whose: Iterable[str]) -> Iterator[Record]:
        """Yield the entity that a record should have been, as a revision of what it was."""
        event, payload = seen.event, seen.data.get("payload", {})
        wrong, kind = self._corrected(event.data.target), self._made[event.data.target][1]
        made = f"log:{kind}-{event.seq}"
        yield "entity", made, entity_of(kind, payload)
        yield from self._generated(made, act, seen, whose)
        if wrong not in self._gone:
            yield self._derived(made, wrong, act, revision=True)
        self._made[event.id] = made, kind
        self._revisions.setdefault(event.data.target, []).append(event.id)
        self._instead(wrong, made)

    def _instead(self, old: str, new: str) -> None:
        """Let an entity stand after another one among the versions of a thing."""
        thing = self._thing.get(old)
        if thing is not None:
            versions = self._versions[thing]
            versions.insert(versions.index(old) + 1, new)
            self._thing[new] = thing

    def _sources(self, seen: OpenEvent) -> list[str]:
        """Return what results and decisions are derived from: every answer that they counted."""
        event, data = seen.event, seen.data
        if event.type == "results-published":
            last = self._log.view.source.find(data["up_to"])
            size = 0 if last is None else last.seq + 1
            self._results[event.id] = self._counted(size, data["round_id"])
            return self._answers(self._results[event.id])
        if event.type == "decision-proposed":
            return self._answers(data["basis"])
        if event.type != "decision-taken":
            return []
        basis = self._rests_on.get(data["decision_id"], ())
        counted = [id for one in basis for id in self._results.get(one, ())]
        if "ballot_round" in data:
            counted += self._counted(event.seq, data["ballot_round"])
        return self._answers((*basis, *counted))

    def _counted(self, size: int, round: str) -> tuple[EventId, ...]:
        then = View(source=self._log.view.source.at(size))
        return grounds(then).get(RoundId(round), ())

    def _answers(self, ids: Iterable[str]) -> list[str]:
        """Return the entities of events, as corrected by now."""
        found = (self._corrected(id) for id in dict.fromkeys(ids) if id in self._made)
        return list(dict.fromkeys(found))

    def _corrected(self, id: str) -> str:
        """Return what an event made, as last revised; as it was made if all of it is gone."""
        made = self._made[id][0]
        return self._last((made, *(self._made[r][0] for r in self._revisions.get(id, ())))) or made

    def _ends(self, seen: OpenEvent, act: str) -> Iterator[Record]:
        """Yield what is no more: words that were erased, entities whose act was retracted."""
        event = seen.event
        if event.type in ERASURES and not isinstance(event.data, Unknown):
            gone = set(words_to_go([event]))
            gone |= {id for target in gone for id in self._revisions.get(target, ())}
            yield from self._invalid((self._words.get(id) for id in sorted(gone)), act, seen)
        if event.type == "event-retracted":
            target = event.data.target
            ids = (target, *self._revisions.get(target, ()))
            made = [self._made[id][0] for id in ids if id in self._made]
            self._undone[event.id] = [id for id in ids if id in self._made]
            yield from self._invalid(made, act, seen)
            yield from self._brought_back(seen, act)

    def _invalid(
        self, entities: Iterable[str | None], act: str, seen: OpenEvent
    ) -> Iterator[Record]:
        for one in entities:
            if one is not None and one not in self._gone:
                self._gone.add(one)
                told = {"prov:entity": one, "prov:activity": act}
                yield self._named("wasInvalidatedBy", told | {"prov:time": seen.plain["occurred"]})

    def _brought_back(self, seen: OpenEvent, act: str) -> Iterator[Record]:
        """Yield new entities for what a retraction took away, when it is retracted itself."""
        for number, id in enumerate(self._undone.get(seen.event.data.target, ())):
            old, kind = self._made[id]
            made = f"log:{kind}-{seen.event.seq}.{number}"
            self._made[id] = made, kind
            self._instead(old, made)
            yield "entity", made, {"prov:type": qualified(f"collectif:{kind}")}
            yield from self._generated(made, act, seen, ())
            yield self._derived(made, old, revision=True)

    def _derived(
        self, made: str, source: str, act: str | None = None, *, revision: bool = False
    ) -> Record:
        told: Attributes = {"prov:generatedEntity": made, "prov:usedEntity": source}
        if act is not None:
            told["prov:activity"] = act
        if revision:
            told["prov:type"] = qualified("prov:Revision")
        return self._named("wasDerivedFrom", told)

    def _named(self, kind: str, told: Attributes) -> Record:
        self._names[kind] += 1
        return kind, f"_:{kind}{self._names[kind]}", told
