"""This module is about leaving out each voter in turn, without counting anew for each.

By the weighted mean, what a voter takes along is known beforehand: a step of a grade on one option
and criterion. All means are brought to one denominator, so that the answer for a voter is a sum of
whole numbers, one for each of its grades.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import lcm

from collectif.counting.firmness.robustness import Leaders
from collectif.counting.profiles.answers import Pair
from collectif.counting.profiles.profile import Profile
from collectif.counting.scored import check_floor

_Change = dict[tuple[str, str, int], int | None]
"""(option, criterion, steps) -> what the option gains when such a grade goes; None where too few
grades are left."""


def without_each_voter(profile: Profile, *, min_scores_per_cell: int = 2) -> Mapping[str, Leaders]:
    """Return voter -> the leaders by the weighted mean without its answers, in declared order.

    Exactly what counting without each of them gives, in time that grows with the answers.

    Args:
        profile: The answers, as grades.
        min_scores_per_cell: Grades on each criterion below which an option has no score.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
        InvalidProfile: The answers are places in orders, not grades.
    """
    check_floor(min_scores_per_cell)
    profile.refuse_places()
    counter = _Counter(profile, min_scores_per_cell)
    return {voter: counter.without(voter, given) for voter, given in _given(profile).items()}


class _Counter:
    """What options have now, and what they gain or lose with each grade that goes."""

    def __init__(self, profile: Profile, least: int) -> None:
        self.profile, self.least = profile, least
        self.n = {pair: profile.n(*pair) for pair in profile.pairs}
        self.steps = {pair: profile.steps(*pair) for pair in profile.pairs}
        voices = {1, *profile.voices.values()}
        left = {n - voice for n in self.n.values() for voice in (0, *voices)}
        self.common = lcm(*(n for n in left if n > 0))
        self.now = {option: self._score(option) for option in profile.options}
        self.changes: dict[int, _Change] = {}
        self.usual = _highest(self.now)

    def without(self, voter: str, given: list[tuple[Pair, int]]) -> Leaders:
        """Return the leaders without the grades of a voter."""
        if not given:
            return self.usual
        voice = self.profile.voice(voter)
        changes, scores = self.changes.setdefault(voice, {}), dict(self.now)
        for pair, step in given:
            key = (*pair, step)
            if key not in changes:
                changes[key] = self._change(pair, step, voice)
            score, change = scores[pair[0]], changes[key]
            scores[pair[0]] = None if score is None or change is None else score + change
        return _highest(scores)

    def _score(self, option: str) -> int | None:
        """Return the weighted sum of the means of an option; None where too few graded it."""
        pairs = [(option, criterion) for criterion in self.profile.criteria]
        if any(self.n[pair] < self.least for pair in pairs):
            return None
        return sum(self._worth(pair, self.steps[pair], self.n[pair]) for pair in pairs)

    def _change(self, pair: Pair, step: int, voice: int) -> int | None:
        n, steps = self.n[pair], self.steps[pair]
        if n - voice < self.least:
            return None
        then = self._worth(pair, steps - voice * step, n - voice)
        return then - self._worth(pair, steps, n)

    def _worth(self, pair: Pair, steps: int, n: int) -> int:
        return self.profile.weights[pair[1]] * steps * (self.common // n)


def _given(profile: Profile) -> Mapping[str, list[tuple[Pair, int]]]:
    """Return voter -> the pairs that it graded, and the steps above the lowest grade."""
    given: dict[str, list[tuple[Pair, int]]] = {voter: [] for voter in profile.voters}
    low, high = profile.scale.min, profile.scale.max
    for (voter, option, criterion), grade in profile.cells.items():
        if isinstance(grade, int):
            reverse = criterion in profile.lower_is_better
            given[voter].append(((option, criterion), high - grade if reverse else grade - low))
    return given


def _highest(scores: Mapping[str, int | None]) -> Leaders:
    most = max((score for score in scores.values() if score is not None), default=None)
    return frozenset(o for o, score in scores.items() if score is not None and score == most)
