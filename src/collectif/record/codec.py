"""This module is about the way between an event and its bytes, both ways, in one place.

Writing: class -> plain data (cattrs) -> strict check against the class (msgspec) -> words split
off -> canonical bytes. Reading: bytes -> words joined back -> older versions upcast -> class.
Events without words are decoded by msgspec straight into the class.

Structuring is strict: `"3"` is never taken for 3 (cattrs alone would), nor 3.0, nor true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple, cast

import attrs
import msgspec

from collectif.errors import CorruptLog, InvalidEvent, Reason
from collectif.record import about
from collectif.record.canonical import canonical, spelled
from collectif.record.disclosure import Disclosure, Entropy
from collectif.record.envelope import FORMAT, Actor, Draft, Recorded
from collectif.record.event import EVENTS, EventType, Registry, Unknown
from collectif.record.plain import Spell, converter
from collectif.record.plain import spelled_time as spelled_time
from collectif.record.shape import NAME, choices
from collectif.record.words import (
    WITHHELD,
    Words,
    disclosed,
    heard,
    join,
    mark_withheld,
    present,
    put,
    take,
    take_digests,
    unmark,
    withheld,
)

Page = Sequence[tuple[str, bytes]]
"""The type and the stored bytes of some events, in order."""

_OPTIONAL = ("assembly", "batch", "cause", "precision", "provenance", "recorder")
_GIVEN = (*_OPTIONAL, "actor", "source")

_encode = msgspec.json.Encoder(order="sorted").encode
_decode_plain = msgspec.json.Decoder(Recorded[dict[str, Any]]).decode


class _Way(NamedTuple):
    """How events of one class go to and from plain data."""

    known: EventType
    spell: Spell
    shape: Any
    decode: Callable[[bytes], Recorded[Any]]

    def places(self, data: dict[str, Any]) -> list[str]:
        """Return where words stand in plain data, and unmark those in free JSON."""
        found = present(self.known.personal, data) if self.known.personal else []
        return found + unmark(data) if self.known.free else found


class Codec:
    """Turns drafts into stored bytes, and stored bytes into recorded events.

    Args:
        registry: The event types to know; those of this process unless told otherwise.
    """

    def __init__(self, registry: Registry = EVENTS) -> None:
        self.registry = registry
        self._converter = converter()
        self._ways: dict[type, _Way] = {}
        self._by_name: dict[str, _Way] = {}

    def encode(
        self, draft: Draft, *, id: str, seq: int, recorded: str, entropy: Entropy
    ) -> tuple[Recorded[Any], bytes, list[Disclosure]]:
        """Return a draft as it will be recorded, its canonical bytes and its disclosures.

        Raises:
            InvalidEvent: If anything in it has no exact spelling or is not of its declared type.
            UnknownName: If its class is not a registered event.
        """
        try:
            envelope, way = self._envelope(draft, id, seq, recorded)
            if way is None:
                made = msgspec.convert(envelope, Recorded[Any])
                return msgspec.structs.replace(made, data=draft.data), canonical(envelope), []
            places = way.places(envelope["data"])
            if places and (gone := withheld(envelope["data"], places)):
                raise _misfit(draft.data, Reason("codec.words-at-are-withheld", gone=gone[0]))
            made = msgspec.convert(envelope, way.shape, str_keys=True)
            if not (places or way.known.free):
                return made, spelled(envelope), []
            data = envelope["data"]
            if way.known.free:  # which is shared with what was made
                data = envelope["data"] = deepcopy(data)
            kept = disclosed(data, places, event=id, subject=draft.subject, entropy=entropy)
            return made, canonical(envelope) if way.known.free else spelled(envelope), kept
        except msgspec.ValidationError as error:
            raise _misfit(draft.data, _told(error, type(draft.data))) from error
        except RecursionError as error:
            raise _misfit(draft.data, Reason("codec.nests-too-deeply")) from error

    def decode(self, type: str, body: bytes, words: Words) -> Recorded[Any]:
        """Return the event that stored bytes hold, with the words at hand joined back.

        Words that are not at hand read as `WITHHELD`. An optional field reads as `WITHHELD` too
        when a digest is left over that could be its words: absent and erased look alike then.

        Raises:
            CorruptLog: If the bytes are no event, or not one of their declared type.
        """
        way = self._by_name.get(type) or self._named(type)
        if way is not None and b'"_sd":' not in body:
            try:
                recorded = way.decode(body)
            except (ValueError, RecursionError):
                return self._decode_thoroughly(body, words)
            if recorded.version == way.known.version and recorded.type == type:
                return recorded
        return self._decode_thoroughly(body, words)

    def decode_page(self, page: Page, words: Words | None) -> Iterator[Recorded[Any]]:
        """Yield the events of a page of (type, body) in order, each as `decode` returns it.

        Args:
            page: The type and the stored bytes of each event.
            words: The words at hand; None when no event of the page has any digest of words.
        """
        if words is not None:
            for type, body in page:
                yield self.decode(type, body, words)
            return
        name, version = "", 0
        decode: Callable[[bytes], Recorded[Any] | None] = _nothing
        for type, body in page:
            if type != name:
                name, way = type, self._by_name.get(type) or self._named(type)
                version, decode = (way.known.version, way.decode) if way else (0, _nothing)
            try:
                recorded = decode(body)
            except (ValueError, TypeError, RecursionError):
                recorded = None
            if recorded is not None and recorded.version == version and recorded.type == name:
                yield recorded
            else:
                yield self._decode_thoroughly(body, {})

    def told_again(self, draft: Draft, body: bytes, words: Words) -> bool:
        """Whether a draft says what stored bytes say: a retry, rather than a clash of ids.

        Compared are the type, the version, the fields that the caller gave, how many words there
        are, and the words at hand; never `seq`, `recorded` or the salts.
        """
        envelope, way = self._envelope(draft, "-", 0, "-")
        mine = take(envelope["data"], way.places(envelope["data"])) if way else {}
        plain = msgspec.json.decode(spelled(envelope))
        stored = msgspec.to_builtins(_read(body))
        if way is not None:
            digests = take_digests(stored["data"])
            theirs = heard(digests, words)
            if len(mine) != len(digests) or any(not _same(mine, theirs, at) for at in theirs):
                return False
        given = _GIVEN if draft.occurred is None else (*_GIVEN, "occurred")
        keys = ["type", "version", "data", *(key for key in given if key in envelope)]
        return all(_same(plain, stored, key) for key in keys)

    def references(self, recorded: Recorded[Any]) -> set[tuple[str, str]]:
        """Return what an event is about, as (kind, id); the kind `ref` stands for any kind."""
        return about.references(self.registry, recorded)

    def mentioned(self, data: Any) -> Iterator[tuple[str, str]]:
        """Yield what the content of an event refers to, as (kind, id)."""
        return about.mentioned(self.registry, data)

    def plain(self, recorded: Recorded[Any]) -> dict[str, Any]:
        """Return an event as plain JSON data, words included; withheld words are marked.

        Words that are never shown read as withheld.
        """
        data: Any
        if isinstance(recorded.data, Unknown):
            data = recorded.data.data
        else:
            way = self._way(type(recorded.data))
            data = way.spell(recorded.data)
            places = present(way.known.personal, data)
            for where in {*withheld(data, places), *way.known.secret.intersection(places)}:
                put(data, where, {"withheld": True})
        told = msgspec.structs.asdict(recorded) | {"data": data}
        kept = {key: value for key, value in told.items() if value is not None}
        try:
            return cast(dict[str, Any], msgspec.to_builtins(kept))
        except TypeError as error:
            raise _unreadable(recorded, _lower(error)) from error

    def rectified(self, recorded: Recorded[Any], correction: Recorded[Any]) -> Recorded[Any]:
        """Return an event with the fields that a rectification changes, and the others as told."""
        changed, moved = correction.data.payload, correction.data.occurred_at
        occurred = recorded.occurred if moved is None else moved
        if isinstance(recorded.data, Unknown):
            data: Any = attrs.evolve(recorded.data, data={**recorded.data.data, **changed})
        else:
            way = self._way(type(recorded.data))
            plain = {**way.spell(recorded.data), **deepcopy(dict(changed))}
            mark_withheld(way.known.personal, plain, 0)
            for where in withheld(plain, present(way.known.personal, plain)):
                put(plain, where, WITHHELD.value)
            data = _structured(plain, way.known, recorded)
        return msgspec.structs.replace(recorded, data=data, occurred=occurred)

    def _way(self, cls: type) -> _Way:
        found = self._ways.get(cls)
        if found is None:
            known = self.registry.of(cls)
            shape = Recorded[cls]  # type: ignore[valid-type]
            spell = self._converter.get_unstructure_hook(cls)
            found = _Way(known, spell, shape, msgspec.json.Decoder(shape).decode)
            self._ways[cls] = self._by_name[known.name] = found
        return found

    def _named(self, name: str) -> _Way | None:
        known = self.registry.get(name)
        return None if known is None else self._way(known.cls)

    def _envelope(
        self, draft: Draft, id: str, seq: int, recorded: str
    ) -> tuple[dict[str, Any], _Way | None]:
        """Return a draft as plain data, and the way of its class unless it is of unknown type."""
        content = draft.data
        if type(content) is Unknown:
            way = None
            name, version, data = self._checked(content)
        else:
            way = self._ways.get(type(content)) or self._way(type(content))
            name, version = way.known.name, way.known.version
            data = way.spell(content)
        envelope: dict[str, Any] = {
            "format": FORMAT,
            "seq": seq,
            "id": id,
            "type": name,
            "version": version,
            "occurred": recorded if draft.occurred is None else spelled_time(draft.occurred),
            "recorded": recorded,
            "source": draft.source,
            "data": data,
        }
        if draft.actor is not None:
            envelope["actor"] = _plain_actor(draft.actor)
        for key in _OPTIONAL:
            value = getattr(draft, key)
            if value is not None:
                envelope[key] = value
        return envelope, way

    def _checked(self, content: Unknown) -> tuple[str, int, dict[str, Any]]:
        """Return the parts of an event of unknown type, once it is sure that it is one."""
        if not NAME.fullmatch(content.type) or content.version < 1:
            raise _misfit(
                content,
                Reason("codec.version-names-no-type", type=content.type, version=content.version),
            )
        if self.registry.get(content.type, content.version) is not None:
            raise _misfit(content, Reason("codec.known-and-must-be-given", type=content.type))
        return content.type, content.version, dict(content.data)

    def _decode_thoroughly(self, body: bytes, words: Words) -> Recorded[Any]:
        raw = _read(body)
        if raw.version < 1:
            raise _unreadable(raw, Reason("codec.no-version", version=raw.version))
        known = self.registry.get(raw.type, raw.version)
        if known is None:
            unknown = Unknown(type=raw.type, version=raw.version, data=raw.data)
            return msgspec.structs.replace(cast(Recorded[Any], raw), data=unknown)
        data = raw.data
        bound = raw.version == known.version and not known.free
        missing = join(data, words, known.personal if bound else None)
        if raw.version < known.version:
            try:
                data = self.registry.upcasted(known, raw.version, data)
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                raise _unreadable(raw, Reason("codec.upcast-fails", error=error)) from error
        mark_withheld(known.personal, data, missing)
        return msgspec.structs.replace(cast(Recorded[Any], raw), data=_structured(data, known, raw))


def _nothing(body: bytes) -> Recorded[Any] | None:
    """Decode nothing: the type is unknown."""
    return None


def _same(mine: Mapping[str, object], theirs: Mapping[str, object], key: str) -> bool:
    """Whether two values are spelled alike: 1 is not true."""
    return _encode(mine.get(key)) == _encode(theirs.get(key))


def _plain_actor(actor: Actor) -> Any:
    if type(actor) is not Actor:
        raise _misfit(Draft, Reason("codec.actor-is-not-actor", type=type(actor).__name__))
    return {"role": actor.role} if actor.member is None else msgspec.structs.asdict(actor)


def _read(body: bytes) -> Recorded[dict[str, Any]]:
    """Return an event with its data as it is stored."""
    try:
        return _decode_plain(body)
    except (ValueError, TypeError, RecursionError) as error:
        raise _unreadable(None, _lower(error)) from error


def _structured(plain: dict[str, Any], known: EventType, recorded: Recorded[Any]) -> Any:
    try:
        return msgspec.convert(plain, known.cls, str_keys=True)
    except msgspec.ValidationError as error:
        raise _unreadable(recorded, _lower(error)) from error


def _told(error: msgspec.ValidationError, cls: type) -> Reason | str:
    """Return what a strict check found, with the words that could have stood there."""
    said = _lower(error)
    place = re.fullmatch(r"invalid enum value .+`\$\.data\.(.+)`", said, re.DOTALL)
    admitted = choices(cls, place[1]) if place else []
    return (
        Reason("codec.where-words-known", said=said, admitted=", ".join(admitted))
        if admitted
        else said
    )


def _lower(error: Exception) -> str:
    """Return what another program says, as it goes on in a sentence."""
    said = str(error)
    return said[:1].lower() + said[1:]


def _misfit(content: object, reason: Reason | str) -> InvalidEvent:
    name = (content if isinstance(content, type) else type(content)).__name__
    return InvalidEvent.of("codec.cannot-be-recorded", name=name, reason=reason)


def _unreadable(recorded: Recorded[Any] | None, reason: Reason | str) -> CorruptLog:
    which = (
        Reason("codec.one")
        if recorded is None
        else Reason("codec.which", seq=recorded.seq, id=recorded.id)
    )
    kind = (
        Reason("codec.any-kind")
        if recorded is None
        else Reason("codec.kind", type=recorded.type, version=recorded.version)
    )
    return CorruptLog.of(
        "codec.does-not-read",
        seq=None if recorded is None else recorded.seq,
        which=which,
        kind=kind,
        reason=reason,
    )
