"""Rounds: opened on versions, closed for good, their results published."""

from collectif.acts.rounds import ResultsPublished, RoundClosed, RoundOpened
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    OPENED,
    RULED,
    SCORING,
    chartered,
    closed,
    moved,
    round_opened,
    scored,
    weighted,
)


def asking(kind, terms=None, subjects=("s1", "s2", "s3"), charter=None):
    return (
        *OPENED,
        chartered(charter),
        weighted,
        round_opened("rb", kind=kind, subjects=subjects, criteria_set=None, terms=terms),
    )


def published(up_to, round="r1"):
    return lambda c: c.publish_results(round=round, up_to=up_to)


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
