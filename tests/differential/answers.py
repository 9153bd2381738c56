"""This module is about our answers: what `collectif.counting` makes of a question.

Options are named by their number; an answer speaks of the numbers again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from collectif.counting import Profile, Ranking, duels, rank, reliability
from collectif.counting.reliability import Metric
from questions import Question

Answer = dict[str, Any]
Ours = Callable[[Question], Answer]


def by_rule(rule: str, read: Callable[[Question], Profile], **parameters: object) -> Ours:
    """Return the way to winners and scores by a rule, from questions that are read so."""

    def answered(asked: Question) -> Answer:
        found = rank(read(asked), rule, **parameters)
        return {"winners": numbers(found.leaders), "scores": scores(found, asked)}

    return answered


def winners_by_rule(rule: str, read: Callable[[Question], Profile], **parameters: object) -> Ours:
    """Return the way to the winners alone."""
    whole = by_rule(rule, read, **parameters)
    return lambda asked: {"winners": whole(asked)["winners"]}


def pairwise(part: str, **how: Any) -> Ours:
    """Return the way to a part of the duels of all options: `above`, or `margins`."""
    return lambda asked: {part: getattr(duels(ordered(asked), **how), part)}


def condorcet(asked: Question) -> Answer:
    """Return the option that wins every duel; nobody where there is none."""
    winner = duels(ordered(asked)).condorcet_winner
    return {"winners": [] if winner is None else [int(winner)]}


def alpha(metric: Metric) -> Ours:
    """Return the way to Krippendorff's alpha, every unit being an option; None where it is 0/0."""

    def answered(asked: Question) -> Answer:
        units = len(asked["ratings"][0])
        room = graded({**asked, "options": units, "ballots": asked["ratings"]})
        return {"value": reliability(room, metric=metric).alpha}

    return answered


def ordered(asked: Question) -> Profile:
    """Return orders as they are, each ballot with as many voices as it has voters."""
    ballots = {
        f"v{ballot}": [list(map(str, tier)) for tier in tiers]
        for ballot, (_, tiers) in enumerate(asked["ballots"])
    }
    voices = {f"v{ballot}": n for ballot, (n, _) in enumerate(asked["ballots"])}
    names = list(map(str, range(asked["options"])))
    return Profile.from_rankings(ballots, options=names, voices=voices)


def graded(asked: Question) -> Profile:
    """Return grades as they are; a silence has no row."""
    rows = [
        (f"v{voter}", str(option), grade)
        for voter, row in enumerate(asked["ballots"])
        for option, grade in enumerate(row)
        if grade is not None
    ]
    names = list(map(str, range(asked["options"])))
    return Profile.from_grades(rows, scale=tuple(asked["scale"]), options=names)


def judged(asked: Question) -> Profile:
    """Return a matrix as what a single voter gives to options on weighted criteria."""
    rows = [
        ("judge", str(option), f"c{criterion}", value)
        for option, row in enumerate(asked["rows"])
        for criterion, value in enumerate(row)
    ]
    weights = {f"c{criterion}": weight for criterion, weight in enumerate(asked["weights"])}
    return Profile.from_grades(rows, scale=tuple(asked["scale"]), weights=weights)


def numbers(names: tuple[str, ...]) -> list[int]:
    """Return options by their numbers, rising."""
    return sorted(map(int, names))


def scores(ranking: Ranking, asked: Question) -> list[Any]:
    """Return the score of each option in order; None for an incomplete one."""
    options = asked["options"] if "options" in asked else len(asked["rows"])
    return [ranking.scores.get(str(option)) for option in range(options)]
