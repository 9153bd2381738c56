"""This module is about what changes from one result of a round to another, in statements.

The first statement says what comes first; then each proposal that moves says where to, and which
criteria moved it. What does not change is not told, and where nothing does, that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectif.ids import ProposalId
from collectif.projections.ranking import Result
from collectif.record.view import View
from collectif.statement import Statement
from collectif.whatif.contributions import moved_by
from collectif.whatif.conversations import Conversation
from collectif.whatif.polls import Poll
from collectif.whatif.rounds import Told, leaders


def difference(view: View, before: Told, after: Told) -> tuple[Statement, ...]:
    """Return what changes from one result of a round to another, and why.

    Args:
        view: The look at the log that the first one comes from: its events are named.
        before: What the round says.
        after: What it would say.
    """
    changes = tuple(_changes(view, before, after))
    if not changes and leaders(before) == leaders(after):
        if isinstance(after, Result) and not leaders(after):
            return (_said("no-leader"),)
        return (_said("same" if _rule(before) == _rule(after) else "same-order"),)
    moves = sorted(changes, key=lambda one: one.name == "rescored")
    return (_first(before, after), *moves)


def _rule(told: Told) -> str:
    """Return the name of the rule that a result was counted by; a conversation has one."""
    if isinstance(told, Result):
        return told.ranking.rule
    return told.rule if isinstance(told, Poll) else ""


def _first(before: Told, after: Told) -> Statement:
    """Return the statement that says what comes first."""
    was, now = leaders(before), leaders(after)
    if isinstance(before, Poll) and before.ranking is None:
        return _said("same-outcome" if was == now else "other-outcome")
    if set(was) == set(now):
        return _said("leader-stays", now=now, count=len(now)) if now else _said("no-leader")
    if not now:
        return _said("nothing-first", was=was)
    if set(now) < set(was):
        others = tuple(one for one in was if one not in now)
        return _said("leader-parts", now=now, others=others, count=len(now))
    return _said("leader-changes", was=was, now=now, count=len(now))


def _changes(view: View, before: Told, after: Told) -> Iterator[Statement]:
    if isinstance(before, Result) and isinstance(after, Result):
        yield from _of_scores(view, before, after)
    elif isinstance(before, Poll) and isinstance(after, Poll):
        yield from _of_ballots(before, after)
    elif isinstance(before, Conversation) and isinstance(after, Conversation):
        yield from _of_statements(before, after)


def _of_scores(view: View, before: Result, after: Result) -> Iterator[Statement]:
    was, now, moved = before.places(), after.places(), moved_by(view, before, after)
    for option in dict.fromkeys((*was, *now)):
        place, then = was.get(option), now.get(option)
        old, new = before.ranking.scores.get(option), after.ranking.scores.get(option)
        same_rule = before.ranking.rule == after.ranking.rule
        if place == then and (old == new or not same_rule):
            continue
        if place is None or then is None:
            yield _left_or_joined(after, option, then)
            continue
        name = "moves" if place != then else "rescored"
        told = same_rule and old != new
        figures = {"old": old, "new": new} if told else {"old": None, "new": None}
        details = {"proposal": option, "was": place, "now": then, **figures}
        yield Statement(code=f"whatif.{name}", details=details, because=moved.get(option, ()))
    yield from _of_gates(before, after)


def _left_or_joined(after: Result, option: str, then: int | None) -> Statement:
    """Return the statement on a proposal that loses its place, or gets one."""
    if then is not None:
        return _said("ranked", proposal=option, now=then)
    profile, least = after.counted.profile, after.round.charter.min_scores_per_cell
    there = option in profile.options
    thin = [c for c in profile.criteria if there and profile.n(option, c) < least]
    return _said("unranked", proposal=option, criteria=tuple(thin), least=least if thin else None)


def _of_gates(before: Result, after: Result) -> Iterator[Statement]:
    for option in dict.fromkeys((*before.below_gate, *after.below_gate)):
        was, now = before.below_gate.get(option, ()), after.below_gate.get(option, ())
        if was != now:
            name = "below-gate" if now else "passes-gate"
            yield _said(name, proposal=ProposalId(option), criteria=now or was)


def _of_ballots(before: Poll, after: Poll) -> Iterator[Statement]:
    for subject in before.tally:
        was, now = before.tally[subject], after.tally.get(subject, {})
        for word in dict.fromkeys((*was, *now)):
            if was.get(word, 0) != now.get(word, 0):
                counts = {"was": was.get(word, 0), "now": now.get(word, 0)}
                name = _counted_as(before.round.opened.kind, word)
                yield _said(name, answer=word, subject=subject, **counts)
    for subject, lacking in after.lacking.items():
        if (before.lacking.get(subject) is None) != (lacking is None) or before.rule != after.rule:
            name = "adoptable" if lacking is None else "not-adoptable"
            yield _said(name, subject=subject, lacking=lacking, rule=after.rule)
    yield from _of_places(before.places(), after.places())


def _counted_as(kind: str, word: str) -> str:
    """Return the sentence on how many gave an answer, which is a number in most rounds."""
    match kind:
        case "APPROVAL":
            return "tally-approves" if word == "1" else "tally-approves-not"
        case "DOTS" | "GRADIENT" | "RANKING":
            return f"tally-{kind.lower()}"
    return "tally"


def _of_statements(before: Conversation, after: Conversation) -> Iterator[Statement]:
    yield from _of_places(before.places(), after.places())
    was, now = before.opinions.standings(), after.opinions.standings()
    counts = sum(was.get(id, {}) != now.get(id, {}) for id in dict.fromkeys((*was, *now)))
    if counts:
        yield _said("standings", count=counts)


def _of_places(was: Mapping[str, int], now: Mapping[str, int]) -> Iterator[Statement]:
    for option in dict.fromkeys((*was, *now)):
        place, then = was.get(option), now.get(option)
        if place != then:
            name = "moves" if place and then else "ranked" if then else "unranked"
            yield _said(name, proposal=option, was=place, now=then)


def _said(name: str, **details: Any) -> Statement:
    return Statement(code=f"whatif.{name}", details=details)
