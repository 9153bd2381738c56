"""This module is about what is asked of a log: which view, by which day, for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from collectif.projections.accountability import up_to
from collectif.projections.readers import Reader
from collectif.record.view import View
from collectif.reports.naming import NAMES, Names
from collectif.reports.stating import Teller


@frozen(kw_only=True)
class Asked:
    """What is asked.

    Attributes:
        view: The log, as it is to be seen.
        on: The day at whose end things are told.
        reader: To whom.
        lang: In which language names are told.
    """

    view: View
    on: date
    reader: Reader
    lang: str = "en"

    @property
    def seen(self) -> View:
        """The view without what happened after the day."""
        return up_to(self.view, self.on)

    @property
    def teller(self) -> Teller:
        """Who says what things are called."""
        return Teller.of(self.view, self.lang)

    @property
    def names(self) -> Names:
        """What things are called."""
        return NAMES.replay(self.view)

    def said_of(self, kinds: Collection[str], *types: str) -> Mapping[str, tuple[str, ...]]:
        """Return thing -> the events of some types by that day that speak of it, in order.

        Args:
            kinds: Of which kinds of things, such as `"commitment"`.
            types: The types of events.
        """
        found: dict[str, list[str]] = {}
        for event in self.seen.events(frozenset(types)):
            for kind, id in sorted(self.view.codec.references(event)):
                if kind in kinds and event.id not in found.setdefault(id, []):
                    found[id].append(event.id)
        return {id: tuple(events) for id, events in found.items()}


def together(said: Mapping[str, tuple[str, ...]], ids: Iterable[Any]) -> tuple[str, ...]:
    """Return the events of several things, each once, in the order of the things."""
    return tuple(dict.fromkeys(event for id in ids for event in said.get(id, ())))
