"""Break what can break, in many ways, and say what came of it.

    python tests/faults/run.py --long               all of it, as before a release
    python tests/faults/run.py power --seed 7       one harness, its short form

Every harness prints what it did and what it found; the exit status is 1 if a log lost what it had
acknowledged, accepted what is not so, or raised what is not the library's own. Settings that are
known to be bad are run too, and must be seen to lose something.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clocks import faults as clock_faults
from clocks import leap_second, readings
from collectif.log import files
from collectif.log.value import Head
from copies import Backups, Restores
from corruption import changes
from crowd import crowd
from deaths import Appends, Migrations, kills
from forgetting import Erasures
from power import BAD, OURS, cuts
from refusals import TROUBLES, failures
from signatures import Checkpoints

Harness = Callable[[bool, int], Iterator[str]]
"""Whether it is the long form, and a seed -> lines to print; a fault begins with `FAULT`."""

WORKS: dict[str, Callable[[Path], Any]] = {
    "appends": lambda folder: Appends(folder / "log.db"),
    "large appends": lambda folder: Appends(folder / "log.db", batch=400),
    "erasures": Erasures,
    "checkpoints": Checkpoints,
    "migrations": Migrations,
    "backups": Backups,
    "restores": Restores,
}
"""What is killed; another kind of work is another line."""

DEATHS = {"appends": 250, "large appends": 100, "backups": 100, "restores": 100}
"""How many of each in each journal mode: 2,000 in all; those that are not named die 150 times."""


def deaths(long: bool, seed: int) -> Iterator[str]:
    """Kill programs."""
    for mode in ("wal", "delete"):
        for name, work in WORKS.items():
            count, told = DEATHS.get(name, 150) if long else 5, list[Head]()
            with _mode(mode), TemporaryDirectory() as folder:
                dying = kills(work(Path(folder)), count=count, seed=seed, heard=told.extend)
                wrong = list(dying)
            yield f"{mode}, {name}: {count} kills, {len(told)} acknowledged, {len(wrong)} faults"
            yield from _faults(wrong)


def power(long: bool, seed: int) -> Iterator[str]:
    """Cut the power."""
    count, few = (1000, 100) if long else (20, 20)
    for name, setting in OURS.items():
        told = list[str]()
        found = cuts(setting, count=count, seed=seed, told=told.append)
        yield f"{name}: {count} cuts, {found.total()} with faults {dict(found) or ''}"
        yield from _faults(told)
    for name, setting in BAD.items():
        found = cuts(setting, count=few, seed=seed, told=lambda _: None)
        yield f"known to be bad, {name}: {few} cuts, {found['lost']} lost what was acknowledged"
        if not found["lost"]:
            yield "FAULT the harness saw nothing in a setting that is known to be bad"


def refusals(long: bool, seed: int) -> Iterator[str]:
    """Let every operation fail."""
    for name, trouble in TROUBLES.items():
        step = 1 if long else 41
        tally = failures(trouble, step=step, first=1 + seed % step)
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.points.items()))
        yield f"{name}: {tally.points.total()} operations failed ({kinds})"
        yield f"    {tally.refused.total()} errors of ours, {len(tally.faults)} faults"
        yield from _faults(tally.faults)


def corruption(long: bool, seed: int) -> Iterator[str]:
    """Change bytes."""
    for smash in (False, True):
        count = 2000 if long else 40
        seen = changes(events=400, count=count, smash=smash, seed=seed)
        yield (
            f"{'16-byte smashes' if smash else 'one-bit flips'}: {seen.changes}, of which "
            f"{seen.read} change what is read; integrity_check alone notices {seen.sqlite}; "
            f"verify names the event in {seen.named}, the structure in {seen.structural}, "
            f"opening refuses {seen.refused}, missed {len(seen.faults)}"
        )
        yield from _faults(seen.faults)


def crowds(long: bool, seed: int) -> Iterator[str]:
    """Let many programs write."""
    del seed  # the chance of this is the machine's
    for mode in ("wal", "delete"):
        with TemporaryDirectory() as folder:
            acts = 200 if long else 10
            found = crowd(Path(folder) / "log.db", programs=16, acts=acts, mode=mode)
        yield (
            f"{mode}: 16 programs x {acts} appends, {len(found.faults)} faults; waits: "
            f"p99 {found.p99:.2f} s, worst {found.waits[-1]:.2f} s"
        )
        yield from _faults(found.faults)


def clocks(long: bool, seed: int) -> Iterator[str]:
    """Let clocks lie."""
    said = readings(count=3000 if long else 200, seed=seed)
    for name, moments in (("leap second", leap_second()), ("back, ahead, again", said)):
        wrong = list(clock_faults(moments))
        back = sum(one < before for before, one in pairwise(moments))
        yield f"{name}: {len(moments)} readings, {back} steps back, {len(wrong)} faults"
        yield from _faults(wrong)


HARNESSES: dict[str, Harness] = {
    "deaths": deaths,
    "power": power,
    "refusals": refusals,
    "corruption": corruption,
    "crowds": crowds,
    "clocks": clocks,
}


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("harness", nargs="*", help=", ".join(HARNESSES))
    parser.add_argument("--long", action="store_true", help="as before a release")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.harness if name not in HARNESSES]
    if unknown:
        parser.error(f"there is no harness {unknown[0]}; there are {', '.join(HARNESSES)}")
    wrong = 0
    for name in asked.harness or HARNESSES:
        started = time.perf_counter()
        print(f"{name} (seed {asked.seed})", flush=True)
        for line in HARNESSES[name](asked.long, asked.seed):
            wrong += line.startswith("FAULT")
            print(f"  {line}", flush=True)
        print(f"  in {time.perf_counter() - started:.0f} s", flush=True)
    return 1 if wrong else 0


def _faults(found: Sequence[str]) -> Iterator[str]:
    yield from (f"FAULT {one}" for one in found)


@contextmanager
def _mode(mode: str) -> Iterator[None]:
    usual = files.journal_mode
    files.journal_mode = lambda: mode  # type: ignore[assignment]
    try:
        yield
    finally:
        files.journal_mode = usual


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
