"""This module is about measuring contenders side by side, and saying what the ratios are.

Contenders take turns in one process, in an order that changes every time, because a machine and
its disk change their regime every few seconds: times of two runs cannot be compared, ratios within
one run can. What is printed are medians, and ratios of medians against the targets.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from attrs import Factory, asdict, define, frozen

Contender = Callable[[], object]
Seconds = Mapping[str, Sequence[float]]
"""Contender -> how long each of its turns took."""


@frozen(kw_only=True)
class Measurement:
    """One line of a report.

    Attributes:
        what: What was measured.
        value: The ratio of medians, or an amount; None for what is not measured.
        unit: `"x"` for a ratio, else the unit of the amount.
        target: The limit that it is held to; None where it is only reported.
        at_least: Whether the target is a lowest value, rather than a highest.
        note: What a reader should know.
    """

    what: str
    value: float | None
    unit: str = "x"
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is nothing to meet."""
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def verdict(self) -> str:
        """What became of the target, in words."""
        sign = ">=" if self.at_least else "<="
        held = "" if self.target is None else f"{sign} {self.target:g} {self.unit}"
        if self.value is None:
            return f"{held}  not covered yet".strip()
        if self.met is None:
            return "reported"
        return f"{held}  {'met' if self.met else 'MISSED'}"


@define
class Bench:
    """What a benchmark found: the times of its contenders, and what follows from them.

    Where contenders are processes, `peaks` holds the memory that each took on top, in MiB.
    """

    name: str
    sizes: Mapping[str, int]
    medians: dict[str, float] = Factory(dict)
    peaks: dict[str, float] = Factory(dict)
    measurements: list[Measurement] = Factory(list)
    facts: dict[str, str] = Factory(dict)
    skipped: str | None = None

    def time(self, seconds: Seconds) -> None:
        """Keep the median time of each contender."""
        self.medians |= {name: statistics.median(turns) for name, turns in seconds.items()}

    def ratio(self, what: str, one: str, other: str, *, per: float = 1, **said: Any) -> None:
        """Add the ratio of two medians, divided by `per`."""
        self.add(what, self.medians[one] / self.medians[other] / per, **said)

    def add(self, what: str, value: float | None, **said: Any) -> None:
        """Add a line."""
        self.measurements.append(Measurement(what=what, value=value, **said))

    def show(self, *, as_json: bool) -> None:
        """Print everything, as text or as one JSON object."""
        print(json.dumps(self.plain(), indent=2) if as_json else "\n".join(self.lines()))

    def plain(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "benchmark": self.name,
            "skipped": self.skipped,
            "sizes": dict(self.sizes),
            "machine": machine(),
            "facts": self.facts,
            "medians_in_seconds": self.medians,
            "peaks_in_mib": self.peaks,
            "measurements": [asdict(one) | {"met": one.met} for one in self.measurements],
        }

    def lines(self) -> Iterator[str]:
        """Yield everything as text."""
        told = {**self.sizes, **self.facts, **machine()}
        yield f"{self.name}: {', '.join(f'{key} {value}' for key, value in told.items())}"
        if self.skipped is not None:
            yield f"skipped: {self.skipped}"
        for name, median in self.medians.items():
            peak = f"   {self.peaks[name]:,.1f} MiB on top" if name in self.peaks else ""
            yield f"  {name:<58} {_readable(median):>12}{peak}"
        for one in self.measurements:
            value = "-" if one.value is None else f"{one.value:.3g} {one.unit}"
            note = f"  ({one.note})" if one.note else ""
            yield f"  {one.what:<58} {value:>12}   {one.verdict}{note}"


def options(description: str, *, events: int, repeat: int) -> argparse.ArgumentParser:
    """Return the parser of the arguments that all benchmarks take."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--events", type=count, default=events, help="size of the log")
    parser.add_argument("--repeat", type=count, default=repeat, help="turns of each contender")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def interleaved(
    contenders: Mapping[str, Contender], repeat: int, *, before: Contender | None = None
) -> Seconds:
    """Let contenders take turns, `repeat` times each, and return how long each turn took.

    What must be prepared `before` every turn is not timed.

    Who comes first changes with every round, so that nobody always runs in another's wake.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for turn in range(repeat):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            if before is not None:
                before()
            seconds[name].append(timed(contenders[name]))
    return seconds


def alternated(contenders: Mapping[str, Callable[[int], object]], repeat: int) -> Seconds:
    """Like `interleaved` for what takes microseconds: each contender is told which turn it is.

    There is one warming turn of each, the turn 0, that does not count.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    gc.collect()
    gc.freeze()
    for turn in range(repeat + 1):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            contender = contenders[name]
            start = perf_counter()
            contender(turn)
            elapsed = perf_counter() - start
            if turn:
                seconds[name].append(elapsed)
    gc.unfreeze()
    return seconds


def timed(contender: Contender) -> float:
    """Return how many seconds something takes; what it returns is thrown away after the clock.

    Garbage is collected as always in Python, but only what the contender itself makes is looked
    at: what was there before is frozen, so that nobody pays for what another left.
    """
    gc.collect()
    gc.freeze()
    try:
        start = perf_counter()
        kept = contender()
        elapsed = perf_counter() - start
    finally:
        gc.unfreeze()
    del kept
    return elapsed


def exhaust(items: Iterable[object]) -> None:
    """Take every item, one by one, as a plain loop does."""
    for _ in items:
        pass


def machine() -> dict[str, Any]:
    """Return what the times depend on, without saying whose machine it is."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
        "cores": os.cpu_count(),
    }


@contextmanager
def place() -> Iterator[Path]:
    """Give a new folder on one file system for all contenders; `TMPDIR` chooses which."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def count(text: str) -> int:
    """Return a whole number from 1 on, as somebody typed it."""
    number = int(text.replace(",", "").replace("_", ""))
    if number < 1:
        raise argparse.ArgumentTypeError("give a whole number from 1 on")
    return number


def _readable(seconds: float) -> str:
    units = (("s ", 1.0), ("ms", 1e-3), ("us", 1e-6))
    unit, size = next((one for one in units if seconds >= one[1]), units[-1])
    return f"{seconds / size:,.2f} {unit}"
