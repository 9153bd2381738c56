"""This module is about the personal words of a log, in an SQLite file of their own beside it.

`lachine.private.db` is beside `lachine.db`. It is made when the first words come, and it is the
only file from which anything is ever removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from collectif.errors import CollectifError, InvalidInput
from collectif.log.belonging import Belonging
from collectif.log.files import File, slices
from collectif.log.schema import PRIVATE
from collectif.log.strangers import in_order
from collectif.record.disclosure import Disclosure

if TYPE_CHECKING:
    from collectif.log.sqlite import SQLiteStore

_FEW = 500


def private_path(path: Path) -> Path:
    """Return where the words beside a log are: `lachine.private.db` beside `lachine.db`.

    The path is that of the file itself, whatever link or working directory it was named from.
    """
    path = path.resolve()
    if not path.name:
        raise InvalidInput.of("private.cannot-hold-log", path=path)
    return path.with_name(f"{path.stem}.private{path.suffix}")


class SQLitePrivateStore:
    """Personal words in a file of their own, made when the first ones come.

    Args:
        path: Where they are, or will be.
        log: The log that they are of.
        read_only: Never write.

    Attributes:
        belonging: The tie to the log; words of another log are refused.
    """

    def __init__(self, path: Path, log: SQLiteStore, *, read_only: bool) -> None:
        self.file = File(path, PRIVATE, read_only=read_only)
        self._withheld = frozenset[str]()
        self.belonging = Belonging(self.file, log.first_leaves, log.find)
        self._beside = log.file.path

    def keep(self, disclosures: Sequence[Disclosure]) -> None:
        """Keep words durably."""
        rows = [(one.digest, one.event, one.subject, one.text) for one in disclosures]
        self.belonging.check()
        with self.file.transaction():
            self.belonging.tie()
            self.file.put("insert or replace into disclosure values (?, ?, ?, ?)", rows)

    def words(self, digests: Iterable[str]) -> Mapping[str, str]:
        """Return digest -> disclosure for those at hand; none when the file is not there."""
        wanted, found = list(digests), dict[str, str]()
        if not wanted or not self._there():
            return found
        self.belonging.check()
        for some in slices(wanted):
            marks = ",".join("?" * len(some))
            found |= self.file.all(
                f"select digest, text from disclosure where digest in ({marks})", some
            )
        return {one: text for one, text in found.items() if one not in self._withheld}

    def forget(self, digests: Iterable[str]) -> None:
        """Remove words, and every byte of them and of those that went before from the files.

        Unfinished copies that programs left beside them when they died go too.
        """
        from collectif.log.placing import clear

        wanted = [(one,) for one in digests]
        clear(self._beside)
        if self._there():
            self.belonging.check()
            if wanted:
                with self.file.transaction():
                    self.file.put("delete from disclosure where digest = ?", wanted)
            self.file.vacuum()

    def withhold(self, digests: Iterable[str]) -> None:
        """Keep words to itself from here on."""
        self._withheld |= frozenset(digests)

    def disclosures(self) -> Iterator[Disclosure]:
        """Yield everything that is kept, in the order in which it came."""
        if self._there():
            self.belonging.check()
        after: int | None = None
        while self._there():
            where, said = ("", ()) if after is None else (" where rowid > ?", (after,))
            statement = f"select rowid, digest, event, subject, text from disclosure{where}"
            rows = self.file.all(f"{statement} order by rowid limit {_FEW}", said)
            in_order(self.file.path, [row[0] for row in rows], after)
            kept = (Disclosure(*row[1:]) for row in rows)
            yield from (one for one in kept if one.digest not in self._withheld)
            if len(rows) < _FEW:
                return
            after = rows[-1][0]

    def swept(self) -> tuple[int, bytes] | None:
        """Return up to which size of the log erasures have reached it; format 1 does not say.

        Where it says so no longer, being damaged, none have: they are all looked at again.
        """
        if not self._there():
            return None
        said = self.file.all("select 1 from sqlite_master where name = 'swept'")
        rows = self.file.all("select size, leaf from swept limit 2") if said else []
        sound = len(rows) == 1 and list(map(type, rows[0])) == [int, bytes]
        return (rows[0][0], rows[0][1]) if sound else (0, b"")

    def mark_swept(self, size: int, leaf: bytes) -> None:
        """Keep durably that the erasures among the first events have reached it."""
        if self._there():
            with self.file.transaction():
                self.file.put("insert or replace into swept values (0, ?, ?)", [(size, leaf)])

    def tie(self) -> None:
        """Say which log words are of that were kept before it had an event."""
        if self.belonging.loose:
            with suppress(CollectifError), self.file.transaction():
                self.belonging.tie()

    def refuse_other_log(self) -> None:
        """Refuse to begin a log where the words of one are that is gone."""
        if self._there():
            self.belonging.check()

    def _there(self) -> bool:
        """Whether there is anything; a crash may have left the file without a byte in it."""
        path = self.file.path
        return path.exists() and path.stat().st_size > 0
