"""This module is about examining stored events, page by page: the inside of `verify`.

A page is first compared column by column, which is all that a sound log ever needs. Only where
something differs are its rows looked at one by one, to name each event and what is wrong with it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any

import msgspec
from attrs import field, frozen

from collectif.errors import InvalidJSON, Phrase, Quoted, Reason
from collectif.log.acceptance import Acceptance
from collectif.log.clock import counted
from collectif.log.merkle import TILE, Edge, leaf_hashes, tile_roots
from collectif.log.store import Row, Stored
from collectif.record.envelope import FORMAT, Recorded

_TOGETHER = TILE
"""How many rows are looked at together; of more, the caches of a processor hold too little."""

_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")


@frozen
class Finding:
    """Something that is wrong with a log.

    Attributes:
        seq: The position of the event that is wrong, from 0; None where no one event is to blame.
        id: What the event is called, as far as that can be told.
        code: Which check failed, for programs.
        said: What is wrong: words of the catalogue, or those of SQLite.
    """

    seq: int | None
    id: str | None
    code: str
    said: Phrase | str = field(eq=str)

    @property
    def what(self) -> str:
        """What is wrong, in English."""
        return str(self.said)

    def in_words(self, lang: str) -> str:
        """Return what is wrong in `lang` (`"en"` or `"fr"`)."""
        return self.said.in_words(lang) if isinstance(self.said, Phrase) else self.said


class _Said(Recorded[dict[str, Any]], frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An envelope that is spelled again as it was read: what is absent stays absent."""


_Fault = tuple[str, Phrase | str]
"""The check that fails, and what is wrong."""

_ACCEPTANCE = Acceptance(_Said)
_BODY = Row._fields.index("body")


class Tree:
    """The tree over leaves as they come: roots of complete tiles, and the leaves after them."""

    def __init__(self) -> None:
        self.tiles: list[bytes] = []
        self._rest: list[bytes] = []

    def grow(self, leaves: Sequence[bytes]) -> None:
        """Add leaves on the right."""
        self._rest += leaves
        complete = tile_roots(self._rest)
        self.tiles += complete
        del self._rest[: len(complete) * TILE]

    def edge(self) -> Edge:
        """Return the right edge; complete tiles are its larger subtrees."""
        empty = Edge.empty()
        larger, smaller = empty.extended(self.tiles), empty.extended(self._rest)
        return Edge(larger.size * TILE + smaller.size, larger.hashes + smaller.hashes)


class Examination:
    """What has been seen of a log so far, and what was wrong with it.

    Args:
        words: The digests of the words at hand -> the event that they are kept for, and what is
            wrong with them if anything is.
    """

    def __init__(self, words: Mapping[str, tuple[str, Reason | None]]) -> None:
        self.position = 0
        self.findings: list[Finding] = []
        self.tree = Tree()
        self.opened: set[str] = set()
        self.hashes = array("q")
        self.set_back = array("q")
        self._words = words
        self._known: int | None = None
        self._clock: int | None = None
        self._lost = False

    def skip(self, seq: int) -> None:
        """Go on after an event that cannot be read."""
        self.position, self._lost = seq + 1, True

    def take(self, rows: Sequence[Stored]) -> None:
        """Examine the rows that follow."""
        for first in range(0, len(rows), _TOGETHER):
            self._take_together(rows[first : first + _TOGETHER])

    def _take_together(self, rows: Sequence[Stored]) -> None:
        columns = list(map(list, zip(*rows, strict=True)))
        bodies = columns[_BODY]
        said = _ACCEPTANCE.said(bodies)
        try:
            leaves = leaf_hashes(bodies)
        except TypeError:
            leaves = leaf_hashes(body if type(body) is bytes else b"" for body in bodies)
        if not self._are_sound(columns, said, leaves):
            for row, value, leaf in zip(rows, said, leaves, strict=True):
                self._take_one(Row._make(row), value, leaf)
        self.tree.grow(leaves)

    def _are_sound(self, columns: list[list[Any]], said: list[Any], leaves: list[bytes]) -> bool:
        """Whether every column is right; if so, the rows are taken in."""
        seqs, ids, types, knowns, _, stored = columns
        if (
            self._lost
            or stored != leaves
            or set(map(type, said)) != {_Said}
            or seqs != list(range(self.position, self.position + len(seqs)))
            or seqs != [event.seq for event in said]
            or ids != [event.id for event in said]
            or types != [event.type for event in said]
        ):
            return False
        try:
            times = counted([event.recorded for event in said])
        except TypeError:  # a time without an offset
            return False
        known = list(_running(times, self._known))
        if knowns != known:
            return False
        if times != known:
            self._read_clock(times, self.position)
        self._clock = times[-1]
        self.position += len(seqs)
        self._known = known[-1]
        self.hashes.extend(map(hash, ids))
        for event in [event for event in said if "_sd" in event.data]:
            self._take_digests(event)
        return True

    def _take_one(self, row: Row, value: Any, leaf: bytes) -> None:
        """Take in one row, and name everything that is wrong with it."""
        if row.seq != self.position:
            self._find_gap(row.seq)
        self.position = row.seq + 1
        self.hashes.append(hash(row.id))
        wrong = list[_Fault]()
        if row.leaf != leaf:
            wrong.append(("leaf", Reason("examination.leaf-is-not-hash-bytes")))
        event = _one_shaped(value)
        if isinstance(event, _Said):
            wrong += _differences(row, event)
            wrong += self._wrong_moment(row, event.recorded, sure=not wrong)
            self._find(row, wrong)
            self._take_digests(event)
        else:
            self._lost = True
            self._find(row, [*wrong, event])

    def _wrong_moment(self, row: Row, recorded: datetime, *, sure: bool) -> Iterator[_Fault]:
        """Compare `known` with what it should be, as far as the events before can still tell.

        After an event that is lost or doubtful, a column that names a later moment is believed:
        blame stays with the event that is wrong.
        """
        if recorded.tzinfo is None:
            self._lost = True
            yield "envelope", Reason("examination.recorded-at-which-has-no", recorded=recorded)
            return
        times = counted([recorded])
        (known,) = _running(times, self._known)
        if self._lost and type(row.known) is int:
            known = max(known, row.known)
        if row.known != known:
            yield (
                "known",
                Reason("examination.column-known-is-and-should", known=row.known, known2=known),
            )
        self._known, self._lost = (known, False) if sure else (self._known, True)
        if sure:
            self._read_clock(times, row.seq)

    def _read_clock(self, times: Sequence[int], first: int) -> None:
        """Note each event that was recorded earlier than the one before it."""
        for seq, now in enumerate(times, first):
            if self._clock is not None and now < self._clock:
                self.set_back.append(seq)
            self._clock = now

    def _take_digests(self, event: _Said) -> None:
        digests = event.data.get("_sd", [])
        wrong = list[_Fault]()
        if not _are_digests(digests):
            wrong.append(("digests", Reason("examination.sd-is-not-sorted-list")))
            digests = []
        for one in digests:
            if one in self._words:
                self.opened.add(one)
                owner, fault = self._words[one]
                if fault is not None:
                    wrong.append(("words", fault))
                elif owner != event.id:
                    wrong.append(
                        ("words", Reason("examination.words-are-kept-as-those", owner=owner))
                    )
        self._find(event, wrong)

    def _find_gap(self, seq: int) -> None:
        self._lost = True
        told = Reason("examination.event-is-missing-next-one", position=self.position, seq=seq)
        self.findings.append(Finding(min(seq, self.position), None, "gap", told))

    def _find(self, event: Row | _Said, wrong: Collection[_Fault]) -> None:
        id = event.id if isinstance(event.id, str) else None
        for code, why in wrong:
            told = Reason("examination.event-is-wrong", seq=event.seq, id=id, why=why)
            self.findings.append(Finding(event.seq, id, code, told))


def _are_digests(digests: Any) -> bool:
    return (
        type(digests) is list
        and all(type(one) is str and _DIGEST.fullmatch(one) for one in digests)
        and all(one < other for one, other in pairwise(digests))
    )


def _one_shaped(value: Any) -> _Said | _Fault:
    """Return what a body says as an envelope, or the code and the reason why it is none."""
    if isinstance(value, InvalidJSON):
        return "bytes", Quoted(value, "what", inside=True)
    if isinstance(value, dict) and type(value.get("format")) is int and value["format"] != FORMAT:
        return "format", Reason(
            "examination.format-is-and-only", value=value["format"], format=FORMAT
        )
    try:
        return value if type(value) is _Said else msgspec.convert(value, _Said)
    except msgspec.ValidationError as error:
        told = str(error)
        return "envelope", f"{told[0].lower()}{told[1:]}"


def _differences(row: Row, event: _Said) -> Iterator[_Fault]:
    """Yield where the columns of a row are not what its body says."""
    for column in ("seq", "id", "type"):
        stored, said = getattr(row, column), getattr(event, column)
        if stored != said:
            yield (
                column,
                Reason(
                    "examination.column-is-and-bytes-say", column=column, stored=stored, said=said
                ),
            )


def _running(times: Sequence[int], known: int | None) -> Iterator[int]:
    """Yield the latest moment so far, in microseconds since 1970 UTC."""
    first = times[0] if known is None else max(times[0], known)
    return accumulate([first, *times[1:]], max)
