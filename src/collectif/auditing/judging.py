"""This module is about judging acts again: each one by its verb, before what was known then.

A log that somebody wrote by hand may hold acts that no verb would have allowed, under hashes that
are all right. Whatever a verb checks is checked here, and whatever it works out is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from collectif.acts import Known
from collectif.acts.correction import EventRectified
from collectif.acts.decision import DecisionProposed, DecisionTaken
from collectif.acts.folding import check_names, check_references
from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import ScoreCast
from collectif.acts.secrecy import BallotReceived
from collectif.acts.state import kept
from collectif.auditing.finding import Finding, Note, finding
from collectif.auditing.retelling import differences, handed_in_again, retold, sheet_retold, verbs
from collectif.auditing.stand_ins import with_stand_ins
from collectif.auditing.urns import is_voiced, may_hand_in, out_of_the_urn
from collectif.errors import CollectifError, Refused
from collectif.record.envelope import Recorded
from collectif.record.event import WITHHELD, Unknown

Told = Iterator[Finding | Note]
Unopened = Callable[[int], bool]

_MISTAKES = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
"""What Python says of content that makes no sense to a verb."""

_OF_WORDS_GONE = ("ChangeDoesNotFit", "NothingChanged")
"""Why a rectification of words is refused once they are gone."""

_CODES: Mapping[tuple[str, str], str] = {
    ("decision-proposed", "GateNotPassed"): "gate",
    ("decision-proposed", "UnknownEvent"): "basis",
    ("decision-taken", "NoQuorum"): "quorum",
    ("decision-taken", "OpenObjection"): "objection",
    ("decision-taken", "ThresholdNotMet"): "threshold",
    ("key-rotated", "KeyUnknown"): "key",
    ("lot-drawn", "LotInvalid"): "lot",
    ("outcome-verified", "VerdictMismatch"): "verdict",
}
"""Type of an event and code of a refusal -> the code of the finding; `act` for all others."""

_FIELDS: Mapping[tuple[str, str], str] = {
    ("decision-proposed", "departs_from_ranking"): "departs",
    ("decision-taken", "tally"): "tally",
    ("lot-drawn", "drawn"): "lot",
    ("outcome-verified", "met"): "verdict",
}
"""Type of an event and field -> the code of the finding; `content` for all others."""


def judged(known: Known, act: Sequence[Recorded[Any]], unopened: Unopened) -> Told:
    """Yield what is wrong with an act, and what could not be judged.

    Args:
        known: What was known just before it.
        act: One event; or the scores of one sheet; or the ballots of an urn, and the close of the
            round that they come out with.
        unopened: Whether words of the event at a position are not at hand.
    """
    event = act[-1]
    known.moment = event.occurred
    if isinstance(event.data, Unknown):
        yield _note("unknown-type", event, f"{event.type} {event.version}")
        return
    try:
        if not known.founded and event.type != "collective-founded":
            raise Refused("NotFounded")
        if event.type in verbs():
            check_names(known, [one.data for one in act])
        if known.view is not None:
            check_references(known, [one.data for one in act], known.view.codec)
        yield from _by_its_verb(known, act, unopened)
    except Refused as refusal:
        yield _refused(event, refusal)
    except (*_MISTAKES, CollectifError) as error:
        yield finding(event, "act", found=event.type, why=getattr(error, "what", str(error)))


def _by_its_verb(known: Known, act: Sequence[Recorded[Any]], unopened: Unopened) -> Told:
    event = act[-1]
    if isinstance(event.data, RoundClosed) or is_voiced(act[0].data):
        yield from _closed(known, act)
        return
    spared = [with_stand_ins(one.data) for one in act]
    told = [data for data, _ in spared]
    if any(withheld for _, withheld in spared):
        yield _note("words", event, event.type)
    match told[-1]:
        case ScoreCast():
            yield from _compared(act, told, sheet_retold(known, told))
        case BallotReceived(scores=scores, answers=answers) if WITHHELD in (scores, answers):
            may_hand_in(known, event.data)
            yield _note("ballots", event, "")
        case BallotReceived() as received:
            yield from _compared(act, told, [handed_in_again(known, received)])
        case DecisionTaken() as taken:
            yield from _decided(known, event, taken)
        case EventRectified() as rectified:
            yield from _corrected(known, event, rectified, unopened)
        case _ if event.type in verbs():
            yield from _compared(act, told, [retold(known, told[-1])])
        case data:
            kept(known, data)
            yield _note("no-verb", event, event.type)


def _corrected(known: Known, event: Recorded[Any], said: Any, unopened: Unopened) -> Told:
    """Judge a rectification; one of words that are gone is taken at its word."""
    try:
        yield from _compared([event], [said], [retold(known, said)])
    except Refused as refusal:
        about = (event.seq, known.events.get(said.target, event.seq))
        if refusal.code not in _OF_WORDS_GONE or not any(map(unopened, about)):
            raise
        yield _note("words", event, event.type)


def _decided(known: Known, event: Recorded[Any], taken: Any) -> Told:
    """Judge a decision; one with another tally is judged by the tally that was counted too."""
    try:
        yield from _compared([event], [taken], [retold(known, taken)])
    except Refused as refusal:
        yield _refused(event, refusal)
        counted = refusal.details.get("counted")
        if refusal.code == "TallyMismatch" and isinstance(counted, Mapping):
            yield from _decided(known, event, attrs.evolve(taken, tally=dict(counted)))


def _closed(known: Known, act: Sequence[Recorded[Any]]) -> Told:
    """Judge the close of a round, with the ballots that come out of its urn."""
    *voiced, closed = act
    if not isinstance(closed.data, RoundClosed):
        raise Refused("NotInRound", round=closed.data.round_id, asks="-", given=closed.id)
    round = known.round(closed.data.round_id)
    if round.status != "OPEN":
        raise Refused("RoundNotOpen", round=round.id, status=round.status)
    for told in out_of_the_urn(known, voiced, closed):
        yield told if isinstance(told, Finding) else _note(told, closed, "")


def _compared(act: Sequence[Recorded[Any]], said: Sequence[Any], told: Sequence[Any]) -> Told:
    for event, one, other in zip(act, said, told, strict=True):
        for name, expected, found in differences(other, one):
            code = _FIELDS.get((event.type, name), "content")
            if code == "content":
                expected, found = {name: _plain(expected)}, {name: _plain(found)}
            yield finding(event, code, expected=_plain(expected), found=_plain(found))


def _refused(event: Recorded[Any], refusal: Refused) -> Finding:
    data = event.data
    if refusal.code == "TallyMismatch":
        counted = _plain(refusal.details["counted"])
        return finding(event, "tally", expected=counted, found=_plain(data.tally), why=refusal)
    silent = isinstance(data, DecisionProposed) and not data.departs_from_ranking
    if refusal.code == "JustificationRequired" and silent:
        return finding(event, "departs", expected=True, found=False, why=refusal)
    code = _CODES.get((event.type, refusal.code), "act")
    return finding(event, code, expected=refusal.code, found=event.type, why=refusal)


def _note(code: str, event: Recorded[Any], about: str) -> Note:
    return Note(code=code, count=1, seq=event.seq, id=event.id, about=about)


def _plain(value: Any) -> Any:
    """Return a value as plain data, for programs; what is no plain data as it is spelled."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return value if value is None or isinstance(value, bool | int | str) else str(value)
