"""This module is about adopted minutes: whether the log still says what they said.

Adopted minutes name an event. The log as known at that event is asked for the minutes anew, and
compared with what it says of the same session today. A digest, where somebody noted one when the
minutes were adopted, is compared with those of the text in Markdown, for each language and reader:
that text names the root of the log, so a digest that fits says that nothing before was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, Literal

from attrs import frozen

from collectif.acts.minutes import MinutesAdopted
from collectif.ids import EventId
from collectif.projections.corrections import corrections
from collectif.record.envelope import Recorded
from collectif.record.event import WITHHELD
from collectif.record.view import View
from collectif.reports.minutes.document import Minutes, Section
from collectif.reports.minutes.material import Material
from collectif.statement import Statement

Verdict = Literal["SAME", "OTHER", "ERASED", "UNSAID"]
"""What a digest says: the text is the same; it is another one; it cannot be made again, for words
that may have stood in it are no longer at hand; there is no digest."""

_ERASING = frozenset({"content-redacted", "words-forgotten"})


@frozen(kw_only=True)
class Adoption:
    """Adopted minutes, beside what the log says today.

    Attributes:
        event: The event that adopted them.
        up_to: The last event that they take into account.
        size: The size of the log up to and with it; None where the log does not hold that event.
        then: The minutes, made anew as known then; None where the log does not hold that event.
        same: Whether the log says of the session today what it said then.
        since: The corrections and erasures since, of what the minutes take into account.
        digest: What the digest says.
    """

    event: Recorded[MinutesAdopted]
    up_to: str
    size: int | None
    then: Minutes | None
    same: bool
    since: tuple[EventId, ...]
    digest: Verdict


def adoption(
    material: Material,
    event: Recorded[MinutesAdopted],
    now: tuple[Section, ...],
    made: Callable[[View], Minutes],
    texts: Callable[[int], Iterable[str]],
) -> Adoption:
    """Compare adopted minutes with the log.

    Args:
        material: The assembly, as it is seen.
        event: The event that adopted them.
        now: What they say of the session now.
        made: How minutes are made from a view.
        texts: The texts that may have been adopted at a size, to compare digests with.
    """
    last = material.view.source.find(event.data.up_to)
    if last is None:
        return Adoption(event=event, up_to=event.data.up_to, size=None, then=None, same=False,
                        since=(), digest="OTHER" if event.data.digest else "UNSAID")  # fmt: skip
    size = last.seq + 1
    then = made(material.view.as_known_at(size))
    since = tuple(_since(material, size))
    return Adoption(
        event=event,
        up_to=event.data.up_to,
        size=size,
        then=then,
        same=then.session == now,
        since=since,
        digest=_digest(material, event, then, texts(size)),
    )


def _since(material: Material, size: int) -> Iterator[EventId]:
    seqs = {event.id: event.seq for event in material.view.source.events()}
    for one in corrections(material.view):
        if seqs[one.event] >= size and any(seqs.get(id, size) < size for id in one.targets):
            yield one.event


def _digest(
    material: Material, adopted: Recorded[MinutesAdopted], then: Minutes, texts: Iterable[str]
) -> Verdict:
    wanted = adopted.data.digest
    if wanted is None:
        return "UNSAID"
    if any(sha256(text.encode()).hexdigest() == wanted.lower() for text in texts):
        return "SAME"
    return "ERASED" if _misses_words(material, then) else "OTHER"


def _misses_words(material: Material, then: Minutes) -> bool:
    """Whether words are withheld of minutes, but for those that were erased before already."""
    gone: set[str] = set()
    for one in corrections(material.view):
        event = material.view.source.find(one.event)
        if one.type in _ERASING and event is not None and event.seq < then.size:
            gone |= set(one.targets)
    withheld = (one for one in then.statements() if WITHHELD in one.details.values())
    return any(not gone.issuperset(one.events) for one in withheld)


def adopted_section(found: tuple[Adoption, ...]) -> Iterator[Section]:
    """Yield the section on adopted minutes; nothing where none were adopted."""
    told = [statement for one in found for statement in _told(one)]
    if told:
        yield Section(title=Statement(code="minutes.adoption"), told=tuple(told))


def _told(one: Adoption) -> Iterator[Statement]:
    said = one.event.data
    details: dict[str, Any] = {
        "on": one.event.occurred.date(),
        "adopted_by": said.adopted_by,
        "remarks": said.remarks,
        "up_to": one.up_to,
        "size": one.size,
    }
    name = "covers" if one.size is not None else "covers-nothing"
    yield Statement(code=f"minutes.{name}", details=details, events=(one.event.id,))
    if one.size is not None:
        same = "still-so" if one.same else "no-longer-so"
        yield Statement(code=f"minutes.{same}", details={"size": one.size})
        since = "since" if one.since else "since-nothing"
        yield Statement(code=f"minutes.{since}", details={"facts": one.since}, events=one.since)
    yield Statement(
        code=f"minutes.digest-{one.digest.lower()}", details={"digest": said.digest or ""}
    )
