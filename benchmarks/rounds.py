"""This module is about what is measured: a round of scores, and the baseline beside it.

The round: every member scores every proposal by every criterion, one event each. The baseline: the
standard library alone, on the same file system, as durable as the log's own connection says it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from typing import Any

from attrs import frozen

PROPOSALS = 20
MEMBERS = 1000


@frozen
class Round:
    """A round of so many scores: members x proposals x criteria, the last member cut short."""

    scores: int

    @property
    def members(self) -> int:
        """At most 1,000, and few enough that there are five criteria in a small round."""
        return max(1, min(MEMBERS, self.scores // (PROPOSALS * 5)))

    @property
    def criteria(self) -> int:
        """As many as it takes."""
        return -(-self.scores // (self.members * PROPOSALS))

    def cells(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield member, proposal, criterion and value of each score."""
        cells = product(range(self.members), range(PROPOSALS), range(self.criteria))
        for m, p, c in islice(cells, self.scores):
            yield f"m{m:04}", f"p{p:02}", f"c{c:02}", 1 + (m * 7 + p * 3 + c * 5 + m * p % 11) % 5

    def casts(self, *, reason: bool = False) -> Iterator[Any]:
        """Yield each score as an event, as the verb `score` makes it."""
        made = event_class("score-cast")
        words = {"reason": {"en": "It would be used by the whole street, in every season."}}
        said: dict[str, Any] = words if reason else {}
        for member, proposal, criterion, value in self.cells():
            yield made(
                round_id="r1",
                member_id=member,
                mandate_id=f"d-{member}",
                proposal_id=proposal,
                criterion_id=criterion,
                value=value,
                sheet_id=f"r1-{member}",
                **said,
            )

    def opening(self) -> list[Any]:
        """Return the events that must come first for the scores to be counted."""
        from collectif.values import Charter

        adopted, proposed = event_class("charter-adopted"), event_class("criterion-proposed")
        chosen, opened = event_class("criteria-adopted"), event_class("round-opened")
        ids = [f"c{c:02}" for c in range(self.criteria)]
        everyone = [
            proposed(
                criterion_id=id,
                label={"en": id},
                questions=(),
                origin="UNSTATED",
                polarity="HIGHER_IS_BETTER",
            )
            for id in ids
        ]
        return [
            adopted(assembly_id="a1", charter=Charter(), how={"en": "by consent"}),
            *everyone,
            chosen(
                criteria_set_id="s1",
                assembly_id="a1",
                weights={id: 1 + n % 5 for n, id in enumerate(ids)},
                how={"en": "by consent"},
            ),
            opened(
                round_id="r1",
                assembly_id="a1",
                number=1,
                kind="SCORING",
                subjects={f"p{p:02}": 1 for p in range(PROPOSALS)},
                visibility="OPEN",
                criteria_set_id="s1",
            ),
        ]


def event_class(name: str) -> Any:
    """Return the class of an event by its name on disk, wherever it is defined."""
    from collectif.record.event import EVENTS

    import_module("collectif.acts")  # registers the classes
    return EVENTS.of(name).cls


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield items in lists of `size`, the last one shorter."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def recorded_round(path: Path, scores: int) -> Any:
    """Return a collective with a log at `path` that holds a round of so many scores."""
    import collectif

    collective = collectif.open(path)
    round = Round(scores)
    collective.log.append(round.opening(), assembly="a1")
    for batch in batches(round.casts(), 10_000):
        collective.log.append(batch, assembly="a1")
    return collective


EVENT_TABLE = """create table event(
  seq integer primary key, id text not null unique, type text not null,
  known integer not null, body blob not null, leaf blob not null) strict"""

DISCLOSURE_TABLE = """create table disclosure(
  digest text not null unique, event text not null, subject text, text text not null) strict"""

DISCLOSURE_INDEX = "create index disclosure_event on disclosure(event)"

INSERT_EVENT = "insert into event values (?, ?, ?, ?, ?, ?)"
INSERT_DISCLOSURE = "insert into disclosure values (?, ?, ?, ?)"

_DURABILITY = ("journal_mode", "synchronous", "fullfsync")


def durability(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return what decides whether a commit of this connection survives a power cut."""
    found = {name: connection.execute(f"pragma {name}").fetchone()[0] for name in _DURABILITY}
    return found | {"page_size": connection.execute("pragma page_size").fetchone()[0]}


def durability_of(log: Any) -> dict[str, Any]:
    """Return how durably a log writes, as its own connection says."""
    return durability(log.store.file.connection())


def plain_file(path: Path, wanted: Mapping[str, Any], *tables: str) -> sqlite3.Connection:
    """Return a new SQLite file with tables, that is written as durably as `wanted` says."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name in ("page_size", *_DURABILITY):
        connection.execute(f"pragma {name} = {wanted[name]}")
    assert durability(connection) == dict(wanted), "the baseline must be as durable as the log"
    for table in tables:
        connection.execute(table)
    return connection


def bare_loop(path: Path) -> Callable[[], None]:
    """Return F: reading every event with the standard library alone, doing nothing with it."""
    connection = sqlite3.connect(path, isolation_level=None)
    statement = "select seq, type, known, body from event order by seq"

    def loop() -> None:
        for _ in connection.execute(statement):
            pass

    return loop


@contextmanager
def journal(mode: str | None) -> Iterator[None]:
    """Let logs that are opened inside use a journal mode, whatever is safe with this SQLite.

    For measuring alone: it shows on this machine what another version of SQLite would do.
    """
    if mode is None:
        yield
        return
    from collectif.log import files

    usual = files.journal_mode
    files.journal_mode = lambda *_: mode
    try:
        yield
    finally:
        files.journal_mode = usual


def encoded(
    events: Iterable[Any], first: int = 0, *, apart: int = 0
) -> list[tuple[tuple[Any, ...], list[Any]]]:
    """Return events as the log would store them: the columns of the row, and the disclosures.

    Args:
        events: The events.
        first: The position of the first one.
        apart: Microseconds between one event and the next, which the ids and so the order of their
            index follow: 0 for events that are recorded together.
    """
    import secrets

    from collectif.log.clock import microseconds
    from collectif.log.merkle import leaf_hash
    from collectif.record.codec import Codec, spelled_time
    from collectif.record.envelope import Draft

    codec, now = Codec(), datetime.now(UTC)
    recorded, known = spelled_time(now), microseconds(now)
    rows = []
    for seq, data in enumerate(events, first):
        id = _id(known + (seq - first) * apart)
        draft = Draft(data=data, assembly="a1")
        made, body, words = codec.encode(
            draft, id=id, seq=seq, recorded=recorded, entropy=secrets.token_bytes
        )
        kept = [(one.digest, one.event, one.subject, one.text) for one in words]
        rows.append(((seq, id, made.type, known, body, leaf_hash(body)), kept))
    return rows


def _id(moment: int) -> str:
    """Return an id as long, as random and as rising as those that the log makes."""
    import uuid

    digits = f"{moment // 1000:012x}7{uuid.uuid4().hex[13:]}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
