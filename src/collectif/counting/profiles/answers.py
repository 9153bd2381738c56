"""This module is about what a room answered, and how often each answer was given.

The number of voters at each grade is all that means, medians and agreement need; it is counted
once, however many voters there are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import field, frozen

from collectif.counting.profiles.columns import WIDE, WIDEST, Columns
from collectif.counting.profiles.grades import SILENCES, Cell, listed, shown, told
from collectif.errors import InvalidProfile, InvalidScale, UnknownName
from collectif.values import Scale

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]

Found = TypeVar("Found")

Pair = tuple[str, str]
"""What was graded, and on what: option, criterion."""

_COUNTED = "counted"

Tally = tuple[tuple[int, int], ...]
"""Steps above the lowest grade, and how many voters stand there; rising, without empty steps."""


@frozen(kw_only=True)
class Answers:
    """The answers of one round, as a rule reads them; see `Profile` for how they come about.

    Attributes:
        voters: Who may have answered, in declared order or by first appearance.
        options: What was graded, in the same sense.
        criteria: On what; at least one.
        scale: The grades, the same for every criterion.
        weights: Criterion -> positive whole number; only their ratios matter.
        lower_is_better: The criteria where a low grade is good. They enter every count reversed,
            as `min + max - grade`.
        voices: Voter -> as how many voters it counts, for those who count as more than one.
            Grades and orders are counted with voices; figures about single voters, such as groups
            or what one voter changes, look at each voter once.
        ordinal: Whether the answers only order the options: grades are then places in the order of
            each voter, 1 for the best, and mean nothing beside those of another voter.
        cells: (voter, option, criterion) -> grade as cast, never reversed, or named silence. A
            cell that is not there was not answered.
        columns: The same answers as columns of whole numbers, where they came so.
    """

    voters: tuple[str, ...] = field(repr=False)
    options: tuple[str, ...]
    criteria: tuple[str, ...]
    scale: Scale = field(repr=shown)
    weights: Mapping[str, int] = field(repr=shown)
    lower_is_better: frozenset[str]
    voices: Mapping[str, int] = field(factory=dict, repr=False)
    ordinal: bool = False
    cells: Mapping[Cell, int | str] = field(repr=False)
    columns: Columns | None = field(default=None, repr=False, eq=False)
    _found: dict[object, Any] = field(factory=dict, init=False, repr=False, eq=False)

    @property
    def total_weight(self) -> int:
        """The sum of the weights of all criteria."""
        return sum(self.weights.values())

    @property
    def total_voices(self) -> int:
        """As how many voters all voters count together."""
        return len(self.voters) + sum(self.voices.values()) - len(self.voices)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every option with every criterion, in declared order."""
        return tuple((option, criterion) for option in self.options for criterion in self.criteria)

    @cached_property
    def tallies(self) -> Mapping[Pair, Tally]:
        """(option, criterion) -> how many voters stand how high, reversed where lower is better.

        Every pair is there; that of a pair that nobody graded is empty.

        Raises:
            InvalidProfile: The answers are places in orders, not grades.
        """
        self.refuse_places()
        steps: dict[Pair, list[tuple[int, int]]] = {pair: [] for pair in self.pairs}
        if self.table is not None:
            rows = tuple(steps.values())
            places, heights = self.table.nonzero()
            voters = self.table[places, heights].tolist()
            for row, step, n in zip(places.tolist(), heights.tolist(), voters, strict=True):
                rows[row].append((step, n))
            return {pair: tuple(tally) for pair, tally in steps.items()}
        for (option, criterion, value), n in self._counted.items():
            if isinstance(value, int):
                high = criterion in self.lower_is_better
                step = self.scale.max - value if high else value - self.scale.min
                steps[option, criterion].append((step, n))
        return {pair: tuple(sorted(tally)) for pair, tally in steps.items()}

    @cached_property
    def table(self) -> Ints | None:
        """How many voters stand how high, pairs x steps, where answers came as columns.

        None where they came otherwise, or where 64 bits would not do.

        Raises:
            InvalidScale: There are too many grades to be counted side by side.
        """
        if self.columns is None or self.total_voices * (self.scale.range + 1) >= WIDE:
            return None
        import numpy as np

        voices = np.array([*map(self.voice, self.voters)]) if self.voices else None
        counts = self.columns.counts(self.scale, voices)
        for place, (_, criterion) in enumerate(self.pairs if self.lower_is_better else ()):
            if criterion in self.lower_is_better:
                counts[place] = counts[place, ::-1].copy()
        return counts

    @cached_property
    def sums(self) -> tuple[Ints, Ints] | None:
        """How many voters gave a grade, and their steps added up, for each pair; as `table` is."""
        if self.table is None:
            return None
        import numpy as np

        return self.table.sum(axis=1), self.table @ np.arange(self.scale.range + 1)

    @cached_property
    def histograms(self) -> Mapping[Pair, tuple[int, ...]]:
        """(option, criterion) -> number of voters at each grade, from the lowest to the highest.

        Already reversed where lower is better. Every pair is there; a pair that nobody graded holds
        zeros.

        Raises:
            InvalidProfile: The answers are places in orders, not grades.
            InvalidScale: The scale is too wide to be listed grade by grade.
        """
        width = self.scale.range + 1
        if width * len(self.pairs) > WIDEST:
            raise InvalidScale.of("answers.numbers-voters-at-each-grades", width=told(width))
        return {pair: _spread(tally, width) for pair, tally in self.tallies.items()}

    @cached_property
    def silences(self) -> Mapping[Pair, Mapping[str, int]]:
        """(option, criterion) -> name of the silence -> number of voters, in declared order.

        Every pair and every name is there; "MISSING" counts those who said nothing at all.
        """
        pairs = self.pairs
        counts = {pair: dict.fromkeys(SILENCES, 0) for pair in pairs}
        said: Counter[Pair] = Counter()
        if self.columns is not None and self.sums is not None:
            said.update(dict(zip(pairs, self.sums[0].tolist(), strict=True)))
            for voter, place, silence in self.columns.silent:
                voices = self.voice(self.voters[voter])
                said[pairs[place]] += voices
                counts[pairs[place]][silence] += voices
        else:
            for (option, criterion, value), n in self._counted.items():
                said[option, criterion] += n
                if isinstance(value, str):
                    counts[option, criterion][value] += n
        for pair, names in counts.items():
            names["MISSING"] = self.total_voices - said[pair]
        return counts

    def histogram(self, option: str, criterion: str) -> tuple[int, ...]:
        """Return the number of voters at each grade, lowest first, as in `histograms`.

        Raises:
            UnknownName: The profile has no such option, or no such criterion.
        """
        self.tally(option, criterion)
        return self.histograms[option, criterion]

    def tally(self, option: str, criterion: str) -> Tally:
        """Return how many voters stand how high, as in `tallies`.

        Raises:
            UnknownName: The profile has no such option, or no such criterion.
        """
        known = isinstance(option, str) and isinstance(criterion, str)
        found = self.tallies.get((option, criterion)) if known else None
        if found is None:
            raise UnknownName.of(
                "answers.nothing-is-known",
                option=told(option),
                criterion=told(criterion),
                options=listed(self.options),
                criteria=listed(self.criteria),
            )
        return found

    def n(self, option: str, criterion: str) -> int:
        """Return how many voters gave a grade; silences are not counted."""
        return sum(n for _, n in self.tally(option, criterion))

    def coverage(self, option: str, criterion: str) -> Fraction | None:
        """Return the share of those entitled who gave a grade, 0 to 1; None when nobody is."""
        graded = self.n(option, criterion)
        entitled = self.total_voices - self.silences[option, criterion]["NOT_ENTITLED"]
        return Fraction(graded, entitled) if entitled else None

    def steps(self, option: str, criterion: str) -> int:
        """Return the steps above the lowest grade, added over all grades of the pair.

        Counted after the reversal of a criterion where lower is better.
        """
        return sum(step * n for step, n in self.tally(option, criterion))

    def voice(self, voter: str) -> int:
        """Return as how many voters a voter counts."""
        return self.voices.get(voter, 1)

    def worth(self, voter: str, option: str, criterion: str) -> int | None:
        """Return what a voter's grade counts, reversed where lower is better; None for no grade.

        Raises:
            InvalidProfile: The answers are places in orders, not grades.
        """
        self.refuse_places()
        grade = self.cells.get((voter, option, criterion))
        if not isinstance(grade, int):
            return None
        ends = self.scale.min + self.scale.max
        return ends - grade if criterion in self.lower_is_better else grade

    def mean(self, option: str, criterion: str) -> Fraction | None:
        """Return the mean grade, reversed where lower is better; None when nobody gave one."""
        n = self.n(option, criterion)
        return self.scale.min + Fraction(self.steps(option, criterion), n) if n else None

    def median(self, option: str, criterion: str) -> Fraction | None:
        """Return the middle grade, reversed where lower is better; None when nobody gave one.

        Of an even number of grades it is the mean of the two middle ones.
        """
        tally = self.tally(option, criterion)
        upto = tuple(accumulate(n for _, n in tally))
        if not upto:
            return None
        middle = ((upto[-1] - 1) // 2, upto[-1] // 2)
        low, high = (tally[bisect_right(upto, place)][0] for place in middle)
        return self.scale.min + Fraction(low + high, 2)

    def remembered(self, what: object, count: Callable[[], Found]) -> Found:
        """Return what was counted of these answers before, under a name; else count and keep it."""
        if what not in self._found:
            self._found[what] = count()
        found: Found = self._found[what]
        return found

    def counted_as(self, whole: Answers) -> Self:
        """Return these answers, which are those of a whole on fewer pairs: no count is lost."""
        known = whole._found.get(_COUNTED)
        if known is not None:
            pairs = frozenset(self.pairs)
            self._found[_COUNTED] = {key: n for key, n in known.items() if key[:2] in pairs}
        return self

    @property
    def _counted(self) -> Mapping[tuple[str, str, int | str], int]:
        """How often each answer was given: (option, criterion, answer) -> number of voters."""
        return self.remembered(_COUNTED, self._count)

    def _count(self) -> Mapping[tuple[str, str, int | str], int]:
        if not self.voices:
            return Counter(
                (option, criterion, x) for (_, option, criterion), x in self.cells.items()
            )
        found: Counter[tuple[str, str, int | str]] = Counter()
        for (voter, option, criterion), value in self.cells.items():
            found[option, criterion, value] += self.voice(voter)
        return found

    def refuse_places(self) -> None:
        """Refuse answers that only order the options, where grades are asked for."""
        if self.ordinal:
            raise InvalidProfile.of("answers.grades-were-asked")


def _spread(tally: Tally, width: int) -> tuple[int, ...]:
    counts = [0] * width
    for step, n in tally:
        counts[step] = n
    return tuple(counts)
