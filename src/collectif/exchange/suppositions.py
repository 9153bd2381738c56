"""This module is about files of suppositions: events that nobody recorded, told like a script.

A file holds a script, or a step on each line. The steps are supposed as they are: nobody judges
whether the rules of the assembly would have allowed them, and nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from collectif.acts.scoring import ScoreCast
from collectif.errors import InvalidInput, Reason
from collectif.exchange.reading import Source, read_json, read_source
from collectif.exchange.script import Step, structured, unplayable, verbs
from collectif.exchange.script_files import steps_in
from collectif.record.envelope import Draft

_SUPPOSED = "supposed"
"""The mandate, and the sheet, under which an answer is supposed that names none."""


def read_suppositions(path: Path) -> tuple[Draft, ...]:
    """Return the events that a file supposes, in its order, for `LogValue.supposing`.

    Args:
        path: A script as `collectif import script` reads it, or a step on each line. A step is
            the type of one event, or `submit_sheet`, and its payload.

    Raises:
        InvalidInput: The file, or a step, cannot be understood.
    """
    return tuple(draft for step in _steps(read_source(path)) for draft in _supposed(step))


def _steps(source: Source) -> list[Step]:
    """Return the steps of a script, or of a file with one on each line."""
    try:
        told = read_json(source)
    except InvalidInput:
        lines = [line for line in source.raw.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [read_json(Source(source.name, line)) for line in lines]
    alone = isinstance(told, Mapping) and "type" in told
    return [told] if alone else steps_in(told, source.name)


def _supposed(step: Step) -> Iterator[Draft]:
    if not isinstance(step, Mapping) or not isinstance(step.get("payload"), Mapping):
        raise unplayable(step, Reason("suppositions.no-payload-is-table-fields"))
    verb, payload = verbs().get(str(step.get("type"))), step["payload"]
    if verb is not None and verb.makes is not None:
        yield Draft(data=structured(step, _filled(payload, verb.makes), verb.makes), id=_id(step))
    elif verb is not None and verb.name == "submit_sheet":
        for cell in _cells(step, payload):
            yield Draft(data=structured(step, _filled(cell, ScoreCast), ScoreCast))
    else:
        raise unplayable(
            step, Reason("suppositions.no-single-event-nor-sheet", step=step.get("type"))
        )


def _cells(step: Step, sheet: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the scores of a sheet, each as the fields of its event."""
    scores = sheet.get("scores")
    rows = scores.values() if isinstance(scores, Mapping) else (None,)
    if not isinstance(scores, Mapping) or not all(isinstance(row, Mapping) for row in rows):
        raise unplayable(step, Reason("suppositions.scores-are-not-table-proposals"))
    whose = {key: sheet[key] for key in ("round_id", "member_id", "mandate_id") if key in sheet}
    for proposal, row in scores.items():
        for criterion, value in row.items():
            cell = {"proposal_id": proposal, "criterion_id": criterion, "value": value}
            yield whose | cell


def _filled(payload: Mapping[str, Any], cls: type) -> Mapping[str, Any]:
    """Return the fields of an event, with a mandate and a sheet where it names none."""
    there = {field.name for field in attrs.fields(cls)}
    usual = {name: _SUPPOSED for name in ("mandate_id", "sheet_id") if name in there}
    return usual | dict(payload)


def _id(step: Step) -> str | None:
    id = step.get("id")
    if id is not None and not isinstance(id, str):
        raise unplayable(step, Reason("suppositions.id-is-not-text"))
    return id
