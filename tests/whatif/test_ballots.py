"""What-ifs of ballots: dots, orders, approvals, degrees; and every answer without every event."""

from __future__ import annotations

from contextlib import suppress

import pytest

from collectif.acts.rounds import BallotTerms
from collectif.demo import record_scenario
from collectif.errors import CollectifError
from collectif.projections.opinions import OPINIONS
from collectif.projections.ranking import results
from collectif.projections.registers import REGISTERS
from collectif.projections.scores import SCORES
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
from collectif.whatif.asking import what_if
from collectif.whatif.remembered import remembering
from collectif.whatif.sweeping import sweep

BALLOTS = {
    "DOTS": ({"alim": {"s1": 3}, "loge": {"s2": 2, "s1": 1}, "jeune": {"s2": 3}}, "s2", "s1"),
    "APPROVAL": (
        {"alim": {"s1": 1, "s2": 0}, "loge": {"s2": 1, "s1": 1}, "jeune": {"s2": 1, "s1": 0}},
        "s2", "s1",
    ),
    "RANKING": (
        {"alim": {"s1": 1, "s2": 2, "s3": 3}, "loge": {"s1": 1, "s2": 2, "s3": 3},
         "jeune": {"s2": 1, "s3": 2, "s1": 3}},
        "s1", "s1",
    ),
    "GRADIENT": ({"alim": {"s1": 1, "s2": 8}, "loge": {"s1": 2, "s2": 2}, "jeune": {"s1": 3}},
                 "s1", "s1"),
}  # fmt: skip
"""Kind -> ballots, what comes first by them, and what does without jeune, among others."""


@pytest.mark.parametrize("kind", BALLOTS)
def test_ballots_without_a_member(kind):
    ballots, first, then = BALLOTS[kind]
    terms = BallotTerms(budget=3) if kind == "DOTS" else None
    opening = round_opened("rb", kind=kind, criteria_set=None, visibility="OPEN", terms=terms)
    casts = [lambda c, m=m, b=b: c.cast(round="rb", member=m, ballot=b) for m, b in ballots.items()]
    ruled = chartered(Charter(recusal="NONE"))
    room = (*CONVENED, opened, arrived(*(f"m-{m}" for m in VOTING)), ruled)
    view = given(*room, opening, *casts, closed("rb")).collective.view()
    answer = what_if(view, round="rb", without=["jeune"])
    assert first in answer.leaders[0]
    assert then in answer.leaders[1]
    assert set(answer.after.round.ballots) == {"alim", "loge"}
    assert answer.premises[0].events
    rows = sweep(view, "members", round="rb").rows
    assert [row.name for row in rows] == list(VOTING)
    for row in rows:
        assert what_if(view, round="rb", without=[row.name]).leaders[1] == row.leaders
    assert sweep(view, "rules", round="rb").rows


ASKS = {
    "scores": SCORES.replay,
    "registers": REGISTERS.replay,
    "opinions": OPINIONS.replay,
    "results": results,
}


def test_every_view_answers_without_each_event():
    """Whatever is passed over, an answer or three sentences: never a broken program.

    Each of the 1,030 events is passed over for one of the questions, turn by turn; results, which
    are counted, are asked for one in ten.
    """
    view = record_scenario("memory:").view()
    at_hand = remembering(view, frozenset(event.type for event in view.source.events()))
    ids = [event.id for event in at_hand.source.events()]
    assert len(ids) == 1030
    quick = [ask for name, ask in ASKS.items() if name != "results"]
    for n, id in enumerate(ids):
        with suppress(CollectifError):
            (ASKS["results"] if n % 10 == 0 else quick[n % 3])(at_hand.without(id))
