"""This module is about duels: how many voters put one option above another, for every two options.

The matrix of duels is all that Copeland, Schulze, ranked pairs, Kemeny and the Smith set look at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import product

from attrs import evolve, field, frozen

from collectif.counting.profiles.grades import listed
from collectif.counting.profiles.heights import Tables, tables, voices_of
from collectif.counting.profiles.profile import Profile
from collectif.counting.profiles.standings import Unranked, convention, orders, standings
from collectif.errors import InvalidInput, UnknownName

_FEW = 20_000
"""Ballots x options x options up to which counting one by one is quicker than starting NumPy."""

_MOST = 2_000
"""The most options that are compared two by two; beyond, the matrix alone would fill a memory."""

_BLOCK = 8 * 255
"""Voters that are compared at once: 8 to a word of 64 bits, and at most 255 words, so that adding
the words up leaves the sum of each of their bytes in its place."""


@frozen(kw_only=True)
class Duels:
    """How many voters put one option above another.

    Attributes:
        options: The options, in declared order.
        above: For each option a row, and in it for each option how many voters put the first above
            the second; 0 against itself.
        unranked: What an option counted as that a ballot left off.
        unheard: The options that no voter compared with another one, in declared order: their
            duels say nothing, which is less than that they are tied.
    """

    options: tuple[str, ...]
    above: tuple[tuple[int, ...], ...] = field(repr=False)
    unranked: Unranked
    unheard: tuple[str, ...] = ()

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
                raise UnknownName.of("pairwise.no-duel", name=name, options=listed(self.options))
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

    def only(self, options: Collection[str]) -> Duels:
        """Return the duels of some of the options, in the same order."""
        rows = [row for row, option in enumerate(self.options) if option in options]
        return evolve(
            self,
            options=tuple(self.options[row] for row in rows),
            above=tuple(tuple(self.above[row][column] for column in rows) for row in rows),
            unheard=tuple(option for option in self.unheard if option in options),
        )

    def _winning_all(self, sign: int) -> Iterator[str]:
        for row, option in enumerate(self.options):
            others = (m for column, m in enumerate(self.margins[row]) if column != row)
            if len(self.options) > 1 and all(sign * m > 0 for m in others):
                yield option


def duels(profile: Profile, *, unranked: Unranked | None = None) -> Duels:
    """Return the duels of all options, each voter counted with its voices.

    They are counted once: the profile remembers them for the next rule.

    >>> found = duels(Profile.from_text("2: a > b > c; b > c > a"))
    >>> found.votes("a", "b"), found.margin("b", "a"), found.condorcet_winner
    (2, -1, 'a')

    Args:
        profile: Grades, read as the order of each voter's totals, or ballots that rank.
        unranked: What an option counts as that a ballot leaves off. None means "tied_last" for
            ballots that rank, and "incomparable" for grades. A named silence, such as an
            abstention, is never compared.

    Raises:
        InvalidInput: There is no such reading of options that are left off, or there are more than
            2,000 options.
    """
    read = convention(profile, unranked)
    refuse_crowd(profile)
    return profile.remembered(("duels", read), lambda: _duels(profile, read))


def _duels(profile: Profile, read: Unranked) -> Duels:
    few = len(profile.voters) * len(profile.options) ** 2 <= _FEW
    found = None if few else tables(profile, read)
    above = _one_by_one(profile, read) if found is None else _at_once(profile, found)
    met = _met(profile, read) if found is None else _met_at_once(found)
    silent = (option for option, said in zip(profile.options, met, strict=True) if not said)
    return Duels(options=profile.options, above=above, unranked=read, unheard=tuple(silent))


def comparisons(profile: Profile) -> tuple[tuple[int, ...], ...]:
    """Return for every two options how many voices put both in order; of itself, how many it."""
    few = len(profile.voters) * len(profile.options) ** 2 <= _FEW
    if few or profile.total_voices >= 1 << 62:
        found = [[0] * len(profile.options) for _ in profile.options]
        for voter, row in standings(profile).items():
            there = [place for place, option in enumerate(profile.options) if option in row]
            for a, b in product(there, repeat=2):
                found[a][b] += profile.voice(voter)
        return tuple(map(tuple, found))
    compared = tables(profile, "incomparable").compared
    if compared.all():
        return ((profile.total_voices,) * len(compared),) * len(compared)
    if profile.voices:
        import numpy as np

        voices = np.array(list(map(profile.voice, profile.voters)), dtype=np.int64)
        return tuple(tuple(((one & compared) @ voices).tolist()) for one in compared)
    return tuple(tuple((one & compared).sum(axis=1).tolist()) for one in compared)


def refuse_crowd(profile: Profile) -> None:
    """Refuse more options than can be compared two by two."""
    if len(profile.options) > _MOST:
        raise InvalidInput.of(
            "pairwise.options-were-to-be-compared", count=len(profile.options), most=_MOST
        )


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


def _met(profile: Profile, unranked: Unranked) -> list[bool]:
    """Return for each option whether some voter compared it with another one."""
    met: set[str] = set()
    for tiers in orders(profile, unranked).values():
        compared = [option for tier in tiers for option in tier]
        met.update(compared if len(compared) > 1 else ())
    return [option in met for option in profile.options]


def _at_once(profile: Profile, found: Tables) -> tuple[tuple[int, ...], ...]:
    """Return the duels: how often a height is above what the other option is exceeded with."""
    if not profile.voices:
        return _by_words(found)
    voices = voices_of(profile)
    rows = ((one > found.low) @ voices for one in found.high)
    return tuple(tuple(row.tolist()) for row in rows)


def _by_words(found: Tables) -> tuple[tuple[int, ...], ...]:
    import numpy as np

    size, voters = found.high.shape
    total = np.zeros((size, size), dtype=np.int64)
    sums = np.zeros((size, size, 1), dtype=np.uint64)
    for start in range(0, voters, _BLOCK):
        high, low = (table[:, start : start + _BLOCK] for table in (found.high, found.low))
        wins = np.zeros((size, -(-high.shape[1] // 8) * 8), dtype=bool)
        told, words = wins[:, : high.shape[1]], wins.view(np.uint64)
        for one, row in zip(high, sums, strict=True):
            np.greater(one, low, out=told)
            np.add.reduce(words, axis=1, keepdims=True, out=row)
        total += sums.view(np.uint8).sum(axis=2, dtype=np.int64)
    return tuple(map(tuple, total.tolist()))


def _met_at_once(found: Tables) -> list[bool]:
    import numpy as np

    several = np.count_nonzero(found.compared, axis=0) > 1
    return [bool((one & several).any()) for one in found.compared]
