"""Criteria and proposals: what is looked at, and by which viewpoints."""

import pytest

from collectif.acts.criteria import CriteriaAdopted, CriterionProposed
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted, ProposalWithdrawn
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    OPENED,
    RULED,
    SCORING,
    closed,
    criterion,
    proposed,
    weighted,
)
from collectif.values import Money


def amended(proposal="s1", **how):
    return lambda c: c.amend(proposal=proposal, **({"changes": "Mieux"} | how))


def withdrawn(proposal="s1", **how):
    return lambda c: c.withdraw(proposal=proposal, reason="Non", **how)


def adopted(weights, criteria_set="cs2"):
    return lambda c: c.assembly("a1").adopt_criteria(
        criteria_set=criteria_set, weights=weights, how="Ensemble"
    )


def test_a_criterion_explains_itself():
    given(*CONVENED).when(
        criterion(
            "cout",
            questions=("Combien ?",),
            polarity="LOWER_IS_BETTER",
            anchors={1: "peu", 5: {"en": "much"}},
            supersedes="levier",
        )
    ).then(
        CriterionProposed(
            criterion_id="cout",
            label={"fr": "cout"},
            questions=({"fr": "Combien ?"},),
            origin="UNSTATED",
            polarity="LOWER_IS_BETTER",
            anchors={1: {"fr": "peu"}, 5: {"en": "much"}},
            supersedes="levier",
        )
    )
    given(*CONVENED).when(criterion("x", supersedes="s1")).refused("UnknownCriterion")
    given(*CONVENED).when(criterion("levier")).refused("DuplicateId")


def test_a_criterion_of_an_adopted_set_is_proposed_no_more():
    given(*RULED).when(criterion("levier")).refused("CriteriaFrozen")
    given(*RULED).when(criterion("levier-2", supersedes="levier")).recorded()


def test_criteria_are_adopted_with_weights():
    given(*CONVENED).when(weighted).then(
        CriteriaAdopted(
            criteria_set_id="cs1",
            assembly_id="a1",
            weights={"priorite": 3, "levier": 1},
            how={"fr": "Ensemble"},
        )
    )
    given(*RULED).when(weighted).refused("DuplicateId")
    given(*CONVENED).when(adopted({"cout": 1})).refused("UnknownCriterion")
    given(*CONVENED).when(adopted({})).refused("UnknownCriterion")
    given(*OPENED, lambda c: c.assembly("a1").close()).when(weighted).refused("AssemblyNotOpen")


@pytest.mark.parametrize("weight", [0, -1, True, "3"])
def test_a_weight_is_a_positive_whole_number(weight):
    given(*CONVENED).when(adopted({"levier": weight})).refused("NonPositiveWeight")


def test_anybody_submits_a_proposal():
    given(*CONVENED).when(
        proposed(
            "s7",
            "alim",
            answers={"levier": "Oui"},
            budget=Money(amount_cents=100, currency="CAD"),
        )
    ).then(
        ProposalSubmitted(
            proposal_id="s7",
            title={"fr": "s7"},
            summary={"fr": "Un scénario"},
            carriers=("alim",),
            answers={"levier": {"fr": "Oui"}},
            assembly_id="a1",
            budget=Money(amount_cents=100, currency="CAD"),
        )
    )
    given(*CONVENED).when(proposed("s1")).refused("DuplicateId")
    given(*CONVENED).when(proposed("s7", "nobody")).refused("UnknownMember")
    given(*CONVENED).when(proposed("s7", answers={"s1": "Oui"})).refused("UnknownCriterion")
    given(*CONVENED).when(proposed("s7", assembly="a9")).refused("UnknownAssembly")
    given(*OPENED, lambda c: c.assembly("a1").close()).when(proposed("s7")).refused(
        "AssemblyNotOpen"
    )


def test_an_amendment_is_the_next_version_and_says_what_caused_it():
    given(*CONVENED).when(amended(because=("s2",), carriers=("loge",))).then(
        ProposalAmended(
            proposal_id="s1",
            version=2,
            changes={"fr": "Mieux"},
            because=("s2",),
            carriers=("loge",),
        )
    )
    given(*CONVENED, amended()).when(amended(version=3)).recorded()
    for wrong in (1, 3):
        given(*CONVENED).when(amended(version=wrong)).refused("VersionConflict")
    given(*CONVENED).when(amended(because=("x",))).refused("UnknownTarget")
    given(*CONVENED).when(amended("s9")).refused("UnknownProposal")


def test_what_people_are_scoring_does_not_change():
    given(*SCORING).when(amended()).refused("ProposalInOpenRound")
    given(*SCORING).when(withdrawn()).refused("ProposalInOpenRound")
    given(*SCORING, closed()).when(amended()).recorded()


def test_a_proposal_is_withdrawn_once_or_merged_into_a_live_one():
    given(*CONVENED).when(withdrawn(merged_into="s2")).then(
        ProposalWithdrawn(proposal_id="s1", reason={"fr": "Non"}, merged_into="s2")
    )
    given(*CONVENED, withdrawn()).when(withdrawn()).refused("ProposalNotLive")
    given(*CONVENED, withdrawn()).when(amended()).refused("ProposalNotLive")
    given(*CONVENED, withdrawn("s2")).when(withdrawn(merged_into="s2")).refused("ProposalNotLive")
    given(*CONVENED).when(withdrawn(merged_into="s1")).refused("ProposalNotLive")
