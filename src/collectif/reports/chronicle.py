"""This module is about telling an event in one sentence of plain words.

A sentence follows the template of the type; an event without one is told by its type, by whom, and
the beginning of what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from attrs import frozen

from collectif.projections.readers import PUBLIC, Reader
from collectif.projections.sealing import Seal, seal_of
from collectif.record.envelope import Recorded
from collectif.record.event import Unknown
from collectif.record.view import CORRECTIONS, View
from collectif.reports.catalogue import Catalogue, Piece, Slot, Template, catalogue, template_of
from collectif.reports.naming import NAMES, Names
from collectif.reports.words import answer, day, in_lang, money, quoted, say, visible

_WITHHELD = {"withheld": True}
_SAID_ALREADY = frozenset({"assembly_id", "mandate_id", "sheet_id"})
_OF_EVENTS = CORRECTIONS | {"content-redacted"}
_LONG = 8
"""Names of imported assemblies are long, and begin every name in them: they read as an ellipsis."""
_LONG_TITLE = 48


@frozen(kw_only=True)
class Chronicler:
    """Who tells events in a language.

    Attributes:
        view: Where events that others speak of are looked up.
        names: What things are called.
        seal: What is not shown to whom it is told.
        lang: The language.
    """

    view: View
    names: Names
    seal: Seal
    lang: str

    @classmethod
    def of(cls, view: View, lang: str, reader: Reader = PUBLIC) -> Chronicler:
        """Return who tells the events of a view to somebody."""
        return cls(view=view, names=NAMES.replay(view), seal=seal_of(view, reader), lang=lang)

    @property
    def words(self) -> Catalogue:
        """The words of chronicles in its language."""
        return catalogue(self.lang)

    def sentence(self, event: Recorded[Any]) -> str:
        """Return an event in one sentence, on one line."""
        template = None if isinstance(event.data, Unknown) else template_of(event.type, self.lang)
        plain = self.seal.over(self.view.codec.plain(event))
        data, who = plain["data"], _who(plain)
        if template is None:
            told = f"{event.type} {who or '-'} {_brief(data, who, self.lang)}"
        else:
            told = self._filled(template, event, {**data, "actor": who})
        if event.id in self.seal.ballots:
            told += f" ({', '.join(self._ballot(self.seal.ballots[event.id]))})"
        return self._shortened(event, told)

    def _ballot(self, ballot: Mapping[str, Any]) -> Iterator[str]:
        """Yield what stands on the ballot of the one to whom it is told."""
        for subject, said in chain.from_iterable(one.items() for one in ballot.values()):
            if isinstance(said, Mapping):
                yield from (f"{subject}/{c} {answer(self.lang, str(v))}" for c, v in said.items())
            else:
                yield f"{subject} {answer(self.lang, str(said))}"

    def act(self, events: Sequence[Recorded[Any]]) -> str:
        """Return several events of one act in one sentence; their type has a template for it."""
        first = events[0]
        plain = self.seal.over(self.view.codec.plain(first))
        data = {**plain["data"], "actor": _who(plain), "count": len(events)}
        told = self._filled(self.words.batches[first.type], first, data)
        between = self.words.words["range"].format(first=first.seq, last=events[-1].seq)
        return f"{self._shortened(first, told)} {between}"

    def _filled(self, template: Template, event: Recorded[Any], data: Mapping[str, Any]) -> str:
        if event.type in _OF_EVENTS:
            data = {**data, **self._corrected(event)}
        return "".join(self._piece(piece, event, data) for piece in template).strip()

    def _piece(self, piece: Piece, event: Recorded[Any], data: Mapping[str, Any]) -> str:
        said = []
        for part in piece.parts:
            words = part if isinstance(part, str) else self._slot(part, event, data)
            if words is None and piece.optional:
                return ""
            said.append(self.words.words["nobody"] if words is None else words)
        return "".join(said)

    def _slot(self, slot: Slot, event: Recorded[Any], data: Mapping[str, Any]) -> str | None:
        for name in slot.names:
            value = data.get(name)
            if value is not None and value not in ("", [], {}):
                return self._value(value, name, slot.how, event) or None
        return None

    def _value(self, value: Any, name: str, how: str, event: Recorded[Any]) -> str:
        """Return a value as a slot spells it."""
        if value == _WITHHELD:
            return say(self.lang, "withheld")
        match how:
            case "q":
                return self._quoted(value)
            case "d":
                return day(date.fromisoformat(value[:10]), self.lang)
            case "n":
                return str(len(value))
            case "f":
                return str(value).replace(".", "," if self.lang == "fr" else ".")
            case "m":
                given = [value] if isinstance(value, str) else value
                return self._listed([self.names.members.get(one, one) for one in given])
            case "i":
                title = self.names.items.get((str(event.assembly), value))
                return quoted(value if title is None else in_lang(title, self.lang), self.lang)
            case "t":
                return self._titled(value, name)
            case "k":
                return self._listed([str(key) for key in value])
            case "a":
                counted = ((k, v) for k, v in value.items() if v != 0)
                return ", ".join(
                    f"{self._word(k, name, event)} {self._word(v, name, event)}" for k, v in counted
                )
        return self._plain(value, name, event)

    def _plain(self, value: Any, name: str, event: Recorded[Any]) -> str:
        if isinstance(value, list):
            return self._listed([self._plain(one, name, event) for one in value])
        if not isinstance(value, Mapping):
            return self._word(value, name, event)
        if "amount_cents" in value:
            return money(value["amount_cents"], value["currency"], self.lang)
        if "member_id" in value:
            said = self._value(value["text"], name, "q", event)
            return f"{value['member_id']} {said}"
        return in_lang(value, self.lang) if _is_text(value) else str(value)

    def _word(self, value: object, name: str, event: Recorded[Any]) -> str:
        if isinstance(value, bool):
            return self.words.values.get(f"{name}.{str(value).lower()}", "")
        for key in (f"{event.type}.{value}", f"{name}.{value}", str(value)):
            if key in self.words.values:
                return self.words.values[key]
        return answer(self.lang, str(value))

    def _quoted(self, value: Any) -> str:
        if isinstance(value, list):
            return self._listed([self._quoted(one) for one in value])
        return quoted(value if isinstance(value, str) else in_lang(value, self.lang), self.lang)

    def _titled(self, value: str, name: str) -> str:
        title = self.names.titles.get((name, value))
        if title is None:
            return value
        words = in_lang(title, self.lang)
        short = words if len(words) <= _LONG_TITLE else words[: _LONG_TITLE - 1].rstrip() + "…"
        said = quoted(short, self.lang)
        return said if name == "target" else f"{value} {said}"

    def _listed(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.words.words['and']} {names[-1]}"

    def _corrected(self, event: Recorded[Any]) -> Mapping[str, Any]:
        """Return what a correction speaks of: which event, and how it should read."""
        target = self.view.source.find(event.data.target)
        if target is None:
            return {}
        same = target.occurred.date() == event.occurred.date()
        name = self.words.words["target" if same else "target_then"]
        told = name.format(seq=target.seq, day=day(target.occurred.date(), self.lang))
        sentence = self.sentence(target)
        now = None
        if event.type == "event-rectified":
            now = self.sentence(self.view.codec.rectified(target, event))
        whole = self.words.words["told"].format(target=told, sentence=sentence)
        return {"target": whole, "now": now}

    def _shortened(self, event: Recorded[Any], told: str) -> str:
        told = visible(told)
        if event.assembly is not None and len(event.assembly) > _LONG:
            told = f" {told}".replace(f" {event.assembly}-", " …")[1:]
        return told


def _who(plain: Mapping[str, Any]) -> str | None:
    actor = plain.get("actor")
    return (actor.get("member") or str(actor["role"])) if actor else None


def _brief(data: Mapping[str, Any], who: str | None, lang: str) -> str:
    """Return the names and short values of an event's content, words last."""
    told = {name: value for name, value in data.items() if name not in _SAID_ALREADY}
    plain = [str(value) for value in told.values() if type(value) in (str, int) and value != who]
    words = [in_lang(value, lang) for value in told.values() if _is_text(value)]
    withheld = [say(lang, "withheld")] if _WITHHELD in told.values() else []
    return " ".join([*plain, *words, *withheld])


def _is_text(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(isinstance(words, str) for words in value.values())
    )
