"""This module is about who was in the room, through whom, from when to when, and who was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import define, field

from collectif.acts.assembly import AssemblyClosed
from collectif.acts.community import MemberJoined
from collectif.acts.mandates import MandateGiven
from collectif.acts.presence import AttendanceRecorded
from collectif.ids import MandateId, MemberId
from collectif.projections.participation import eligible, funnel
from collectif.record.envelope import Recorded
from collectif.reports.minutes.document import Column, Section, Table
from collectif.reports.minutes.material import Material
from collectif.statement import Statement

_COLUMNS = (
    Column(name="member", how="member"),
    Column(name="kind"),
    Column(name="voting", how="word"),
    Column(name="role"),
    Column(name="bearer"),
    Column(name="arrived", how="time"),
    Column(name="left", how="time"),
)


@define(kw_only=True)
class _Stay:
    """One stay in the room under one mandate; who stayed to the end of a session did not leave."""

    mandate: MandateId
    arrived: tuple[datetime, ...] = ()
    left: tuple[datetime, ...] = ()


@define
class _Room:
    stays: list[_Stay] = field(factory=list)
    there: dict[MandateId, _Stay] = field(factory=dict)


def presences(material: Material) -> Section:
    """Return who was present: a table, those who were not, how many others, and the quorum."""
    mandates = {
        event.data.mandate_id: event
        for event in material.view.events(frozenset({"mandate-given"}))
        if isinstance(event.data, MandateGiven)
    }
    members = {
        event.data.member_id: event.data
        for event in material.view.events(frozenset({"member-joined"}))
    }
    rows = tuple(_row(material, stay, mandates, members) for stay in _stays(material))
    table = Table(caption=Statement(code="minutes.presence-table"), columns=_COLUMNS, rows=rows)
    return Section(
        title=Statement(code="minutes.presence"),
        told=(*((table,) if rows else ()), *_around(material, mandates, members)),
    )


def _stays(material: Material) -> list[_Stay]:
    room = _Room()
    for event in material.of_type(AttendanceRecorded, AssemblyClosed):
        if isinstance(event.data, AssemblyClosed):
            room.there.clear()
            continue
        for id in event.data.mandate_ids:
            if event.data.status == "ARRIVED" and id not in room.there:
                room.there[id] = _Stay(mandate=id, arrived=_moment(event))
                room.stays.append(room.there[id])
            elif event.data.status == "LEFT" and id in room.there:
                room.there.pop(id).left = _moment(event)
    return room.stays


def _moment(event: Recorded[Any]) -> tuple[datetime, ...]:
    return () if event.precision == "DAY" else (event.occurred,)


def _row(
    material: Material,
    stay: _Stay,
    mandates: Mapping[MandateId, Recorded[MandateGiven]],
    members: Mapping[MemberId, MemberJoined],
) -> Mapping[str, Any]:
    given = mandates.get(stay.mandate)
    member = None if given is None else members.get(given.data.member_id)
    return {
        "member": stay.mandate if given is None else given.data.member_id,
        "kind": None if member is None else member.kind,
        "voting": None if member is None else _voting(member),
        "role": None if given is None else given.data.role,
        "bearer": None if given is None else given.data.bearer,
        "arrived": stay.arrived or None,
        "left": stay.left or None,
    }


def _voting(member: MemberJoined) -> str:
    return "voting" if member.voting else "not_voting"


def _around(
    material: Material,
    mandates: Mapping[MandateId, Recorded[MandateGiven]],
    members: Mapping[MemberId, MemberJoined],
) -> Iterator[Statement]:
    took = funnel(material.view, material.assembly.assembly_id)
    events = tuple(event.id for event in material.of_type(AttendanceRecorded))
    voting = eligible(material.view, material.assembly.assembly_id)
    present = [member for member in took.stages["PRESENT"] if member in voting]
    counted = {"count": len(present), "entitled": len(voting)}
    yield Statement(code="minutes.present", details=counted, events=events)
    expected = {*voting, *(one for one in took.stages["INVITED"] if one in members)}
    absent = sorted(expected - set(took.stages["PRESENT"]))
    if absent:
        yield Statement(code="minutes.absent", details={"members": tuple(absent)}, events=events)
    for event in material.of_type(AttendanceRecorded):
        if event.data.public_headcount is not None:
            yield material.statement("public", event, count=event.data.public_headcount)
        if event.data.mode == "REMOTE":
            holders = [mandates[id] for id in event.data.mandate_ids if id in mandates]
            who = tuple(one.data.member_id for one in holders)
            yield material.statement("remote", event, members=who)
