"""This module is about the register of erasures: what went, why, and how anonymous the rest is.

It names events, never persons: whose words they were stood in the private store alone, and went
with them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from attrs import define, field, frozen

from collectif.acts.anonymisation import AnonymisationAssessed
from collectif.acts.erasure import ContentRedacted, WordsForgotten
from collectif.ids import EventId
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld
from collectif.record.fold import Projection
from collectif.values import Text


@frozen(kw_only=True)
class Erasure:
    """Words that were erased.

    Attributes:
        event: The event that says so.
        type: Its type: by the assembly, or on request or by the schedule.
        ground: On what ground.
        asked_by: Who asked; None where that is not said, and for the assembly.
        occurred, recorded: When it was done, and when the log learned of it.
        targets: The events whose words went.
        fields: Which of their fields; None for all.
        note: What was said of it, if it was and can still be read.
    """

    event: EventId
    type: str
    ground: str
    asked_by: str | None
    occurred: datetime
    recorded: datetime
    targets: tuple[EventId, ...]
    fields: tuple[str, ...] | None
    note: Text | Withheld | None


@frozen(kw_only=True)
class Assessment:
    """What an analysis of anonymisation has found.

    Attributes:
        event: The event that holds it.
        occurred, recorded: When it was made, and when the log learned of it.
        found: What it found.
    """

    event: EventId
    occurred: datetime
    recorded: datetime
    found: AnonymisationAssessed


@frozen(kw_only=True)
class Erasures:
    """The register, in the order of the log.

    Attributes:
        erasures: Every erasure.
        assessments: Every assessment of anonymisation that was not retracted.
    """

    erasures: tuple[Erasure, ...]
    assessments: tuple[Assessment, ...]

    def to_assess_again(self, on: date) -> bool:
        """Whether the newest assessment was to be looked at again by a day.

        Without any, nothing was ever said to be anonymous, and nothing is due.
        """
        return bool(self.assessments) and self.assessments[-1].found.next_assessment <= on


@define
class _Register:
    erasures: list[Erasure] = field(factory=list)
    assessments: list[Assessment] = field(factory=list)


def _the_assembly_redacts(state: _Register, event: Recorded[ContentRedacted]) -> None:
    _add(state, event, asked_by=None, targets=(event.data.target,), fields=event.data.fields)


def _words_are_forgotten(state: _Register, event: Recorded[WordsForgotten]) -> None:
    said = event.data
    _add(state, event, asked_by=said.asked_by, targets=said.events, fields=said.fields)


def _add(
    state: _Register,
    event: Recorded[Any],
    *,
    asked_by: str | None,
    targets: tuple[EventId, ...],
    fields: tuple[str, ...] | None,
) -> None:
    state.erasures.append(
        Erasure(
            event=event.id,
            type=event.type,
            ground=event.data.ground,
            asked_by=asked_by,
            occurred=event.occurred,
            recorded=event.recorded,
            targets=targets,
            fields=fields,
            note=event.data.note,
        )
    )


def _findings_are_kept(state: _Register, event: Recorded[AnonymisationAssessed]) -> None:
    state.assessments.append(
        Assessment(
            event=event.id, occurred=event.occurred, recorded=event.recorded, found=event.data
        )
    )


def _shown(state: _Register) -> Erasures:
    return Erasures(erasures=tuple(state.erasures), assessments=tuple(state.assessments))


ERASURES: Projection[_Register, Erasures] = Projection(
    start=_Register,
    clauses={
        ContentRedacted: _the_assembly_redacts,
        WordsForgotten: _words_are_forgotten,
        AnonymisationAssessed: _findings_are_kept,
    },
    show=_shown,
)
"""What was erased, and how anonymous what is left was found to be."""
