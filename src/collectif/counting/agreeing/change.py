"""This module is about change: how grades moved from one round to the next.

Stability (how many grades stayed) and convergence (how much agreement grew) are two things. When
agreement grows because a few gave in, the figures cannot tell; what was said in between may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from attrs import frozen

from collectif.counting.agreeing.agreement import agreement
from collectif.counting.profiles.profile import Pair, Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import Count, rank

Move = Literal["UNCHANGED", "TOWARDS", "AWAY", "NEITHER"]
"""How one grade moved, seen from the median that its cell had before; NEITHER lands as far from it
on the other side."""

Key = tuple[str, str, str]
Delta = Fraction | None


@frozen(kw_only=True)
class Change:
    """What changed between two rounds.

    Attributes:
        moves: (voter, option, criterion) -> how the grade moved, for every cell that has one in
            both rounds.
        agreement: How much the overall agreement rose; None where one round has none.
        by_option: Option -> how much its agreement rose; only options of both rounds.
        by_criterion: Criterion -> the same.
        scores: Option -> how much its score rose, from -100 to 100.
        matched_cells: Whether the differences look only at the cells of `moves`.
        apart: The cells of `moves` whose grade was more than one step from the median before.
    """

    moves: Mapping[Key, Move]
    agreement: Delta
    by_option: Mapping[str, Delta]
    by_criterion: Mapping[str, Delta]
    scores: Mapping[str, Delta]
    matched_cells: bool
    apart: frozenset[Key]

    @property
    def matched(self) -> int:
        """How many cells have a grade in both rounds."""
        return len(self.moves)

    def count(self, move: Move) -> int:
        """Return how many grades moved like this."""
        return Counter(self.moves.values())[move]

    @property
    def stability(self) -> Fraction | None:
        """The share of grades that did not change, 0 to 1; None when no cell is matched."""
        return Fraction(self.count("UNCHANGED"), self.matched) if self.moves else None

    def movers(self) -> Mapping[str, int]:
        """Return voter -> how many of its grades moved, by name; those who stayed are not there.

        Convergence that rests on a few movers is worth reading: did they agree, or give in?
        """
        moved = Counter(voter for (voter, _, _), move in self.moves.items() if move != "UNCHANGED")
        return dict(sorted(moved.items()))

    @property
    def rests_on_few(self) -> bool:
        """Whether agreement rose chiefly because a few who stood apart came closer.

        More than half of the moves towards the median began in `apart`, and fewer than half of the
        voters with a matched cell made these. A flag for the reader, and no finding: they may have
        been convinced. False where agreement did not rise, or cannot be told.
        """
        closer = {cell for cell, move in self.moves.items() if move == "TOWARDS"}
        came = closer & self.apart
        few = 2 * len({cell[0] for cell in came}) < len({cell[0] for cell in self.moves})
        return (self.agreement or 0) > 0 and 2 * len(came) > len(closer) and few


def change(
    before: Profile,
    after: Profile,
    *,
    rankings: tuple[Ranking, Ranking] | None = None,
    count: Count = rank,
    matched: bool = False,
) -> Change:
    """Return what changed from one round to another.

    Moves are counted on matched cells: the same voter, option and criterion, a grade in both.

    Args:
        before: The earlier round.
        after: The later round, on the same scale.
        rankings: What each round came to, for the difference of scores; None counts both anew.
        count: How to count where rounds are counted anew; the weighted mean unless told otherwise.
        matched: Take the differences of agreement and of scores on matched cells alone. Without
            it, they compare the rounds as people were told them, on all their cells.
    """
    cells = _matched(before, after)
    medians = {pair: before.median(*pair) for pair in before.histograms}
    was = {cell: _above(medians, before, cell) for cell in cells}
    seen = (before.only(cells), after.only(cells)) if matched else (before, after)
    one, two = map(agreement, seen)
    ranked = None if matched else rankings
    first, second = ranked or (count(seen[0]), count(seen[1]))
    options = [option for option in before.options if option in after.options]
    criteria = [criterion for criterion in before.criteria if criterion in after.criteria]
    return Change(
        moves={cell: _move(was[cell], _above(medians, after, cell)) for cell in cells},
        agreement=_rise(one.overall, two.overall),
        by_option=_rises(one.by_option, two.by_option, options),
        by_criterion=_rises(one.by_criterion, two.by_criterion, criteria),
        scores=_rises(first.scores, second.scores, options),
        matched_cells=matched,
        apart=frozenset(cell for cell in cells if abs(was[cell]) > 1),
    )


def _matched(before: Profile, after: Profile) -> tuple[Key, ...]:
    return tuple(
        cell
        for cell, grade in before.cells.items()
        if isinstance(grade, int) and isinstance(after.cells.get(cell), int)
    )


def _move(was: Fraction, now: Fraction) -> Move:
    """Return how a grade moved that was so far above its median, and is now so far above it."""
    if was == now:
        return "UNCHANGED"
    if abs(was) == abs(now):
        return "NEITHER"
    return "TOWARDS" if abs(now) < abs(was) else "AWAY"


def _above(medians: Mapping[Pair, Fraction | None], seen: Profile, cell: Key) -> Fraction:
    """Return how far a grade is above the median that its cell had before, in steps."""
    worth, median = seen.worth(*cell), medians[cell[1:]]
    assert worth is not None
    assert median is not None
    return worth - median


def _rise(before: Delta, after: Delta) -> Delta:
    return None if before is None or after is None else after - before


def _rises(
    before: Mapping[str, Delta], after: Mapping[str, Delta], names: Iterable[str]
) -> Mapping[str, Delta]:
    return {name: _rise(before.get(name), after.get(name)) for name in names}
