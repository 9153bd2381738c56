"""Missions and what tells that they succeed; objectives of the neighbourhood plan."""

from datetime import date
from decimal import Decimal

import pytest

from collectif.acts.criteria import CriterionProposed
from collectif.acts.indicators import IndicatorDefined, IndicatorMeasured, TargetSet
from collectif.acts.mission import MissionAdopted
from collectif.acts.objectives import ObjectiveAdopted
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted
from collectif.errors import InvalidInput
from collectif.testing.given import given
from collectif.testing.means import (
    INDICATED,
    MEASURED,
    TARGETED,
    defined,
    measured,
    mission,
    objective,
    targeted,
)
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    criterion,
    joined,
    named,
    proposed,
    rectified,
    retracted,
)
from collectif.values import Link


def test_an_indicator_tells_whether_a_mission_succeeds():
    given(*MEMBERS, mission("mis")).when(defined()).then(
        IndicatorDefined(
            indicator_id="menages",
            mission_id="mis",
            name={"fr": "Ménages"},
            unit="ménages",
            direction="UP",
            data_source={"fr": "Relevés"},
            frequency="annuelle",
            steward="alim",
        )
    )
    given(*MEMBERS, mission("mis")).when(defined(steward="nobody")).refused("UnknownMember")
    given(*INDICATED).when(defined()).refused("DuplicateId")


def test_an_indicator_is_of_a_mission_that_is_live():
    given(*MEMBERS).when(defined()).refused("UnknownMission")
    superseded = (*MEMBERS, mission("mis"), mission("new", supersedes="mis"))
    refusal = given(*superseded).when(defined()).refused("UnknownMission")
    assert "new" in refusal.mend
    given(*superseded).when(defined(mission="new")).recorded()


def test_a_mission_is_superseded_once():
    case = given(*MEMBERS, mission("mis"))
    case.when(mission("new", supersedes="mis")).then(
        MissionAdopted(
            mission_id="new",
            statement={"fr": "Bien manger"},
            label={"fr": "Se nourrir ensemble"},
            supersedes="mis",
        )
    )
    case.when(mission("newer", supersedes="mis")).refused("UnknownMission")
    case.when(mission("newer", supersedes="none")).refused("UnknownMission")


def test_a_mission_is_live_again_when_what_superseded_it_never_was():
    gone = (named("e-new", mission("new", supersedes="mis")), retracted("e-new"))
    given(*MEMBERS, mission("mis"), *gone).when(defined()).recorded()


def test_a_label_that_names_a_member_by_now_does_not_come_back():
    gone = (named("e-m", mission("mis")), named("e-out", retracted("e-m")))
    given(*MEMBERS, *gone).when(retracted("e-out")).recorded()
    ensemble = lambda c: c.welcome_member(member="new", name="Ensemble", kind="CITIZEN")  # noqa: E731
    given(*MEMBERS, *gone, ensemble).when(retracted("e-out")).refused("LabelNamesMember")


def test_a_target_is_a_value_to_reach_by_a_day():
    given(*INDICATED).when(targeted("200.5")).then(
        TargetSet(
            indicator_id="menages",
            value=Decimal("200.5"),
            due=date(2018, 10, 31),
            rationale={"fr": "En comité"},
        )
    )
    given(*INDICATED).when(targeted(200, indicator="none")).refused("UnknownIndicator")


@pytest.mark.parametrize(
    ("direction", "value", "beyond"),
    [
        ("UP", "60.01", True),
        ("UP", "60", False),
        ("UP", "59", False),
        ("DOWN", "59.99", True),
        ("DOWN", "60", False),
        ("DOWN", "61", False),
    ],
)
def test_a_target_lies_beyond_the_baseline(direction, value, beyond):
    started = (*MEMBERS, mission("mis"), defined(direction=direction), measured("x1", 60))
    tried = given(*started).when(targeted(value))
    tried.recorded() if beyond else tried.refused("TargetAgainstDirection")
    before_it_started = given(*MEMBERS, mission("mis"), defined(direction=direction))
    before_it_started.when(targeted(value)).recorded()


def test_a_target_is_rectified_to_one_beyond_the_baseline():
    case = given(*MEASURED, named("e-t", targeted(200)))
    case.when(rectified("e-t", {"value": "60"})).refused("TargetAgainstDirection")
    case.when(rectified("e-t", {"value": "250"})).recorded()


def test_a_measure_is_a_fact_whatever_the_target_was():
    given(*INDICATED, targeted(50)).when(measured("x1", 60)).recorded()
    started = (*INDICATED, named("e-x", measured("x1", 60)), targeted(70))
    given(*started).when(rectified("e-x", {"value": "80"})).recorded()


def test_a_measure_says_what_was_found_on_a_day():
    given(*INDICATED).when(measured("x1", Decimal("60.50"), by=("alim", "loge"))).then(
        IndicatorMeasured(
            measure_id="x1",
            indicator_id="menages",
            kind="BASELINE",
            value=Decimal("60.50"),
            at=date(2016, 11, 1),
            method={"fr": "relevé"},
            by=("alim", "loge"),
        )
    )
    given(*INDICATED).when(measured("x1", 1, by=("nobody",))).refused("UnknownMember")
    given(*INDICATED).when(measured("x1", 1, indicator="none")).refused("UnknownIndicator")
    given(*MEASURED).when(measured("x1", 1, kind="FINAL")).refused("DuplicateId")


def test_nothing_is_measured_for_a_day_to_come():
    given(*INDICATED).when(measured("x1", 1, at=date(2016, 11, 30))).recorded()
    given(*INDICATED).when(measured("x1", 1, at=date(2016, 12, 1))).refused("InTheFuture")
    case = given(*INDICATED, named("e-x", measured("x1", 60)))
    case.when(rectified("e-x", {"at": "2017-01-01"})).refused("InTheFuture")


@pytest.mark.parametrize("value", [1.5, True, "many", "NaN", "Infinity", "1e30", "1e-31", None])
def test_a_value_is_exact(value):
    with pytest.raises(InvalidInput):
        measured("x1", value)(given(*INDICATED).collective)
    with pytest.raises(InvalidInput):
        targeted(value)(given(*INDICATED).collective)


def test_a_value_stays_exact_when_it_is_rectified():
    case = given(*INDICATED, named("e-x", measured("x1", 60)))
    case.when(rectified("e-x", {"value": 59.5})).refused("ChangeDoesNotFit")
    for value in ("NaN", "1e999999999"):
        with pytest.raises(InvalidInput):
            rectified("e-x", {"value": value})(case.collective)
    case.when(rectified("e-x", {"value": "59.5"})).recorded()


def test_an_indicator_starts_once():
    refusal = given(*MEASURED).when(measured("x2", 61)).refused("BaselineExists")
    assert refusal.details == {"indicator": "menages", "baseline": "x1"}
    given(*MEASURED).when(measured("x2", 61, kind="FOLLOW_UP")).recorded()
    other = defined("points")
    given(*MEASURED, other).when(measured("x2", 1, indicator="points")).recorded()


def test_corrections_leave_an_indicator_one_baseline():
    later = named("e-2", measured("x2", 61, kind="FOLLOW_UP"))
    first = (*INDICATED, named("e-1", measured("x1", 60)))
    given(*first, later).when(rectified("e-2", {"kind": "BASELINE"})).refused("IdentityChanged")
    given(*first).when(rectified("e-1", {"value": "59"})).recorded()
    gone = named("e-out", retracted("e-1"))
    given(*first, gone).when(measured("x2", 61)).recorded()
    given(*first, gone).when(retracted("e-out")).recorded()
    given(*first, gone, measured("x2", 61)).when(retracted("e-out")).refused("BaselineExists")


def test_the_direction_of_success_is_settled():
    case = given(*MEMBERS, mission("mis"), named("e-i", defined()))
    case.when(rectified("e-i", {"direction": "DOWN"})).refused("IdentityChanged")
    case.when(rectified("e-i", {"unit": "familles"})).recorded()


def test_an_indicator_stays_as_long_as_something_rests_on_it():
    defining = (*MEMBERS, mission("mis"), named("e-i", defined()))
    given(*defining).when(retracted("e-i")).recorded()
    given(*defining, targeted(5)).when(retracted("e-i")).refused("HasDependents")
    given(*MEMBERS, named("e-m", mission("mis")), defined()).when(retracted("e-m")).refused(
        "HasDependents"
    )


def test_what_rests_on_something_retracted_does_not_come_back():
    gone = (named("e-out", retracted("e-t")), retracted("e-i"))
    case = given(
        *MEMBERS, mission("mis"), named("e-i", defined()), named("e-t", targeted(5)), *gone
    )
    case.when(retracted("e-out")).refused("UnknownIndicator")


def test_a_rectification_does_not_come_back_into_what_it_no_longer_fits():
    back = (named("e-r", rectified("e-t", {"value": "70"})), named("e-out", retracted("e-r")))
    started = (*INDICATED, named("e-t", targeted(200)), *back)
    given(*started).when(retracted("e-out")).recorded()
    given(*started, measured("x1", 80)).when(retracted("e-out")).refused("TargetAgainstDirection")
    newer = rectified("e-t", {"value": "300"})
    given(*started, measured("x1", 80), newer).when(retracted("e-out")).recorded()


def test_objections_may_be_about_harm_to_an_indicator():
    harm = lambda c: c.object(  # noqa: E731
        objection="o1", target="s1", member="loge", grounds="Non", harms=("menages",)
    )
    given(*CONVENED, mission("mis"), defined()).when(harm).recorded()
    given(*CONVENED, mission("mis")).when(harm).refused("UnknownTarget")


def test_an_objective_of_the_plan_can_be_pointed_to():
    source = Link(kind="url", label="Plan")
    given(*MEMBERS, objective("securite")).when(
        objective("eclairage", parent="securite", source=source)
    ).then(
        ObjectiveAdopted(
            objective_id="eclairage",
            statement={"fr": "Un quartier sûr"},
            plan={"fr": "Plan de quartier 2014-2018"},
            parent="securite",
            source=source,
        )
    )
    given(*MEMBERS).when(objective("a", parent="a")).refused("UnknownObjective")
    given(*MEMBERS, objective("a")).when(objective("a")).refused("DuplicateId")


def test_criteria_and_proposals_point_to_objectives():
    acts = (*CONVENED, objective("securite"), objective("emploi"))
    (asked,) = given(*acts).when(criterion("concordance", objectives=("securite",))).recorded()
    assert isinstance(asked.data, CriterionProposed)
    assert asked.data.objectives == ("securite",)
    (brought,) = given(*acts).when(proposed("s9", objectives=("securite", "emploi"))).recorded()
    assert isinstance(brought.data, ProposalSubmitted)
    assert brought.data.objectives == ("securite", "emploi")
    amend = lambda c: c.amend(proposal="s1", changes="Mieux", objectives=("emploi",))  # noqa: E731
    (amended,) = given(*acts).when(amend).recorded()
    assert isinstance(amended.data, ProposalAmended)
    assert amended.data.objectives == ("emploi",)


@pytest.mark.parametrize(
    "pointing",
    [
        criterion("c9", objectives=("none",)),
        proposed("s9", objectives=("none",)),
        lambda c: c.amend(proposal="s1", changes="Mieux", objectives=("none",)),
    ],
)
def test_only_objectives_that_were_adopted_are_pointed_to(pointing):
    given(*CONVENED).when(pointing).refused("UnknownObjective")


def test_an_objective_stays_as_long_as_something_points_to_it():
    case = given(*CONVENED, named("e-o", objective("securite")))
    case.when(retracted("e-o")).recorded()
    pointing = proposed("s9", objectives="securite")
    case = given(*CONVENED, named("e-o", objective("securite")), pointing)
    case.when(retracted("e-o")).refused("HasDependents")


def test_a_steward_who_never_joined_is_none():
    case = given(*MEMBERS, named("e-j", joined("new")), mission("mis"), defined(steward="new"))
    case.when(retracted("e-j")).refused("HasDependents")


def test_a_mission_may_have_a_target_before_it_is_measured():
    given(*TARGETED).when(measured("x1", 60)).recorded()
