"""This module is about what-ifs: the log as it would be with events that nobody recorded."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NoReturn

from collectif.errors import InvalidInput
from collectif.log.clock import system_clock
from collectif.log.memory import MemoryStore
from collectif.log.pen import Pen, drafted
from collectif.log.query import Query
from collectif.log.value import Head, LogValue
from collectif.record.envelope import Recorded


class Supposed(LogValue):
    """A log value with events on top that nobody recorded.

    They are told as recorded at the same moment as the last event below them. What is added to
    the log itself later on does not move them.
    """

    def __init__(self, base: LogValue, events: Iterable[Any], **envelope: Any) -> None:
        super().__init__(base._store, base.codec)
        self._base = base
        self._base_size = base.size
        drafts = drafted(events, None, envelope)
        self._refuse_recorded([draft.id for draft in drafts if draft.id is not None])
        top = MemoryStore()
        below = base.read(after=self._base_size - 1, until=self._base_size)
        last = [event.recorded for event in below]
        pen = Pen(
            top,
            self.codec,
            clock=lambda: last[-1] if last else system_clock(),
            entropy=secrets.token_bytes,
        )
        with top.writing():
            pen.write(drafts, first=self._base_size)
        self._top = LogValue(top, self.codec)

    @property
    def size(self) -> int:
        """The number of events, recorded and supposed."""
        return self._base_size + self._top.size

    def at(self, point: int | datetime) -> LogValue:
        """Return the base as it was; a point among the suppositions is refused."""
        if isinstance(point, int) and point > self._base_size:
            raise InvalidInput.of(
                "supposed.log-has-no-recorded-state", point=point, base_size=self._base_size
            )
        return self._base.at(point)

    def head(self) -> Head:
        """Refuse: what nobody recorded has no root."""
        _no_proof()

    def inclusion(self, seq: int) -> list[bytes]:
        """Refuse: what nobody recorded proves nothing."""
        _no_proof()

    def consistency(self, old: int) -> list[bytes]:
        """Refuse: what nobody recorded proves nothing."""
        _no_proof()

    def find(self, id: str) -> Recorded[Any] | None:
        """Return the event called `id`, recorded or supposed, or None."""
        row = self._top._store.find([id]).get(id)
        if row is not None:
            position = row.seq - self._base_size
            return next(self._top._decoded(position, position + 1, None))
        found = self._base.find(id)
        return None if found is None or found.seq >= self._base_size else found

    def _decoded(
        self, start: int, stop: int, types: frozenset[str] | None
    ) -> Iterator[Recorded[Any]]:
        yield from self._base._decoded(start, min(stop, self._base_size), types)
        top = max(start - self._base_size, 0), stop - self._base_size
        yield from self._top._decoded(*top, types)

    def _looked_up(self, query: Query, start: int, stop: int) -> Iterator[Recorded[Any]]:
        yield from self._base._looked_up(query, start, min(stop, self._base_size))
        top = max(start - self._base_size, 0), stop - self._base_size
        yield from self._top._decoded(*top, query.types)

    def _refuse_recorded(self, ids: list[str]) -> None:
        for id in ids:
            if self._base.find(id) is not None:
                raise InvalidInput.of("supposed.event-cannot-be-supposed", id=id)


def _no_proof() -> NoReturn:
    raise InvalidInput.of("supposed.supposition-has-no-root")
