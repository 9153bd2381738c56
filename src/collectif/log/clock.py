"""This module is about where a log reads what time it is, and how it counts moments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

Clock = Callable[[], datetime]
"""Where the log reads what time it is; it must know its offset from UTC."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)


def system_clock() -> datetime:
    """Return the time of this machine, in UTC."""
    return datetime.now(UTC)


def shown_in(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment as clocks in a time zone show it, in whole minutes from UTC.

    Before zones were agreed on, places had seconds of their own, which no log spells. At the ends
    of the calendar, where the zone would lie beyond them, the moment stays as it is.
    """
    try:
        offset = moment.astimezone(zone).utcoffset() or timedelta()
        return moment.astimezone(timezone(round(offset / _MINUTE) * _MINUTE))
    except OverflowError:
        return moment


def microseconds(moment: datetime) -> int:
    """Return a moment as whole microseconds since 1970 UTC, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def counted(moments: Iterable[datetime]) -> list[int]:
    """Return moments as `microseconds` does, written out for the many of a long log."""
    return [(moment - _EPOCH) // _MICROSECOND for moment in moments]
