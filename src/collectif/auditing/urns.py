"""This module is about urns: what comes out of one is what went in, and nothing else.

Who handed in a ballot in a secret round is in the log; what it says is not, until the round closes
and all ballots come out together under voices. Anybody can count both; who holds the words of the
ballots can compare them too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectif.acts import Known
from collectif.acts.ballots import BallotCast, decides
from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import ScoreCast
from collectif.acts.secrecy import BallotReceived, is_voice
from collectif.acts.state import kept
from collectif.acts.things import Round
from collectif.acts.voices import entered
from collectif.auditing.finding import Finding, finding
from collectif.errors import Refused
from collectif.record.envelope import Recorded

_Spelled = frozenset[tuple[str, str]]


def is_voiced(data: object) -> bool:
    """Whether an event is a ballot that came out of an urn, under a voice."""
    return isinstance(data, ScoreCast | BallotCast) and is_voice(data.member_id)


def may_hand_in(known: Known, received: BallotReceived) -> None:
    """Refuse a ballot of a member that could not hand one in, whatever it says."""
    round = known.round(received.round_id)
    power = "DECIDE" if round.kind != "SCORING" and decides(known, round) else "SCORE"
    entered(known, round.id, (round.kind,), received.member_id, power, received.mandate_id)


def out_of_the_urn(
    known: Known, voiced: Sequence[Recorded[Any]], closed: Recorded[RoundClosed]
) -> Iterator[Finding | str]:
    """Yield what is wrong with the ballots of a round that closes, or the word `"ballots"`.

    The word stands for ballots whose words are not at hand, so that they were only counted.

    Args:
        known: What was known before they came out.
        voiced: The ballots that came out with the close of the round.
        closed: The close of the round.
    """
    round = known.rounds.get(closed.data.round_id)
    if round is None:
        return
    yield from _against_rules(known, voiced, round)
    voices = {event.data.member_id for event in voiced}
    if len(voices) != len(round.urn):
        yield finding(closed, "urn", expected=len(round.urn), found=len(voices))
    elif any(ballot is None for ballot in round.urn.values()):
        yield "ballots"
    else:
        went_in = Counter(_spelled(ballot or {}) for ballot in round.urn.values())
        came_out = Counter(_spelled(ballot) for ballot in _by_voice(voiced).values())
        if strange := (came_out - went_in).total():
            yield finding(closed, "ballots", expected=0, found=strange)


def _against_rules(
    known: Known, voiced: Sequence[Recorded[Any]], round: Round
) -> Iterator[Finding]:
    for event in voiced:
        try:
            if event.data.round_id != round.id or round.visibility != "SECRET":
                raise Refused("NotInRound", round=round.id, asks=round.kind, given=event.id)
            kept(known, event.data)
        except Refused as refusal:
            yield finding(event, "act", found=event.type, why=refusal)


def _by_voice(voiced: Sequence[Recorded[Any]]) -> Mapping[str, Mapping[Any, Any]]:
    found: dict[str, dict[Any, Any]] = {}
    for event in voiced:
        ballot = found.setdefault(event.data.member_id, {})
        if isinstance(event.data, BallotCast):
            ballot.update(event.data.ballot)
        else:
            ballot[event.data.proposal_id, event.data.criterion_id] = event.data.value
    return found


def _spelled(ballot: Mapping[Any, Any]) -> _Spelled:
    return frozenset((repr(subject), repr(answer)) for subject, answer in ballot.items())
