"""This module is about the rules that a grid was scored by: its scale, its rounds, its charter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from collectif.errors import Reason
from collectif.exchange.grid_mapping import GridMapping
from collectif.exchange.grid_shapes import Grid
from collectif.exchange.reading import fault, unreadable
from collectif.values import Charter, Scale

MAX_ROUNDS = 100
"""The most rounds of one assembly that a grid tells of."""

_SCALES = ((1, 5), (0, 5), (1, 10), (0, 10), (0, 20), (0, 100))


def charter_of(mapping: GridMapping, scale: Scale, rounds: int) -> Charter:
    """Return the rules of the game: those that the grid shows, and those that a mapping adds."""
    rules: Mapping[str, Any] = {
        "scale": {"min": scale.min, "max": scale.max},
        "visibility": "OPEN",
        "recusal": "NONE",
        "max_rounds": {"SCORING": rounds},
        **mapping.charter,
    }
    try:
        return msgspec.convert(rules, Charter, str_keys=True)
    except msgspec.ValidationError as error:
        unreadable(
            Reason("grid-rules.mapping"),
            Reason("grid-rules.charter-is-none", error=str(error).rstrip(".")),
        )


def scale_of(grid: Grid, mapping: GridMapping) -> Scale:
    """Return the scale of a mapping, or the smallest usual one that holds every score."""
    if mapping.scale is not None:
        return Scale(min=mapping.scale.min, max=mapping.scale.max)
    values = [one.value for one in grid.answers if isinstance(one.value, int)]
    low, high = min(values, default=1), max(values, default=5)
    usual = next((ends for ends in _SCALES if ends[0] <= low and high <= ends[1]), None)
    first, last = usual or (low, max(high, low + 1))
    return Scale(min=first, max=last)


def in_order(grid: Grid, mapping: GridMapping) -> list[str]:
    """Return rounds in order: that of the mapping, else of their numbers, else of the file."""
    labels = list(dict.fromkeys(one.round for one in grid.answers))
    if len(labels) > MAX_ROUNDS:
        unreadable(
            Reason("grid-rules.grid"),
            Reason("grid-rules.rounds-and-one-has", count=len(labels), max_rounds=MAX_ROUNDS),
        )
    told = [label for label in mapping.rounds if label in labels]
    rest = [one for one in labels if one not in told]
    numbers = {one: re.findall(r"[0-9]{1,9}", one) for one in rest}
    if all(len(found) == 1 for found in numbers.values()):
        rest.sort(key=lambda one: int(numbers[one][0]))
    return [*told, *rest]


def zone_called(name: str) -> tzinfo:
    """Return a time zone of the IANA database."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise fault(
            Reason("grid-rules.mapping"), Reason("grid-rules.no-time-zone", name=name[:80])
        ) from error
