"""This module is about rounds as they are to be counted: what was given, and by whom it could be.

A round is read from the log once; changes of its rules, or of who is heard, read nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from collectif.errors import InvalidInput, UnknownName
from collectif.ids import RoundId
from collectif.projections.counted import counted_in
from collectif.projections.opinions import OPINIONS, Opinions
from collectif.projections.panels import PANELS, Panel
from collectif.projections.ranking import Result, result_from
from collectif.projections.registers import REGISTERS
from collectif.projections.scores import SCORES, RoundScores
from collectif.record.fold import side_by_side
from collectif.record.view import View
from collectif.whatif.changes import Changes
from collectif.whatif.conversations import Conversation, Groups, conversation, groups_in, without
from collectif.whatif.polls import Poll, on_decisions, poll

Told = Result | Poll | Conversation
"""What a round says: of scores, of ballots, of an open conversation."""

READ = side_by_side(SCORES, PANELS)
"""What a round of scores is counted from."""


@frozen(kw_only=True)
class Seen:
    """A round, as it is to be counted.

    Attributes:
        scores: What was given.
        panel: Who could give it.
        opinions: Where people stand; None unless it is an open conversation.
        decisions: The decisions that the log knows.
        groups: The groups of a conversation; empty for other rounds.
        known_at: The size of the log that was looked at.
    """

    scores: RoundScores
    panel: Panel
    opinions: Opinions | None
    decisions: frozenset[str]
    groups: Groups
    known_at: int

    @property
    def on_decisions(self) -> bool:
        """Whether its ballots say if decisions may be adopted."""
        return on_decisions(self.scores, self.decisions)

    def changed(self, changes: Changes) -> Seen:
        """Return the round under other rules, or without some of what was given."""
        opinions = self.opinions
        if opinions is not None and changes.without:
            opinions = without(opinions, frozenset(changes.without))
        return evolve(self, scores=changes.scores(self.scores), opinions=opinions)

    def told(self, rule: str | None) -> Told:
        """Return what the round says, by a rule or by the charter's own."""
        if self.opinions is not None:
            _refuse_rule(rule)
            return conversation(self.opinions, self.groups)
        if self.scores.opened.kind != "SCORING":
            return poll(self.scores, self.decisions, rule)
        return result_from(self.scores, self.panel, rule=rule, known_at=self.known_at)

    def lead(self, rule: str | None) -> Fraction | None:
        """Return by how many points the first one is ahead of all others.

        None without points, and by a rule by which the first one need not have the most.
        """
        if self.scores.opened.kind != "SCORING":
            return None
        counted = counted_in(self.scores, self.panel, rule)
        ranking = counted.settled(counted.profile)
        points = sorted(ranking.scores.values(), reverse=True)
        most = {ranking.scores.get(option) for option in ranking.leaders} == {*points[:1]}
        return points[0] - points[1] if most and len(points) > 1 else None

    def leaders(self, rule: str | None) -> tuple[str, ...]:
        """Return what comes first, without the figures beside it."""
        if self.scores.opened.kind != "SCORING":
            return leaders(self.told(rule))
        counted = counted_in(self.scores, self.panel, rule)
        return counted.settled(counted.profile).leaders


def seen(view: View, round: RoundId | str, *, groups: Groups | None = None) -> Seen:
    """Return a round of a view.

    Args:
        view: The look at the log.
        round: Which round.
        groups: The groups of a conversation; None finds those in which people stand in the view.

    Raises:
        UnknownName: The view holds no such round.
    """
    rounds, panels = READ.replay(view)
    scores = rounds.get(RoundId(round))
    if scores is None:
        raise no_round(round, rounds)
    opinions = OPINIONS.replay(view)[scores.opened.round_id] if _stances(scores) else None
    found = groups_in(opinions) if groups is None and opinions is not None else groups
    return Seen(
        scores=scores,
        panel=panels[scores.opened.round_id],
        opinions=opinions,
        decisions=frozenset(REGISTERS.replay(view).proposed),
        groups=found or {},
        known_at=view.size,
    )


def leaders(told: Told) -> tuple[str, ...]:
    """Return what a round puts first, after ties were broken where the charter breaks them."""
    return told.leaders


def no_round(round: str, rounds: Mapping[RoundId, RoundScores]) -> UnknownName:
    """Return the error of a round that is not there."""
    there = ", ".join(rounds) or "-"
    return UnknownName.of("whatif.no-round", round=str(round), rounds=there)


def _stances(scores: RoundScores) -> bool:
    return scores.opened.kind == "STANCES"


def _refuse_rule(rule: str | None) -> None:
    if rule is not None:
        raise InvalidInput.of("whatif.no-rule-of-conversations", rule=rule)
