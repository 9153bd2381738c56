"""Ballots on several proposals are told proposal by proposal, not all answers in one heap."""

from __future__ import annotations

from collectif.acts.rounds import BallotTerms
from collectif.projections.scores import SCORES
from collectif.reports.results import Shown, as_text
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    VOTING,
    arrived,
    chartered,
    closed,
    opened,
    round_opened,
)
from collectif.values import Charter


def test_dots_by_proposal():
    """alim and loge give 2 and 1, jeune 3 and none."""
    dots = ({"s1": 2, "s2": 1}, {"s1": 2, "s2": 1}, {"s1": 3})
    casts = (
        lambda c, m=m, d=d: c.cast(round="rd", member=m, ballot=d)
        for m, d in zip(VOTING, dots, strict=True)
    )
    terms = BallotTerms(budget=3)
    ask = round_opened("rd", kind="DOTS", criteria_set=None, subjects=("s1", "s2"), terms=terms)
    inside = (opened, arrived(*(f"m-{m}" for m in VOTING)), chartered(Charter(recusal="NONE")))
    view = given(*CONVENED, *inside, ask, *casts, closed("rd")).collective.view()
    told = SCORES.replay(view)["rd"]
    shown = Shown(id="rd", kind="DOTS", known_at=view.size, publication=None, told=told, titles={})
    lines = [line.split() for line in as_text(shown, "en")]
    assert ["s1:", "2", "dots", "(2),", "3", "dots", "(1)"] in lines
    assert ["s2:", "1", "dot", "(2)"] in lines
