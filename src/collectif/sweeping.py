"""This module is about erasures reaching the private store: each once, also after a backup.

The log itself is the list of what must stay erased. The private store says up to where that list
has reached it, and a backup of the private store says what was true when it was made; so what came
after is gone through again, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectif.acts.erasure import ERASURES, words_to_go
from collectif.log.log import Log, Pen
from collectif.record.envelope import Recorded

_FAR_BEHIND = 4096
"""How many events are looked through for erasures again and again before that is written down."""


class Sweeper:
    """What makes the private store of a log forget.

    Attributes:
        done: Up to which size all erasures have reached it, as far as this program knows; None
            before it looked.
    """

    def __init__(self, log: Log) -> None:
        self.done: int | None = None
        self._log = log

    @property
    def has_work(self) -> bool:
        """Whether there are erasures to go through, or it is time to note that there are none."""
        start = self._log.swept
        behind = self._log.size - start
        return behind >= _FAR_BEHIND or (behind > 0 and any(True for _ in self._erasures(start)))

    def sweep(self, pen: Pen, *, anew: bool = False) -> bool:
        """Let all erasures reach the private store; return whether any words went.

        Args:
            pen: What writes, while the log's lock is held.
            anew: Look at every erasure of the log again.
        """
        size = self._log.size
        if size == self.done and not anew:
            return False
        start = 0 if anew else self._log.swept
        found = words_to_go(self._erasures(start))
        gone = pen.erase(found)
        if found or size - start >= _FAR_BEHIND:
            pen.mark_swept(size)
        self.done = size
        return gone > 0

    def withhold(self) -> None:
        """Show no words that the log says are erased, where they cannot be removed."""
        self._log.withhold(words_to_go(self._erasures(self._log.swept)))

    def _erasures(self, after: int) -> Iterator[Recorded[Any]]:
        return self._log.events(ERASURES, after=after)
