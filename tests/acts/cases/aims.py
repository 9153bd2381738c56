"""Cases of what is aimed at, what tells that it succeeds, and by what options are compared."""

from datetime import date, timedelta
from decimal import Decimal

from collectif.acts.criteria import CriteriaAdopted, CriterionProposed
from collectif.acts.indicators import IndicatorDefined, IndicatorMeasured, TargetSet
from collectif.acts.mission import MissionAdopted
from collectif.acts.objectives import ObjectiveAdopted
from collectif.testing.cases import fr, records, refuses
from collectif.testing.given import EVENING
from collectif.testing.means import (
    CONTRACTED,
    INDICATED,
    MEASURED,
    defined,
    measured,
    mission,
    objective,
    targeted,
    verified,
)
from collectif.testing.room import MEMBERS, OPENED, RULED, criterion, named, rectified, weighted

AIMED = records(
    MissionAdopted,
    "A mission is adopted, under a name for what is achieved together.",
    MEMBERS,
    mission("mis"),
    mission_id="mis",
    statement=fr("Bien manger"),
    label=fr("Se nourrir ensemble"),
)
PLANNED = records(
    ObjectiveAdopted,
    "An objective of the neighbourhood plan enters the log.",
    MEMBERS,
    objective("o1"),
    objective_id="o1",
    statement=fr("Un quartier sûr"),
    plan=fr("Plan de quartier 2014-2018"),
)
DEFINED = records(
    IndicatorDefined,
    "It is said what will tell that a mission succeeds.",
    (*MEMBERS, mission("mis")),
    defined(),
    indicator_id="menages",
    mission_id="mis",
    name=fr("Ménages"),
    unit="ménages",
    direction="UP",
    data_source=fr("Relevés"),
    frequency="annuelle",
    steward="alim",
)
TARGETED = records(
    TargetSet,
    "The value to reach by a day is set beyond the baseline.",
    MEASURED,
    targeted(200),
    indicator_id="menages",
    value=Decimal(200),
    due=date(2018, 10, 31),
    rationale=fr("En comité"),
)
FOUND = records(
    IndicatorMeasured,
    "It is measured where things start.",
    INDICATED,
    measured("x1", 60),
    measure_id="x1",
    indicator_id="menages",
    kind="BASELINE",
    value=Decimal(60),
    at=date(2016, 11, 1),
    method=fr("relevé"),
    by=("alim",),
)
COMPARED = records(
    CriterionProposed,
    "A criterion is proposed, still without a question that explains it.",
    MEMBERS,
    criterion("priorite"),
    criterion_id="priorite",
    label=fr("priorite"),
    questions=(),
    origin="UNSTATED",
    polarity="HIGHER_IS_BETTER",
)
WEIGHTED = records(
    CriteriaAdopted,
    "Criteria and their weights are adopted together.",
    OPENED,
    weighted,
    criteria_set_id="cs1",
    assembly_id="a1",
    weights={"priorite": 3, "levier": 1},
    how=fr("Ensemble"),
)

CASES = (
    AIMED,
    AIMED.but(
        "LabelNamesMember", "The name of the mission is that of a member.", label="Avec ALIM"
    ),
    AIMED.but(
        "UnknownMission",
        "The mission that it replaces was replaced already.",
        mission("m1"),
        mission("m2", supersedes="m1"),
        supersedes="m1",
    ),
    PLANNED,
    DEFINED,
    DEFINED.but(
        "UnknownMission",
        "Another mission has taken the place of that one.",
        mission("m2", supersedes="mis"),
    ),
    TARGETED,
    TARGETED.but("TargetAgainstDirection", "The target lies short of the baseline.", value=50),
    TARGETED.but("TargetAgainstDirection", "The target is the baseline.", value=60),
    FOUND,
    FOUND.but("BaselineExists", "The indicator has a baseline.", measured("x0", 55)),
    FOUND.but(
        "InTheFuture", "The value is that of a day to come.", at=EVENING.date() + timedelta(days=9)
    ),
    refuses(
        IndicatorMeasured,
        "VerdictMismatch",
        "A verdict rests on the measure, and would be another one.",
        (
            *CONTRACTED,
            named("e-x", measured("x2", 250, kind="FOLLOW_UP")),
            verified("x2"),
        ),
        rectified("e-x", {"value": "100"}),
    ),
    COMPARED,
    refuses(
        CriterionProposed,
        "CriteriaFrozen",
        "A set that was adopted holds the criterion.",
        RULED,
        criterion("priorite"),
    ),
    COMPARED.but("UnknownObjective", "The plan has no such objective.", objectives=("o9",)),
    WEIGHTED,
    WEIGHTED.but("UnknownCriterion", "Nobody proposed the criterion.", weights={"beaute": 1}),
    WEIGHTED.but("UnknownCriterion", "There is no criterion in it.", weights={}),
    WEIGHTED.but("NonPositiveWeight", "A criterion counts for nothing.", weights={"levier": 0}),
    WEIGHTED.but("AssemblyNotOpen", "The assembly has risen.", lambda c: c.assembly("a1").close()),
)
