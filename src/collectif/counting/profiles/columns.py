"""This module is about answers as columns of whole numbers: millions of them, counted at once.

A column holds codes instead of names: the place of a voter, an option or a criterion in the list
of its names. Counting adds up whole numbers of 64 bits and comes to the same as counting one by
one; where they could be too small, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from collectif.counting.profiles.grades import SILENCES, Cell, listed, read_mapping, shown, told
from collectif.errors import InvalidProfile, InvalidScale, Reason
from collectif.values import Scale

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]

WIDEST = 1 << 24
"""The most counters that are kept at once: options x criteria x grades."""

WIDE = 1 << 62
"""What whole numbers of 64 bits must stay below here, so that nothing overflows."""

_BLOCK = 1 << 16
"""Answers that are looked at together, so that what is made of them stays near the processor."""


@frozen(kw_only=True, eq=False)
class Columns:
    """Answers as columns of the same length, each cell at most once; or as a whole table.

    Attributes:
        shape: How many voters, and how many pairs of option and criterion: option x number of
            criteria + criterion.
        where: The voter and the pair of each answer; None where `grade` is a table of that shape.
        grade: The grade of each answer, as cast.
        empty: What stands in a table where there is no grade: one less than the lowest.
        silent: (voter, pair, name of the silence) of every cell that holds one.
    """

    shape: tuple[int, int]
    where: tuple[Ints, Ints] | None = field(repr=False)
    grade: Ints = field(repr=False)
    empty: int
    silent: tuple[tuple[int, int, str], ...] = ()

    def listed(self) -> tuple[Ints, Ints, Ints]:
        """Return the places of voter and pair, and the grade, of every answer."""
        import numpy as np

        if self.where is not None:
            return *self.where, self.grade
        voter, pair = np.nonzero(self.grade != self.empty)
        return voter, pair, self.grade[voter, pair]

    def counts(self, scale: Scale, voices: Ints | None = None) -> Ints:
        """Return how many voters gave each grade, counted in one pass: pairs x grades, as cast.

        Args:
            scale: The grades.
            voices: As how many voters each counts; None for one each. Their sum is below `WIDE`.

        Raises:
            InvalidScale: There are too many counters.
        """
        import numpy as np

        width, pairs = scale.range + 2, self.shape[1]
        if width * max(1, pairs) > WIDEST:
            raise InvalidScale.of("columns.grades-pairs", range=told(scale.range + 1), pairs=pairs)
        found = np.zeros(width * pairs, dtype=np.int64)
        for voter, keys in self._keys(width):
            if voices is None:
                found += np.bincount(keys.reshape(-1), minlength=len(found))
            else:
                np.add.at(found, keys, voices[voter])
        return found.reshape(pairs, width)[:, 1:]

    def table(self, kind: Any) -> Ints:
        """Return the grades as a table of some kind of numbers, `empty` where there is none."""
        import numpy as np

        if self.where is None:
            return self.grade.astype(kind, copy=False)
        found = np.full(self.shape, self.empty, dtype=kind)
        found[self.where] = self.grade
        return found

    def of_pairs(self, pairs: Sequence[int]) -> Columns:
        """Return the answers on some of the pairs alone, as if there were no others."""
        import numpy as np

        shape, place = (self.shape[0], len(pairs)), {pair: n for n, pair in enumerate(pairs)}
        silent = tuple((v, place[pair], name) for v, pair, name in self.silent if pair in place)
        if self.where is None:
            return evolve(self, shape=shape, grade=self.grade[:, pairs], silent=silent)
        new = np.full(self.shape[1], -1)
        new[pairs] = np.arange(len(pairs))
        voter, pair = self.where
        there = new[pair] >= 0
        where = (voter[there], new[pair[there]])
        return evolve(self, shape=shape, where=where, grade=self.grade[there], silent=silent)

    def _keys(self, width: int) -> Iterator[tuple[Ints, Ints]]:
        """Yield voter and pair x width + steps above `empty`, some answers at a time."""
        import numpy as np

        block = max(_BLOCK, width * self.shape[1])
        if self.where is None:
            start = width * np.arange(self.shape[1]) - self.empty
            for rows in _blocks(len(self.grade), 1 + block // max(1, self.shape[1])):
                yield np.arange(len(self.grade))[rows, None], self.grade[rows] + start
            return
        for some in _blocks(len(self.grade), block):
            voter, pair = (codes[some] for codes in self.where)
            keys = pair.astype(np.int64)
            keys *= width
            keys += self.grade[some]
            keys -= self.empty
            yield voter, keys

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
        codes = zip(*(column.tolist() for column in one.listed()), strict=True)
        found: dict[Cell, int | str] = {(voters[v], *pairs[p]): grade for v, p, grade in codes}
        return found | {(voters[v], *pairs[p]): silence for v, p, silence in one.silent}

    def __getitem__(self, cell: Cell) -> int | str:
        return self.spelled[cell]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.spelled)

    def __len__(self) -> int:
        one = self.columns
        graded = len(one.grade) if one.where is not None else int((one.grade != one.empty).sum())
        return graded + len(one.silent)

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

    kind = kind_of(scale)
    voter, option, grade = map(_whole, (voter, option, grade))
    criterion = _whole(criterion) if criterion is not None else np.broadcast_to(0, option.shape)
    columns = (voter, option, criterion)
    if len({len(column) for column in (*columns, grade)}) > 1:
        raise InvalidProfile.of("columns.columns-differ-in-length")
    if len(grade) and not (scale.min <= grade.min() and grade.max() <= scale.max):
        raise InvalidScale.of(
            "columns.grades-from-to-were-given",
            grade=grade.min(),
            grade2=grade.max(),
            min=told(scale.min),
            max=told(scale.max),
        )
    shape, where = (sizes[0], sizes[1] * sizes[2]), _places(columns, sizes)
    return Columns(
        shape=shape,
        where=where,
        grade=grade.astype(kind) if where is not None else grade.astype(kind).reshape(shape),
        empty=scale.min - 1,
    )


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
    kind, table = kind_of(scale), _whole(values, of=(2, 3))
    table = table.reshape(len(table), prod(table.shape[1:]))
    graded = (table >= scale.min) & (table <= scale.max)
    found: list[tuple[int, int, str]] = []
    grade = table.astype(kind)
    if not graded.all():
        np.copyto(grade, scale.min - 1, where=~graded)
        known = graded
        for code, name in silent.items():
            said = table == code
            known |= said
            if name != "MISSING":
                where = np.nonzero(said & (grade == scale.min - 1))
                spots = zip(*(places.tolist() for places in where), strict=True)
                found += [(voter, pair, name) for voter, pair in spots]
        if not known.all():
            raise InvalidScale.of(
                "columns.table-holds",
                table=shown(int(table[~known][0])),
                min=told(scale.min),
                max=told(scale.max),
                silent=shown(dict(silent)),
            )
    return Columns(
        shape=grade.shape, where=None, grade=grade, empty=scale.min - 1, silent=tuple(found)
    )


def columns_of_lists(rows: Sequence[Sequence[int] | None], width: int) -> Columns:
    """Return lists of places as a table: 1 for what is listed, 0 for the rest; None for no list."""
    import numpy as np

    table = np.zeros((len(rows), width), dtype=np.int8)
    spots = [row * width + place for row, listing in enumerate(rows) for place in listing or ()]
    table.reshape(-1)[spots] = 1
    table[[row for row, listing in enumerate(rows) if listing is None]] = -1
    return Columns(shape=table.shape, where=None, grade=table, empty=-1)


def kind_of(scale: Scale) -> Any:
    """Return the smallest kind of whole numbers that holds all grades, and one less.

    Raises:
        InvalidScale: 64 bits would not hold them.
    """
    if max(abs(scale.min), abs(scale.max)) >= WIDE:
        raise InvalidScale.of("columns.scale-from-to-was-given", min=scale.min, max=scale.max)
    return narrowest(scale.min - 1, scale.max)


def narrowest(low: int, high: int) -> Any:
    """Return the smallest kind of whole numbers that holds two numbers; int64 if none does."""
    import numpy as np

    kinds = (np.int8, np.int16, np.int32)
    return next((k for k in kinds if np.iinfo(k).min <= low and high <= np.iinfo(k).max), np.int64)


def _blocks(length: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, length, size))


def _whole(values: Any, of: tuple[int, ...] = (1,)) -> Ints:
    import numpy as np

    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        raise _uncountable(Reason("columns.rows-different-lengths-were-given")) from None
    if np.ma.is_masked(values):
        raise _uncountable(Reason("columns.table-was-given"))
    if array.size == 0 and array.ndim in of:
        return array.astype(np.int64)
    if array.ndim not in of or array.dtype.kind not in "iu" or array.dtype == np.uint64:
        raise _uncountable(
            Reason("columns.array-dimensions-and-type", ndim=array.ndim, dtype=array.dtype)
        )
    return array


def _check_codes(silent: Mapping[int, str]) -> None:
    read_mapping("silent", silent)
    for code, name in silent.items():
        if type(code) is not int or type(name) is not str or name not in SILENCES:
            raise InvalidProfile.of(
                "columns.code-was-to-stand",
                code=shown(code),
                name=shown(name),
                silences=listed(SILENCES),
            )


def _uncountable(what: Reason) -> InvalidProfile:
    return InvalidProfile.of("columns.not-whole-numbers", what=what)


def _places(
    columns: tuple[Ints, Ints, Ints], sizes: tuple[int, int, int]
) -> tuple[Ints, Ints] | None:
    """Return the voter and the pair of each answer; None where all are there, in order.

    Codes are looked at and joined some at a time. A cell that is there twice is refused: by a flag
    for each cell, or a sort where these are many.
    """
    import numpy as np

    length, width = len(columns[0]), sizes[1] * sizes[2]
    cells = sizes[0] * width
    voters = np.empty(length, dtype=narrowest(0, sizes[0]))
    pairs = np.empty(length, dtype=narrowest(0, width))
    seen = np.zeros(cells if cells <= max(WIDEST, 16 * length) else 0, dtype=bool)
    ordered = length == cells
    for some in _blocks(length, _BLOCK):
        parts = [column[some].astype(np.int64) for column in columns]
        _refuse_strangers(parts, sizes)
        voters[some], (voter, option, criterion) = parts[0], parts
        pairs[some] = option * sizes[2] + criterion
        spots = voter * width + pairs[some]
        ordered = ordered and bool((spots == np.arange(some.start, some.start + len(spots))).all())
        if len(seen):
            seen[spots] = True
    if length and not len(seen):
        distinct = len(np.unique(voters.astype(np.int64) * width + pairs))
    else:
        distinct = int(np.count_nonzero(seen))
    if distinct < length:
        raise InvalidProfile.of("columns.answers-are-about-cells-hold", length=length - distinct)
    return None if ordered else (voters, pairs)


def _refuse_strangers(parts: Sequence[Ints], sizes: tuple[int, int, int]) -> None:
    """Refuse a code that has no name; read without a sign, one below 0 is larger than all."""
    for name, part, size in zip(("voter", "option", "criterion"), parts, sizes, strict=True):
        if int(part.view("uint64").max()) >= size:
            raise InvalidProfile.of("columns.code-column-is-not", name=name, size=size - 1)
