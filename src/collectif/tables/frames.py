"""This module is about tables for other programs: data frames of pandas, tables of Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from collectif.errors import InvalidInput
from collectif.reports.words import in_lang
from collectif.tables.flat import flat
from collectif.tables.table import Column, Table, as_float

if TYPE_CHECKING:
    import pandas
    import pyarrow

_DTYPES = {
    "int": "Int64",
    "truth": "boolean",
    "day": "datetime64[s]",
    "moment": "datetime64[us, UTC]",
}


def to_pandas(table: Table, *, exact: bool) -> pandas.DataFrame:
    """Return a table as a data frame; see `Table.to_pandas`.

    Days and moments are `datetime64`, moments in UTC; words are in the language of the table. A
    column that holds what its type cannot hold stays one of objects.
    """
    pd = _installed("pandas")
    series = {}
    for place, column in enumerate(table.columns):
        values = [row[place] for row in table.rows]
        series[column.name] = _series(pd, column, values, table.lang, exact)
    return pd.DataFrame(series, columns=[column.name for column in table.columns])


def to_arrow(table: Table) -> pyarrow.Table:
    """Return a table as a table of Arrow; its columns are those of `flat`."""
    pa = _installed("pyarrow")
    types = {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}
    told, rows = flat(table)
    arrays = [
        pa.array(
            [_arrow(column.type, row[place]) for row in rows], types.get(column.type, pa.string())
        )
        for place, column in enumerate(told)
    ]
    return pa.table(arrays, names=[column.name for column in told])


def _arrow(type: str, value: Any) -> Any:
    """Return a value as Arrow holds it; grades and names of silences are text alike."""
    return str(value) if type == "" and value is not None else value


def _series(pd: Any, column: Column, values: Sequence[Any], lang: str, exact: bool) -> Any:
    if column.kind == "exact" and not exact:
        return pd.Series([as_float(value) for value in values], dtype="float64")
    if column.kind == "words":
        values = [None if one is None else in_lang(one, lang) for one in values]
    if column.kind in _DTYPES:
        try:
            fitted = [_in_utc(one) for one in values]
            return pd.Series(fitted, dtype=_DTYPES[column.kind])
        except (OverflowError, TypeError, ValueError):
            return pd.Series(values, dtype=object)
    return pd.Series(values, dtype=object)


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _installed(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise InvalidInput.of("tables.not-installed", library=name) from error
