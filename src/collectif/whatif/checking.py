"""This module is about questions that make no sense, and answers that would give ballots away.

What is not there cannot be left out. And of a round whose values nobody sees, or nobody in small
groups, no two results are told side by side: what lies between them is somebody's answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from collectif.acts.secrecy import is_voice
from collectif.counting.registry import rule_named
from collectif.errors import InvalidInput, Refused, UnknownName
from collectif.ids import EventId, Ref, RoundId
from collectif.projections.readers import Reader
from collectif.projections.scores import SCORES, RoundScores
from collectif.projections.sealing import seal_of
from collectif.record.view import View
from collectif.whatif.changes import Changes
from collectif.whatif.rounds import Seen, no_round
from collectif.whatif.supposed import numbered

_MEMBERS = frozenset({"member-joined"})
_TIE_BREAKS = ("SHARED_RANK", "CONSENSUS")


def tellable(view: View, reader: Reader) -> tuple[RoundId, ...]:
    """Return the rounds of a view of which what-ifs are told to somebody, in order of opening."""
    seal = seal_of(view, reader)
    return tuple(
        id
        for id, scores in SCORES.replay(view).items()
        if scores.visible and id not in seal.rounds and id not in seal.smallest
    )


def asked_round(view: View, round: RoundId | str | None, reader: Reader) -> RoundId:
    """Return the round that is asked about, if what-ifs of it are told to somebody.

    Args:
        view: The look at the log.
        round: Which one; None is the last round of scores, or the last of all where none is.
        reader: To whom it is told.

    Raises:
        UnknownName: The view holds no such round.
        Refused: Nobody sees its values yet.
        InvalidInput: Its charter lets nothing be told that rests on too few voices.
    """
    rounds = SCORES.replay(view)
    if round is None:
        told = tellable(view, reader)
        scored = [id for id in told if rounds[id].opened.kind == "SCORING"]
        round = (scored or told or tuple(rounds) or ("",))[-1]
    found = rounds.get(RoundId(round))
    if found is None:
        raise no_round(round, rounds)
    _refuse_what_gives_away(view, found, reader)
    return found.opened.round_id


def _refuse_what_gives_away(view: View, scores: RoundScores, reader: Reader) -> None:
    round, seal = scores.opened.round_id, seal_of(view, reader)
    _refuse_unseen(scores, sealed=round in seal.rounds)
    if round in seal.smallest:
        least = seal.smallest[round]
        raise InvalidInput.of("whatif.small-groups", round=round, least=least)


def refuse_uncovering(view: View, changes: Changes, reader: Reader) -> None:
    """Refuse suppositions that correct what is not shown, such as a score into an open round.

    Args:
        view: The look at the log.
        changes: What is to be otherwise.
        reader: To whom it is told.

    Raises:
        InvalidInput: An event of which something is withheld would be corrected.
    """
    hidden = seal_of(view, reader).hidden if changes.supposing else {}
    for called, data in numbered(changes.supposing):
        target = getattr(data, "target", None)
        if target in hidden:
            raise InvalidInput.of("whatif.withheld", supposition=called, id=target)


def _refuse_unseen(scores: RoundScores, *, sealed: bool = False) -> None:
    if sealed or not scores.visible:
        opened = scores.opened
        raise Refused("ResultsNotYetVisible", round=opened.round_id, visibility=opened.visibility)


def check(seen: Seen, changes: Changes, view: View) -> None:
    """Refuse changes that make no sense in a round.

    Args:
        seen: The round, with the events that are supposed and without those that are excluded.
        changes: What is to be otherwise.
        view: The same look at the log.

    Raises:
        UnknownName: A member, a criterion or a rule is not there.
        InvalidInput: No criterion would be left, a weight is no whole number from 1 on, or what is
            asked is not for rounds of this kind.
        Refused: The round would not be closed, and nobody sees its values before.
    """
    _refuse_unseen(seen.scores)
    _check_supposed(seen, changes, view)
    _check_members(seen, changes, view)
    _check_criteria(seen.scores, changes)
    _check_weights(changes)
    if changes.rule is not None and seen.scores.opened.kind == "SCORING":
        rule_named(changes.rule)


def events_called(view: View, references: Iterable[str]) -> tuple[EventId, ...]:
    """Return the events that are meant by ids: of events, of acts of several, of things.

    An act of several events is known by the id that theirs begin with; a thing, such as an
    objection, by the event that brought it into being.

    Raises:
        UnknownName: Nothing in the log is called so.
    """
    return tuple(dict.fromkeys(id for one in references for id in _called(view, one)))


def _called(view: View, reference: str) -> tuple[EventId, ...]:
    if view.source.find(reference) is not None:
        return (EventId(reference),)
    found = tuple(_of_act(view, reference)) or tuple(_bringing(view, reference))
    if not found:
        raise UnknownName.of("whatif.no-event", id=reference)
    return found


def _of_act(view: View, act: str) -> Iterator[EventId]:
    return (EventId(event.id) for event in view.source.events() if event.id.startswith(f"{act}/"))


def _bringing(view: View, thing: str) -> Iterator[EventId]:
    registry = view.codec.registry
    for event in view.source.events():
        known = registry.get(event.type, event.version)
        if known is not None and known.names and getattr(event.data, known.names, None) == thing:
            yield EventId(event.id)


def _check_supposed(seen: Seen, changes: Changes, view: View) -> None:
    """Refuse supposed answers in the round of somebody who is not there, or to what is not."""
    opened, rounds = seen.scores.opened, SCORES.replay(view)
    for called, data in numbered(changes.supposing):
        named = dict[str, list[str]]()
        for kind, id in view.codec.mentioned(data):
            named.setdefault(kind, []).append(id)
        for round in named.get("round", ()):
            if round not in rounds:
                there = ", ".join(rounds) or "-"
                raise UnknownName.of(
                    "whatif.supposed-no-round", supposition=called, round=round, rounds=there
                )
        if opened.round_id not in named.get("round", ()):
            continue
        for member in named.get("member", ()):
            _check_joined(member, view, supposition=called)
        strangers = [id for id in named.get("proposal", ()) if Ref(id) not in opened.subjects]
        if strangers and opened.kind != "STANCES":
            there = ", ".join(opened.subjects)
            raise UnknownName.of(
                "whatif.no-proposal",
                supposition=called,
                id=strangers[0],
                round=opened.round_id,
                subjects=there,
            )


def _check_members(seen: Seen, changes: Changes, view: View) -> None:
    for member in changes.without:
        if seen.opinions is not None:
            _check_participant(seen, member)
        elif member not in seen.scores.handed_in and not _gave(seen.scores, member):
            _check_joined(member, view)
        elif seen.scores.opened.visibility == "SECRET" and not is_voice(member):
            raise InvalidInput.of("whatif.secret-voices", member=member)


def _gave(scores: RoundScores, member: str) -> bool:
    return member in scores.ballots or any(cell[0] == member for cell in scores.cells)


def _check_participant(seen: Seen, participant: str) -> None:
    there = () if seen.opinions is None else seen.opinions.participants
    if participant not in there:
        raise UnknownName.of("whatif.no-participant", id=participant, count=len(there))


def _check_joined(member: str, view: View, **of: str) -> None:
    """Refuse a member that never joined, with the supposition that names it."""
    members = [event.data.member_id for event in view.events(_MEMBERS)]
    if member not in members:
        there = ", ".join(sorted(members)) or "-"
        code = "whatif.supposed-no-member" if of else "whatif.no-member"
        raise UnknownName.of(code, member=member, members=there, **of)


def _check_criteria(scores: RoundScores, changes: Changes) -> None:
    broken = () if isinstance(changes.tie_break, str) else changes.tie_break or ()
    named = (*changes.without_criteria, *(changes.weights or {}), *broken)
    asked = named or ((changes.tie_break,) if changes.tie_break else ())
    if asked and not scores.weights:
        raise InvalidInput.of("whatif.no-criteria", asked=asked[0], round=scores.opened.round_id)
    known = tuple(scores.weights)
    strangers = [one for one in named if one not in known]
    if strangers:
        raise UnknownName.of(
            "whatif.no-criterion",
            criterion=strangers[0],
            round=scores.opened.round_id,
            criteria=", ".join(known),
        )
    if asked and set(known) <= set(changes.without_criteria):
        round, there = scores.opened.round_id, ", ".join(known)
        raise InvalidInput.of("whatif.no-criterion-left", round=round, criteria=there)
    if isinstance(changes.tie_break, str) and changes.tie_break not in _TIE_BREAKS:
        raise UnknownName.of("whatif.no-tie-break", name=changes.tie_break)
    _refuse_twice(changes)


def _refuse_twice(changes: Changes) -> None:
    both = [c for c in changes.weights or {} if c in changes.without_criteria]
    if both:
        raise InvalidInput.of("whatif.weighed-and-left-out", criterion=both[0])


def _check_weights(changes: Changes) -> None:
    wrong = [w for w in (changes.weights or {}).values() if type(w) is not int or w < 1]
    if wrong:
        raise InvalidInput.of("whatif.no-weight", weight=wrong[0])
