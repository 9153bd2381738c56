"""This module is about corrections: what was changed after the fact, and whether it mattered.

A correction never reopens a round or a decision. One that comes after a decision and changes what
the decision rested on leads to an impact note: the ranking before, the ranking after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import asdict, frozen

from collectif.acts.decision import DecisionTaken
from collectif.counting import Ranking
from collectif.ids import DecisionId, EventId, RoundId
from collectif.projections.ranking import result_of
from collectif.projections.registers import REGISTERS
from collectif.projections.scores import SCORES
from collectif.record.envelope import Recorded
from collectif.record.view import CORRECTIONS, View

_RULES: Mapping[str, frozenset[str]] = {
    "criterion-proposed": frozenset({"polarity"}),
    "interest-declared": frozenset({"member_id", "proposal_id", "recuses_from"}),
    "member-joined": frozenset({"kind", "voting"}),
    "proposal-amended": frozenset({"carriers"}),
    "proposal-submitted": frozenset({"carriers"}),
}
"""Types of events that say how rounds are counted -> the fields that say so."""

_ALL = CORRECTIONS | {"content-redacted", "words-forgotten"}


@frozen(kw_only=True)
class Correction:
    """Something said of what was recorded before.

    Attributes:
        event: The correction.
        type: The type of the event.
        targets: What it corrects.
        occurred, recorded: When it was made, and when the log learned of it.
        live: Whether it still holds: a correction can be retracted.
    """

    event: EventId
    type: str
    targets: tuple[EventId, ...]
    occurred: datetime
    recorded: datetime
    live: bool


@frozen(kw_only=True)
class Effect:
    """What a correction did to the ranking of a round, ties broken as the charter says.

    Attributes:
        correction: The correction.
        round: The round whose ranking is looked at.
        before: The ranking just before the correction.
        after: The ranking with it.
    """

    correction: EventId
    round: RoundId
    before: Ranking
    after: Ranking

    @property
    def same_head(self) -> bool:
        """Whether the same proposals are in first place."""
        return set(self.before.tiers[:1]) == set(self.after.tiers[:1])

    @property
    def same_order(self) -> bool:
        """Whether no proposal changes places."""
        return self.before.tiers == self.after.tiers

    @property
    def moved(self) -> tuple[str, ...]:
        """The proposals whose scores are not what they were, in the order of the ranking before."""
        before, after = self.before.scores, self.after.scores
        return tuple(id for id in {**before, **after} if before.get(id) != after.get(id))


@frozen(kw_only=True)
class Impact(Effect):
    """What a correction after a decision did to the ranking that the decision rests on.

    Attributes:
        decision: The decision.
    """

    decision: DecisionId


def corrections(view: View) -> tuple[Correction, ...]:
    """Return every correction that the log of a view holds, in order, dead ones marked."""
    dead = view.corrections.dead
    return tuple(
        Correction(
            event=event.id,
            type=event.type,
            targets=_targets(event),
            occurred=event.occurred,
            recorded=event.recorded,
            live=event.id not in dead,
        )
        for event in view.source.events(_ALL)
    )


def impacts(view: View) -> tuple[Impact, ...]:
    """Return what each correction after a decision did to the rankings that it rests on."""
    taken = {
        event.data.decision_id: event.seq
        for event in view.source.events(frozenset({"decision-taken"}))
        if isinstance(event.data, DecisionTaken)
    }
    bases, found = tuple(_bases(view)), list[Impact]()
    for event in view.source.events(CORRECTIONS):
        for decision, round in bases:
            if _touches(view, event, round) and event.seq > taken.get(decision, event.seq):
                effect = _effect(view, event, round)
                if effect is not None:
                    found.append(Impact(decision=decision, **asdict(effect, recurse=False)))
    return tuple(found)


def effects(view: View) -> tuple[Effect, ...]:
    """Return what each correction did to the result of a round, in order; none for most."""
    rounds = tuple(SCORES.replay(view))
    found = (
        _effect(view, event, round)
        for event in view.source.events(CORRECTIONS)
        for round in rounds
        if _touches(view, event, round)
    )
    return tuple(one for one in found if one is not None)


def _bases(view: View) -> Iterator[tuple[DecisionId, RoundId]]:
    """Yield each decision with each scoring round whose published results it rests on."""
    rounds = {e.id: e.data.round_id for e in view.source.events(frozenset({"results-published"}))}
    for id, proposed in REGISTERS.replay(view).proposed.items():
        for round in dict.fromkeys(rounds[basis] for basis in proposed.basis if basis in rounds):
            yield DecisionId(id), round


def _touches(view: View, correction: Recorded[Any], round: RoundId) -> bool:
    """Whether a correction, or one that it corrects, is about a round, or how rounds are counted.

    A rectification of other fields, such as the words of a proposal, is about no round.
    """
    target, told = correction, dict[str, object]()
    while target.type in CORRECTIONS:
        told |= getattr(target.data, "payload", {})
        found = view.source.find(target.data.target)
        if found is None:
            return False
        target = found
    if target.type in _RULES:
        return not told or bool(_RULES[target.type] & told.keys())
    about: RoundId | None = getattr(target.data, "round_id", None)
    return about == round


def _effect(view: View, event: Recorded[Any], round: RoundId) -> Effect | None:
    """Return what a correction did to a ranking; None if it changes nothing of what is counted."""
    before, after = (view.as_known_at(event.seq + n) for n in (0, 1))
    then, now = SCORES.replay(before).get(round), SCORES.replay(after).get(round)
    if then is None or now is None or now.opened.kind != "SCORING" or not now.visible:
        return None
    one, two = result_of(then, before), result_of(now, after)
    if then.cells == now.cells and one.ranking == two.ranking:
        return None
    return Effect(
        correction=event.id,
        round=round,
        before=one.broken or one.ranking,
        after=two.broken or two.ranking,
    )


def _targets(event: Recorded[Any]) -> tuple[EventId, ...]:
    return event.data.events if event.type == "words-forgotten" else (event.data.target,)
