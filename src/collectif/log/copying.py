"""This module is about taking over events that another log recorded, byte for byte.

Nothing is written anew: the bytes keep their ids, their times and their hashes. So every byte is
held to what a log holds before it is let in, as `verify` would hold it afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from collectif.errors import CollectifError, CorruptLog, InvalidJSON, Phrase, Quoted, Reason
from collectif.log.acceptance import Acceptance
from collectif.log.clock import microseconds
from collectif.log.merkle import leaf_hash
from collectif.log.store import Row
from collectif.record.codec import Codec
from collectif.record.disclosure import Disclosure, digest
from collectif.record.envelope import FORMAT, Recorded
from collectif.record.shape import NAME
from collectif.record.words import DIGESTS, take_digests

ID = re.compile(r"[!-~]{1,200}")
"""How events are called: visible ASCII, without spaces."""

_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
_KEYS = frozenset(Recorded.__struct_fields__)
_ACTOR_KEYS = frozenset({"role", "member"})
_ACCEPTANCE = Acceptance()


class _Wrong(Exception):
    """Why bytes are not the next event of a log."""

    def __init__(self, why: Phrase | str) -> None:
        super().__init__(why)
        self.why = why


def copied(
    bodies: Sequence[bytes], codec: Codec, *, first: int, known: int | None
) -> Iterator[Row]:
    """Yield the rows of events that continue a log.

    Args:
        bodies: Their canonical bytes, in order.
        codec: The event types to know; a type that it does not know is taken over all the same.
        first: The position of the first one.
        known: The latest `recorded` before them, in microseconds since 1970 UTC; None if none.

    Raises:
        CorruptLog: Naming the position of the first one that no log could hold there, and why.
    """
    for seq, (body, said) in enumerate(zip(bodies, _ACCEPTANCE.said(bodies), strict=True), first):
        try:
            event = _event(said, seq)
            codec.decode(event.type, body, {})
        except _Wrong as wrong:
            raise _not_next(seq, wrong.why) from wrong
        except CollectifError as error:
            raise _not_next(seq, Quoted(error, "what", inside=True)) from error
        moment = microseconds(event.recorded)
        known = moment if known is None else max(known, moment)
        yield Row(seq, event.id, event.type, known, body, leaf_hash(body))


def digests_of(body: bytes) -> tuple[str, list[str]]:
    """Return the id of an event and the digests of its words, from its canonical bytes.

    Raises:
        CorruptLog: If the bytes are those of no event.
    """
    try:
        if b'"_sd":' not in body:
            return "", []
        said = msgspec.json.decode(body, type=Recorded[dict[str, Any]])
    except (ValueError, TypeError, RecursionError) as error:
        raise CorruptLog.of("copying.digests-events-words-cannot", error=error) from error
    return said.id, take_digests(said.data)


def fault_of(disclosure: Disclosure, digests: Sequence[str]) -> Reason | None:
    """Return why a disclosure is not one of those of an event; None if it is."""
    if disclosure.digest not in digests or digest(disclosure.text) != disclosure.digest:
        return Reason("copying.no-digest-event-is-these")
    try:
        _ = disclosure.opened
    except CollectifError:
        return Reason("copying.not-disclosure-words")
    return None


def _event(said: Any, seq: int) -> Recorded[dict[str, Any]]:
    """Return what accepted bytes say as an event, if a log could hold it at a position."""
    if isinstance(said, InvalidJSON):
        raise _Wrong(Quoted(said, "what", inside=True))
    if not isinstance(said, dict):
        raise _Wrong(Reason("copying.not-object-with-keys-envelope"))
    if said.get("format") != FORMAT or type(said.get("format")) is not int:
        raise _Wrong(Reason("copying.format-is-and-only", said=said.get("format"), format=FORMAT))
    strange = sorted(said.keys() - _KEYS) + sorted(_inside(said.get("actor")) - _ACTOR_KEYS)
    if strange:
        raise _Wrong(Reason("copying.format-has-no-key", format=FORMAT, strange=strange[0]))
    if None in (*said.values(), *_values(said.get("actor"))):
        raise _Wrong(Reason("copying.holds-null-and-absent-keys"))
    try:
        event = msgspec.convert(said, Recorded[dict[str, Any]])
    except msgspec.ValidationError as error:
        raise _Wrong(f"{str(error)[:1].lower()}{str(error)[1:]}") from error
    for fault in _faults(event, seq):
        raise _Wrong(fault)
    return event


def _faults(event: Recorded[dict[str, Any]], seq: int) -> Iterator[Reason]:
    if event.seq != seq:
        yield Reason("copying.says-position", seq=event.seq)
    if not ID.fullmatch(event.id):
        yield Reason("copying.cannot-be-id-event", id=event.id[:80])
    if not NAME.fullmatch(event.type) or event.version < 1:
        yield Reason("copying.version-names-no-type", type=event.type[:80], version=event.version)
    digests = event.data.get(DIGESTS, [])
    if type(digests) is not list or not all(
        type(one) is str and _DIGEST.fullmatch(one) for one in digests
    ):
        yield Reason("copying.not-list-digests", digests=DIGESTS)
    elif not all(one < other for one, other in pairwise(digests)):
        yield Reason("copying.not-sorted", digests=DIGESTS)


def _inside(actor: object) -> frozenset[str]:
    return frozenset(actor) if isinstance(actor, dict) else frozenset()


def _values(actor: object) -> tuple[object, ...]:
    return tuple(actor.values()) if isinstance(actor, dict) else ()


def _not_next(seq: int, why: Phrase | str) -> CorruptLog:
    return CorruptLog.of("copying.event-cannot-be-taken-over", seq=seq, why=why)
