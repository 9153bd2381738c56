"""This module is about finding what is about something without reading the whole log.

The index is a derived table beside the log, `reference`. It is built when somebody reads by
reference, extended when it has fallen far behind, and may be dropped at any time. It only says
where to look: every event that it names is read from its bytes and judged again, and what it does
not cover yet is scanned. Words never enter it.

Events of types that this program does not know may be about anything; they stand under `?` and are
always looked at. What an event is about depends on its class, so the index remembers what it took
each type for, and starts over when a program sees one of them differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from attrs import frozen

from collectif.errors import CollectifError, CorruptLog, StoreUnavailable
from collectif.log.files import File
from collectif.log.query import Query
from collectif.log.store import Candidates, Store
from collectif.log.strangers import INDEX
from collectif.record.codec import Codec
from collectif.record.event import Unknown

_FAR_BEHIND = 2048
"""How many events may be scanned before the index is extended."""

_SLICE = 8192
"""How many events are indexed in one transaction, so that writers need not wait for long."""

_MANY = 50
"""How many (kind, id) pairs a query may have before a scan is the better way."""

_ANYTHING = "?"


@frozen
class _State:
    """How far the index goes, what it took the types for, and what it says.

    Attributes:
        size: It covers the first `size` events.
        root: The root of the tree over them, by which the index knows the log that it is of.
        types: Type of event -> what it was taken for.
        seqs: The positions that were asked for, in order.
    """

    size: int = 0
    root: str = ""
    types: frozenset[tuple[str, str]] = frozenset()
    seqs: tuple[int, ...] = ()


class Index:
    """The index of references of a log in an SQLite file."""

    def __init__(self, file: File, store: Store) -> None:
        self._file = file
        self._store = store
        self._known: tuple[int, str] | None = None

    def candidates(self, query: Query, codec: Codec, stop: int) -> Candidates | None:
        """Return where to look among the first events, and how many those are; None: everywhere."""
        pairs = [pair for item in query.items for pair in item.references]
        if len(pairs) > _MANY or not all(item.references for item in query.items):
            return None
        with suppress(StoreUnavailable, CorruptLog):
            state = self._asked(query)
            if not self._is_ours(state, codec) or stop - state.size > _FAR_BEHIND:
                self._bring_up_to(stop, codec, afresh=not self._is_ours(state, codec))
                state = self._asked(query)
            if self._is_ours(state, codec):
                return [seq for seq in state.seqs if seq < stop], min(state.size, stop)
        return None

    def drop(self) -> None:
        """Remove the index; the next reading by reference builds it again."""
        with self._file.transaction():
            self._dropped()

    def _asked(self, query: Query) -> _State:
        """Read everything in one statement, so that it is of one moment."""
        if not self._is_there():
            return _State()
        chosen, values = _choice(query)
        rows = self._file.all(
            "select 0 as what, size as n, root as a, '' as b from reference_state"
            " union all select 1, 0, type, taken_for from reference_type"
            f" union all select 2, seq, '', '' from ({chosen}) order by what, n",
            values,
        )
        size, root = next(((n, a) for what, n, a, _ in rows if what == 0), (0, ""))
        types = frozenset((a, b) for what, _, a, b in rows if what == 1)
        return _State(size, root, types, tuple(n for what, n, *_ in rows if what == 2))

    def _is_there(self) -> bool:
        named = ", ".join(f"'{name}'" for name in INDEX)
        found = self._file.all(f"select 1 from sqlite_master where name in ({named})")
        return len(found) == len(INDEX)

    def _is_ours(self, state: _State, codec: Codec) -> bool:
        """Whether the index is of this log, and of the types as this program knows them."""
        return (
            state.size > 0
            and all(_taken_for(type, codec) == taken for type, taken in state.types)
            and self._root(state.size) == state.root
        )

    def _root(self, size: int) -> str:
        """Return the root of the first events; recorded events never change, so once is enough."""
        if self._known is None or self._known[0] != size:
            from collectif.log.value import Prefix

            edge = self._store.edge()
            if size > edge.size:
                return ""
            self._known = size, Prefix(self._store, Codec(), size).head().root.hex()
        return self._known[1]

    def _bring_up_to(self, stop: int, codec: Codec, *, afresh: bool) -> None:
        if self._file.read_only or self._file.writing:
            return
        while True:
            with self._file.transaction(patient=False):
                if afresh:
                    self._dropped()
                    self._create()
                ((size, _),) = self._file.all("select size, root from reference_state")
                if not afresh and size >= stop:
                    return
                self._extend(size, min(size + _SLICE, stop), codec)
            afresh = False

    def _dropped(self) -> None:
        for name in INDEX:
            with self._file.table(name) as table:
                if table.exists():
                    table.drop()

    def _create(self) -> None:
        columns: dict[str, Any] = {"kind": str, "id": str, "seq": int}
        with self._file.table("reference") as table:
            table.create(columns, pk=("id", "kind", "seq"), strict=True)
        with self._file.table("reference_type") as table:
            table.create({"type": str, "taken_for": str}, pk="type", strict=True)
        with self._file.table("reference_state") as table:
            table.create({"size": int, "root": str}, strict=True)
            table.insert({"size": 0, "root": ""})

    def _extend(self, start: int, stop: int, codec: Codec) -> None:
        types = set[str]()
        rows = list(_rows(self._store, start, stop, codec, types))
        self._file.put("insert or ignore into reference(kind, id, seq) values (?, ?, ?)", rows)
        with self._file.table("reference_type") as table:
            taken = [{"type": type, "taken_for": _taken_for(type, codec)} for type in types]
            table.insert_all(taken, ignore=True)
        root = self._root(stop)
        self._file.put("update reference_state set size = ?, root = ?", [(stop, root)])


def _rows(
    store: Store, start: int, stop: int, codec: Codec, types: set[str]
) -> Iterator[tuple[str, str, int]]:
    """Yield what events are about; the words of none of them are asked for."""
    seq = start
    for page in store.pages(start, stop):
        for type, body in page:
            types.add(type)
            for kind, id in _about(type, body, codec):
                yield kind, id, seq
            seq += 1


def _about(type: str, body: bytes, codec: Codec) -> Iterator[tuple[str, str]]:
    try:
        event = codec.decode(type, body, {})
    except CollectifError:  # the reader will stumble over it too, and say so
        yield _ANYTHING, ""
        return
    if isinstance(event.data, Unknown):
        yield _ANYTHING, ""
    else:
        yield from codec.references(event)


def _taken_for(type: str, codec: Codec) -> str:
    known = codec.registry.get(type)
    return "" if known is None else repr((known.version, known.references))


def _choice(query: Query) -> tuple[str, Sequence[str]]:
    """Return the statement that selects where to look, and its values."""
    parts, values = [f"select seq from reference where id = '' and kind = '{_ANYTHING}'"], []
    one = "select seq from reference where id = ? and kind in (?, 'ref')"
    for item in query.items:
        pairs = sorted(item.references)
        parts.append(f"select * from ({' intersect '.join([one] * len(pairs))})")
        values += [value for kind, id in pairs for value in (id, kind)]
    return " union ".join(parts), values
