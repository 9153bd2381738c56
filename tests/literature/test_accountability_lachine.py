"""What the Lachine scenario says of accountability, from the log alone (values of its authors)."""

from datetime import date
from fractions import Fraction

import pytest

from collectif.demo import record_scenario
from collectif.projections.accountability import accountability
from collectif.projections.together import together


@pytest.fixture(scope="module")
def lachine():
    return record_scenario("memory:")


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
