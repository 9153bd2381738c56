"""This module is about what writes, while the log's one writer lock is held.

Ids are looked at before anything else: an act told again returns its first record. Words are made
durable before the events that hold their digests; a crash in between leaves words that no event
points to, which `verify` notes and `Log.sweep` removes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from typing import Any

from msgspec.structs import replace

from collectif.errors import CollectifError, Conflict, InvalidInput
from collectif.log.clock import Clock, microseconds, shown_in
from collectif.log.copying import ID, copied
from collectif.log.merkle import leaf_hash
from collectif.log.query import Query
from collectif.log.store import Row, Store
from collectif.log.value import LogValue
from collectif.record.codec import Codec, spelled_time
from collectif.record.disclosure import Disclosure, Entropy
from collectif.record.envelope import Draft, Recorded

Events = tuple[Recorded[Any], ...]


class Pen:
    """What writes, while the lock is held."""

    def __init__(self, store: Store, codec: Codec, *, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._codec = codec
        self._clock = clock
        self._entropy = entropy
        self._kept: list[str] = []

    def told(self, drafts: Sequence[Draft], *, act: str | None = None) -> Events | None:
        """Return the first record if these drafts are already recorded, None if they are new.

        Args:
            drafts: The events, with their ids.
            act: The name of the act that they are all of, where their ids follow from it.

        Raises:
            Conflict: If an id names other content, or only some of the ids are there, or the act
                had more or fewer events.
        """
        ids = [draft.id for draft in drafts if draft.id is not None]
        beside = _beside(act, len(drafts))
        rows = self._store.find([*ids, *beside]) if ids else {}
        if not rows:
            return None
        found = sorted(rows.values())
        value = LogValue(self._store, self._codec)
        words = value.words([(row.type, row.body) for row in found])
        recorded = {row.id: self._codec.decode(row.type, row.body, words) for row in found}
        for draft in drafts:
            row = rows.get(draft.id or "")
            if row is None or not self._codec.told_again(draft, row.body, words):
                raise _taken(draft.id or found[0].id, tuple(recorded.values()))
        if not rows.keys().isdisjoint(beside):
            raise _taken(act or found[0].id, tuple(recorded.values()))
        return tuple(recorded[id] for id in ids)

    def refuse_if(self, query: Query, after: int) -> None:
        """Raise `Conflict` if an event after the first `after` ones matches."""
        events = tuple(LogValue(self._store, self._codec).read(query, after=after))
        if events:
            raise Conflict.of(
                "pen.nothing-was-recorded-events-came",
                events=events,
                count=len(events),
                after=after,
                type=events[0].type,
                id=events[0].id,
                seq=events[0].seq,
            )

    def write(
        self, drafts: Sequence[Draft], *, first: int | None = None, zone: tzinfo | None = None
    ) -> Events:
        """Add events at the end and return them as recorded; words are made durable first.

        Args:
            drafts: The events.
            first: The position of the first one; None continues the log.
            zone: In which it is told when events happened that happen now; None takes the offset
                of the clock.
        """
        if not drafts:
            return ()
        _refuse_twins(drafts)
        edge = self._store.edge()
        now = self._clock()
        recorded, moment = spelled_time(now), microseconds(now)
        if zone is not None:
            shown = shown_in(now, zone)
            drafts = [replace(d, occurred=shown) if d.occurred is None else d for d in drafts]
        last = self._store.last_known()
        known = moment if last is None else max(moment, last)
        written, rows, disclosures = [], [], list[Disclosure]()
        start = edge.size if first is None else first
        for seq, draft in enumerate(_identified(drafts, now, self._entropy), start):
            id = _checked(draft.id)
            event, body, words = self._codec.encode(
                draft, id=id, seq=seq, recorded=recorded, entropy=self._entropy
            )
            written.append(event)
            rows.append(Row(seq, id, event.type, known, body, leaf_hash(body)))
            disclosures += words
        self.keep(disclosures)
        self._store.insert(rows, edge.extended([row.leaf for row in rows]))
        return tuple(written)

    def copy(self, bodies: Sequence[bytes]) -> None:
        """Add events that another log recorded, byte for byte.

        Raises:
            CorruptLog: If they do not continue this log; nothing is added then.
            Conflict: If an id already names an event.
        """
        edge, known = self._store.edge(), self._store.last_known()
        rows = list(copied(bodies, self._codec, first=edge.size, known=known))
        _refuse_taken(rows, self._store.find([row.id for row in rows]))
        self._store.insert(rows, edge.extended([row.leaf for row in rows]))

    def erase(self, asked: Mapping[str, Collection[str]]) -> int:
        """Remove words that must not be kept, with what corrected them; return how many went.

        Also where none is there any more, no byte is left of any: whoever began to remove them may
        not have come to the end.

        Args:
            asked: Event -> the fields whose words go, by name or by JSON Pointer; `*` is all.
        """
        from collectif.log.erasing import doomed

        private = self._store.private
        if private is None or not asked:
            return 0
        value = LogValue(self._store, self._codec)
        digests = list(doomed(private, asked, value.events(frozenset({"event-rectified"}))))
        private.forget(digests)
        return len(digests)

    def mark_swept(self, size: int) -> None:
        """Let the private store say that it is swept of what the first `size` events erase."""
        private = self._store.private
        if private is not None and size:
            (leaf,) = self._store.leaves(size - 1, size)
            private.mark_swept(size, leaf)

    def forget_words(self) -> None:
        """Take back the words of what was not recorded after all, if the store still lets us."""
        if self._kept and self._store.private is not None:
            with suppress(CollectifError):
                self._store.private.forget(self._kept)

    def keep(self, disclosures: Sequence[Disclosure]) -> None:
        """Keep words durably; they are taken back if what they belong to is not recorded."""
        if disclosures:
            if self._store.private is None:
                raise InvalidInput.of("pen.personal-words-cannot-be-recorded")
            self._kept += [one.digest for one in disclosures]
            self._store.private.keep(disclosures)


def drafted(events: Iterable[Any], id: str | None, envelope: Mapping[str, Any]) -> list[Draft]:
    """Return events as drafts, with the ids that follow from the id of their act."""
    given = [e if type(e) is Draft else Draft(data=e, **envelope) for e in events]
    for name in (id, *(draft.id for draft in given)):
        if name is not None:
            _checked(name)
    if id is None:
        return given
    if len(given) == 1:
        return [replace(given[0], id=id)]
    return _named(given, id)


def _identified(drafts: Sequence[Draft], now: datetime, entropy: Entropy) -> Sequence[Draft]:
    """Return the drafts with an id each: several without one are an act, and get those of it."""
    nameless = sum(draft.id is None for draft in drafts)
    if nameless == len(drafts) > 1:
        return _named(drafts, *_new_ids(now, entropy, 1))
    new = _new_ids(now, entropy, nameless)
    return [replace(d, id=next(new)) if d.id is None else d for d in drafts] if nameless else drafts


def _named(drafts: Sequence[Draft], act: str) -> list[Draft]:
    """Return the drafts of an act with ids below its own, and its name as that of their batch."""
    return [replace(d, id=f"{act}/{n}", batch=d.batch or act) for n, d in enumerate(drafts)]


def _beside(act: str | None, count: int) -> list[str]:
    """Return the ids that would be taken if an act of this name had another number of events."""
    if act is None:
        return []
    return [f"{act}/0"] if count == 1 else [act, f"{act}/{count}"]


def _taken(id: str, events: Events) -> Conflict:
    return Conflict.of("pen.id-cannot-be-used", events=events, id=id)


def _refuse_taken(rows: Sequence[Row], recorded: Mapping[str, Row]) -> None:
    taken = set(recorded)
    for row in rows:
        if row.id in taken:
            raise Conflict.of("pen.event-cannot-be-taken-over", seq=row.seq, id=row.id)
        taken.add(row.id)


def _refuse_twins(drafts: Sequence[Draft]) -> None:
    ids = [draft.id for draft in drafts if draft.id is not None]
    if len(set(ids)) != len(ids):
        twin = next(id for n, id in enumerate(ids) if id in ids[:n])
        raise InvalidInput.of("pen.two-events-one-act-have", twin=twin)


def _checked(id: str | None) -> str:
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise InvalidInput.of("pen.cannot-be-id-event", id=str(id)[:80])
    return id


def _new_ids(now: datetime, entropy: Entropy, count: int) -> Iterator[str]:
    """Yield UUIDv7s (RFC 9562, section 5.7) of one moment: a time, and random below that."""
    milliseconds = f"{microseconds(now) // 1000 & (1 << 48) - 1:012x}"
    random = entropy(10 * count).hex()
    prefix = f"{milliseconds[:8]}-{milliseconds[8:]}-7"
    for at in range(0, 20 * count, 20):
        variant = "89ab"[int(random[at], 16) & 3]
        yield (
            f"{prefix}{random[at + 1 : at + 4]}-{variant}{random[at + 4 : at + 7]}"
            f"-{random[at + 7 : at + 19]}"
        )
