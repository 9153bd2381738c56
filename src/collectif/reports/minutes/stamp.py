"""This module is about the state of the log that a paper speaks of: how many events, which root."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from collectif.log.value import LogValue
from collectif.projections.sealing import tells_sealed_values
from collectif.record.view import View
from collectif.statement import Statement


@frozen(kw_only=True)
class Stamp:
    """A state of the log.

    Attributes:
        size: How many events it has.
        root: The root of its tree, in hex; None where it would tell the values of a sealed round,
            or what is looked at is no state of a log.
    """

    size: int
    root: str | None

    @classmethod
    def of(cls, view: View, *, whole: View | None = None) -> Stamp:
        """Return the state that a view looks at.

        Args:
            view: The view.
            whole: The log as it is now, which says what is still sealed; None where the view does.
        """
        source = view.source
        sealed = tells_sealed_values(whole or view, view.size)
        if sealed or not isinstance(source, LogValue):
            return cls(size=view.size, root=None)
        return cls(size=view.size, root=source.head().root.hex())

    @property
    def text(self) -> str | None:
        """What its code holds, for a telephone to read; None without a root."""
        return None if self.root is None else f"collectif {self.size} {self.root}"

    def statements(self) -> Iterator[Statement]:
        """Yield what a paper says of it."""
        if self.root is None:
            yield Statement(code="minutes.stamp-sealed", details={"size": self.size})
            return
        beginning = " ".join(self.root[at : at + 4] for at in range(0, 16, 4))
        details = {"size": self.size, "root": self.root, "beginning": beginning}
        yield Statement(code="minutes.stamp", details=details)
        yield Statement(code="minutes.stamp-use")
