"""This module is about saying a statement in a language, for a citizen, an auditor or a program.

The sentence of `trail.ranked-first` is `ranked-first` in `locale/trail.LANG.toml`. It is written
like those of chronicles: `{name}` stands for a detail, `{name:how}` says how it is spelled (see
`SPELLED`), what stands in square brackets is left out where a detail is silent. A sentence that
counts may be a table, `one` and `other`: the detail `count` chooses, or else `part`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from attrs import field, frozen

from collectif.errors import Phrase
from collectif.phrasing import words
from collectif.record.event import Withheld
from collectif.record.view import View
from collectif.reports.catalogue import Piece, Slot, Template, catalogue, parsed
from collectif.reports.naming import NAMES, Names
from collectif.reports.results import Json, figure
from collectif.reports.words import (
    answer,
    day,
    decimal,
    in_lang,
    money,
    quoted,
    rule_named,
    say,
    tongue,
    visible,
)
from collectif.statement import Statement
from collectif.values import Money

_KINDS = {
    "assembly": "assembly_id",
    "commitment": "commitment_id",
    "criterion": "criterion_id",
    "indicator": "indicator_id",
    "learning": "learning_id",
    "member": "member_id",
    "mission": "mission_id",
    "proposal": "proposal_id",
}
"""What a detail may name -> the field by which it is known."""

_PARTIES = {"COLLECTIVE", "PUBLIC"}


@frozen(kw_only=True)
class Teller:
    """Who says statements in a language.

    Attributes:
        lang: The language.
        names: What things are called.
    """

    lang: str
    names: Names
    _called: dict[tuple[str, str], str] = field(factory=dict, init=False, eq=False, repr=False)

    @classmethod
    def of(cls, view: View, lang: str) -> Teller:
        """Return who says what follows from a view."""
        return cls(lang=lang, names=NAMES.replay(view))

    def say(self, statement: Statement) -> str:
        """Return a statement in one sentence, on one line, without its events and reasons."""
        return "".join(said for said, _ in self.spans(statement)).strip()

    def spans(self, statement: Statement) -> Iterator[tuple[str, str]]:
        """Yield a statement in one sentence, in pieces, each with the language that it is in."""
        told = _template(statement.topic, statement.name, self.lang, _counts(statement.details))
        for piece in told:
            for said, lang in self._piece(piece, statement.details):
                yield visible(said), lang

    def lines(self, statement: Statement) -> Iterator[tuple[int, str, Statement]]:
        """Yield the sentence of a statement and of all its reasons, with its depth."""
        for depth, one in statement.walk():
            yield depth, self.say(one), one

    def json(self, statement: Statement) -> Json:
        """Return a statement as JSON data: exact figures, ids, and the sentence in the language."""
        return {
            "code": statement.code,
            "said": self.say(statement),
            "details": self.plain(statement.details),
            "events": list(statement.events),
            "because": [self.json(one) for one in statement.because],
        }

    def plain(self, details: Mapping[str, Any]) -> Json:
        """Return details as JSON data; a figure is exact, with a decimal beside it."""
        return {name: _plain(one) for name, one in details.items()}

    def name(self, kind: str, id: str) -> str:
        """Return what a thing is called, with its id: `Maison des aînés (aines)`."""
        if (kind, id) not in self._called:
            self._called[kind, id] = self._name(kind, id)
        return self._called[kind, id]

    def _name(self, kind: str, id: str) -> str:
        if id in _PARTIES:
            return catalogue(self.lang).values[id]
        title = self.names.titles.get((_KINDS[kind], id))
        if title is None:
            return id
        called = in_lang(title, self.lang)
        return f"{called if kind == 'member' else quoted(called, self.lang)} ({id})"

    def _nothing(self, how: str, empty: bool) -> str:
        """Return how nothing is spelled: nobody among members, somebody unnamed, no figure."""
        name = "undefined" if how not in _KINDS else "none" if how != "member" else "nobody"
        return catalogue(self.lang).words["no-one" if empty and how == "member" else name]

    def spelled(self, value: Any, how: str = "", name: str = "") -> str:
        """Return a value as it reads in a sentence; see `SPELLED`.

        Args:
            value: The value.
            how: How it is spelled.
            name: The name of the detail: a code of the log may read otherwise under some names.
        """
        if isinstance(value, Withheld):
            return say(self.lang, "withheld")
        if isinstance(value, Collection) and not isinstance(value, str | Mapping):
            names = [self.spelled(one, how, name) for one in value]
            return self._listed(names) if names else self._nothing(how, empty=True)
        if how == "tally":
            counted = (
                f"{self.spelled(one, '', name)} {self.spelled(n)}" for one, n in value.items()
            )
            return ", ".join(counted) or "-"
        if how in _KINDS:
            return self.name(how, str(value))
        own = None if how else catalogue(self.lang).values.get(f"{name}.{value}")
        return SPELLED[how](self, value) if own is None else own

    def tongue(self, value: Any, how: str = "") -> str:
        """Return the language in which a value is spelled: that of the words, where it has any."""
        if isinstance(value, Collection) and not isinstance(value, str | Mapping):
            found = {self.tongue(one, how) for one in value}
            return found.pop() if len(found) == 1 else self.lang
        text = self.names.titles.get((_KINDS[how], str(value))) if how in _KINDS else value
        return tongue(text, self.lang) if isinstance(text, Mapping) else self.lang

    def _piece(self, piece: Piece, details: Mapping[str, Any]) -> list[tuple[str, str]]:
        said = []
        for part in piece.parts:
            if isinstance(part, str):
                said.append((part, self.lang))
            elif (found := _first(part, details)) is not None:
                name, value = found
                said.append((self.spelled(value, part.how, name), self.tongue(value, part.how)))
            elif piece.optional:
                return []
            else:
                said.append((self._nothing(part.how, _empty(part, details)), self.lang))
        return said

    def _listed(self, names: list[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {catalogue(self.lang).words['and']} {names[-1]}"


def _as_it_is(teller: Teller, value: Any) -> str:
    if isinstance(value, Fraction):
        return decimal(value, 2, teller.lang)
    if isinstance(value, Money):
        return money(value.amount_cents, value.currency, teller.lang)
    if isinstance(value, datetime):
        return f"{day(value.date(), teller.lang)}, {_time(teller, value)}"
    if isinstance(value, date):
        return day(value, teller.lang)
    if isinstance(value, Mapping):
        return in_lang(value, teller.lang)
    if isinstance(value, Phrase):
        return value.in_words(teller.lang)
    return catalogue(teller.lang).values.get(str(value)) or coded(str(value), teller.lang)


def coded(code: str, lang: str) -> str:
    """Return a code of the log or of an answer, such as `STAND_ASIDE`, as people read it."""
    said: str = words("answers", lang).get(code) or words("words", lang).get(code, code)
    return said


def _quoted(teller: Teller, value: Any) -> str:
    return quoted(value if isinstance(value, str) else in_lang(value, teller.lang), teller.lang)


def _time(teller: Teller, value: datetime) -> str:
    return (
        f"{value:%H:%M}" if teller.lang != "fr" else f"{value.hour}\N{NO-BREAK SPACE}h {value:%M}"
    )


def _percent(teller: Teller, value: Any) -> str:
    space = "\N{NO-BREAK SPACE}" if teller.lang == "fr" else ""
    return f"{decimal(Fraction(value) * 100, 1, teller.lang)}{space}%"


def _signed(teller: Teller, value: Any) -> str:
    sign = "+" if value > 0 else ""
    return f"{sign}{decimal(Fraction(value), 2, teller.lang)}"


def _points(teller: Teller, value: Any) -> str:
    few = abs(value) < 2 if teller.lang == "fr" else abs(value) == 1
    return f"{_as_it_is(teller, value)} {say(teller.lang, 'point' if few else 'points')}"


SPELLED: Mapping[str, Callable[[Teller, Any], str]] = {
    "": _as_it_is,
    "answer": lambda teller, value: answer(teller.lang, str(value)),
    "day": lambda teller, value: day(value, teller.lang),
    "exact": lambda teller, value: str(value),
    "percent": _percent,
    "points": _points,
    "q": _quoted,
    "rule": lambda teller, value: rule_named(str(value), teller.lang),
    "signed": _signed,
    "three": lambda teller, value: decimal(Fraction(value), 3, teller.lang),
    "time": _time,
    "word": lambda teller, value: say(teller.lang, str(value)),
}
"""How a detail is spelled: as it is (a figure with two decimals, a day, words in the language, a
code of the log in words), exactly, as a percentage, as so many points, quoted, as what a rule is
called, with its sign, with three decimals, as an answer of a ballot, as a phrase of reports, as the
day or the time of a moment. `tally` spells a mapping name by name, with how many. The name of a
kind of thing (`member`, `proposal`, `criterion`, ...) spells an id as what it is called. Lists are
joined."""


def _first(slot: Slot, details: Mapping[str, Any]) -> tuple[str, Any] | None:
    told = ((name, details.get(name)) for name in slot.names)
    return next((one for one in told if one[1] is not None and one[1] != "" and one[1] != ()), None)


def _empty(slot: Slot, details: Mapping[str, Any]) -> bool:
    """Whether there is a list in a slot, of nothing."""
    return any(details.get(name) is not None for name in slot.names)


def _counts(details: Mapping[str, Any]) -> Any:
    return details.get("count", details.get("part"))


def _template(topic: str, name: str, lang: str, count: Any) -> Template:
    sentence = words(topic, lang)[name]
    if isinstance(sentence, Mapping):
        few = count in ((0, 1) if lang == "fr" else (1,))
        sentence = sentence["one" if few else "other"]
    return _parsed(sentence)


_parsed = cache(parsed)


def _plain(value: Any) -> Any:
    """Return a detail as JSON data; a figure is exact, with a decimal beside it."""
    if isinstance(value, Withheld):
        return {"withheld": True}
    if isinstance(value, Fraction):
        return figure(value)
    if isinstance(value, Money):
        return {"amount_cents": value.amount_cents, "currency": value.currency}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Phrase):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
