"""This module is about rounds: opened on versions, scored or balloted, closed for good, published.

The grain of scoring is one event a cell: a single cell is what is corrected, justified and quoted.
A paper grid is one batch of them, all or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from collectif.acts.state import Known, Room, Round, effect
from collectif.errors import Refused
from collectif.ids import (
    AssemblyId,
    CriteriaSetId,
    CriterionId,
    EventId,
    MandateId,
    MemberId,
    ProposalId,
    Ref,
    RoundId,
    SheetId,
)
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Json, RoundKind, Score, Text, Visibility

GRADIENT_DEGREES = 8
"""The degrees of a gradient of agreement, 1 for endorsement to 8 for veto (Kaner)."""

SILENCES = ("ABSTAIN", "CANNOT_JUDGE")


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


@event("score-cast", key=("proposal_id", "criterion_id"))
class ScoreCast:
    """Cote donnée: one value of one member on one proposal by one criterion; the last counts.

    Attributes:
        round_id: In which round.
        member_id: Of which member.
        mandate_id: Under which mandate.
        proposal_id: On which proposal, at the version of the round.
        criterion_id: By which criterion.
        value: A grade on the charter's scale, or a named silence.
        sheet_id: The sheet that it was handed in with.
        reason: Why, in words.
    """

    round_id: RoundId
    member_id: MemberId
    mandate_id: MandateId
    proposal_id: ProposalId
    criterion_id: CriterionId
    value: Score
    sheet_id: SheetId
    reason: Text | Withheld | None = personal(default=None)


@event("ballot-cast")
class BallotCast:
    """Bulletin déposé: one answer of one member in a round without criteria; the last counts.

    Attributes:
        round_id: In which round.
        member_id: Of which member.
        mandate_id: Under which mandate.
        ballot: Subject -> dots, rank, degree, 1 or 0 for approval, or a word of the consent scale.
        reason: Why, in words.
    """

    round_id: RoundId
    member_id: MemberId
    mandate_id: MandateId
    ballot: Mapping[Ref, int | str]
    reason: Text | Withheld | None = personal(default=None)


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
        digest: The digest of what was told, where somebody computed it.
    """

    round_id: RoundId
    up_to: EventId
    method: Json
    digest: str | None = None


@effect(RoundOpened)
def rounds_open(known: Known, recorded: Recorded[RoundOpened]) -> None:
    """A round takes values from now on, and counts towards the charter's limit."""
    opened = recorded.data
    known.rounds[opened.round_id] = Round(
        id=opened.round_id,
        assembly=opened.assembly_id,
        kind=opened.kind,
        subjects=dict(opened.subjects),
        criteria=known.criteria_sets.get(opened.criteria_set_id or "", frozenset()),
        terms=opened.terms or BallotTerms(),
    )
    rounds = known.rooms[opened.assembly_id].rounds
    rounds[opened.kind] = rounds.get(opened.kind, 0) + 1


@effect(BallotCast)
def last_ballot_counts(known: Known, recorded: Recorded[BallotCast]) -> None:
    """A member has one ballot a round, the last one."""
    cast = recorded.data
    known.rounds[cast.round_id].ballots[cast.member_id] = cast.ballot


@effect(RoundClosed)
def closed_rounds_stay_closed(known: Known, recorded: Recorded[RoundClosed]) -> None:
    """A round takes no values any more."""
    known.rounds[recorded.data.round_id].status = "CLOSED"


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
    wanted = dict(subjects) if isinstance(subjects, Mapping) else dict.fromkeys(subjects, None)
    criteria = None if criteria_set is None else CriteriaSetId(criteria_set)
    if kind == "SCORING" and criteria not in known.criteria_sets:
        raise Refused(
            "UnknownCriteriaSet", kind="criteria set", id=criteria or "", known=known.criteria_sets
        )
    if kind == "DOTS" and not (terms and terms.budget):
        raise Refused("BallotInvalid", round=round, problem="a DOTS round needs terms.budget")
    return RoundOpened(
        round_id=RoundId(round),
        assembly_id=assembly,
        number=_next_number(known, room, kind, number),
        kind=kind,
        subjects={Ref(id): _version(known, id, version) for id, version in wanted.items()},
        criteria_set_id=criteria,
        visibility=visibility or (room.charter.visibility if room.charter else "OPEN"),
        follows=None if follows is None else known.round(RoundId(follows)).id,
        question=known.maybe(question),
        terms=terms,
    )


def score(
    known: Known,
    *,
    round: RoundId | str,
    member: MemberId | str,
    proposal: ProposalId | str,
    criterion: CriterionId | str,
    value: Score,
    reason: str | Text | None = None,
    mandate: MandateId | str | None = None,
    sheet: SheetId | str | None = None,
) -> ScoreCast:
    """Give one score; a member who scores the same cell again changes its mind."""
    reasons = {} if reason is None else {proposal: {criterion: reason}}
    (cast,) = submit_sheet(
        known,
        round=round,
        member=member,
        scores={proposal: {criterion: value}},
        reasons=reasons,
        mandate=mandate,
        sheet=sheet,
    )
    return cast


def submit_sheet(
    known: Known,
    *,
    round: RoundId | str,
    member: MemberId | str,
    scores: Mapping[Any, Mapping[Any, Score]],
    reasons: Mapping[Any, Mapping[Any, str | Text]] | None = None,
    mandate: MandateId | str | None = None,
    sheet: SheetId | str | None = None,
) -> tuple[ScoreCast, ...]:
    """Hand in a sheet: proposal -> criterion -> score, recorded all or none.

    Args:
        round: An open scoring round.
        member: Whose voice it is; it must vote, be present, and not be recused.
        scores: The values; a cell that is left out is missing, which is not an abstention.
        reasons: Proposal -> criterion -> words, for the cells that have any.
        mandate: Under which mandate; the member's one that is present unless told otherwise.
        sheet: The name of the sheet; round and member unless told otherwise.
    """
    opened = known.open_round(RoundId(round), "SCORING")
    charter = known.charter(opened.assembly)
    voice = known.voice(
        known.room(opened.assembly),
        MemberId(member),
        "SCORE",
        None if mandate is None else MandateId(mandate),
    )
    why = reasons or {}
    cells = [(p, c, value) for p, row in scores.items() for c, value in row.items()]
    for proposal, criterion, value in cells:
        if proposal not in opened.subjects or criterion not in opened.criteria:
            raise Refused("NotInRound", round=round, kind="cell", wanted=f"{proposal}/{criterion}")
        if value not in charter.scale and value not in SILENCES:
            scale = charter.scale
            raise Refused("OffScale", member=member, proposal=proposal, criterion=criterion,
                          value=value, min=scale.min, max=scale.max)  # fmt: skip
        if known.recused(MemberId(member), proposal, "SCORING", charter):
            raise Refused("Recused", member=member, proposal=proposal, what="SCORING")
    return tuple(
        ScoreCast(
            round_id=opened.id,
            member_id=MemberId(member),
            mandate_id=voice,
            proposal_id=ProposalId(proposal),
            criterion_id=CriterionId(criterion),
            value=value,
            sheet_id=SheetId(sheet or f"{round}-{member}"),
            reason=known.maybe(why.get(proposal, {}).get(criterion)),
        )
        for proposal, criterion, value in cells
    )


def cast(
    known: Known,
    *,
    round: RoundId | str,
    member: MemberId | str,
    ballot: Mapping[Any, int | str],
    reason: str | Text | None = None,
    mandate: MandateId | str | None = None,
) -> BallotCast:
    """Cast a ballot in a round of consent, gradient, dots, ranking or approval."""
    opened = known.open_round(RoundId(round), "CONSENT", "GRADIENT", "DOTS", "RANKING", "APPROVAL")
    charter = known.charter(opened.assembly)
    voice = known.voice(
        known.room(opened.assembly),
        MemberId(member),
        "DECIDE" if opened.kind == "CONSENT" else "SCORE",
        None if mandate is None else MandateId(mandate),
    )
    problem = ballot_problem(opened, ballot, charter.decision.ballot_scale)
    if problem:
        raise Refused("BallotInvalid", round=round, problem=problem)
    what = "DECISION" if opened.kind == "CONSENT" else "SCORING"
    for subject in ballot:
        concerned = known.decisions[subject].selects if subject in known.decisions else (subject,)
        if any(known.recused(MemberId(member), p, what, charter) for p in concerned):
            raise Refused("Recused", member=member, proposal=subject, what=what)
    return BallotCast(
        round_id=opened.id,
        member_id=MemberId(member),
        mandate_id=voice,
        ballot={Ref(subject): answer for subject, answer in ballot.items()},
        reason=known.maybe(reason),
    )


def close_round(
    known: Known, *, round: RoundId | str, reason: str | Text | None = None
) -> RoundClosed:
    """Close a round for good."""
    closing = known.round(RoundId(round))
    if closing.status != "OPEN":
        raise Refused("RoundNotOpen", round=round, status=closing.status)
    return RoundClosed(round_id=closing.id, reason=known.maybe(reason))


def publish_results(
    known: Known,
    *,
    round: RoundId | str,
    up_to: EventId | str,
    method: Json | None = None,
    digest: str | None = None,
) -> ResultsPublished:
    """Publish the results of a closed round as the log stood at an event; both stay for ever."""
    published = known.round(RoundId(round))
    if published.status != "CLOSED":
        raise Refused("RoundNotClosed", round=round)
    if known.names.get(up_to) != "event":
        raise Refused("UnknownEvent", kind="event", id=up_to, known=())
    charter = known.charter(published.assembly)
    usual = {"aggregation": charter.aggregation, "consensus": charter.consensus.index}
    return ResultsPublished(
        round_id=published.id, up_to=EventId(up_to), method=method or usual, digest=digest
    )


def ballot_problem(
    round: Round, ballot: Mapping[str, int | str], consent_scale: tuple[str, ...]
) -> str | None:
    """Return what is wrong with a ballot, in words; None if nothing is."""
    strangers = [subject for subject in ballot if subject not in round.subjects]
    if strangers or not ballot:
        return f"it answers for {', '.join(strangers) or 'nothing'}"
    answers = list(ballot.values())
    if round.kind == "CONSENT":
        wrong = [a for a in answers if a not in consent_scale]
        return f"{wrong[0]} is not one of {', '.join(consent_scale)}" if wrong else None
    low, high = _LIMITS[round.kind]
    wrong = [a for a in answers if type(a) is not int or not low <= a <= (high or a)]
    if wrong:
        return f"{wrong[0]!r} is not a whole number from {low} to {high or 'any'}"
    if round.kind == "DOTS" and sum(map(int, answers)) > round.terms.budget:
        return f"it gives {sum(map(int, answers))} dots of {round.terms.budget}"
    if round.kind == "RANKING":
        return _ranking_problem(round, answers)
    return None


def _ranking_problem(round: Round, ranks: list[int | str]) -> str | None:
    if len(ranks) < len(round.subjects) and not round.terms.truncated:
        return "it leaves options out, and the round does not allow that"
    if len(set(ranks)) < len(ranks) and not round.terms.ties:
        return "it puts options level, and the round does not allow that"
    return None


_LIMITS: Mapping[str, tuple[int, int | None]] = {
    "GRADIENT": (1, GRADIENT_DEGREES),
    "DOTS": (0, None),
    "RANKING": (1, None),
    "APPROVAL": (0, 1),
}


def _next_number(known: Known, room: Room, kind: RoundKind, number: int | None) -> int:
    """Return the number of the next round of a kind, within the charter's limit."""
    following = room.rounds.get(kind, 0) + 1
    if kind != "STANCES":
        limit = known.charter(room.id).max_rounds.get(kind)
        if limit is not None and following > limit:
            raise Refused("TooManyRounds", assembly=room.id, kind=kind, limit=limit)
    if number not in (None, following):
        raise Refused("VersionConflict", proposal=f"{kind} round", version=number,
                      last=following - 1)  # fmt: skip
    return following


def _version(known: Known, id: str, version: int | None) -> int:
    """Return the version of a subject that a round looks at: a live proposal's, or 1."""
    if id in known.decisions:
        decision = known.decisions[id]  # type: ignore[index]
        if decision.status != "PROPOSED":
            raise Refused("DecisionNotProposed", decision=id, status=decision.status)
        last = 1
    else:
        last = known.live_proposal(ProposalId(id)).version
    if version not in (None, last):
        raise Refused("UnknownVersion", proposal=id, version=version, last=last)
    return last
