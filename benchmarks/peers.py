"""What recording and replaying cost beside the `eventsourcing` package, with the same scores.

Both are durable in the same way: the peer's connections are given the journal mode and the
`synchronous` setting of ours. As it comes, the peer writes in WAL mode with SQLite's default
`synchronous`; that is measured too, and reported. The peer is used as its manual shows: a plain
aggregate with a decorated method, the default transcoder, no snapshots, no cache, one aggregate for
a round. The peer keeps no hashes, no envelope and no words apart; but an aggregate takes in each
event when it is made, before it is recorded, which a log does not.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measuring import Bench, alternated, exhaust, interleaved, options, place
from rounds import Round, durability_of, journal, recorded_round

if TYPE_CHECKING:
    from eventsourced import Rounds

PEER = "eventsourcing"


def main() -> None:
    """Measure, and print."""
    parser = options(__doc__ or "", events=10_000, repeat=100)
    parser.add_argument("--batch", type=int, default=10_000, help="events in a batch")
    parser.add_argument("--batches", type=int, default=3, help="batches, and replays")
    parser.add_argument("--journal", choices=("wal", "delete"), help="for measuring alone")
    told = parser.parse_args()
    sizes = {"events": told.events, "repeat": told.repeat}
    bench = Bench("peers", {**sizes, "batch": told.batch, "batches": told.batches})
    if find_spec(PEER) is None:
        bench.skipped = f"the package {PEER!r} is not installed; `pip install {PEER}` brings it"
    else:
        with place() as folder, journal(told.journal):
            measure(bench, folder, told.events, told.repeat, told.batch, told.batches)
    bench.show(as_json=told.json)


def measure(bench: Bench, folder: Path, events: int, repeat: int, batch: int, batches: int) -> None:
    """Measure replays, batches and single appends, contenders in turn."""
    from importlib.metadata import version

    from eventsourced import Rounds

    collective = recorded_round(folder / "ours.db", events)
    durable = durability_of(collective.log)
    bench.facts |= {PEER: version(PEER)} | {key: str(value) for key, value in durable.items()}
    theirs, usual = Rounds(folder / "theirs.db", durable), Rounds(folder / "usual.db", None)
    bench.facts["the peer as it comes"] = usual.durability
    for one in (theirs, usual):
        one.record(Round(events).casts())
    measure_replays(bench, collective, theirs, batches)
    measure_batches(bench, collective.log, theirs, batch, batches)
    measure_singles(bench, collective.log, theirs, usual, repeat)
    for opened in (collective, theirs, usual):
        opened.close()


def measure_replays(bench: Bench, collective: Any, theirs: Rounds, repeat: int) -> None:
    """Measure from stored rows to the newest score of each cell, and to events alone."""
    from collectif.projections.scores import SCORES

    ours_cells = next(iter(SCORES.replay(collective.view()).values())).cells
    assert theirs.cells() == ours_cells, "both sides must come to the same scores"
    contenders = {
        "replay to the newest scores": lambda: SCORES.replay(collective.view()),
        f"replay to the newest scores, {PEER}": theirs.replayed,
        "events alone": lambda: exhaust(collective.log.read()),
        f"events alone, {PEER}": lambda: exhaust(theirs.stored()),
    }
    bench.time(interleaved(contenders, repeat))
    replay, their_replay, alone, their_alone = contenders
    bench.ratio("replay, row by row: theirs / ours", their_replay, replay, target=5, at_least=True)
    bench.ratio("events alone: theirs / ours", their_alone, alone)
    note = "columns come later"
    bench.add("replay with columns: theirs / ours", None, target=100, at_least=True, note=note)


def measure_batches(bench: Bench, log: Any, theirs: Rounds, batch: int, repeat: int) -> None:
    """Measure making and recording many events together."""
    scores = Round(batch)
    contenders = {
        f"append of {batch:,} events": lambda: log.append(scores.casts(), assembly="a1"),
        f"append of {batch:,} events, {PEER}": lambda: theirs.record(scores.casts()),
    }
    bench.time(interleaved(contenders, repeat))
    ours, other = contenders
    bench.ratio("batch append, per event: theirs / ours", other, ours, target=4, at_least=True)


def measure_singles(bench: Bench, log: Any, theirs: Rounds, usual: Rounds, repeat: int) -> None:
    """Measure making and recording one event, durable when it returns."""
    casts = list(Round(repeat + 1).casts())
    contenders = {
        "append of one event": lambda turn: log.append([casts[turn]], assembly="a1"),
        f"append of one event, {PEER}": lambda turn: theirs.record([casts[turn]]),
        f"append of one event, {PEER} as it comes": lambda turn: usual.record([casts[turn]]),
    }
    bench.time(alternated(contenders, repeat))
    ours, other, as_it_comes = contenders
    bench.ratio("single append: theirs / ours", other, ours, target=1.5, at_least=True)
    note = f"{usual.durability}, whatever the journal mode of ours"
    bench.ratio("single append: theirs as it comes / ours", as_it_comes, ours, note=note)


if __name__ == "__main__":
    main()
