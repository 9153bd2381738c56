"""This module is about questions 1 to 4: the invitation, the rules of the game and the criteria."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectif.acts.assembly import AssemblyConvened, AssemblyOpened, CharterAdopted, InvitationSent
from collectif.acts.criteria import CriteriaAdopted, CriterionProposed
from collectif.acts.rounds import RoundOpened
from collectif.auditing.checklist.answer import Part, by_whom, part
from collectif.auditing.checklist.facts import Facts
from collectif.ids import AssemblyId, CriterionId, EventId
from collectif.record.envelope import Recorded


def invited(facts: Facts) -> Iterator[Part]:
    """Who was invited, how early, with what question? For each assembly."""
    opened = _first_openings(facts)
    for convened in facts.of_type(AssemblyConvened):
        id, day = convened.data.assembly_id, convened.data.planned_for.date()
        sent = [one for one in facts.of_type(InvitationSent) if one.data.assembly_id == id]
        before = [one for one in sent if id not in opened or one.seq < opened[id].seq]
        if before:
            yield _invited(convened, before)
        elif id in opened or day < facts.on:
            there = (opened[id].id,) if id in opened else ()
            yield part("NO", "not-invited", convened.id, *there, assembly=id)
        else:
            yield part("CANNOT_TELL", "not-yet-invited", convened.id, assembly=id, day=day)


def rules_first(facts: Facts) -> Iterator[Part]:
    """Were the rules fixed before the first score? For each assembly in which there was a round."""
    for id, first in first_rounds(facts).items():
        charters = [one for one in facts.of_type(CharterAdopted) if one.data.assembly_id == id]
        before = [one for one in charters if one.seq < first.seq]
        after = [one.id for one in charters if one.seq > first.seq]
        corrected = (facts.corrected_after(one, first.seq) for one in before)
        after += [one.id for one in corrected if one is not None]
        if not before:
            yield part(
                "NO", "rules-missing", first.id, *after, assembly=id, round=first.data.round_id
            )
        elif after:
            yield part(
                "NO", "rules-changed", first.id, *after, assembly=id, round=first.data.round_id
            )
        else:
            last = before[-1]
            yield part(
                "YES",
                "rules-fixed",
                last.id,
                first.id,
                assembly=id,
                day=last.occurred.date(),
                round=first.data.round_id,
                how=last.data.how,
            )


def criteria_first(facts: Facts) -> Iterator[Part]:
    """Were criteria and weights adopted before the round? For each scoring round."""
    sets = {one.data.criteria_set_id: one for one in facts.of_type(CriteriaAdopted)}
    for id, opened in facts.scoring.items():
        adopted = sets.get(opened.data.criteria_set_id) if opened.data.criteria_set_id else None
        if adopted is None or adopted.seq > opened.seq:
            yield part("NO", "criteria-missing", opened.id, round=id)
        elif (changed := facts.corrected_after(adopted, opened.seq)) is not None:
            yield part("NO", "criteria-changed", adopted.id, opened.id, changed.id, round=id)
        else:
            weights = adopted.data.weights
            member, role = by_whom(adopted)
            yield part(
                "YES",
                "criteria-adopted",
                adopted.id,
                opened.id,
                round=id,
                count=len(weights),
                total=sum(weights.values()),
                how=adopted.data.how,
                day=adopted.occurred.date(),
                member=member,
                role=role,
                **_before(adopted, opened),
                weights=tuple(f"{name} {weight}" for name, weight in weights.items()),
            )


def origins(facts: Facts) -> Iterator[Part]:
    """Where does each criterion come from? For the criteria of every set that was adopted."""
    proposed = {one.data.criterion_id: one for one in facts.of_type(CriterionProposed)}
    by_origin: dict[str, list[CriterionId]] = {}
    for used in dict.fromkeys(c for s in facts.of_type(CriteriaAdopted) for c in s.data.weights):
        told = proposed.get(used)
        by_origin.setdefault(told.data.origin if told else "UNKNOWN", []).append(used)
    for origin, criteria in by_origin.items():
        events = [proposed[id].id for id in criteria if id in proposed]
        if origin == "UNKNOWN":
            yield part(
                "NO", "criteria-unknown", *_sets_with(facts, criteria), criteria=tuple(criteria)
            )
        elif origin == "UNSTATED":
            yield part("CANNOT_TELL", "origin-unstated", *events, criteria=tuple(criteria))
        else:
            yield part("YES", "origin", *events, criteria=tuple(criteria), origin=origin)


def first_rounds(facts: Facts) -> dict[AssemblyId, Recorded[RoundOpened]]:
    """Return assembly -> the event that opened its first round."""
    found: dict[AssemblyId, Recorded[RoundOpened]] = {}
    for opened in facts.opened.values():
        found.setdefault(opened.data.assembly_id, opened)
    return found


def _first_openings(facts: Facts) -> dict[AssemblyId, Recorded[AssemblyOpened]]:
    found: dict[AssemblyId, Recorded[AssemblyOpened]] = {}
    for one in facts.of_type(AssemblyOpened):
        found.setdefault(one.data.assembly_id, one)
    return found


def _invited(convened: Recorded[AssemblyConvened], sent: list[Recorded[InvitationSent]]) -> Part:
    members = {id for one in sent if one.data.to != "PUBLIC" for id in one.data.to}
    first = sent[0].occurred.date()
    everybody = any(one.data.to == "PUBLIC" for one in sent)
    return part(
        "YES",
        "invited-with-all" if everybody else "invited-by",
        convened.id,
        *(one.id for one in sent),
        assembly=convened.data.assembly_id,
        day=first,
        count=(convened.data.planned_for.date() - first).days,
        members=len(members),
        challenge=sent[0].data.challenge,
    )


def _before(adopted: Recorded[Any], opened: Recorded[Any]) -> dict[str, Any]:
    """Return how long before a round its criteria were adopted: days, or on its day, minutes."""
    days = (opened.occurred.date() - adopted.occurred.date()).days
    if days:
        return {"days": days}
    if "DAY" in (adopted.precision, opened.precision):
        return {}
    passed = opened.occurred - adopted.occurred
    return {"time": adopted.occurred, "minutes": int(passed.total_seconds()) // 60}


def _sets_with(facts: Facts, criteria: list[CriterionId]) -> list[EventId]:
    wanted = set(criteria)
    return [one.id for one in facts.of_type(CriteriaAdopted) if wanted & one.data.weights.keys()]
