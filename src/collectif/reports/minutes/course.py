"""This module is about the course of an assembly: its sessions, and in them its agenda, in order.

What happened before it opened, or while it was adjourned, stands in sections of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, field

from collectif.acts.assembly import AgendaItemStarted, AssemblyClosed, AssemblyOpened
from collectif.acts.commitments import CommitmentMade
from collectif.record.envelope import Recorded
from collectif.reports.minutes.document import Column, Section, Table
from collectif.reports.minutes.material import Material, dated, when
from collectif.reports.minutes.telling import telling
from collectif.statement import Statement

_COMMITMENTS = (
    Column(name="commitment"),
    Column(name="debtors", how="member"),
    Column(name="creditors", how="member"),
    Column(name="object"),
    Column(name="done_when"),
    Column(name="due"),
)


@define
class _Part:
    """A stretch of the course: what opened it, and what was told in it."""

    title: Statement
    told: list[Statement | Table] = field(factory=list)


def course(material: Material) -> Iterator[Section]:
    """Yield the parts of an assembly until its end: before, opening, agenda, closing."""
    parts = [_Part(Statement(code="minutes.before"))]
    for event in material.events:
        if event.seq > material.end:
            break
        title = _title(material, event)
        if title is not None:
            parts.append(_Part(title))
        before = event.seq < material.beginning
        parts[-1].told += (
            map(dated, telling(material, event)) if before else telling(material, event)
        )
        if isinstance(event.data, AssemblyClosed):
            parts.append(_Part(Statement(code="minutes.between")))
    for part in parts:
        if part.told or part.title.name == "item":
            told = tuple(part.told) or (Statement(code="minutes.nothing-noted"),)
            yield Section(title=part.title, told=told)


def _title(material: Material, event: Recorded[Any]) -> Statement | None:
    if isinstance(event.data, AgendaItemStarted):
        titles = {item.item_id: item.title for item in material.assembly.agenda}
        item = event.data.item_id
        note = material.said(event, "note")
        return Statement(
            code="minutes.item",
            details=when(event) | note | {"title": titles.get(item, {"und": item})},
            events=(event.id,),
        )
    if isinstance(event.data, AssemblyOpened):
        name = "resumption" if event.data.resumed else "opening"
        return Statement(code=f"minutes.{name}", details={"on": event.occurred.date()})
    if isinstance(event.data, AssemblyClosed):
        name = "closing" if event.data.resumes_on is None else "adjournment"
        return Statement(code=f"minutes.{name}", details={"on": event.occurred.date()})
    return None


def not_reached(material: Material) -> Iterator[Section]:
    """Yield the parts of the agenda that an assembly never came to, where it opened at all."""
    started = {event.data.item_id for event in material.of_type(AgendaItemStarted)}
    missed = [item.title for item in material.assembly.agenda if item.item_id not in started]
    if missed and material.beginning < material.view.size:
        told = tuple(Statement(code="minutes.item-missed", details={"title": t}) for t in missed)
        yield Section(title=Statement(code="minutes.not-reached"), told=told)


def commitments(material: Material) -> Section:
    """Return what was promised in an assembly, as it was promised there."""
    made = [one for one in material.of_type(CommitmentMade) if one.seq <= material.end]
    fields = ("debtors", "creditors", "object", "done_when", "due")
    rows = tuple(
        {"commitment": event.data.commitment_id, **material.said(event, *fields)} for event in made
    )
    ids = tuple(event.id for event in made)
    table = Table(
        caption=Statement(code="minutes.commitments-table", events=ids),
        columns=_COMMITMENTS,
        rows=rows,
    )
    return Section(
        title=Statement(code="minutes.commitments"),
        told=(table,) if rows else (Statement(code="minutes.no-commitments"),),
    )
