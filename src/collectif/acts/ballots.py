"""This module is about ballots: consent, gradient of agreement, dots, ranking, approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.acts.mandates import Power
from collectif.acts.secrecy import BallotReceived, refuse_words, voices
from collectif.acts.state import Known, effect, kept, rule
from collectif.acts.things import Room, Round
from collectif.acts.voices import Matter, entered, recused
from collectif.errors import Phrase, Refused
from collectif.ids import DecisionId, MandateId, MemberId, Ref, RoundId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import RoundKind, Text

GRADIENT_DEGREES = 8
"""The degrees of a gradient of agreement, 1 for endorsement to 8 for veto (Kaner)."""


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


@effect(BallotCast)
def last_ballot_counts(known: Known, recorded: Recorded[BallotCast]) -> None:
    """A member has one ballot a round, the last one."""
    cast = recorded.data
    round = known.rounds.get(cast.round_id)
    if round is not None:
        round.ballots[cast.member_id] = cast.ballot


@rule(BallotCast)
def ballots_answer_as_asked(known: Known, cast: BallotCast) -> None:
    """A ballot answers for subjects of its round, on its scale, within its terms."""
    round = known.round(cast.round_id)
    problem = ballot_problem(
        round, cast.ballot, known.charter(round.assembly).decision.ballot_scale
    )
    if problem:
        raise Refused("BallotInvalid", round=round.id, problem=problem)


def cast(
    known: Known,
    *,
    round: RoundId | str,
    member: MemberId | str,
    ballot: Mapping[Any, int | str],
    reason: str | Text | None = None,
    mandate: MandateId | str | None = None,
    late: str | Text | None = None,
) -> BallotCast | BallotReceived:
    """Cast a ballot in a round of consent, gradient, dots, ranking or approval.

    In a secret round only its receipt is recorded; see `collectif.acts.secrecy`. `late` says why
    a ballot that was cast while the round was open is recorded after it.
    """
    deciding = decides(known, known.round(round))
    power: Power = "DECIDE" if deciding else "SCORE"
    opened, under = entered(known, round, _KINDS, member, power, mandate, late=late)
    room = known.room(opened.assembly)
    refuse_words(opened, (reason,))
    for subject in ballot:
        _refuse_recused(known, room, member, subject, "DECISION" if deciding else "SCORING")
    given = BallotCast(
        round_id=opened.id,
        member_id=MemberId(member),
        mandate_id=under,
        ballot={Ref(subject): answer for subject, answer in ballot.items()},
        reason=known.maybe(late if reason is None else reason),
    )
    kept(known, given)
    if opened.visibility != "SECRET":
        return given
    return BallotReceived(
        round_id=opened.id, member_id=given.member_id, mandate_id=under, answers=given.ballot
    )


def unveiled(round: Round, secret: bytes) -> Iterator[BallotCast]:
    """Yield the ballots of a secret round as it closes, each under its voice."""
    for name, answers in voices(round, secret):
        yield BallotCast(
            round_id=round.id,
            member_id=name,
            mandate_id=MandateId(name),
            ballot=dict(sorted(answers.items())),
        )


def ballot_problem(
    round: Round, ballot: Mapping[Ref, int | str], consent_scale: tuple[str, ...]
) -> Phrase | None:
    """Return what is wrong with a ballot, in words; None if nothing is."""
    strangers = [subject for subject in ballot if subject not in round.subjects]
    if strangers:
        return Phrase("ballot-strangers", strangers=strangers)
    if not ballot:
        return Phrase("ballot-empty")
    answers = list(ballot.values())
    if round.kind == "CONSENT":
        wrong = [a for a in answers if a not in consent_scale]
        return Phrase("ballot-words", answer=wrong[0], scale=consent_scale) if wrong else None
    low, high = _LIMITS[round.kind]
    wrong = [a for a in answers if type(a) is not int or not low <= a <= (high or a)]
    if wrong:
        top = "…" if high is None else high
        return Phrase("ballot-numbers", answer=wrong[0], low=low, high=top)
    given = sum(map(int, answers))
    if round.kind == "DOTS" and given > round.terms.budget:
        return Phrase("ballot-dots", given=given, budget=round.terms.budget)
    if round.kind == "RANKING":
        return _ranking_problem(round, answers)
    return None


def decides(known: Known, round: Round) -> bool:
    """Whether a round is about deciding, rather than about weighing options."""
    return round.kind == "CONSENT" or any(
        DecisionId(id) in known.decisions for id in round.subjects
    )


def _ranking_problem(round: Round, ranks: list[int | str]) -> Phrase | None:
    if len(ranks) < len(round.subjects) and not round.terms.truncated:
        return Phrase("ballot-truncated")
    if len(set(ranks)) < len(ranks) and not round.terms.ties:
        return Phrase("ballot-ties")
    return None


def _refuse_recused(known: Known, room: Room, member: str, subject: str, matter: Matter) -> None:
    """Refuse who keeps out of a proposal, or of a decision that selects one."""
    decision = known.decisions.get(DecisionId(subject))
    for proposal in (subject,) if decision is None else decision.selects:
        if recused(known, member, proposal, matter, room.charter):
            raise Refused("Recused", member=member, proposal=proposal, what=matter)


_KINDS: tuple[RoundKind, ...] = ("CONSENT", "GRADIENT", "DOTS", "RANKING", "APPROVAL")

_LIMITS: Mapping[str, tuple[int, int | None]] = {
    "GRADIENT": (1, GRADIENT_DEGREES),
    "DOTS": (0, None),
    "RANKING": (1, None),
    "APPROVAL": (0, 1),
}
