"""This module is about what the tables of a log hold: which columns, and how much is withheld."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Set
from typing import Any

import attrs
import msgspec
from attrs import define, field

from collectif.exchange.csv_cells import HELD_BACK, Cell, Withheld, cell, flattened, natural
from collectif.projections.readers import PUBLIC, Reader
from collectif.projections.sealing import EVERY_FIELD, seal_of
from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.event import EventType, Unknown
from collectif.record.view import View
from collectif.record.words import DIGESTS

SEQ = "event.seq"
_ENVELOPE = ("seq", "id", "version", "occurred", "precision", "recorded", "assembly", "actor/role",
             "actor/member", "recorder", "source", "provenance", "batch", "cause")  # fmt: skip
_WITHHELD_FIELDS = "event.withheld"
FIRST_COLUMNS = (*(f"event.{name}" for name in _ENVELOPE), _WITHHELD_FIELDS)
"""The columns of every table: the envelope, and the fields that are withheld."""


@define
class Table:
    """The events of one type.

    Attributes:
        type: The name of the type.
        known: What this program knows of it; None for a type, or a newer version, that it does not.
        columns: Column -> what kinds of values stand in it.
        rows: How many events.
    """

    type: str
    known: EventType | None
    columns: dict[str, set[str]] = field(factory=dict)
    rows: int = 0

    @property
    def name(self) -> str:
        """The name of its file; `vendor/name` is `vendor.name`."""
        return f"{self.type.replace('/', '.')}.csv"

    def ordered(self) -> list[str]:
        """Return its columns: the envelope, then the fields in the order of their class."""
        names = [] if self.known is None else [one.name for one in attrs.fields(self.known.cls)]
        place = {name: n for n, name in enumerate(names)}
        own = self.columns.keys() - set(FIRST_COLUMNS)
        rest = sorted(own, key=lambda c: (place.get(c.split("/")[0], len(place)), natural(c)))
        return [*FIRST_COLUMNS, *rest]


class Tables:
    """The events of a view by type, with what is withheld of them.

    Args:
        view: The look at the log that is given out.
        reader: To whom.

    Attributes:
        tables: Type of event -> its table.
        sealed: How many values are withheld because their round is still open, or because they rest
            on too few voices.
        marks: Mark of provenance -> how many events carry it; `-` for none.
    """

    def __init__(self, view: View, reader: Reader = PUBLIC) -> None:
        self.view = view
        self.tables: dict[str, Table] = {}
        self.sealed = 0
        self.marks = Counter[str]()
        self._held: dict[str, Set[str]] = {}
        seal = seal_of(view, reader)
        for event in view.events():
            fields = seal.fields(event)
            if fields:
                self._held[event.id] = fields
                self.sealed += len(fields)
            self.marks[event.provenance or "-"] += 1
            self._take(event)

    def lines(self, table: Table) -> Iterator[bytes]:
        """Yield a table as CSV (RFC 4180, UTF-8): a header, and a line for each event."""
        columns = table.ordered()
        yield _line([cell(column) for column in columns])
        for event in self.view.events(frozenset({table.type})):
            row = dict(self._row(event))
            yield _line([cell(row.get(column)) for column in columns])

    def _take(self, event: Recorded[Any]) -> None:
        known = self.view.codec.registry.get(event.type)
        table = self.tables.setdefault(event.type, Table(event.type, known))
        table.rows += 1
        for column, value in self._row(event):
            kinds = table.columns.setdefault(column, set())
            if value is not None and not isinstance(value, Withheld):
                kinds.add(type(value).__name__)

    def _row(self, event: Recorded[Any]) -> Iterator[tuple[str, Cell | Withheld]]:
        held = self._held.get(event.id, frozenset())
        if held == EVERY_FIELD:
            yield from ((SEQ, event.seq), (_WITHHELD_FIELDS, "*"))
            return
        plain = plain_of(event, self.view.codec)
        data = plain.pop("data")
        for name, value in plain.items():
            if name not in ("format", "type"):
                yield from ((f"event.{at}", told) for at, told in flattened(value, name))
        if held:
            yield _WITHHELD_FIELDS, "|".join(sorted(held))
        prefix = "data/" if isinstance(event.data, Unknown) else ""
        for name, value in data.items():
            column = f"{prefix}{name.replace('~', '~0').replace('/', '~1')}"
            if name in held:
                yield column, HELD_BACK
            elif name != DIGESTS:
                yield from flattened(value, column)


def plain_of(event: Recorded[Any], codec: Codec) -> dict[str, Any]:
    """Return an event as plain JSON data, whatever is in it."""
    return msgspec.to_builtins(codec.plain(event))  # type: ignore[no-any-return]


def _line(cells: list[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()
