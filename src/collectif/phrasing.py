"""This module is about the message catalogue: every word of ours that people read, by language.

The words that ship stand in `locale/FILE.LANG.toml`: refusals, what an audit finds, the phrases of
reports, and a file for each topic of which statements speak. A program that embeds collectif may
say them its own way, add languages, and give the words of its own verbs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "fr")
"""The languages whose words ship."""

_SECTIONS: Mapping[str, str] = {
    "answers": "reports",
    "codes": "phrases",
    "declined": "evidence",
    "findings": "audit",
    "forms": "reports",
    "kinds": "phrases",
    "months": "reports",
    "notes": "audit",
    "phrases": "phrases",
    "rules": "reports",
    "signing": "evidence",
    "witnessing": "evidence",
    "words": "reports",
}
"""Table -> the file of which it is a section; any other table is a file of its own."""

_OWN: dict[tuple[str, str], dict[str, Any]] = {}


def wording(
    lang: str,
    *,
    refusals: Mapping[str, Mapping[str, str]] | None = None,
    phrases: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
    **tables: Mapping[str, str],
) -> None:
    """Let a program say things in its own words.

    What it does not give stays as it ships; a language that does not ship says in English what it
    was not given. A package with verbs of its own gives the words of their codes so.

    Args:
        lang: A language tag, such as `"fr"`.
        refusals: Code of a refusal -> its sentences by `what`, `why` and `mend`, or some of them.
            Names in braces stand for the details of the refusal.
        phrases: Key of a phrase inside a refusal -> its words.
        kinds: Kind of thing, such as `"member"` -> what it is called.
        codes: Literal, such as `"SEALED"` -> how it reads in a sentence.
        tables: Any other table of the catalogue by its name, such as `words` for the phrases of
            reports: key -> its words.
    """
    for code, sentences in (refusals or {}).items():
        own = _OWN.setdefault(("refusals", lang), {})
        own[code] = {**own.get(code, {}), **sentences}
    given = {"phrases": phrases, "kinds": kinds, "codes": codes, **tables}
    for table, said in given.items():
        _OWN.setdefault((table, lang), {}).update(said or {})
    words.cache_clear()


@cache
def words(table: str, lang: str) -> Mapping[str, Any]:
    """Return a table of words in a language, a program's own words over those that ship."""
    shipped = shipping(table, lang if lang in LANGUAGES else "en")
    own = _OWN.get((table, lang), {})
    if table != "refusals":
        return {**shipped, **own}
    return {code: {**shipped.get(code, {}), **own.get(code, {})} for code in {**shipped, **own}}


@cache
def shipping(table: str, lang: str) -> Mapping[str, Any]:
    """Return a table of words as it ships, typeset for its language."""
    file = _SECTIONS.get(table, table)
    text = (resources.files("collectif") / "locale" / f"{file}.{lang}.toml").read_text("utf-8")
    told = tomllib.loads(typeset(text))
    return told[table] if table in _SECTIONS else told


def typeset(words: str) -> str:
    """Return French words with the spaces that do not break: before a colon, inside quotes."""
    return (
        words.replace(" :", "\N{NO-BREAK SPACE}:")
        .replace("« ", "«\N{NO-BREAK SPACE}")
        .replace(" »", "\N{NO-BREAK SPACE}»")
    )
