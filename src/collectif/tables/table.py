"""This module is about a table: rows under columns, exact, as an answer says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from attrs import field, frozen

from collectif.record.event import Withheld

if TYPE_CHECKING:
    import pandas
    import pyarrow

Kind = Literal["text", "code", "words", "list", "int", "exact", "grade", "truth", "day", "moment"]
"""What stands in a column: a name or an id; a literal of the log, such as `KEPT`; what people
wrote, by language; several names; a whole number; an exact figure; a grade or the name of a
silence; yes or no; a day; a moment with its offset."""


@frozen
class Column:
    """A column of a table.

    Attributes:
        name: Its name, the same in every language.
        kind: What stands in it; None may stand in any.
    """

    name: str
    kind: Kind = "text"


def columns(told: str) -> tuple[Column, ...]:
    """Return the columns that are told as `"proposal place:int score:exact"`."""
    parts = (one.partition(":") for one in told.split())
    return tuple(Column(name, cast(Kind, kind or "text")) for name, _, kind in parts)


def _known_kinds(table: Table, attribute: object, told: tuple[Column, ...]) -> None:
    assert all(column.kind in get_args(Kind) for column in told)


@frozen(kw_only=True)
class Table:
    """Rows under columns.

    Attributes:
        name: Its name, the same in every language.
        columns: Its columns.
        rows: The rows, in the order of the answer; values in the order of the columns. An exact
            figure is a `Fraction`, several names a tuple, words a mapping by language or
            `WITHHELD`. None is what the answer does not say.
        lang: The language in which it is shown.
    """

    name: str
    columns: tuple[Column, ...] = field(validator=_known_kinds)
    rows: tuple[tuple[Any, ...], ...]
    lang: str = "en"

    @classmethod
    def of(cls, name: str, told: str, rows: Iterable[Sequence[Any]]) -> Table:
        """Return a table whose columns are told as in `columns`."""
        made = columns(told)
        kept = tuple(
            tuple(map(_held, made, row)) if len(row) == len(made) else _uneven(row) for row in rows
        )
        return cls(name=name, columns=made, rows=kept)

    def __len__(self) -> int:
        return len(self.rows)

    def to_dicts(self, *, plain: bool = False) -> list[dict[str, Any]]:
        """Return its rows as dictionaries: name of a column -> value.

        Args:
            plain: Whether every value is JSON data: figures as `"1205/18"`, days and moments as in
                RFC 3339, withheld words as `{"withheld": true}`. Else they are as in `rows`.
        """
        names = [column.name for column in self.columns]
        if not plain:
            return [dict(zip(names, row, strict=True)) for row in self.rows]
        return [dict(zip(names, map(as_plain, row), strict=True)) for row in self.rows]

    def to_pandas(self, *, exact: bool = True) -> pandas.DataFrame:
        """Return it as a data frame, with missing values where it says nothing.

        Args:
            exact: Whether figures stay `Fraction`s, in columns of objects; else they are floats.

        Raises:
            InvalidInput: If pandas is not installed.
        """
        from collectif.tables.frames import to_pandas

        return to_pandas(self, exact=exact)

    def to_arrow(self) -> pyarrow.Table:
        """Return it as a table of Arrow: exact figures as text, a float beside each; see `flat`.

        Raises:
            InvalidInput: If pyarrow is not installed.
        """
        from collectif.tables.frames import to_arrow

        return to_arrow(self)

    def _repr_html_(self) -> str:
        from collectif.tables.shown import table_html

        return table_html(self)

    def _repr_markdown_(self) -> str:
        from collectif.tables.shown import table_markdown

        return table_markdown(self)


def as_plain(value: Any) -> Any:
    """Return a value of a table as JSON data."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Withheld):
        return {"withheld": True}
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def as_float(value: Fraction | None) -> float | None:
    """Return a figure as the nearest float; None stays None, and what no float reaches is None."""
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None


def _held(column: Column, value: Any) -> Any:
    """Return a value as a table holds it: figures as fractions, names as plain text."""
    if value is None or isinstance(value, Withheld):
        return value
    if column.kind == "exact":
        return Fraction(value)
    if column.kind == "list":
        return tuple(value)
    if isinstance(value, Mapping):
        return dict(value)
    return Fraction(value) if isinstance(value, Decimal) else value


def _uneven(row: Sequence[Any]) -> tuple[Any, ...]:
    raise AssertionError(f"{row!r} has not one value for each column")
