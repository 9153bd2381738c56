"""This module is about what prepared a decision: purpose, invitation, rules, criteria, ideas."""

from __future__ import annotations

from collections.abc import Iterator

from collectif.projections.participation import funnel
from collectif.statement import Statement
from collectif.trail.asking import state
from collectif.trail.evidence import Evidence
from collectif.trail.resting import summed
from collectif.trail.things import aimed, origin_of, versioned


def purpose(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield the missions that stood when the assembly met, and what it was convened for."""
    convened = evidence.one("assembly-convened", assembly_id=assembly)
    closed = evidence.one("assembly-closed", assembly_id=assembly)
    for one in evidence.all("mission-adopted"):
        before = closed is None or one.seq < closed.seq
        if before and one.data.decision_id != decision:
            yield summed(evidence, aimed(evidence, one.data.mission_id))
    if convened is not None:
        yield state(
            "objective",
            events=evidence.ids("assembly-convened", assembly_id=assembly),
            intention=convened.data.shared_intention,
            objective=convened.data.objective,
            day=convened.data.planned_for.date(),
        )


def invited(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield who was invited, and who came."""
    for one in evidence.all("invitation-sent", assembly_id=assembly):
        everybody = one.data.to == "PUBLIC"
        yield state(
            "invited-everybody" if everybody else "invited",
            events=evidence.corrected([one.id]),
            day=one.occurred.date(),
            challenge=one.data.challenge,
            count=0 if everybody else len(one.data.to),
        )
    came = evidence.ids("attendance-recorded", assembly_id=assembly)
    if came:
        found = funnel(evidence.view, assembly)
        yield state(
            "came",
            events=came,
            count=found.count("PRESENT"),
            voting=found.count("PRESENT", voting=True),
            members=found.stages["PRESENT"],
        )


def rules(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield the rules of the game, and whether they stood before the first score."""
    charters = evidence.all("charter-adopted", assembly_id=assembly)
    opened = evidence.all("round-opened", assembly_id=assembly)
    for one in charters:
        charter = one.data.charter
        yield state(
            "charter",
            events=evidence.corrected([one.id]),
            day=one.occurred.date(),
            how=one.data.how,
            low=charter.scale.min,
            high=charter.scale.max,
            method=charter.decision.method,
        )
    if charters and opened:
        before = charters[-1].seq < opened[0].seq
        yield state(
            "rules-first" if before else "rules-late",
            events=evidence.sorted([charters[-1].id, opened[0].id]),
        )


def criteria(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield each criterion that was adopted: its weight, where it comes from, its questions."""
    for adopted in evidence.all("criteria-adopted", assembly_id=assembly):
        proposed = {one.data.criterion_id: one for one in evidence.all("criterion-proposed")}
        each = (
            state(
                "criterion-adopted",
                events=evidence.ids("criterion-proposed", criterion_id=criterion),
                criterion=criterion,
                weight=weight,
                origin=origin_of(proposed[criterion].data),
                questions=proposed[criterion].data.questions,
            )
            for criterion, weight in adopted.data.weights.items()
            if criterion in proposed
        )
        yield state(
            "criteria-adopted",
            *each,
            events=evidence.corrected([adopted.id]),
            count=len(adopted.data.weights),
            how=adopted.data.how,
            total=sum(adopted.data.weights.values()),
        )


def proposals(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield each proposal with its versions, and what caused them."""
    for one in evidence.all("proposal-submitted"):
        if one.data.assembly_id in (None, assembly):
            yield versioned(evidence, one.data.proposal_id)


def interests(evidence: Evidence, assembly: str, decision: str) -> Iterator[Statement]:
    """Yield who declared an interest in what, and what it keeps out of."""
    for one in evidence.all("interest-declared"):
        if one.assembly in (None, assembly):
            yield state(
                "interest",
                events=evidence.corrected([one.id]),
                member=one.data.member_id,
                proposal=one.data.proposal_id,
                nature=one.data.nature,
                recused=tuple(sorted(one.data.recuses_from)),
            )
