"""A reader of the page alone finds every figure that the Lachine scenario expects, and the audit.

Figures are looked for where the page tells them: in what its sections show, else in the trail that
`collectif explain` opens under a reference of the page. Small whole numbers stand everywhere; those
are compared one by one, by name, in `test_page_figures.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from html import unescape
from re import split, sub

import attrs
import pytest

from collectif.auditing.checklist.asking import checklist_of
from collectif.demo import record_scenario, scenario
from collectif.projections.readers import SECRETARY
from collectif.reports.page import report
from collectif.reports.page.context import Context
from collectif.reports.page.rounds import fine
from collectif.reports.page.sections import SECTIONS
from collectif.reports.stating import Teller
from collectif.reports.words import visible
from collectif.statement import Statement
from collectif.trail import explain

DAYS = [date(year, 12, 31) for year in (2016, 2017, 2018)]
EXPECTED = scenario()["expected"]


@cache
def view():
    return record_scenario("memory:").view()


def context(day, seen=None):
    seen = view() if seen is None else seen
    teller = Teller.of(seen, "fr")
    return Context(view=seen, reader=SECRETARY, on=day, lang="fr", teller=teller)


def values(tree):
    """Yield every figure and word in what a section shows, exactly, as text."""
    if isinstance(tree, Statement):
        for one in (one for _, one in tree.walk()):
            yield from values(one.details)
            yield from one.events
    elif isinstance(tree, Mapping):
        yield from map(str, tree)
        for branch in tree.values():
            yield from values(branch)
    elif attrs.has(type(tree)):
        for field in attrs.fields(type(tree)):
            yield from values(getattr(tree, field.name))
    elif isinstance(tree, Collection) and not isinstance(tree, str):
        for branch in tree:
            yield from values(branch)
    else:
        yield str(tree)


def shown(at):
    """Return every figure in the sections of a page, also those inside its sentences."""
    told = [found for one in SECTIONS if (found := one.data(at)) is not None]
    words = set(values(told))
    return words | {w for said in words for w in split(r"[\s();:,]+", said.replace("\xa0", " "))}


@cache
def in_sections():
    return set().union(*(shown(context(day)) for day in DAYS))


@cache
def as_keyed():
    """Return what the page of the log said when the first round closed, before the correction."""
    closed = next(event for event in view().events(frozenset({"round-closed"})))
    return shown(context(DAYS[-1], view().as_known_at(closed.seq + 1)))


@cache
def in_trails():
    asked = ["d1", *(f"{r}/s{n}" for r in ("r1", "r2") for n in range(1, 6))]
    return set(values([explain(view(), one, on=DAYS[-1]).answer for one in asked]))


def leaves(tree, path=""):
    if isinstance(tree, dict):
        if "exact" in tree:
            yield path, tree["exact"]
            return
        for name, branch in tree.items():
            yield from leaves(branch, f"{path}/{name}")
    elif isinstance(tree, list):
        for place, branch in enumerate(tree):
            yield from leaves(branch, f"{path}/{place}")
    else:
        yield path, str(tree)


IN_THE_TRAIL = {"/consensus/by_proposal/s2", "/van_der_eijk_lowest/2"}
"""What is found in the trail alone: one level as it was published, and ids of criteria."""


@pytest.mark.parametrize("part", EXPECTED)
def test_every_expected_figure_is_on_the_page(part):
    """Found in the sections; those of r1 as keyed in the page of that moment; ids in the trail."""
    found = in_sections() | (as_keyed() if part == "r1_as_keyed" else set())
    missing = [(path, one) for path, one in leaves(EXPECTED[part]) if one not in found]
    if part == "counts":  # the page counts scores round by round, the scenario in all
        assert missing == [("/score_events", "800")]
        rounds = [result for _, result in fine(context(DAYS[-1]))]
        assert sum(one.numeric_cells + sum(one.silences.values()) for one in rounds) == 800
    else:
        assert {one for _, one in missing} <= in_trails()
        assert {path for path, _ in missing} <= IN_THE_TRAIL


def test_a_figure_that_is_wrong_is_missed():
    assert "1235/16" in in_sections()
    assert "1235/17" not in in_sections() | in_trails()


CHECKS = {
    "r1-typo": ("s3", "s5", "e-r1-c"), "r2-late": ("e-rect2", "533/8", "529/8"),
    "fragile": ("arr", "env", "sante", "contexte", "transv"), "solid": ("s1",),
    "converge": ("633/3200", "23/1200"), "objection": ("o1", "o2", "citoy", "loge"),
    "knew": ("g12", "c02"), "redact": ("e-k15",), "dup": ("e-k13",),
    "late-answer": ("q02", "q03", "3/4", "1/2"), "wall": ("5",),
    "money": ("18000000", "4500000", "705000", "12795000", "3000000"), "rival": ("18/5",),
}  # fmt: skip
"""Check of the scenario, without `k-` -> what its answer names."""


def test_every_check_is_answered_on_the_page():
    assert set(CHECKS) == {check["id"].removeprefix("k-") for check in scenario()["checks"]}
    found = in_sections() | in_trails()
    missing = {(check, one) for check, told in CHECKS.items() for one in told if one not in found}
    assert missing == set()


@cache
def words(lang):
    """Return the words of the page in one language, as a reader reads them, on one line."""
    page = report(view(), on=DAYS[-1], reader=SECRETARY, lang=lang)
    begin = page.index(f'<section id="asked-{lang}"')
    section = page[begin : page.index("</section>", begin)]
    return flat(unescape(sub(r"<[^>]+>", " ", section)))


def flat(said):
    return " ".join(visible(said).replace("\xa0", " ").split())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_25_questions_can_be_answered_from_the_page(lang):
    """Each question, its verdict, every reason and the events stand there, in both languages."""
    told, teller = words(lang), Teller.of(view(), lang)
    answers = checklist_of(view(), DAYS[-1], SECRETARY)
    assert [one.number for one in answers] == list(range(1, 26))
    for answer in answers:
        assert flat(teller.say(answer.question)) in told
        verdict = Statement(code=f"checklist.verdict-{answer.verdict.lower().replace('_', '-')}")
        assert f"{teller.say(verdict)} {flat(teller.say(answer.statement))}" in told
        for _, reason in answer.statement.walk():
            assert flat(teller.say(reason)) in told
            for event in reason.events[:8]:
                assert event in told
