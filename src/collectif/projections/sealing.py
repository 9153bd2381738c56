"""This module is about what is not shown of events: to nobody yet, or not to whoever reads.

A round that is not OPEN hides who answered what until it closes, in every list, report and export,
from everybody but a delegate, who sees the answers of its own member. Whatever leans on it is
hidden too, whatever its type: it shows which things it is about, and nothing else. Afterwards a
SEALED round is as open as any other. A SECRET one shows its values under voices, unless its charter
asks for larger groups than one voice; it never shows the ballots that its receipts stand for,
except to a delegate those of its own member.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from collectif.acts.decision import DecisionTaken
from collectif.acts.rounds import RoundClosed, RoundOpened
from collectif.acts.secrecy import BallotReceived, is_voice
from collectif.ids import RoundId
from collectif.projections.readers import PUBLIC, Reader, may_read
from collectif.projections.small_groups import smallest_groups, untold_tally
from collectif.record.codec import Codec
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld
from collectif.record.fold import Projection
from collectif.record.view import CORRECTIONS, View

EVERY_FIELD = frozenset({"*"})
"""What stands for the whole content of an event."""

_WITHHELD = {"withheld": True}
_ROUNDS = frozenset({"round-opened", "round-closed"})
_VOICED = frozenset({"score-cast", "ballot-cast"})


@frozen(kw_only=True)
class Seal:
    """What is not shown of a log, to one reader.

    Attributes:
        rounds: The rounds that hide their values because they are open.
        smallest: Secret round -> how many voices a figure must rest on for this reader, where it is
            more than one.
        hidden: Event -> the fields that are withheld, `EVERY_FIELD` for its whole content.
        ballots: Receipt -> field -> the ballot behind it, of the member that a delegate reads for.
    """

    rounds: frozenset[str]
    smallest: Mapping[RoundId, int]
    hidden: Mapping[str, frozenset[str]]
    ballots: Mapping[str, Mapping[str, Any]]

    def fields(self, event: Recorded[Any]) -> frozenset[str]:
        """Return the fields of an event that are withheld; none for most."""
        return self.hidden.get(event.id, frozenset())

    def over(self, plain: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an event as plain data, with the keys of its envelope, without what is hidden."""
        hidden, own = self.hidden.get(plain["id"]), self.ballots.get(plain["id"])
        if own is not None:
            return {**plain, "data": {**plain["data"], **own}}
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


def seal_of(view: View, reader: Reader = PUBLIC) -> Seal:
    """Return what is not shown of a view, also of events that were retracted or corrected.

    What the log itself has not opened stays hidden, whatever a view leaves out of it.

    Args:
        view: The look at the log.
        reader: To whom it is shown.
    """
    sealed = {**SEALED.replay(View(source=view.source, corrected=False)), **SEALED.replay(view)}
    smallest = {} if may_read(reader, "SMALL_GROUPS") else smallest_groups(view)
    return Seal(
        rounds=frozenset(sealed),
        smallest=smallest,
        hidden={**_of_small_groups(view, smallest), **_of_open_rounds(view, sealed, reader)},
        ballots=_own_ballots(view, reader),
    )


def tells_sealed_values(view: View, size: int) -> bool:
    """Whether the root of the first events of a log tells values of a round that is sealed.

    Whoever knows all of them but one value finds it by trying all that there are; from size to size
    that is one value after the other. Ballots of secret rounds are under random bits.

    Args:
        view: A look at the whole log.
        size: How many events the root is of.
    """
    opened = SEALED.replay(View(source=view.source, corrected=False)).values()
    return any(one.data.visibility == "SEALED" and one.seq + 1 < size for one in opened)


def _of_open_rounds(
    view: View, sealed: Mapping[str, Opened], reader: Reader
) -> Mapping[str, frozenset[str]]:
    """Return event -> the fields that are withheld while the rounds that it leans on are open."""
    secret = {id for id, opened in sealed.items() if opened.data.visibility == "SECRET"}
    leaning, hidden = set(sealed), dict[str, frozenset[str]]()
    first = min((one.seq for one in sealed.values()), default=view.source.size)
    for event in view.source.events(after=first + 1):
        about = {id for _, id in view.codec.references(event)}
        if event.type in _ROUNDS or not about & leaning:
            continue
        leaning.add(event.id)
        if about & secret:
            secret.add(event.id)
        if event.type in _VOICED and event.id not in secret and _is_own(event, reader):
            continue
        hidden[event.id] = _values(event, view.codec, secret=event.id in secret)
    return hidden


def _is_own(event: Recorded[Any], reader: Reader) -> bool:
    return may_read(reader, "SEALED_VALUES", of=event.data.member_id)


def _of_small_groups(view: View, smallest: Mapping[RoundId, int]) -> Mapping[str, frozenset[str]]:
    """Return event -> the fields that rest on too few voices: a voice, a tally, its correction."""
    hidden = dict[str, frozenset[str]]()
    if not smallest:
        return hidden
    for event in view.source.events(_VOICED | {"decision-taken"} | CORRECTIONS):
        data = event.data
        if event.type in _VOICED and data.round_id in smallest and is_voice(data.member_id):
            hidden[event.id] = EVERY_FIELD
        elif isinstance(data, DecisionTaken) and _tells_too_much(view, event, smallest):
            hidden[event.id] = frozenset({"tally"})
        elif event.type in CORRECTIONS and data.target in hidden:
            hidden[event.id] = frozenset({"payload"})
    return hidden


def _tells_too_much(
    view: View, event: Recorded[DecisionTaken], smallest: Mapping[RoundId, int]
) -> bool:
    seen = view.effective(event)
    return any(untold_tally(one.data, smallest) for one in (event, seen) if one is not None)


def _own_ballots(view: View, reader: Reader) -> Mapping[str, Mapping[str, Any]]:
    """Return receipt -> field -> the ballot behind it, where its words are at hand."""
    if reader.member is None:
        return {}
    return {
        event.id: {
            name: said
            for name in ("scores", "answers")
            if (said := getattr(event.data, name)) and not isinstance(said, Withheld)
        }
        for event in view.source.events(frozenset({"ballot-received"}))
        if isinstance(event.data, BallotReceived)
        and may_read(reader, "SECRET_BALLOTS", of=event.data.member_id)
    }


def _values(event: Recorded[Any], codec: Codec, *, secret: bool) -> frozenset[str]:
    """Return the fields of an event that hold more than the id of one thing.

    Of what leans on a secret round, a receipt alone shows whose it is.
    """
    known = codec.registry.get(event.type, event.version)
    if known is None or (secret and event.type != "ballot-received"):
        return EVERY_FIELD
    named = {path[0] for path, _ in known.references if len(path) == 1}
    return frozenset({one.name for one in attrs.fields(known.cls)} - named)
