"""Kill a process that appends, at a random moment, and see what is left.

A child appends acts and tells of each on a pipe once it is acknowledged. It is killed with
SIGKILL. Then the log is opened again: it must verify, hold every act that was acknowledged, and
take the act that was under way a second time without doubling it.

    python tests/stores/crash.py 2000
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from collectif.errors import CollectifError
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked


def opened(path: Path) -> Log:
    return Log(SQLiteStore(path), codec=Codec(SAMPLES))


def act(run: int, number: int, batch: int) -> list[Any]:
    """One act; every third one has personal words."""
    content = [noted(1000 * run + n, member=f"m{number}") for n in range(batch)]
    return [*content, remarked(f"{run}.{number} é")] if number % 3 == 0 else content


def kills(path: Path, *, count: int, batch: int = 1, seed: int = 0) -> Iterator[str]:
    """Kill `count` children in turn, on the same log; yield whatever is wrong afterwards."""
    chance = random.Random(seed)
    kept: dict[str, list[Any]] = {}
    for run in range(count):
        acknowledged = _killed(path, run, batch, chance.uniform(0, 0.03))
        for number in range(acknowledged):
            kept[f"{run}.{number}"] = act(run, number, batch)
        try:
            yield from _faults(path, run, acknowledged, batch, kept)
        except CollectifError as error:
            yield f"kill {run}: {type(error).__name__}: {error}"
            return


def _killed(path: Path, run: int, batch: int, patience: float) -> int:
    """Let a child append until it is killed; return how many acts it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            log = opened(path)
            for number in range(1_000_000):
                log.append(act(run, number, batch), id=f"{run}.{number}")
                os.write(writing, b".")
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        if run % 4:  # one in four may die before its first act, or while it opens the file
            select.select([pipe], [], [], 10)
        time.sleep(patience)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return len(pipe.read())


def _faults(
    path: Path, run: int, acknowledged: int, batch: int, kept: dict[str, list[Any]]
) -> Iterator[str]:
    log = opened(path)
    report = log.verify()
    if not report.sound:
        yield f"kill {run}: {report.findings[0].what}"
    for id in (f"{run}.{number}" for number in range(acknowledged)):
        size = log.size
        log.append(kept[id], id=id)  # told again: refused unless its content is there
        if log.size != size:
            yield f"kill {run}: the acknowledged act {id} was lost"
    for _ in range(2):
        log.append(act(run, acknowledged, batch), id=f"{run}.{acknowledged}")
    kept[f"{run}.{acknowledged}"] = act(run, acknowledged, batch)
    ids = [event.id for event in log.read()]
    if len(ids) != len(set(ids)):
        yield f"kill {run}: an event was doubled"
    if len(ids) != sum(map(len, kept.values())):
        yield f"kill {run}: {len(ids)} events, and {sum(map(len, kept.values()))} were recorded"
    log.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wrong = list(kills(Path(folder) / "log.db", count=int(sys.argv[1])))
    sys.exit("\n".join(wrong))
