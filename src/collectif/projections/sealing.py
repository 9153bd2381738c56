"""This module is about what nobody sees yet: the values of a round that is still open.

A round that is not OPEN hides who answered what until it closes, from everybody and in every list,
report and export. Whatever leans on it is hidden too, whatever its type: it shows which things it
is about, and nothing else. Afterwards a SEALED round is as open as any other; a SECRET one shows
its values under voices, and never the ballots that its receipts stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.fold import Projection
from collectif.record.view import View

EVERY_FIELD = frozenset({"*"})
"""What stands for the whole content of an event."""

_WITHHELD = {"withheld": True}
_ROUNDS = frozenset({"round-opened", "round-closed"})


@frozen(kw_only=True)
class Seal:
    """What nobody sees yet of a log.

    Attributes:
        rounds: The rounds that hide their values.
        hidden: Event -> the fields that are withheld, `EVERY_FIELD` for its whole content.
    """

    rounds: frozenset[str]
    hidden: Mapping[str, frozenset[str]]

    def fields(self, event: Recorded[Any]) -> frozenset[str]:
        """Return the fields of an event that are withheld; none for most."""
        return self.hidden.get(event.id, frozenset())

    def over(self, plain: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an event as plain data, with the keys of its envelope, without what is hidden."""
        hidden = self.hidden.get(plain["id"])
        if hidden is None:
            return plain
        data = plain["data"]
        withheld = data if hidden == EVERY_FIELD else hidden & data.keys()
        return {**plain, "data": {**data, **dict.fromkeys(withheld, _WITHHELD)}}


Opened = Recorded[RoundOpened]


def _hiding_begins(state: dict[str, Opened], event: Opened) -> None:
    if event.data.visibility != "OPEN":
        state[event.data.round_id] = event


def _hiding_ends(state: dict[str, Opened], event: Recorded[RoundClosed]) -> None:
    state.pop(event.data.round_id, None)


SEALED: Projection[dict[str, Opened], Mapping[str, Opened]] = Projection(
    start=dict, clauses={RoundOpened: _hiding_begins, RoundClosed: _hiding_ends}, show=dict
)
"""The rounds whose values nobody sees yet -> the event that opened each."""


def seal_of(view: View) -> Seal:
    """Return what nobody sees yet in a view, also of events that were retracted or corrected.

    What the log itself has not opened stays hidden, whatever a view leaves out of it.
    """
    sealed = {**SEALED.replay(View(source=view.source, corrected=False)), **SEALED.replay(view)}
    secret = {id for id, opened in sealed.items() if opened.data.visibility == "SECRET"}
    hidden: dict[str, frozenset[str]] = {}
    if sealed:
        for event in view.source.events(after=min(one.seq for one in sealed.values()) + 1):
            about = {id for _, id in view.codec.references(event)}
            if event.type in _ROUNDS or not (about & sealed.keys() or about & hidden.keys()):
                continue
            if about & secret:
                secret.add(event.id)
            hidden[event.id] = _values(event, view.codec, secret=event.id in secret)
    return Seal(rounds=frozenset(sealed), hidden=hidden)


def _values(event: Recorded[Any], codec: Codec, *, secret: bool) -> frozenset[str]:
    """Return the fields of an event that hold more than the id of one thing.

    Of what leans on a secret round, a receipt alone shows whose it is.
    """
    known = codec.registry.get(event.type, event.version)
    if known is None or (secret and event.type != "ballot-received"):
        return EVERY_FIELD
    named = {path[0] for path, _ in known.references if len(path) == 1}
    return frozenset({one.name for one in attrs.fields(known.cls)} - named)
