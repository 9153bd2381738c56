"""This module is about the file of the database: made whole or not at all, and brought up to date.

It names the state of the log that it holds, by size and root, and takes in no other log. Rows of
events are added to; a correction, an opened seal or words make all of it anew, in one transaction
that leaves no byte of what was there. What a view answers is computed again each time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from collectif.collective import Collective
from collectif.errors import InvalidInput
from collectif.log.placing import place, workplace
from collectif.projections.readers import MAY_READ, Reader
from collectif.projections.sealing import SEALED, Seal, seal_of, tells_sealed_values
from collectif.record.view import CORRECTIONS, View
from collectif.tables.sql.about import About, ours, shape
from collectif.tables.sql.answers import Answers
from collectif.tables.sql.dictionary import dictionary
from collectif.tables.sql.events import ENVELOPE, OTHER, Row, rows_of_events, tables_of_events
from collectif.tables.sql.schema import quoted
from collectif.tables.sql.views import ASKED, VIEWS

if TYPE_CHECKING:
    from sqlite_utils import Database

Progress = Callable[[int], None]
_BATCH = 5_000


@frozen(kw_only=True)
class Refreshed:
    """What was done to the file.

    Attributes:
        size: The size of the log that it holds.
        added: How many events were read into it.
        anew: Whether all of it was made anew.
        tables: Name of a table -> how many rows.
    """

    size: int
    added: int
    anew: bool
    tables: Mapping[str, int]


def refresh(
    collective: Collective,
    path: Path,
    *,
    reader: Reader,
    progress: Progress = lambda count: None,
) -> Refreshed:
    """Make the database of a log, or bring it up to date.

    Args:
        collective: Whose log it is; nothing is written there.
        path: A new file, or one that was made so for the same reader of the same log.
        reader: To whom the database is shown.
        progress: Told how many events were read.

    Raises:
        InvalidInput: If there is something else at the path, or it was made of another log.
    """
    view = collective.view(known_at=collective.log.size, reader=reader)
    making = _Making(collective, view, reader, progress)
    if path.exists():
        return making.refreshed(path)
    if not path.absolute().parent.is_dir():
        raise InvalidInput.of("delivery.cannot-be-made", into=path, parent=path.absolute().parent)
    with workplace(path.absolute()) as made:
        done = making.made(made)
        place(made, path.absolute())
    return done


class _Making:
    """A view of a log on its way into a file."""

    def __init__(
        self, collective: Collective, view: View, reader: Reader, progress: Progress
    ) -> None:
        self.collective, self.view, self.reader = collective, view, reader
        self.progress = progress
        self.seal: Seal = seal_of(view, reader)
        self.known = tables_of_events(view.codec.registry)

    def made(self, path: Path) -> Refreshed:
        """Make a new file."""
        with closing(_connected(path)) as db:
            db.execute("pragma synchronous = off")  # it is synced as a whole before it is placed
            with _transaction(db):
                return self._anew(db)

    def refreshed(self, path: Path) -> Refreshed:
        """Bring a file up to date."""
        ours(path)
        with closing(_connected(path)) as db:
            with _transaction(db):
                held = About.read(db)
                self._refuse_others(held, path)
                done = self._anew(db) if self._must_be_anew(held) else self._more(db, held.size)
            if done.anew:
                db.execute("vacuum")
        return done

    def _anew(self, db: Database) -> Refreshed:
        for view in db.views:
            view.drop()
        for table in db.tables:
            table.drop()
        for one in (ENVELOPE, OTHER, *(self.known[name] for name in ASKED)):
            db.execute(one.created())
        for name in ("id", "type"):
            db.table("events").create_index([name])
        self._add_events(db, after=0)
        return self._finished(db, added=self.view.size, anew=True)

    def _more(self, db: Database, size: int) -> Refreshed:
        self._add_events(db, after=size)
        return self._finished(db, added=self.view.size - size, anew=False)

    def _add_events(self, db: Database, *, after: int) -> None:
        there = set(db.table_names())
        found = rows_of_events(self.view, self.seal, self.known, after=after)
        while batch := list(islice(found, _BATCH)):
            db.conn.executemany(ENVELOPE.inserting(), [envelope for envelope, _, _ in batch])
            rows: dict[str, list[Row]] = {}
            for _, table, fields in batch:
                if table is not None:
                    if table.name not in there:
                        db.execute(table.created())
                        there.add(table.name)
                    rows.setdefault(table.inserting(), []).append(fields)
            for statement, several in rows.items():
                db.conn.executemany(statement, several)
            self.progress(len(batch))

    def _finished(self, db: Database, *, added: int, anew: bool) -> Refreshed:
        there = db.table_names()
        told = list(Answers.of(self.view, self.reader).tables())
        for table, rows in told:
            if table.name in there:
                db.execute(f"delete from {quoted(table.name)}")
            else:
                db.execute(table.created())
            db.conn.executemany(table.inserting(), rows)
        if anew:
            for name, query in VIEWS.items():
                db.create_view(name, query.strip())
        self._about().write(db)
        events = [
            one for one in (*self.known.values(), ENVELOPE, OTHER) if one.name in db.table_names()
        ]
        dictionary(db, events, [table for table, _ in told], self.view.codec.registry)
        counts = {one.name: one.count for one in sorted(db.tables, key=lambda one: one.name)}
        return Refreshed(size=self.view.size, added=added, anew=anew, tables=counts)

    def _about(self) -> About:
        size = self._anchor()
        root = self.collective.log.at(size).head().root.hex()
        return About(
            size=self.view.size,
            anchor=size,
            root=root,
            reader=_named(self.reader),
            whole=not self.seal.hidden,
            shape=shape(self.view.codec.registry),
        )

    def _anchor(self) -> int:
        """Return the size whose root is told: not one over values that nobody may see."""
        now = self.collective.view()
        if not tells_sealed_values(now, self.view.size):
            return self.view.size
        opened = SEALED.replay(View(source=now.source, corrected=False)).values()
        return min(one.seq + 1 for one in opened)

    def _must_be_anew(self, held: About) -> bool:
        """Whether rows that are there may have changed, or hold words."""
        new = self.view.source.events(CORRECTIONS, after=held.size)
        return (
            MAY_READ["WORDS"][self.reader.role] != "NOTHING"
            or held.shape != shape(self.view.codec.registry)
            or not held.whole
            or bool(self.seal.hidden)
            or next(new, None) is not None
        )

    def _refuse_others(self, held: About, path: Path) -> None:
        if held.reader != _named(self.reader):
            raise InvalidInput.of("sql.another-reader", path=path, reader=held.reader)
        log = self.collective.log
        if (
            not held.anchor <= held.size <= self.view.size
            or log.at(held.anchor).head().root.hex() != held.root
        ):
            raise InvalidInput.of("sql.another-log", path=path, count=held.anchor, log=log.url)


def _named(reader: Reader) -> str:
    role = reader.role.lower()
    return role if reader.member is None else f"{role}:{reader.member}"


def _connected(path: Path) -> Database:
    from sqlite_utils import Database

    db = Database(sqlite3.connect(path, isolation_level=None), execute_plugins=False)
    db.execute("pragma secure_delete = on")
    db.execute("pragma trusted_schema = off")
    return db


@contextmanager
def _transaction(db: Database) -> Iterator[None]:
    """Do all of it or nothing; nobody else writes meanwhile."""
    try:
        db.execute("begin immediate")
        yield
        db.execute("commit")
    except BaseException as error:
        with suppress(sqlite3.Error):  # SQLite may have rolled back; the cause is to be told
            db.execute("rollback")
        if isinstance(error, sqlite3.Error):
            raise InvalidInput.of("sql.not-written", error=error) from error
        raise
