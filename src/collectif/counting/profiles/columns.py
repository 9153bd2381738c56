"""This module is about answers as columns of whole numbers: millions of them, counted at once.

A column holds codes instead of names: the place of a voter, an option or a criterion in the list
of its names. Counting adds up whole numbers of 64 bits and comes to the same as counting one by
one; where they could be too small, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from collectif.counting.profiles.grades import SILENCES, Cell, listed, read_mapping, shown, told
from collectif.errors import InvalidProfile, InvalidScale
from collectif.values import Scale

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]

WIDEST = 1 << 24
"""The most counters that are kept at once: options x criteria x grades."""


@frozen(kw_only=True, eq=False)
class Columns:
    """Answers as columns of the same length, each cell at most once.

    Attributes:
        voter: The place of the voter in the list of voters, from 0.
        pair: The place of option and criterion: option x number of criteria + criterion.
        grade: The grade as cast.
        silent: (voter, option x number of criteria + criterion, name of the silence) of every cell
            that holds one.
    """

    voter: Ints = field(repr=False)
    pair: Ints = field(repr=False)
    grade: Ints = field(repr=False)
    silent: tuple[tuple[int, int, str], ...] = ()

    def counted(self, pairs: Sequence[tuple[str, str]], scale: Scale) -> dict[Any, int]:
        """Return (option, criterion, answer) -> number of voters, counted in one pass."""
        import numpy as np

        width = scale.range + 1
        if width * max(1, len(pairs)) > WIDEST:
            raise InvalidScale(
                f"{told(width)} grades of {len(pairs)} pairs were to be counted side by side.",
                "Columns are counted grade by grade, with a counter for each.",
                "Give the answers as rows to `Profile.from_grades`, or take a narrower scale.",
            )
        keys = self.pair.astype(np.int64) * width
        keys += self.grade
        keys -= scale.min
        counts = np.bincount(keys, minlength=width * len(pairs))
        (there,) = np.nonzero(counts)
        found: dict[Any, int] = {
            (*pairs[key // width], key % width + scale.min): n
            for key, n in zip(there.tolist(), counts[there].tolist(), strict=True)
        }
        for _, pair, silence in self.silent:
            found[*pairs[pair], silence] = found.get((*pairs[pair], silence), 0) + 1
        return found

    def cells(
        self, voters: Sequence[str], pairs: Sequence[tuple[str, str]]
    ) -> Mapping[Cell, int | str]:
        """Return every answer by its cell; what nobody looks up is never spelled out."""
        return _Cells(columns=self, voters=voters, pairs=pairs)


@frozen(kw_only=True, eq=False)
class _Cells(Mapping[Cell, int | str]):
    columns: Columns
    voters: Sequence[str]
    pairs: Sequence[tuple[str, str]]

    @cached_property
    def spelled(self) -> dict[Cell, int | str]:
        """All cells, once somebody asks for one."""
        one, voters, pairs = self.columns, self.voters, self.pairs
        codes = zip(one.voter.tolist(), one.pair.tolist(), one.grade.tolist(), strict=True)
        found: dict[Cell, int | str] = {(voters[v], *pairs[p]): grade for v, p, grade in codes}
        return found | {(voters[v], *pairs[p]): silence for v, p, silence in one.silent}

    def __getitem__(self, cell: Cell) -> int | str:
        return self.spelled[cell]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.spelled)

    def __len__(self) -> int:
        return len(self.columns.grade) + len(self.columns.silent)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self.spelled == dict(other)


def columns_of(
    voter: Any,
    option: Any,
    criterion: Any,
    grade: Any,
    *,
    sizes: tuple[int, int, int],
    scale: Scale,
) -> Columns:
    """Return columns of codes as they come, after a look at whether they can be counted.

    Args:
        voter: The place of each answer's voter, from 0.
        option: The same for options.
        criterion: The same for criteria; None where there is one.
        grade: The grade of each answer, as cast.
        sizes: How many voters, options and criteria there are.
        scale: The grades.

    Raises:
        InvalidProfile: The columns differ in length or hold no whole numbers, a code is out of
            range, or a cell is there twice.
        InvalidScale: A grade is not on the scale.
    """
    import numpy as np

    voter, option, grade = map(_whole, (voter, option, grade))
    criterion = np.zeros_like(option) if criterion is None else _whole(criterion)
    columns = (voter, option, criterion)
    if len({len(column) for column in (*columns, grade)}) > 1:
        raise InvalidProfile(
            "The columns differ in length.",
            "Each answer has a voter, an option, a criterion and a grade.",
            "Give columns of the same length.",
        )
    for name, column, size in zip(("voter", "option", "criterion"), columns, sizes, strict=True):
        if len(column) and (column.min() < 0 or column.max() >= size):
            raise InvalidProfile(
                f"A code of the column {name} is not from 0 to {size - 1}.",
                "A code is the place of a name in the list of names.",
                "Count places from 0, and declare every name.",
            )
    if len(grade) and not (scale.min <= grade.min() and grade.max() <= scale.max):
        raise InvalidScale(
            f"Grades from {grade.min()} to {grade.max()} were given.",
            f"The scale runs from {told(scale.min)} to {told(scale.max)}.",
            "Give grades on the scale.",
        )
    pair = option.astype(np.int64) * sizes[2] + criterion
    _refuse_twice(voter, pair, sizes)
    return Columns(voter=voter, pair=pair, grade=grade)


def columns_in(values: Any, *, scale: Scale, silent: Mapping[int, str]) -> Columns:
    """Return the columns of a table: voters x options, or voters x options x criteria.

    Args:
        values: Whole numbers, grades as cast or codes of silences.
        scale: The grades.
        silent: Number in the table -> the name of the silence that it stands for.

    Raises:
        InvalidProfile: The table has another shape, or holds no whole numbers; or a code stands
            for what is no silence.
        InvalidScale: A number is neither on the scale nor the code of a silence.
    """
    import numpy as np

    _check_codes(silent)
    table = _whole(values, of=(2, 3))
    table = table.reshape((*table.shape, 1)[:3])
    graded = (table >= scale.min) & (table <= scale.max)
    known = graded.copy()
    found: list[tuple[int, int, str]] = []
    width = table.shape[2]
    for code, name in silent.items():
        said = (table == code) & ~graded
        known |= said
        if name != "MISSING":
            voter, option, criterion = np.nonzero(said)
            pairs = (option * width + criterion).tolist()
            found += [(v, p, name) for v, p in zip(voter.tolist(), pairs, strict=True)]
    if not known.all():
        raise InvalidScale(
            f"The table holds {shown(int(table[~known][0]))}.",
            f"The scale runs from {told(scale.min)} to {told(scale.max)}, and the silences are "
            f"{shown(dict(silent))}.",
            "Give grades on the scale, and say with `silent` what other numbers mean.",
        )
    voter, option, criterion = np.nonzero(graded)
    return Columns(
        voter=np.ascontiguousarray(voter),
        pair=option * width + criterion,
        grade=table[graded],
        silent=tuple(found),
    )


def _whole(values: Any, of: tuple[int, ...] = (1,)) -> Ints:
    import numpy as np

    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        raise _uncountable("Rows of different lengths were given.") from None
    if np.ma.is_masked(values):
        raise _uncountable("A table was given in which cells are masked.")
    if array.size == 0 and array.ndim in of:
        return array.astype(np.int64)
    if array.ndim not in of or array.dtype.kind not in "iu" or array.dtype == np.uint64:
        raise _uncountable(f"An array of {array.ndim} dimensions and type {array.dtype} was given.")
    return array


def _check_codes(silent: Mapping[int, str]) -> None:
    read_mapping("silent", silent)
    for code, name in silent.items():
        if type(code) is not int or type(name) is not str or name not in SILENCES:
            raise InvalidProfile(
                f"The code {shown(code)} was to stand for {shown(name)}.",
                f"Codes are whole numbers, and the silences are {listed(SILENCES)}.",
                "Give a mapping such as {-1: 'MISSING'}.",
            )


def _uncountable(what: str) -> InvalidProfile:
    return InvalidProfile(
        what,
        "Answers are whole numbers that fit in 64 bits, in a table without gaps.",
        "Convert it to int64, with codes for gaps, or give rows to `Profile.from_grades`.",
    )


def _refuse_twice(voter: Ints, pair: Ints, sizes: tuple[int, int, int]) -> None:
    """Refuse a cell that is there twice; a flag for each cell, or a sort where these are many."""
    import numpy as np

    width = sizes[1] * sizes[2]
    keys = voter.astype(np.int64) * width + pair
    if sizes[0] * width <= max(WIDEST, 16 * len(keys)):
        seen = np.zeros(sizes[0] * width, dtype=bool)
        seen[keys] = True
        distinct = int(np.count_nonzero(seen))
    else:
        distinct = len(np.unique(keys))
    if distinct < len(keys):
        raise InvalidProfile(
            f"{len(keys) - distinct} answers are about cells that hold one already.",
            "A profile holds one answer for each voter, option and criterion.",
            "Keep the answer that counts, usually the last one.",
        )
