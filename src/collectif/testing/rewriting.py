"""This module is about logs with a lie in them, under bytes and hashes that are all right.

Whoever can write a file can compute all its hashes anew. Only what follows from the events can
tell then; so an audit is tested on logs that were rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.record.canonical import canonical
from collectif.record.codec import Codec
from collectif.record.event import Registry

Plain = dict[str, Any]

Change = Callable[[list[Plain]], None]
"""What changes events as plain data, in place."""


def spelled(log: Log) -> list[Plain]:
    """Return the events of a log as plain data, in order."""
    return [json.loads(row.body) for row in log.store.rows(0, log.size)]


def rewritten(log: Log, change: Change, *, words: bool = True) -> Log:
    """Return a log in memory whose events are what a change makes of those of another one.

    Args:
        log: The log that is falsified; it stays as it is.
        change: What is done to the events; their positions are set anew after it.
        words: Whether the words at hand come along.
    """
    events = spelled(log)
    change(events)
    store = MemoryStore()
    with Log(store, codec=Codec(Registry())).writing() as pen:  # which takes any content
        pen.copy([canonical({**event, "seq": seq}) for seq, event in enumerate(events)])
    if words and log.store.private is not None:
        store.private.keep(list(log.store.private.disclosures()))
    return Log(store, clock=log.clock, codec=log.codec)


def saying(type: str, number: int = 0, /, **said: Any) -> Change:
    """Return the change of the content of one event.

    Args:
        type: Its type.
        number: Which one of its type, from 0; from -1 backwards.
        said: Field -> what it says now; None takes it out.
    """

    def change(events: list[Plain]) -> None:
        data = [event for event in events if event["type"] == type][number]["data"]
        data |= said
        for name in [name for name, value in data.items() if value is None]:
            del data[name]

    return change


def without(type: str, number: int = 0) -> Change:
    """Return the change that takes one event out; see `saying`."""

    def change(events: list[Plain]) -> None:
        events.remove([event for event in events if event["type"] == type][number])

    return change
