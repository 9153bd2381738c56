"""This module is about the tables of a log in SQLite, and how older formats become newer ones.

These statements make files that people keep for decades. `application_id` says that a file is
ours, `user_version` says in which format; both are checked before anything is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from attrs import frozen

from collectif.errors import CorruptLog, NotALog, Reason
from collectif.log.strangers import refuse_strange

if TYPE_CHECKING:
    from sqlite_utils import Database

LOG_ID = 0x636F6C31  # "col1"
PRIVATE_ID = 0x636F6C70  # "colp"

_LOG_TABLES = """
create table event(
  seq integer primary key,
  id text not null unique,
  type text not null,
  known integer not null,
  body blob not null,
  leaf blob not null check(length(leaf) = 32)
) strict;
create table edge(
  one integer primary key check(one = 0),
  size integer not null,
  hashes blob not null
) strict;
create table tile(
  level integer not null,
  n integer not null,
  hash blob not null check(length(hash) = 32),
  primary key(level, n)
) strict;
insert into edge(one, size, hashes) values (0, 0, x'');
create trigger event_next before insert on event
  when new.seq is not (select coalesce(max(seq) + 1, 0) from event)
  begin select raise(abort, 'collectif: not the next event of the log'); end;
create trigger event_new before insert on event
  when exists(select 1 from event where id = new.id)
  begin select raise(abort, 'collectif: event.id names another event'); end;
create trigger event_fixed before update on event
  begin select raise(abort, 'collectif: a recorded event never changes'); end;
create trigger event_kept before delete on event
  begin select raise(abort, 'collectif: a recorded event is never removed'); end;
"""

_CHECKPOINT_TABLE = """
create table checkpoint(
  size integer not null,
  note text not null,
  primary key(size, note)
) strict;
create trigger checkpoint_fixed before update on checkpoint
  begin select raise(abort, 'collectif: what was signed never changes'); end;
create trigger checkpoint_kept before delete on checkpoint
  begin select raise(abort, 'collectif: what was signed is kept'); end;
"""

_PRIVATE_TABLES = """
create table disclosure(
  digest text not null unique,
  event text not null,
  subject text,
  text text not null
) strict;
create index disclosure_event on disclosure(event);
"""

_TIES = """
create table swept(
  one integer primary key check(one = 0),
  size integer not null,
  leaf blob not null
) strict;
insert into swept(one, size, leaf) values (0, 0, x'');
create table belongs(
  one integer primary key check(one = 0),
  leaf blob not null check(length(leaf) = 32)
) strict;
"""


@frozen
class Schema:
    """A kind of file: whose it is, in which format, and how it is made.

    Attributes:
        name: What people call it.
        application_id: The number in the file's header that says it is ours.
        version: The newest format that this program reads and writes.
        tables: The statements that make an empty one of that format.
        steps: Format -> what turns a file of that format into the next, in one transaction.
    """

    name: Reason
    application_id: int
    version: int
    tables: str
    steps: Mapping[int, Callable[[Database], None]]

    def check(self, connection: sqlite3.Connection, path: str) -> bool:
        """Return whether the file is empty.

        Raises:
            NotALog: If it is not ours, or too new.
            CorruptLog: If its header names a format that never was.
        """
        application_id, version, tables = _said(connection)
        if application_id == 0 and version == 0 and tables == 0:
            return True
        if application_id != self.application_id:
            raise NotALog.of(
                "schema.sqlite-file-but-not-collectif",
                path=path,
                name=self.name,
                application_id=application_id,
                application_id2=self.application_id,
            )
        if version < 1:
            raise CorruptLog.of("schema.damaged", path=path, name=self.name, version=version)
        if version > self.version:
            raise NotALog.of(
                "schema.format", path=path, name=self.name, version=version, version2=self.version
            )
        refuse_strange(connection, path, self.tables)
        return False

    def prepare(self, connection: sqlite3.Connection, path: str) -> None:
        """Make the tables of an empty file, or bring an older format up to date, atomically."""
        if not self.check(connection, path) and self._version(connection) == self.version:
            return
        connection.execute("begin immediate")
        try:
            if self.check(connection, path):
                self._create(connection)
            while (version := self._version(connection)) < self.version:
                self._step(connection, version)
                connection.execute(f"pragma user_version = {version + 1}")
            connection.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite may have rolled back; the cause is to be told
                connection.execute("rollback")
            raise

    def _create(self, connection: sqlite3.Connection) -> None:
        for statement in _statements(self.tables):
            connection.execute(statement)
        connection.execute(f"pragma application_id = {self.application_id}")
        connection.execute(f"pragma user_version = {self.version}")

    def _step(self, connection: sqlite3.Connection, version: int) -> None:
        from sqlite_utils import Database

        self.steps[version](Database(connection, execute_plugins=False))

    @staticmethod
    def _version(connection: sqlite3.Connection) -> int:
        (version,) = connection.execute("pragma user_version").fetchone()
        return int(version)


def _said(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Return whose a file is, its format and its number of tables, all of one moment.

    Another program may be making the file just now.
    """
    connection.execute("savepoint looking")
    try:
        (application_id,) = connection.execute("pragma application_id").fetchone()
        (version,) = connection.execute("pragma user_version").fetchone()
        (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
    finally:
        with suppress(sqlite3.Error):
            connection.execute("release looking")
    return application_id, version, tables


def _run(database: Database, script: str) -> None:
    for statement in _statements(script):
        database.execute(statement)


def _statements(script: str) -> list[str]:
    """Cut a script into statements; `executescript` would commit on its own."""
    statements, current = [], ""
    for line in script.strip().splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements


LOG = Schema(
    Reason("schema.log"),
    LOG_ID,
    2,
    _LOG_TABLES + _CHECKPOINT_TABLE,
    {1: lambda database: _run(database, _CHECKPOINT_TABLE)},
)
PRIVATE = Schema(
    Reason("schema.private"),
    PRIVATE_ID,
    2,
    _PRIVATE_TABLES + _TIES,
    {1: lambda database: _run(database, _TIES)},
)
