"""This module is about the shape of the database: its tables, their columns, what leads where."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

HOMES: Mapping[str, str] = {
    "assembly": "assemblies",
    "commitment": "commitments",
    "contribution": "contributions",
    "criterion": "criteria",
    "decision": "decisions",
    "indicator": "indicators",
    "learning": "learnings",
    "member": "members",
    "mission": "missions",
    "pledge": "pledges",
    "proposal": "proposals",
    "request": "requests",
    "review": "reviews",
    "round": "rounds",
    "wish": "wishes",
}
"""What a column names -> the table that has a row for each; there it is the primary key."""


@frozen
class SqlColumn:
    """A column of the database.

    Attributes:
        name: Its name.
        type: `TEXT`, `INTEGER` or `REAL`; "" where numbers and texts stand together, each kept as
            it is.
    """

    name: str
    type: str


@frozen
class SqlTable:
    """A table of the database.

    Attributes:
        name: Its name.
        columns: Its columns.
        key: Its primary key; None where no column names each row.
    """

    name: str
    columns: tuple[SqlColumn, ...]
    key: str | None = None

    def created(self) -> str:
        """Return the statement that makes it."""
        told = [
            f"{quoted(one.name)} {one.type}{self._key(one)}{self._leads(one)}".rstrip()
            for one in self.columns
        ]
        return f"create table {quoted(self.name)} ({', '.join(told)})"

    def inserting(self) -> str:
        """Return the statement that adds a row."""
        return f"insert into {quoted(self.name)} values ({', '.join('?' * len(self.columns))})"

    def _key(self, column: SqlColumn) -> str:
        return " primary key" if column.name == self.key else ""

    def _leads(self, column: SqlColumn) -> str:
        if column.name == "seq" and self.name != "events":
            return " references events (seq)"
        thing = column.name.removesuffix("_id")
        home = HOMES.get(thing)
        if home is None or home == self.name or column.type != "TEXT":
            return ""
        return f" references {home} ({thing})"


def quoted(name: str) -> str:
    """Return a name as SQL takes any name."""
    return '"' + name.replace('"', '""') + '"'
