"""This module is about rehearsals: many acts, all of them recorded or none.

The acts are played on a copy of the log in memory, where each is judged as usual. Only when all of
them were allowed are the bytes that they led to taken over by the log, in one append; until then
nobody else sees anything, and nobody else writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from collectif.collective import Collective
from collectif.log.log import Clock, Log
from collectif.log.memory import MemoryStore
from collectif.log.store import Store
from collectif.recording import Core, Note


@contextmanager
def rehearsing(collective: Collective, *, clock: Clock | None = None) -> Iterator[Collective]:
    """Give a copy of a collective; what is recorded in it is recorded when the block ends well.

    Args:
        collective: Where the acts are to be recorded; nothing else writes there meanwhile.
        clock: What time it is in the rehearsal, and so what the log will say that it was; that of
            the collective unless told otherwise.
    """
    log = collective.log
    with log.writing() as pen:
        scratch = _copy_of(log.store)
        size = scratch.edge().size
        before = {one.digest for one in scratch.private.disclosures()}
        told = Log(scratch, clock=clock or log.clock, codec=log.codec, entropy=log.entropy)
        yield Collective(Core(told), Note())
        bodies = [row.body for row in scratch.rows(size, scratch.edge().size)]
        words = [one for one in scratch.private.disclosures() if one.digest not in before]
        pen.keep(words)
        pen.copy(bodies)
    collective.sweep()


def _copy_of(store: Store) -> MemoryStore:
    """Return a store in memory with the same rows and words."""
    copy, edge = MemoryStore(), store.edge()
    with copy.writing():
        copy.insert(list(store.rows(0, edge.size)), edge)
    if store.private is not None:
        copy.private.keep(list(store.private.disclosures()))
    return copy
