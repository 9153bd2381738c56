"""This module is about words that are not at hand: something must stand where they stood.

Rules look at whether there are words, seldom at what they say. So an act whose words are withheld
can be judged all the same, with other words in their place; what the words said is not judged.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any

import attrs

from collectif.record.event import WITHHELD
from collectif.values import Text

WORDS = {"und": "…"}
"""What stands for a text."""


def with_stand_ins(data: Any) -> tuple[Any, bool]:
    """Return the content of an event with something for its withheld words, and whether any were.

    Ballots of secret rounds are left as they are: nothing can stand for them.
    """
    spares, changed = _spares(typing.cast(Hashable, type(data))), dict[str, Any]()
    for name in [field.name for field in attrs.fields(type(data))]:
        value = getattr(data, name)
        if value is WITHHELD and name in spares:
            changed[name] = spares[name]
        elif isinstance(value, tuple) and value and attrs.has(type(value[0])):
            inner = [with_stand_ins(one) for one in value]
            if any(withheld for _, withheld in inner):
                changed[name] = tuple(one for one, _ in inner)
    return (attrs.evolve(data, **changed), True) if changed else (data, False)


@cache
def _spares(cls: Hashable) -> Mapping[str, Any]:
    """Return field -> what can stand for its words."""
    hints, fields = typing.get_type_hints(cls), attrs.fields(typing.cast(type[Any], cls))
    said = [field.name for field in fields if field.metadata.get("personal")]
    secret = {field.name for field in fields if field.metadata.get("secret")}
    return {name: _spare(hints[name]) for name in said if name not in secret}


def _spare(hint: Any) -> Any:
    admitted = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if Text in admitted:
        return WORDS
    return WORDS["und"] if str in admitted else (WORDS["und"],)
