"""What recording costs, against the same rows inserted durably with the standard library alone.

Single appends alternate their contenders per operation; batches alternate per batch. The baseline
inserts rows that were made beforehand: it pays for the disk, and for nothing else. In the batch it
hashes the leaves too, for rows without their leaf would be other rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measuring import Bench, alternated, interleaved, options, place
from rounds import (
    DISCLOSURE_INDEX,
    DISCLOSURE_TABLE,
    EVENT_TABLE,
    INSERT_DISCLOSURE,
    INSERT_EVENT,
    PROPOSALS,
    Round,
    durability_of,
    encoded,
    journal,
    plain_file,
)


def main() -> None:
    """Measure, and print."""
    parser = options(__doc__ or "", events=10_000, repeat=200)
    parser.add_argument("--batch", type=int, default=10_000, help="events in a batch")
    parser.add_argument("--batches", type=int, default=5, help="batches of each contender")
    parser.add_argument("--journal", choices=("wal", "delete"), help="for measuring alone")
    told = parser.parse_args()
    sizes = {"events": told.events, "repeat": told.repeat}
    bench = Bench("append", {**sizes, "batch": told.batch, "batches": told.batches})
    with place() as folder, journal(told.journal):
        measure_batches(bench, folder, told.events, told.batch, told.batches)
        measure_singles(bench, folder, told.events, told.repeat)
    bench.show(as_json=told.json)


def measure_batches(bench: Bench, folder: Path, events: int, batch: int, repeat: int) -> None:
    """Fill both files to the size asked for, then measure batches on top of that."""
    import collectif
    from collectif.log.merkle import leaf_hash

    log = collectif.open(folder / "batches.db").log
    raw = plain_file(folder / "batches-raw.db", durability_of(log), EVENT_TABLE)
    bench.facts |= {key: str(value) for key, value in durability_of(log).items()}
    filling = list(Round(events).casts())
    log.append(filling, assembly="a1")
    insert_many(raw, [row for row, _ in encoded(filling)])
    casts = list(Round(batch).casts())
    prepared = [
        [row[:5] for row, _ in encoded(casts, first=events + turn * batch)]
        for turn in range(repeat)
    ]
    waiting = iter(prepared)

    def through_the_log() -> object:
        return log.append(casts, assembly="a1")

    def plain() -> None:
        insert_many(raw, [(*row, leaf_hash(row[4])) for row in next(waiting)])

    one, other = f"Log.append of {batch:,} events", f"raw executemany of {batch:,} rows and leaves"
    bench.time(interleaved({one: through_the_log, other: plain}, repeat))
    bench.ratio(f"batch of {batch:,} / raw executemany with leaves", one, other, target=1.5)
    log.close()
    raw.close()


def measure_singles(bench: Bench, folder: Path, events: int, repeat: int) -> None:
    """Measure one act at a time, everything durable when it returns, contenders in turn."""
    import collectif

    collective = collectif.open(folder / "acts.db")
    assembly = room_that_scores(collective)
    one, wordy = (collectif.open(folder / f"{name}.db").log for name in ("one", "words"))
    durable = durability_of(one)
    raw = plain_file(folder / "raw.db", durable, EVENT_TABLE)
    first = plain_file(folder / "first.db", durable, DISCLOSURE_TABLE, DISCLOSURE_INDEX)
    second = plain_file(folder / "second.db", durable, EVENT_TABLE)
    filling = list(Round(events).casts())
    filling_rows = [row for row, _ in encoded(filling)]
    for log in (one, wordy):
        log.append(filling, assembly="a1")
    for connection in (raw, second):
        insert_many(connection, filling_rows)

    count = repeat + 1  # with the warming turn
    casts = list(Round(count).casts())
    reasoned = list(Round(count).casts(reason=True))
    rows = encoded(casts, first=events, apart=2000)
    told = encoded(reasoned, first=events, apart=2000)

    def plainly(turn: int) -> None:
        insert(raw, INSERT_EVENT, rows[turn][0])

    def in_two_files(turn: int) -> None:
        row, words = told[turn]
        insert(first, INSERT_DISCLOSURE, words[0])
        insert(second, INSERT_EVENT, row)

    def act(turn: int) -> None:
        proposal, value = f"p{turn % PROPOSALS:02}", 1 + turn % 5
        assembly.score(round="r1", member="m1", proposal=proposal, criterion="c00", value=value)

    names = (
        "Log.append of one event",
        "raw durable insert of one row",
        "Log.append of one event with words",
        "raw durable inserts into two files",
        "assembly.score, judged and recorded",
    )
    contenders = (
        lambda turn: one.append([casts[turn]], assembly="a1"),
        plainly,
        lambda turn: wordy.append([reasoned[turn]], assembly="a1"),
        in_two_files,
        act,
    )
    bench.time(alternated(dict(zip(names, contenders, strict=True)), repeat))
    alone, plain, words, two, judged = names
    bench.ratio("one event / one raw insert", alone, plain, target=1.15)
    bench.ratio("one event with words / one raw insert", words, plain)
    bench.ratio("one event with words / two raw inserts, two files", words, two)
    bench.ratio("an act through the facade / one raw insert", judged, plain)
    for opened in (raw, first, second, one, wordy, collective):
        opened.close()


def room_that_scores(collective: Any) -> Any:
    """Return an assembly at the moment when a member may score."""
    collective.found(name="The street", territory="The street")
    for member in ("m1", "m2"):
        collective.welcome_member(member=member, name=member, kind="CITIZEN")
        collective.give_mandate(mandate=f"d-{member}", member=member, bearer="delegate")
    collective.convene(
        assembly="a1",
        title="Spring",
        planned_for=datetime.now(UTC),
        convenor="m1",
        shared_intention="To choose",
        objective="To choose",
    )
    assembly = collective.assembly("a1")
    assembly.adopt_charter(how="by consent")
    assembly.open(facilitators=["m1"], secretary="m2")
    assembly.sign_in(mandates=["d-m1", "d-m2"])
    collective.propose_criterion(criterion="c00", label="Use")
    assembly.adopt_criteria(criteria_set="s1", weights={"c00": 1}, how="by consent")
    proposals = [f"p{number:02}" for number in range(PROPOSALS)]
    for proposal in proposals:
        collective.submit_proposal(proposal=proposal, title="A bench", summary="A bench")
    assembly.open_round(round="r1", subjects=proposals, criteria_set="s1")
    return assembly


def insert(connection: sqlite3.Connection, statement: str, row: Sequence[Any]) -> None:
    """Insert a row in a transaction of its own, with the lock that a log takes."""
    connection.execute("begin immediate")
    connection.execute(statement, row)
    connection.execute("commit")


def insert_many(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows in one transaction."""
    connection.execute("begin immediate")
    connection.executemany(INSERT_EVENT, rows)
    connection.execute("commit")


if __name__ == "__main__":
    main()
