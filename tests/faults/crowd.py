"""This module is about many programs that write one log at once.

Each of them tells every act twice, and measures how long it waited. Afterwards the log has no gap
and no double, each program's acts stand in their order, and the whole is sound.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from collectif.log.query import Query
from collectif.log.sqlite import SQLiteStore
from collectif.testing.sample import sample_log

WRITER = """
import json, sys, time
from collectif.log.files import File
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked

path, name, count, mode, locking = sys.argv[1:]
if mode:
    from collectif.log import files
    files.journal_mode = lambda: mode
log, waits = Log(SQLiteStore(path), codec=Codec(SAMPLES)), []
if not locking:
    File._begun = lambda file, *, patient: file.connection()
for number in range(int(count)):
    one = remarked(f"{number}", member=name) if number % 10 == 0 else noted(number, member=name)
    for again in range(2):
        started = time.perf_counter()
        log.append([one], id=f"{name}.{number}")
        if not again:
            waits.append(time.perf_counter() - started)
print(json.dumps(waits))
"""


@frozen(kw_only=True)
class Crowd:
    """What came of it.

    Attributes:
        waits: How long each append took, in seconds, shortest first.
        faults: What is wrong.
    """

    waits: tuple[float, ...]
    faults: tuple[str, ...]

    @property
    def p99(self) -> float:
        """The wait that 99 appends of 100 do not exceed."""
        return self.waits[max(0, -(-99 * len(self.waits) // 100) - 1)]


def crowd(path: Path, *, programs: int, acts: int, mode: str = "", locking: bool = True) -> Crowd:
    """Let programs write one log, and look at it.

    Args:
        path: Where the log will be.
        programs: How many.
        acts: How many each of them records.
        mode: The journal mode; empty for that of this machine's SQLite.
        locking: Whether they take the writer lock: without it is known to be bad.
    """
    arguments = (str(acts), mode, "yes" if locking else "")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), f"m{n}", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(programs)
    ]
    told = [(*program.communicate(timeout=900), program.returncode) for program in running]
    waits = sorted(wait for out, _, _ in told for wait in json.loads(out or "[]"))
    died = [f"a program died: {error.splitlines()[-1]}" for _, error, status in told if status]
    return Crowd(waits=tuple(waits), faults=(*died, *_faults(path, programs, acts)))


def _faults(path: Path, programs: int, acts: int) -> Sequence[str]:
    log, found = sample_log(SQLiteStore(path)), []
    events = list(log.read())
    if [event.seq for event in events] != list(range(programs * acts)):
        found.append(
            f"{len(events)} events, and {programs * acts} were recorded, or there is a gap"
        )
    if len({event.id for event in events}) != len(events):
        found.append("an event was doubled")
    for n in range(programs):
        own = [event.id for event in log.read(Query.about(member=f"m{n}"))]
        if own != [f"m{n}.{number}" for number in range(acts)]:
            found.append(f"the acts of m{n} are not all there, in their order")
    report = log.verify()
    found += [finding.what for finding in report.findings] + list(report.notes)
    if report.root != log.head().root:
        found.append("the root that is kept is another")
    log.close()
    return found
