"""This module is about opening what is to be audited: a log, or a folder of lines that holds one.

Lines are the exact bytes of events. They are taken into a log in memory as far as they are sound;
what is wrong with the first one that is not is the first thing that an audit finds. A bundle is
checked first, as `verify.py` does: what does not fit what was signed of it is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from attrs import frozen

import collectif.collective as collectives
from collectif.auditing.finding import Finding, unreadable
from collectif.errors import Conflict, CorruptLog, InvalidInput, Quoted
from collectif.evidence.verify import SUMS, Trust, Unsound, check_bundle
from collectif.log.copying import digests_of
from collectif.log.log import Log
from collectif.log.memory import MemoryStore
from collectif.record.canonical import MAX_BYTES
from collectif.record.disclosure import Disclosure, digest

EVENTS = "events.jsonl"
WORDS = ("disclosures.txt", "words.jsonl")

_WHO_SIGNED = frozenset({"bare", "keyless", "quorum", "unsigned"})
"""What is not asked here: whether those signed who should have."""

_BASE64URL = re.compile(r"[A-Za-z0-9_-]{22,}")
_TOGETHER = 1024
_LONGEST = 1 << 20
"""The longest line of words that is looked at, in bytes."""


@frozen(kw_only=True)
class Opened:
    """A log that is open to be audited.

    Attributes:
        log: The log.
        wrong: What is wrong with the files that it was read from: the first line that no log could
            hold there, and what a bundle holds beside its events that does not fit them.
    """

    log: Log
    wrong: tuple[Finding, ...] = ()


@contextmanager
def opened_for_audit(path: str | Path) -> Iterator[Opened]:
    """Open a log to audit it: a path as `collectif.open` takes it, or lines of events.

    Args:
        path: A log; a folder that holds `events.jsonl`, and maybe `disclosures.txt`; or a file
            called `NAME.jsonl`.

    Raises:
        NotALog: If there is something else at the path.
        InvalidInput: If the lines begin in the middle of a log.
    """
    place = Path(path)
    events = place / EVENTS if place.is_dir() else place
    if place.is_dir() or place.suffix == ".jsonl":
        yield _of_lines(events)
        return
    with collectives.open(path, read_only=True) as collective:
        yield Opened(log=collective.log)


def _of_lines(path: Path) -> Opened:
    log, wrong = Log(MemoryStore()), None
    lines = _lines(path)
    while wrong is None and (bodies := list(islice(lines, _TOGETHER))):
        wrong = _copied(log, bodies)
    if log.size == 0 and wrong is not None:
        _refuse_a_middle(path)
    for name in WORDS if path.name == EVENTS else ():
        if path.with_name(name).is_file():
            _keep_words(log, path.with_name(name))
    beside = _of_bundle(path.parent) if path.name == EVENTS and wrong is None else ()
    return Opened(log=log, wrong=(*(() if wrong is None else (wrong,)), *beside))


def _of_bundle(folder: Path) -> Iterator[Finding]:
    """Yield what `verify.py` finds wrong with a bundle; lines alone have no sums beside them."""
    if not (folder / SUMS).exists():
        return
    try:
        found = check_bundle(folder, Trust()).findings
    except Unsound as error:
        found = [error]
    for one in found:
        if one.code not in _WHO_SIGNED:
            seq = one.details.get("seq")
            yield unreadable(seq if isinstance(seq, int) else None, "bundle", one)


def _copied(log: Log, bodies: list[bytes]) -> Finding | None:
    """Take events over, up to the first one that is wrong, and return what is wrong with it."""
    try:
        with log.writing() as pen:
            pen.copy(bodies)
    except (CorruptLog, Conflict) as error:
        if len(bodies) > 1:
            half = len(bodies) // 2
            return _copied(log, bodies[:half]) or _copied(log, bodies[half:])
        return unreadable(log.size, "line", Quoted(error, "what"))
    return None


def _lines(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        raise InvalidInput.of("opening.nothing-to-audit", path=path, events=EVENTS)
    with path.open("rb") as file:
        while line := file.readline(MAX_BYTES + 2):
            yield line.removesuffix(b"\n")


def _refuse_a_middle(path: Path) -> None:
    first = next(_lines(path), b"")
    if b'"seq":' in first and b'"seq":0,' not in first:
        raise InvalidInput.of("opening.cannot-be-audited", path=path)


def _keep_words(log: Log, path: Path) -> None:
    """Keep the words beside the lines that an event vouches for; pass over all others."""
    owners = {
        one: id
        for row in log.store.rows(0, log.size)
        for id, digests in [digests_of(row.body)]
        for one in digests
    }
    kept = list[Disclosure]()
    with path.open("rb") as file:
        while line := file.readline(_LONGEST):
            for text in _BASE64URL.findall(line.decode("ascii", "replace")):
                name = digest(text)
                if name in owners:
                    kept.append(Disclosure(name, owners[name], None, text))
    if kept and log.store.private is not None:
        log.store.private.keep(kept)
