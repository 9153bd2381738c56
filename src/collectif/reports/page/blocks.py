"""This module is about what sections of the page are made of: words, figures, tables, lists.

A section says what there is; one template, `blocks.html`, says how it looks on a screen, on paper
and to a screen reader. Every figure carries its exact value and what to ask to see where it comes
from. Long lists are cut, and say by how much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol

from attrs import frozen

MOST = 200
"""How many things a list or a table shows; a page that nobody can read shows nothing."""


class Block(Protocol):
    """A piece of a section.

    Attributes:
        kind: Which macro of `blocks.html` draws it.
    """

    kind: ClassVar[str]


@frozen
class Words:
    """A paragraph.

    Attributes:
        said: The words.
    """

    kind: ClassVar[str] = "words"

    said: str


@frozen(kw_only=True)
class Figure:
    """One figure.

    Attributes:
        name: Its name on the page, to tell it from all others.
        label: What it is the figure of, in words.
        shown: The figure for people, rounded; or several names or groups.
        exact: The exact figure, as text; None where nothing can be counted.
        ask: The reference by which `collectif explain` says where it comes from; "" for none.
    """

    name: str
    label: str
    shown: str | tuple[str, ...]
    exact: str | None
    ask: str

    @property
    def rounded(self) -> bool:
        """Whether the exact figure says more than what is shown."""
        return self.exact is not None and "/" in self.exact


@frozen
class Figures:
    """Figures that are read together.

    Attributes:
        each: The figures.
    """

    kind: ClassVar[str] = "figures"

    each: tuple[Figure, ...]


@frozen(kw_only=True)
class Table:
    """A table; the first cell of each row is its head.

    Attributes:
        caption: What it shows.
        head: What stands above each column, that of the row heads included.
        rows: The rows; a cell is words, or blocks to unfold.
        more: How many rows are not shown.
    """

    kind: ClassVar[str] = "table"

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Folded, ...], ...]
    more: str = ""


@frozen(kw_only=True)
class Item:
    """One thing of a list.

    Attributes:
        lead: What it is, in one sentence.
        state: How it stands, in a word or two; nothing where there is nothing to say.
        details: More of it, as (label, words, words of the same kind, ...).
        ask: The reference by which `collectif explain` says more; nothing for none.
    """

    lead: str
    state: str = ""
    details: tuple[tuple[str, ...], ...] = ()
    ask: str = ""


@frozen(kw_only=True)
class Listing:
    """A list of things, in a stated order that is never one of merit.

    Attributes:
        each: The things.
        more: How many are not shown, in words.
    """

    kind: ClassVar[str] = "listing"

    each: tuple[Item, ...]
    more: str = ""


@frozen(kw_only=True)
class Folded:
    """Blocks under a line that a reader unfolds.

    Attributes:
        line: The line.
        blocks: What is under it.
        open: Whether it is unfolded at first.
    """

    kind: ClassVar[str] = "folded"

    line: str
    blocks: tuple[Block, ...]
    open: bool = False


@frozen(kw_only=True)
class Part:
    """A part of a section, under a heading of its own.

    Attributes:
        title: The heading.
        blocks: What is in it.
    """

    kind: ClassVar[str] = "part"

    title: str
    blocks: tuple[Block, ...]


def panel(*blocks: Block) -> Mapping[str, Any]:
    """Return what `section_blocks.html` shows of some blocks."""
    return {"blocks": blocks}


def figures_of(blocks: Iterable[Any]) -> Mapping[str, str | None]:
    """Return the name of each figure in some blocks -> its exact value."""
    found: dict[str, str | None] = {}
    for block in blocks:
        if isinstance(block, Figures):
            found |= {one.name: one.exact for one in block.each}
        elif isinstance(block, Part | Folded):
            found |= figures_of(block.blocks)
    return found
