"""Many programs write one log: no gap, no double, nothing lost."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

from collectif.log.query import Query
from collectif.log.sqlite import SQLiteStore
from collectif.testing.sample import sample_log

WRITER = """
import sys
from collectif.log.log import Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import SAMPLES, noted, remarked

path, name, count = sys.argv[1:]
log = Log(SQLiteStore(path), codec=Codec(SAMPLES))
for number in range(int(count)):
    one = remarked(f"{number}", member=name) if number % 10 == 0 else noted(number, member=name)
    for _ in range(2):  # every act is told twice
        log.append([one], id=f"{name}.{number}")
"""


def test_eight_programs_write_one_log(tmp_path: Path) -> None:
    programs, acts = 8, 200
    path = tmp_path / "log.db"
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), f"m{n}", str(acts)])
        for n in range(programs)
    ]
    assert [program.wait(timeout=300) for program in running] == [0] * programs
    log = sample_log(SQLiteStore(path))
    events = list(log.read())
    assert [event.seq for event in events] == list(range(programs * acts))
    assert len({event.id for event in events}) == programs * acts
    for n in range(programs):
        own = [event.id for event in log.read(Query.about(member=f"m{n}"))]
        assert own == [f"m{n}.{number}" for number in range(acts)]
    report = log.verify()
    assert (report.findings, report.notes, report.size) == ((), (), programs * acts)
    assert report.root == log.head().root


def test_programs_that_make_the_same_new_log_at_once_share_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        made = pool.map(_made, [str(tmp_path / f"{n}.db") for n in range(5) for _ in range(4)], 1)
    assert len(made) == 20
    for n in range(5):
        log = sample_log(SQLiteStore(tmp_path / f"{n}.db"))
        assert log.size == 4
        assert log.verify().sound


def _made(path: str) -> int:
    from collectif.log.log import Log
    from collectif.log.sqlite import SQLiteStore
    from collectif.record.event import Unknown

    return Log(SQLiteStore(path)).append([Unknown(type="x", version=1, data={})])[0].seq
