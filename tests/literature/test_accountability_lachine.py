"""What the Lachine scenario says of accountability, from the log alone (values of its authors)."""

from datetime import date
from fractions import Fraction

import pytest

import collectif
from collectif.demo import scenario
from collectif.exchange.script import ScriptClock, play, verbs
from collectif.projections.accountability import accountability
from collectif.projections.together import together

EXPECTED = scenario()["expected"]["accountability"]
SHARES = {"reciprocity", "largest_creditor_share", "response_rate", "kept_rate"}


@pytest.fixture(scope="module")
def lachine():
    steps = scenario()["steps"]
    missing = {step["type"] for step in steps} - verbs().keys()
    if missing:
        pytest.skip(f"no verb records {', '.join(sorted(missing))} yet")
    clock = ScriptClock()
    collective = collectif.open("memory:", clock=clock)
    assert len(steps) == sum(1 for _ in play(collective, steps, clock))
    return collective


def told(now):
    """Return the figures of a day the way the scenario tells its expectations."""
    ties = now.ties
    return {
        "commitments": len(now.commitments),
        "states": now.states,
        "late": [promise.id for promise in now.late],
        "edges": len(ties.pairs),
        "member_edges": len(ties.member_pairs),
        "reciprocity": ties.reciprocity,
        "members_owing": list(ties.owing),
        "members_owed": list(ties.owed),
        "both": list(ties.both),
        "largest_creditor_share": ties.largest_creditor_share,
        "largest_creditor": ", ".join(ties.largest_creditors),
        "owed_to_funder": ties.owed_to_funders,
        "requests": len(now.requests),
        "due": len(now.due),
        "answered": len(now.answered),
        "answered_on_time": len(now.answered_on_time),
        "response_rate": now.response_rate,
        "kept_rate": now.kept_rate,
        "contributions": len(now.contributions),
        "reviewed": len(now.reviewed),
        "joint_contributions": len(now.joint),
    }


def exact(name, value):
    return Fraction(value["exact"]) if name in SHARES and value is not None else value


@pytest.mark.parametrize("day", EXPECTED)
def test_each_day_comes_out_exactly(lachine, day):
    expected = {name: exact(name, value) for name, value in EXPECTED[day].items()}
    assert expected == told(accountability(lachine.view(), on=date.fromisoformat(day)))


def test_one_request_was_answered_late_and_one_never(lachine):
    """The check k-late-answer: q03 waited for a member that left."""
    now = accountability(lachine.view(), on=date(2018, 12, 31))
    assert ["q02"] == [q.id for q in now.answered if not q.on_time]
    assert ["q03"] == [q.id for q in now.unanswered]
    assert (Fraction(3, 4), Fraction(2, 4)) == (now.response_rate, now.on_time_rate)


def test_what_happened_is_not_known_before_it_is_told(lachine):
    """The check k-knew: g12 happened on the 2nd of October and was told on the 9th."""
    then = accountability(
        lachine.view(known_at=_log_size_by(lachine, date(2018, 10, 5))), on=date(2018, 10, 5)
    )
    now = accountability(lachine.view(), on=date(2018, 10, 5))
    assert "g12" not in then.dealings.gestures
    assert "g12" in now.dealings.gestures


def _log_size_by(collective, day):
    return sum(event.recorded.date() <= day for event in collective.log.read())


def test_a_commitment_is_orphaned_between_departure_and_transfer(lachine):
    def orphaned(day):
        return [p.id for p in accountability(lachine.view(), on=date(2018, 6, day)).orphaned]

    assert [[], ["c10"], ["c10"], []] == [orphaned(day) for day in (7, 8, 12, 13)]


def test_reviews_led_to_learnings_and_brought_help(lachine):
    now = accountability(lachine.view(), on=date(2018, 12, 31))
    assert ["p01", "p03"] == [review.id for review in now.learned_from]
    assert ["p01", "p02"] == [review.id for review in now.offers_of_help]
    learned = {(e.source, e.target) for e in now.edges if e.kind == "LEARNED_FROM"}
    assert {("fam", "env"), ("fam", "alim")} == learned


def test_means_tie_givers_to_missions_and_missions_to_bearers(lachine):
    now = accountability(lachine.view(), on=date(2018, 12, 31))
    funded = {(edge.source, edge.target) for edge in now.edges if edge.kind == "FUNDED"}
    missions = {("mis-alim", bearer) for bearer in ("alim", "citoy", "env")}
    assert funded == {("bailleur", "mis-alim"), *missions}


def test_the_quarters_of_two_years(lachine):
    quarters = together(lachine.view(), on=date(2018, 12, 31))
    assert [q.name for q in quarters][::4] == ["2016-Q4", "2017-Q4", "2018-Q4"]
    assert [(q.joint, q.contributions) for q in quarters] == [
        (0, 1), (0, 1), (1, 2), (0, 0), (0, 3), (0, 0), (0, 2), (2, 2), (1, 3),
    ]  # fmt: skip
    assert {q.name: q.response_rate for q in quarters if q.due} == {
        "2017-Q4": Fraction(1),
        "2018-Q2": Fraction(1, 2),
    }
    assert [Fraction(2, 5), *[Fraction(4, 15)] * 5, *[Fraction(1, 4)] * 3] == [
        quarter.reciprocity for quarter in quarters
    ]
    assert {Fraction(1)} == {quarter.beyond_funders_share for quarter in quarters}
