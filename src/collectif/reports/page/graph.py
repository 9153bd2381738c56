"""This module is about drawing who is tied to whom: a circle of names, and an arrow for each pair.

The names stand in alphabetical order, from the top with the clock; where a name stands says nothing
about its merit, and the same ties make the same drawing everywhere. Where there are more names than
a circle can hold, the first ones are drawn, and it is said how many are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, pi, sin
from typing import ClassVar, Literal

from attrs import frozen

MOST_NAMES = 40
"""How many names a drawing can hold and still be read."""

WIDTH, HEIGHT = 900, 560
"""The size of a drawing: room for names at the sides."""

_RADIUS, _GAP, _HEAD = 220, 11, 14
_LONG_NAME = 18

Point = tuple[int, int]
Anchor = Literal["start", "middle", "end"]


@frozen(kw_only=True)
class Node:
    """A name on the circle.

    Attributes:
        id: What it is the name of.
        name: All of the name.
        label: As much of it as there is room for.
        at: Where its dot is.
        label_at: Where its label is.
        anchor: Which end of the label is there.
    """

    id: str
    name: str
    label: str
    at: Point
    label_at: Point
    anchor: Anchor


@frozen(kw_only=True)
class Arrow:
    """A line from one name to another, however many ties go that way.

    Attributes:
        source, target: The names at its ends.
        line: The path of the line.
        head: The corners of its head.
        count: How many ties it stands for.
        count_at: Where that is written.
        title: What it says, in words.
    """

    source: str
    target: str
    line: str
    head: str
    count: int
    count_at: Point
    title: str


@frozen(kw_only=True)
class Graph:
    """A drawing of ties.

    Attributes:
        title: What it shows.
        told: The same in words, for whoever does not see it.
        nodes: The names, alphabetical.
        arrows: The pairs, alphabetical.
        hidden: How many names are not drawn.
    """

    kind: ClassVar[str] = "graph"

    title: str
    told: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    hidden: int


def drawn(
    ties: Mapping[tuple[str, str], Sequence[str]],
    names: Mapping[str, str],
    labels: Mapping[str, str],
    *,
    title: str,
    told: str,
    titles: Mapping[tuple[str, str], str],
) -> Graph:
    """Return the drawing of some ties.

    Args:
        ties: (from, to) -> what ties them.
        names: End of a tie -> what it is called.
        labels: End of a tie -> what it is called in short.
        title: What the drawing shows.
        told: The same in words.
        titles: (from, to) -> what that arrow says.
    """
    there = sorted({end for pair in ties for end in pair})
    shown = there[:MOST_NAMES]
    nodes = {
        id: _node(id, names[id], labels[id], place, len(shown)) for place, id in enumerate(shown)
    }
    return Graph(
        title=title,
        told=told,
        nodes=tuple(nodes.values()),
        arrows=tuple(
            _arrow(nodes[source], nodes[target], len(ties[source, target]), titles[source, target])
            for source, target in sorted(ties)
            if source in nodes and target in nodes
        ),
        hidden=len(there) - len(shown),
    )


def _node(id: str, name: str, label: str, place: int, of: int) -> Node:
    angle = 2 * pi * place / of - pi / 2
    across = cos(angle)
    anchor: Anchor = "middle" if abs(across) < 0.1 else "start" if across > 0 else "end"
    x, y = _on_circle(angle, _RADIUS + 18)
    return Node(
        id=id,
        name=name,
        label=label if len(label) <= _LONG_NAME else f"{label[: _LONG_NAME - 1]}…",
        at=_on_circle(angle, _RADIUS),
        label_at=(x, y + 7),
        anchor=anchor,
    )


def _on_circle(angle: float, radius: int) -> Point:
    return round(WIDTH / 2 + radius * cos(angle)), round(HEIGHT / 2 + radius * sin(angle))


def _arrow(source: Node, target: Node, count: int, title: str) -> Arrow:
    """Return a line that bends to its right, so that those of both ways are told apart."""
    (x1, y1), (x2, y2) = source.at, target.at
    long = hypot(x2 - x1, y2 - y1)
    bend = 0.15 * long
    control = (x1 + x2) / 2 - bend * (y2 - y1) / long, (y1 + y2) / 2 + bend * (x2 - x1) / long
    tip = _towards(target.at, control, _GAP)
    neck = _towards(tip, control, _HEAD)
    start = _towards(source.at, control, _GAP)
    wing = (neck[1] - tip[1]) / 2.4, (tip[0] - neck[0]) / 2.4
    corners = (tip, (neck[0] + wing[0], neck[1] + wing[1]), (neck[0] - wing[0], neck[1] - wing[1]))
    return Arrow(
        source=source.id,
        target=target.id,
        line=f"M{_spelled(start)} Q{_spelled(control)} {_spelled(neck)}",
        head=" ".join(map(_spelled, corners)),
        count=count,
        count_at=(round((x1 + x2) / 4 + control[0] / 2), round((y1 + y2) / 4 + control[1] / 2) + 5),
        title=title,
    )


def _towards(
    one: tuple[float, float], other: tuple[float, float], by: float
) -> tuple[float, float]:
    """Return the point that lies so far from one point on the way to another."""
    share = by / (hypot(other[0] - one[0], other[1] - one[1]) or 1)
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def _spelled(point: tuple[float, float]) -> str:
    return f"{round(point[0])},{round(point[1])}"
