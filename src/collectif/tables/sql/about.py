"""This module is about what the file of the database says of itself: whose it is, and of what."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

import collectif
from collectif.errors import InvalidInput
from collectif.record.event import Registry
from collectif.tables.sql.views import VIEWS

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x636F7471
"""What marks the file as ours among those of SQLite: `cotq`."""


@frozen(kw_only=True)
class About:
    """What the file holds.

    Attributes:
        size: The size of the log.
        anchor: The size whose root it names; smaller than `size` while a sealed round is open.
        root: The root of the log at that size, in hex.
        reader: To whom it is shown, as in `--as`.
        whole: Whether nothing in it was withheld because of a round.
        shape: A digest of what the tables look like, and of the program that made them.
    """

    size: int
    anchor: int
    root: str
    reader: str
    whole: bool
    shape: str

    @classmethod
    def read(cls, db: Database) -> About:
        """Return what a file holds."""
        found = dict(db.execute("select name, value from collectif_about").fetchall())
        return cls(
            size=int(found["size"]),
            anchor=int(found["anchor"]),
            root=found["root"],
            reader=found["reader"],
            whole=bool(int(found["whole"])),
            shape=found["shape"],
        )

    def write(self, db: Database) -> None:
        """Write down what a file holds."""
        db.execute("create table if not exists collectif_about (name text primary key, value)")
        db.execute("delete from collectif_about")
        rows = {**attrs.asdict(self), "whole": int(self.whole)}
        db.conn.executemany("insert into collectif_about values (?, ?)", rows.items())
        db.execute(f"pragma application_id = {APPLICATION_ID}")


def ours(path: Path) -> None:
    """Refuse a file that is no database of a log.

    Raises:
        InvalidInput: If it is anything else: it stays as it is.
    """
    from sqlite_utils import Database

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            (found,) = db.execute("pragma application_id").fetchone()
            known = found == APPLICATION_ID and bool(
                About.read(Database(db, execute_plugins=False))
            )
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        known = False
    if not known:
        raise InvalidInput.of("sql.something-else", path=path)


def shape(registry: Registry) -> str:
    """Return a digest of all that decides what the tables look like, whatever is in the log."""
    types = [
        (one.name, one.version, [field.name for field in attrs.fields(one.cls)]) for one in registry
    ]
    told = json.dumps([collectif.__version__, types, dict(VIEWS)])
    return sha256(told.encode()).hexdigest()
