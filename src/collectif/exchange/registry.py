"""This module is about formats: one module each, found by name.

A package of somebody else's adds one with an entry point of the group `collectif.formats` that
names an importer.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from attrs import frozen

from collectif.acts.conversation import ImportReported
from collectif.collective import Collective
from collectif.errors import UnknownName

Progress = Callable[[int], None]
"""Called with the number of events that were prepared since the last call."""


class Importer(Protocol):
    """Reads a source whole, then records it all or none; nothing of it is half written."""

    def __call__(self, path: Path, collective: Collective, *, progress: Progress = ...) -> Imported:
        """Record what is at `path` and return what was done."""


@frozen(kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        report: The loss report, as recorded.
        events: How many events stand for the source in the log.
        new: Whether they were recorded now; False when the same source had been imported before.
    """

    report: ImportReported
    events: int
    new: bool

    @property
    def lossless(self) -> bool:
        """Whether nothing was lost, inferred or contradictory."""
        return not (self.report.lost or self.report.inferred or self.report.contradictory)


_IMPORTERS: dict[str, Importer] = {}


def importer(format: str) -> Callable[[Importer], Importer]:
    """Register what reads a format."""

    def register(function: Importer) -> Importer:
        _IMPORTERS[format] = function
        return function

    return register


def importers() -> dict[str, Importer]:
    """Return every importer by the name of its format, those of other packages too."""
    from collectif.exchange import polis as _polis  # registers itself

    del _polis
    others = {point.name: point.load() for point in entry_points(group="collectif.formats")}
    return dict(sorted({**others, **_IMPORTERS}.items()))


def importer_of(format: str) -> Importer:
    """Return the importer of a format; raise `UnknownName` with the known ones."""
    known = importers()
    if format not in known:
        raise UnknownName(
            f"The format {format!r} cannot be read.",
            f"The formats that can be read are {', '.join(known)}.",
            "Name one of these, or install a package that reads it.",
        )
    return known[format]
