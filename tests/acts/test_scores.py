"""Scores and sheets: who may give them, on what, and which one counts."""

from datetime import timedelta

import pytest

from collectif.acts.scoring import ScoreCast
from collectif.projections.scores import SCORES
from collectif.testing.given import EVENING, bytes_of, given
from collectif.testing.room import (
    OPENED,
    RULED,
    SCORING,
    arrived,
    chartered,
    closed,
    criterion,
    joined,
    left,
    mandated,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Scale


def sheet(scores, member="jeune", **how):
    return lambda c: c.submit_sheet(round="r1", member=member, scores=scores, **how)


def interest(member, proposal, *matters):
    return lambda c: c.declare_interest(
        declaration=f"i-{member}",
        member=member,
        proposal=proposal,
        nature="OTHER",
        description="Lien",
        recuses_from=matters,
    )


def test_a_score_says_whose_it_is_and_under_which_mandate():
    given(*SCORING).when(scored("jeune", "s1", "levier", 4, reason="Fort")).then(
        ScoreCast(
            round_id="r1",
            member_id="jeune",
            mandate_id="m-jeune",
            proposal_id="s1",
            criterion_id="levier",
            value=4,
            sheet_id="r1-jeune",
            reason={"fr": "Fort"},
        )
    )


@pytest.mark.parametrize("value", ["ABSTAIN", "CANNOT_JUDGE", 1, 5])
def test_a_grade_or_a_named_silence_is_given(value):
    given(*SCORING).when(scored("jeune", "s1", "levier", value)).recorded()


@pytest.mark.parametrize("value", [0, 6, True, "3", None, "PASS", 2.5])
def test_nothing_off_the_scale_is_given(value):
    given(*SCORING).when(scored("jeune", "s1", "levier", value)).refused("OffScale")


def test_the_scale_is_that_of_the_charter():
    ruled = (*OPENED, chartered(Charter(scale=Scale(min=0, max=10))), weighted, round_opened())
    given(*ruled).when(scored("jeune", "s1", "levier", 10)).recorded()
    given(*ruled).when(scored("jeune", "s1", "levier", 11)).refused("OffScale")


def test_a_score_is_for_a_cell_of_the_round():
    given(*SCORING, criterion("autre")).when(scored("jeune", "s1", "autre", 3)).refused(
        "NotInRound"
    )
    given(*SCORING).when(scored("jeune", "s9", "levier", 3)).refused("NotInRound")


def test_a_closed_round_takes_nothing():
    given(*SCORING, closed()).when(scored("jeune", "s1", "levier", 3)).refused("RoundNotOpen")
    given(*RULED).when(scored("jeune", "s1", "levier", 3)).refused("UnknownRound")


def test_a_voting_member_scores_under_a_mandate_to_score():
    case = given(*SCORING, mandated("m-table", "table"), arrived("m-table"))
    case.when(scored("table", "s1", "levier", 3)).refused("NotMandated")
    case.when(scored("bailleur", "s1", "levier", 3)).refused("NotMandated")
    case.when(scored("nobody", "s1", "levier", 3)).refused("UnknownMember")
    case.when(scored("jeune", "s1", "levier", 3, mandate="m-alim")).refused("NotMandated")


def test_an_observer_does_not_score():
    observing = mandated("m-obs", "jeune", "OBSERVER")
    case = given(*SCORING, observing, left("m-jeune"), arrived("m-obs"))
    case.when(scored("jeune", "s1", "levier", 3, mandate="m-obs")).refused("NotMandated")


def test_who_is_away_does_not_score():
    case = given(*SCORING, left("m-jeune"))
    case.when(scored("jeune", "s1", "levier", 3)).refused("NotPresent")


def test_nobody_scores_under_a_mandate_that_is_over():
    there = (joined("ada"), mandated("m-ada", "ada", valid_until=EVENING.date()), arrived("m-ada"))
    case = given(*OPENED, *there, chartered(), weighted, round_opened())
    scored("ada", "s1", "levier", 3)(case.collective)
    case.clock.now += timedelta(days=1)
    case.when(scored("ada", "s1", "levier", 4)).refused("MandateNotValid")


@pytest.mark.parametrize(
    ("recusal", "own", "other"),
    [
        ("NONE", None, None),
        ("CARRIERS_DO_NOT_SCORE_THEIR_OWN", "Recused", None),
        ("CARRIERS_LEAVE", "Recused", None),
    ],
)
def test_carriers_keep_out_as_the_charter_says(recusal, own, other):
    ruled = (*OPENED, chartered(Charter(recusal=recusal)), weighted, round_opened())
    for proposal, refused in (("s1", own), ("s2", other)):
        tried = given(*ruled).when(scored("alim", proposal, "levier", 3))
        tried.refused(refused) if refused else tried.recorded()


def test_a_declared_interest_bites_from_then_on():
    before = scored("jeune", "s2", "levier", 3)
    case = given(*SCORING, before, interest("jeune", "s2", "SCORING"))
    case.when(before).refused("Recused")
    case.when(scored("jeune", "s1", "levier", 3)).recorded()


def test_a_member_that_scores_again_changes_its_mind():
    again = (scored("jeune", "s1", "levier", v) for v in (2, 5, "ABSTAIN", 4))
    case = given(*SCORING, *again, closed())
    cells = SCORES.replay(case.collective.view())["r1"].cells
    assert cells == {("jeune", "s1", "levier"): 4}
    assert sum(1 for e in case.collective.log.read() if e.type == "score-cast") == 4


def test_a_sheet_is_recorded_cell_by_cell_in_one_batch():
    scores = {"s1": {"levier": 3, "priorite": "ABSTAIN"}, "s2": {"levier": 1}}
    reasons = {"s1": {"levier": "Bof"}}
    recorded = given(*SCORING).when(sheet(scores, reasons=reasons)).recorded()
    assert [event.id for event in recorded] == [
        "the-act/s1/levier",
        "the-act/s1/priorite",
        "the-act/s2/levier",
    ]
    assert {"the-act"} == {event.batch for event in recorded}
    assert [event.data.reason for event in recorded] == [{"fr": "Bof"}, None, None]


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        ({"s1": {"levier": 3, "priorite": 9}}, "OffScale"),
        ({"s1": {"levier": 3}, "s9": {"levier": 3}}, "NotInRound"),
        ({"s1": {"levier": 3, "x": 3}}, "NotInRound"),
        ({}, "BallotInvalid"),
        ({"s1": {}}, "BallotInvalid"),
    ],
)
def test_one_bad_cell_and_nothing_of_the_sheet_is_recorded(scores, code):
    given(*SCORING).when(sheet(scores)).refused(code)


def test_a_sheet_with_one_recused_cell_is_refused_whole():
    given(*SCORING).when(sheet({"s2": {"levier": 1}, "s1": {"levier": 5}}, "alim")).refused(
        "Recused"
    )


def test_a_low_score_is_good_where_the_criterion_says_so():
    from collectif.projections.ranking import results

    ruled = (
        *OPENED,
        criterion("cout", polarity="LOWER_IS_BETTER"),
        chartered(Charter(min_scores_per_cell=1)),
        lambda c: c.assembly("a1").adopt_criteria(
            criteria_set="cs3", weights={"cout": 1}, how="Oui"
        ),
        round_opened(criteria_set="cs3"),
        scored("jeune", "s1", "cout", 5),
        scored("jeune", "s2", "cout", 1),
        scored("jeune", "s3", "cout", 3),
        closed(),
    )
    ranking = results(given(*ruled).collective.view())["r1"].ranking
    assert ranking.tiers == (("s2",), ("s3",), ("s1",))


def test_a_refused_sheet_leaves_no_words_behind():
    case = given(*SCORING)
    before = bytes_of(case.collective)
    case.when(
        sheet({"s1": {"levier": 3, "priorite": 9}}, reasons={"s1": {"levier": "secret"}})
    ).refused("OffScale")
    assert before == bytes_of(case.collective)
