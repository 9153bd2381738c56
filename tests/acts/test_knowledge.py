"""Learnings offered to all, and successes that belong to a mission."""

import pytest
from attrs import evolve

from collectif.acts import Known
from collectif.acts.knowledge import (
    LearningReused,
    LearningShared,
    SuccessCelebrated,
    celebrate,
    success_belongs_to_a_mission,
)
from collectif.errors import Refused
from collectif.testing.given import given
from collectif.testing.means import INDICATED, MEASURED, defined, learned, measured, mission
from collectif.testing.room import (
    MEMBERS,
    commented,
    joined,
    named,
    proposed,
    rectified,
    retracted,
)


def reused(by="jeune", **how):
    return lambda c: c.reuse(**({"learning": "l1", "by": by, "context": "Ateliers"} | how))


def test_a_learning_is_offered_to_all_with_what_it_comes_from():
    given(*MEMBERS, learned("l0")).when(learned(kind="FAILURE", builds_on=("l0",))).then(
        LearningShared(
            learning_id="l1",
            by=("alim", "loge"),
            title={"fr": "Les heures"},
            text={"fr": "Ouvrir le soir"},
            kind="FAILURE",
            builds_on=("l0",),
            licence="CC-BY-4.0",
        )
    )
    given(*MEMBERS).when(learned(by=("nobody",))).refused("UnknownMember")
    given(*MEMBERS).when(learned(text=" ")).refused("MissingWords")
    given(*MEMBERS, learned()).when(learned()).refused("DuplicateId")


def test_a_learning_builds_on_what_is_there():
    given(*MEMBERS).when(learned(builds_on=("l0",))).refused("UnknownTarget")
    said = (proposed("s1", assembly=None), commented(target="s1"))
    given(*MEMBERS, *said).when(learned(builds_on="k1")).recorded()


def test_no_learning_ever_builds_on_itself():
    """Ids cannot be rectified, and a learning that comes back finds what it built on."""
    given(*MEMBERS).when(learned(builds_on=("l1",))).refused("UnknownTarget")
    both = (named("e-1", learned("l1")), named("e-2", learned("l2", builds_on=("l1",))))
    case = given(*MEMBERS, *both)
    case.when(rectified("e-1", {"builds_on": ["l2"]})).refused("IdentityChanged")
    case.when(retracted("e-1")).refused("HasDependents")
    undone = (named("e-o2", retracted("e-2")), named("e-o1", retracted("e-1")))
    given(*MEMBERS, *both, *undone).when(retracted("e-o2")).refused("UnknownTarget")
    given(*MEMBERS, *both, *undone, retracted("e-o1")).when(retracted("e-o2")).recorded()


def test_a_learning_is_reused_by_a_member_or_by_somebody_from_elsewhere():
    for by in ("jeune", "une autre table de quartier", "alim"):
        given(*MEMBERS, learned()).when(reused(by)).then(
            LearningReused(learning_id="l1", by=by, context={"fr": "Ateliers"})
        )
    given(*MEMBERS).when(reused()).refused("UnknownLearning")
    given(*MEMBERS, learned()).when(reused(learning="alim")).refused("UnknownLearning")
    given(*MEMBERS, learned()).when(reused(" ")).refused("MissingWords")


def test_a_learning_and_a_member_stay_as_long_as_a_reuse_names_them():
    case = given(*MEMBERS, named("e-j", joined("new")), named("e-l", learned()), reused("new"))
    case.when(retracted("e-l")).refused("HasDependents")
    case.when(retracted("e-j")).refused("HasDependents")


def knowing(*acts, **contributions):
    """Return what is known after some acts, and of contributions: name -> members."""
    known = given(*MEASURED, *acts).collective._core.known()
    return evolve(known, contributions={id: frozenset(m) for id, m in contributions.items()})


TWO = {"g1": ("alim",), "g2": ("loge", "jeune")}


def celebrated(known: Known, **how):
    said = {"success": "su1", "mission": "mis", "statement": "Deux cents ménages mangent mieux"}
    said |= {"measures": ("x1",), "contributions": ("g1", "g2")} | how
    return celebrate(known, **said)


def refused_celebrating(known: Known, **how):
    with pytest.raises(Refused) as refusal:
        celebrated(known, **how)
    return refusal.value.code


def test_a_success_is_celebrated_for_a_mission():
    assert celebrated(knowing(**TWO)) == SuccessCelebrated(
        success_id="su1",
        mission_id="mis",
        statement={"fr": "Deux cents ménages mangent mieux"},
        measures=("x1",),
        contributions=("g1", "g2"),
    )
    assert refused_celebrating(knowing(**TWO), mission="none") == "UnknownMission"
    assert refused_celebrating(knowing(**TWO), measures=("none",)) == "UnknownMeasure"
    assert refused_celebrating(knowing(**TWO), contributions=("g9",)) == "UnknownContribution"
    assert refused_celebrating(knowing(**TWO), success="alim") == "DuplicateId"


@pytest.mark.parametrize(
    "statement", ["ALIM a gagné", "Merci à alim!", {"fr": "Bravo", "en": "Loge did it"}]
)
def test_a_success_names_no_member_in_any_language(statement):
    assert refused_celebrating(knowing(**TWO), statement=statement) == "SuccessNamesMember"


def test_a_success_may_use_words_that_hold_the_letters_of_a_name():
    celebrated(knowing(**TWO), statement="Mieux s'alimenter, mieux se loger")


def test_a_success_is_the_work_of_two_members():
    assert refused_celebrating(knowing(**TWO), contributions=("g1",)) == "TooFewContributors"
    assert refused_celebrating(knowing(**TWO), contributions=()) == "TooFewContributors"
    alone = knowing(g1=("alim",), g2=("alim",))
    assert refused_celebrating(alone) == "TooFewContributors"
    celebrated(knowing(**TWO), contributions=("g2",))


def test_a_success_is_measured_on_its_mission_or_on_one_that_serves_it():
    assert refused_celebrating(knowing(**TWO), measures=()) == "NoMeasure"
    wide = (mission("wide"), mission("part", parent="wide"), defined("places", mission="part"))
    known = knowing(*wide, measured("x9", 5, indicator="places"), **TWO)
    celebrated(known, mission="part", measures=("x9",))
    celebrated(known, mission="wide", measures=("x9",))
    assert refused_celebrating(known, mission="mis", measures=("x9",)) == "NoMeasure"
    assert refused_celebrating(known, mission="wide", measures=("x1",)) == "NoMeasure"


def test_a_success_is_rectified_to_words_that_name_no_member():
    known = knowing(**TWO)
    success = celebrated(known)
    success_belongs_to_a_mission(known, evolve(success, statement={"fr": "Bien mieux"}))
    with pytest.raises(Refused):
        success_belongs_to_a_mission(known, evolve(success, statement={"fr": "Merci, alim"}))


def gesture(contribution, *members):
    return lambda c: c.report(
        contribution=contribution, members=members, what="Un geste", state="DONE",
        to=("COLLECTIVE",),
    )  # fmt: skip


def celebrating(**how):
    said = {"success": "su1", "mission": "mis", "statement": "Deux cents ménages mangent mieux"}
    said |= {"measures": ("x1",), "contributions": ("g1", "g2")} | how
    return lambda c: c.celebrate(**said)


def test_a_success_is_recorded_with_its_gestures_and_they_stay():
    gestures = (named("e-g1", gesture("g1", "alim")), gesture("g2", "loge", "jeune"))
    acts = (*MEASURED, *gestures)
    (recorded,) = given(*acts).when(celebrating()).recorded()
    assert recorded.data.contributions == ("g1", "g2")
    given(*acts).when(celebrating(contributions=("g1",))).refused("TooFewContributors")
    case = given(*acts, named("e-su", celebrating()))
    case.when(retracted("e-g1")).refused("HasDependents")
    case.when(rectified("e-su", {"statement": "Merci, alim"})).refused("SuccessNamesMember")
    case.when(rectified("e-su", {"statement": "Encore mieux"})).recorded()


def test_a_success_without_gestures_is_refused_when_it_is_recorded():
    given(*MEASURED).when(celebrating(contributions=())).refused("TooFewContributors")
    given(*MEASURED).when(celebrating()).refused("UnknownContribution")
    given(*INDICATED).when(celebrating(measures=())).refused("UnknownContribution")
    given(*INDICATED).when(celebrating(measures=(), contributions=())).refused("NoMeasure")
