"""This module is about the words of reports, in French and English.

What people wrote is stored as they wrote it, and shown so that it cannot act on a terminal: a
control, an invisible or a direction character is shown by its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from unicodedata import combining, east_asian_width

from collectif.phrasing import LANGUAGES as LANGUAGES
from collectif.phrasing import typeset as typeset
from collectif.phrasing import words
from collectif.showing import visible as visible
from collectif.values import Text


def say(lang: str, word: str, **details: object) -> str:
    """Return a phrase in a language, with details filled in as they are."""
    told: str = words("words", lang)[word]
    return told.format(**details)


def quoted(said: str, lang: str) -> str:
    """Return somebody's words between the quotation marks of a language."""
    shown = visible(said)
    return f"«\N{NO-BREAK SPACE}{shown}\N{NO-BREAK SPACE}»" if lang == "fr" else f"“{shown}”"


def day(of: date, lang: str, *, year: bool = True) -> str:
    """Return a day as people write it: `30 November 2016`, `1er décembre 2016`."""
    number = "1er" if lang == "fr" and of.day == 1 else str(of.day)
    month = words("months", lang)[str(of.month)]
    told = f"{number} {month}"
    return f"{told} {of.year}" if year else told


def money(cents: int, currency: str, lang: str) -> str:
    """Return an amount as people write it, cents only where there are any: `38,500.50 CAD`."""
    comma, point = ("\N{NO-BREAK SPACE}", ",") if lang == "fr" else (",", ".")
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", comma) + (f"{point}{rest:02d}" if rest else "")
    return f"{'-' if cents < 0 else ''}{grouped}\N{NO-BREAK SPACE}{currency}"


def answer(lang: str, word: str) -> str:
    """Return an answer of a ballot as people read it; one that a charter made up stays as is."""
    told: str = words("answers", lang).get(word, word)
    return told


def rule_named(rule: str, lang: str) -> str:
    """Return what a rule of counting is called, with its name: `“dots” (dots)`."""
    return f"{quoted(words('rules', lang).get(rule, rule), lang)} ({rule})"


def in_lang(text: object, lang: str) -> str:
    """Return words in a language, else in French, English or whatever there is.

    Withheld words read as a mark.
    """
    if not isinstance(text, Mapping):
        return say(lang, "withheld")
    said: Text = text
    return visible(said.get(tongue(said, lang), ""))


def tongue(text: Text, lang: str) -> str:
    """Return in which language words are read by somebody who reads a language."""
    return next((wanted for wanted in (lang, "fr", "en", *text) if wanted in text), lang)


def fitted(line: str, width: int = 80) -> str:
    """Return a line that fits a terminal; what was cut off shows as an ellipsis."""
    line = visible(line.rstrip())
    if _head(line, width) == line:
        return line
    return _head(line, width - 1) + "…"


def rowed(head: str, figures: str, title: str, *, at: int = 13) -> list[str]:
    """Return a row of figures that fits a terminal: they are never cut off, the title may be.

    Args:
        head: What the row is of; where it is too long, it has lines of its own.
        figures: The figures, in their columns.
        title: What stands at the end.
        at: The column from which figures stand below a head that has lines of its own.
    """
    row = f"{head} {figures}"
    if columns(visible(row.rstrip())) <= 80:
        return [fitted(f"{row}{title}")]
    return [*wrapped(head.strip()), fitted(f"{' ' * at}{figures}{title}")]


def wrapped(text: str, *, indent: str = "  ", first: str | None = None) -> list[str]:
    """Return words as lines of at most 80 columns, cut at spaces, or inside words of many lines.

    Args:
        text: The words.
        indent: What stands before each line.
        first: What stands before the first line instead.
    """
    before = indent if first is None else first
    lines, line = list[str](), before
    for word in filter(None, _kept_together(visible(text)).split(" ")):
        joined = line + word if line == before else f"{line} {word}"
        while _head(joined) != joined:
            if line != before:
                lines.append(line)
                joined = indent + word
            else:
                lines.append(_head(joined))
                joined = indent + joined[len(lines[-1]) :]
            before = line = indent
            word = joined[len(indent) :]
        line = joined
    return [*lines, line] if line != before else lines


def _kept_together(text: str) -> str:
    """Return words with spaces that do not break where French marks would stand alone."""
    if "«" not in text and not _MARKS_ALONE.search(text):
        return text
    opened = text.replace("« ", "«\N{NO-BREAK SPACE}")
    return _MARKS_ALONE.sub("\N{NO-BREAK SPACE}\\1", opened)


_MARKS_ALONE = re.compile(" ([»:;!?](?: |$))")


def _head(line: str, width: int = 80) -> str:
    """Return as much of a line as fits; what comes after it is not looked at, however long."""
    if line.isascii():
        return line[:width]
    taken = 0
    for end, character in enumerate(line):
        taken += columns(character)
        if taken > width:
            return line[:end]
    return line


def columns(line: str) -> int:
    """Return how many columns of a terminal a line takes."""
    if line.isascii():
        return len(line)
    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in line)


def decimal(exact: Fraction, places: int, lang: str = "en") -> str:
    """Return a figure rounded half to even for display: `"66.94"`, in French `"66,94"`."""
    scaled = round(exact * 10**places)
    digits = f"{abs(scaled):0{places + 1}d}"
    sign = "-" if scaled < 0 else ""
    point = "," if lang == "fr" else "."
    return f"{sign}{digits[:-places]}{point}{digits[-places:]}"
