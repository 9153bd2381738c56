"""This module is about scores: one value of a member on a proposal by a criterion.

The grain of scoring is one event a cell: a single cell is what is corrected, justified and quoted.
A paper grid is one batch of them, all or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.acts.ballots import BallotCast as BallotCast
from collectif.acts.rounds import ResultsPublished as ResultsPublished
from collectif.acts.rounds import RoundOpened as RoundOpened
from collectif.acts.secrecy import BallotReceived, refuse_words, voices
from collectif.acts.sheets import holes_are_refused, refuse_holes
from collectif.acts.state import Known, effect, kept, rule
from collectif.acts.things import Round
from collectif.acts.voices import entered, recused
from collectif.errors import Phrase, Refused
from collectif.ids import CriterionId, MandateId, MemberId, ProposalId, RoundId, SheetId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Score, Text

SILENCES = ("ABSTAIN", "CANNOT_JUDGE")


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


@effect(ScoreCast)
def answers_are_kept_where_holes_are_refused(known: Known, recorded: Recorded[ScoreCast]) -> None:
    """A member that handed in a whole sheet may change single scores of it."""
    cast = recorded.data
    round = known.rounds.get(cast.round_id)
    if round is not None and holes_are_refused(known, round):
        answered = round.answered.setdefault(cast.member_id, set())
        answered.add((cast.proposal_id, cast.criterion_id))


@rule(ScoreCast)
def scores_are_on_the_scale(known: Known, cast: ScoreCast) -> None:
    """A value is a grade of the charter's scale, or a named silence."""
    scale = known.charter(known.round(cast.round_id).assembly).scale
    if cast.value not in scale and cast.value not in SILENCES:
        raise Refused(
            "OffScale",
            member=cast.member_id,
            proposal=cast.proposal_id,
            criterion=cast.criterion_id,
            value=cast.value,
            min=scale.min,
            max=scale.max,
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
    late: str | Text | None = None,
) -> ScoreCast | BallotReceived:
    """Give one score; a member who scores the same cell again changes its mind."""
    reasons = {} if reason is None else {proposal: {criterion: reason}}
    (given,) = submit_sheet(
        known,
        round=round,
        member=member,
        scores={proposal: {criterion: value}},
        reasons=reasons,
        mandate=mandate,
        sheet=sheet,
        late=late,
    )
    return given


def submit_sheet(
    known: Known,
    *,
    round: RoundId | str,
    member: MemberId | str,
    scores: Mapping[Any, Mapping[Any, Score]],
    reasons: Mapping[Any, Mapping[Any, str | Text]] | None = None,
    mandate: MandateId | str | None = None,
    sheet: SheetId | str | None = None,
    late: str | Text | None = None,
) -> tuple[ScoreCast | BallotReceived, ...]:
    """Hand in a sheet: proposal -> criterion -> score, recorded all or none.

    In a secret round only its receipt is recorded; see `collectif.acts.secrecy`.

    Args:
        round: A scoring round that is open, or was when the sheet was filled in.
        member: Whose voice it is; it must vote, be present, and not be recused.
        scores: The values; a cell that is left out is missing, which is not an abstention. Where
            the charter refuses missing scores, the sheet answers for every cell that is due.
        reasons: Proposal -> criterion -> words, for the cells that have any.
        mandate: Under which mandate; the member's one that is present unless told otherwise.
        sheet: The name of the sheet; round and member unless told otherwise.
        late: Why it is recorded after the round closed, where it is; such a sheet says when it
            was filled in (`noting(occurred=...)`), and the charter must admit it.
    """
    opened, under = entered(known, round, ("SCORING",), member, "SCORE", mandate, late=late)
    charter = known.charter(opened.assembly)
    why = reasons or {}
    cells = [(p, c, value) for p, row in scores.items() for c, value in row.items()]
    if not cells:
        raise Refused("BallotInvalid", round=round, problem=Phrase("ballot-empty"))
    refuse_words(opened, (why.get(p, {}).get(c) for p, c, _ in cells))
    for proposal, criterion, _ in cells:
        if proposal not in opened.subjects or criterion not in opened.criteria:
            given = f"{proposal}/{criterion}"
            raise Refused("NotInRound", round=round, asks=opened.kind, given=given)
        if recused(known, member, proposal, "SCORING", charter):
            raise Refused("Recused", member=member, proposal=proposal, what="SCORING")
    if charter.missing == "REFUSE":
        refuse_holes(known, opened, charter, MemberId(member), {(p, c) for p, c, _ in cells})
    cast = tuple(
        kept(
            known,
            ScoreCast(
                round_id=opened.id,
                member_id=MemberId(member),
                mandate_id=under,
                proposal_id=ProposalId(proposal),
                criterion_id=CriterionId(criterion),
                value=value,
                sheet_id=SheetId(sheet or f"{round}-{member}"),
                reason=known.maybe(why.get(proposal, {}).get(criterion, late)),
            ),
        )
        for proposal, criterion, value in cells
    )
    return (_receipt(cast),) if opened.visibility == "SECRET" else cast


def unveiled(round: Round, secret: bytes) -> Iterator[ScoreCast]:
    """Yield the scores of a secret round as it closes, each sheet under its voice."""
    for name, sheet in voices(round, secret):
        for (proposal, criterion), value in sorted(sheet.items()):
            yield ScoreCast(
                round_id=round.id,
                member_id=name,
                mandate_id=MandateId(name),
                proposal_id=proposal,
                criterion_id=criterion,
                value=value,
                sheet_id=SheetId(name),
            )


def _receipt(cast: tuple[ScoreCast, ...]) -> BallotReceived:
    first, scores = cast[0], dict[ProposalId, dict[CriterionId, Score]]()
    for one in cast:
        scores.setdefault(one.proposal_id, {})[one.criterion_id] = one.value
    return BallotReceived(
        round_id=first.round_id,
        member_id=first.member_id,
        mandate_id=first.mandate_id,
        scores=scores,
    )
