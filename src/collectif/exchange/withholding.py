"""This module is about what is withheld when a log is given out, decided in one place.

While a round is open that is not an open one, nobody sees its values. Whatever leans on such a
round is withheld, whatever its type: it shows which things it is about, and nothing else; in a
secret round not even that. Personal words are another matter: see `collectif.log.value.Wordless`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.errors import InvalidInput
from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS, Unknown
from collectif.record.view import View

EVERY_FIELD = frozenset({"*"})
"""What stands for the whole content of an event."""

_OPENING = EVENTS.of(RoundOpened).name
_CLOSING = EVENTS.of(RoundClosed).name


def sealed_rounds(view: View) -> Mapping[str, str]:
    """Return round -> visibility, for the open rounds of which nobody may see the values yet."""
    found: dict[str, str] = {}
    for event in view.events(frozenset({_OPENING, _CLOSING})):
        if isinstance(event.data, RoundOpened) and event.data.visibility != "OPEN":
            found[event.data.round_id] = event.data.visibility
        elif isinstance(event.data, RoundClosed):
            found.pop(event.data.round_id, None)
    return found


def refuse_while_sealed(view: View) -> None:
    """Refuse to give out exact bytes while they would show what nobody may see yet."""
    rounds = sealed_rounds(view)
    if rounds:
        opened = next(
            event.seq
            for event in view.events(frozenset({_OPENING}))
            if event.data.round_id in rounds
        )
        raise InvalidInput(
            f"The log cannot be given out now: the round {', '.join(rounds)} is open.",
            "Nobody may see its values before it closes, and exact bytes would show them.",
            f"Close the round first, or give out the log as known at {opened} events.",
        )


class Withholding:
    """What of each event is withheld; events are to be asked about in the order of the log.

    Args:
        view: The look at the log that is given out.
    """

    def __init__(self, view: View) -> None:
        self._codec = view.codec
        self._hidden = dict(sealed_rounds(view))

    def fields(self, event: Recorded[Any]) -> frozenset[str]:
        """Return the names of the fields of an event that are withheld; `EVERY_FIELD` for all."""
        if not self._hidden or event.type in (_OPENING, _CLOSING):
            return frozenset()
        leaning = [id for _, id in self._codec.references(event) if id in self._hidden]
        if not leaning:
            return frozenset()
        secret = "SECRET" in {self._hidden[id] for id in leaning}
        self._hidden[event.id] = "SECRET" if secret else "SEALED"
        if secret or isinstance(event.data, Unknown):
            return EVERY_FIELD
        return frozenset(_values(event.data, self._codec))


def _values(data: Any, codec: Codec) -> Iterator[str]:
    """Yield the fields of an event that hold more than the id of one thing."""
    references = codec.registry.of(type(data)).references
    named = {path[0] for path, _ in references if len(path) == 1}
    yield from (one.name for one in attrs.fields(type(data)) if one.name not in named)
