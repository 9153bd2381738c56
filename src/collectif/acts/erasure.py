"""This module is about words that must go: of one event, or all words of one person.

The record stays: ids, numbers, dates and the digests of what was said. These two events cannot be
taken back, for what they remove is gone; the log itself is the list of what must stay erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from collectif.acts.state import Known, kept, rule, several, unknown
from collectif.errors import Refused
from collectif.ids import EventId
from collectif.record.envelope import Recorded
from collectif.record.event import EVENTS, Withheld, event, personal, upcast
from collectif.record.words import ALL_WORDS, covers
from collectif.values import Text

Ground = Literal["PRIVACY", "SAFETY", "LEGAL"]
ForgettingGround = Literal["REQUEST", "RETENTION", "LEGAL"]
Asker = Literal["SUBJECT", "REPRESENTATIVE", "OFFICER", "AUTHORITY", "SCHEDULE"]

ASKERS: Mapping[ForgettingGround, tuple[Asker, ...]] = {
    "REQUEST": ("SUBJECT", "REPRESENTATIVE"),
    "RETENTION": ("SCHEDULE", "OFFICER"),
    "LEGAL": ("OFFICER", "AUTHORITY"),
}
"""Ground -> who may ask that words be forgotten on it."""

_TOGETHER = 40_000
"""How many bytes of ids one event names at most; of all an event has room for 65,535."""


@event("content-redacted")
class ContentRedacted:
    """Contenu caviardé: the assembly removes words of one event, wherever they are shown.

    Attributes:
        target: Whose words, even of an event that was retracted.
        fields: The fields whose words go, by name, or by JSON Pointer for one word among several
            (`/dissents/0/text`); what corrected them goes too.
        ground: On what ground.
        note: Why, without saying what is removed.
    """

    target: EventId
    fields: tuple[str, ...]
    ground: Ground
    note: Text | Withheld = personal()


@event("words-forgotten", version=2)
class WordsForgotten:
    """Paroles oubliées: all words of one person go, on request or at the end of retention.

    The person is not named: only the private store knew whose words these were.

    Attributes:
        events: The events that held them.
        ground: On what ground.
        asked_by: Who asked: the person, its representative, the officer in charge of personal
            information, an authority, or the schedule; None where nobody said.
        fields: The fields whose words go, by name or by JSON Pointer; None means all words.
        note: A word on it, without saying whose words they were.
    """

    events: tuple[EventId, ...]
    ground: ForgettingGround
    asked_by: Asker | None = None
    fields: tuple[str, ...] | None = None
    note: Text | Withheld | None = personal(default=None)


@upcast("words-forgotten", version=1)
def _nobody_said_who_asked(data: dict[str, Any]) -> dict[str, Any]:
    return data


@rule(WordsForgotten)
def who_asks_may_ask(known: Known, forgotten: WordsForgotten) -> None:
    """A person asks for itself, a schedule for the end of retention, an authority by law."""
    askers = ASKERS[forgotten.ground]
    if forgotten.asked_by is not None and forgotten.asked_by not in askers:
        raise Refused(
            "AskerDoesNotFit", asker=forgotten.asked_by, ground=forgotten.ground, askers=askers
        )


ERASING = (ContentRedacted, WordsForgotten)
"""The events that remove words, those of retracted events too."""

ERASURES = frozenset(EVENTS.of(cls).name for cls in ERASING)
"""Their types."""


def words_to_go(events: Iterable[Recorded[Any]]) -> dict[str, frozenset[str]]:
    """Return event -> the fields whose words must go, `ALL_WORDS` for all, by some erasures."""
    found: dict[str, frozenset[str]] = {}
    for recorded in events:
        match recorded.data:
            case ContentRedacted(target=target, fields=fields):
                found[target] = found.get(target, frozenset()).union(fields)
            case WordsForgotten(events=targets, fields=named):
                for target in targets:
                    found[target] = found.get(target, frozenset()).union(named or {ALL_WORDS})
    return found


def redact(
    known: Known,
    *,
    target: EventId | str,
    fields: Iterable[str],
    ground: Ground = "PRIVACY",
    note: str | Text,
) -> ContentRedacted:
    """Remove words of an event; its numbers, ids, dates and digests stay, and every proof holds."""
    found = None if known.view is None else known.view.source.find(target)
    if found is None:
        unknown("event", target)
    wanted = several(fields)
    erasable = _erasable(found)
    for name in wanted or ("",):
        if not name or not (erasable is None or any(covers(name, one) for one in erasable)):
            raise Refused("NotRedactable", target=target, field=name, type=found.type)
    return ContentRedacted(target=found.id, fields=wanted, ground=ground, note=known.text(note))


def forget_words(
    known: Known,
    *,
    events: Iterable[EventId | str],
    ground: ForgettingGround = "REQUEST",
    asked_by: Asker | None = None,
    fields: Iterable[str] | None = None,
    note: str | Text | None = None,
) -> WordsForgotten | tuple[WordsForgotten, ...]:
    """Remove words of some events: those of one person, or those that were kept long enough.

    More events than one can name are several.
    """
    ids = tuple(EventId(id) for id in several(events))
    if not ids:
        raise Refused("NothingToForget")
    forgotten = tuple(
        kept(
            known,
            WordsForgotten(
                events=some,
                ground=ground,
                asked_by=asked_by,
                fields=None if fields is None else several(fields),
                note=known.maybe(note),
            ),
        )
        for some in _cut(ids)
    )
    return forgotten if len(forgotten) > 1 else forgotten[0]


def _cut(ids: Sequence[EventId]) -> Iterator[tuple[EventId, ...]]:
    """Yield ids in order, as many at a time as one event can name."""
    some, size = list[EventId](), 0
    for id in ids:
        if some and size + len(id) > _TOGETHER:
            yield tuple(some)
            some, size = [], 0
        some.append(id)
        size += len(id) + 3
    yield tuple(some)


def _erasable(found: Recorded[Any]) -> tuple[str, ...] | None:
    """Return where an event may hold words; None for a type whose class is not at hand."""
    named = EVENTS.get(found.type, found.version)
    if named is None:
        return None
    return (*named.personal, "/payload/*") if named.free else tuple(named.personal)
