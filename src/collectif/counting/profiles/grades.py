"""This module is about reading grades: which rows can be counted, and what is wrong with others.

A row says what one voter answered for one option on one criterion: a whole number on the scale,
or a named silence. A row that is not there means that nothing was answered; it is never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from collectif.errors import InvalidProfile, InvalidScale, Reason
from collectif.values import Scale, Silence

Cell = tuple[str, str, str]
"""Who graded what on what: voter, option, criterion."""

Row = tuple[str, str, str, int | str] | tuple[str, str, int | str]
"""Voter, option, criterion, value; or voter, option, value where there is one criterion."""

Rows = Iterable[Row] | Mapping[Cell, int | str]
"""Grades as they come: a row for each answer, or a mapping from cell to answer."""

OVERALL = "overall"
"""The name of the only criterion where no criterion is named."""

MOST_LISTED = 60
"""The most names that are listed in a sentence."""

SILENCES: tuple[str, ...] = (*get_args(Silence), "MISSING", "NOT_ENTITLED")
"""Every way to be without a grade: said so, said nothing, or kept out of it."""


def read_scale(scale: Scale | tuple[int, int]) -> Scale:
    """Return the scale itself, or the one from the lowest to the highest grade of a pair.

    Raises:
        InvalidScale: An end is not a whole number, or there is no room between the ends.
    """
    pair = (scale.min, scale.max) if isinstance(scale, Scale) else scale
    ends = tuple(pair) if isinstance(pair, Iterable) else (pair,)
    if len(ends) != 2 or not all(type(end) is int for end in ends):
        raise InvalidScale.of("grades.scale-with-ends-was-asked", ends=shown(ends))
    if isinstance(scale, Scale):
        return scale
    low, high = ends
    return Scale(min=low, max=high)


def read_cells(rows: Rows, scale: Scale) -> dict[Cell, int | str]:
    """Return every answer by its cell, in the order of the rows.

    Raises:
        InvalidProfile: A row has another shape, a cell is there twice, or an answer is neither a
            whole number nor a named silence.
        InvalidScale: A grade is not on the scale.
    """
    if type(rows) is dict and _sound(rows, scale):
        return dict(rows)
    cells: dict[Cell, int | str] = {}
    for cell, value in _pairs(rows):
        if _has(cells, cell):
            raise _twice(cell)
        if not _countable(value, scale):
            raise _uncountable(cell, value, scale)
        cells[cell] = value
    return cells


def read_names(kind: str, declared: Iterable[str] | None, seen: Iterable[str]) -> tuple[str, ...]:
    """Return the declared names in their order; without any, those seen, by first appearance.

    Args:
        kind: What is named, for the reader of an error: `"option"`.
        declared: The names that may appear, or None when every name may.
        seen: The names that do appear, with repetitions.

    Raises:
        InvalidProfile: A name is not text, is declared twice, or is not among the declared ones.
    """
    found = _names(kind, dict.fromkeys(seen))
    names = found if declared is None else _declared(kind, declared)
    strangers = sorted(set(found) - set(names))
    if strangers:
        raise _strangers(kind, strangers, names)
    return names


def read_name(kind: str, name: Any) -> str:
    """Return a name as it is.

    Raises:
        InvalidProfile: It is not text, or empty.
    """
    if type(name) is not str or not name:
        raise InvalidProfile.of("grades.given-as-name", name=shown(name), kind=kind)
    return name


def read_weights(weights: Mapping[str, int] | None, criteria: tuple[str, ...]) -> dict[str, int]:
    """Return the weight of each criterion, in the order of the criteria; 1 each without weights.

    Raises:
        InvalidProfile: A weight is not a positive whole number, or some criterion has none, or
            something that is no criterion has one.
    """
    if weights is None:
        return dict.fromkeys(criteria, 1)
    read_mapping("weights", weights)
    if set(weights) != set(criteria):
        raise InvalidProfile.of(
            "grades.weights-were-given-for-criteria",
            weights=listed(weights),
            criteria=listed(criteria),
        )
    for criterion, weight in weights.items():
        if type(weight) is not int or weight < 1:
            raise InvalidProfile.of(
                "grades.criterion-has-weight", criterion=criterion, weight=shown(weight)
            )
    return {criterion: weights[criterion] for criterion in criteria}


def read_voices(voices: Mapping[str, int] | None, voters: tuple[str, ...]) -> dict[str, int]:
    """Return the voices of those voters who have more than one.

    Raises:
        InvalidProfile: A number of voices is no whole number from 1 on, or nobody has that name.
    """
    if voices is None:
        return {}
    read_mapping("voices", voices)
    read_names("voter", voters, voices)
    for voter, number in voices.items():
        if type(number) is not int or number < 1:
            raise InvalidProfile.of("grades.given-voices", voter=voter, number=shown(number))
    return {voter: number for voter, number in voices.items() if number > 1}


def read_mapping(name: str, given: object) -> None:
    """Refuse what should say something for each name, and is no mapping.

    Raises:
        InvalidProfile: It is no mapping.
    """
    if not isinstance(given, Mapping):
        raise InvalidProfile.of("grades.given", given=shown(given), name=name)


def listed(names: Iterable[object]) -> Reason | str:
    """Return names as they read in a sentence, in their order; a dash for none."""
    said = list(names)
    first = ", ".join(f"'{told(name)}'" for name in said[:MOST_LISTED]) or "-"
    more = len(said) - MOST_LISTED
    return Reason("grades.listed", names=first, more=more) if more > 0 else first


def told(value: object) -> str:
    """Return a name or an exact number as it reads in a sentence, whole where it can be written."""
    try:
        return str(value)
    except ValueError:  # Python refuses to write out whole numbers of thousands of digits
        return "(…)"


def shown(value: object) -> str:
    """Return a value as it reads in a sentence, never longer than a line."""
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out whole numbers of thousands of digits
        return "(…)"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _sound(cells: dict[Any, Any], scale: Scale) -> bool:
    """Whether cells can be taken as they are; only what cannot is looked at one by one."""
    return (
        set(map(type, cells)) <= {tuple}
        and set(map(len, cells)) <= {3}
        and set(map(type, cells.values())) <= {int, str}
        and all(_countable(value, scale) for value in set(cells.values()))
    )


def _pairs(rows: Rows) -> Iterator[tuple[Cell, Any]]:
    for row in _rows(rows):
        if not isinstance(row, tuple | list) or len(row) not in (3, 4):
            raise _misshapen(row)
        if len(row) == 3:
            voter, option, value = row
            yield (voter, option, OVERALL), value
        else:
            voter, option, criterion, value = row
            yield (voter, option, criterion), value


def _rows(rows: Rows) -> Iterable[Any]:
    if not isinstance(rows, Mapping):
        return read_rows(rows)
    return ((*cell, value) if type(cell) is tuple else cell for cell, value in rows.items())


def read_rows(rows: Any) -> Iterable[Any]:
    """Return rows as they come, if they can be gone through one by one.

    Raises:
        InvalidProfile: They cannot, or are a text.
    """
    if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
        raise InvalidProfile.of("grades.given-where-rows-are-listed", rows=shown(rows))
    return rows


def _countable(value: object, scale: Scale) -> bool:
    return value in scale or (type(value) is str and value in SILENCES)


def _declared(kind: str, declared: Iterable[str]) -> tuple[str, ...]:
    if isinstance(declared, str):
        raise InvalidProfile.of("grades.text-was-given-where-names", declared=declared, kind=kind)
    if not isinstance(declared, Iterable):
        raise InvalidProfile.of(
            "grades.given-where-names-are-listed", declared=shown(declared), kind=kind
        )
    names = _names(kind, declared)
    if len(set(names)) != len(names):
        raise InvalidProfile.of(
            "grades.name-is-declared-twice-among", names=listed(names), kind=kind
        )
    return names


def _names(kind: str, given: Iterable[Any]) -> tuple[str, ...]:
    return tuple(read_name(kind, name) for name in given)


def _has(cells: Mapping[Cell, object], cell: Cell) -> bool:
    try:
        return cell in cells
    except TypeError:  # a list or the like, which nothing can be looked up by
        for kind, name in zip(("voter", "option", "criterion"), cell, strict=True):
            read_name(kind, name)
        raise


def _strangers(kind: str, strangers: list[str], names: tuple[str, ...]) -> InvalidProfile:
    return InvalidProfile.of(
        "grades.cannot-be-counted", strangers=listed(strangers), kind=kind, names=listed(names)
    )


def _misshapen(row: object) -> InvalidProfile:
    return InvalidProfile.of("grades.row-reads", row=shown(row))


def _twice(cell: Cell) -> InvalidProfile:
    voter, option, criterion = cell
    return InvalidProfile.of(
        "grades.graded-on-twice", voter=voter, option=option, criterion=criterion
    )


def _uncountable(cell: Cell, value: object, scale: Scale) -> InvalidScale | InvalidProfile:
    voter, option, criterion = cell
    what = Reason(
        "grades.cannot-give-grade",
        voter=voter,
        option=option,
        value=shown(value),
        criterion=criterion,
    )
    if type(value) is int:
        return InvalidScale.of(
            "grades.not-on-scale", what=what, min=told(scale.min), max=told(scale.max)
        )
    return InvalidProfile.of(
        "grades.not-a-grade",
        what=what,
        min=told(scale.min),
        max=told(scale.max),
        silences=listed(SILENCES),
    )
