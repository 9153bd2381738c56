"""This module is about how sections of the page speak: phrases, names, words, figures.

The phrases stand in `locale/panels.LANG.toml`. Names and words come from the log: they are shown as
they are, those that may not be read as a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from collectif.acts.state import COLLECTIVE, PUBLIC
from collectif.reports.catalogue import catalogue
from collectif.reports.page.blocks import (
    MOST,
    Block,
    Figure,
    Folded,
    Item,
    Listing,
    Part,
    Table,
    Words,
)
from collectif.reports.page.context import Context
from collectif.reports.words import in_lang, quoted
from collectif.values import Money

_THINGS = ("commitment", "indicator", "learning", "member", "mission", "proposal", "criterion")
"""What a reference may name that is called something."""


@frozen
class Speaker:
    """Who says the phrases of sections.

    Attributes:
        context: In which language, and what things are called.
    """

    context: Context

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.context.lang

    def __call__(self, phrase: str, **details: Any) -> str:
        """Return a phrase, filled in."""
        return self.context.tell(f"panels.{phrase}", **details)

    def words(self, phrase: str, **details: Any) -> Words:
        """Return a phrase as a paragraph."""
        return Words(self(phrase, **details))

    def part(self, title: str, *blocks: Block, **details: Any) -> Part:
        """Return blocks under a heading, which is a phrase."""
        return Part(title=self(title, **details), blocks=blocks)

    def spelled(self, value: Any, how: str = "") -> str:
        """Return a value as people read it; a dash for nothing."""
        return "–" if value is None or value == () else self.context.teller.spelled(value, how)

    def value(self, code: str, field: str = "") -> str:
        """Return a code of the log in words, as it reads in a field."""
        values = catalogue(self.lang).values
        return values.get(f"{field}.{code}", values.get(code, code))

    def quote(self, said: object) -> str:
        """Return words of the log between quotation marks; a mark where they are withheld."""
        if isinstance(said, str):
            return quoted(said, self.lang)
        told = in_lang(said, self.lang)
        return quoted(told, self.lang) if isinstance(said, Mapping) else told

    def titled(self, title: object, id: str) -> str:
        """Return what is called so, with its id."""
        return f"{self.quote(title)} ({id})"

    def end(self, id: str) -> str:
        """Return what an end of a tie is called: a member, a mission, the public, everybody."""
        if id == PUBLIC:
            return self("public")
        name = self.context.teller.name
        called = name("member", id)
        return called if called != id else name("mission", id)

    def short(self, id: str) -> str:
        """Return the id of an end of a tie; the public and everybody in words."""
        return self.end(id) if id in (COLLECTIVE, PUBLIC) else id

    def kind(self, kind: str) -> str:
        """Return a kind of member in words."""
        return self.end(PUBLIC) if kind == PUBLIC else self.value(kind)

    def ends(self, ids: Iterable[str]) -> str:
        """Return several ends of ties, in the order in which they stand; nothing for none."""
        return ", ".join(map(self.end, ids))

    def thing(self, id: str) -> str:
        """Return what something of the log is called, whatever it is; else its id."""
        called = (self.context.teller.name(kind, id) for kind in _THINGS)
        return next((name for name in called if name != id), id)

    def things(self, ids: Iterable[str]) -> str:
        """Return several things of the log, in the order in which they stand; nothing for none."""
        return ", ".join(map(self.thing, ids))

    def out_of(self, part: int, whole: int) -> str:
        """Return how many of how many."""
        return self("out-of", part=str(part), whole=str(whole))

    def number(self, value: object) -> str:
        """Return a measured value with the decimal mark of the language, all its digits there."""
        return "–" if value is None else str(value).replace(".", "," if self.lang == "fr" else ".")

    def details(self, told: Mapping[str, str | Sequence[str]]) -> tuple[tuple[str, ...], ...]:
        """Return phrase -> words, or several, as labels and words, without what says nothing."""
        several = {name: [one] if isinstance(one, str) else [*one] for name, one in told.items()}
        return tuple((self(name), *words) for name, words in several.items() if any(words))

    def figure(self, phrase: str, value: Any, name: str, how: str = "", *, ask: str) -> Figure:
        """Return a figure under the label that a phrase gives it.

        Args:
            phrase: The phrase that says what it is the figure of.
            value: The exact figure; None where nothing can be counted.
            name: Its name on the page.
            how: How it is spelled; see `collectif.reports.stating.SPELLED`.
            ask: The reference by which it is explained; "" for none.
        """
        return self.labelled(self(phrase), value, name, how, ask=ask)

    def labelled(self, label: str, value: Any, name: str, how: str = "", *, ask: str) -> Figure:
        """Return a figure under a label; see `figure`."""
        exact = value.amount_cents if isinstance(value, Money) else value
        told = None if exact is None else str(exact)
        shown = self.spelled(value, how)
        return Figure(name=name, label=label, shown=shown, exact=told, ask=ask)

    def share(self, phrase: str, value: Fraction | None, name: str, *, ask: str) -> Figure:
        """Return a share as a figure, in per cent."""
        return self.figure(phrase, value, name, "percent", ask=ask)

    def members(self, phrase: str, ids: Sequence[str], name: str, *, ask: str) -> Figure:
        """Return members as a figure: their names, and their ids to compare."""
        shown = tuple(map(self.end, ids)) or "–"
        return Figure(name=name, label=self(phrase), shown=shown, exact=", ".join(ids), ask=ask)

    def table(
        self, caption: str, head: Sequence[str], rows: Sequence[tuple[str | Folded, ...]]
    ) -> Table:
        """Return a table, cut where it gets too long; caption and head are phrases."""
        return Table(
            caption=self(caption),
            head=tuple(map(self, head)),
            rows=tuple(rows[:MOST]),
            more=self.more(len(rows)),
        )

    def listing(self, items: Sequence[Item]) -> Listing:
        """Return a list, cut where it gets too long."""
        return Listing(each=tuple(items[:MOST]), more=self.more(len(items)))

    def more(self, there: int) -> str:
        """Return how many things are there and not shown; nothing if all are."""
        return self("more", count=there - MOST) if there > MOST else ""
