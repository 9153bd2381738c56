"""This module is about the peer: the same scores in the `eventsourcing` package.

It is used as its manual shows: a plain aggregate with a decorated method, the default transcoder,
no snapshots and no cache. One aggregate is one round. Only how durably it writes can be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.utils import Environment

from rounds import durability

Cells = Mapping[tuple[str, str, str], int]


class ScoringRound(Aggregate):
    """A round that knows the newest score of each cell."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str, str], int] = {}

    @event("ScoreCast")
    def cast_score(
        self,
        round_id: str,
        member_id: str,
        mandate_id: str,
        proposal_id: str,
        criterion_id: str,
        value: int,
        sheet_id: str,
    ) -> None:
        """Give one score."""
        self.cells[member_id, proposal_id, criterion_id] = value


class Rounds(Application[UUID]):
    """An application that holds one round.

    Args:
        path: The SQLite file.
        wanted: What its connections must say of their durability; None leaves them as they come.
    """

    def __init__(self, path: Path, wanted: Mapping[str, Any] | None) -> None:
        self.wanted = wanted
        super().__init__({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})
        self.round = ScoringRound()

    def construct_factory(self, env: Environment) -> Any:
        """Return what makes connections, each as durable as is wanted."""
        factory: Any = super().construct_factory(env)
        wanted = self.wanted
        if wanted is None:
            return factory
        pool = factory.datastore.pool
        usual = pool._create_connection
        pool.is_journal_mode_wal = True  # it would be switched to WAL otherwise

        def durable_connection() -> Any:
            connection = usual()
            for name, value in wanted.items():
                connection._sqlite_conn.execute(f"pragma {name} = {value}").fetchall()
            assert durability(connection._sqlite_conn) == dict(wanted)
            return connection

        pool._create_connection = durable_connection
        return factory

    @property
    def durability(self) -> str:
        """How it writes."""
        recorder: Any = self.recorder
        with recorder.datastore.get_connection(commit=True) as connection:
            found = durability(connection._sqlite_conn)
        return f"{found['journal_mode']}, synchronous {found['synchronous']}"

    def record(self, casts: Iterable[Any]) -> None:
        """Give scores, and record them together."""
        for cast in casts:
            self.round.cast_score(
                round_id=cast.round_id,
                member_id=cast.member_id,
                mandate_id=cast.mandate_id,
                proposal_id=cast.proposal_id,
                criterion_id=cast.criterion_id,
                value=cast.value,
                sheet_id=cast.sheet_id,
            )
        self.save(self.round)

    def cells(self) -> Cells:
        """Return the newest score of each cell, from the stored events."""
        found: Any = self.repository.get(self.round.id)
        return dict(found.cells)

    def replayed(self) -> object:
        """Replay the stored events."""
        return self.repository.get(self.round.id)

    def stored(self) -> Iterator[object]:
        """Yield the stored events."""
        yield from self.events.get(self.round.id)
