"""This module is about receipts: the proof, for whoever holds it, that one event is in the log.

A receipt is a C2SP tlog-proof: the event, the words of it that its holder may show, the way from
its leaf to the root, and the signed state with that root. It needs nothing else to be checked, and
still holds when the words are erased from the record: they are then the holder's alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectif.errors import InvalidInput, UnknownName
from collectif.evidence.checkpoints import checkpoints
from collectif.evidence.verify import Checkpoint, Receipt
from collectif.log.copying import digests_of
from collectif.log.log import Log
from collectif.log.store import Row
from collectif.log.value import is_of
from collectif.record.disclosure import opened
from collectif.record.event import EVENTS


def receipt_of(log: Log, event: str, *, words: bool = True, of: str | None = None) -> Receipt:
    """Return the receipt of an event, against the latest signed state.

    Cosignatures of witnesses that were kept with this state go with it.

    Args:
        log: The log.
        event: The id of the event.
        words: Whether its words go with it, as far as they are at hand. Secret ballots never do:
            whoever could show one could be made to.
        of: Words go with it only if this member did what the event says; None whoever did.

    Raises:
        UnknownName: If no event has that id.
        InvalidInput: If no state that holds it was signed yet.
    """
    row = log.store.find([event]).get(event)
    if row is None:
        raise UnknownName.of("receipts.no-event-log-is-called", event=event)
    signed = _latest_holding(log, row)
    proof = tuple(log.at(signed.size).inclusion(row.seq))
    heard = words and (of is None or is_of(row.body, of))
    openings = tuple(_openings(log, row)) if heard else ()
    return Receipt(row.body, openings, row.seq, proof, signed)


def _latest_holding(log: Log, row: Row) -> Checkpoint:
    signed = checkpoints(log)
    if signed and signed[-1].size > row.seq:
        return signed[-1]
    raise InvalidInput.of("receipts.no-receipt-yet", id=row.id)


def _openings(log: Log, row: Row) -> Iterator[str]:
    """Yield the disclosures of an event's words that are at hand and may be shown."""
    private, (_, digests) = log.store.private, digests_of(row.body)
    known = EVENTS.get(row.type)
    never = known.secret if known is not None else frozenset()
    kept = private.words(digests) if private is not None and digests else {}
    for digest in digests:
        if digest in kept and opened(kept[digest])[0] not in never:
            yield kept[digest]
