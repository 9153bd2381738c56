"""This module is about knowing what the log says: folded once, then caught up with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from collectif.acts.erasure import ERASING
from collectif.acts.secrecy import is_voice
from collectif.acts.state import Known, kind_named, unknown
from collectif.errors import Refused
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS
from collectif.record.view import CORRECTIONS, View

FREE = frozenset({"participant", "reuser", "sheet", "term"})
"""Kinds of references to what no event names: somebody or something elsewhere, or within another.

A reuser may be a member, or somebody from elsewhere in words; a term has its name in its contract.
"""

_VOICED = frozenset({"member", "mandate"})
"""Kinds of references for which a voice of a secret round may stand."""


def known_from(view: View) -> Known:
    """Return what a view of the log says, for verbs."""
    known = Known(view=view)
    for event in view.events():
        known.take_in(event)
    for id in sorted(view.corrections.dead if view.corrected else ()):
        retracted = view.source.find(id)
        if retracted is not None:
            known.retire(retracted)
    known.size = view.size
    return known


def caught_up(known: Known, view: View, new: Iterable[Recorded[Any]] | None = None) -> Known:
    """Return what a longer log says; only new events are read, unless one takes something back.

    Args:
        known: What was known before.
        view: The whole log as corrected, like the one that was folded before.
        new: The events that came since, if they are at hand; else they are read.
    """
    for event in view.source.events(after=known.size) if new is None else new:
        if event.type in CORRECTIONS or isinstance(event.data, ERASING):
            return known_from(view)
        known.take_in(event)
    known.view = view
    return known


def check_names(known: Known, events: Iterable[Any]) -> None:
    """Refuse events that give a thing a name that is taken, or that cannot be one."""
    coming = set[str]()
    for event in events:
        named = EVENTS.of(type(event))
        if named.names is not None:
            kind, name = kind_named(named), getattr(event, named.names)
            known.new(kind, name)
            if name in coming:
                raise Refused("DuplicateId", kind=kind, id=name, other=kind)
            coming.add(name)


def check_references(known: Known, events: Iterable[Any], codec: Any) -> None:
    """Refuse events that refer to what is not there: ids must exist, and be live."""
    coming: dict[str, str] = {}
    for event in events:
        named = EVENTS.of(type(event))
        if named.names is not None:
            coming[getattr(event, named.names)] = kind_named(named)
        for kind, id in codec.mentioned(event):
            if kind in FREE or (kind in _VOICED and is_voice(id)):
                continue
            if coming.get(id) == kind or known.has(kind, id):
                continue
            if not (type(event) in ERASING and id in known.buried):
                unknown("target" if kind == "ref" else kind, id)
