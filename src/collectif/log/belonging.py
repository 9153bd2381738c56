"""This module is about which log a file of words is of, and that a log stays the one it was.

Copies are moved about by hand, and two files that belong together are easily mixed with others. A
private file therefore says which log it is of, by the leaf of that log's first event; and a log
that is open is looked at for having become another one, or an older copy of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from collectif.errors import Reason, Swapped
from collectif.log.files import File
from collectif.log.merkle import Edge
from collectif.log.store import Row

_SOME = 200
"""How many events are looked up to tell whether words from before are of a log."""


class Belonging:
    """The tie of a private file to its log; older files get it when words are kept next.

    Args:
        file: The private file.
        first: Returns the leaf of the first event that is durably recorded; none if none is, and
            several where a damaged one leaves it open.
        known: Returns id -> row for those of some ids that name events of the log.
    """

    def __init__(
        self,
        file: File,
        first: Callable[[], Collection[bytes]],
        known: Callable[[Sequence[str]], Mapping[str, Row]],
    ) -> None:
        self._file = file
        self._first = first
        self._known = known
        self.loose = False

    def check(self) -> None:
        """Refuse words of another log.

        Raises:
            Swapped: If the file says that it is of another log; or, where it says nothing, if no
                event of this one holds a digest of its first words.
        """
        first, tied = self._first(), self._tied()
        if tied:
            if tied not in first:
                raise self._swapped()
        elif first and not self._plausible():
            raise self._swapped()

    def tie(self) -> None:
        """Say which log the file is of, once that log has an event; inside a transaction."""
        first = self._first()
        self.loose = not first and not self._tied()
        if len(first) == 1 and not self._tied():
            self._file.put("insert into belongs values (0, ?)", [(one,) for one in first])

    def _tied(self) -> bytes:
        """Return the leaf that the file names; b"" if it names none."""
        if not self._file.all("select 1 from sqlite_master where name = 'belongs'"):
            return b""
        rows = self._file.all("select leaf from belongs")
        return rows[0][0] if rows else b""

    def _plausible(self) -> bool:
        rows = self._file.all(f"select event, digest from disclosure limit {_SOME}")
        known = self._known([event for event, _ in rows])
        return not rows or any(
            event in known and digest.encode() in known[event].body for event, digest in rows
        )

    def _swapped(self) -> Swapped:
        return Swapped.of("belonging.holds-words-another-log", code="words", path=self._file.path)


class Watch:
    """What was last seen of a log that is open: from then on it can only have grown.

    Args:
        url: Where the log is.
        leaf: Returns the leaf at a position; None where it cannot be read.
    """

    def __init__(self, url: str, leaf: Callable[[int], bytes | None]) -> None:
        self._url = url
        self._leaf = leaf
        self._edge = Edge.empty()
        self._last: bytes | None = None

    def look(self, edge: Edge) -> None:
        """Refuse a log that has become another one since the last look.

        Raises:
            Swapped: If it holds fewer events, or others.
        """
        if edge == self._edge:
            return
        if edge.size < self._edge.size:
            raise self._swapped(
                Reason("belonging.holds-events-and-held", size=edge.size, size2=self._edge.size),
                "shorter",
            )
        if edge.size == self._edge.size or (
            self._last is not None and self._leaf(self._edge.size - 1) not in (self._last, None)
        ):
            raise self._swapped(Reason("belonging.events-are-not-those"), "other")
        self.saw(edge, self._leaf(edge.size - 1))

    def saw(self, edge: Edge, last: bytes | None) -> None:
        """Remember what is there: the edge, and the leaf of the last event."""
        self._edge, self._last = edge, last

    def _swapped(self, why: Reason, code: str) -> Swapped:
        return Swapped.of("belonging.not-log-was-opened-nothing", code=code, url=self._url, why=why)
