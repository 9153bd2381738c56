"""What it takes to adopt a decision, method by method."""

import pytest

from collectif.testing.given import given
from collectif.testing.room import (
    OPENED,
    balloted,
    chartered,
    closed,
    moved,
    round_opened,
    weighted,
)
from collectif.values import Charter, DecisionRule


def taken(outcome="ADOPTED", **how):
    return lambda c: c.take_decision(decision="d1", outcome=outcome, **how)


def charter(method="CONSENT", **how):
    return chartered(Charter(decision=DecisionRule(method=method, **how)))


def decided_by(rules, **answers):
    return (*OPENED, rules, weighted, moved(), *balloted(**answers))


@pytest.mark.parametrize(
    ("method", "answers", "adopted"),
    [
        ("CONSENT", ("CONSENT", "CONSENT", "RESERVATION"), True),
        ("CONSENT", ("CONSENT", "CONSENT", "OBJECT"), False),
        ("CONSENT", ("CONSENT", "CONSENT", "STAND_ASIDE"), False),
        ("CONSENT", (), False),
        ("CONSENSUS", ("CONSENT", "CONSENT", "RESERVATION"), True),
        ("CONSENSUS", ("CONSENT", "CONSENT", "STAND_ASIDE"), False),
        ("CONSENSUS", ("CONSENT", "CONSENT", "OBJECT"), False),
        ("CONSENSUS", (), False),
        ("MAJORITY", ("CONSENT", "RESERVATION", "OBJECT"), True),
        ("MAJORITY", ("CONSENT", "OBJECT", "STAND_ASIDE"), False),
        ("MAJORITY", ("STAND_ASIDE",), False),
        ("MAJORITY", (), False),
        ("SUPERMAJORITY", ("CONSENT", "CONSENT", "OBJECT"), True),
        ("SUPERMAJORITY", ("CONSENT", "OBJECT", "STAND_ASIDE"), False),
        ("SUPERMAJORITY", (), False),
        ("ACCLAMATION", (), True),
    ],
)
def test_each_method_has_its_threshold(method, answers, adopted):
    members = dict(zip(("alim", "loge", "jeune"), answers, strict=False))
    tried = given(*decided_by(charter(method), **members)).when(taken(ballot_round="rc"))
    if adopted:
        tried.recorded()
    else:
        refusal = tried.refused("ThresholdNotMet")
        assert refusal.in_words("fr")[1] != refusal.in_words("en")[1]


@pytest.mark.parametrize(
    ("method", "tally", "adopted"),
    [
        ("CONSENT", {"FOR": 9, "AGAINST": 1}, False),
        ("CONSENT", {"CONSENT": 3, "STAND_ASIDE": 1}, True),
        ("MAJORITY", {"FOR": 2, "AGAINST": 2}, False),
        ("MAJORITY", {"FOR": 3, "AGAINST": 2, "ABSTAIN": 9}, True),
        ("SUPERMAJORITY", {"FOR": 2, "AGAINST": 1}, True),
        ("SUPERMAJORITY", {"FOR": 199, "AGAINST": 100}, False),
    ],
)
def test_thresholds_are_exact(method, tally, adopted):
    tried = given(*OPENED, charter(method), moved()).when(taken(tally=tally))
    tried.recorded() if adopted else tried.refused("ThresholdNotMet")


def test_the_charter_sets_the_threshold():
    rules = charter("SUPERMAJORITY", threshold="3/4")
    given(*OPENED, rules, moved()).when(taken(tally={"FOR": 2, "AGAINST": 1})).refused(
        "ThresholdNotMet"
    )


def test_a_show_of_hands_for_or_against_decides_by_majority():
    ask = round_opened("rc", kind="APPROVAL", subjects=("d1",), criteria_set=None)
    hands = [
        lambda c, m=m, a=a: c.cast(round="rc", member=m, ballot={"d1": a})
        for m, a in (("alim", 1), ("loge", 1), ("jeune", 0))
    ]
    case = given(*OPENED, charter("MAJORITY"), moved(), ask, *hands, closed("rc"))
    (recorded,) = case.when(taken(ballot_round="rc")).recorded()
    assert recorded.data.tally == {"FOR": 2, "AGAINST": 1}
    given(*OPENED, charter(), moved(), ask, *hands, closed("rc")).when(
        taken(ballot_round="rc")
    ).refused("ThresholdNotMet")
