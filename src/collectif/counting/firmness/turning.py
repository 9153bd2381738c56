"""This module is about turning a room: a search for few changed ballots after which others lead.

What is found is counted anew by the rule, so it is sure to do; that fewer would not do is for
others to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from collectif.counting.firmness.bounds import Moves, answered, gains
from collectif.counting.profiles.grades import Cell
from collectif.counting.profiles.profile import Pair, Profile
from collectif.counting.profiles.totals import Totals, totals
from collectif.counting.ranking import Ranking

Ballots = dict[Cell, int]
"""(voter, option, criterion) -> new grade as cast, for each that is another."""


@frozen(kw_only=True)
class Search:
    """A search for few voters whose changed ballots change the leaders.

    Attributes:
        profile: The answers as they are.
        count: How they are counted.
        leading: The leaders as counted.
        overturn: Whether none of them may lead any more.
        moves: What each voter can move, where the rule adds up over voters.
    """

    profile: Profile
    count: Callable[[Profile], Ranking]
    leading: frozenset[str]
    overturn: bool
    moves: Moves | None

    def fewest(self, rival: str, floor: int, limit: int) -> Ballots | None:
        """Return ballots of at most `limit` voters that help a rival; None when none were found."""
        best = None
        for order in self._orders(rival):
            for between in (False, True):
                if limit < floor:
                    return best
                found = self._shortest(order, rival, between, floor, limit)
                if found is not None:
                    best, limit = found, changing(found) - 1
        return best

    def leaders(self, ballots: Ballots) -> frozenset[str]:
        """Return the leaders when some cells hold other grades."""
        cells = dict(self.profile.cells) | ballots
        changed = answered(self.profile, cells, self.profile.voters)
        return frozenset(self.count(changed).leaders)

    def _shortest(
        self, order: list[str], rival: str, between: bool, floor: int, limit: int
    ) -> Ballots | None:
        """Return the ballots of a short beginning of the order that does, by doubling and halving.

        What is returned does; that a shorter beginning does not is sure only where more voters
        never harm the rival.
        """
        low, high = floor - 1, floor
        while not self._does(self._ballots(order[:high], rival, between)):
            if high >= limit:
                return None
            low, high = high, min(2 * high, limit)
        while high - low > 1:
            middle = (low + high) // 2
            done = self._does(self._ballots(order[:middle], rival, between))
            low, high = (low, middle) if done else (middle, high)
        return self._ballots(order[:high], rival, between)

    def _does(self, ballots: Ballots) -> bool:
        after = self.leaders(ballots)
        return bool(after) and (
            not after & self.leading if self.overturn else after != self.leading
        )

    def _ballots(self, voters: list[str], rival: str, between: bool) -> Ballots:
        """Return the new grades of voters: the rival highest, the leaders lowest.

        Other options stay as they were, or all go in between.
        """
        worst, best = self.profile.scale.min, self.profile.scale.max
        among, found = set(voters), {}
        for (voter, option, criterion), value in self.profile.cells.items():
            if voter not in among or not isinstance(value, int):
                continue
            if option == rival:
                worth = best
            elif option in self.leading:
                worth = worst
            elif between:
                worth = (worst + best) // 2
            else:
                continue
            reverse = criterion in self.profile.lower_is_better
            grade = worst + best - worth if reverse else worth
            if grade != value:
                found[voter, option, criterion] = grade
        return found

    def _orders(self, rival: str) -> Iterator[list[str]]:
        """Yield orders of the voters, those first who seem to help a rival most."""
        losers = sorted(self.leading - {rival})
        if self.moves is not None:
            helped = [gains(self.moves, loser, rival) for loser in losers]
            yield self._falling(lambda voter: sum((g[voter] for g in helped), Fraction(0)))
            return
        given = totals(self.profile)
        yield self._falling(lambda voter: _turned(given, voter, losers, rival))
        medians = {
            (option, criterion): self.profile.median(option, criterion)
            for option in (*losers, rival)
            for criterion in self.profile.criteria
        }
        yield self._falling(lambda voter: self._past(medians, voter, rival))

    def _falling(
        self, use: Callable[[str], Fraction | int | tuple[Fraction | int, ...]]
    ) -> list[str]:
        used = {voter: use(voter) for voter in self.profile.voters}
        return sorted(sorted(used), key=used.__getitem__, reverse=True)

    def _past(self, medians: Mapping[Pair, Fraction | None], voter: str, rival: str) -> int:
        """Return the weight of the criteria on which a change of the voter can move a median."""
        found = 0
        for (option, criterion), median in medians.items():
            grade = self.profile.worth(voter, option, criterion)
            if grade is not None and median is not None:
                moves = grade <= median if option == rival else grade >= median
                found += self.profile.weights[criterion] * moves
        return found


def _turned(given: Totals, voter: str, losers: list[str], rival: str) -> tuple[int, Fraction]:
    """Return how many pairs a voter would turn round, a tie counting half; and by how much."""
    turned, moved = 0, Fraction(0)
    for loser in losers:
        ahead = given.get((voter, loser), Fraction(0)) - given.get((voter, rival), Fraction(100))
        turned += 2 * (ahead > 0) + (ahead == 0)
        moved += ahead
    return turned, moved


def changing(ballots: Ballots) -> int:
    """Return how many voters give another ballot."""
    return len({voter for voter, _, _ in ballots})
