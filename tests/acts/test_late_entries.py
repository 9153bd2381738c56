"""What was answered while a round was open may be typed afterwards, with its true time and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from collectif.acts.scoring import ScoreCast
from collectif.projections.ranking import results
from collectif.testing.given import given
from collectif.testing.room import (
    OPENED,
    SCORING,
    chartered,
    closed,
    left,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

LATE = "Grille papier saisie le lendemain"
CLOSED = (*SCORING, scored("loge", "s1", "levier", 2), closed())


def moments(case):
    """Return when the round was opened and closed."""
    told = {e.type: e.occurred for e in case.collective.log.read()}
    return told["round-opened"], told["round-closed"]


def typed(case, *, minutes, late=LATE, member="jeune", **how):
    """Return the typing of a sheet that was filled in some minutes after the round opened."""
    when = moments(case)[0] + timedelta(minutes=minutes)
    return lambda c: c.noting(occurred=when, source="PAPER").submit_sheet(
        round="r1", member=member, scores={"s1": {"levier": 4}}, late=late, **how
    )


def test_a_paper_grid_is_typed_the_next_day():
    case = given(*CLOSED)
    (late,) = case.when(typed(case, minutes=1)).then(
        ScoreCast(
            round_id="r1",
            member_id="jeune",
            mandate_id="m-jeune",
            proposal_id="s1",
            criterion_id="levier",
            value=4,
            sheet_id="r1-jeune",
            reason={"fr": LATE},
        )
    )
    assert late.occurred < moments(case)[1] < late.recorded
    assert results(case.collective.view())["r1"].voters == 2


def test_it_is_said_why_it_is_late():
    case = given(*CLOSED)
    case.when(typed(case, minutes=1, late=None)).refused("LateWithoutReason")


@pytest.mark.parametrize("minutes", [-1, 5])
def test_what_was_answered_outside_of_the_round_is_refused(minutes):
    case = given(*CLOSED)
    case.when(typed(case, minutes=minutes)).refused("RoundNotOpen")


def test_nobody_answers_before_the_round_opened():
    case = given(*SCORING)
    early = lambda c: c.noting(occurred=case.clock.now - timedelta(hours=1)).score(  # noqa: E731
        round="r1", member="jeune", proposal="s1", criterion="levier", value=4
    )
    case.when(early).refused("OutsideOfRound")


def test_a_charter_may_refuse_late_entries():
    ruled = (*OPENED, chartered(Charter(late_entries="REFUSE")), weighted, round_opened())
    case = given(*ruled, scored("loge", "s1", "levier", 2), closed())
    case.when(typed(case, minutes=1)).refused("RoundNotOpen")


def test_a_secret_round_takes_nothing_after_it_closed():
    ruled = (*OPENED, chartered(), weighted, round_opened(visibility="SECRET"))
    case = given(*ruled, scored("loge", "s1", "levier", 2), closed())
    case.when(typed(case, minutes=1)).refused("RoundNotOpen")


def test_who_left_after_the_round_was_there():
    case = given(*CLOSED, left("m-jeune"))
    case.when(typed(case, minutes=1)).recorded()


def test_whose_mandate_ended_since_could_score_then():
    case = given(*CLOSED, lambda c: c.end_mandate(mandate="m-jeune", reason="Fin"))
    case.when(typed(case, minutes=1)).recorded()


def test_who_was_never_in_the_room_is_refused():
    case = given(*SCORING[:-1], left("m-jeune"), round_opened(), closed())
    case.when(typed(case, minutes=0)).refused("NotPresent")


def test_a_late_ballot_is_of_the_kind_that_the_round_asked_for():
    case = given(*CLOSED)
    when = moments(case)[0] + timedelta(minutes=1)
    case.when(
        lambda c: c.noting(occurred=when).cast(
            round="r1", member="jeune", ballot={"s1": 1}, late=LATE
        )
    ).refused("NotInRound")


def test_an_act_that_is_told_as_it_happens_has_the_day_of_the_room():
    """A clock in UTC says December when it is still 19:30 on 30 November in Montréal."""
    case = given()
    case.clock.now = datetime(2016, 12, 1, 0, 30, tzinfo=UTC)
    founded = case.collective.found(name="x", territory="y", timezone="America/Toronto")
    joined = case.collective.welcome_member(member="a", name="A", kind="CITIZEN")
    assert {date(2016, 11, 30)} == {one.occurred.date() for one in (founded, joined)}
    assert founded.recorded.utcoffset() == timedelta(0)
    elsewhere = given()
    elsewhere.clock.now = datetime(2016, 12, 1, 0, 30, tzinfo=UTC)
    founded = elsewhere.collective.found(name="x", territory="y", timezone="No/Where")
    assert founded.occurred.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("now", "timezone", "day"),
    [
        (datetime(1880, 5, 4, 3, tzinfo=UTC), "America/Toronto", date(1880, 5, 3)),
        (datetime(1920, 5, 4, 23, tzinfo=UTC), "Europe/Amsterdam", date(1920, 5, 5)),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "Pacific/Auckland", date(9999, 12, 31)),
        (datetime(1, 1, 1, tzinfo=UTC), "America/Toronto", date(1, 1, 1)),
    ],
)
def test_a_reconstruction_may_be_of_any_time(now, timezone, day):
    """Places had seconds of their own before zones were agreed on, and the calendar has ends."""
    case = given()
    case.collective.log.clock = lambda: now
    founded = case.collective.found(name="x", territory="y", timezone=timezone)
    joined = case.collective.welcome_member(member="a", name="A", kind="CITIZEN")
    assert {day} == {one.occurred.date() for one in (founded, joined)}
    assert founded.occurred == founded.recorded == now
    assert case.collective.log.verify().sound
