"""This module is about the way between an event and its bytes, both ways, in one place.

Writing: class -> plain data (cattrs) -> strict check against the class (msgspec) -> words split
off -> canonical bytes. Reading: bytes -> words joined back -> older versions upcast -> class.
Types without words at hand are decoded by msgspec straight into the class.

Structuring is strict: `"3"` is never taken for 3 (cattrs alone would), nor 3.0, nor true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, cast

import attrs
import msgspec
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from collectif.errors import CorruptLog, InvalidEvent
from collectif.record.canonical import MAX_BYTES, canonical
from collectif.record.disclosure import Disclosure, Entropy, digest, disclose, opened
from collectif.record.envelope import FORMAT, Actor, Draft, Recorded
from collectif.record.event import (
    EVENTS,
    WITHHELD,
    EventType,
    Personal,
    Registry,
    Unknown,
    Withheld,
)

Words = Mapping[str, str]
"""The words at hand: digest -> disclosure."""

_DIGESTS = "_sd"
_GIVEN = ("assembly", "actor", "recorder", "source", "provenance", "batch", "cause", "precision")

_encode = msgspec.json.Encoder(order="sorted").encode

# The classes themselves rule out floats; what they cannot see is a whole number too large. A run
# of 16 digits may also stand in a text: it only sends the event to the thorough check.
_DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
_LONG_NUMBER = b"0" * 16


class Codec:
    """Turns drafts into stored bytes, and stored bytes into recorded events.

    Args:
        registry: The event types to know; those of this process unless told otherwise.
    """

    def __init__(self, registry: Registry = EVENTS) -> None:
        self.registry = registry
        self._converter = _converter()
        self._plain: dict[type, tuple[EventType, Callable[[Any], dict[str, Any]], type]] = {}
        self._decoders: dict[str, tuple[int, Callable[[bytes], Recorded[Any]]]] = {}

    def encode(
        self, draft: Draft, *, id: str, seq: int, recorded: str, entropy: Entropy
    ) -> tuple[Recorded[Any], bytes, list[Disclosure]]:
        """Return a draft as it will be recorded, its canonical bytes and its disclosures.

        Raises:
            InvalidEvent: If anything in it has no exact spelling or is not of its declared type.
            UnknownName: If its class is not a registered event.
        """
        envelope, shape, known = self._envelope(draft, id=id, seq=seq, recorded=recorded)
        try:
            made = msgspec.convert(envelope, shape, str_keys=True)
        except msgspec.ValidationError as error:
            raise _misfit(type(draft.data).__name__, str(error)) from error
        disclosures: list[Disclosure] = []
        if known is not None:
            words = _split(known, envelope["data"])
            if words:
                pairs = [disclose(where, word, entropy=entropy) for where, word in words.items()]
                disclosures = [Disclosure(d, id, draft.subject, text) for d, text in pairs]
                envelope["data"][_DIGESTS] = sorted(d for d, _ in pairs)
        return made, _spelled(envelope, thorough=known is None or known.free), disclosures

    def decode(self, type: str, body: bytes, words: Words) -> Recorded[Any]:
        """Return the event that stored bytes hold, with the words at hand joined back.

        Words that are not at hand read as `WITHHELD`. An optional field reads as `WITHHELD` too
        when a digest is left over that could be its words: absent and erased look alike then.
        """
        version, decoder = self._decoder(type)
        if version and b'"_sd":' not in body:
            try:
                recorded = decoder(body)
            except msgspec.ValidationError:
                return self._decode_thoroughly(body, words)
            if recorded.version == version:
                return recorded
        return self._decode_thoroughly(body, words)

    def told_again(self, draft: Draft, body: bytes, words: Words) -> bool:
        """Whether a draft says what stored bytes say: a retry, rather than a clash of ids.

        Compared are the type, the version, the fields that the caller gave and the opened words;
        never `seq`, `recorded` or the salts. Words that were erased cannot be compared.
        """
        envelope, _, known = self._envelope(draft, id="-", seq=0, recorded="-")
        stored = msgspec.json.decode(body)
        if _join(stored["data"], words) and known is not None:
            for where, _ in list(_places(known.personal, envelope["data"])):
                if _at(stored["data"], where) is None:
                    _remove(envelope["data"], where)
        stored["data"].pop(_DIGESTS, None)
        _unwrap(envelope["data"])
        same = ("type", "version", "data", *(key for key in _GIVEN if key in envelope))
        if draft.occurred is not None:
            same = (*same, "occurred")
        plain = msgspec.json.decode(_encode(envelope))
        return all(plain[key] == stored.get(key) for key in same)

    def references(self, recorded: Recorded[Any]) -> set[tuple[str, str]]:
        """Return what an event is about, as (kind, id); the kind `ref` stands for any kind.

        An event of unknown type may be about any text that it holds.
        """
        found: set[tuple[str, str]] = set()
        if isinstance(recorded.data, Unknown):
            found.update(("ref", text) for text in _texts(recorded.data.data))
        else:
            found.update(self.mentioned(recorded.data))
        if recorded.assembly:
            found.add(("assembly", recorded.assembly))
        if recorded.actor and recorded.actor.member:
            found.add(("member", recorded.actor.member))
        if recorded.cause:
            found.add(("event", recorded.cause))
        return found

    def mentioned(self, data: Any) -> Iterator[tuple[str, str]]:
        """Yield what the content of an event refers to, as (kind, id)."""
        for path, kind in self.registry.of(type(data)).references:
            for id in _follow(data, path):
                yield kind, id

    def plain(self, recorded: Recorded[Any]) -> dict[str, Any]:
        """Return an event as plain JSON data, words included; withheld words are marked."""
        data: Any
        if isinstance(recorded.data, Unknown):
            data = recorded.data.data
        else:
            known, unstructure, _ = self._shape(type(recorded.data))
            data = unstructure(recorded.data)
            for where, word in list(_places(known.personal, data)):
                if word is WITHHELD:
                    _put(data, where, {"withheld": True})
        kept = {key: value for key, value in msgspec.structs.asdict(recorded).items() if value}
        kept |= {"seq": recorded.seq, "data": data}
        return cast(dict[str, Any], msgspec.to_builtins(kept))

    def rectified(self, recorded: Recorded[Any], correction: Recorded[Any]) -> Recorded[Any]:
        """Return an event with the fields that a rectification changes, and the others as told."""
        changed, moved = correction.data.payload, correction.data.occurred_at
        occurred = recorded.occurred if moved is None else moved
        if isinstance(recorded.data, Unknown):
            data: Any = attrs.evolve(recorded.data, data={**recorded.data.data, **changed})
        else:
            _, unstructure, _ = self._shape(type(recorded.data))
            plain = {**unstructure(recorded.data), **changed}
            data = self._structured(plain, type(recorded.data), recorded)
        return msgspec.structs.replace(recorded, data=data, occurred=occurred)

    def _structured(self, plain: dict[str, Any], cls: type, recorded: Recorded[Any]) -> Any:
        try:
            return msgspec.convert(plain, cls, str_keys=True)
        except msgspec.ValidationError as error:
            raise _unreadable(msgspec.structs.asdict(recorded), str(error)) from error

    def _shape(self, cls: type) -> tuple[EventType, Callable[[Any], dict[str, Any]], type]:
        found = self._plain.get(cls)
        if found is None:
            known = self.registry.of(cls)
            shape = cast(type, Recorded[cls])  # type: ignore[valid-type]
            found = (known, self._converter.get_unstructure_hook(cls), shape)
            self._plain[cls] = found
        return found

    def _decoder(self, name: str) -> tuple[int, Callable[[bytes], Recorded[Any]]]:
        found = self._decoders.get(name)
        if found is None:
            known = self.registry.get(name)
            if known is None:
                return 0, _never
            _, _, shape = self._shape(known.cls)
            found = (known.version, msgspec.json.Decoder(shape).decode)
            self._decoders[name] = found
        return found

    def _envelope(
        self, draft: Draft, *, id: str, seq: int, recorded: str
    ) -> tuple[dict[str, Any], Any, EventType | None]:
        """Return a draft as plain data, the class that it must fit, and its type if known."""
        known: EventType | None
        if type(draft.data) is Unknown:
            known, shape = None, Recorded[Any]
            name, version, data = draft.data.type, draft.data.version, dict(draft.data.data)
        else:
            known, unstructure, shape = self._shape(type(draft.data))  # type: ignore[assignment]
            name, version, data = known.name, known.version, unstructure(draft.data)
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
        for key in ("assembly", "batch", "cause", "precision", "provenance", "recorder"):
            value = getattr(draft, key)
            if value is not None:
                envelope[key] = value
        return envelope, shape, known

    def _decode_thoroughly(self, body: bytes, words: Words) -> Recorded[Any]:
        value = msgspec.json.decode(body)
        missing = _join(value["data"], words)
        known = self.registry.get(value["type"], value["version"])
        shape: Any = Recorded[Any]
        if known is None:
            data = value["data"]
            value["data"] = Unknown(type=value["type"], version=value["version"], data=data)
        else:
            value["data"].pop(_DIGESTS, None)
            if value["version"] < known.version:
                value["data"] = self.registry.upcasted(known, value["version"], value["data"])
            _mark_withheld(known, value["data"], missing)
            _, _, shape = self._shape(known.cls)
        try:
            return cast(Recorded[Any], msgspec.convert(value, shape, str_keys=True))
        except msgspec.ValidationError as error:
            raise _unreadable(value, str(error)) from error


def _plain_actor(actor: Actor) -> dict[str, str]:
    plain = {"role": actor.role}
    return plain if actor.member is None else plain | {"member": actor.member}


def spelled_time(time: datetime) -> str:
    """Return a time as the log spells it (RFC 3339); it must know its offset from UTC."""
    offset = time.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        raise InvalidEvent(
            f"The time {time.isoformat()} has no offset from UTC in whole minutes.",
            "The log orders nothing by time, but a time without an offset means no moment at all.",
            "Give a time with a time zone, such as datetime.now(timezone.utc).",
        )
    return cast(str, msgspec.to_builtins(time))


def _converter() -> Converter:
    converter = Converter(unstruct_collection_overrides={Set: sorted})
    converter.register_unstructure_hook_factory(_is_attrs, partial(_unstructured_attrs, converter))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, spelled_time)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_unstructure_hook_func(_is_mapping, _unstructured_mapping(converter))
    converter.register_unstructure_hook(Personal, lambda marked: marked)
    converter.register_unstructure_hook(Withheld, lambda withheld: withheld)
    return converter


def _is_attrs(cls: Any) -> bool:
    return isinstance(cls, type) and attrs.has(cls)


def _unstructured_attrs(converter: Converter, cls: type) -> Callable[[Any], dict[str, Any]]:
    """Return how an attrs class becomes plain data: None is absent, every other value present."""
    absent: Any = {
        field.name: override(omit_if_default=True)
        for field in attrs.fields(cls)
        if field.default is None
    }
    return make_dict_unstructure_fn(cls, converter, **absent)


def _is_mapping(cls: Any) -> bool:
    origin = getattr(cls, "__origin__", cls)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _unstructured_mapping(converter: Converter) -> Callable[[Any], dict[str, Any]]:
    def unstructure(mapping: Any) -> Any:
        if not isinstance(mapping, Mapping):
            return mapping
        return {
            str(key) if type(key) is int else key: converter.unstructure(value)
            for key, value in mapping.items()
        }

    return unstructure


def _spelled(envelope: dict[str, Any], *, thorough: bool) -> bytes:
    """Return canonical bytes, by the fast encoder where nothing odd can be in them."""
    if thorough:
        return canonical(envelope)
    try:
        body = _encode(envelope)
    except UnicodeEncodeError:
        return canonical(envelope)
    plain = (
        len(body) <= MAX_BYTES
        and body.isascii()
        and _LONG_NUMBER not in body.translate(_DIGITS_ALIKE)
    )
    return body if plain else canonical(envelope)


def _split(known: EventType, data: dict[str, Any]) -> dict[str, object]:
    """Take the personal words out of plain data; return them by JSON Pointer."""
    words = dict(_places(known.personal, data))
    for where, word in words.items():
        if word is WITHHELD:
            raise _misfit(known.name, f"the words at {where} are withheld")
        _remove(data, where)
    if known.free:
        words |= _unwrap(data, remove=True)
    for word in words.values():
        canonical(word)
    return words


def _places(pointers: Mapping[str, bool], data: Any) -> Iterator[tuple[str, Any]]:
    """Yield each JSON Pointer at which words are present, and the words."""
    for pointer in pointers:
        yield from _present(pointer.strip("/").split("/"), data, "")


def _present(path: list[str], data: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    head, *rest = path
    keys = range(len(data)) if head == "*" else [head] if head in data else []
    for key in keys:
        where = f"{prefix}/{key}"
        if rest:
            yield from _present(rest, data[key], where)
        else:
            yield where, data[key]


def _unwrap(data: Any, *, remove: bool = False) -> dict[str, object]:
    """Replace marked words in free JSON by themselves, or remove them; return them by pointer."""
    words: dict[str, object] = {}
    for name, field in data.items():
        if isinstance(field, dict):
            for key in [key for key, value in field.items() if isinstance(value, Personal)]:
                words[f"/{name}/{key}"] = field[key].value
                if remove:
                    del field[key]
                else:
                    field[key] = field[key].value
    return words


def _join(data: dict[str, Any], words: Words) -> int:
    """Put the words at hand back into plain data; return how many digests stay unopened."""
    digests = data.get(_DIGESTS, ())
    missing = 0
    for one in digests:
        text = words.get(one)
        if text is None or digest(text) != one:
            missing += 1
        else:
            where, word = opened(text)
            _put(data, where, word)
    return missing


def _mark_withheld(known: EventType, data: dict[str, Any], missing: int) -> None:
    for pointer, optional in known.personal.items():
        if missing or not optional:
            _mark(pointer.strip("/").split("/"), data)


def _mark(path: list[str], data: Any) -> None:
    head, *rest = path
    if head == "*":
        for item in data:
            _mark(rest, item)
    elif rest:
        if head in data:
            _mark(rest, data[head])
    else:
        data.setdefault(head, int(WITHHELD))


def _at(data: Any, pointer: str) -> Any:
    for step in pointer.strip("/").split("/"):
        try:
            data = data[int(step) if isinstance(data, list) else step]
        except (KeyError, IndexError):
            return None
    return data


def _parent(data: Any, pointer: str) -> tuple[Any, str]:
    *steps, last = pointer.strip("/").split("/")
    for step in steps:
        data = data[int(step) if isinstance(data, list | tuple) else step]
    return data, last


def _put(data: Any, pointer: str, value: object) -> None:
    parent, last = _parent(data, pointer)
    parent[last] = value


def _remove(data: Any, pointer: str) -> None:
    parent, last = _parent(data, pointer)
    del parent[last]


def _follow(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the ids at a path of attribute names; `*` is every item, `#` every key."""
    if not path:
        if type(value) is str:
            yield value
        return
    head, rest = path[0], path[1:]
    if value is None or type(value) is str:
        return
    if head == "#":
        yield from (key for key in value if type(key) is str)
    elif head == "*":
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _follow(item, rest)
    else:
        yield from _follow(getattr(value, head, None), rest)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _never(body: bytes) -> Recorded[Any]:
    raise AssertionError(body)


def _misfit(name: str, reason: str) -> InvalidEvent:
    return InvalidEvent(
        f"The {name} cannot be recorded: {reason[0].lower()}{reason[1:]}.",
        "What is written must read back as the same event, on any machine, for ever.",
        "Give each field a value of its declared type; the event reference lists them.",
    )


def _unreadable(value: Mapping[str, Any], reason: str) -> CorruptLog:
    return CorruptLog(
        f"Event {value.get('seq')} ({value.get('id')}) does not read as a {value.get('type')}: "
        f"{reason[0].lower()}{reason[1:]}.",
        "Its bytes are sound JSON, but not what the event class of that name and version holds.",
        "Run `collectif verify`; if the log is sound, an upcast or another package is missing.",
        seq=value.get("seq"),
    )
