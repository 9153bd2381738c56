"""Rounds opened on versions, closed for good, their results published; scores and ballots."""

from datetime import date

import pytest

from collectif.acts.ballots import BallotCast
from collectif.acts.rounds import BallotTerms, ResultsPublished, RoundClosed, RoundOpened
from collectif.acts.scoring import ScoreCast
from collectif.projections.scores import SCORES
from collectif.testing.given import bytes_of, given
from collectif.testing.room import (
    CONVENED,
    OPENED,
    RULED,
    SCORING,
    arrived,
    chartered,
    closed,
    criterion,
    left,
    mandated,
    moved,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter, Quorum, Scale


def sheet(scores, member="jeune", **how):
    return lambda c: c.submit_sheet(round="r1", member=member, scores=scores, **how)


def cast(ballot, member="jeune", round="rb", **how):
    return lambda c: c.cast(round=round, member=member, ballot=ballot, **how)


def asking(kind, terms=None, subjects=("s1", "s2", "s3"), charter=None):
    return (
        *OPENED,
        chartered(charter),
        weighted,
        round_opened("rb", kind=kind, subjects=subjects, criteria_set=None, terms=terms),
    )


def published(up_to, round="r1"):
    return lambda c: c.publish_results(round=round, up_to=up_to)


def interest(member, proposal, *matters):
    return lambda c: c.declare_interest(
        declaration=f"i-{member}",
        member=member,
        proposal=proposal,
        nature="OTHER",
        description="Lien",
        recuses_from=matters,
    )


# Opening


def test_a_round_opens_on_the_last_versions():
    amend = lambda c: c.amend(proposal="s2", changes="Mieux")  # noqa: E731
    given(*RULED, amend).when(round_opened()).then(
        RoundOpened(
            round_id="r1",
            assembly_id="a1",
            number=1,
            kind="SCORING",
            subjects={"s1": 1, "s2": 2, "s3": 1},
            visibility="SEALED",
            criteria_set_id="cs1",
        )
    )
    given(*RULED, amend).when(round_opened(subjects={"s2": 1})).refused("UnknownVersion")
    given(*RULED).when(round_opened(subjects=("s9",))).refused("UnknownProposal")
    given(*RULED).when(round_opened(subjects=())).refused("UnknownProposal")
    gone = lambda c: c.withdraw(proposal="s3", reason="Non")  # noqa: E731
    given(*RULED, gone).when(round_opened()).refused("ProposalNotLive")


def test_a_round_needs_an_open_assembly_with_rules_and_criteria():
    given(*CONVENED, chartered(), weighted).when(round_opened()).refused("AssemblyNotOpen")
    given(*OPENED, weighted).when(round_opened()).refused("CharterMissing")
    given(*OPENED, chartered()).when(round_opened()).refused("UnknownCriteriaSet")
    given(*RULED).when(round_opened(criteria_set=None)).refused("UnknownCriteriaSet")


def test_the_charter_limits_how_many_rounds_there_are():
    twice = (*SCORING, closed(), round_opened("r2", follows="r1", number=2), closed("r2"))
    given(*twice).when(round_opened("r3")).refused("TooManyRounds")
    given(*SCORING).when(round_opened("r2", number=3)).refused("WrongNumber")
    given(*SCORING).when(round_opened("r2", follows="r9")).refused("UnknownRound")


def test_decisions_are_balloted_on_and_never_scored():
    given(*RULED, moved()).when(round_opened(subjects=("d1",))).refused("UnknownProposal")
    taken = lambda c: c.take_decision(decision="d1", outcome="REJECTED")  # noqa: E731
    ask = round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None)
    given(*RULED, moved()).when(ask).recorded()
    given(*RULED, moved(), taken).when(ask).refused("DecisionNotProposed")


def test_a_secret_that_cannot_be_kept_is_not_promised():
    given(*RULED).when(round_opened(visibility="SECRET")).refused("SecretNotKept")
    secret = chartered(Charter(visibility="SECRET"))
    given(*OPENED, secret, weighted).when(round_opened()).refused("SecretNotKept")


# Scoring


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
    case = given(*SCORING)
    ends = lambda c: c.rectify(  # noqa: E731
        target=next(e.id for e in c.log.read() if getattr(e.data, "mandate_id", "") == "m-jeune"),
        changes={"valid_until": date(2016, 11, 29)},
        reason="Erreur",
    )
    ends(case.collective)
    case.when(scored("jeune", "s1", "levier", 3)).refused("MandateNotValid")


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
    case = given(*SCORING, *(scored("jeune", "s1", "levier", v) for v in (2, 5, "ABSTAIN", 4)))
    cells = SCORES.replay(case.collective.view())["r1"].cells
    assert {("jeune", "s1", "levier"): 4} == cells
    assert 4 == sum(1 for e in case.collective.log.read() if e.type == "score-cast")


def test_a_sheet_is_recorded_cell_by_cell_in_one_batch():
    scores = {"s1": {"levier": 3, "priorite": "ABSTAIN"}, "s2": {"levier": 1}}
    reasons = {"s1": {"levier": "Bof"}}
    recorded = given(*SCORING).when(sheet(scores, reasons=reasons)).recorded()
    assert ["the-act/s1/levier", "the-act/s1/priorite", "the-act/s2/levier"] == [
        event.id for event in recorded
    ]
    assert {"the-act"} == {event.batch for event in recorded}
    assert [{"fr": "Bof"}, None, None] == [event.data.reason for event in recorded]


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


# Ballots


def test_a_ballot_answers_for_subjects():
    given(*asking("APPROVAL")).when(cast({"s1": 1, "s2": 0}, reason="Oui")).then(
        BallotCast(
            round_id="rb",
            member_id="jeune",
            mandate_id="m-jeune",
            ballot={"s1": 1, "s2": 0},
            reason={"fr": "Oui"},
        )
    )


DOTS = BallotTerms(budget=5)
LOOSE = BallotTerms(ties=True, truncated=True)


@pytest.mark.parametrize(
    ("kind", "terms", "ballot"),
    [
        ("APPROVAL", None, {"s1": 1}),
        ("CONSENT", None, {"s1": "RESERVATION"}),
        ("GRADIENT", None, {"s1": 1, "s2": 8}),
        ("DOTS", DOTS, {"s1": 5, "s2": 0}),
        ("RANKING", None, {"s1": 3, "s2": 1, "s3": 2}),
        ("RANKING", LOOSE, {"s1": 1, "s2": 1}),
    ],
)
def test_each_kind_of_round_takes_its_ballots(kind, terms, ballot):
    given(*asking(kind, terms)).when(cast(ballot)).recorded()


@pytest.mark.parametrize(
    ("kind", "terms", "ballot"),
    [
        ("APPROVAL", None, {}),
        ("APPROVAL", None, {"s9": 1}),
        ("APPROVAL", None, {"s1": 2}),
        ("APPROVAL", None, {"s1": True}),
        ("CONSENT", None, {"s1": "FOR"}),
        ("CONSENT", None, {"s1": 1}),
        ("GRADIENT", None, {"s1": 0}),
        ("GRADIENT", None, {"s1": 9}),
        ("GRADIENT", None, {"s1": "8"}),
        ("DOTS", DOTS, {"s1": 3, "s2": 3}),
        ("DOTS", DOTS, {"s1": 7, "s2": -2}),
        ("RANKING", None, {"s1": 1, "s2": 2}),
        ("RANKING", None, {"s1": 1, "s2": 1, "s3": 2}),
        ("RANKING", None, {"s1": 0, "s2": 1, "s3": 2}),
        ("RANKING", BallotTerms(ties=True), {"s1": 1, "s2": 1}),
        ("RANKING", BallotTerms(truncated=True), {"s1": 1, "s2": 1}),
    ],
)
def test_a_ballot_that_cannot_be_counted_is_refused(kind, terms, ballot):
    refusal = given(*asking(kind, terms)).when(cast(ballot)).refused("BallotInvalid")
    assert refusal.in_words("fr")[1] != refusal.in_words("en")[1]


def test_dots_come_with_a_budget():
    ask = round_opened("rb", kind="DOTS", criteria_set=None)
    given(*RULED).when(ask).refused("BallotInvalid")


def test_ballots_are_not_cast_in_a_round_of_scores_nor_scores_in_one_of_ballots():
    given(*SCORING).when(cast({"s1": 1}, round="r1")).refused("NotInRound")
    given(*asking("APPROVAL")).when(scored("jeune", "s1", "levier", 3, round="rb")).refused(
        "NotInRound"
    )


def test_ballots_obey_the_same_rules_of_voice_as_scores():
    case = given(*asking("APPROVAL"), interest("jeune", "s2", "SCORING"), left("m-loge"))
    case.when(cast({"s1": 1}, "bailleur")).refused("NotMandated")
    case.when(cast({"s1": 1}, "loge")).refused("NotPresent")
    case.when(cast({"s2": 1})).refused("Recused")
    case.when(cast({"s1": 1}, "alim")).refused("Recused")
    closed("rb")(case.collective)
    case.when(cast({"s1": 1})).refused("RoundNotOpen")


def test_deciding_takes_the_power_to_decide():
    speaking = mandated("m-s", "jeune", "ALTERNATE", powers=("SPEAK", "SCORE"))
    for kind in ("CONSENT", "APPROVAL"):
        ask = round_opened("rb", kind=kind, subjects=("d1",), criteria_set=None)
        case = given(*RULED, moved(), ask, speaking, left("m-jeune"), arrived("m-s"))
        answer = "CONSENT" if kind == "CONSENT" else 1
        case.when(cast({"d1": answer}, mandate="m-s")).refused("NotMandated")
        case.when(cast({"d1": answer}, "loge")).recorded()


def test_who_keeps_out_of_a_decision_does_not_ballot_on_what_selects_it():
    ask = round_opened("rb", kind="CONSENT", subjects=("d1",), criteria_set=None)
    case = given(*RULED, interest("jeune", "s1", "DECISION"), moved(), ask)
    case.when(cast({"d1": "CONSENT"})).refused("Recused")
    case.when(cast({"d1": "CONSENT"}, "alim")).recorded()
    leave = chartered(Charter(recusal="CARRIERS_LEAVE", quorum=Quorum(kind="COUNT", value=1)))
    case = given(*OPENED, leave, moved(), ask)
    case.when(cast({"d1": "CONSENT"}, "alim")).refused("Recused")


def test_the_last_ballot_of_a_member_counts():
    case = given(*asking("APPROVAL"), cast({"s1": 1, "s2": 1}), cast({"s3": 1}))
    assert {"jeune": {"s3": 1}} == SCORES.replay(case.collective.view())["rb"].ballots


# Closing and publishing


def test_a_round_closes_once():
    given(*SCORING).when(lambda c: c.close_round(round="r1", reason="Fini")).then(
        RoundClosed(round_id="r1", reason={"fr": "Fini"})
    )
    given(*SCORING, closed()).when(closed()).refused("RoundNotOpen")


def test_results_of_a_closed_round_are_published_as_the_log_stood():
    end = lambda c: c.noting(id="e-end").close_round(round="r1")  # noqa: E731
    given(*SCORING, end).when(published("e-end")).then(
        ResultsPublished(
            round_id="r1",
            up_to="e-end",
            method={
                "aggregation": "MEAN_BY_CRITERION_THEN_WEIGHTS",
                "consensus": "PAIRWISE_AGREEMENT",
            },
        )
    )
    given(*SCORING, end, published("e-end")).when(published("e-end")).recorded()


def test_results_come_neither_from_an_open_round_nor_from_before_it_closed():
    early = lambda c: scored("jeune", "s1", "levier", 3)(c.noting(id="e-s"))  # noqa: E731
    given(*SCORING, early).when(published("e-s")).refused("RoundNotClosed")
    given(*SCORING, early, closed()).when(published("e-s")).refused("RoundNotClosed")
    given(*SCORING, closed()).when(published("e-nothing")).refused("UnknownEvent")
    given(*SCORING, closed()).when(published("s1")).refused("UnknownEvent")


def test_a_round_without_scores_is_published_too():
    end = lambda c: c.noting(id="e-end").close_round(round="rb")  # noqa: E731
    given(*asking("APPROVAL"), end).when(published("e-end", "rb")).recorded()


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
    )
    ranking = results(given(*ruled).collective.view())["r1"].ranking
    assert (("s2",), ("s3",), ("s1",)) == ranking.tiers


def test_a_refused_sheet_leaves_no_words_behind():
    case = given(*SCORING)
    before = bytes_of(case.collective)
    case.when(
        sheet({"s1": {"levier": 3, "priorite": 9}}, reasons={"s1": {"levier": "secret"}})
    ).refused("OffScale")
    assert before == bytes_of(case.collective)
