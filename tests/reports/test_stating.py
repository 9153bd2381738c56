"""This module is about statements: one fact, said in two languages and in JSON."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from collectif import phrasing, wording
from collectif.counting.registry import RULES
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
        "lead": "{lead:points}",
        "rule": "{rule:rule}",
        "answers": "{answers:tally}",
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


@pytest.mark.parametrize(("lang", "lead", "told"), [
    ("fr", Fraction(31, 50), "0,62 point"), ("fr", Fraction(-199, 100), "-1,99 point"),
    ("fr", Fraction(2), "2,00 points"), ("en", Fraction(31, 50), "0.62 points"),
    ("en", Fraction(1), "1.00 point"),
])  # fmt: skip
def test_french_has_several_from_two_on(evening, lang, lead, told):
    assert told == said(evening, lang, "lead", lead=lead)


def test_rules_have_names_in_both_languages(evening):
    shipped = {n for n, one in RULES.items() if one.count.__module__.startswith("collectif.")}
    assert shipped == phrasing.words("rules", "en").keys() == phrasing.words("rules", "fr").keys()
    assert "“weighted mean” (weighted-mean)" == said(evening, "en", "rule", rule="weighted-mean")
    told = said(evening, "fr", "rule", rule="weighted-mean")
    assert "«\u00a0moyenne pondérée\u00a0» (weighted-mean)" == told


def test_a_count_by_name_reads_as_what_it_counts(evening):
    """A wish is taken up in part; a commitment is kept in part."""
    answers = {"TAKEN_UP": 1, "PARTLY": 2}
    assert "taken up 1, taken up in part 2" == said(evening, "en", "answers", answers=answers)
    assert "repris 1, repris en partie 2" == said(evening, "fr", "answers", answers=answers)


def test_values_are_spelled_as_a_language_does(evening):
    details = {
        "a": Fraction(2, 3), "day": date(2016, 12, 1), "moment": datetime(2016, 11, 30, 19, 54),
        "money": Money(amount_cents=123456, currency="CAD"), "said": {"fr": "Oui"},
        "outcome": "ADOPTED",
    }  # fmt: skip
    assert said(evening, "fr", "spelled", **details) == (
        "2/3 0,67 0,667 66,7\u00a0% 1er décembre 2016 30 novembre 2016, 19\u00a0h 54"
        " 1\u00a0234,56\u00a0CAD «\u00a0Oui\u00a0» adoptée"
    )


def test_json_keeps_what_is_exact_and_the_reasons(evening):
    reason = Statement(code="t.who", details={"members": ("alim",)}, events=("e-1",))
    whole = Statement(code="t.count", details={"count": 1, "s": Fraction(1, 3)}, because=(reason,))
    told = Teller.of(evening, "en").json(whole)
    assert told["details"] == {"count": 1, "s": {"exact": "1/3", "decimal": "0.3333"}}
    assert told["because"][0]["events"] == ["e-1"]
    assert whole.rests_on() == {"e-1"}
