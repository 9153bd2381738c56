"""Rectifying and retracting: what stands in the log stays, what it is taken to say changes."""

from datetime import date, timedelta

import pytest

from collectif.acts.correction import EventRectified, EventRetracted
from collectif.projections.ranking import as_published, publications, results
from collectif.projections.scores import SCORES
from collectif.testing.given import EVENING, given, state_of
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    OPENED,
    RULED,
    SCORING,
    arrived,
    balloted,
    chartered,
    closed,
    founded,
    joined,
    left,
    mandated,
    moved,
    opened,
    proposed,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Link


def named(id, act):
    return lambda c: act(c.noting(id=id))


def rectified(target, changes=None, **how):
    said = {"reason": "Erreur de saisie"} | how
    return lambda c: c.rectify(target=target, changes=changes, **said)


def retracted(target, **how):
    return lambda c: c.retract(target=target, **({"reason": "Jamais arrivé"} | how))


def commented(comment="k1", text="Une maladie", target="s2"):
    return lambda c: c.comment(comment=comment, target=target, text=text, stance="SUPPORT")


def score_of(case, cell=("jeune", "s1", "levier")):
    return SCORES.replay(case.collective.view())["r1"].cells.get(cell)


def amended(c):
    return c.amend(proposal="s1", changes="Mieux", title="Titre")


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


# Rectifying


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
    assert 2 == score_of(case)
    assert 4 == case.collective.log.find("e-s").data.value
    as_recorded = SCORES.replay(case.collective.view(corrected=False))["r1"].cells
    assert 4 == as_recorded["jeune", "s1", "levier"]


def test_a_ranking_changes_as_corrected_and_never_as_published():
    case = given(*EVENING_SCORED)
    before = results(case.collective.view())["r1"].ranking
    size = case.collective.log.size
    rectified("e-1", {"value": 5})(case.collective)
    after = results(case.collective.view())["r1"].ranking
    assert (("s2",), ("s1",)) == before.tiers
    assert (("s1",), ("s2",)) == after.tiers
    assert before == results(case.collective.view(known_at=size))["r1"].ranking
    (publication,) = publications(case.collective.view())
    assert before == as_published(case.collective.view(), publication).ranking


def test_what_was_rectified_before_stays_rectified():
    case = given(*CONVENED, named("e-v2", amended))
    rectified("e-v2", {"title": {"fr": "Autre titre"}})(case.collective)
    case.when(rectified("e-v2", {"summary": "Résumé"})).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-v2"))
    assert {"fr": "Autre titre"} == effective.data.title
    assert {"fr": "Résumé"} == effective.data.summary
    assert {"fr": "Mieux"} == effective.data.changes


def test_the_time_of_an_act_is_rectified_and_not_into_the_future():
    earlier = EVENING - timedelta(hours=1)
    case = given(*SCORING, CAST)
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
    given(*SCORING, named("e-c", closed()), tell).when(
        rectified("e-p", {"digest": "0"})
    ).refused("NotRectifiable")


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
    assert {"s1": 0} == case.collective._core.known().rounds["rb"].ballots["jeune"]


def test_the_words_of_a_wish_are_fixed_and_its_readings_are_not():
    wish = named("e-w", lambda c: c.post_wish(wish="w", verbatim="traînée", medium="BANNER"))
    case = given(*CONVENED, wish)
    case.when(rectified("e-w", {"verbatim": "travailleuse"})).refused("VerbatimIsFixed")
    case.when(rectified("e-w", {"readings": ["trois heures"], "themes": ["csc"]})).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-w"))
    assert (("trois heures",), "traînée") == (effective.data.readings, effective.data.verbatim)


def test_a_label_does_not_come_to_name_a_member():
    adopt = named(
        "e-m", lambda c: c.adopt_mission(mission="mis", statement="S", label="Ensemble")
    )
    given(*MEMBERS, adopt).when(rectified("e-m", {"label": "Merci alim"})).refused(
        "LabelNamesMember"
    )


# Words


def bodies(case):
    log = case.collective.log
    return b"".join(row.body for row in log.store.rows(0, log.size))


def test_rectified_words_never_enter_the_log():
    case = given(*CONVENED, named("e-k", commented()))
    case.when(rectified("e-k", {"text": "Une santé fragile"})).recorded()
    assert "fragile" not in bodies(case).decode()
    effective = case.collective.view().effective(case.collective.log.find("e-k"))
    assert {"fr": "Une santé fragile"} == effective.data.text


def test_rectified_words_inside_a_list_never_enter_the_log():
    taken = named(
        "e-d",
        lambda c: c.take_decision(decision="d1", outcome="REJECTED", dissents={"loge": "Dommage"}),
    )
    case = given(*RULED, moved(), taken)
    said = [{"member_id": "loge", "text": {"fr": "Très dommage"}}]
    case.when(rectified("e-d", {"dissents": said})).recorded()
    assert b"ommage" not in bodies(case)
    effective = case.collective.view().effective(case.collective.log.find("e-d"))
    assert {"fr": "Très dommage"} == effective.data.dissents[0].text


def erased(case):
    private = case.collective.log.store.private
    private.forget([one.digest for one in private.disclosures()])


def test_an_assembly_goes_on_when_all_words_are_withheld():
    case = given(*EVENING_SCORED, named("e-k", commented()), rectified("e-1", {"value": 2}))
    ranking = results(case.collective.view())["r1"].ranking
    erased(case)
    assert ranking == results(case.collective.view())["r1"].ranking
    case.when(commented("k2")).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-k"))
    assert "⟨withheld⟩" == str(effective.data.text)


def test_what_is_withheld_can_still_be_corrected():
    case = given(*CONVENED, named("e-k", commented()))
    rectified("e-k", {"text": "Autre"})(case.collective)
    erased(case)
    case.when(rectified("e-k", {"seconds": 30})).recorded()
    effective = case.collective.view().effective(case.collective.log.find("e-k"))
    assert (30, "⟨withheld⟩") == (effective.data.seconds, str(effective.data.text))


# Retracting


def test_a_retracted_act_never_happened_and_stays_in_the_log():
    case = given(*SCORING, CAST)
    case.when(retracted("e-s")).then(
        EventRetracted(target="e-s", reason={"fr": "Jamais arrivé"})
    )
    assert score_of(case) is None
    assert case.collective.log.find("e-s") is not None
    case.when(retracted("e-s")).refused("UnknownEvent")


def test_a_retraction_brings_back_the_score_before():
    again = named("e-s2", scored("jeune", "s1", "levier", 1))
    assert 4 == score_of(given(*SCORING, CAST, again, retracted("e-s2")))


def test_retracting_a_rectification_restores_what_was_recorded():
    correct = named("e-r", rectified("e-s", {"value": 1}))
    assert 4 == score_of(given(*SCORING, CAST, correct, retracted("e-r")))


def test_retracting_a_retraction_restores_the_act():
    undo = named("e-r", retracted("e-s"))
    assert 4 == score_of(given(*SCORING, CAST, undo, retracted("e-r")))
    case = given(*SCORING, CAST)
    before = state_of(case.collective._core.known())
    undo(case.collective)
    retracted("e-r")(case.collective)
    after = state_of(case.collective._core.known())
    for bookkeeping in ("size", "events"):
        before.pop(bookkeeping), after.pop(bookkeeping)
    assert before == after


def test_a_name_is_never_used_again_even_when_its_act_was_retracted():
    case = given(*MEMBERS, named("e-j", joined("new")), retracted("e-j"))
    refusal = case.when(joined("new")).refused("DuplicateId")
    assert "member" == refusal.details["other"]
    case.when(lambda c: c.give_mandate(mandate="m", member="new", bearer="x")).refused(
        "UnknownMember"
    )


def test_an_id_of_an_event_is_never_used_again_even_when_it_was_retracted():
    from collectif.errors import Conflict

    case = given(*CONVENED, named("e-k", commented()), retracted("e-k"))
    with pytest.raises(Conflict):
        commented("k2")(case.collective.noting(id="e-k"))


def test_the_founding_and_what_people_were_told_are_not_retracted():
    given(named("e-f", founded)).when(retracted("e-f")).refused("NotRetractable")
    tell = named("e-p", lambda c: c.publish_results(round="r1", up_to="e-c"))
    given(*SCORING, named("e-c", closed()), tell).when(retracted("e-p")).refused("NotRetractable")


def close(c):
    return c.assembly("a1").close(resumes_on=EVENING + timedelta(days=7))


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        (MEMBERS, joined("new"), (mandated("m", "new", assembly=None),)),
        (OPENED[:-2], opened, (arrived("m-alim"),)),
        (OPENED[:-1], arrived("m-jeune"), (chartered(), weighted, round_opened(), CAST)),
        (OPENED[:-1], arrived("m-jeune"), (left("m-jeune"),)),
        (OPENED, chartered(), (weighted, round_opened())),
        ((*OPENED, chartered()), weighted, (round_opened(),)),
        (CONVENED, proposed("s7"), (commented(target="s7"),)),
        (CONVENED, amended, (lambda c: c.amend(proposal="s1", changes="Encore"),)),
        (CONVENED, amended, (*OPENED[-2:], chartered(), weighted, round_opened())),
        (RULED, round_opened(), (CAST,)),
        (SCORING, closed(), (lambda c: c.publish_results(round="r1", up_to="e"),)),
        (SCORING, closed(), (close,)),
        (OPENED, close, (opened,)),
        (CONVENED, commented(), (lambda c: c.comment(
            comment="k2", target="s2", text="Oui", stance="ANSWER", reply_to="k1"),)),
        (CONVENED, lambda c: c.end_mandate(mandate="m-loge", reason="x"),
         (mandated("m-loge-2", "loge"),)),
        (SCORING, scored("jeune", "s1", "levier", 4), (rectified("e", {"value": 1}),)),
        (RULED, moved(), (balloted()[0],)),
    ],
)  # fmt: skip
def test_nothing_is_retracted_on_which_something_else_rests(before, act, after):
    act = named("e", act)
    case = given(*before, act)
    case.when(retracted("e")).recorded()
    leaning = given(*before, act, *after)
    refusal = leaning.when(retracted("e")).refused("HasDependents")
    assert refusal.details["dependents"]


def test_dependents_are_retracted_first():
    case = given(*CONVENED, named("e-k", commented()), named("e-r", rectified("e-k", {"seconds": 3})))
    case.when(retracted("e-k")).refused("HasDependents")
    retracted("e-r")(case.collective)
    case.when(retracted("e-k")).recorded()


def test_results_only_mark_a_place_by_the_event_they_go_up_to():
    late = named("e-late", commented())
    tell = lambda c: c.publish_results(round="r1", up_to="e-late")  # noqa: E731
    given(*SCORING, closed(), late, tell).when(retracted("e-late")).recorded()


def test_an_objection_does_not_come_back_under_an_adopted_decision():
    objection = lambda c: c.object(  # noqa: E731
        objection="o1", target="s1", member="loge", grounds="Non", harms=("levier",)
    )
    withdrawn = named(
        "e-or",
        lambda c: c.resolve(objection="o1", outcome="WITHDRAWN", how="Bon", confirmed_by="loge"),
    )
    taken = lambda c: c.take_decision(decision="d1", outcome="ADOPTED", tally={"CONSENT": 3})  # noqa: E731
    case = given(*RULED, objection, withdrawn, moved(), taken)
    case.when(retracted("e-or")).refused("HasDependents")


def test_what_happened_meanwhile_keeps_a_retracted_act_from_coming_back():
    """Rules adopted and retracted do not come back once a round was held under others."""
    loose = named("e-loose", chartered(Charter(recusal="NONE")))
    gone = named("e-gone", retracted("e-loose"))
    held = (*OPENED, chartered(), weighted, loose, gone, round_opened())
    given(*held).when(retracted("e-gone")).refused("HasDependents")
    version = named("e-v2", amended)
    out = named("e-out", retracted("e-v2"))
    given(*CONVENED, version, out, amended).when(retracted("e-out")).refused("HasDependents")
    ended = lambda c: c.end_mandate(mandate="m-loge", reason="x")  # noqa: E731
    second = named("e-m2", mandated("m-loge-2", "loge"))
    out = named("e-out", retracted("e-m2"))
    third = mandated("m-loge-3", "loge")
    given(*CONVENED, ended, second, out, third).when(retracted("e-out")).refused("HasDependents")


def test_a_taken_decision_that_was_never_taken_is_proposed_again():
    taken = named("e-d", lambda c: c.take_decision(decision="d1", outcome="REJECTED"))
    case = given(*RULED, moved(), taken, retracted("e-d"))
    case.when(lambda c: c.take_decision(decision="d1", outcome="DEFERRED")).recorded()
