"""This module is about a profile: everything that a room answered in one round, ready to count.

A profile knows nothing of rounds, logs or time. It keeps each answer as it was cast, and beside it
the number of voters at each grade, which is all that means, medians and agreement need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Self

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

    def mean(self, option: str, criterion: str) -> Fraction | None:
        """Return the mean grade, reversed where lower is better; None when nobody gave one."""
        n = self.n(option, criterion)
        return self.scale.min + Fraction(self.steps(option, criterion), n) if n else None


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
