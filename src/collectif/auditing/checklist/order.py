"""This module is about the order of a good evening, and what departs from it.

Invite, open, understand, adopt rules and criteria, declare interests, score under seal, publish,
answer objections, decide, commit, close, adopt the minutes. Other orders are allowed; a deviation
is told to whoever reads, and is no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from collectif.acts.assembly import (
    AgendaItemStarted,
    AssemblyClosed,
    AssemblyConvened,
    AssemblyOpened,
    CharterAdopted,
    InvitationSent,
)
from collectif.acts.criteria import CriteriaAdopted
from collectif.acts.decision import DecisionTaken
from collectif.acts.deliberation import InterestDeclared, ObjectionRaised, ObjectionResolved
from collectif.acts.minutes import MinutesAdopted
from collectif.acts.presence import AttendanceRecorded
from collectif.acts.proposals import ProposalAmended
from collectif.acts.rounds import RoundOpened
from collectif.auditing.checklist.answer import said
from collectif.auditing.checklist.facts import Facts
from collectif.auditing.checklist.following import serving_decision
from collectif.auditing.checklist.rules import first_rounds
from collectif.ids import AssemblyId, EventId, Ref
from collectif.projections.readers import AUDITOR, Reader
from collectif.record.envelope import Recorded
from collectif.record.view import View
from collectif.statement import Statement


@frozen(kw_only=True)
class Deviation:
    """Something that was not done in the order of a good evening.

    Attributes:
        assembly: Where.
        statement: What, with the events.
    """

    assembly: AssemblyId
    statement: Statement


def deviations(view: View, reader: Reader = AUDITOR) -> tuple[Deviation, ...]:
    """Return what departs from the order of a good evening, assembly by assembly, in that order."""
    return deviations_from(Facts.of(view, None, reader))


def deviations_from(facts: Facts) -> tuple[Deviation, ...]:
    """Return the deviations from what was read already."""
    assemblies = [one.data.assembly_id for one in facts.of_type(AssemblyConvened)]
    return tuple(
        Deviation(assembly=id, statement=one)
        for id in assemblies
        for look in _ORDER
        for one in look(facts, id)
    )


def _not_invited(facts: Facts, id: AssemblyId) -> Iterator[Statement]:
    opened = _first(facts, AssemblyOpened, id)
    sent = _first(facts, InvitationSent, id)
    if opened is not None and (sent is None or sent.seq > opened.seq):
        yield said("order-invitation", opened.id, assembly=id)


def _before_the_first_round(facts: Facts, id: AssemblyId) -> Iterator[Statement]:
    first = first_rounds(facts).get(id)
    if first is None:
        return
    told = {"assembly": id, "round": first.data.round_id}
    for cls, name in ((CharterAdopted, "order-charter"), (AttendanceRecorded, "order-attendance")):
        done = _first(facts, cls, id)
        if done is None or done.seq > first.seq:
            yield said(name, first.id, **told)


def _before_the_first_score(facts: Facts, id: AssemblyId) -> Iterator[Statement]:
    first = next((o for o in facts.scoring.values() if o.data.assembly_id == id), None)
    if first is None:
        return
    told = {"assembly": id, "round": first.data.round_id}
    learning = {
        item.item_id
        for convened in facts.of_type(AssemblyConvened)
        if convened.data.assembly_id == id
        for item in convened.data.agenda
        if item.kind == "LEARNING"
    }
    begun = [
        i
        for i in facts.of_type(AgendaItemStarted)
        if i.data.assembly_id == id and i.data.item_id in learning
    ]
    if not any(item.seq < first.seq for item in begun):
        yield said("order-learning", first.id, *(item.id for item in begun[:1]), **told)
    for opened in facts.scoring.values():
        if opened.data.assembly_id == id:
            yield from _of_a_round(facts, opened)


def _of_a_round(facts: Facts, opened: Recorded[RoundOpened]) -> Iterator[Statement]:
    id, told = opened.data.round_id, {"round": opened.data.round_id}
    sets = {one.data.criteria_set_id: one for one in facts.of_type(CriteriaAdopted)}
    adopted = None if opened.data.criteria_set_id is None else sets.get(opened.data.criteria_set_id)
    if adopted is None or adopted.seq > opened.seq:
        yield said("order-criteria", opened.id, **told)
    if opened.data.visibility == "OPEN":
        yield said("order-sealed", opened.id, **told)
    late = facts.cards.late.get(id)
    if late is not None:
        yield said("order-late", opened.id, late[1], count=late[0], **told)
    follows = opened.data.follows
    before = facts.opened.get(follows) if follows is not None else None
    if before is not None and not any(
        p.seq < opened.seq for p in facts.published.get(before.data.round_id, ())
    ):
        yield said("order-unpublished", before.id, opened.id, before=follows, **told)


def _interests_declared_late(facts: Facts, id: AssemblyId) -> Iterator[Statement]:
    for one in facts.of_type(InterestDeclared):
        declared, late = one.data, facts.cards.contested.get(one.data.declaration_id)
        here = any(
            opened.data.assembly_id == id and Ref(declared.proposal_id) in opened.data.subjects
            for opened in facts.scoring.values()
        )
        if late and here:
            told = {"member": declared.member_id, "proposal": declared.proposal_id}
            yield said("order-interest", one.id, assembly=id, count=late, **told)


def _of_decisions(facts: Facts, id: AssemblyId) -> Iterator[Statement]:
    closed = _last(facts, AssemblyClosed, id)
    for taken in facts.of_type(DecisionTaken):
        proposed = facts.proposed.get(taken.data.decision_id)
        if proposed is None or proposed.data.assembly_id != id:
            continue
        told = {"decision": taken.data.decision_id}
        if proposed.data.selects and not proposed.data.basis and facts.scoring:
            yield said("order-basis", proposed.id, **told)
        yield from _amended(facts, proposed)
        open_then = _open_objections(facts, taken, {taken.data.decision_id, *proposed.data.selects})
        if open_then:
            yield said("order-objections", taken.id, *open_then, count=len(open_then), **told)
        if taken.data.outcome == "ADOPTED":
            yield from _adopted(facts, taken, closed)


def _adopted(
    facts: Facts, taken: Recorded[DecisionTaken], closed: Recorded[Any] | None
) -> Iterator[Statement]:
    told = {"decision": taken.data.decision_id}
    room = facts.rooms[taken.data.decision_id]
    if room.enough is False:
        yield said("order-quorum", taken.id, **told, present=room.present, needed=room.needed)
    serving = serving_decision(facts, taken)
    in_time = [one for one in serving if closed is None or one.seq < closed.seq]
    if closed is not None and not in_time:
        name = "order-committed-later" if serving else "order-uncommitted"
        yield said(name, taken.id, closed.id, *(one.id for one in serving[:1]), **told)


def _amended(facts: Facts, proposed: Recorded[Any]) -> Iterator[Statement]:
    """Yield the selected proposals that changed after they were scored for the last time."""
    for id in proposed.data.selects:
        scored = [
            o for o in facts.scoring.values() if id in o.data.subjects and o.seq < proposed.seq
        ]
        later = [
            a.id
            for a in facts.of_type(ProposalAmended)
            if a.data.proposal_id == id and scored and scored[-1].seq < a.seq < proposed.seq
        ]
        if later:
            yield said(
                "order-amended",
                scored[-1].id,
                *later,
                decision=proposed.data.decision_id,
                proposal=id,
                round=scored[-1].data.round_id,
            )


def _open_objections(facts: Facts, taken: Recorded[Any], targets: set[str]) -> list[EventId]:
    ended = {one.data.objection_id: one.seq for one in facts.of_type(ObjectionResolved)}
    return [
        one.id
        for one in facts.of_type(ObjectionRaised)
        if one.seq < taken.seq
        and one.data.target in targets
        and ended.get(one.data.objection_id, taken.seq) >= taken.seq
    ]


def _not_minuted(facts: Facts, id: AssemblyId) -> Iterator[Statement]:
    closed = _last(facts, AssemblyClosed, id)
    over = closed is not None and closed.data.resumes_on is None
    if closed is not None and over and _first(facts, MinutesAdopted, id) is None:
        yield said("order-minutes", closed.id, assembly=id)


def _first(facts: Facts, cls: type[Any], id: AssemblyId) -> Recorded[Any] | None:
    return next((e for e in facts.of_type(cls) if e.data.assembly_id == id), None)


def _last(facts: Facts, cls: type[Any], id: AssemblyId) -> Recorded[Any] | None:
    return next((e for e in reversed(facts.of_type(cls)) if e.data.assembly_id == id), None)


_ORDER: tuple[Callable[[Facts, AssemblyId], Iterator[Statement]], ...] = (
    _not_invited,
    _before_the_first_round,
    _before_the_first_score,
    _interests_declared_late,
    _of_decisions,
    _not_minuted,
)
"""What is looked at, in the order of the evening."""
