"""What-ifs and explanations where nothing comes first, and where nothing is put in an order."""

from __future__ import annotations

import pytest

from collectif.reports.stating import Teller
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    moved,
    opened,
    round_opened,
    scored,
    weighted,
)
from collectif.trail import explain, references
from collectif.values import Charter, DecisionRule
from collectif.whatif.asking import what_if
from collectif.whatif.changes import Changes
from collectif.whatif.sweeping import sweep

SOMEBODY = {"en": "somebody", "fr": "quelqu'un"}


def room(**said):
    charter = Charter(recusal="NONE", min_scores_per_cell=1, **said)
    inside = (opened, arrived(*(f"m-{m}" for m in VOTING)), chartered(charter), weighted)
    return (*CONVENED, *inside, round_opened())


class TestAnEmptyRound:
    """Nothing comes first, no mean is there: that is said, and not that somebody is first."""

    @pytest.fixture
    def view(self):
        return given(*room(), closed()).collective.view()

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_nobody_is_named(self, view, lang):
        teller = Teller.of(view, lang)
        for ref in references(view):
            for _, one in explain(view, ref).answer.walk():
                assert SOMEBODY[lang] not in teller.say(one).casefold().split()

    def test_it_says_so(self, view):
        said = {ref: explain(view, ref).answer.name for ref in references(view)}
        assert said["r1"] == "round-unranked"
        assert said["r1/first-place"] == "first-place-none"
        assert said["r1/s1/priorite"] == "cell-empty"
        assert said["r1/agreement"] == "agreement-none"
        told = [one.name for _, one in explain(view, "r1/first-place").answer.walk()]
        assert not {"solid", "fragile"} & {*told}


def test_a_round_of_one_member_without_it():
    scores = (scored("alim", "s1", c, 4) for c in ("priorite", "levier"))
    view = given(*room(), *scores, closed()).collective.view()
    answer = what_if(view, without=["alim"])
    assert answer.leaders == (("s1",), ())
    assert answer.difference[0].name == "nothing-first"
    assert "Nothing" in Teller.of(view, "en").say(answer.difference[0])
    (row,) = sweep(view, "members").rows
    assert "none of them first" in Teller.of(view, "en").say(row.statement)


class TestApprovalOfADecision:
    """Two for, one against: adopted by a majority, and not without one of the two."""

    @pytest.fixture
    def view(self):
        casts = (
            lambda c, m=m, n=n: c.cast(round="rc", member=m, ballot={"d1": n})
            for m, n in zip(VOTING, (1, 1, 0), strict=True)
        )
        ask = round_opened("rc", kind="APPROVAL", subjects=("d1",), criteria_set=None)
        majority = room(decision=DecisionRule(method="MAJORITY"))
        return given(*majority, closed(), moved(), ask, *casts, closed("rc")).collective.view()

    def test_members(self, view):
        found = sweep(view, "members", round="rc")
        assert {row.name: row.leaders for row in found.rows} == {
            "alim": (), "loge": (), "jeune": ("d1",),
        }  # fmt: skip
        assert {row.statement.name for row in found.rows} == {"members-adoptable"}

    def test_what_a_mark_on_a_ballot_stands_for_is_said(self, view):
        changed = what_if(view, round="rc", without=["alim"]).difference
        (told,) = (one for one in changed if "answer" in one.details)
        assert Teller.of(view, "en").say(told) == "Approve d1: 1, instead of 2."
        assert Teller.of(view, "fr").say(told) == "Approuvent d1\N{NO-BREAK SPACE}: 1 au lieu de 2."

    def test_methods_are_the_rules(self, view):
        found = sweep(view, "rules", round="rc")
        assert {row.name: row.leaders for row in found.rows} == {
            "acclamation": ("d1",), "consensus": (), "consent": (),
            "majority": ("d1",), "supermajority": ("d1",),
        }  # fmt: skip


def test_no_lead_is_told_of_one_that_has_not_the_most_points():
    """By STAR, s1 has the most stars, and s2 beats it among the last two, two voters to one."""
    grades = {"alim": (5, 1), "loge": (3, 4), "jeune": (3, 4)}
    scores = (
        scored(m, p, c, n)
        for m, row in grades.items()
        for p, n in zip(("s1", "s2"), row, strict=True)
        for c in ("priorite", "levier")
    )
    view = given(*room(), *scores, closed()).collective.view()
    assert what_if(view, rule="star").leaders[1] == ("s2",)
    for row in sweep(view, "criteria", changes=Changes(rule="star")).rows:
        assert row.leaders == ("s2",)
        assert "lead" not in row.statement.details
