"""This module is about clocks that cannot be trusted.

A clock goes back an hour or ten years, jumps a hundred years ahead, lives through a leap second,
repeats itself, or does all of it. Appending always succeeds; `recorded` is what the clock said,
never made to fit; order is the position; and `verify` lists each step back, no more and no less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from collectif.log.log import Clock, Log
from collectif.log.sqlite import SQLiteStore
from collectif.record.codec import Codec
from collectif.testing.sample import NOON, SAMPLES, noted

_LEAP = datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Before the last leap second so far (IERS Bulletin C 52); POSIX time then repeats a second."""

_HOUR, _YEAR = timedelta(hours=1), timedelta(days=365)


def readings(*, count: int, seed: int) -> list[datetime]:
    """Return what an unreliable clock says, one after the other."""
    chance, now, said = Random(seed), NOON, list[datetime]()
    for _ in range(count):
        step = chance.choice(
            [timedelta(seconds=1)] * 6
            + [timedelta(0), timedelta(microseconds=-1), -_HOUR, -10 * _YEAR, 100 * _YEAR]
        )
        now = now + step if 1970 < (now + step).year < 9000 else NOON
        said.append(now)
    return said


def leap_second() -> list[datetime]:
    """Return what a clock says through 23:59:60, quarter by quarter: one second twice."""
    quarters = [timedelta(milliseconds=250 * n) for n in range(4)]
    seconds = [_LEAP, _LEAP, _LEAP + timedelta(seconds=1)]
    return [second + quarter for second in seconds for quarter in quarters]


def faults(said: Sequence[datetime], *, clamped: bool = False) -> Iterator[str]:
    """Append one event at each reading; yield whatever is not as it should be.

    Args:
        said: What the clock says.
        clamped: Let the clock never go back: the setting that is known to be bad.
    """
    remaining = iter(said)
    clock = _clamped(remaining) if clamped else lambda: next(remaining)
    with TemporaryDirectory() as folder:
        log = Log(SQLiteStore(Path(folder) / "log.db"), codec=Codec(SAMPLES), clock=clock)
        for n in range(len(said)):
            log.append([noted(n)], id=str(n))
        yield from _faults(log, said)
        log.close()


def _faults(log: Log, said: Sequence[datetime]) -> Iterator[str]:
    events, report = list(log.read()), log.verify()
    if [(event.seq, event.id) for event in events] != [(n, str(n)) for n in range(len(said))]:
        yield "the order is not that of the acts"
    if [event.recorded for event in events] != list(said):
        yield "what was recorded is not what the clock said"
    back = tuple(n for n in range(1, len(said)) if said[n] < said[n - 1])
    if report.findings or report.set_back != back or len(report.notes) != bool(back):
        yield f"steps back at {back}, and verify says {report.set_back}, {report.findings}"
    for moment in sorted(set(said))[:: max(1, len(said) // 20)]:
        known = next((n for n, one in enumerate(said) if one > moment), len(said))
        if log.at(moment).size != known:
            yield f"{log.at(moment).size} events are known at {moment}, and {known} should be"


def _clamped(said: Iterator[datetime]) -> Clock:
    latest = NOON

    def clock() -> datetime:
        nonlocal latest
        latest = max(latest, next(said))
        return latest

    return clock
