"""This module is about files of scripts: a list of steps, or an object that holds one as `steps`.

A script is recorded whole or not at all. It is told in the log's own terms, so nothing is lost or
inferred, and no report is recorded beside its acts: the same script gives the same events whether
a program plays it or a file is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectif.acts.conversation import ImportReported
from collectif.collective import Collective
from collectif.errors import Reason
from collectif.exchange.reading import read_json, read_source, unreadable
from collectif.exchange.registry import Imported, Progress, importer
from collectif.exchange.rehearsal import rehearsing
from collectif.exchange.script import ScriptClock, Step, play
from collectif.ids import ImportId


@importer("script")
def import_script(
    path: Path, collective: Collective, *, progress: Progress = lambda count: None
) -> Imported:
    """Record a script into a log, all of it or nothing, as recorded when it says.

    Importing it again records nothing: the ids of its steps are those of its acts.

    Args:
        path: A file of JSON.
        collective: Where it is recorded; its log may hold other things.
        progress: Told how many events were prepared.

    Raises:
        InvalidInput: If the file, or a step, cannot be understood.
        Refused: If the rules do not allow a step. Both name the step; nothing is recorded then.
    """
    source = read_source(path)
    steps = steps_in(read_json(source), source.name)
    size, clock = collective.log.size, ScriptClock(otherwise=collective.log.clock)
    told = 0
    with rehearsing(collective, clock=clock) as rehearsal:
        for events in play(rehearsal, steps, clock):
            told += len(events)
            progress(len(events))
    report = ImportReported(
        import_id=ImportId(f"script-{source.digest[:12]}"),
        format="script",
        files={source.name: source.digest},
        counts={"steps": len(steps), "events": told},
        lost=(),
        inferred=(),
        contradictory=(),
    )
    return Imported(report=report, events=told, new=collective.log.size > size)


def steps_in(told: Any, name: str) -> list[Step]:
    """Return the steps of a script; refuse what is none."""
    steps = told.get("steps") if isinstance(told, Mapping) else told
    if not isinstance(steps, list):
        unreadable(name, Reason("script-files.neither-list-steps-nor-object"))
    return steps
