"""This module is about statements: one fact, said in two languages and in JSON."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from collectif import wording
from collectif.demo import record_evening
from collectif.reports.stating import Teller
from collectif.statement import Statement
from collectif.values import Money


@pytest.fixture(scope="module")
def evening():
    return record_evening("memory:").view()


@pytest.fixture(autouse=True)
def sentences(monkeypatch):
    from collectif import phrasing

    said = {
        "first": "{proposal:proposal} is first with {score}[, ahead of {others:proposal}].",
        "count": {"one": "{count} word.", "other": "{count} words."},
        "spelled": "{a:exact} {a} {a:three} {a:percent} {day} {moment} {money} {said:q} {outcome}",
        "who": "{members:member}",
    }
    monkeypatch.setattr(phrasing, "_OWN", dict(phrasing._OWN))
    monkeypatch.setattr(phrasing, "shipping", lambda table, lang: {} if table == "t" else
                        SHIPPING(table, lang))  # fmt: skip
    wording("en", t=said)
    wording("fr", t=said)
    yield
    phrasing.words.cache_clear()


from collectif.phrasing import shipping as SHIPPING  # noqa: E402, N812


def said(evening, lang, code, **details):
    return Teller.of(evening, lang).say(Statement(code=f"t.{code}", details=details))


def test_things_are_called_by_their_names(evening):
    told = said(evening, "en", "first", proposal="s1", score=Fraction(1205, 18), others=["s2"])
    assert told.startswith("“")
    assert "(s1) is first with 66.94, ahead of “" in told
    assert "ahead" not in said(evening, "en", "first", proposal="s1", score=Fraction(1), others=())
    told = said(evening, "fr", "first", proposal="s1", score=Fraction(1205, 18), others=())
    assert "« " not in told  # the space inside does not break
    assert "66,94" in told


def test_members_and_everybody(evening):
    told = said(evening, "en", "who", members=["alim", "loge", "COLLECTIVE"])
    assert told.endswith("(loge) and the collective")
    assert said(evening, "en", "who", members=["nobody-known"]) == "nobody-known"


@pytest.mark.parametrize(("lang", "count", "told"), [
    ("en", 0, "0 words."), ("en", 1, "1 word."), ("fr", 0, "0 word."), ("fr", 2, "2 words."),
])  # fmt: skip
def test_counting_is_grammar(evening, lang, count, told):
    assert told == said(evening, lang, "count", count=count)


def test_values_are_spelled_as_a_language_does(evening):
    details = {
        "a": Fraction(2, 3), "day": date(2016, 12, 1), "moment": datetime(2016, 11, 30, 19, 54),
        "money": Money(amount_cents=123456, currency="CAD"), "said": {"fr": "Oui"},
        "outcome": "ADOPTED",
    }  # fmt: skip
    assert said(evening, "fr", "spelled", **details) == (
        "2/3 0,67 0,667 66,7\u00a0% 1er décembre 2016 30 novembre 2016, 19:54"
        " 1\u00a0234,56\u00a0CAD «\u00a0Oui\u00a0» adoptée"
    )


def test_json_keeps_what_is_exact_and_the_reasons(evening):
    reason = Statement(code="t.who", details={"members": ("alim",)}, events=("e-1",))
    whole = Statement(code="t.count", details={"count": 1, "s": Fraction(1, 3)}, because=(reason,))
    told = Teller.of(evening, "en").json(whole)
    assert told["details"] == {"count": 1, "s": {"exact": "1/3", "decimal": "0.3333"}}
    assert told["because"][0]["events"] == ["e-1"]
    assert whole.rests_on() == {"e-1"}
