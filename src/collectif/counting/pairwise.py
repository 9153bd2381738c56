"""This module is about duels: how many voters put one option above another, for every two options.

The matrix of duels is all that Copeland, Schulze, ranked pairs, Kemeny and the Smith set look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from collectif.counting.grades import listed
from collectif.counting.profile import Profile
from collectif.counting.standings import Unranked, convention, orders
from collectif.errors import UnknownName

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]

_FEW = 20_000
"""Ballots x options x options up to which counting one by one is quicker than starting NumPy."""


@frozen(kw_only=True)
class Duels:
    """How many voters put one option above another.

    Attributes:
        options: The options, in declared order.
        above: For each option a row, and in it for each option how many voters put the first above
            the second; 0 against itself.
        unranked: What an option counted as that a ballot left off.
    """

    options: tuple[str, ...]
    above: tuple[tuple[int, ...], ...] = field(repr=False)
    unranked: Unranked

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Option -> its row."""
        return {option: row for row, option in enumerate(self.options)}

    def votes(self, option: str, other: str) -> int:
        """Return how many voters put an option above another.

        Raises:
            UnknownName: One of them is not there.
        """
        for name in (option, other):
            if name not in self.index:
                raise UnknownName(
                    f"There is no duel of '{name}'.",
                    f"The options are {listed(self.options)}.",
                    "Give two of these options.",
                )
        return self.above[self.index[option]][self.index[other]]

    def margin(self, option: str, other: str) -> int:
        """Return the votes for an option minus those for another; above 0 where it wins."""
        return self.votes(option, other) - self.votes(other, option)

    @cached_property
    def margins(self) -> tuple[tuple[int, ...], ...]:
        """The same as a matrix, in the order of `above`."""
        turned = zip(*self.above, strict=True)
        rows = zip(self.above, turned, strict=True)
        return tuple(tuple(a - b for a, b in zip(row, col, strict=True)) for row, col in rows)

    @property
    def condorcet_winner(self) -> str | None:
        """The option that wins every duel; None where none does.

        Source: Condorcet 1785.
        """
        return next(self._winning_all(1), None)

    @property
    def condorcet_loser(self) -> str | None:
        """The option that loses every duel; None where none does."""
        return next(self._winning_all(-1), None)

    def _winning_all(self, sign: int) -> Any:
        for row, option in enumerate(self.options):
            others = (m for column, m in enumerate(self.margins[row]) if column != row)
            if len(self.options) > 1 and all(sign * m > 0 for m in others):
                yield option


def duels(profile: Profile, *, unranked: Unranked | None = None) -> Duels:
    """Return the duels of all options, each voter counted with its voices.

    >>> found = duels(Profile.from_text("2: a > b > c; b > c > a"))
    >>> found.votes("a", "b"), found.margin("b", "a"), found.condorcet_winner
    (2, -1, 'a')

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        unranked: What an option counts as that a ballot leaves off. None means "tied_last" for
            ballots that rank, and "incomparable" for grades. A named silence, such as an
            abstention, is never compared.

    Raises:
        InvalidInput: There is no such reading of options that are left off.
    """
    read = convention(profile, unranked)
    few = len(profile.voters) * len(profile.options) ** 2 <= _FEW
    table = None if few else _table(profile, read)
    above = _one_by_one(profile, read) if table is None else _at_once(profile, *table)
    return Duels(options=profile.options, above=above, unranked=read)


def _one_by_one(profile: Profile, unranked: Unranked) -> tuple[tuple[int, ...], ...]:
    index = {option: row for row, option in enumerate(profile.options)}
    above = [[0] * len(index) for _ in index]
    for voter, tiers in orders(profile, unranked).items():
        voices, below = profile.voice(voter), [index[o] for tier in tiers for o in tier]
        for tier in tiers:
            below = below[len(tier) :]
            for option in tier:
                row = above[index[option]]
                for other in below:
                    row[other] += voices
    return tuple(map(tuple, above))


def _table(profile: Profile, unranked: Unranked) -> tuple[Ints, Ints] | None:
    """Return what an option must exceed, and what it exceeds with: options x voters, both.

    An option that is not compared exceeds nothing and is exceeded by nothing; that takes two
    tables. None where the numbers would not fit in 64 bits.
    """
    import numpy as np

    heights = _places(profile) if profile.ordinal else _heights(profile)
    if heights is None or profile.total_voices >= 1 << 62:
        return None
    high, ranked, silent = heights
    low = high.copy()
    floor, top = high.min(initial=0) - 1, high.max(initial=0) + 1
    high[~ranked] = floor
    low[~ranked] = floor if unranked == "tied_last" else top
    low[silent] = top
    kind = next(t for t in (np.int8, np.int16, np.int32, np.int64) if _fits(t, floor, top))
    return high.astype(kind), low.astype(kind)


def _fits(kind: Any, floor: Any, top: Any) -> bool:
    import numpy as np

    return bool(np.iinfo(kind).min <= floor and top <= np.iinfo(kind).max)


def _at_once(profile: Profile, high: Ints, low: Ints) -> tuple[tuple[int, ...], ...]:
    import numpy as np

    if not profile.voices:
        rows = (np.count_nonzero(one > low, axis=1) for one in high)
    else:
        voices = np.array([profile.voice(v) for v in profile.voters], dtype=np.int64)
        rows = ((one > low) @ voices for one in high)
    return tuple(tuple(row.tolist()) for row in rows)


def _places(profile: Profile) -> tuple[Ints, Ints, Ints]:
    """Return how high each voter ranks each option, whether it does, and whether it is silent."""
    import numpy as np

    shape = (len(profile.options), len(profile.voters))
    high, ranked, silent = np.zeros(shape, np.int64), np.zeros(shape, bool), np.zeros(shape, bool)
    rows = {voter: row for row, voter in enumerate(profile.voters)}
    columns = {option: column for column, option in enumerate(profile.options)}
    for (voter, option, _), place in profile.cells.items():
        where = columns[option], rows[voter]
        if isinstance(place, int):
            high[where], ranked[where] = -place, True
        else:
            silent[where] = True
    return high, ranked, silent


def _heights(profile: Profile) -> tuple[Ints, Ints, Ints] | None:
    """Return the same for grades, by each voter's total over the criteria that it graded."""
    import numpy as np

    weights = [profile.weights[c] for c in profile.criteria]
    common = _common_weight(weights)
    if common is None or sum(weights) * profile.scale.range * common >= 1 << 62:
        return None
    voter, pair, step, said = _codes(profile)
    shape = (len(profile.options), len(profile.voters))
    by_weight = np.array(weights, dtype=np.int64)[pair % len(weights)]
    where = pair // len(weights), voter
    steps, weighed = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    silent = np.zeros(shape, bool)
    if len(weights) == 1:
        steps[where], weighed[where] = step * by_weight, by_weight
    else:
        np.add.at(steps, where, step * by_weight)
        np.add.at(weighed, where, by_weight)
    for voter_code, pair_code in said:
        silent[pair_code // len(weights), voter_code] = True
    ranked = weighed > 0
    return (
        steps * (common // np.maximum(weighed, 1)) if len(weights) > 1 else steps,
        ranked,
        (silent & ~ranked),
    )


def _common_weight(weights: Sequence[int]) -> int | None:
    """Return a number that the weight of every part of the criteria divides; None if too large."""
    if len(weights) == 1:
        return 1
    sums = {0}
    for weight in weights:
        sums |= {total + weight for total in sums}
        if len(sums) > 10_000:
            return None
    common = lcm(*(sums - {0}))
    return common if common < 1 << 62 else None


def _codes(profile: Profile) -> tuple[Ints, Ints, Ints, list[tuple[int, int]]]:
    """Return voter, pair and steps of every grade as columns, and where silences are."""
    import numpy as np

    if profile.columns is not None:
        one = profile.columns
        said = [(v, p) for v, p, _ in one.silent]
        voter, pair, grade = one.voter, one.pair, one.grade.astype(np.int64)
    else:
        rows = {name: row for row, name in enumerate(profile.voters)}
        columns = {name: column for column, name in enumerate(profile.pairs)}
        graded = [
            (rows[v], columns[o, c], x)
            for (v, o, c), x in profile.cells.items()
            if isinstance(x, int)
        ]
        said = [
            (rows[v], columns[o, c]) for (v, o, c), x in profile.cells.items() if isinstance(x, str)
        ]
        table = np.array(graded, dtype=np.int64).reshape(-1, 3)
        voter, pair, grade = table[:, 0], table[:, 1], table[:, 2]
    lower = np.array([c in profile.lower_is_better for c in profile.criteria])
    turned = lower[pair % len(profile.criteria)]
    step = np.where(turned, profile.scale.max - grade, grade - profile.scale.min)
    return voter, pair, step, said
