"""This module is about words: how refusals are said, in which language, and in whose words.

The words that ship stand in `locale/refusals.LANG.toml`, `locale/phrases.LANG.toml` and
`locale/audit.LANG.toml`. A program
that embeds collectif may say them its own way, add languages, and give the words of its own verbs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

Table = Literal["refusals", "phrases", "kinds", "codes", "findings", "notes"]
"""Sentences of refusals by code, phrases inside them by key, names of kinds, names of codes, and
sentences of what an audit finds and notes, by code."""

LANGUAGES = ("en", "fr")
"""The languages whose words ship."""

_FILES: Mapping[Table, str] = {"refusals": "refusals", "findings": "audit", "notes": "audit"}

_OWN: dict[tuple[Table, str], dict[str, Any]] = {}


def wording(
    lang: str,
    *,
    refusals: Mapping[str, Mapping[str, str]] | None = None,
    phrases: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
) -> None:
    """Let a program say refusals in its own words.

    What it does not give stays as it ships; a language that does not ship says in English what it
    was not given. A package with verbs of its own gives the words of their codes so.

    Args:
        lang: A language tag, such as `"fr"`.
        refusals: Code of a refusal -> its sentences by `what`, `why` and `mend`, or some of them.
            Names in braces stand for the details of the refusal.
        phrases: Key of a phrase inside a refusal -> its words.
        kinds: Kind of thing, such as `"member"` -> what it is called.
        codes: Literal, such as `"SEALED"` -> how it reads in a sentence.
    """
    for code, sentences in (refusals or {}).items():
        own = _OWN.setdefault(("refusals", lang), {})
        own[code] = {**own.get(code, {}), **sentences}
    _OWN.setdefault(("phrases", lang), {}).update(phrases or {})
    _OWN.setdefault(("kinds", lang), {}).update(kinds or {})
    _OWN.setdefault(("codes", lang), {}).update(codes or {})
    words.cache_clear()


@cache
def words(table: Table, lang: str) -> Mapping[str, Any]:
    """Return a table of words in a language, a program's own words over those that ship."""
    shipped = _shipped(table, lang if lang in LANGUAGES else "en")
    own = _OWN.get((table, lang), {})
    if table != "refusals":
        return {**shipped, **own}
    return {code: {**shipped.get(code, {}), **own.get(code, {})} for code in {**shipped, **own}}


def _shipped(table: Table, lang: str) -> Mapping[str, Any]:
    name = _FILES.get(table, "phrases")
    text = (resources.files("collectif") / "locale" / f"{name}.{lang}.toml").read_text("utf-8")
    told = tomllib.loads(text)
    return told if table == "refusals" else told[table]
