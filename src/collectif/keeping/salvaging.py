"""This module is about saving what can still be proved of a damaged log into a new one.

Events up to the first gap are a log. What comes after a gap keeps its position, which is part of
its bytes, so it cannot be appended: it is kept beside the new log, one event a line, to be laid
beside another copy some day. Words that the log says are erased are not saved.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import frozen

from collectif.acts.erasure import ERASURES, words_to_go
from collectif.errors import InvalidInput, NotALog
from collectif.keeping.remains import Remains, remaining_words, remains
from collectif.log.copying import digests_of
from collectif.log.log import Log
from collectif.log.placing import place, workplace
from collectif.log.sqlite import SQLiteStore, private_path
from collectif.log.value import Head
from collectif.record.disclosure import Disclosure

_TOGETHER = 4096


@frozen(kw_only=True)
class Salvage:
    """What was saved, and what was not.

    Attributes:
        path: The new log.
        size: How many events it holds: those before the first that is lost.
        root: The root of the tree over them.
        words: How many personal words were saved with them.
        after_gap: How many events after a gap were saved beside the log.
        files: The files of these, and of their words; empty if there are none.
        lost: Position -> id of each event that is lost, or of the first 100,000 of them; the id is
            None where it cannot be read.
        said: How many events the damaged log says that it held; None if that cannot be read.
    """

    path: Path
    size: int
    root: bytes
    words: int
    after_gap: int
    files: tuple[Path, ...]
    lost: dict[int, str | None]
    said: int | None

    @property
    def whole(self) -> bool:
        """Whether all events are known to be saved."""
        return self.said == self.size and not self.lost

    @property
    def count(self) -> int:
        """How many events are lost, as far as anything tells."""
        return max(len(self.lost), (self.said or 0) - self.size - self.after_gap)


def salvage(damaged: Path, to: Path) -> Salvage:
    """Save every event of a damaged log that can still be proved; the log itself is not touched.

    Args:
        damaged: The log. What a program that died left beside it is taken into account.
        to: Where the new log goes; nothing may be there.

    Raises:
        NotALog: If nothing in the file is an event of a log.
        InvalidInput: If there is something at `to` already.
    """
    _refuse_if_there(damaged, to)
    left = remains(damaged, beside=to.parent)
    if not left.events:
        raise NotALog.of("salvaging.nothing-can-be-saved", damaged=damaged)
    words = tuple(remaining_words(private_path(damaged), beside=to.parent))
    before, after = _parted(left)
    with workplace(to) as made:
        head, count, rest = _written(made, left, before, words)
        files = _beside(to, after, rest)
        if private_path(made).exists():
            place(private_path(made), private_path(to))
        place(made, to)
    return Salvage(
        path=to,
        size=head.size,
        root=head.root,
        words=count,
        after_gap=len(after),
        files=files,
        lost={seq: left.ids.get(seq) for seq in left.lost},
        said=left.edge.size if left.edge else None,
    )


def _parted(left: Remains) -> tuple[list[bytes], list[bytes]]:
    """Return the events before the first gap, and those after it."""
    bodies = list(left.events.values())
    return bodies[: left.whole], bodies[left.whole :]


def _written(
    made: Path, left: Remains, bodies: Sequence[bytes], words: Iterable[Disclosure]
) -> tuple[Head, int, list[Disclosure]]:
    """Write the new log; return its head, how many words it has, and the words of the others.

    What the events after a gap erase is erased too.
    """
    log = Log(SQLiteStore(made))
    private = log.store.private
    assert private is not None
    try:
        with log.writing() as pen:
            for first in range(0, len(bodies), _TOGETHER):
                pen.copy(bodies[first : first + _TOGETHER])
        kept = tuple(words)
        if kept:
            private.keep(kept)
        log.erase(words_to_go(left.of_types(ERASURES)))
        surviving = tuple(private.disclosures())
        own = {digest for body in bodies for digest in digests_of(body)[1]}
        later = {d for body in left.events.values() for d in digests_of(body)[1]} - own
        log.sweep()
        count = sum(one.digest in own for one in surviving)
        return log.head(), count, [one for one in surviving if one.digest in later]
    finally:
        log.close()


def _beside(to: Path, bodies: Sequence[bytes], words: Sequence[Disclosure]) -> tuple[Path, ...]:
    """Write the events after a gap, and their words, each to a file of lines."""
    said = [
        json.dumps({"disclosure": one.text, "event": one.event}, sort_keys=True).encode()
        for one in words
    ]
    return tuple(
        _lines(path, lines) for path, lines in zip(_names(to), (bodies, said), strict=True) if lines
    )


def _names(to: Path) -> tuple[Path, Path]:
    return (
        to.with_name(f"{to.name}.after-gap.jsonl"),
        to.with_name(f"{to.name}.after-gap.words.jsonl"),
    )


def _lines(path: Path, lines: Sequence[bytes]) -> Path:
    with workplace(path) as made:
        made.write_bytes(b"".join(line + b"\n" for line in lines))
        place(made, path)
    return path


def _refuse_if_there(damaged: Path, to: Path) -> None:
    if not damaged.is_file():
        raise NotALog.of("salvaging.no-log", damaged=damaged)
    for one in (to, private_path(to), *_names(to)):
        if one.exists():
            raise InvalidInput.of("salvaging.already-file", one=one)
    if not to.parent.is_dir():
        raise InvalidInput.of("salvaging.nothing-can-be-saved-2", to=to, parent=to.parent)
