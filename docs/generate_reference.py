"""This module is about the reference pages that the program writes: events, errors, cases, rules.

Events, errors and rules come from the registries, cases from the table that the tests run.

python docs/generate_reference.py            writes them
python docs/generate_reference.py --check    tells by its exit status whether they are current
"""

from __future__ import annotations

import inspect
import re
import sys
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, Literal, NewType

import attrs
from format_vectors import vectors_page
from rule_pages import rule_pages

import collectif.collective  # noqa: F401 - registers every event
from collectif import errors
from collectif.record.event import EVENTS, EventType, Withheld
from collectif.record.meaning import about, described
from collectif.testing.cases import Case, cases_in
from collectif.values import Json, Share, Text

REFERENCE = Path(__file__).resolve().parent / "reference"
CASES = REFERENCE.parents[1] / "tests" / "acts" / "cases"
GENERATED = "<!-- Written by docs/generate_reference.py; do not edit. -->\n\n"

_PLAIN = {
    str: "words",
    int: "whole number",
    bool: "true or false",
    date: "day",
    Decimal: "exact number",
    datetime: "time with offset",
}


def main(arguments: list[str]) -> int:
    """Write the pages, or tell whether they are current."""
    pages = pages_written()
    stale = [name for name, text in pages.items() if _current(name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/reference/{name} is not current: run docs/generate_reference.py.")
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).parent.mkdir(exist_ok=True)
        (REFERENCE / name).write_text(pages[name], "utf-8")
    return 0


def pages_written() -> dict[str, str]:
    """Return name of a page -> what it should say."""
    written = {"events.md": events_page(), "errors.md": errors_page(), "cases.md": cases_page()}
    written["format-vectors.json"] = vectors_page()
    return written | {name: GENERATED + page for name, page in rule_pages().items()}


def own_events() -> list[EventType]:
    """Return the event types of collectif itself, by name; not those that others registered."""
    return [known for known in EVENTS if known.cls.__module__.startswith("collectif.")]


def events_page() -> str:
    """Return the page of events."""
    chapters: dict[str, list[EventType]] = {}
    for known in own_events():
        chapters.setdefault(known.cls.__module__, []).append(known)
    parts = [GENERATED, _EVENTS_HEAD]
    for module, found in sorted(chapters.items()):
        doc = inspect.getdoc(sys.modules[module]) or ""
        subject = doc.splitlines()[0].removeprefix("This module is about ").rstrip(".")
        parts.append(f"## {module.rsplit('.', 1)[1].capitalize()}\n\n")
        parts.append(f"{subject[0].upper()}{subject[1:]}.\n\n")
        parts += [_event(known) for known in found]
    parts.append(_VALUES_HEAD)
    parts += [_value(cls) for cls in _values_of(own_events())]
    return "".join(parts).rstrip() + "\n"


def errors_page() -> str:
    """Return the page of errors: every refusal in both languages, and every class."""
    english, french = refusals("en"), refusals("fr")
    parts = [GENERATED, _ERRORS_HEAD, "| class | is |\n|---|---|\n"]
    for name, cls in sorted(vars(errors).items()):
        if isinstance(cls, type) and issubclass(cls, errors.CollectifError):
            first = (inspect.getdoc(cls) or "").splitlines()[0]
            parts.append(f"| `{name}` | {first} |\n")
    parts.append(_REFUSALS_HEAD)
    for code in sorted(english):
        parts.append(f"### {code}\n\n")
        for told in (english[code], french[code]):
            said = " ".join(told[part] for part in ("what", "why", "mend"))
            parts.append(f"> {said}\n\n")
    return "".join(parts).rstrip() + "\n"


def cases_page() -> str:
    """Return the page of cases: for each event, what is recorded and what is refused."""
    found: dict[str, list[Case]] = {}
    for case in cases_in(CASES):
        found.setdefault(case.type, []).append(case)
    parts = [GENERATED, _CASES_HEAD]
    for type, cases in sorted(found.items()):
        parts.append(f"## {type}\n\n[What it holds](events.md#{type}).\n\n")
        parts.append("| | |\n|---|---|\n")
        parts += [f"| recorded | {case.sentence} |\n" for case in cases if case.refused is None]
        told = sorted((case.refused, case.sentence) for case in cases if case.refused is not None)
        parts += [f"| {_refusal(code)} | {sentence} |\n" for code, sentence in told]
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def refusals(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Return code -> what, why, mend, in a language."""
    text = (resources.files("collectif") / "locale" / f"refusals.{lang}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _current(name: str) -> str | None:
    page = REFERENCE / name
    return page.read_text("utf-8") if page.exists() else None


def _refusal(code: str) -> str:
    """Return the code of a refusal, with a link to its words."""
    worded = code if code in refusals("en") else "Unknown"
    return f"[{code}](errors.md#{worded.lower()})"


def _event(known: EventType) -> str:
    lines = [f"### {known.name}\n\n", about(known.cls), "\n\n"]
    facts = [f"Version {known.version}, `{known.cls.__module__}.{known.cls.__name__}`."]
    if known.names is not None:
        facts.append(f"It brings into being what `{known.names}` names.")
    lines += [" ".join(facts), "\n\n", _table(known.cls)]
    return "".join(lines)


def _value(cls: type) -> str:
    return f"### {cls.__name__}\n\n{about(cls)}\n\n{_table(cls)}"


def _table(cls: type) -> str:
    hints = typing.get_type_hints(cls, include_extras=True)
    told = described(cls)
    rows = ["| field | holds | is |\n|---|---|---|\n"]
    for field in attrs.fields(cls):
        holds = shown(hints[field.name])
        if field.metadata.get("personal"):
            holds += "; personal"
        if field.default is None:
            holds += "; may be absent"
        rows.append(f"| `{field.name}` | {holds} | {told[field.name].replace('|', '/')} |\n")
    return "".join(rows) + "\n"


def shown(hint: Any) -> str:
    """Return a type as words."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint == Text:
        return "text"
    if hint == Json:
        return "free JSON"
    if hint == Share:
        return "share"
    if isinstance(hint, NewType):
        kind = re.sub(r"(?<!^)([A-Z])", r" \1", hint.__name__.removesuffix("Id")).lower()
        return "any id" if kind == "ref" else f"id ({kind})"
    if origin is typing.Annotated:
        return shown(arguments[0])
    if origin is Literal:
        return " or ".join(f"`{word}`" for word in arguments)
    if origin in (typing.Union, types.UnionType):
        kept = [one for one in arguments if one not in (type(None), Withheld)]
        return ", or ".join(map(shown, kept))
    if origin is tuple:
        return f"list of {shown(arguments[0])}"
    if origin is frozenset:
        return f"set of {shown(arguments[0])}"
    if origin is not None:
        return f"{shown(arguments[0])} -> {shown(arguments[1])}"
    if attrs.has(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return _PLAIN[hint]


def _values_of(found: list[EventType]) -> list[type]:
    """Return the classes that stand inside events, by name."""
    seen: dict[str, type] = {}
    waiting = [known.cls for known in found]
    while waiting:
        for hint in typing.get_type_hints(waiting.pop(), include_extras=True).values():
            for cls in _classes(hint):
                if cls.__name__ not in seen:
                    seen[cls.__name__] = cls
                    waiting.append(cls)
    return [cls for _, cls in sorted(seen.items())]


def _classes(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and attrs.has(hint):
        yield hint
    for argument in typing.get_args(hint):
        yield from _classes(argument)


_EVENTS_HEAD = """# Events

Every event that this version writes, by the name that stands in the log.
A name keeps its meaning for ever; a new shape raises the version, and older ones stay readable.
Types that a program does not know are kept, hashed and listed, and change no answer.

[Cases](cases.md) say what each one records and what is refused, act by act.

What each event says besides its own fields (when, who, from where) is its
[envelope](formats.md#the-envelope).

- *text* is the same words in one language or more: language tag -> words.
- *share* is an exact fraction as text, such as `"1/4"`.
- *id (member)* is the name of a member, and makes the event one about that member.
- *exact number* is a decimal number as text, such as `"41.5"`.
- *any id* may name anything in the log.
- *personal* words never stand in the log, which holds their digests:
  see [why a log](../explanation/log.md#personal-words).
- *may be absent*: nothing stands in the log then, not even null.

"""

_CASES_HEAD = """# Cases

What every event records and what is refused, as the tests try it: one act a line.
What comes first is what happens: the act is recorded, or refused with a code.
Nothing is recorded by an act that is refused.
Some lines are the same for every event:
a name is never used twice and is visible text, words are said, what is referred to is there.

`import-reported` is not among them: no verb records it, an import does.

"""

_VALUES_HEAD = """## Values inside events

"""

_ERRORS_HEAD = """# Errors

Everything that collectif raises on purpose is a `CollectifError` of three sentences.
They are attributes too: `what` happened, `why`, and how to `mend` it.
What verifying finds is data, not an exception.

"""

_REFUSALS_HEAD = """
## Refusals

An act that the rules do not allow raises `Refused`, and nothing is recorded.
`code` is the name below, and `details` hold what stands in braces.
`in_words("fr")` says it in French.
A code that begins with `Unknown` and is not listed, such as `UnknownAgendaItem`, has the words of
`Unknown`.

"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
