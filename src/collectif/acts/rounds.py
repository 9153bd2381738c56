"""This module is about rounds: opened on versions, closed for good, their results published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from collectif.acts.state import Known, effect, several, unknown
from collectif.acts.things import Room, Round
from collectif.errors import Phrase, Refused
from collectif.ids import AssemblyId, CriteriaSetId, DecisionId, EventId, Ref, RoundId
from collectif.record.envelope import Recorded
from collectif.record.event import event
from collectif.values import Json, RoundKind, Text, Visibility


@frozen(kw_only=True)
class BallotTerms:
    """What a round says of its ballots.

    Attributes:
        budget: How many dots a member may give in all; None where no dots are given.
        ties: Whether a ranking may put options level.
        truncated: Whether a ranking may leave options out.
    """

    budget: int | None = None
    ties: bool = False
    truncated: bool = False


@event("round-opened", names="round_id")
class RoundOpened:
    """Tour ouvert: one pass of scores or ballots on versions of proposals, or on a decision.

    Attributes:
        round_id: Its name in the log.
        assembly_id: Where.
        number: Which pass of its kind, from 1.
        kind: What it asks for.
        subjects: Proposal or decision -> the version that is looked at.
        visibility: Who may see the values, and when.
        criteria_set_id: The criteria of a scoring round.
        follows: The round that it follows.
        question: What is asked, in words.
        terms: What it says of its ballots; None where there is nothing to say.
    """

    round_id: RoundId
    assembly_id: AssemblyId
    number: int
    kind: RoundKind
    subjects: Mapping[Ref, int]
    visibility: Visibility
    criteria_set_id: CriteriaSetId | None = None
    follows: RoundId | None = None
    question: Text | None = None
    terms: BallotTerms | None = None


@event("round-closed")
class RoundClosed:
    """Tour clos: it never reopens; another may follow it.

    Attributes:
        round_id: Which one.
        reason: Why, where that is worth saying.
    """

    round_id: RoundId
    reason: Text | None = None


@event("results-published")
class ResultsPublished:
    """Résultats publiés: what people were told, tied to a state of the log.

    Attributes:
        round_id: Of which round.
        up_to: The last event that they take into account.
        method: How they were computed.
        digest: The digest of the result in hex, as `collectif audit` derives it anew, where
            somebody computed it; see `collectif.projections.digests`.
    """

    round_id: RoundId
    up_to: EventId
    method: Json
    digest: str | None = None


@effect(RoundOpened)
def rounds_open(known: Known, recorded: Recorded[RoundOpened]) -> None:
    """A round takes values from now on, and counts towards the charter's limit."""
    opened = recorded.data
    room = known.rooms.get(opened.assembly_id)
    known.rounds[opened.round_id] = Round(
        id=opened.round_id,
        assembly=opened.assembly_id,
        kind=opened.kind,
        subjects=dict(opened.subjects),
        criteria=known.criteria_sets.get(opened.criteria_set_id or "", frozenset()),
        criteria_set=opened.criteria_set_id,
        terms=opened.terms or BallotTerms(),
        visibility=opened.visibility,
        opened=recorded.seq,
        began=recorded.occurred,
        attended=set() if room is None else set(room.present),
    )
    if room is not None:
        room.rounds[opened.kind] = room.rounds.get(opened.kind, 0) + 1


@effect(RoundClosed)
def closed_rounds_stay_closed(known: Known, recorded: Recorded[RoundClosed]) -> None:
    """A round takes no values any more, and nothing is left in its urn."""
    round = known.rounds.get(recorded.data.round_id)
    if round is not None:
        round.urn.clear()
        round.status, round.closed, round.ended = "CLOSED", recorded.seq, recorded.occurred


@effect(ResultsPublished)
def publications_stay(known: Known, recorded: Recorded[ResultsPublished]) -> None:
    """A decision can rest on what was published."""
    known.publications[recorded.id] = recorded.data.round_id


def open_round(
    known: Known,
    assembly: AssemblyId,
    *,
    round: RoundId | str,
    kind: RoundKind = "SCORING",
    subjects: Mapping[Any, int] | Iterable[str],
    criteria_set: CriteriaSetId | str | None = None,
    visibility: Visibility | None = None,
    number: int | None = None,
    follows: RoundId | str | None = None,
    question: str | Text | None = None,
    terms: BallotTerms | None = None,
) -> RoundOpened:
    """Open a round on versions of proposals; subjects without a version are at their last one."""
    known.new("round", round)
    room = known.open_room(assembly)
    wanted = (
        dict(subjects) if isinstance(subjects, Mapping) else dict.fromkeys(several(subjects), None)
    )
    criteria = None if criteria_set is None else CriteriaSetId(criteria_set)
    following = _next_number(known, room, kind)
    if number not in (None, following):
        raise Refused("WrongNumber", round=round, number=number, following=following)
    if kind == "SCORING" and criteria not in known.criteria_sets:
        unknown("criteria_set", criteria or "", known.criteria_sets)
    if kind == "DOTS" and (terms is None or (terms.budget or 0) < 1):
        raise Refused("BudgetMissing", round=round)
    if kind != "STANCES" and not wanted:
        unknown("proposal", "", known.proposals)
    seen = visibility or (room.charter.visibility if room.charter else "OPEN")
    problem = _secret_problem(room, kind) if seen == "SECRET" else None
    if problem is not None:
        raise Refused("SecretNotKept", round=round, problem=problem)
    return RoundOpened(
        round_id=RoundId(round),
        assembly_id=assembly,
        number=following,
        kind=kind,
        subjects={Ref(id): _version(known, kind, id, v) for id, v in wanted.items()},
        criteria_set_id=criteria,
        visibility=seen,
        follows=None if follows is None else known.round(follows).id,
        question=known.maybe(question),
        terms=terms,
    )


def publish_results(
    known: Known,
    *,
    round: RoundId | str,
    up_to: EventId | str,
    method: Json | None = None,
    digest: str | None = None,
) -> ResultsPublished:
    """Publish the results of a closed round as the log stood at an event; both stay for ever."""
    published = known.round(round)
    last = known.events.get(up_to)
    if last is None:
        unknown("event", up_to)
    if published.closed is None or last < published.closed:
        raise Refused("RoundNotClosed", round=round)
    return ResultsPublished(
        round_id=published.id,
        up_to=EventId(up_to),
        method=method or _usual_method(known, published),
        digest=digest,
    )


def _secret_problem(room: Room, kind: RoundKind) -> Phrase | None:
    """Return why ballots of a kind cannot be secret under the rules of an assembly, in words."""
    if kind == "STANCES":
        return Phrase("secret-stances")
    if kind == "SCORING" and room.charter is not None and room.charter.colleges:
        return Phrase("secret-colleges")
    if kind == "SCORING" and room.charter and room.charter.missing == "EXCLUDE_MEMBER":
        return Phrase("secret-members")
    return None


def _usual_method(known: Known, round: Round) -> Json:
    charter = known.room(round.assembly).charter
    if charter is None or round.kind != "SCORING":
        return {"counting": "last-answer-of-each"}
    return {"aggregation": charter.aggregation, "consensus": charter.consensus.index}


def _next_number(known: Known, room: Room, kind: RoundKind) -> int:
    """Return the number of the next round of a kind, within the charter's limit."""
    following = room.rounds.get(kind, 0) + 1
    if kind != "STANCES":
        limit = known.charter(room.id).max_rounds.get(kind)
        if limit is not None and following > limit:
            raise Refused("TooManyRounds", assembly=room.id, kind=kind, limit=limit)
    return following


def _version(known: Known, kind: RoundKind, id: str, version: int | None) -> int:
    """Return the version of a subject that a round looks at: a live proposal's, or 1.

    A decision is balloted on, never scored.
    """
    decision = None if kind in ("SCORING", "STANCES") else known.decisions.get(DecisionId(id))
    if decision is None:
        last = known.live_proposal(id).version
    elif decision.status != "PROPOSED":
        raise Refused("DecisionNotProposed", decision=id, status=decision.status)
    else:
        last = 1
    if version not in (None, last):
        raise Refused("UnknownVersion", proposal=id, version=version, last=last)
    return last
