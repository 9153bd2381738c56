"""Rectifying: the act happened, the record of it was wrong."""

from datetime import date, timedelta

import pytest

from collectif.acts.correction import EventRectified
from collectif.projections.ranking import as_published, publications, results
from collectif.projections.scores import SCORES
from collectif.testing.given import EVENING, given
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    OPENED,
    RULED,
    SCORING,
    amended,
    arrived,
    chartered,
    closed,
    joined,
    mandated,
    moved,
    named,
    opened,
    rectified,
    retracted,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Link


def score_of(case, cell=("jeune", "s1", "levier")):
    if not SCORES.replay(case.collective.view())["r1"].visible:
        closed()(case.collective)  # before it nobody sees what counts
    return SCORES.replay(case.collective.view())["r1"].cells.get(cell)


CAST = named("e-s", scored("jeune", "s1", "levier", 4))
EVENING_SCORED = (
    *SCORING,
    named("e-1", scored("jeune", "s1", "levier", 1)),
    *(
        scored(m, p, c, 3)
        for p, members in (("s1", ("loge", "jeune")), ("s2", ("alim", "jeune")))
        for m in members
        for c in ("levier", "priorite")
        if (m, p, c) != ("jeune", "s1", "levier")
    ),
    named("e-c", closed()),
    lambda c: c.publish_results(round="r1", up_to="e-c"),
)


def test_a_score_is_rectified_and_the_record_stays():
    evidence = (Link(kind="paper", label="grille"),)
    case = given(*SCORING, CAST)
    case.when(rectified("e-s", {"value": 2}, evidence=evidence)).then(
        EventRectified(
            target="e-s",
            payload={"value": 2},
            reason={"fr": "Erreur de saisie"},
            evidence=evidence,
        )
    )
    assert score_of(case) == 2
    assert case.collective.log.find("e-s").data.value == 4
    as_recorded = SCORES.replay(case.collective.view(corrected=False))["r1"].cells
    assert as_recorded["jeune", "s1", "levier"] == 4


def test_a_ranking_changes_as_corrected_and_never_as_published():
    case = given(*EVENING_SCORED)
    before = results(case.collective.view())["r1"].ranking
    size = case.collective.log.size
    rectified("e-1", {"value": 5})(case.collective)
    after = results(case.collective.view())["r1"].ranking
    assert before.tiers == (("s2",), ("s1",))
    assert after.tiers == (("s1",), ("s2",))
    assert before == results(case.collective.view(known_at=size))["r1"].ranking
    (publication,) = publications(case.collective.view())
    assert before == as_published(case.collective.view(), publication).ranking


def test_what_was_rectified_before_stays_rectified():
    case = given(*CONVENED, named("e-v2", amended))
    rectified("e-v2", {"title": {"fr": "Autre titre"}})(case.collective)
    case.when(rectified("e-v2", {"summary": "Résumé"})).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-v2"))
    assert effective.data.title == {"fr": "Autre titre"}
    assert effective.data.summary == {"fr": "Résumé"}
    assert effective.data.changes == {"fr": "Mieux"}


def test_the_time_of_an_act_is_rectified_and_not_into_the_future():
    case = given(*SCORING, CAST)
    earlier = case.collective.log.find("e-s").occurred - timedelta(seconds=9)
    case.when(rectified("e-s", occurred_at=earlier)).recorded()
    rectified("e-s", {"value": 1})(case.collective)
    effective = case.collective.view().effective(case.collective.log.find("e-s"))
    assert (earlier, 1) == (effective.occurred, effective.data.value)
    case.when(rectified("e-s", occurred_at=EVENING + timedelta(days=9))).refused("InTheFuture")


def test_a_field_is_emptied_where_it_may_be():
    case = given(*CONVENED, named("e-v2", amended))
    case.when(rectified("e-v2", {"title": None})).recorded()
    assert case.collective.view().effective(case.collective.log.find("e-v2")).data.title is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"round_id": "r2"}, "IdentityChanged"),
        ({"member_id": "loge"}, "IdentityChanged"),
        ({"mandate_id": "m-loge"}, "IdentityChanged"),
        ({"proposal_id": "s2"}, "IdentityChanged"),
        ({"sheet_id": "x"}, "IdentityChanged"),
        ({"colour": "red"}, "NotRectifiable"),
        ({"value": 9}, "OffScale"),
        ({"value": "banane"}, "ChangeDoesNotFit"),
        ({"value": None}, "ChangeDoesNotFit"),
        ({"value": 2.5}, "ChangeDoesNotFit"),
        ({"reason": 3}, "ChangeDoesNotFit"),
        ({"reason": {"fr": ""}}, "MissingWords"),
        ({}, "NothingChanged"),
    ],
)
def test_what_a_rectification_of_a_score_cannot_change(changes, code):
    given(*SCORING, CAST).when(rectified("e-s", changes)).refused(code)


def test_a_rectification_names_a_live_event_that_is_not_a_correction():
    given(*SCORING).when(rectified("e-x", {"value": 1})).refused("UnknownEvent")
    given(*SCORING, CAST, retracted("e-s")).when(rectified("e-s", {"value": 1})).refused(
        "UnknownEvent"
    )
    correction = named("e-r", rectified("e-s", {"value": 1}))
    given(*SCORING, CAST, correction).when(rectified("e-r", {"payload": {}})).refused(
        "NotRectifiable"
    )
    tell = named("e-p", lambda c: c.publish_results(round="r1", up_to="e-c"))
    given(*SCORING, named("e-c", closed()), tell).when(rectified("e-p", {"digest": "0"})).refused(
        "NotRectifiable"
    )


def test_rules_are_not_rewritten_by_rectifying():
    ruled = (*OPENED, named("e-charter", chartered()), named("e-cs", weighted))
    loose = {"charter": Charter(recusal="NONE")}
    weights = {"weights": {"priorite": 1, "levier": 1}}
    case = given(*ruled)
    case.when(rectified("e-charter", loose)).recorded()
    given(*ruled).when(rectified("e-cs", weights)).recorded()
    given(*ruled).when(rectified("e-cs", {"weights": {"priorite": 0, "levier": 1}})).refused(
        "NonPositiveWeight"
    )
    given(*ruled).when(rectified("e-cs", {"weights": {"priorite": 1}})).refused("IdentityChanged")
    case = given(*ruled, round_opened())
    case.when(rectified("e-charter", loose)).refused("CharterFrozen")
    case.when(rectified("e-cs", weights)).refused("CriteriaFrozen")
    case.when(rectified("e-charter", {"how": "Par courriel"})).recorded()


def test_what_an_act_was_judged_by_is_not_rectified():
    fixed = [
        (named("e", amended), {"version": 3}),
        (named("e", opened), {"resumed": True}),
        (named("e", round_opened()), {"kind": "DOTS"}),
        (named("e", round_opened()), {"subjects": {"s1": 2}}),
    ]
    givens = [CONVENED, CONVENED, RULED, RULED]
    for before, (act, changes) in zip(givens, fixed, strict=True):
        given(*before, act).when(rectified("e", changes)).refused("IdentityChanged")


def test_an_objection_is_not_softened_nor_a_decision_turned_by_rectifying():
    objection = named(
        "e-o",
        lambda c: c.object(
            objection="o1", target="s1", member="loge", grounds="Non", harms=("levier",)
        ),
    )
    withdrawn = named(
        "e-or",
        lambda c: c.resolve(objection="o1", outcome="WITHDRAWN", how="Bon", confirmed_by="loge"),
    )
    taken = named("e-d", lambda c: c.take_decision(decision="d1", outcome="REJECTED"))
    case = given(*RULED, objection, withdrawn, moved(), taken)
    case.when(rectified("e-o", {"severity": "CONCERN"})).refused("IdentityChanged")
    case.when(rectified("e-or", {"outcome": "INTEGRATED"})).refused("IdentityChanged")
    case.when(rectified("e-d", {"outcome": "ADOPTED"})).refused("IdentityChanged")
    case.when(rectified("e-d", {"conditions": [{"fr": "Vite"}]})).recorded()


def test_a_mandate_is_rectified_within_the_rules_of_mandates():
    observer = named("e-m", mandated("m-o", "loge", "OBSERVER"))
    case = given(*CONVENED, observer)
    case.when(rectified("e-m", {"powers": ["SPEAK", "SCORE"]})).refused("PowerNotAllowed")
    case.when(rectified("e-m", {"role": "DELEGATE"})).refused("MandateConflict")
    case.when(rectified("e-m", {"valid_until": date(2016, 12, 1)})).recorded()
    case = given(*CONVENED, observer)
    case.when(rectified("e-m", {"valid_until": "2016-12-01"})).recorded()
    assert date(2016, 12, 1) == case.collective._core.known().mandates["m-o"].valid_until


def test_a_ballot_is_rectified_to_one_that_can_be_counted():
    ask = round_opened("rb", kind="APPROVAL", criteria_set=None)
    voted = named("e-b", lambda c: c.cast(round="rb", member="jeune", ballot={"s1": 1}))
    case = given(*RULED, ask, voted)
    case.when(rectified("e-b", {"ballot": {"s1": 7}})).refused("BallotInvalid")
    case.when(rectified("e-b", {"ballot": {"s2": 1}})).refused("IdentityChanged")
    case.when(rectified("e-b", {"ballot": {"s1": 0}})).recorded()
    assert case.collective._core.known().rounds["rb"].ballots["jeune"] == {"s1": 0}


def test_the_words_of_a_wish_are_fixed_and_its_readings_are_not():
    wish = named("e-w", lambda c: c.post_wish(wish="w", verbatim="traînée", medium="BANNER"))
    case = given(*CONVENED, wish)
    case.when(rectified("e-w", {"verbatim": "travailleuse"})).refused("VerbatimIsFixed")
    case.when(rectified("e-w", {"readings": ["trois heures"], "themes": ["csc"]})).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-w"))
    assert (effective.data.readings, effective.data.verbatim) == (("trois heures",), "traînée")


def test_a_label_does_not_come_to_name_a_member():
    adopt = named("e-m", lambda c: c.adopt_mission(mission="mis", statement="S", label="Ensemble"))
    given(*MEMBERS, adopt).when(rectified("e-m", {"label": "Merci alim"})).refused(
        "LabelNamesMember"
    )


def moment(case, id, **later):
    return case.collective.log.find(id).occurred + timedelta(**later)


def test_an_answer_is_not_moved_out_of_its_round_nor_a_round_away_from_its_answers():
    case = given(*RULED, named("e-o", round_opened()), CAST, named("e-c", closed()))
    before, after = moment(case, "e-o", minutes=-1), moment(case, "e-c", minutes=1)
    case.clock.now = after + timedelta(hours=1)
    for target, when in (("e-s", before), ("e-s", after), ("e-o", after), ("e-c", before)):
        case.when(rectified(target, occurred_at=when)).refused("OutsideOfRound")
    rectified("e-o", occurred_at=moment(case, "e-s"))(case.collective)
    case.when(rectified("e-c", occurred_at=after)).recorded()


def test_an_answer_does_not_go_back_out_of_its_round():
    case = given(*RULED, named("e-o", round_opened()), CAST)
    last = moment(case, "e-s")
    named("e-t", rectified("e-s", occurred_at=last - timedelta(seconds=30)))(case.collective)
    named("e-x", closed())(case.collective)
    rectified("e-x", occurred_at=last - timedelta(seconds=10))(case.collective)
    case.when(retracted("e-t")).refused("OutsideOfRound")


def test_who_came_is_not_rectified_into_who_left():
    acts = (*OPENED[:-1], named("e-a", arrived("m-jeune")))
    given(*acts).when(rectified("e-a", {"status": "LEFT"})).refused("IdentityChanged")


@pytest.mark.parametrize(
    ("act", "changes"),
    [
        (joined("ada"), {"voting": False}),
        (mandated("m-ada", "ada"), {"powers": ["SPEAK"]}),
        (mandated("m-ada", "ada"), {"role": "ALTERNATE"}),
        (mandated("m-ada", "ada"), {"valid_until": "2016-11-29"}),
    ],
)
def test_who_answered_could_answer(act, changes):
    first = () if "voting" in changes else (joined("ada"),)
    then = (mandated("m-ada", "ada"),) if "voting" in changes else ()
    acts = (*OPENED, *first, named("e", act), *then)
    used = (arrived("m-ada"), chartered(), weighted, round_opened())
    answered = given(*acts, *used, scored("ada", "s1", "levier", 4))
    answered.when(rectified("e", changes)).refused("ActsRestOnIt")


def test_a_mandate_that_nobody_used_is_rectified():
    acts = (*OPENED, joined("ada"), named("e", mandated("m-ada", "ada")))
    given(*acts).when(rectified("e", {"powers": ["SPEAK"], "role": "OBSERVER"})).recorded()


def test_what_gave_a_voice_is_not_undone_once_it_was_used():
    given_late = (
        named("e-j", joined("ada", voting=False)),
        mandated("m-ada", "ada"),
        arrived("m-ada"),
        named("e-r", rectified("e-j", {"voting": True})),
    )
    acts = (*OPENED, *given_late, chartered(), weighted, round_opened())
    given(*acts).when(retracted("e-r")).recorded()
    used = given(*acts, scored("ada", "s1", "levier", 4))
    used.when(retracted("e-r")).refused("ActsRestOnIt")
