"""The wall, missions, comments, interests, objections and open conversations."""

import pytest

from collectif.acts.conversation import ProposalModerated, StanceGiven
from collectif.acts.deliberation import (
    CommentMade,
    InterestDeclared,
    ObjectionRaised,
    ObjectionResolved,
)
from collectif.acts.mission import MissionAdopted
from collectif.acts.wall import WishPosted
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    OPENED,
    RULED,
    SCORING,
    chartered,
    moved,
    proposed,
    round_opened,
)
from collectif.values import Charter, DecisionRule


def commented(comment="k1", target="s1", **how):
    said = {"stance": "SUPPORT", "text": "Oui"} | how
    return lambda c: c.comment(comment=comment, target=target, **said)


def interested(member="jeune", proposal="s1", **how):
    said = {"declaration": "i1", "nature": "FUNDING", "description": "Subvention"} | how
    return lambda c: c.declare_interest(member=member, proposal=proposal, **said)


def objected(objection="o1", target="s1", **how):
    said = {"member": "loge", "grounds": "Trop loin", "harms": ("levier",)} | how
    return lambda c: c.object(objection=objection, target=target, **said)


def resolved(outcome, **how):
    said = {"objection": "o1", "how": "Ainsi", "confirmed_by": "loge"} | how
    return lambda c: c.resolve(outcome=outcome, **said)


def amended(c):
    return c.noting(id="e-v2").amend(proposal="s1", changes="Plus près", because=("o1",))


def mission(**how):
    said = {"mission": "mis", "statement": "Bien manger", "label": "Se nourrir ensemble"} | how
    return lambda c: c.adopt_mission(**said)


def test_a_wish_is_kept_word_for_word():
    wish = lambda c: c.post_wish(  # noqa: E731
        wish="w1", verbatim="Moins de  crimes", medium="BANNER", assembly="a1", signature="U.S.P"
    )
    given(*CONVENED).when(wish).then(
        WishPosted(
            wish_id="w1",
            verbatim="Moins de  crimes",
            readings=(),
            medium="BANNER",
            themes=(),
            assembly_id="a1",
            signature="U.S.P",
        )
    )


def test_a_wish_says_something_somewhere():
    given(*CONVENED).when(lambda c: c.post_wish(wish="w", verbatim=" ", medium="CARD")).refused(
        "MissingWords"
    )
    given(*CONVENED).when(
        lambda c: c.post_wish(wish="w", verbatim="x", medium="CARD", assembly="s1")
    ).refused("UnknownAssembly")


def test_a_mission_is_adopted_under_a_wider_one():
    given(*MEMBERS, mission(mission="root")).when(mission(parent="root")).then(
        MissionAdopted(
            mission_id="mis",
            statement={"fr": "Bien manger"},
            label={"fr": "Se nourrir ensemble"},
            parent="root",
        )
    )
    given(*CONVENED).when(mission(parent="s1")).refused("UnknownMission")
    given(*CONVENED).when(mission(decision="d9")).refused("UnknownDecision")


def test_success_belongs_to_the_mission_never_to_a_member():
    given(*MEMBERS).when(mission(label="Bravo Alim !")).refused("LabelNamesMember")
    given(*MEMBERS).when(mission(label="Alimentation pour tous")).recorded()


def test_a_comment_has_a_target_that_exists():
    given(*CONVENED).when(commented(member="alim", seconds=30)).then(
        CommentMade(
            comment_id="k1",
            target="s1",
            stance="SUPPORT",
            text={"fr": "Oui"},
            channel="SPOKEN",
            member_id="alim",
            seconds=30,
        )
    )
    given(*CONVENED).when(commented(target="s9")).refused("UnknownTarget")
    given(*CONVENED).when(commented(member="nobody")).refused("UnknownMember")
    given(*CONVENED).when(commented(text={"fr": " "})).refused("MissingWords")


def test_a_reply_stays_in_its_thread():
    given(*CONVENED, commented()).when(commented("k2", reply_to="k1")).recorded()
    given(*CONVENED, commented()).when(commented("k2", "s2", reply_to="k1")).refused(
        "UnknownTarget"
    )


def test_an_interest_is_declared_in_a_live_proposal():
    given(*CONVENED).when(interested()).then(
        InterestDeclared(
            declaration_id="i1",
            member_id="jeune",
            proposal_id="s1",
            nature="FUNDING",
            description={"fr": "Subvention"},
            recuses_from=frozenset({"SCORING"}),
        )
    )
    given(*CONVENED).when(interested(member="nobody")).refused("UnknownMember")
    given(*CONVENED).when(interested(proposal="s9")).refused("UnknownProposal")


def test_who_keeps_out_of_the_deliberation_does_not_comment():
    out = interested(recuses_from=("DELIBERATION",))
    given(*CONVENED, out).when(commented(member="jeune")).refused("Recused")
    given(*CONVENED, out).when(commented(target="s2", member="jeune")).recorded()
    given(*CONVENED, out).when(commented()).recorded()


def test_carriers_leave_the_deliberation_where_the_charter_says_so():
    leave = chartered(Charter(recusal="CARRIERS_LEAVE"))
    given(*OPENED, leave).when(commented(member="alim")).refused("Recused")
    given(*OPENED, chartered()).when(commented(member="alim")).recorded()


def test_an_objection_gives_its_grounds_and_names_what_is_harmed():
    given(*CONVENED).when(objected()).then(
        ObjectionRaised(
            objection_id="o1",
            target="s1",
            member_id="loge",
            severity="OBJECTION",
            grounds={"fr": "Trop loin"},
            harms=("levier",),
        )
    )
    given(*CONVENED).when(objected(harms=())).refused("GroundsRequired")
    given(*CONVENED).when(objected(grounds="")).refused("GroundsRequired")
    given(*CONVENED).when(objected(harms=(), severity="CONCERN")).recorded()
    given(*CONVENED).when(objected(harms=("s2",))).refused("UnknownTarget")


def test_an_objection_is_to_something_that_is_not_settled():
    withdrawn = lambda c: c.withdraw(proposal="s1", reason="Non")  # noqa: E731
    taken = lambda c: c.take_decision(decision="d1", outcome="DEFERRED")  # noqa: E731
    given(*CONVENED, withdrawn).when(objected()).refused("ProposalNotLive")
    given(*CONVENED).when(objected(target="s9")).refused("UnknownProposal")
    given(*RULED, moved()).when(objected(target="d1")).recorded()
    given(*RULED, moved(), taken).when(objected(target="d1")).refused("DecisionNotProposed")


def test_an_objection_is_integrated_by_an_amendment_that_the_objector_confirms():
    given(*CONVENED, objected(), amended).when(resolved("INTEGRATED", through=("e-v2",))).then(
        ObjectionResolved(
            objection_id="o1",
            outcome="INTEGRATED",
            how={"fr": "Ainsi"},
            through=("e-v2",),
            confirmed_by="loge",
        )
    )
    case = given(*CONVENED, objected(), amended)
    case.when(resolved("INTEGRATED", through=())).refused("AmendmentRequired")
    case.when(resolved("INTEGRATED", through=("s1",))).refused("AmendmentRequired")
    case.when(resolved("INTEGRATED", through=("x",))).refused("UnknownTarget")


@pytest.mark.parametrize("outcome", ["INTEGRATED", "WITHDRAWN", "STOOD_ASIDE"])
def test_only_the_objector_says_that_an_objection_is_resolved(outcome):
    case = given(*CONVENED, objected(), amended)
    for other in ("alim", "COLLECTIVE"):
        case.when(resolved(outcome, through=("e-v2",), confirmed_by=other)).refused(
            "NotConfirmedByObjector"
        )


def test_an_objection_is_resolved_once():
    case = given(*CONVENED, objected(), resolved("WITHDRAWN"))
    case.when(resolved("WITHDRAWN")).refused("ObjectionNotOpen")
    case.when(resolved("WITHDRAWN", objection="o9")).refused("UnknownObjection")


def test_an_objection_is_overruled_only_where_the_charter_allows_it():
    allowing = chartered(Charter(decision=DecisionRule(allow_override=True)))
    over = resolved("OVERRULED", confirmed_by="COLLECTIVE")
    given(*OPENED, chartered(), objected()).when(over).refused("OverrideNotAllowed")
    given(*OPENED, objected()).when(over).refused("OverrideNotAllowed")
    given(*OPENED, allowing, objected()).when(over).recorded()
    given(*OPENED, allowing, moved(), objected(target="d1")).when(over).recorded()
    given(*OPENED, allowing, objected()).when(resolved("OVERRULED", confirmed_by="s1")).refused(
        "UnknownMember"
    )


CONVERSATION = (
    *OPENED,
    proposed("idea", assembly=None),
    round_opened("rs", kind="STANCES", subjects=(), criteria_set=None),
)


def stood(participant="p-1", proposal="idea", round="rs"):
    return lambda c: c.give_stance(
        round=round, participant=participant, proposal=proposal, stance="AGREE"
    )


def test_a_participant_takes_a_stand_without_a_mandate_or_a_charter():
    given(*CONVERSATION).when(stood()).then(
        StanceGiven(round_id="rs", participant_id="p-1", proposal_id="idea", stance="AGREE")
    )
    given(*CONVERSATION).when(stood("p 1")).refused("InvalidId")
    given(*CONVERSATION).when(stood(proposal="s9")).refused("UnknownProposal")
    given(*CONVERSATION, lambda c: c.close_round(round="rs")).when(stood()).refused("RoundNotOpen")
    given(*SCORING).when(stood(proposal="s1", round="r1")).refused("NotInRound")


def test_a_statement_is_moderated_as_an_act():
    hide = lambda c: c.moderate(proposal="idea", outcome="REJECTED", reason="Doublon")  # noqa: E731
    given(*CONVERSATION).when(hide).then(
        ProposalModerated(proposal_id="idea", outcome="REJECTED", reason={"fr": "Doublon"})
    )
