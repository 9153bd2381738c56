"""This module is about proportional approval: a voter's second seat counts half, the third a third.

Every set of seats has a score, and those with the highest are found by branch and bound. That
takes long where there are many options: beyond a fixed amount of work the count is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from attrs import define, evolve, field, frozen

from collectif.counting.choosing.asked import Task, task
from collectif.counting.choosing.blocs import Supporter, support
from collectif.counting.choosing.means import first
from collectif.counting.choosing.rounds import Verdict
from collectif.counting.choosing.selection import Outcome, Selection
from collectif.counting.profiles.profile import Profile
from collectif.counting.registry import rule
from collectif.counting.ties import TieBreak
from collectif.errors import InvalidInput

MOST_LOOKS = 500_000
"""Looks at an option or at a bloc up to which the best sets are searched for."""


@rule(
    "proportional-approval",
    source="Thiele 1895; Aziz et al. 2017; Lackner & Skowron 2023",
    keeps=(
        "anonymity",
        "neutrality",
        "homogeneity",
        "within-budget",
        "justified-representation",
        "extended-justified-representation",
    ),
    breaks={"committee-monotonicity": "a 1; b 1; a 1, c 1; b 1, c 1"},
    scale=(0, 1),
    example="3: roof 1, bus 1; 2: park 1; bus 1, park 1",
    trial={"budget": 2},
)
def proportional_approval(
    profile: Profile,
    *,
    budget: int,
    order: Iterable[str] | TieBreak | None = None,
) -> Selection:
    """Choose the seats that give the most, where a voter's j-th seat counts 1 / j.

    A set W of at most `budget` options has the score
    sum over voters i of 1 + 1/2 + ... + 1/(number of options in W that i supports),
    and the sets with the highest score are chosen. Every option costs 1: with other costs the
    rule loses what speaks for it (Peters, Pierczyński, Skowron 2021), and takes none.

    For an assembly: the strongest guarantee for every group that agrees, for a committee or a
    short list. Its price is that nobody can check by hand that no other set is better, that it can
    be counted for small cases only, and that the best two need not be among the best three.

    Silence: a silence supports nothing, whatever its name; who supports nothing changes nothing.

    Args:
        profile: Approvals, or grades: an option is supported by a grade above the lowest on some
            criterion.
        budget: The number of seats. An option that nobody supports takes none.
        order: Every option, the one that goes first in a tie first, or a `TieBreak`: of the best
            sets, those with the first of the options that only some of them have, and so on. None
            leaves undecided what a tie decides.

    Returns:
        A selection without scores, steps or payments. `behind` holds the "score" of each best set,
        exact.

    Raises:
        InvalidInput: A parameter cannot be used; or the best sets were not found within 500,000
            looks at an option or a bloc, as the problem is NP-hard.
        InvalidProfile: The ballots are orders, or an order for ties names an option twice.
    """
    given = task(profile, budget=budget, order=order)
    backers = support(given.blocs, given.options)
    seats = min(given.budget, len(backers))
    unit = lcm(*range(1, 1 + min(seats, max((len(b.gives) for b in given.blocs), default=0))))
    search = _Search(given=given, backers=backers, seats=seats, unit=unit)
    best = search.best()
    behind = {"score": Fraction(search.score, unit)}
    return given.answer(
        "proportional-approval",
        lambda step: _narrowed(best, given.options, step, behind),
        parameters={},
    )


@frozen(kw_only=True)
class _Node:
    """Sets that hold some options, and may still take some of others."""

    chosen: Outcome = frozenset()
    free: frozenset[str]
    seats: tuple[int, ...] = field(repr=False)
    """For each bloc how many of the chosen options it supports."""
    score: int = 0


@define(kw_only=True)
class _Search:
    """The search for the best sets, all figures in the common unit."""

    given: Task
    backers: dict[str, tuple[Supporter, ...]]
    seats: int
    unit: int
    score: int = 0
    looks: int = 0

    def best(self) -> frozenset[Outcome]:
        """Return all sets with the highest score, which is then in `score`."""
        found: set[Outcome] = set()
        waiting = [_Node(free=frozenset(self.backers), seats=(0,) * len(self.given.blocs))]
        while waiting:
            node = waiting.pop()
            lacking = self.seats - len(node.chosen)
            gains = self._gains(node) if lacking else []
            if node.score + sum(gain for gain, _ in gains[:lacking]) < self.score:
                continue
            if not lacking:
                found = found if node.score == self.score else set()
                self.score = node.score
                found.add(node.chosen)
            elif len(gains) >= lacking:
                gain, option = gains[0]
                rest = node.free - {option}
                waiting.append(evolve(node, free=rest))
                waiting.append(self._taking(node, option, gain))
        return frozenset(found)

    def _gains(self, node: _Node) -> list[tuple[int, str]]:
        """Return what each free option would add now, the most first.

        It never adds more later, so the first ones bound what a set can still gain.
        """
        found = []
        for option in node.free:
            backers = self.backers[option]
            self.looks += 1 + len(backers)
            added = (one.voices * (self.unit // (node.seats[one.bloc] + 1)) for one in backers)
            found.append((sum(added), option))
        if self.looks > MOST_LOOKS:
            raise InvalidInput.of(
                "proportional-approval.best-options-were-asked",
                seats=self.seats,
                count=len(self.backers),
                most_looks=MOST_LOOKS,
            )
        return sorted(found, reverse=True)

    def _taking(self, node: _Node, option: str, gain: int) -> _Node:
        seats = list(node.seats)
        for one in self.backers[option]:
            seats[one.bloc] += 1
        return _Node(
            chosen=node.chosen | {option},
            free=node.free - {option},
            seats=tuple(seats),
            score=node.score + gain,
        )


def _narrowed(
    best: frozenset[Outcome],
    options: tuple[str, ...],
    step: TieBreak | None,
    behind: Mapping[str, object],
) -> Verdict:
    """Return the verdict of the best sets, narrowed as far as a declared step for ties goes."""
    tied: list[tuple[str, ...]] = []
    while len(best) > 1:
        some = frozenset.union(*best) - frozenset.intersection(*best)
        tied.append(tuple(option for option in options if option in some))
        ahead = first(tied[-1], step)
        if len(ahead) > 1:
            break
        best = frozenset(one for one in best if ahead[0] in one)
    return Verdict(outcomes=best, tied=tuple(tied), behind=behind)
