"""Retracting: the act never happened; the record stays in the log, marked."""

from datetime import timedelta

import pytest

from collectif.acts.correction import EventRetracted
from collectif.errors import Conflict
from collectif.projections.scores import SCORES
from collectif.testing.given import EVENING, given, state_of
from collectif.testing.means import DECIDED, FUNDED, allocated, pledged, received
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    OPENED,
    RULED,
    SCORING,
    VOTING,
    amended,
    arrived,
    balloted,
    chartered,
    closed,
    commented,
    founded,
    joined,
    left,
    mandated,
    moved,
    named,
    opened,
    proposed,
    rectified,
    retracted,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Quorum


def score_of(case, cell=("jeune", "s1", "levier")):
    closed()(case.collective)  # before it nobody sees what counts
    return SCORES.replay(case.collective.view())["r1"].cells.get(cell)


CAST = named("e-s", scored("jeune", "s1", "levier", 4))


def test_a_retracted_act_never_happened_and_stays_in_the_log():
    case = given(*SCORING, CAST)
    case.when(retracted("e-s")).then(EventRetracted(target="e-s", reason={"fr": "Jamais arrivé"}))
    assert score_of(case) is None
    assert case.collective.log.find("e-s") is not None
    case.when(retracted("e-s")).refused("UnknownEvent")


def test_a_retraction_brings_back_the_score_before():
    again = named("e-s2", scored("jeune", "s1", "levier", 1))
    assert score_of(given(*SCORING, CAST, again, retracted("e-s2"))) == 4


def test_retracting_a_rectification_restores_what_was_recorded():
    correct = named("e-r", rectified("e-s", {"value": 1}))
    assert score_of(given(*SCORING, CAST, correct, retracted("e-r"))) == 4


def test_retracting_a_retraction_restores_the_act():
    undo = named("e-r", retracted("e-s"))
    assert score_of(given(*SCORING, CAST, undo, retracted("e-r"))) == 4
    case = given(*SCORING, CAST)
    before = state_of(case.collective._core.known())
    undo(case.collective)
    retracted("e-r")(case.collective)
    after = state_of(case.collective._core.known())
    for bookkeeping in ("size", "events", "buried"):
        before.pop(bookkeeping), after.pop(bookkeeping)
    assert before == after


def test_a_name_is_never_used_again_even_when_its_act_was_retracted():
    case = given(*MEMBERS, named("e-j", joined("new")), retracted("e-j"))
    refusal = case.when(joined("new")).refused("DuplicateId")
    assert refusal.details["other"] == "member"
    case.when(lambda c: c.give_mandate(mandate="m", member="new", bearer="x")).refused(
        "UnknownMember"
    )


def test_an_id_of_an_event_is_never_used_again_even_when_it_was_retracted():
    case = given(*CONVENED, named("e-k", commented()), retracted("e-k"))
    with pytest.raises(Conflict):
        commented("k2")(case.collective.noting(id="e-k"))


def test_the_founding_and_what_people_were_told_are_not_retracted():
    given(named("e-f", founded)).when(retracted("e-f")).refused("NotRetractable")
    tell = named("e-p", lambda c: c.publish_results(round="r1", up_to="e-c"))
    given(*SCORING, named("e-c", closed()), tell).when(retracted("e-p")).refused("NotRetractable")


def test_a_round_never_reopens():
    """The next pass is a new round that follows (domain 3.4); its words can be rectified."""
    acts = (*SCORING, named("e-c", closed()))
    given(*acts).when(retracted("e-c")).refused("NotRetractable")
    given(*acts).when(rectified("e-c", {"reason": "Tous ont remis leur grille"})).recorded()


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
    case = given(
        *CONVENED, named("e-k", commented()), named("e-r", rectified("e-k", {"seconds": 3}))
    )
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


def test_a_round_does_not_come_back_into_a_closed_assembly():
    undone = (named("e-r", round_opened()), named("e-out", retracted("e-r")))
    given(*RULED, *undone).when(retracted("e-out")).recorded()
    given(*RULED, *undone, close).when(retracted("e-out")).refused("HasDependents")
    given(*RULED, *undone, amended).when(retracted("e-out")).refused("HasDependents")
    given(*RULED, *undone, chartered()).when(retracted("e-out")).refused("HasDependents")


def test_an_objection_that_never_was_does_not_come_back_under_an_adopted_decision():
    for severity, stands in (("OBJECTION", True), ("CONCERN", False)):
        objection = named("e-o", object_to_s1(severity))
        undone = (objection, named("e-out", retracted("e-o")))
        case = given(*RULED, *undone, moved(), adopt)
        tried = case.when(retracted("e-out"))
        tried.refused("HasDependents") if stands else tried.recorded()


def object_to_s1(severity):
    return lambda c: c.object(
        objection="o1",
        target="s1",
        member="loge",
        grounds="Non",
        harms=("levier",),
        severity=severity,
    )


def adopt(c):
    return c.take_decision(decision="d1", outcome="ADOPTED", tally={"CONSENT": 3})


def test_what_came_back_goes_again_only_if_nothing_rests_on_it():
    back = (named("e-1", retracted("e-k")), named("e-2", retracted("e-1")))
    case = given(*CONVENED, named("e-k", commented()), *back)
    answer = commented("k2", reply_to="k1")
    answered = given(*CONVENED, named("e-k", commented()), *back, answer)
    answered.when(retracted("e-2")).refused("HasDependents")
    case.when(retracted("e-2")).recorded()
    case.when(answer).refused("UnknownTarget")


def test_what_came_back_goes_again_only_if_nothing_that_came_back_with_it_rests_on_it():
    back = (
        named("e-m", joined("carrefour")),
        named("e-p", proposed("s9", "carrefour")),
        named("r-p", retracted("e-p")),
        named("r-m", retracted("e-m")),
        named("back-m", retracted("r-m")),
    )
    both = (*CONVENED, *back, named("back-p", retracted("r-p")))
    given(*both).when(retracted("back-m")).refused("HasDependents")
    given(*both, retracted("back-p")).when(retracted("back-m")).recorded()
    given(*CONVENED, *back).when(retracted("back-m")).recorded()


def test_an_act_does_not_come_back_without_what_it_leans_on():
    came = (*CONVENED, named("e-o", opened), named("e-a", arrived("m-loge")))
    rest = (arrived("m-alim", "m-jeune"), chartered(), weighted, round_opened())
    cast = (*rest, named("e-s", scored("loge", "s1", "levier", 4)), named("r-s", retracted("e-s")))
    left_alone = (named("r-a", retracted("e-a")), named("r-o", retracted("e-o")))
    given(*came, *left_alone).when(retracted("r-a")).refused("UnknownEvent")
    given(*came, *cast, retracted("e-a")).when(retracted("r-s")).refused("UnknownEvent")
    twice = (*came, named("e-2", arrived("m-loge")), *cast, retracted("e-2"))
    given(*twice).when(retracted("r-s")).recorded()


def test_a_taken_decision_that_was_never_taken_is_proposed_again():
    taken = named("e-d", lambda c: c.take_decision(decision="d1", outcome="REJECTED"))
    case = given(*RULED, moved(), taken, retracted("e-d"))
    case.when(lambda c: c.take_decision(decision="d1", outcome="DEFERRED")).recorded()


def test_no_correction_takes_the_quorum_from_under_an_adopted_decision():
    """ADOPTED implies quorum (domain 7), whatever is corrected afterwards."""
    two = Charter(quorum=Quorum(kind="COUNT", of="voting_members", value=2))
    there = (named(f"e-{member}", arrived(f"m-{member}")) for member in VOTING)
    acts = (*CONVENED, opened, *there, chartered(two), weighted, moved(), adopt)
    given(*acts).when(retracted("e-jeune")).recorded()
    given(*acts, retracted("e-alim")).when(retracted("e-jeune")).refused("HasDependents")
    refusal = given(*acts).when(all_retracted("e-alim", "e-jeune")).refused("HasDependents")
    assert refusal.details["dependents"] == ["d1"]


def test_decisions_do_not_replace_one_another_in_a_circle_by_corrections():
    """No cycles (catalogue, decision-superseded)."""
    other = (
        moved("d2"),
        lambda c: c.take_decision(decision="d2", outcome="ADOPTED", tally={"CONSENT": 3}),
    )
    replaced = lambda old, new: lambda c: c.supersede_decision(decision=old, by=new, reason="x")  # noqa: E731
    once = (*RULED, moved(), adopt, *other, named("e-s", replaced("d1", "d2")))
    undone = (*once, named("e-r", retracted("e-s")))
    given(*undone).when(retracted("e-r")).recorded()
    given(*undone, replaced("d2", "d1")).when(retracted("e-r")).refused("HasDependents")


def test_acts_retracted_together_are_judged_one_after_another():
    """What two of them uncover counts, not what each uncovers alone."""
    twice = (named("e-1", received("rc1", 500)), named("e-2", received("rc2", 500)))
    paid = given(*DECIDED, pledged(), *twice, allocated("al1", 500))
    paid.when(all_retracted("e-1", "e-2")).refused("HasDependents")
    back = (named("e-1", allocated("al1", 600)), named("e-2", allocated("al2", 400)))
    gone = (named("e-r1", retracted("e-1")), named("e-r2", retracted("e-2")))
    case = given(*FUNDED, *back, *gone, allocated("al3", 400))
    case.when(all_retracted("e-r1", "e-r2")).refused("InsufficientFunds")
    mandates = [
        (named(f"e-m{n}", mandated(f"q{n}", "table")), named(f"e-r{n}", retracted(f"e-m{n}")))
        for n in (1, 2)
    ]
    delegates = given(*CONVENED, *mandates[0], *mandates[1])
    delegates.when(all_retracted("e-r1", "e-r2")).refused("HasDependents")


def all_retracted(*targets):
    return lambda c: c.retract_together(targets=targets, reason="Jamais arrivé")
