"""This module is about the templates of chronicles: one sentence for each type of event.

They stand in `locale/chronicle.LANG.toml`, which says how they are written. A program gives those
of its own events with `tells`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import attrs
from attrs import frozen

from collectif.errors import InvalidInput
from collectif.record.event import EVENTS
from collectif.reports.words import LANGUAGES, typeset

_PIECES = re.compile(r"\[([^]]*)]|([^[]+)")
_SLOTS = re.compile(r"\{([a-z_|]+)(?::([a-z]+))?}")
_ENVELOPE = frozenset({"actor", "count", "now", "target"})
"""What a template may name besides the fields of its event."""


@frozen
class Slot:
    """Where a value stands in a sentence.

    Attributes:
        names: The fields of the event, the first one that says anything counts.
        how: How it is spelled, as a letter or a word; "" as it is.
    """

    names: tuple[str, ...]
    how: str


@frozen
class Piece:
    """A part of a sentence.

    Attributes:
        optional: Whether it is left out where a field says nothing.
        parts: Words and values, in order.
    """

    optional: bool
    parts: tuple[str | Slot, ...]


Template = tuple[Piece, ...]

_GIVEN: dict[tuple[str, str], Template] = {}


@frozen(kw_only=True)
class Catalogue:
    """The words of chronicles in one language.

    Attributes:
        events: Type of event -> how one is told.
        batches: Type of event -> how many of one act are told at once.
        words: The few words between sentences.
        values: A literal value, or `field.value`, or `type.value` -> how it reads.
    """

    events: Mapping[str, Template]
    batches: Mapping[str, Template]
    words: Mapping[str, str]
    values: Mapping[str, str]


@cache
def catalogue(lang: str) -> Catalogue:
    """Return the words of chronicles in a language."""
    file = resources.files("collectif") / "locale" / f"chronicle.{lang}.toml"
    read = tomllib.loads(typeset(file.read_text("utf-8")))
    return Catalogue(
        events={name: parsed(template) for name, template in read["events"].items()},
        batches={name: parsed(template) for name, template in read["batches"].items()},
        words=read["words"],
        values=read["values"],
    )


def template_of(type: str, lang: str) -> Template | None:
    """Return how an event of a type is told; None where nobody said."""
    return catalogue(lang).events.get(type) or _GIVEN.get((type, lang))


def tells(name: str, **templates: str) -> None:
    """Give the templates that tell an event of one's own in chronicles.

    Args:
        name: The name of the event, `vendor/name`.
        templates: Language, `en` or `fr` -> template, such as `"{member_id} sings {song:q}"`.

    Raises:
        UnknownName: If no event has that name.
        InvalidInput: If a template names what the event does not have, or is in another language.
    """
    fields = {attribute.name for attribute in attrs.fields(EVENTS.of(name).cls)} | _ENVELOPE
    for lang, template in templates.items():
        found = parsed(template)
        if lang not in LANGUAGES or not fields_of(found) <= fields:
            raise InvalidInput.of(
                "catalogue.template-cannot-tell",
                template=template,
                name=name,
                lang=lang,
                languages=" and ".join(LANGUAGES),
                fields=", ".join(sorted(fields)),
            )
        _GIVEN[name, lang] = found


def parsed(template: str) -> Template:
    """Return a template taken apart."""
    return tuple(
        Piece(optional=not always, parts=tuple(_parts(always or perhaps)))
        for perhaps, always in _PIECES.findall(template)
    )


def fields_of(template: Template) -> frozenset[str]:
    """Return what a template names in braces."""
    slots = (part for piece in template for part in piece.parts if isinstance(part, Slot))
    return frozenset(name for slot in slots for name in slot.names)


def _parts(words: str) -> list[str | Slot]:
    parts: list[str | Slot] = []
    end = 0
    for found in _SLOTS.finditer(words):
        parts.append(words[end : found.start()])
        parts.append(Slot(tuple(found[1].split("|")), found[2] or ""))
        end = found.end()
    return [part for part in (*parts, words[end:]) if part]
