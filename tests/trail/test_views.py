"""Laws of trails and what-ifs in any view: the same events give the same answer.

Each is a law of `domain.md` section 7 that projections keep (tests/laws): what was known then is
told as it was then, a log on a disk says what one in memory says, and an event that nobody knows
changes nothing.
"""

from __future__ import annotations

import pytest

from collectif.acts.scoring import ScoreCast
from collectif.demo import record_evening
from collectif.record.event import Unknown
from collectif.record.view import View
from collectif.testing.answers import told
from collectif.trail import explain
from collectif.whatif.asking import what_if

REFERENCES = ("s1", "r1/s1", "r1/first-place", "r2/change", "o1", "d1")


@pytest.fixture(scope="module")
def evening():
    return record_evening("memory:")


def said(view, *, but=()):
    """Return what trails and what-ifs say of a view, each in full."""
    trails = {ref: told(explain(view, ref).answer) for ref in REFERENCES}
    asked = {
        "without": what_if(view, round="r1", without=["env"]),
        "excluding": what_if(view, round="r2", excluding=["o1"]),
        "ruled": what_if(view, round="r2", rule="median", weights={"pauvrete": 40}),
    }
    return trails | {name: told(one, but=but) for name, one in asked.items()}


def test_twice_the_same(evening):
    assert said(evening.view()) == said(evening.view())


def test_what_was_known_is_told_as_it_was(evening, view):
    """The evening, told while the log ended there, and two years later."""
    assert said(evening.view()) == said(view.as_known_at(evening.log.size))


def test_a_log_on_a_disk_says_the_same(evening, tmp_path):
    with record_evening(str(tmp_path / "evening.db")) as other:
        assert said(evening.view()) == said(other.view())


def test_an_event_that_nobody_knows_changes_nothing(evening):
    """But for the size of the log, which results name; an event that counts would be found."""
    size = {"known_at"}
    stranger = Unknown(type="vendor/tree-planted", version=1, data={"member_id": "alim"})
    supposed = View(source=evening.log.supposing([stranger]))
    assert said(evening.view(), but=size) == said(supposed, but=size)
    score = ScoreCast(round_id="r2", member_id="env", mandate_id="man-env", proposal_id="s2",
                      criterion_id="levier", value=5, sheet_id="r2-env")  # fmt: skip
    supposed = View(source=evening.log.supposing([score]))
    assert said(evening.view(), but=size) != said(supposed, but=size)
