"""This module is about secret rounds: who handed in a ballot is known, what it says is not.

A ballot is kept as words, outside the log: the receipt in the log holds its salted digest. When the
round closes, all ballots enter the log together, under random voices, in an order that tells
nothing. Only the private store ties a voice to a member, and forgets it when it is told to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from collectif.acts.state import Known, effect
from collectif.acts.things import Round
from collectif.errors import Refused
from collectif.ids import CriterionId, MandateId, MemberId, ProposalId, Ref, RoundId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld, event, personal
from collectif.values import Score

Sheet = Mapping[ProposalId, Mapping[CriterionId, Score]]
Answers = Mapping[Ref, int | str]

Ballot = Mapping[Any, Any]
"""What waits in an urn: subject -> answer, or (proposal, criterion) -> value."""


@event("ballot-received")
class BallotReceived:
    """Bulletin reçu: a member handed in a ballot or a sheet in a secret round; the last counts.

    Attributes:
        round_id: In which round.
        member_id: Of which member.
        mandate_id: Under which mandate.
        scores: In a scoring round, proposal -> criterion -> value; never shown.
        answers: In another round, subject -> answer; never shown.
    """

    round_id: RoundId
    member_id: MemberId
    mandate_id: MandateId
    scores: Sheet | Withheld | None = personal(default=None, secret=True)
    answers: Answers | Withheld | None = personal(default=None, secret=True)


@effect(BallotReceived)
def ballots_wait_in_the_urn(known: Known, recorded: Recorded[BallotReceived]) -> None:
    """A ballot waits until its round closes; a later one of the same member takes its place.

    Of sheets it is cell by cell that the later one takes the place of the earlier.
    """
    received = recorded.data
    round = known.rounds.get(received.round_id)
    if round is not None:
        before = round.urn.get(received.member_id) or {}
        round.urn[received.member_id] = _laid_in(received, before)


def _laid_in(received: BallotReceived, before: Ballot) -> Ballot | None:
    """Return what waits for a member now; None where the words are not at hand."""
    if isinstance(received.answers, Mapping):
        return received.answers
    if not isinstance(received.scores, Mapping):
        return None
    rows = received.scores.items()
    return {**before, **{(p, c): value for p, row in rows for c, value in row.items()}}


def is_voice(id: str) -> bool:
    """Whether a name stands for a voice of a secret round: no member has a name like it."""
    return "/" in id


def voices(round: Round, secret: bytes) -> Iterator[tuple[MemberId, Ballot]]:
    """Yield the ballots of a round, each under a voice, in an order that tells nothing.

    A voice is a hash of the member under a secret that only the private store leads to. Its name
    holds a slash, as no member's does.

    Raises:
        Refused: If a ballot is not at hand: closing without it would lose it.
    """
    lost = [member for member, ballot in round.urn.items() if ballot is None]
    if lost or (round.urn and not secret):
        raise Refused("BallotsWithheld", round=round.id, members=lost or tuple(round.urn))
    called = {
        member: MemberId(f"{round.id}/{sha256(secret + member.encode()).hexdigest()[:16]}")
        for member in round.urn
    }
    for member in sorted(called, key=lambda member: called[member]):
        yield called[member], round.urn[member] or {}


def refuse_words(round: Round, words: Iterable[object]) -> None:
    """Refuse reasons beside a secret ballot: they could tell whose it is."""
    if round.visibility == "SECRET" and any(word is not None for word in words):
        raise Refused("SecretHasNoReasons", round=round.id)
