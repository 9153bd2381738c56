"""This module is about formats: one module each, found by name.

A package of somebody else's adds one with an entry point of the group `collectif.formats`, which
names a module, or an importer or exporter in one: loading it registers what it decorates.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import entry_points
from inspect import signature
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar, cast

from attrs import frozen

from collectif.acts.conversation import ImportReported
from collectif.collective import Collective
from collectif.errors import InvalidInput, UnknownName
from collectif.projections.readers import PUBLIC, Reader
from collectif.values import Text

Progress = Callable[[int], None]
"""Called with the number of events that were prepared since the last call."""

F = TypeVar("F", bound=Callable[..., Any])

_OWN = (
    "bundle",
    "cloud_events",
    "csv_folder",
    "grid",
    "jsonl",
    "polis",
    "prov_json",
    "script_files",
)
"""The modules of collectif's own formats; each registers itself."""


class Importer(Protocol):
    """Reads a source whole, then records it all or none; nothing of it is half written.

    An importer with settings of its own takes a keyword `mapping`: a file that holds them.
    """

    def __call__(self, path: Path, collective: Collective, *, progress: Progress = ...) -> Imported:
        """Record what is at `path` and return what was done."""


@frozen(kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        report: The loss report, as recorded. A format that is told in the log's own terms, such as
            `script`, has one that is not recorded.
        events: How many events stand for the source in the log.
        new: Whether any was recorded now; False when the same source had been imported before.
    """

    report: ImportReported
    events: int
    new: bool

    @property
    def lossless(self) -> bool:
        """Whether nothing was lost, inferred or contradictory."""
        return not (self.report.lost or self.report.inferred or self.report.contradictory)


@frozen(kw_only=True)
class Terms:
    """On what terms a log is given out.

    Attributes:
        known_at: As it was at this size; None means now.
        with_words: Whether the personal words at hand are given out too; to a delegate, only those
            of the member that it reads for.
        licence: Under which licence, as an SPDX identifier.
        notice: What must be said wherever the log is shown, in French and English; None if nothing.
        reader: To whom it is given out.
    """

    known_at: int | None = None
    with_words: bool = False
    licence: str = "CC-BY-4.0"
    notice: Text | None = None
    reader: Reader = PUBLIC


class Exporter(Protocol):
    """Writes a log out, whole or not at all; the log itself is not touched.

    An exporter may take a keyword `since`, the first event that it writes, and `policy`, a file.
    """

    def __call__(
        self, collective: Collective, path: Path, terms: Terms, *, progress: Progress = ...
    ) -> Exported:
        """Write the log to `path`, where nothing may be, and return what was written."""


@frozen(kw_only=True)
class Exported:
    """What an export wrote.

    Attributes:
        format: The name of the format.
        size: The size of the log that was written out.
        root: The root of the log at that size, 32 bytes.
        files: Name of each file -> its SHA-256 in hex.
        counts: What was written and withheld -> how many.
        lost: What the log holds and the files do not.
    """

    format: str
    size: int
    root: bytes
    files: Mapping[str, str]
    counts: Mapping[str, int]
    lost: tuple[Text, ...]


_IMPORTERS: dict[str, Importer] = {}
_EXPORTERS: dict[str, Exporter] = {}


def importer(format: str) -> Callable[[F], F]:
    """Register what reads a format."""
    return _registering(_IMPORTERS, format)


def exporter(format: str) -> Callable[[F], F]:
    """Register what writes a format."""
    return _registering(_EXPORTERS, format)


def importers() -> dict[str, Importer]:
    """Return every importer by the name of its format, those of other packages too."""
    _load()
    return dict(sorted(_IMPORTERS.items()))


def exporters() -> dict[str, Exporter]:
    """Return every exporter by the name of its format, those of other packages too."""
    _load()
    return dict(sorted(_EXPORTERS.items()))


def importer_of(format: str) -> Importer:
    """Return the importer of a format; raise `UnknownName` with the known ones."""
    known = importers()
    return known[format] if format in known else _unknown(format, "read", known)


def exporter_of(format: str) -> Exporter:
    """Return the exporter of a format; raise `UnknownName` with the known ones."""
    known = exporters()
    return known[format] if format in known else _unknown(format, "written", known)


def with_settings(function: F, format: str, **given: object) -> F:
    """Return an importer or exporter with settings of its own; refuse those that it does not take.

    Args:
        function: What reads or writes the format.
        format: Its name.
        given: Setting -> value; None where it was not asked for.
    """
    asked = {name: value for name, value in given.items() if value is not None}
    strange = sorted(asked.keys() - signature(function).parameters.keys())
    if strange:
        raise InvalidInput.of("registry.format-takes-no", format=format, strange=strange[0])
    return cast(F, partial(function, **asked)) if asked else function


def _registering(where: dict[str, Any], format: str) -> Callable[[F], F]:
    def register(function: F) -> F:
        where[format] = function
        return function

    return register


def _load() -> None:
    for name in _OWN:
        importlib.import_module(f"collectif.exchange.{name}")
    for point in entry_points(group="collectif.formats"):
        loaded = point.load()
        registered = (*_IMPORTERS.values(), *_EXPORTERS.values())
        if callable(loaded) and loaded not in registered:
            _IMPORTERS.setdefault(point.name, loaded)


def _unknown(format: str, done: str, known: Mapping[str, object]) -> NoReturn:
    raise UnknownName.of("registry.format-cannot", format=format, done=done, known=", ".join(known))
