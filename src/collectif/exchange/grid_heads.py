"""This module is about the headings of a grid: where they stand, and what each column is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import frozen

from collectif.errors import Reason
from collectif.exchange.grid_mapping import GridMapping
from collectif.exchange.grid_tables import Cell, Sheet
from collectif.exchange.grid_words import COMPUTED, FRENCH, plain, role_of
from collectif.exchange.reading import unreadable

_FIRST_ROWS = 20
"""In how many rows the headings are looked for."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


@frozen
class Head:
    """The headings of a sheet.

    Attributes:
        row: The row in which they stand.
        roles: What a column is for -> its position, from 0.
        criteria: Position of a column -> the criterion of its scores; none in a long grid.
        computed: Headings of columns that are not read.
        french: Whether they are French.
    """

    row: int
    roles: Mapping[str, int]
    criteria: Mapping[int, str]
    computed: Sequence[str]
    french: bool


def head_of(sheet: Sheet, mapping: GridMapping, ignored: set[str]) -> Head | None:
    """Return the headings of a sheet; None if no row among the first ones holds any."""
    named = {plain(heading): role for role, heading in mapping.columns.items()}
    for row, cells in sheet.rows[:_FIRST_ROWS]:
        said = [None if one is None else named.get(plain(one)) or role_of(one) for one in cells]
        alone = "proposal" not in said and cells[0] is None and "member" not in said
        if "proposal" not in said and not (alone and _are_names(cells[1:])):
            continue
        roles: dict[str, int] = {}
        for column, role in enumerate(said):
            if role is not None and role in roles:
                unreadable(
                    sheet.file,
                    Reason(
                        "grid-heads.two-columns-hold", sheet=sheet.place(row, column), role=role
                    ),
                )
            if role is not None:
                roles[role] = column
        roles.setdefault("proposal", 0)
        return _columns(sheet, row, cells, roles, ignored)
    return None


def _columns(
    sheet: Sheet, row: int, cells: tuple[Cell, ...], roles: dict[str, int], ignored: set[str]
) -> Head:
    long = "criterion" in roles
    if long and "score" not in roles:
        unreadable(sheet.file, Reason("grid-heads.no-column-scores", sheet=sheet.place(row)))
    criteria, computed = dict[int, str](), list[str]()
    for column, heading in enumerate(cells):
        if heading is None or column in roles.values():
            continue
        name = str(heading)
        if long or plain(name) in COMPUTED | ignored:
            computed.append(name)
        elif name in criteria.values():
            unreadable(
                sheet.file,
                Reason("grid-heads.heads-two-columns", sheet=sheet.place(row, column), name=name),
            )
        else:
            criteria[column] = name
    french = any(plain(one) in FRENCH for one in cells if one is not None)
    return Head(row, roles, criteria, computed, french)


def _are_names(cells: Sequence[Cell]) -> bool:
    """Whether cells could be headings: more than one, and all of them texts."""
    said = [one for one in cells if one is not None]
    return len(said) > 1 and all(isinstance(one, str) and not _WHOLE.fullmatch(one) for one in said)
