"""No code of the machine stands where people read: minutes and the page, in both languages.

Every literal that an event or a charter may hold is a code (`STAND_ASIDE`, `voting_members`), and
so is the type of an event (`score-cast`).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import typing
from datetime import date
from html.parser import HTMLParser

import attrs
import pytest

import collectif.acts
import collectif.values
from collectif.acts.charter import COUNTED_WORDS
from collectif.acts.rounds import BallotTerms
from collectif.demo import record_scenario
from collectif.projections.readers import SECRETARY
from collectif.projections.registers import REGISTERS
from collectif.record.event import EVENTS
from collectif.reports.minutes import Stamp, minutes
from collectif.reports.minutes.markdown import in_markdown_text
from collectif.reports.page import report
from collectif.testing.given import given
from collectif.testing.histories import EVERYTHING
from collectif.testing.room import (
    OPENED,
    chartered,
    closed,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, DecisionRule, Quorum

WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?:[_-][A-Za-z]+)*(?![\w-])")
SAID = {"ADOPTED", "REJECTED", "DEFERRED", "DECISION", "TABLE"}
"""How minutes write what was decided (`DECISION ADOPTED`), and the name of a member."""
ENGLISH = {"follow-up"}
"""Codes that read as English does."""

BALLOTS = {
    "DOTS": {"alim": {"s1": 3}, "loge": {"s2": 2, "s1": 1}},
    "APPROVAL": {"alim": {"s1": 1, "s2": 0}, "loge": {"s2": 1}},
    "RANKING": {m: {"s1": 1, "s2": 2, "s3": 3} for m in ("alim", "loge")},
    "GRADIENT": {"alim": {"s1": 1, "s2": 8}, "loge": {"s1": 2}},
}


def literals(hint):
    """Return the words that a type allows, in it or in its parts."""
    if typing.get_origin(hint) is typing.Literal:
        return [one for one in typing.get_args(hint) if isinstance(one, str)]
    return [one for part in typing.get_args(hint) for one in literals(part)]


def fields_of(cls):
    return [(name, literals(hint)) for name, hint in typing.get_type_hints(cls).items()]


def codes():
    """Return every code of an event or a value, as it stands in the log and in kebab case."""
    acts = pkgutil.iter_modules(collectif.acts.__path__, "collectif.acts.")
    modules = [importlib.import_module(one.name) for one in acts] + [collectif.values]
    classes = {
        cls
        for module in modules
        for cls in vars(module).values()
        if isinstance(cls, type) and attrs.has(cls) and cls.__module__ == module.__name__
    }
    found = {code for cls in classes for _, words in fields_of(cls) for code in words}
    compound = {code.lower().replace("_", "-") for code in found if "_" in code}
    types = {known.name for known in EVENTS}
    return (found | compound | types | COUNTED_WORDS) - SAID - ENGLISH


CODES = codes()


def charters():
    """Yield a charter for each way in which a rule of the game can be set."""
    for name, words in fields_of(Charter):
        for word in words if name not in ("max_rounds", "gate", "colleges") else ():
            shares = {"COMMUNITY_ORG": "1/2", "FUNDER": "1/2"} if word == "COLLEGES" else None
            yield word, {name: word, "colleges": shares}
    for name, words in fields_of(Quorum):
        for word in words:
            count = {"value": 2} if word == "COUNT" else {}
            yield word, {"quorum": Quorum(**{name: word}, **count)}
    for name, words in fields_of(DecisionRule):
        for word in words:
            yield word, {"decision": DecisionRule(**{name: word})}


def balloted(kind, visibility):
    terms = BallotTerms(budget=3) if kind == "DOTS" else None
    opening = round_opened("rb", kind=kind, criteria_set=None, visibility=visibility, terms=terms)
    casts = [
        lambda c, m=m, b=b: c.cast(round="rb", member=m, ballot=b) for m, b in BALLOTS[kind].items()
    ]
    return (*OPENED, chartered(Charter(recusal="NONE")), opening, *casts, closed("rb"))


def scored_under(rules):
    values = [scored("jeune", s, c, 3) for s in ("s1", "s2", "s3") for c in ("priorite", "levier")]
    heard = rules.get("voice_rule") != "ONE_PERSON_ONE_VOICE"
    room = (*OPENED, chartered(Charter(**rules)), weighted, round_opened())
    return (*room, *(values if heard and rules.get("missing") != "REFUSE" else ()), closed())


LOGS = {
    **{f"charter {n} {word}": scored_under(rules) for n, (word, rules) in enumerate(charters())},
    **{f"{kind} {seen}": balloted(kind, seen) for kind in BALLOTS for seen in ("OPEN", "SECRET")},
    "everything": EVERYTHING,
}


class Shown(HTMLParser):
    """What a reader of a page sees, or hears."""

    def __init__(self):
        super().__init__()
        self.silent, self.told = 0, []

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style")
        self.told += [v for k, v in attributes if k in ("aria-label", "title", "alt") and v]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        self.told += [] if self.silent else [data]


def found_in(text):
    return {word for word in WORD.findall(text) if word in CODES and not word.islower()} | {
        word for word in WORD.findall(text) if word in CODES and {"-", "_"} & {*word}
    }


def minuted(view, lang):
    for assembly in REGISTERS.replay(view).assemblies:
        told = minutes(view, assembly, reader=SECRETARY)
        yield in_markdown_text(told, view, lang, Stamp(size=view.size, root=None))


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:").view()


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", LOGS)
def test_minutes_tell_every_rule_and_answer_in_words(name, lang):
    view = given(*LOGS[name]).collective.view()
    for text in minuted(view, lang):
        assert found_in(text) == set(), text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_minutes_of_lachine_have_no_code(lachine, lang):
    (text,) = minuted(lachine, lang)
    assert found_in(text) == set()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_has_no_code(lachine, lang):
    """What stands in both languages stands in the page of either; all of it is read."""
    others = [given(*LOGS[name]).collective.view() for name in ("everything", "GRADIENT OPEN")]
    for view in (lachine, *others):
        parser = Shown()
        parser.feed(report(view, on=date(2018, 12, 31), reader=SECRETARY, lang=lang))
        assert found_in("\n".join(parser.told)) == set()


@pytest.mark.parametrize("code", ["STAND_ASIDE", "COMMUNITY_ORG", "score-cast", "voting_members"])
def test_a_code_is_found_where_one_stands(code):
    assert found_in(f"- It is {code}, in words") == {code}


@pytest.mark.parametrize("kind", BALLOTS)
def test_ballots_are_told_by_subject_in_words(kind):
    """Not as the numbers that stand on them: 1 or 0, a rank, a degree."""
    view = given(*balloted(kind, "OPEN")).collective.view()
    (text,) = minuted(view, "en")
    table = [line for line in text.splitlines() if line.startswith("| ") and "(s1)" in line][-1]
    expected = {
        "DOTS": "| “s1” (s1) | 3 dots | 1 |",
        "APPROVAL": "| “s1” (s1) | approves | 1 |",
        "RANKING": "| 1 | “s1” (s1) | 100.00 | 2 | 2 |",
        "GRADIENT": "| “s1” (s1) | degree 2 of 8 | 1 |",
    }
    assert table == expected[kind]
