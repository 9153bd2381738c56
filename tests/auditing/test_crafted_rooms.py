"""Verdicts on rooms that are made to mislead: what hides a gap, what only looks like a change."""

from __future__ import annotations

from datetime import date

from collectif.auditing.checklist.asking import checklist_of
from collectif.projections.participation import turnout
from collectif.projections.ranking import results
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    named,
    opened,
    rectified,
    retracted,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

RULED = (*CONVENED, opened, arrived(*(f"m-{m}" for m in VOTING)),
         chartered(Charter(recusal="NONE", review_after_days=30)), weighted,
         round_opened(subjects=("s1", "s2")))  # fmt: skip
GRADES = {"s1": 4, "s2": 3}


def sheets(*but):
    """Return all scores of the room, each named after its cell, but some."""
    cells = [(m, p, c) for m in VOTING for p in GRADES for c in ("priorite", "levier")]
    return tuple(
        named(".".join(cell), scored(*cell, GRADES[cell[1]])) for cell in cells if cell not in but
    )


def last(c):
    return list(c.log.read())[-1].id


def published(c):
    c.publish_results(round="r1", up_to=last(c))


def decided(decision, proposal, **how):
    def proposes(c):
        basis = [e.id for e in c.log.read() if e.type == "results-published"]
        c.assembly("a1").propose_decision(
            decision=decision, motion="Que", mover="loge", selects=(proposal,), basis=basis, **how
        )

    def takes(c):
        c.take_decision(decision=decision, outcome="ADOPTED", method="ACCLAMATION")

    return proposes, takes


def asked(view, number, on=None):
    answer = checklist_of(view, on)[number - 1]
    return answer.verdict, {one.name: dict(one.details) for one in answer.statement.because}


def test_scores_that_were_not_due_hide_none_that_are_missing():
    """jeune declares an interest in what it scored; the two gaps of loge stay gaps (domain 4.6)."""
    gaps = [("loge", "s1", "priorite"), ("loge", "s1", "levier")]

    def declares(c):
        c.declare_interest(declaration="i1", member="jeune", proposal="s1", nature="OTHER",
                           description="Un lien")  # fmt: skip

    view = given(*RULED, *sheets(*gaps), declares, closed()).collective.view()
    found = turnout(results(view)["r1"])
    assert (found.due, found.numeric, found.missing) == (10, 8, 2)
    verdict, told = asked(view, 9)
    assert verdict == "NO"
    assert (told["cells"]["numeric"], told["cells"]["missing"]) == (8, 2)


class TestMinutesThatWereCorrected:
    OVER = (lambda c: c.assembly("a1").close(),
            lambda c: c.assembly("a1").adopt_minutes(up_to=last(c), adopted_by="tous"))  # fmt: skip
    MINUTED = (*RULED, *sheets(), closed(), published, *OVER)

    def test_a_correction_is_told(self):
        view = given(*self.MINUTED, rectified("alim.s1.levier", {"value": 2})).collective.view()
        assert asked(view, 16)[0] == "NO"

    def test_a_correction_that_was_taken_back_changes_nothing(self):
        back = (named("wrong", rectified("alim.s1.levier", {"value": 2})), retracted("wrong"))
        view = given(*self.MINUTED, *back).collective.view()
        assert asked(view, 16)[0] == "YES"

    def test_taking_back_what_the_minutes_knew_is_told(self):
        known = named("right", rectified("alim.s1.levier", {"value": 2}))
        minuted = (*RULED, *sheets(), known, closed(), published, *self.OVER)
        view = given(*minuted, retracted("right")).collective.view()
        assert asked(view, 16)[0] == "NO"


def test_of_several_results_the_last_that_were_published_are_followed():
    """As the verb has it: r1, where s1 is first, was published again after r2, where s2 is."""

    def told(round):
        return lambda c: c.publish_results(round=round, up_to=last(c))

    other = (round_opened("r2", subjects=("s1", "s2")),
             *(scored(m, "s2", c, 5, round="r2") for m in VOTING for c in ("priorite", "levier")),
             closed("r2"), told("r2"))  # fmt: skip
    acts = (*RULED, *sheets(), closed(), published, *other, told("r1"), *decided("d1", "s1"))
    verdict, found = asked(given(*acts).collective.view(), 14)
    assert (verdict, found["follows-ranking"]["round"]) == ("YES", "r1")


def test_a_decision_that_gave_way_is_not_looked_at_again():
    """As the calendar has it: another decision took its place before the day."""

    def gives_way(c):
        c.supersede_decision(decision="d1", by="d2", reason="Plus urgent")

    other = decided("d2", "s2", departs_from_ranking=True, justification="Plus urgent")
    acts = (*RULED, *sheets(), closed(), published, *decided("d1", "s1"), *other, gives_way)
    view = given(*acts).collective.view()
    verdict, told = asked(view, 22, date(2017, 3, 1))
    assert verdict == "NO"
    assert (told["review-moot"]["decision"], told["review-moot"]["by"]) == ("d1", "d2")
    assert told["review-missed"]["decision"] == "d2"
