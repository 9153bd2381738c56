"""This module is about deciding: people do; the record says on what grounds, and who dissents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from attrs import frozen

from collectif.acts.state import Decision, Known, Room, Round, effect
from collectif.errors import Refused
from collectif.ids import AssemblyId, DecisionId, EventId, MemberId, ProposalId, Ref, RoundId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Charter, Text, fraction

Outcome = Literal["ADOPTED", "REJECTED", "DEFERRED"]
Method = Literal["CONSENT", "CONSENSUS", "MAJORITY", "SUPERMAJORITY", "ACCLAMATION"]


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
    known.decisions[recorded.data.decision_id].status = recorded.data.outcome


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
    """
    known.new("decision", decision)
    room = known.open_room(assembly)
    _refuse_unless_present(known, room, MemberId(mover))
    chosen = tuple(known.live_proposal(ProposalId(id)).id for id in selects)
    departs = _departs(chosen, places or {})
    if (departs or departs_from_ranking) and not justification:
        raise Refused("JustificationRequired", decision=decision, selects=chosen)
    return DecisionProposed(
        decision_id=DecisionId(decision),
        assembly_id=assembly,
        motion=known.text(motion),
        mover=MemberId(mover),
        seconder=None if seconder is None else known.member(MemberId(seconder)).id,
        selects=chosen,
        basis=tuple(EventId(known.thing(id)) for id in basis),
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
    proposed = known.decision(DecisionId(decision))
    if proposed.status != "PROPOSED":
        raise Refused("DecisionNotProposed", decision=decision, status=proposed.status)
    room = known.open_room(proposed.assembly)
    charter = known.charter(room.id)
    balloted = None if ballot_round is None else known.round(RoundId(ballot_round))
    counted = _tally(balloted, proposed.id, charter)
    if tally is not None and balloted is not None and dict(tally) != counted:
        raise Refused("TallyMismatch", decision=decision, said=dict(tally), counted=counted)
    how: Method = method or charter.decision.method
    final = dict(tally) if tally is not None else counted
    if outcome == "ADOPTED":
        _refuse_without_quorum(known, room, charter)
        _refuse_open_objections(known, proposed)
        _refuse_below_threshold(proposed, how, final, charter)
    return DecisionTaken(
        decision_id=proposed.id,
        outcome=outcome,
        method=how,
        ballot_round=None if balloted is None else balloted.id,
        tally=final,
        resolution_no=resolution_no,
        conditions=known.texts(conditions),
        dissents=tuple(
            Dissent(member_id=known.member(MemberId(id)).id, text=known.text(words))
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


def _refuse_unless_present(known: Known, room: Room, mover: MemberId) -> None:
    known.member(mover)
    if not any(known.mandates[id].member == mover for id in room.present if id in known.mandates):
        raise Refused("MoverNotPresent", member=mover, assembly=room.id)


def _tally(round: Round | None, decision: DecisionId, charter: Charter) -> dict[str, int]:
    """Return answer -> ballots, with every answer of the round's scale."""
    if round is None:
        return {}
    if round.status == "OPEN" or Ref(decision) not in round.subjects:
        raise Refused("RoundNotClosed", round=round.id)
    subject = Ref(decision)
    answers = Counter(ballot[subject] for ballot in round.ballots.values() if subject in ballot)
    if round.kind == "CONSENT":
        return {word: answers[word] for word in charter.decision.ballot_scale}
    if round.kind == "APPROVAL":
        return {"FOR": answers[1], "AGAINST": answers[0]}
    return {str(answer): count for answer, count in sorted(answers.items())}


def _refuse_without_quorum(known: Known, room: Room, charter: Charter) -> None:
    present, needed = len(known.present_members(room)), known.quorum(room)
    excused = room.resumed and charter.quorum.fallback == "PRESENT_ARE_QUORUM"
    if present < needed and not excused:
        raise Refused("NoQuorum", assembly=room.id, present=present, needed=needed)


def _refuse_open_objections(known: Known, proposed: Decision) -> None:
    targets = {proposed.id, *proposed.selects}
    standing = [
        o.id
        for o in known.objections.values()
        if o.open and o.severity != "CONCERN" and o.target in targets
    ]
    if standing:
        raise Refused("OpenObjection", decision=proposed.id, objections=standing)


def _refuse_below_threshold(
    proposed: Decision, method: Method, tally: Mapping[str, int], charter: Charter
) -> None:
    problem = _PROBLEMS[method](tally, charter)
    if problem:
        raise Refused("ThresholdNotMet", decision=proposed.id, method=method, problem=problem)


def _consent_problem(tally: Mapping[str, int], charter: Charter) -> str | None:
    objecting, aside, cast = tally.get("OBJECT", 0), tally.get("STAND_ASIDE", 0), _cast(tally)
    if not cast:
        return "no ballot was cast"
    if objecting:
        return f"{objecting} object"
    if Fraction(aside, cast) > fraction(charter.decision.max_stand_aside):
        return f"{aside} of {cast} stand aside, more than {charter.decision.max_stand_aside}"
    return None


def _consensus_problem(tally: Mapping[str, int], charter: Charter) -> str | None:
    against = tally.get("OBJECT", 0) + tally.get("STAND_ASIDE", 0)
    if not _cast(tally):
        return "no ballot was cast"
    return f"{against} object or stand aside" if against else None


def _majority_problem(tally: Mapping[str, int], charter: Charter) -> str | None:
    limit = fraction(charter.decision.threshold or "1/2")
    support, cast = _support(tally)
    return None if cast and Fraction(support, cast) > limit else f"{support} of {cast} in favour"


def _supermajority_problem(tally: Mapping[str, int], charter: Charter) -> str | None:
    limit = fraction(charter.decision.threshold or "2/3")
    support, cast = _support(tally)
    return None if cast and Fraction(support, cast) >= limit else f"{support} of {cast} in favour"


def _no_problem(tally: Mapping[str, int], charter: Charter) -> str | None:
    return None


_PROBLEMS = {
    "CONSENT": _consent_problem,
    "CONSENSUS": _consensus_problem,
    "MAJORITY": _majority_problem,
    "SUPERMAJORITY": _supermajority_problem,
    "ACCLAMATION": _no_problem,
}


def _support(tally: Mapping[str, int]) -> tuple[int, int]:
    """Return those in favour and those for or against; who stands aside is neither."""
    support = sum(tally.get(word, 0) for word in ("FOR", "CONSENT", "RESERVATION"))
    return support, support + sum(tally.get(word, 0) for word in ("AGAINST", "OBJECT"))


def _cast(tally: Mapping[str, int]) -> int:
    return sum(tally.values())
