"""What proving costs: verifying a whole log, and making one proof.

F is the bare loop of the standard library over the same rows of the same file. A proof is warm when
the roots of tiles that it needs are kept already, and cold when it must make and keep them all:
that happens once in the life of a log, and only for the tiles that came since.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from measuring import Bench, alternated, interleaved, options, place
from rounds import bare_loop, durability_of, recorded_round


def main() -> None:
    """Measure, and print."""
    told = options(__doc__ or "", events=20_000, repeat=5).parse_args()
    bench = Bench("verify", {"events": told.events, "repeat": told.repeat})
    with place() as folder:
        path = folder / "log.db"
        collective = recorded_round(path, told.events)
        bench.facts |= {key: str(value) for key, value in durability_of(collective.log).items()}
        measure_verification(bench, collective.log, path, told.repeat)
        measure_proofs(bench, collective.log, path, told.repeat)
        collective.close()
    bench.show(as_json=told.json)


def measure_verification(bench: Bench, log: Any, path: Path, repeat: int) -> None:
    """Measure the whole of `verify`, and the parts of it that another program does."""
    fold, whole = "F, the bare loop", "log.verify()"
    damage = "  of which: SQLite checking its own file"

    def verified() -> None:
        report = log.verify()
        assert report.sound, report.findings
        assert report.root == log.head().root

    contenders = {fold: bare_loop(path), whole: verified, damage: log.store.damage}
    bench.time(interleaved(contenders, repeat))
    bench.ratio("full verification / F", whole, fold, target=5)
    bench.ratio("  of which: SQLite checking its own file / F", damage, fold)


def measure_proofs(bench: Bench, log: Any, path: Path, repeat: int) -> None:
    """Measure proofs at the size of the log; emptying the cache of tiles makes them cold."""
    size, turns = log.size, repeat * 20
    spots = [(turn * 7919 + 17) % size for turn in range(turns + 1)]
    log.inclusion(0)
    warm = {
        "inclusion, warm": lambda turn: log.inclusion(spots[turn]),
        "consistency, warm": lambda turn: log.consistency(spots[turn] + 1),
    }
    bench.time(alternated(warm, turns))
    other = sqlite3.connect(path, isolation_level=None)
    cold = {
        "inclusion, cold": lambda: log.inclusion(size // 3),
        "consistency, cold": lambda: log.consistency(size // 3 + 1),
    }
    bench.time(interleaved(cold, repeat, before=lambda: other.execute("delete from tile")))
    other.close()
    note = "the target is for 1,000,000 events"
    for name in warm:
        bench.add(f"{name} tiles", bench.medians[name] * 1e3, unit="ms", target=1, note=note)
    for name in cold:
        note = f"makes and keeps {size // 256:,} tiles, once"
        bench.add(f"{name} tiles", bench.medians[name] * 1e3, unit="ms", note=note)


if __name__ == "__main__":
    main()
