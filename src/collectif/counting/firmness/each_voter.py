"""This module is about leaving out each voter in turn, without counting anew for each.

By the weighted mean, what a voter takes along is known beforehand: a step of a grade on one option
and criterion. All means are brought to one denominator, so that the answer for a voter is a sum of
whole numbers, one for each of its grades.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from collectif.counting.profiles.answers import Pair
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking
from collectif.counting.scored import check_floor, parameters_of

Leaders = frozenset[str]
"""The options that share the first place; none when nothing is ranked."""

Gained = Mapping[str, Fraction | None]
"""Option -> score with a voter, minus score without it; None where one of the two is not there."""

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
    counter = _counter(profile, min_scores_per_cell)
    return {
        voter: _highest(counter.without(voter, given)) if given else counter.usual
        for voter, given in _given(profile).items()
    }


def gained_from_each_voter(
    profile: Profile, *, min_scores_per_cell: int = 2
) -> Mapping[str, Gained]:
    """Return voter -> option -> weighted mean with the voter, minus weighted mean without it.

    Args:
        profile: The answers, as grades.
        min_scores_per_cell: Grades on each criterion below which an option has no score.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
        InvalidProfile: The answers are places in orders, not grades.
    """
    counter = _counter(profile, min_scores_per_cell)
    return {voter: counter.gained(voter, given) for voter, given in _given(profile).items()}


def floor_of_means(profile: Profile, ranking: Ranking) -> int | None:
    """Return the lowest number of grades of a ranking that is the plain weighted mean of a profile.

    None where it is counted otherwise: by another rule, or with other weights. Ties may be broken.
    """
    least = ranking.parameters.get("min_scores_per_cell")
    if ranking.rule != "weighted-mean" or not isinstance(least, int):
        return None
    used = parameters_of(profile, least)
    return least if used.items() <= ranking.parameters.items() else None


def _counter(profile: Profile, least: int) -> _Counter:
    check_floor(least)
    profile.refuse_places()
    return _Counter(profile, least)


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

    def without(self, voter: str, given: list[tuple[Pair, int]]) -> dict[str, int | None]:
        """Return what options have without the grades of a voter."""
        voice = self.profile.voice(voter)
        changes, scores = self.changes.setdefault(voice, {}), dict(self.now)
        for pair, step in given:
            key = (*pair, step)
            if key not in changes:
                changes[key] = self._change(pair, step, voice)
            score, change = scores[pair[0]], changes[key]
            scores[pair[0]] = None if score is None or change is None else score + change
        return scores

    def gained(self, voter: str, given: list[tuple[Pair, int]]) -> Gained:
        """Return what options gain by the grades of a voter, on the scale of scores, 0 to 100."""
        whole = self.common * self.profile.total_weight * self.profile.scale.range
        then = self.without(voter, given)
        return {
            option: None
            if now is None or (left := then[option]) is None
            else Fraction(100 * (now - left), whole)
            for option, now in self.now.items()
        }

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
