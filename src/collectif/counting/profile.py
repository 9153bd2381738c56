"""This module is about a profile: everything that a room answered in one round, ready to count.

A profile knows nothing of rounds, logs or time. It keeps each answer as it was cast, and beside it
the number of voters at each grade, which is all that means, medians and agreement need.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any, Self

from attrs import field, frozen

from collectif.counting.grades import (
    OVERALL,
    SILENCES,
    Cell,
    Rows,
    listed,
    read_cells,
    read_names,
    read_scale,
    read_weights,
)
from collectif.errors import InvalidProfile, UnknownName
from collectif.values import Scale

Pair = tuple[str, str]
"""What was graded, and on what: option, criterion."""

_DECLARED = ("voters", "options", "criteria", "weights", "lower_is_better")

Counted = Mapping[tuple[str, str, int | str], int]
"""How often each answer was given: (option, criterion, answer) -> number of voters."""


@frozen(kw_only=True)
class Profile:
    """The answers of one round; made by `Profile.from_grades`.

    >>> room = Profile.from_grades([("ada", "roof", 4), ("bo", "roof", 5)], scale=(1, 5))
    >>> room.histograms["roof", "overall"], room.mean("roof", "overall")
    ((0, 0, 0, 1, 1), Fraction(9, 2))

    Attributes:
        voters: Who may have answered, in declared order or by first appearance.
        options: What was graded, in the same sense.
        criteria: On what; at least one.
        scale: The grades, the same for every criterion.
        weights: Criterion -> positive whole number; only their ratios matter.
        lower_is_better: The criteria where a low grade is good. They enter every count reversed,
            as `min + max - grade`.
        histograms: (option, criterion) -> number of voters at each grade, from the lowest grade to
            the highest, already reversed where lower is better. Every pair is there; a pair that
            nobody graded holds zeros.
        silences: (option, criterion) -> name of the silence -> number of voters. Every pair and
            every name is there.
        cells: (voter, option, criterion) -> grade as cast, never reversed, or named silence. A
            cell that is not there was not answered.
    """

    voters: tuple[str, ...] = field(repr=False)
    options: tuple[str, ...]
    criteria: tuple[str, ...]
    scale: Scale
    weights: Mapping[str, int]
    lower_is_better: frozenset[str]
    histograms: Mapping[Pair, tuple[int, ...]]
    silences: Mapping[Pair, Mapping[str, int]] = field(repr=False)
    cells: Mapping[Cell, int | str] = field(repr=False)

    @classmethod
    def from_grades(
        cls,
        rows: Rows,
        *,
        scale: Scale | tuple[int, int],
        options: Iterable[str] | None = None,
        criteria: Iterable[str] | None = None,
        weights: Mapping[str, int] | None = None,
        lower_is_better: Iterable[str] = (),
        voters: Iterable[str] | None = None,
    ) -> Self:
        """Return the profile of the rows, whatever their order.

        Args:
            rows: (voter, option, criterion, value) each, or (voter, option, value) for one
                criterion named "overall"; or a mapping from (voter, option, criterion) to value.
                A value is a grade or a named silence; no row means no answer.
            scale: A `Scale`, or its lowest and highest grade.
            options: The options in order; None means those that appear, as they appear.
            criteria: The criteria in order; None means those that have a weight, and without
                weights those that appear.
            weights: A weight for each criterion; None means that all weigh the same.
            lower_is_better: The criteria where a low grade is good.
            voters: The voters in order, with those who said nothing; None means those that appear.

        Raises:
            InvalidProfile: An answer is there twice, is no whole number, or is about a name that
                was not declared; or a weight is wrong.
            InvalidScale: A grade is not on the scale, or the scale is none.
        """
        scale = read_scale(scale)
        cells = read_cells(rows, scale)
        seen_voters, seen_options, seen_criteria = zip(*cells, strict=True) if cells else [()] * 3
        options = read_names("option", options, seen_options)
        criteria = _criteria(criteria if criteria is not None else weights, seen_criteria)
        reversed_criteria = frozenset(read_names("criterion", lower_is_better, ()))
        read_names("criterion", criteria, reversed_criteria)
        pairs = [(option, criterion) for option in options for criterion in criteria]
        counted = Counter(zip(seen_options, seen_criteria, cells.values(), strict=True))
        return cls(
            voters=read_names("voter", voters, seen_voters),
            options=options,
            criteria=criteria,
            scale=scale,
            weights=read_weights(weights, criteria),
            lower_is_better=reversed_criteria,
            histograms=_histograms(counted, pairs, scale, reversed_criteria),
            silences=_silences(counted, pairs),
            cells=cells,
        )

    def without_voters(self, *names: str) -> Self:
        """Return the profile as if some voters had not answered.

        Raises:
            UnknownName: Somebody is no voter here.
        """
        self._known("voter", names, self.voters)
        return self._again(
            {cell: x for cell, x in self.cells.items() if cell[0] not in names},
            voters=tuple(v for v in self.voters if v not in names),
        )

    def without_options(self, *names: str) -> Self:
        """Return the profile as if some options had not been there.

        Raises:
            UnknownName: Something is no option here.
        """
        self._known("option", names, self.options)
        return self._again(
            {cell: x for cell, x in self.cells.items() if cell[1] not in names},
            options=tuple(o for o in self.options if o not in names),
        )

    def without_criteria(self, *names: str) -> Self:
        """Return the profile as if some criteria had not been asked about.

        Raises:
            UnknownName: Something is no criterion here.
            InvalidProfile: No criterion would be left.
        """
        self._known("criterion", names, self.criteria)
        left = {c: weight for c, weight in self.weights.items() if c not in names}
        return self._again(
            {cell: x for cell, x in self.cells.items() if cell[2] not in names},
            criteria=tuple(left),
            weights=left,
            lower_is_better=self.lower_is_better - set(names),
        )

    def only(self, cells: Iterable[Cell]) -> Self:
        """Return the profile with some of its answers alone; cells that are not there are none."""
        return self._again({cell: self.cells[cell] for cell in cells if cell in self.cells})

    def weighing(self, weights: Mapping[str, int] | None) -> Self:
        """Return the same answers with other weights; None weighs all criteria the same.

        Raises:
            InvalidProfile: A criterion has no weight, or one that is not a positive whole number.
        """
        return self._again(self.cells, weights=weights)

    @property
    def total_weight(self) -> int:
        """The sum of the weights of all criteria."""
        return sum(self.weights.values())

    def histogram(self, option: str, criterion: str) -> tuple[int, ...]:
        """Return the number of voters at each grade, lowest first, as in `histograms`.

        Raises:
            UnknownName: The profile has no such option, or no such criterion.
        """
        counted = self.histograms.get((option, criterion))
        if counted is None:
            raise UnknownName(
                f"Nothing is known of '{option}' on '{criterion}'.",
                f"The options are {listed(self.options)}; the criteria {listed(self.criteria)}.",
                "Give one of these options and one of these criteria.",
            )
        return counted

    def n(self, option: str, criterion: str) -> int:
        """Return how many voters gave a grade; silences are not counted."""
        return sum(self.histogram(option, criterion))

    def steps(self, option: str, criterion: str) -> int:
        """Return the steps above the lowest grade, added over all grades of the pair.

        Counted after the reversal of a criterion where lower is better.
        """
        return sum(step * n for step, n in enumerate(self.histogram(option, criterion)))

    def worth(self, voter: str, option: str, criterion: str) -> int | None:
        """Return what a voter's grade counts, reversed where lower is better; None for no grade."""
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
        upto = tuple(accumulate(self.histogram(option, criterion)))
        if not upto[-1]:
            return None
        low, high = (bisect_right(upto, place) for place in ((upto[-1] - 1) // 2, upto[-1] // 2))
        return self.scale.min + Fraction(low + high, 2)

    def _again(self, cells: Mapping[Cell, int | str], **changes: Any) -> Self:
        said = {name: getattr(self, name) for name in _DECLARED}
        return type(self).from_grades(cells, scale=self.scale, **(said | changes))

    def _known(self, kind: str, names: tuple[str, ...], known: tuple[str, ...]) -> None:
        strangers = [name for name in names if name not in known]
        if strangers:
            raise UnknownName(
                f"{listed(strangers)} cannot be left out as {kind}.",
                f"The profile has {listed(known)}.",
                "Give names that are there.",
            )


def _criteria(declared: Iterable[str] | None, seen: Iterable[str]) -> tuple[str, ...]:
    criteria = read_names("criterion", declared, seen)
    if criteria:
        return criteria
    if declared is None:
        return (OVERALL,)
    raise InvalidProfile(
        "A profile without any criterion was asked for.",
        "Options are graded on something.",
        f"Declare a criterion, or none at all to use the single one named '{OVERALL}'.",
    )


def _histograms(
    counted: Counted, pairs: Iterable[Pair], scale: Scale, reversed_criteria: frozenset[str]
) -> dict[Pair, tuple[int, ...]]:
    counts = {pair: [0] * (scale.range + 1) for pair in pairs}
    for (option, criterion, value), n in counted.items():
        if isinstance(value, int):
            counts[option, criterion][value - scale.min] = n
    return {
        pair: tuple(reversed(count) if pair[1] in reversed_criteria else count)
        for pair, count in counts.items()
    }


def _silences(counted: Counted, pairs: Iterable[Pair]) -> dict[Pair, dict[str, int]]:
    counts = {pair: dict.fromkeys(SILENCES, 0) for pair in pairs}
    for (option, criterion, value), n in counted.items():
        if isinstance(value, str):
            counts[option, criterion][value] = n
    return counts
