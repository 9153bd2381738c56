"""This module is about the message catalogue: what is said in one language is said in the other."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from collectif.errors import CollectifError, CorruptLog, InvalidInput, StoreUnavailable

SOURCE = Path(str(resources.files("collectif")))
LOCALE = SOURCE / "locale"
FILES = sorted({path.name.split(".")[0] for path in LOCALE.glob("*.??.toml")})


def catalogue(name, lang):
    return tomllib.loads((LOCALE / f"{name}.{lang}.toml").read_text("utf-8"))


def leaves(table, *above):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, *above, key)
        else:
            yield (*above, key), value


def slots(words):
    """Return the names in braces, of a plain sentence or one with square brackets."""
    return {name.partition(":")[0] for name in re.findall(r"(?<!\{)\{([a-z_0-9|]+)", words)}


AS_THEY_ARE = {"answers", "codes", "kinds", "values"}
"""Tables of literals, which read as they are where a language has no other word for them."""


def said(name, lang):
    return {key: words for key, words in leaves(catalogue(name, lang)) if key[0] not in AS_THEY_ARE}


ERRORS = {".".join(key[:2]) for key, _ in leaves(catalogue("errors", "en"))}


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_keys_and_both_say_something(name):
    both = [said(name, lang) for lang in ("en", "fr")]
    assert both[0].keys() == both[1].keys()
    assert all(bool(words.strip()) == bool(both[1][key].strip()) for key, words in both[0].items())


@pytest.mark.parametrize("name", FILES)
def test_neither_language_speaks_of_what_the_other_does_not_know(name):
    english, french = (said(name, lang) for lang in ("en", "fr"))
    if name == "errors":  # what one sentence of three says, another may say in French
        together = [{}, {}]
        for spoken, of in zip((english, french), together, strict=True):
            for key, words in spoken.items():
                of.setdefault(key[:2], set()).update(slots(words))
        assert all(together[1][key] <= together[0][key] for key in together[0])
        return
    for key, words in french.items():
        assert slots(words) <= slots(english[key]) | {"count"}, key


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_an_error_is_three_sentences_in_both_languages(name):
    topic, _, key = name.partition(".")
    for lang in ("en", "fr"):
        sentences = catalogue("errors", lang)[topic][key]
        assert sorted(sentences) == ["mend", "what", "why"]
        for words in sentences.values():
            list(Formatter().parse(words))
            assert re.search(r"[.!?}]$", words), words


def test_an_error_is_said_in_the_language_of_its_reader():
    error = InvalidInput.of("import.nothing", path="x.csv")
    assert error.in_words("en") == (error.what, error.why, error.mend)
    assert error.in_words("fr")[0] == "Il n'y a rien à x.csv."
    assert error.in_words("es") == error.in_words("en")
    own = InvalidInput("What.", "Why.", "How.")
    assert own.in_words("fr") == ("What.", "Why.", "How.")


def test_what_an_error_says_to_programs_it_says_still():
    corrupt = CorruptLog.of("sqlite.does-not-say-when-event", url="u", seq=7)
    assert corrupt.seq == 7
    locked = StoreUnavailable.of("holding.written-while-was-compared-nothing", path="p", size=1,
                                 code="locked")  # fmt: skip
    assert locked.code == "locked"


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node


def test_every_error_that_is_raised_has_its_words():
    raised = {
        node.args[0].value
        for _, node in calls()
        if isinstance(node.func, ast.Attribute) and node.func.attr == "of" and node.args
        and isinstance(node.func.value, ast.Name) and node.func.value.id in NAMED
        and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip
    assert raised == ERRORS


def families(cls):
    for below in cls.__subclasses__():
        yield from (below.__name__, *families(below))


NAMED = {"CollectifError", *families(CollectifError)}
