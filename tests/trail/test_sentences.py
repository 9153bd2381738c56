"""What explanations say is true of rooms of every kind, not only of the demonstration.

Each room is small enough to be counted by hand; what is said is compared with that.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from collectif.projections.beside import beside
from collectif.projections.ranking import results
from collectif.testing.given import EVENING, given
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    VOTING,
    arrived,
    chartered,
    closed,
    convened,
    criterion,
    joined,
    mandated,
    named,
    opened,
    proposed,
    round_opened,
    scored,
    weighted,
)
from collectif.trail import explain, references
from collectif.values import Charter
from collectif.whatif.asking import what_if

OPEN = (opened, arrived(*(f"m-{m}" for m in VOTING)))


def adopted(**weights):
    return lambda c: c.assembly("a1").adopt_criteria(
        criteria_set="cs1", weights=weights, how="Ensemble"
    )


def sheets(criterion, **scores):
    """Return the scores of alim, loge and jeune on some proposals."""
    return tuple(
        scored(member, proposal, criterion, value)
        for proposal, values in scores.items()
        for member, value in zip(VOTING, values, strict=True)
    )


def said(view, ref, name):
    """Return the details of all that an explanation says by one sentence."""
    return [one.details for _, one in explain(view, ref).answer.walk() if one.name == name]


class TestOneCriterion:
    """Whatever the only criterion weighs, the order is the same (domain.md 4.1)."""

    @pytest.fixture
    def view(self):
        room = (*CONVENED, *OPEN, chartered(Charter(recusal="NONE")), adopted(priorite=3))
        scores = sheets("priorite", s1=(4, 4, 4), s2=(3, 3, 3), s3=(2, 2, 2))
        return given(*room, round_opened(), *scores, closed()).collective.view()

    def test_everything_can_be_explained(self, view):
        for ref in references(view):
            assert explain(view, ref).answer

    def test_no_weight_is_told_that_would_draw_level(self, view):
        assert said(view, "r1/s1", "weight-needed") == []
        assert said(view, "r1/first-place", "weight-needed") == []


class TestLowerIsBetter:
    """Grades are told as they were given; what counts is low + high minus them (domain.md 4.1)."""

    @pytest.fixture
    def view(self):
        room = (*CONVENED, criterion("cout", polarity="LOWER_IS_BETTER"), *OPEN,
                chartered(Charter(recusal="NONE")), adopted(priorite=1, cout=1))  # fmt: skip
        scores = (*sheets("priorite", s1=(3, 3, 3)), *sheets("cout", s1=(1, 1, 2)))
        opening = round_opened(subjects=("s1",), visibility="OPEN")
        return given(*room, opening, *scores, closed()).collective.view()

    def test_a_cell_tells_who_gave_what(self, view):
        (grades,) = said(view, "r1/s1/cout", "grades")
        assert grades["grades"] == ("1 (2)", "2 (1)", "3 (0)", "4 (0)", "5 (0)")
        (cell,) = said(view, "r1/s1/cout", "cell")
        assert (cell["mean"], cell["turned"]) == (Fraction(14, 3), 6)

    def test_what_it_brings_says_that_grades_are_turned(self, view):
        turned = {d["criterion"]: d["turned"] for d in said(view, "r1/s1", "points-of")}
        assert turned == {"priorite": None, "cout": 6}

    def test_a_mean_that_moves_is_told_as_turned(self, view):
        moved = what_if(view, without=["jeune"]).difference[-1].because
        assert [(d.details["criterion"], d.details["turned"]) for d in moved] == [("cout", 6)]


class TestColleges:
    """With colleges, what counts is the mean of college means, not that of all scores."""

    @pytest.fixture
    def view(self):
        """By all scores s1 is ahead, 13/4 to 3; by colleges s2 is, 3 to 5/2."""
        charter = Charter(voice_rule="COLLEGES", recusal="NONE", min_scores_per_cell=1,
                          colleges={"COMMUNITY_ORG": "1/2", "CITIZEN": "1/2"})  # fmt: skip
        members = (*MEMBERS, joined("rue", "CITIZEN"), convened)
        mandates = (mandated(f"m-{m}", m) for m in (*VOTING, "rue"))
        room = (*members, *mandates, criterion("priorite"), proposed("s1"), proposed("s2"))
        inside = (opened, arrived(*(f"m-{m}" for m in (*VOTING, "rue"))), chartered(charter))
        rue = (scored("rue", "s1", "priorite", 1), scored("rue", "s2", "priorite", 3))
        scores = (*sheets("priorite", s1=(4, 4, 4), s2=(3, 3, 3)), *rue)
        opening = round_opened(subjects=("s1", "s2"))
        acts = (*room, *inside, adopted(priorite=1), opening, *scores, closed())
        return given(*acts).collective.view()

    def test_none_is_above_for_all_weights_that_is_below(self, view):
        assert results(view)["r1"].leaders == ("s2",)
        assert said(view, "r1/s1", "dominates") == []
        assert [d["others"] for d in said(view, "r1/s2", "dominates")] == [("s1",)]
        assert beside(results(view)["r1"], view).dominance == {"s1": (), "s2": ("s1",)}

    def test_a_cell_tells_both_means(self, view):
        (cell,) = said(view, "r1/s1/priorite", "cell")
        assert (cell["mean"], cell["weighed"]) == (Fraction(13, 4), Fraction(5, 2))


def test_no_weights_are_spoken_of_where_none_weigh_means():
    """By the median s2 is first (4 to 3), and by the means s1 is (11/3 to 10/3)."""
    charter = Charter(recusal="NONE", aggregation="MEDIAN_BY_CRITERION_THEN_WEIGHTS")
    room = (*CONVENED, *OPEN, chartered(charter), adopted(priorite=1))
    scores = sheets("priorite", s1=(3, 3, 5), s2=(2, 4, 4))
    opening = round_opened(subjects=("s1", "s2"))
    view = given(*room, opening, *scores, closed()).collective.view()
    assert results(view)["r1"].leaders == ("s2",)
    assert said(view, "r1/s1", "dominates") == []


def test_no_order_is_told_of_proposals_without_a_score():
    room = (*CONVENED, *OPEN, chartered(Charter(recusal="NONE")), adopted(priorite=1))
    scores = (scored("alim", "s1", "priorite", 5), scored("alim", "s2", "priorite", 1))
    view = given(*room, round_opened(), *scores, closed()).collective.view()
    assert said(view, "r1/s1", "dominates") == []


class TestTiesThatAreParted:
    """A charter that parts ties puts one first, and it is that one that must hold."""

    @pytest.fixture
    def view(self):
        """s1 and s2 have 50 points each; levier puts s1 first."""
        charter = Charter(recusal="NONE", tie_break=("levier",), min_scores_per_cell=1)
        room = (*CONVENED, *OPEN, chartered(charter), adopted(priorite=1, levier=1))
        scores = (*sheets("priorite", s1=(2, 2, 2), s2=(4, 4, 4), s3=(1, 1, 1)),
                  *sheets("levier", s1=(4, 4, 4), s2=(2, 2, 2), s3=(1, 1, 1)))  # fmt: skip
        return given(*room, round_opened(), *scores, closed()).collective.view()

    def test_one_is_first_everywhere(self, view):
        (placed,) = said(view, "r1/s1", "ranked-ahead")
        assert (placed["place"], placed["gap"]) == (1, 0)
        for ref in ("r1", "r1/first-place"):
            assert explain(view, ref).answer.details["leaders"] == ("s1",)

    def test_what_takes_it_away_is_what_a_what_if_says(self, view):
        flips = explain(view, "r1/first-place").answer.details["flips"]
        assert flips == ("criterion levier",)
        for member in VOTING:
            assert what_if(view, without=[member]).leaders[1] == ("s1",)

    def test_a_tie_that_somebody_leaves_behind_is_parted_too(self):
        """Without alim s1 and s2 have 37.5 points each, and levier puts s2 first."""
        charter = Charter(recusal="NONE", tie_break=("levier",), min_scores_per_cell=1)
        room = (*CONVENED, *OPEN, chartered(charter), adopted(priorite=1, levier=1))
        scores = (*sheets("priorite", s1=(5, 3, 3), s2=(1, 2, 2), s3=(1, 1, 1)),
                  *sheets("levier", s1=(5, 2, 2), s2=(1, 3, 3), s3=(1, 1, 1)))  # fmt: skip
        view = given(*room, round_opened(), *scores, closed()).collective.view()
        found = beside(results(view)["r1"], view).robustness
        assert (found.leaders, found.without_voter["alim"]) == ({"s1"}, {"s2"})
        assert what_if(view, without=["alim"]).leaders[1] == ("s2",)

    def test_no_weight_is_told_for_what_is_level_already(self, view):
        assert said(view, "r1/first-place", "weight-needed") == []


def test_turnout_rests_on_those_who_are_left_out_too():
    """It counts their answers: without one, it counts one less."""
    charter = Charter(recusal="NONE", missing="EXCLUDE_MEMBER", min_scores_per_cell=1)
    room = (*CONVENED, *OPEN, chartered(charter), weighted)
    hole = named("of-alim", scored("alim", "s1", "priorite", 4))
    opening = round_opened(subjects=("s1",))
    scores = (scored("loge", "s1", "priorite", 4), scored("loge", "s1", "levier", 4))
    view = given(*room, opening, hole, *scores, closed()).collective.view()
    assert results(view)["r1"].counted.left_out == ("alim",)
    trail = explain(view)
    assert {one.details["ref"] for one in trail.without("of-alim")} >= {"r1/turnout"}
    assert {one.details["ref"] for one in trail.supports("of-alim")} >= {"r1/turnout"}


class TestOtherAssemblies:
    """Rounds of two assemblies, or on other proposals, are not compared."""

    @pytest.fixture
    def view(self):
        def again(c):
            c.convene(assembly="a2", title="Deux", planned_for=EVENING, convenor="table",
                      shared_intention="Vivre", objective="Choisir", agenda=())  # fmt: skip
            here = c.assembly("a2")
            here.open(facilitators=("animation",), secretary="secrétaire")
            for m in VOTING:
                mandated(f"n-{m}", m, assembly="a2")(c)
            here.sign_in(mandates=[f"n-{m}" for m in VOTING])
            here.adopt_charter(charter=Charter(recusal="NONE"), how="Ensemble")
            here.adopt_criteria(criteria_set="cs2", weights={"levier": 1}, how="Ensemble")
            here.open_round(round="q1", subjects=("t1",), criteria_set="cs2")

        charter = Charter(recusal="NONE", max_rounds={})
        room = (*CONVENED, *OPEN, chartered(charter), weighted)
        one = (round_opened(), *sheets("levier", s1=(4, 4, 4)), closed())
        two = (round_opened("r2", subjects=("s2",)), closed("r2"))
        three = (round_opened("r3", subjects=("s1",)), closed("r3"))
        theirs = (scored(m, "t1", "levier", 2, round="q1") for m in VOTING)
        over = (lambda c: c.assembly("a1").close(), proposed("t1", assembly=None))
        other = (*over, again, *theirs, closed("q1"))
        return given(*room, *one, *two, *three, *other).collective.view()

    def test_a_round_is_compared_with_the_last_on_the_same(self, view):
        pairs = {ref: explain(view, ref).answer.details["before"]
                 for ref in references(view) if ref.endswith("/change")}  # fmt: skip
        assert pairs == {"r2/change": "r1", "r3/change": "r1"}
