"""What importing costs, against the two packages that every user of events imports anyway.

Each contender is a fresh interpreter; a bare one takes its turn too, and its time is taken off.
One round that does not count brings everything into the cache of the file system.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from time import perf_counter

from measuring import Bench, Seconds, options

BARE, BASE = "a bare interpreter", "import attrs, cattrs"
STATEMENTS = {
    BARE: "pass",
    BASE: "import attrs, cattrs",
    "import collectif": "import collectif",
    "import collectif; collectif.open": "import collectif; collectif.open",
    "open a log in memory": "import collectif; collectif.open('memory:')",
    "count a profile": "import collectif; collectif.counting.rank",
}
LEAST = 1e-4
"""Seconds below which a difference between two interpreters says nothing."""


def main() -> None:
    """Measure, and print."""
    parser = options(__doc__ or "", events=1, repeat=9)
    told = parser.parse_args()
    bench = Bench("importing", {"repeat": told.repeat})
    fresh_interpreters(STATEMENTS, 1)
    seconds = fresh_interpreters(STATEMENTS, told.repeat)
    bench.time(seconds)
    net = {name: max(_above(seconds[BARE], turns), LEAST) for name, turns in seconds.items()}
    bench.medians |= {f"net: {name}": net[name] for name in STATEMENTS if name != BARE}
    _, _, alone, opening, memory, counting = STATEMENTS
    bench.add("import collectif / import attrs, cattrs", net[alone] / net[BASE], target=1.5)
    for name in (opening, memory, counting):
        bench.add(f"{name} / import attrs, cattrs", net[name] / net[BASE])
    bench.show(as_json=told.json)


def fresh_interpreters(statements: Mapping[str, str], repeat: int) -> Seconds:
    """Let interpreters take turns, and return how long each lived."""
    seconds: dict[str, list[float]] = {name: [] for name in statements}
    names = list(statements)
    for turn in range(repeat):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            start = perf_counter()
            subprocess.run([sys.executable, "-c", statements[name]], check=True)
            seconds[name].append(perf_counter() - start)
    return seconds


def _above(bare: Sequence[float], turns: Sequence[float]) -> float:
    """Return the median of the differences within each round."""
    return statistics.median(one - other for one, other in zip(turns, bare, strict=True))


if __name__ == "__main__":
    main()
