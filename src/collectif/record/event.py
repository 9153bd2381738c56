"""This module is about what an event is: a frozen class with a literal name on disk.

    @event("score-cast", version=1)
    class ScoreCast:
        round_id: RoundId
        value: Score
        reason: Text | Withheld | None = personal(default=None)

The name and the version stand in the log for ever; the class may be renamed or moved freely.
Absent means None, and None is never written: no other default is allowed, so that the bytes of an
old event never depend on the defaults of newer code. Fields whose type is an id are the event's
references. Fields declared `personal()` never enter the log: it holds their digests only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, dataclass_transform

import attrs

from collectif.errors import InvalidEventClass, Reason, UnknownName
from collectif.record.shape import EventType as EventType
from collectif.record.shape import describe, unfit
from collectif.record.words import WITHHELD as WITHHELD
from collectif.record.words import Personal as Personal
from collectif.record.words import Withheld as Withheld
from collectif.record.words import personal as personal
from collectif.values import Json

T = TypeVar("T")
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


@attrs.frozen(kw_only=True)
class Unknown:
    """The content of an event whose type, or whose newer version, this program does not know.

    It is kept, hashed, exported and listed; projections ignore it.

    Attributes:
        type: The literal name in the log.
        version: The schema version in the log.
        data: The stored content, as plain JSON data.
    """

    type: str
    version: int
    data: Json


class Registry:
    """The event types that a program knows, and the steps that read their older versions.

    A class and its upcasts may come in any order; the chains are checked when an older version is
    first read after that, or by `close`.
    """

    def __init__(self) -> None:
        self._types: dict[str, EventType] = {}
        self._by_class: dict[type, EventType] = {}
        self._steps: dict[tuple[str, int], tuple[int, Upcast]] = {}
        self._closed = False

    @dataclass_transform(
        frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field, personal)
    )
    def event(
        self, name: str, /, *, version: int = 1, names: str | None = None, key: tuple[str, ...] = ()
    ) -> Callable[[type[T]], type[T]]:
        """Register a class as the event `name`; see the module's page for what it may hold.

        Args:
            name: The literal name on disk, kebab case; extensions write `vendor/name`.
            version: The schema version that the class describes.
            names: The id field that names the thing which the event brings into being.
            key: Fields that name an event within its act (`r1-alim/s3/levier`), where its
                position in the act would not do.
        """

        def register(cls: type[T]) -> type[T]:
            made = attrs.frozen(kw_only=True)(cls)
            self._add(describe(name, version, names, key, made))
            return made

        return register

    def upcast(
        self, name: str, /, *, version: int, to: int | None = None
    ) -> Callable[[Upcast], Upcast]:
        """Register a pure step that turns the data of `version` into that of `to` (the next)."""

        def register(step: Upcast) -> Upcast:
            if (name, version) in self._steps:
                raise _broken_chain(
                    name, Reason("event.two-upcasts-start-from-version", version=version)
                )
            self._steps[name, version] = (to or version + 1, step)
            self._closed = False
            return step

        return register

    def close(self) -> None:
        """Check every upcast chain.

        Raises:
            InvalidEventClass: Naming a gap, a circle, or an upcast that leads nowhere.
        """
        for name, version in self._steps:
            if name not in self._types:
                raise _broken_chain(name, Reason("event.upcasts-but-no-event-class"))
            if version >= self._types[name].version:
                raise _broken_chain(
                    name, Reason("event.one-starts-from-version-newest", version=version)
                )
            self._check_chain(self._types[name], version)
        for known in self._types.values():
            for version in range(1, known.version):
                self._check_chain(known, version)
        self._closed = True

    def get(self, name: str, version: int | None = None) -> EventType | None:
        """Return the type called `name`, or None if unknown or newer than this program."""
        known = self._types.get(name)
        return None if known is None or (version or 0) > known.version else known

    def of(self, wanted: type | str) -> EventType:
        """Return the type of an event class or name; raise `UnknownName` if there is none."""
        found = self._by_class.get(wanted) if isinstance(wanted, type) else self.get(wanted)
        if found is None:
            raise UnknownName.of(
                "event.no-event", wanted=wanted if isinstance(wanted, str) else wanted.__name__
            )
        return found

    def upcasted(self, known: EventType, version: int, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data of an older version as the current one would hold it."""
        if not self._closed:
            self.close()
        while version < known.version:
            version, step = self._steps[known.name, version]
            data = step(data)
        return data

    def __iter__(self) -> Iterator[EventType]:
        return iter(sorted(self._types.values(), key=lambda known: known.name))

    def _add(self, known: EventType) -> None:
        if known.name in self._types:
            raise unfit(known.cls, Reason("event.name-is-taken-by-another", name=known.name))
        self._closed = False
        self._types[known.name] = known
        self._by_class[known.cls] = known

    def _check_chain(self, known: EventType, version: int) -> None:
        seen = [version]
        while seen[-1] != known.version:
            step = self._steps.get((known.name, seen[-1]))
            if step is None:
                raise _broken_chain(
                    known.name,
                    Reason(
                        "event.no-upcast-leads-from-version", seen=seen[-1], version=known.version
                    ),
                )
            if step[0] in seen:
                chain = " -> ".join(map(str, [*seen, step[0]]))
                raise _broken_chain(known.name, Reason("event.upcasts-run-in-circle", chain=chain))
            seen.append(step[0])


EVENTS = Registry()
"""The registry of this process: what `@event` and `@upcast` add to."""

upcast = EVENTS.upcast


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field, personal)
)
def event(
    name: str, /, *, version: int = 1, names: str | None = None, key: tuple[str, ...] = ()
) -> Callable[[type[T]], type[T]]:
    """Register a class as an event of this process; see `Registry.event`."""
    return EVENTS.event(name, version=version, names=names, key=key)


def _broken_chain(name: str, why: Reason) -> InvalidEventClass:
    return InvalidEventClass.of("event.upcasts-are-broken", name=name, why=why)
