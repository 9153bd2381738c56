"""This module is about how long words are kept: a schedule, and what it says is due on a day.

    [[keep]]
    types = ["comment-made", "objection-raised"]
    for = "2 years"

    [[keep]]
    types = ["wish-posted"]
    fields = ["signature"]
    for = "90 days"

Words are kept for so long from the day on which their event happened, in the offset in which it was
told. A schedule only says what is due; forgetting is an act like any other.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NoReturn

from attrs import frozen

from collectif.errors import InvalidInput, Reason
from collectif.ids import EventId
from collectif.record.event import EVENTS, EventType
from collectif.record.words import ALL_WORDS, covers

MAX_SCHEDULE = 100_000
"""How many characters a schedule has at most."""

_MAX_DOTS = 200
"""A key of many parts takes tomllib a time that grows with their square."""

_KEYS = frozenset({"types", "fields", "for"})
_PERIOD = re.compile(r"([1-9]\d{0,4}) (day|month|year)s?")


@frozen(kw_only=True)
class Period:
    """A length of time as people say it: so many months, and so many days."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Return the day that is so much later; the last of a month where it is too short.

        >>> Period(months=1).after(date(2023, 1, 31))
        datetime.date(2023, 2, 28)
        """
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        try:
            last = calendar.monthrange(year, month + 1)[1]
            return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)
        except (ValueError, OverflowError):  # after the last day there is
            return date.max


@frozen(kw_only=True)
class Keep:
    """One line of a schedule.

    Attributes:
        types: The types of event whose words it is about.
        fields: The fields, by name or by JSON Pointer; None means all words.
        period: How long they are kept.
    """

    types: frozenset[str]
    fields: tuple[str, ...] | None
    period: Period

    def due(self, type: str, happened: date, on: date) -> frozenset[str]:
        """Return the fields of an event whose words are kept no longer; none if none are."""
        if type not in self.types or self.period.after(happened) > on:
            return frozenset()
        return frozenset(self.fields or (ALL_WORDS,))


@frozen(kw_only=True)
class Due:
    """Words of one event that were kept long enough.

    Attributes:
        event: Which event.
        type: Its type.
        happened: The day from which the time is counted.
        fields: The fields whose words go; None means all.
        words: How many words that is.
    """

    event: EventId
    type: str
    happened: date
    fields: tuple[str, ...] | None
    words: int


@frozen
class Schedule:
    """How long words are kept, by type of event."""

    keeps: tuple[Keep, ...]

    @classmethod
    def parsed(cls, text: str) -> Schedule:
        """Return the schedule that a TOML text says.

        Raises:
            InvalidInput: If it is not one, or names words that no event holds.
        """
        if len(text) > MAX_SCHEDULE or any(
            line.count(".") > _MAX_DOTS for line in text.split("\n")
        ):
            _no(
                Reason(
                    "retention.more-than-characters-or-dots",
                    max_schedule=MAX_SCHEDULE,
                    max_dots=_MAX_DOTS,
                )
            )
        try:
            told = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            _no(Reason("retention.no-toml", error=error))
        entries = told.get("keep")
        if set(told) != {"keep"} or not isinstance(entries, list) or not entries:
            _no(Reason("retention.not-list-keep-entries"))
        return cls(tuple(_keep(entry) for entry in entries))

    def due(
        self, event: EventId, type: str, happened: date, places: Iterable[str], *, on: date
    ) -> Due | None:
        """Return what of an event is kept no longer on a day; None for nothing.

        Args:
            event: The event.
            type: Its type.
            happened: The day on which it happened.
            places: Where its words stand that are at hand, as JSON Pointers.
            on: The day.
        """
        fields = frozenset[str]().union(*(one.due(type, happened, on) for one in self.keeps))
        going = [at for at in places if ALL_WORDS in fields or any(covers(f, at) for f in fields)]
        if not going:
            return None
        named = None if ALL_WORDS in fields else tuple(sorted(fields))
        return Due(event=event, type=type, happened=happened, fields=named, words=len(going))


def _dots(line: str) -> int:
    return line.count(".")


def _keep(entry: object) -> Keep:
    if not isinstance(entry, dict) or not {"types", "for"} <= set(entry) <= _KEYS:
        _no(Reason("retention.entry-has-types"))
    types, fields = _names(entry, "types"), _names(entry, "fields") if "fields" in entry else None
    for name in types:
        known = EVENTS.get(name)
        if known is None or not (known.personal or known.free):
            _no(Reason("retention.no-event-called-holds-personal", name=name[:80]))
        for field in fields or ():
            if not _holds(known, field):
                _no(Reason("retention.not-field-holds-personal-words", field=field[:80], name=name))
    return Keep(types=frozenset(types), fields=fields, period=_period(entry["for"]))


def _names(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    names = entry[key]
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        _no(Reason("retention.not-list-names", key=key))
    return tuple(names)


def _holds(known: EventType, field: str) -> bool:
    places = (*known.personal, "/payload/*") if known.free else tuple(known.personal)
    return bool(field) and any(covers(field, place) for place in places)


def _period(told: object) -> Period:
    found = _PERIOD.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        _no(Reason("retention.not-time-such-as-90", told=str(told)[:80]))
    count, unit = int(found[1]), found[2]
    if unit == "day":
        return Period(days=count)
    return Period(months=count * 12 if unit == "year" else count)


def _no(problem: Reason) -> NoReturn:
    raise InvalidInput.of("retention.retention-schedule-cannot-be-used", problem=problem)
