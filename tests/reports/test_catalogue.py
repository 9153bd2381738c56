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
from collectif.evidence.verify import _within

SOURCE = Path(str(resources.files("collectif")))
LOCALE = SOURCE / "locale"
FILES = sorted({path.name.split(".")[0] for path in LOCALE.glob("*.en.toml")})


def catalogue(name, lang):
    return tomllib.loads((LOCALE / f"{name}.{lang}.toml").read_text("utf-8"))


def leaves(table, *above):
    for key, value in table.items():
        if isinstance(value, dict) and value.keys() == {"one", "other"}:
            yield (*above, key), f"{value['one']} {value['other']}"
        elif isinstance(value, dict):
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
    source = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    assert raised <= ERRORS
    assert all(f'"{name}"' in source for name in ERRORS - raised)


def families(cls):
    for below in cls.__subclasses__():
        yield from (below.__name__, *families(below))


NAMED = {"CollectifError", *families(CollectifError)}


REASONS = {".".join(key) for key, _ in leaves(catalogue("reasons", "en"))}


def test_every_reason_that_is_said_has_its_words():
    """Those of a table, whose names are put together, are named by their beginnings."""
    said, begun = set(), set()
    for _, node in calls():
        if isinstance(node.func, ast.Name) and node.func.id == "Reason" and node.args:
            match node.args[0]:
                case ast.Constant(value=str(key)):
                    said.add(key)
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                    begun.add(start)
    assert said <= REASONS
    assert all(key.startswith(tuple(begun)) for key in REASONS - said)


_FEW = "the of is and was are with not to for from by no which it that this be in on at has have"
STOP_WORDS = frozenset(re.findall(r"[a-z]+", _FEW))


def is_english(words):
    """Whether words look like a piece of an English sentence."""
    there = re.findall(r"[A-Za-z']+", words)
    return " " in words and len(there) >= 3 and not STOP_WORDS.isdisjoint(map(str.lower, there))


NOT_FOR_READERS = {
    "acts/marks.py": "a pattern of what people write",
    "commands/keys.py": "the example of an option",
    "counting/choosing/choice_laws.py": "what breaks a law, for those who write rules",
    "counting/laws": "what breaks a law, for those who write rules",
    "counting/ties.py": "a method, which is recorded under this name",
    "evidence/verify.py": "stands alone, and has its words in both languages",
    "exchange/csv_dictionary.py": "the dictionary of the classes, beside their descriptions",
    "exchange/grid_words.py": "words that people write in grids",
    "exchange/polis_files.py": "words that stand in for those of an export, and are recorded",
    "projections/ingredients.py": "the ingredients as their authors wrote them",
    "record/plain.py": "names of types, of which the checker of types speaks",
    "testing": "for those who write tests",
}
"""Where English stands that is no sentence of ours to a reader, and why."""

NOT_SENTENCES = {"ValueError", "TypeError", "AssertionError", "KeyError", "AttributeError",
                 "RuntimeError", "SystemExit", "rule", "law", "Schema"}  # fmt: skip
NO_WORDS = re.compile(
    r"\s*(select|insert into|update|delete from|create table|pragma) |.* (order by|limit) "
    r"|.* in \(\{\}\)$"
    r"|(?=.*[a-z]:[a-z])[a-z_]+( [a-z_]+(:[a-z]+)?)+$",
    re.DOTALL,
)
"""SQL, and the columns of a table with their kinds: `commitment debtors:list object:words`."""


def english_in(source):
    """Yield the pieces of English sentences in a source, with their lines."""
    tree = ast.parse(source)
    skipped = {id(one) for node in ast.walk(tree) for top in unread(node) for one in ast.walk(top)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [one.value if isinstance(one, ast.Constant) else "{}" for one in node.values]
            skipped.update(map(id, node.values))
            words = "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value
        else:
            continue
        if is_english(words) and not NO_WORDS.match(words):
            yield node.lineno, words


def unread(node):
    """Yield what in a node stands in no report: docstrings, help, words in each language."""
    match node:
        case ast.Expr(value=ast.Constant()):
            yield node
        case ast.keyword(arg="help" | "epilog" | "short_help"):
            yield node
        case ast.Call(func=ast.Name(id=name)) if name in NOT_SENTENCES:
            yield node
        case ast.Dict(keys=keys) if {"en", "fr"} <= {getattr(key, "value", None) for key in keys}:
            yield node


def test_no_sentence_that_a_reader_sees_is_written_in_the_source():
    """What people read stands in the catalogue, in both languages (issue 6)."""
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {words}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not path.relative_to(SOURCE).as_posix().startswith(tuple(NOT_FOR_READERS))
        for line, words in english_in(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_sentence_in_the_source_is_found():
    planted = 'def f(x):\n    """It is a docstring."""\n    return f"The log of {x} is empty."\n'
    assert list(english_in(planted)) == [(3, "The log of {} is empty.")]


def test_what_stands_inside_what_verify_finds_is_said_in_french():
    """`verify.py` stands alone: each reason that it gives has its French beside it."""
    tree = ast.parse((SOURCE / "evidence" / "verify.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "")
        reasons = {"_no": node.args[1:2], "ValueError": node.args}.get(name, [])
        for one in [*reasons, *(word.value for word in node.keywords if word.arg == "why")]:
            parts = one.values if isinstance(one, ast.JoinedStr) else [one]
            words = "".join(getattr(part, "value", "7") if isinstance(part, ast.Constant) else "7"
                            for part in parts)  # fmt: skip
            if words != "7":
                assert _within(words) != words, words
