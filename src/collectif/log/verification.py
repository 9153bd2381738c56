"""This module is about verifying a log: every stored byte against every other.

The bodies are the log. Everything else that is stored can be computed from them (columns, leaves,
tree, cached tiles) or checked against them (personal words), and is. What is wrong comes back as
data, all of it at once, the first wrong event first. No event class is needed: types that this
program does not know are verified like all others.

What this proves is that the log agrees with itself. That it is the log that others have seen is
proved by comparing `Report.root` with a root that they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import field, frozen

from collectif.errors import CollectifError, CorruptLog, Quoted, Reason, Swapped
from collectif.log.examination import Examination, Finding
from collectif.log.merkle import Edge, tile_roots
from collectif.log.store import Row, Store, Stored
from collectif.record.disclosure import Disclosure, digest

__all__ = ["Finding", "Report", "verify"]

_GIVE_UP = 100
"""After how many unreadable events in a row the rest is not looked for any more."""

_LAST = 2**63 - 1
"""The last position that SQLite can hold."""

_PAGE = 1024
"""How many rows are read at a time."""

_FEW = 20
"""How many positions a note names."""

_Words = Mapping[str, tuple[str, Reason | None]]
_Tiles = Sequence[tuple[int, int, bytes]]


@frozen(kw_only=True)
class Report:
    """What verifying a log has found.

    Attributes:
        size: How many events could be read.
        root: The root of the tree over their bytes, as computed, whatever is stored.
        findings: What is wrong, by position; what no single event is to blame for comes last.
        notes: What is not wrong, and good to know, in English.
        set_back: The positions of the events that were recorded earlier than the one before them,
            by the clock of the log: a clock that was set back, or events of another log. `recorded`
            is a claim, and order is the position.
    """

    size: int
    root: bytes
    findings: tuple[Finding, ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    set_back: tuple[int, ...] = field(default=(), repr=False)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(store: Store, progress: Callable[[int], None] = lambda count: None) -> Report:
    """Check everything that a store holds; it may be written meanwhile.

    Args:
        store: What is checked.
        progress: Called with how many events were examined since the last call.
    """
    told = list[Finding]()
    tiles, words = _tiles(store, told), _words(store, told)
    examination = Examination(words)
    edge = _examined(store, examination, told, progress)
    computed = examination.tree.edge()
    told += _twins(store, examination)
    told += _against_edge(edge, computed)
    told += _against_tiles(tiles, examination.tree.tiles)
    told += _damage(store)
    loose = [one for one in words if one not in examination.opened]
    told += _wrong_and_loose(words, loose)
    return Report(
        size=computed.size,
        root=computed.root(),
        findings=tuple(sorted(examination.findings + told, key=_place)),
        notes=tuple(map(str, (*_notes(loose), *_clock_notes(examination.set_back)))),
        set_back=tuple(examination.set_back),
    )


def _examined(
    store: Store,
    examination: Examination,
    told: list[Finding],
    progress: Callable[[int], None],
) -> Edge | None:
    """Examine all rows, those that come meanwhile too; return the edge that they led to."""
    while True:
        taken = False
        for page in _pages(store, examination.position):
            if isinstance(page, Finding):
                told.append(page)
                examination.skip(page.seq or 0)
            else:
                examination.take(page)
                progress(len(page))
                taken = True
        try:
            edge = store.edge()
        except (CorruptLog, Swapped) as error:
            told.append(Finding(None, None, "edge", Quoted(error, "what", "why")))
            return None
        if not taken or edge.size <= examination.position:
            return edge


def _pages(store: Store, start: int) -> Iterator[Sequence[Stored] | Finding]:
    """Yield the rows of a store, page by page, and a finding for each that cannot be read."""
    after = start - 1 if start else None
    count, failed = _PAGE, 0
    while failed < _GIVE_UP and (after is None or after < _LAST):
        try:
            page = store.stored(after, count)
        except CorruptLog as error:
            if count > 1:  # the trouble is with one of these: come closer
                count = max(1, count // 8)
                continue
            after, failed = 0 if after is None else after + 1, failed + 1
            yield Finding(
                after,
                None,
                "unreadable",
                Reason(
                    "verification.event-cannot-be-read", after=after, error=Quoted(error, "why")
                ),
            )
            continue
        if not page:
            return
        yield page
        after, count, failed = page[-1][0], min(_PAGE, count * 2), 0


def _tiles(store: Store, told: list[Finding]) -> _Tiles:
    try:
        return list(store.kept_tiles())
    except CorruptLog as error:
        told.append(
            Finding(
                None,
                None,
                "tile",
                Reason("verification.cached-roots-cannot-be-read", error=Quoted(error, "why")),
            )
        )
        return ()


def _words(store: Store, told: list[Finding]) -> _Words:
    """Return the digests of the words at hand: the event they are kept for, and what is wrong."""
    words: dict[str, tuple[str, Reason | None]] = {}
    if store.private is not None:
        try:
            for one in store.private.disclosures():
                words[one.digest] = one.event, _fault(one)
        except CollectifError as error:
            told.append(Finding(None, None, "words", Quoted(error, "what", "why")))
    return words


def _fault(disclosure: Disclosure) -> Reason | None:
    """Return what is wrong with a disclosure, if anything is."""
    try:
        if digest(disclosure.text) != disclosure.digest:
            return Reason("verification.words-kept-for-are-not")
        _ = disclosure.opened
    except (CollectifError, AttributeError, TypeError, ValueError):
        return Reason("verification.words-kept-for-cannot")
    return None


def _wrong_and_loose(words: _Words, loose: list[str]) -> Iterator[Finding]:
    for one in loose:
        event, fault = words[one]
        if fault is not None:
            yield Finding(
                None,
                event,
                "words",
                Reason("verification.for-which-no-event-holds", one=one, fault=fault),
            )


def _twins(store: Store, examination: Examination) -> Iterator[Finding]:
    """Yield a finding for each event whose id another one had before it."""
    import numpy

    ordered = numpy.sort(numpy.frombuffer(examination.hashes, dtype=numpy.int64))
    suspects = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    first: dict[str, int] = {}
    for page in _pages(store, 0) if suspects else ():
        for row in map(Row._make, page if not isinstance(page, Finding) else ()):
            if hash(row.id) in suspects and first.setdefault(row.id, row.seq) != row.seq:
                told = Reason(
                    "verification.event-has-id-and-so", seq=row.seq, id=row.id, first=first[row.id]
                )
                yield Finding(row.seq, row.id, "duplicate", told)


def _against_edge(edge: Edge | None, computed: Edge) -> Iterator[Finding]:
    if edge is None:
        return
    if edge.size != computed.size:
        told = Reason("verification.log-says-holds-events", size=edge.size, size2=computed.size)
        yield Finding(None, None, "size", told)
    elif edge.hashes != computed.hashes:
        told = Reason(
            "verification.root-log-keeps", edge=edge.root().hex(), computed=computed.root().hex()
        )
        yield Finding(None, None, "root", told)


def _against_tiles(tiles: _Tiles, lowest: list[bytes]) -> Iterator[Finding]:
    """Compare cached tile roots, level by level, with those that were computed."""
    levels = [lowest]
    while levels[-1]:
        levels.append(tile_roots(levels[-1]))
    for level, n, kept in tiles:
        row = levels[level - 1] if 1 <= level <= len(levels) else []
        if not 0 <= n < len(row) or row[n] != kept:
            told = Reason("verification.cached-root-tile-level", n=n, level=level)
            yield Finding(None, None, "tile", told)


def _damage(store: Store) -> Iterator[Finding]:
    try:
        for told in store.damage():
            yield Finding(None, None, "store", told)
    except CorruptLog as error:
        yield Finding(None, None, "store", Quoted(error, "what", "why"))


def _notes(loose: list[str]) -> tuple[Reason, ...]:
    if not loose:
        return ()
    return (Reason("verification.disclosures-in-private-store-belong", count=len(loose)),)


def _clock_notes(set_back: Sequence[int]) -> Iterator[Reason]:
    if set_back:
        first = ", ".join(map(str, set_back[:_FEW]))
        name = "clock-back-often" if len(set_back) > _FEW else "clock-back"
        yield Reason(f"verification.{name}", count=len(set_back), first=first)


def _place(finding: Finding) -> tuple[bool, int]:
    return finding.seq is None, finding.seq or 0
