"""This module is about answering lines: what every driver of a peer does, whatever the peer.

Questions are plain data. Options, voters, projects and criteria are numbered from 0.

- orders: `{"options": m, "ballots": [[n, [[0], [2, 1]]], ...]}`: n voters each, best tier first;
  an option that is not there is not ranked.
- lines: `{"options": m, "rows": [[0, 2, 1], ...]}`: one linear order of all options each
- grades: `{"options": m, "scale": [low, high], "ballots": [[grade or null, ...], ...]}`
- approvals: `{"options": m, "ballots": [[0, 2], ...], "seats": k}`
- budget: `{"costs": [...], "budget": b, "ballots": [[0, 2], ...]}`
- ratings: `{"scale": [low, high], "ratings": [[value or null, ...] for each rater]}`
- matrix: `{"rows": [[value, ...] for each option], "weights": [...], "scale": [low, high]}`

Answers hold whole numbers, exact fractions as text ("3/7"), or floats where a peer has only those:
`winners` (rising), `scores` (by option), `outcomes` (every set that may be chosen, rising).
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version
from time import perf_counter
from typing import Any

Work = Callable[[Any], Callable[[], Any]]
"""Question -> what is to be timed, with everything read already."""


class Works(dict[str, Work]):
    """The works of a driver by name; used as a decorator."""

    def __call__(self, work: Work) -> Work:
        """Add a work under the name of its function."""
        self[work.__name__] = work
        return work


def serve(distribution: str, works: Works) -> None:
    """Answer every line until there are no more; what a peer prints goes to the error stream."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(**told: Any) -> None:
        lines.write(json.dumps(told, default=plain) + "\n")
        lines.flush()

    say(peer=distribution, version=version(distribution), works=sorted(works))
    held: Callable[[], Any] | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if "ask" in asked:
                say(answer=works[asked["ask"]](asked["given"])())
            elif "hold" in asked:
                held = works[asked["hold"]](asked["given"])
                say(held=asked["hold"])
            elif held is None:
                say(failed="nothing is held")
            elif "peak" in asked:
                say(mib=memory_on_top(held))
            else:
                say(seconds=seconds_of(held))
        except Exception as error:  # a peer may fail in any way, and the next line may be fine
            say(failed=f"{type(error).__name__}: {error}")


def seconds_of(held: Callable[[], Any]) -> float:
    """Return how long it takes; garbage that was there before is not looked at."""
    gc.collect()
    gc.freeze()
    try:
        start = perf_counter()
        kept = held()
        elapsed = perf_counter() - start
    finally:
        gc.unfreeze()
    del kept
    return elapsed


def memory_on_top(held: Callable[[], Any]) -> float | None:
    """Return the largest resident size while it runs, above that before, in MiB.

    None where the system does not let a process forget its earlier peak.
    """
    gc.collect()
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as forget:
            forget.write("5")
        before = resident("VmRSS")
        held()
        return max(resident("VmHWM") - before, 0.0)
    except OSError:
        return None


def resident(what: str) -> float:
    """Return a size of this process in MiB, as the system tells it."""
    with open("/proc/self/status", encoding="ascii") as status:
        (line,) = (line for line in status if line.startswith(what + ":"))
    return int(line.split()[1]) / 1024


def plain(value: Any) -> Any:
    """Return what JSON can say: fractions as text, sets in order, numbers of arrays as numbers."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "numerator"):
        return str(Fraction(int(value.numerator), int(value.denominator)))
    raise TypeError(f"{type(value).__name__} cannot be said on a line")
