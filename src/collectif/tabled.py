"""This module is about answers that are tables too, wherever somebody wants one.

What their tables hold is said in `collectif.tables`, which is loaded when one is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from collectif.tables.table import Table


class Tabled:
    """An answer that a notebook shows as tables, and that gives them to other programs."""

    __slots__ = ()

    def table(self, name: str | None = None, *, lang: str = "en") -> Table:
        """Return one of its tables.

        Args:
            name: Which one, such as `"requests"`; None for the first.
            lang: The language of what people read.

        Raises:
            UnknownName: If it has no table of that name.
        """
        return cast("Table", import_module("collectif.tables").table_of(self, name, lang=lang))

    def to_dicts(self, name: str | None = None, *, plain: bool = False) -> list[dict[str, Any]]:
        """Return the rows of one of its tables; see `collectif.tables.Table.to_dicts`."""
        return self.table(name).to_dicts(plain=plain)

    def to_pandas(self, name: str | None = None, *, exact: bool = True) -> pandas.DataFrame:
        """Return one of its tables; see `collectif.tables.Table.to_pandas`."""
        return self.table(name).to_pandas(exact=exact)

    def to_arrow(self, name: str | None = None) -> pyarrow.Table:
        """Return one of its tables; see `collectif.tables.Table.to_arrow`."""
        return self.table(name).to_arrow()

    def _repr_html_(self) -> str:
        return cast(str, import_module("collectif.tables.shown").as_html(self))

    def _repr_markdown_(self) -> str:
        return cast(str, import_module("collectif.tables.shown").as_markdown(self))
