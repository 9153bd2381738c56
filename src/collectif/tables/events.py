"""This module is about the table of events: what was recorded, without what it says.

A round that hides its values hides it here as everywhere; see `collectif.projections.sealing`.
"""

from __future__ import annotations

from collections.abc import Iterable

from collectif.projections.sealing import EVERY_FIELD, seal_of
from collectif.record.view import View
from collectif.tables.registry import tables_of
from collectif.tables.table import Table


@tables_of.register
def _of_view(view: View) -> Iterable[Table]:
    """Return the events as they count in a view."""
    yield Table.of(
        "events",
        "seq:int type event assembly occurred:moment recorded:moment actor role:code",
        _rows(view),
    )


def _rows(view: View) -> Iterable[tuple[object, ...]]:
    seal = seal_of(view)
    for event in view.events():
        if seal.fields(event) == EVERY_FIELD:
            yield event.seq, event.type, *(None,) * 6
        else:
            actor = event.actor
            yield (
                event.seq, event.type, event.id, event.assembly, event.occurred, event.recorded,
                actor and actor.member, actor and actor.role,
            )  # fmt: skip
