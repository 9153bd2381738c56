"""How far missions have come, and who serves which indicator."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from collectif.projections.coverage import coverage
from collectif.projections.mission import missions, progress
from collectif.testing.given import given
from collectif.testing.means import INDICATED, MEASURED, defined, measured, mission, targeted
from collectif.testing.room import MEMBERS, named, rectified, retracted

END = date(2017, 12, 31)


def years_later(c):
    c.log.clock.now = datetime(2018, 1, 15, 12, tzinfo=UTC)


def followed(measure, value, day, **how):
    return measured(measure, value, at=day, **({"kind": "FOLLOW_UP"} | how))


FOLLOWED = (
    *MEASURED,  # 60 on 2016-11-01
    targeted(200, due=date(2018, 11, 1)),
    years_later,
    followed("x2", 95, date(2017, 5, 1)),
    followed("x3", "81.5", date(2017, 11, 1)),
)


def shown(*acts, at=END, **how):
    return progress(given(*acts).collective.view(), at=at, **how)["menages"]


def test_progress_is_the_share_of_the_way_from_baseline_to_target():
    found = shown(*FOLLOWED)
    assert found.progress == Fraction(43, 280)
    assert (found.baseline.measure_id, found.latest.measure_id) == ("x1", "x3")
    assert found.target.value == Decimal(200)
    assert found.age == 60


def test_linear_progress_is_expected_on_the_day_of_the_latest_measure():
    found = shown(*FOLLOWED)
    assert found.expected == Fraction(1, 2)
    assert found.on_track is False
    at_view_date = shown(*FOLLOWED, yardstick="at-view-date")
    assert at_view_date.expected == Fraction(425, 730)
    much_later = shown(*FOLLOWED, yardstick="at-view-date", at=date(2030, 1, 1))
    assert much_later.expected == 1


def test_measures_are_selected_by_their_day_and_not_by_when_they_were_told():
    assert shown(*FOLLOWED, at=date(2017, 10, 31)).latest.measure_id == "x2"
    early = shown(*FOLLOWED, at=date(2016, 12, 31))
    assert (early.latest.measure_id, early.progress, early.on_track) == ("x1", 0, True)


def test_the_latest_measure_is_of_the_latest_day_and_the_last_told_of_that_day():
    again = followed("x4", 100, date(2017, 11, 1), kind="FINAL")
    before = followed("x5", 70, date(2017, 6, 1))
    assert shown(*FOLLOWED, again, before).latest.measure_id == "x4"


def test_progress_is_never_clipped():
    assert shown(*FOLLOWED, followed("x4", 300, END)).progress == Fraction(12, 7)
    assert shown(*FOLLOWED, followed("x4", 46, END)).progress == Fraction(-1, 10)


def test_less_is_success_where_the_direction_is_down():
    acts = (*MEMBERS, mission("mis"), defined(direction="DOWN"), measured("x1", 41))
    found = shown(*acts, targeted(30), years_later, followed("x2", 39, date(2017, 11, 10)))
    assert found.progress == Fraction(2, 11)


def test_a_new_target_replaces_the_former_from_its_day():
    acts = (*FOLLOWED, targeted(130, due=date(2018, 11, 1)))
    assert shown(*acts, at=date(2018, 1, 15)).target.value == Decimal(130)
    assert shown(*acts, at=date(2018, 1, 14)).target.value == Decimal(200)


def test_what_is_not_there_is_silent():
    nothing = shown(*INDICATED)
    assert (nothing.baseline, nothing.latest, nothing.target) == (None, None, None)
    assert (nothing.progress, nothing.expected, nothing.on_track) == (None, None, None)
    assert nothing.age is None
    aimless = shown(*MEASURED)
    assert (aimless.progress, aimless.expected, aimless.age) == (None, None, 425)
    unstarted = shown(*INDICATED, targeted(200), followed("x2", 5, date(2016, 11, 2)))
    assert (unstarted.progress, unstarted.expected) == (None, None)
    hasty = shown(*MEASURED, targeted(70, due=date(2016, 11, 1)))
    assert (hasty.progress, hasty.expected, hasty.on_track) == (0, None, None)


@pytest.mark.parametrize(("target", "against"), [(50, True), (60, True), (61, False)])
def test_a_baseline_beyond_the_target_is_told(target, against):
    found = shown(*INDICATED, targeted(target), measured("x1", 60))
    assert found.against_direction is against
    if target == 60:
        assert found.progress is None


def test_corrections_are_seen_and_earlier_views_are_not_changed():
    case = given(*MEASURED[:-1], named("e-x", measured("x1", 60)), targeted(200))
    size = case.collective.log.size
    rectified("e-x", {"value": "70"})(case.collective)
    values = {
        progress(view, at=END)["menages"].baseline.value
        for view in (case.collective.view(), case.collective.view(known_at=size))
    }
    assert values == {Decimal(60), Decimal(70)}
    gone = given(*MEASURED[:-1], named("e-x", measured("x1", 60)), retracted("e-x"))
    assert progress(gone.collective.view(), at=END)["menages"].baseline is None


def test_missions_stand_with_their_own_indicators():
    acts = (*FOLLOWED, mission("part", parent="mis"), mission("new", supersedes="part"))
    standings = missions(given(*acts).collective.view(), at=date(2018, 1, 15))
    assert list(standings) == ["mis", "part", "new"]
    assert list(standings["mis"].indicators) == ["menages"]
    assert standings["mis"].measurable
    assert not standings["new"].measurable
    assert [s.superseded_by for s in standings.values()] == [None, "new", None]
    before = missions(given(*acts).collective.view(), at=END)
    assert list(before) == ["mis"]


def promised(commitment, *debtors, serves, creditors=("COLLECTIVE",)):
    return lambda c: c.commit(
        commitment=commitment, debtors=debtors, creditors=creditors, object="Un étal",
        done_when="Il est ouvert", due=date(2017, 6, 30), serves=serves,
    )  # fmt: skip


def test_coverage_shows_gaps_sole_bearers_and_pile_ups():
    acts = (*INDICATED, defined("points"), mission("other"), defined("places", mission="other"))
    live = (
        promised("c1", "loge", serves=("menages",)),
        promised("c2", "alim", "jeune", serves=("mis",)),
        promised("c3", "loge", serves=("mis",)),
    )
    case = given(*acts, *live)
    shown = coverage(case.collective.view(), at=END)
    assert shown.by_name == {"menages": ("loge",), "points": (), "places": ()}
    assert shown.through_mission["points"] == ("alim", "jeune", "loge")
    assert shown.members("menages") == ("alim", "jeune", "loge")
    assert shown.gaps == ("places",)
    assert shown.pile_ups(2) == ("menages", "points")
    assert shown.pile_ups(3) == ()
    promised("c4", "loge", serves=("places",))(case.collective)
    assert coverage(case.collective.view(), at=END).sole == {"places": "loge"}
    assert coverage(case.collective.view(), at=date(2016, 1, 1)).by_name == {}


def test_a_closed_commitment_covers_nothing():
    end = lambda c: c.close_commitment(  # noqa: E731
        commitment="c1", outcome="KEPT", attested_by=("jeune",), note="Vu"
    )
    acts = (*INDICATED, promised("c1", "loge", serves=("menages",)), end)
    assert coverage(given(*acts).collective.view(), at=END).gaps == ("menages",)
