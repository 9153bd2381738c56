"""This module is about putting a backup back, without history growing shorter unnoticed.

What is at hand is compared with the backup event by event. If anything would be lost, nothing
happens, unless the caller says how many events may be. What was there is kept aside, and words that
either log says are erased do not come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from collectif.acts.erasure import ERASURES, words_to_go
from collectif.errors import InvalidInput, Reason, Swapped, WouldLose
from collectif.keeping.backup import copied, swept
from collectif.keeping.holding import Hold, held
from collectif.keeping.remains import TOLD, remaining_words, remains
from collectif.log.log import Log
from collectif.log.merkle import Edge, leaf_hash
from collectif.log.placing import keep_aside, place, workplace
from collectif.log.reading import leftovers
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.log.value import Head, Prefix
from collectif.record.codec import Codec


@frozen(kw_only=True)
class Restored:
    """What was put back.

    Attributes:
        path: Where the log is now.
        size: How many events it holds.
        root: The root of the tree over them.
        words: How many personal words it holds.
        lost: Position -> id of the events of the log that was there and that the backup has not,
            as far as they could still be read.
        count: How many events are known to be lost; more than `lost` holds if not all could be
            read.
        aside: Where the files that were there are kept.
    """

    path: Path
    size: int
    root: bytes
    words: int
    lost: Mapping[int, str]
    count: int
    aside: tuple[Path, ...]


@frozen(kw_only=True)
class _AtHand:
    """The log that is where a backup is to go.

    Attributes:
        leaves: Position -> leaf of the events that can be read.
        ids: Position -> id of the events, as far as they can be told.
        size: How many events it held, as far as anything tells.
        edge: The right edge that it says it had; None if that cannot be read.
        erased: Event -> the fields whose words it says are erased.
    """

    leaves: Mapping[int, bytes]
    ids: Mapping[int, str]
    size: int
    edge: Edge | None
    erased: Mapping[str, frozenset[str]]

    @property
    def whole(self) -> bool:
        """Whether every event of it can be read."""
        return self.edge is not None and len(self.leaves) == self.size == self.edge.size


_NOTHING = _AtHand(leaves={}, ids={}, size=0, edge=Edge.empty(), erased={})


def restore(
    backup: Path, to: Path, *, expect: Head | None = None, shorten: int | None = None
) -> Restored:
    """Put a verified copy of a backup where a log is, or was.

    Args:
        backup: The backup; it is not touched.
        to: Where the log goes. A log that is there is kept aside, with its words.
        expect: A state of the log that is known from elsewhere, as from the minutes; the backup
            must hold it.
        shorten: How many events of the log that is there may be lost: exactly as many as are
            known to be. None loses nothing, and refuses where what is there is too damaged to
            tell.

    Raises:
        WouldLose: If events would be lost, and `shorten` does not say so.
        Swapped: If the backup is of another log, or of another history than `expect` names.
        CorruptLog: If the backup is not sound.
        StoreUnavailable: If another program uses the log.
    """
    to = to.resolve() if to.is_symlink() else to
    if to.is_dir() or to.resolve() == backup.resolve():
        why = Reason("restoring.folder") if to.is_dir() else Reason("restoring.backup-itself")
        raise InvalidInput.of("restoring.cannot-be-put-back", to=to, why=why)
    with workplace(to) as made:
        report, _ = copied(backup, made, words=True)
        head = Head(report.size, report.root)
        here = _at_hand(to)
        lost = _lost(here, made, to)
        count = _judged(here, lost, head, made, to, expect=expect, shorten=shorten)
        _bring_words(to, made, here)
        with held(to) as hold:
            if here.whole:
                hold.check(here.size)
            aside = _placed(made, to, hold)
    return Restored(
        path=to,
        size=head.size,
        root=head.root,
        words=swept(to),
        lost={seq: here.ids.get(seq, "") for seq in lost[:TOLD]},
        count=count,
        aside=aside,
    )


def _at_hand(path: Path) -> _AtHand:
    """Return what can be said of the log at a path; a damaged one is read as far as it goes."""
    if not path.exists():
        return _NOTHING
    left = remains(path, beside=path.parent)
    return _AtHand(
        leaves={seq: leaf_hash(body) for seq, body in left.events.items()},
        ids=left.ids,
        size=left.size,
        edge=left.edge,
        erased=words_to_go(left.of_types(ERASURES)),
    )


def _lost(here: _AtHand, made: Path, to: Path) -> range:
    """Return the positions of the events at hand that a copy has not."""
    store = SQLiteStore(made, read_only=True)
    try:
        leaves = store.leaves(0, store.edge().size)
    finally:
        store.close()
    differing = [seq for seq, leaf in here.leaves.items() if leaves[seq : seq + 1] != [leaf]]
    if leaves and here.leaves and len(differing) == len(here.leaves):
        raise _other(
            Reason("restoring.holds-another-log", to=to), Reason("restoring.no-event-one-is-event")
        )
    return range(min([*differing, len(leaves)]), here.size)


def _judged(
    here: _AtHand,
    lost: range,
    head: Head,
    made: Path,
    to: Path,
    *,
    expect: Head | None,
    shorten: int | None,
) -> int:
    """Return how many events are known to be lost, or refuse."""
    if expect is not None and expect.size <= head.size and _root(made, expect.size) != expect.root:
        raise _other(
            Reason("restoring.backup-is-not-log-whose", size=expect.size),
            Reason("restoring.at-size-root-is-another"),
        )
    size = max(here.size, expect.size if expect else 0)
    count = max(len(lost), size - head.size)
    sure = here.whole or _covers(made, head, here.edge)
    if shorten == count or (count == 0 and sure and shorten is None):
        return count
    if sure or count:
        why = Reason("restoring.holds-events-and-were-recorded", size=head.size, count=count)
    else:
        why = Reason("restoring.what-is-there-is-so")
    raise WouldLose.of(
        "restoring.backup-was-not-put-back",
        count=count,
        lost=tuple(here.ids.get(seq, "") for seq in lost[:TOLD]),
        to=to,
        why=why,
    )


def _covers(made: Path, head: Head, edge: Edge | None) -> bool:
    """Whether a copy begins with all that a damaged log had, by the root that it still names."""
    return edge is not None and edge.size <= head.size and _root(made, edge.size) == edge.root()


def _root(path: Path, size: int) -> bytes:
    store = SQLiteStore(path, read_only=True)
    try:
        return Prefix(store, Codec(), size).head().root
    finally:
        store.close()


def _bring_words(to: Path, made: Path, here: _AtHand) -> None:
    """Put the words at hand with those of the backup, without those that any log says are erased.

    Words of events that are lost stay until the log itself is in its place: should this program
    die before that, the log that is there has all of its words.
    """
    log = Log(SQLiteStore(made))
    private = log.store.private
    assert private is not None
    try:
        if private_path(to).exists():
            private.keep(tuple(remaining_words(private_path(to), beside=to.parent)))
        found = dict(words_to_go(log.events(ERASURES)))
        for event, fields in here.erased.items():
            found[event] = found.get(event, frozenset()) | fields
        log.erase(found)
    finally:
        log.close()


def _placed(made: Path, to: Path, hold: Hold) -> tuple[Path, ...]:
    """Keep aside what is there, and put the copy in its place: first its words, then the log."""
    aside = _free(to)
    kept = []
    for path, name in ((to, aside), (private_path(to), private_path(aside))):
        if path.exists():
            keep_aside(path, name)
            kept.append(to.with_name(name.name))
        for left in leftovers(path):
            place(left, name.with_name(left.name.replace(path.name, name.name, 1)))
    hold.before_replacing()
    if private_path(made).exists():
        place(private_path(made), private_path(to))
    place(made, to)
    return tuple(kept)


def _free(path: Path) -> Path:
    """Return a name beside a log under which nothing is kept yet: `lachine.aside-1.db`."""
    n = 1
    while True:
        name = path.with_name(f"{path.stem}.aside-{n}{path.suffix}")
        if not (name.exists() or private_path(name).exists()):
            return name
        n += 1


def _other(what: Reason, why: Reason) -> Swapped:
    return Swapped.of("restoring.other-log", code="other", what=what, why=why)
