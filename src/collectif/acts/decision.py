"""This module is about deciding: people do; the record says on what grounds, and who dissents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from attrs import frozen

from collectif.acts.state import Known, effect, several, unknown
from collectif.acts.things import Decision, Round
from collectif.acts.thresholds import Method, shortfall
from collectif.acts.voices import in_the_room, refuse_without_quorum
from collectif.errors import Refused
from collectif.ids import (
    AssemblyId,
    CriterionId,
    DecisionId,
    EventId,
    MemberId,
    ProposalId,
    Ref,
    RoundId,
)
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Charter, Text

Outcome = Literal["ADOPTED", "REJECTED", "DEFERRED"]


@frozen(kw_only=True)
class Dissent:
    """A disagreement that stays beside the decision.

    Attributes:
        member_id: Whose it is.
        text: In its own words.
    """

    member_id: MemberId
    text: Text | Withheld = personal()  # noqa: RUF009 - attrs fields are made this way


@event("decision-proposed", names="decision_id")
class DecisionProposed:
    """Décision proposée: a motion that selects proposals, on the basis of published results.

    Attributes:
        decision_id: Its name in the log.
        assembly_id: Where.
        motion: The words to decide on.
        mover: Who moves it; present.
        selects: The proposals that it selects.
        basis: The `results-published` events that it rests on.
        departs_from_ranking: Whether something not selected ranks above something selected.
        seconder: Who seconds it.
        justification: Why it departs from the ranking, where it does.
    """

    decision_id: DecisionId
    assembly_id: AssemblyId
    motion: Text
    mover: MemberId
    selects: tuple[ProposalId, ...]
    basis: tuple[EventId, ...]
    departs_from_ranking: bool
    seconder: MemberId | None = None
    justification: Text | None = None


@event("decision-taken")
class DecisionTaken:
    """Décision prise: adopted, rejected or deferred.

    Attributes:
        decision_id: Which one.
        outcome: How it ended.
        method: How it was taken.
        tally: Answer -> number of ballots, every answer of the scale present.
        conditions: What it asks for in return.
        dissents: The disagreements that stay beside it.
        ballot_round: The round in which ballots were cast.
        resolution_no: Its number in the minutes.
        review_on: When it is looked at again.
    """

    decision_id: DecisionId
    outcome: Outcome
    method: Method
    tally: Mapping[str, int]
    conditions: tuple[Text, ...]
    dissents: tuple[Dissent, ...]
    ballot_round: RoundId | None = None
    resolution_no: str | None = None
    review_on: date | None = None


@effect(DecisionProposed)
def decisions_are_proposed_first(known: Known, recorded: Recorded[DecisionProposed]) -> None:
    """A decision can be objected to and balloted on while it is proposed."""
    proposed = recorded.data
    known.decisions[proposed.decision_id] = Decision(
        id=proposed.decision_id, assembly=proposed.assembly_id, selects=proposed.selects
    )


@effect(DecisionTaken)
def taken_decisions_stay_taken(known: Known, recorded: Recorded[DecisionTaken]) -> None:
    """A decision has the outcome with which it was taken."""
    decision = known.decisions.get(recorded.data.decision_id)
    if decision is not None:
        decision.status = recorded.data.outcome


def propose_decision(
    known: Known,
    assembly: AssemblyId,
    *,
    decision: DecisionId | str,
    motion: str | Text,
    mover: MemberId | str,
    selects: Iterable[ProposalId | str] = (),
    basis: Iterable[EventId | str] = (),
    seconder: MemberId | str | None = None,
    departs_from_ranking: bool | None = None,
    justification: str | Text | None = None,
    places: Mapping[ProposalId, int] | None = None,
    below_gate: Mapping[ProposalId, Iterable[CriterionId]] | None = None,
) -> DecisionProposed:
    """Propose a decision; one that departs from the ranking is legal, and says why.

    Args:
        decision: The name of the decision.
        motion: The words to decide on.
        mover: A member that is present.
        selects: The proposals that it selects.
        basis: The published results that it rests on.
        seconder: A member that seconds it.
        departs_from_ranking: What the mover says; worked out from `places` unless told.
        justification: Why it departs from the ranking.
        places: Proposal -> its place in the published ranking of the basis. The facade works it
            out from the log; None where there is no basis.
        below_gate: Proposal -> the criteria on which the basis says that it does not pass the
            charter's gate; such a proposal cannot be selected.
    """
    known.new("decision", decision)
    room = known.open_room(assembly)
    moving = known.member(mover).id
    if not in_the_room(known, room, moving):
        raise Refused("MoverNotPresent", member=mover, assembly=assembly)
    chosen = tuple(known.live_proposal(id).id for id in several(selects))
    rests_on = tuple(EventId(id) for id in several(basis))
    for id in rests_on:
        if id not in known.publications:
            unknown("event", id, known.publications)
    for option in chosen:
        if missed := tuple((below_gate or {}).get(option, ())):
            raise Refused("GateNotPassed", decision=decision, proposal=option, criteria=missed)
    departs = _departs(chosen, places or {})
    if (departs or departs_from_ranking) and not justification:
        raise Refused("JustificationRequired", decision=decision, selects=chosen)
    return DecisionProposed(
        decision_id=DecisionId(decision),
        assembly_id=assembly,
        motion=known.text(motion),
        mover=moving,
        seconder=None if seconder is None else known.member(seconder).id,
        selects=chosen,
        basis=rests_on,
        departs_from_ranking=departs or bool(departs_from_ranking),
        justification=known.maybe(justification),
    )


def take_decision(
    known: Known,
    *,
    decision: DecisionId | str,
    outcome: Outcome,
    method: Method | None = None,
    ballot_round: RoundId | str | None = None,
    tally: Mapping[str, int] | None = None,
    resolution_no: str | None = None,
    conditions: Iterable[str | Text] = (),
    dissents: Mapping[Any, str | Text] | None = None,
    review_on: date | None = None,
) -> DecisionTaken:
    """Take a decision. Adopting needs quorum, no open objection, and the charter's threshold.

    Args:
        decision: A decision that is proposed.
        outcome: How it ends.
        method: How it is taken; the charter's method unless told otherwise.
        ballot_round: The closed round in which ballots were cast.
        tally: Answer -> ballots; counted from the round unless told, and must equal it.
        resolution_no: Its number in the minutes.
        conditions: What it asks for in return.
        dissents: Member -> words that stay beside the decision.
        review_on: When it is looked at again.
    """
    proposed = known.decision(decision)
    if proposed.status != "PROPOSED":
        raise Refused("DecisionNotProposed", decision=decision, status=proposed.status)
    room = known.open_room(proposed.assembly)
    charter = known.charter(room.id)
    balloted = None if ballot_round is None else known.round(ballot_round)
    how: Method = method or charter.decision.method
    final = _final_tally(proposed, balloted, tally, charter)
    if outcome == "ADOPTED":
        refuse_without_quorum(known, room, charter)
        _refuse_unless_adoptable(known, proposed)
        lacking = shortfall(how, final, charter.decision)
        if lacking:
            raise Refused("ThresholdNotMet", decision=decision, method=how, problem=lacking)
    return DecisionTaken(
        decision_id=proposed.id,
        outcome=outcome,
        method=how,
        ballot_round=None if balloted is None else balloted.id,
        tally=final,
        resolution_no=resolution_no,
        conditions=known.texts(conditions),
        dissents=tuple(
            Dissent(member_id=known.member(id).id, text=known.text(words))
            for id, words in (dissents or {}).items()
        ),
        review_on=review_on,
    )


def _departs(chosen: tuple[ProposalId, ...], places: Mapping[ProposalId, int]) -> bool:
    """Whether something that was not chosen ranks above something that was."""
    if not places or not chosen:
        return False
    last = max(places.get(id, len(places) + 1) for id in chosen)
    return any(place < last for id, place in places.items() if id not in chosen)


def _final_tally(
    proposed: Decision, round: Round | None, said: Mapping[str, int] | None, charter: Charter
) -> dict[str, int]:
    """Return answer -> ballots: as counted from the round, or as told where there is none."""
    if round is None:
        told = dict(said or {})
        words = {*charter.decision.ballot_scale, "FOR", "AGAINST", "ABSTAIN"}
        if not words.issuperset(told) or any(type(n) is not int or n < 0 for n in told.values()):
            raise Refused("TallyMismatch", decision=proposed.id, said=told, counted=words)
        return told
    counted = _counted(proposed, round, charter)
    if said is not None and dict(said) != counted:
        raise Refused("TallyMismatch", decision=proposed.id, said=dict(said), counted=counted)
    return counted


def _counted(proposed: Decision, round: Round, charter: Charter) -> dict[str, int]:
    """Return answer -> ballots of a closed round, with every answer of its scale."""
    subject = Ref(proposed.id)
    if round.kind not in ("CONSENT", "APPROVAL") or subject not in round.subjects:
        raise Refused("NotInRound", round=round.id, asks=round.kind, given=proposed.id)
    if round.closed is None:
        raise Refused("RoundNotClosed", round=round.id)
    answers = Counter(ballot[subject] for ballot in round.ballots.values() if subject in ballot)
    if round.kind == "CONSENT":
        return {word: answers[word] for word in charter.decision.ballot_scale}
    return {"FOR": answers[1], "AGAINST": answers[0]}


def _refuse_unless_adoptable(known: Known, proposed: Decision) -> None:
    """Refuse what selects a proposal that was withdrawn since, or what somebody objects to."""
    for id in proposed.selects:
        known.live_proposal(id)
    standing = [
        objection.id
        for objection in known.objections.values()
        if objection.open
        and objection.severity != "CONCERN"
        and objection.target in {proposed.id, *proposed.selects}
    ]
    if standing:
        raise Refused("OpenObjection", decision=proposed.id, objections=standing)
