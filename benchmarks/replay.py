"""What reading costs: from stored rows to typed events, and to a ranking, without any cache.

F is the bare loop of the standard library over the same rows of the same file. Everything is read
through the public ways: `log.read`, `projections.ranking.results`, a view as known at a size.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measuring import Bench, exhaust, interleaved, options, place
from rounds import bare_loop, durability_of, recorded_round

FOLD = "F, the bare loop"
_CHECKPOINTS = "checkpoints come later"
_COLUMNS = "columns come later"


def main() -> None:
    """Measure, and print."""
    parser = options(__doc__ or "", events=20_000, repeat=5)
    parser.add_argument("--memory", action="store_true", help="measure the memory of a replay too")
    told = parser.parse_args()
    bench = Bench("replay", {"events": told.events, "repeat": told.repeat})
    with place() as folder:
        path = folder / "log.db"
        collective = recorded_round(path, told.events)
        measure(bench, collective, path, told.repeat)
        collective.close()
        if told.memory:
            measure_memory(bench, path)
    bench.show(as_json=told.json)


def measure(bench: Bench, collective: Any, path: Path, repeat: int) -> None:
    """Measure reading, folding and counting, contenders in turn."""
    from collectif.counting import rank
    from collectif.projections.ranking import results
    from collectif.projections.scores import SCORES

    log = collective.log
    size, moment = log.size, datetime.now(UTC)
    tenth = collective.view(known_at=max(1, size // 10))
    scores = next(iter(SCORES.replay(collective.view()).values()))
    profile = scores.profile()
    bench.facts |= {key: str(value) for key, value in durability_of(log).items()}
    contenders = {
        FOLD: bare_loop(path),
        "log.read(), typed events": lambda: exhaust(log.read()),
        "SCORES.replay, the newest score of each cell": lambda: SCORES.replay(collective.view()),
        "results: ranking and agreement": lambda: results(collective.view()),
        "results, a tenth of the log": lambda: results(tenth),
        "results, as known at half of the log": lambda: results(
            collective.view(known_at=size // 2)
        ),
        "counting alone: scores to profile": scores.profile,
        "counting alone: profile to ranking": lambda: rank(profile, "weighted-mean"),
        "log.at(moment)": lambda: log.at(moment),
    }
    bench.time(interleaved(contenders, repeat))
    _, typed, fold, ranking, small, half, made, counted, found = contenders
    bench.ratio("typed events / F", typed, FOLD, target=2)
    bench.ratio("scores to a weighted ranking, no cache / F", ranking, FOLD, target=4)
    bench.ratio("  of which: read and fold / F", fold, FOLD)
    bench.ratio("  of which: cells to profile / F", made, FOLD)
    bench.ratio("  of which: profile to ranking / F", counted, FOLD)
    bench.ratio(
        "linearity: cost of an event, whole log / a tenth of it",
        ranking,
        small,
        per=size / tenth.size,
        note="1 is linear",
    )
    bench.ratio("as known at half of the log / F", half, FOLD)
    bench.add("finding the size known at a moment", bench.medians[found] * 1e3, unit="ms")
    later: dict[str, Any] = {"value": None, "note": _COLUMNS}
    bench.add("scores to a weighted ranking, columns present / F", target=0.15, **later)
    bench.add("one more event: updated ranking", unit="ms", target=1, **later)
    later["note"] = _CHECKPOINTS
    bench.add("ranking as known at any size", unit="ms", target=1, **later)


def measure_memory(bench: Bench, path: Path) -> None:
    """Measure the peak of replays in processes of their own, above that of a bare interpreter."""
    bare, *others = (_peak_of(what, path) for what in ("nothing", "import", "read", "results"))
    imported, read, ranked = (peak - bare for peak in others)
    bench.add("memory above the interpreter: imports and open", imported, unit="MiB")
    bench.add("memory above the interpreter: streaming events", read, unit="MiB", target=150)
    note = "no target: it holds the newest score of each cell, and grows with the cells"
    bench.add("memory above the interpreter: results, every cell", ranked, unit="MiB", note=note)


def _peak_of(what: str, path: Path) -> float:
    command = [sys.executable, str(Path(__file__).with_name("peak.py")), what, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
