"""This module is about how many voters must change at least: a number below which nothing flips.

A voter who changes a ballot can take away from a leader what it gave, and give a rival what it
kept back; never more. Who can move most is counted first, so fewer voters than that cannot do it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any

from collectif.counting.profiles.grades import Cell
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.totals import Totals, totals
from collectif.counting.ranking import Ranking
from collectif.counting.registry import RULES, rank

Moves = Mapping[str, Mapping[str, tuple[Fraction, Fraction]]]
"""Voter -> option -> how much its ballot adds to the score, and how much more it could add."""

Bound = Callable[[str, str, bool], int | None]
"""Leader, rival, whether level is not enough -> the fewest voters; None when all are too few."""

BY_VOTER = frozenset({"borda"})
"""Rules whose scores are means, over the voters who compare the option, of what each gives."""

BEATS_ALL = frozenset({"condorcet", "condorcet-winner", "condorcet-consistency", "smith"})
"""Laws by which an option that beats every other one leads alone."""


def moves(profile: Profile, now: Ranking, parameters: Mapping[str, Any]) -> Moves | None:
    """Return what each voter can move by a rule that adds up over voters; None for another rule."""
    if now.rule == "weighted-mean":
        return {voter: _weighed_moves(profile, now, voter) for voter in profile.voters}
    if now.rule in BY_VOTER:
        return _single_moves(profile, now, parameters)
    return None


def bound(profile: Profile, now: Ranking, found: Moves | None) -> Bound:
    """Return the bound that is known for a rule on a profile; 1 where nothing better is."""
    if found is not None:
        return lambda leader, rival, strict: fewest(
            now.scores[leader] - now.scores[rival],
            gains(found, leader, rival).values(),
            strict=strict,
        )
    if now.rule == "median":
        return lambda leader, rival, strict: _by_medians(profile, leader, rival, strict)
    if _elects_who_beats_all(now.rule) and len(now.leaders) == 1:
        given = totals(profile)
        if len(given) == len(profile.voters) * len(profile.options):
            return lambda leader, rival, strict: _by_pairs(profile, given, leader, rival)
    return lambda leader, rival, strict: 1


def gains(found: Moves, leader: str, rival: str) -> Mapping[str, Fraction]:
    """Return voter -> how much nearer a changed ballot can bring a rival to a leader."""
    none = (Fraction(0), Fraction(0))
    return {
        voter: by_option.get(leader, none)[0] + by_option.get(rival, none)[1]
        for voter, by_option in found.items()
    }


def answered(profile: Profile, cells: dict[Cell, int | str], voters: Iterable[str]) -> Profile:
    """Return the profile of other answers to the same questions."""
    there = tuple(voters)
    return Profile.from_grades(
        cells,
        scale=profile.scale,
        options=profile.options,
        criteria=profile.criteria,
        weights=profile.weights,
        lower_is_better=profile.lower_is_better,
        voters=there,
        voices={voter: profile.voice(voter) for voter in there},
    )


def fewest(needed: Fraction | int, gained: Iterable[Fraction | int], *, strict: bool) -> int | None:
    """Return how many of the largest gains reach what is needed, or more than it when strict.

    >>> fewest(5, [1, 3, 2, 3], strict=False), fewest(9, [1, 3, 2, 3], strict=True)
    (2, None)
    """
    sums = accumulate(sorted(gained, reverse=True), initial=Fraction(0))
    reached = (
        n for n, total in enumerate(sums) if total > needed or (total == needed and not strict)
    )
    return next(reached, None)


def _weighed_moves(
    profile: Profile, now: Ranking, voter: str
) -> dict[str, tuple[Fraction, Fraction]]:
    found = {}
    whole = Fraction(100 * profile.voice(voter), profile.total_weight * profile.scale.range)
    for option in now.scores:
        has, lacks = Fraction(0), Fraction(0)
        for criterion in profile.criteria:
            grade = profile.worth(voter, option, criterion)
            if grade is not None:
                step = whole * profile.weights[criterion] / profile.n(option, criterion)
                has += step * (grade - profile.scale.min)
                lacks += step * (profile.scale.max - grade)
        found[option] = (has, lacks)
    return found


def _single_moves(profile: Profile, now: Ranking, parameters: Mapping[str, Any]) -> Moves:
    """Return what each voter can move, from what a rule says of its ballot alone."""
    floor = dict(parameters) | {"min_scores_per_cell": 1}
    alone = {
        voter: rank(answered(profile, cells, [voter]), now.rule, **floor).scores
        for voter, cells in _ballots(profile).items()
    }
    n = {o: sum(profile.voice(v) for v in alone if o in alone[v]) for o in now.scores}
    return {
        voter: {
            o: (profile.voice(voter) * x / n[o], profile.voice(voter) * (100 - x) / n[o])
            for o, x in scores.items()
            if o in n
        }
        for voter, scores in alone.items()
    }


def _ballots(profile: Profile) -> dict[str, dict[Cell, int | str]]:
    found: dict[str, dict[Cell, int | str]] = {voter: {} for voter in profile.voters}
    for cell, value in profile.cells.items():
        found[cell[0]][cell] = value
    return found


def _by_medians(profile: Profile, leader: str, rival: str, strict: bool) -> int | None:
    """Return the fewest changes, if on each criterion the best voters could be taken apart."""

    loudest = sorted(map(profile.voice, profile.voters), reverse=True)
    upto = tuple(accumulate(loudest, initial=0))

    def apart(voters: int) -> int:
        """Return twice the weighted steps that the rival is behind when so many voters changed."""
        n = upto[voters]
        return sum(
            profile.weights[c]
            * (
                _twice_median(profile.histogram(leader, c), n, up=False)
                - _twice_median(profile.histogram(rival, c), n, up=True)
            )
            for c in profile.criteria
        )

    low, high = 0, len(profile.voters)
    if not _closed(apart(high), strict):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _closed(apart(middle), strict) else (middle, high)
    return high


def _closed(apart: int, strict: bool) -> bool:
    return apart < 0 or (apart == 0 and not strict)


def _twice_median(histogram: tuple[int, ...], n: int, *, up: bool) -> int:
    """Return twice the median in steps, when the n voices that help most went to the end."""
    counts = list(histogram[::-1] if up else histogram)
    total = sum(counts)
    left = min(n, total)
    for step in range(len(counts) - 1, 0, -1):
        taken = min(left, counts[step])
        counts[step] -= taken
        counts[0] += taken
        left -= taken
    upto = list(accumulate(counts))
    low, high = (
        next(step for step, reached in enumerate(upto) if reached > place)
        for place in ((total - 1) // 2, total // 2)
    )
    return 2 * (len(counts) - 1) - low - high if up else low + high


def _by_pairs(profile: Profile, given: Totals, leader: str, rival: str) -> int | None:
    """Return the fewest changes after which a leader that beat every rival no longer beats one."""
    ahead = {v: given[v, leader] - given[v, rival] for v in profile.voters}
    margin = sum(profile.voice(v) * ((x > 0) - (x < 0)) for v, x in ahead.items())
    turned = [profile.voice(v) * (2 if x > 0 else int(x == 0)) for v, x in ahead.items()]
    return fewest(margin, turned, strict=False) if margin > 0 else 1


def _elects_who_beats_all(rule: str) -> bool:
    kept = {law.removesuffix("-on-full-panels") for law in RULES[rule].keeps}
    return bool(kept & BEATS_ALL)
