"""Convening, inviting, fixing the rules, opening, adjourning and closing an assembly."""

from datetime import UTC, date, datetime, timedelta

import pytest

from collectif.acts.assembly import (
    AgendaItemStarted,
    AssemblyClosed,
    AssemblyConvened,
    AssemblyOpened,
    CharterAdopted,
    InvitationSent,
)
from collectif.acts.presence import AttendanceRecorded
from collectif.testing.given import EVENING, given
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    OPENED,
    RULED,
    SCORING,
    arrived,
    chartered,
    closed,
    convened,
    left,
    mandated,
    opened,
    scored,
)
from collectif.values import AgendaItem, Charter, DecisionRule, Quorum

LATER = EVENING + timedelta(days=7)


def adjourned(c):
    return c.assembly("a1").close(resumes_on=LATER)


def lifted(c):
    return c.assembly("a1").close()


def invited(**how):
    said = {"invitation": "i1", "to": "PUBLIC", "challenge": "Se nourrir", "message": "Venez",
            "channel": "affiche"}  # fmt: skip
    return lambda c: c.assembly("a1").invite(**(said | how))


def test_an_assembly_is_convened_with_an_intention_and_an_objective():
    given(*MEMBERS).when(convened).then(
        AssemblyConvened(
            assembly_id="a1",
            title={"fr": "Assemblée"},
            planned_for=EVENING,
            convenor="table",
            shared_intention={"fr": "Vivre mieux"},
            objective={"fr": "Choisir"},
            agenda=(AgendaItem(item_id="debut", title={"fr": "Début"}, kind="WELCOME"),),
        )
    )


def test_parts_of_an_agenda_have_their_own_names():
    item = AgendaItem(item_id="x", title={"fr": "X"}, kind="OTHER")

    def twice(c):
        return c.convene(assembly="a2", title="A", planned_for=EVENING, convenor="table",
                         shared_intention="I", objective="O", agenda=(item, item))  # fmt: skip

    given(*MEMBERS).when(twice).refused("DuplicateId")


def test_only_a_member_convenes():
    def strange(c):
        return c.convene(assembly="a2", title="A", planned_for=EVENING, convenor="s1",
                         shared_intention="I", objective="O")  # fmt: skip

    given(*CONVENED).when(strange).refused("UnknownMember")


def test_an_invitation_carries_the_common_challenge():
    given(*CONVENED).when(invited()).then(
        InvitationSent(
            invitation_id="i1",
            assembly_id="a1",
            to="PUBLIC",
            challenge={"fr": "Se nourrir"},
            message={"fr": "Venez"},
            channel="affiche",
        )
    )
    (sent,) = given(*CONVENED).when(invited(to=("alim", "loge"))).recorded()
    assert sent.data.to == ("alim", "loge")
    given(*CONVENED).when(invited(challenge="")).refused("MissingWords")
    given(*CONVENED).when(invited(to=("nobody",))).refused("UnknownMember")


def test_people_are_invited_before_the_assembly_opens():
    given(*OPENED).when(invited()).refused("AssemblyNotConvened")


def test_rules_are_adopted_before_the_first_round():
    given(*CONVENED).when(chartered()).then(
        CharterAdopted(assembly_id="a1", charter=Charter(), how={"fr": "À main levée"})
    )
    given(*OPENED, chartered()).when(chartered(Charter(min_scores_per_cell=1))).recorded()


def test_rules_never_change_after_the_first_round_opened():
    given(*SCORING).when(chartered()).refused("CharterFrozen")
    given(*SCORING, closed()).when(chartered()).refused("CharterFrozen")
    given(*OPENED, lifted).when(chartered()).refused("CharterFrozen")


@pytest.mark.parametrize(
    "charter",
    [
        Charter(quorum=Quorum(kind="COUNT", value="1/2")),
        Charter(quorum=Quorum(value="3/2")),
        Charter(quorum=Quorum(value=2)),
        Charter(decision=DecisionRule(ballot_scale=("CONSENT", "NIET"))),
        Charter(decision=DecisionRule(ballot_scale=())),
    ],
)
def test_rules_that_could_not_be_applied_are_not_adopted(charter):
    given(*CONVENED).when(chartered(charter)).refused("CharterInvalid")


def test_an_assembly_opens_once():
    given(*CONVENED).when(opened).then(
        AssemblyOpened(
            assembly_id="a1", facilitators=("animation",), secretary="secrétaire", resumed=False
        )
    )
    given(*OPENED).when(opened).refused("AlreadyOpen")
    given(*OPENED, lifted).when(opened).refused("AlreadyOpen")


def test_an_assembly_resumes_after_an_adjournment_and_only_then():
    (resumed,) = given(*OPENED, adjourned).when(opened).recorded()
    assert resumed.data.resumed

    def as_if_resumed(c):
        return c.assembly("a1").open(facilitators=(), secretary="x", resumed=True)

    given(*CONVENED).when(as_if_resumed).refused("NotAdjourned")


def test_nobody_is_present_after_an_adjournment_until_signing_in_again():
    case = given(*SCORING, closed(), adjourned, opened, lambda c: None)
    case.when(left("m-alim")).refused("NotPresent")
    case.when(arrived("m-alim")).recorded()


def test_an_assembly_goes_on_along_its_agenda():
    start = lambda c: c.assembly("a1").start_item(item="debut", note="Bonsoir")  # noqa: E731
    given(*OPENED).when(start).then(
        AgendaItemStarted(assembly_id="a1", item_id="debut", note={"fr": "Bonsoir"})
    )
    given(*CONVENED).when(start).refused("AssemblyNotOpen")
    given(*OPENED).when(lambda c: c.assembly("a1").start_item(item="fin")).refused(
        "UnknownAgendaItem"
    )


def test_an_assembly_closes_when_no_round_is_open():
    given(*SCORING).when(lifted).refused("RoundStillOpen")
    given(*SCORING, closed()).when(lifted).then(AssemblyClosed(assembly_id="a1"))
    given(*CONVENED).when(lifted).refused("AssemblyNotOpen")


def test_an_adjournment_says_when_the_assembly_resumes():
    given(*OPENED).when(adjourned).then(AssemblyClosed(assembly_id="a1", resumes_on=LATER))


def test_who_arrives_is_recorded_with_the_public():
    given(*OPENED).when(
        lambda c: c.assembly("a1").sign_in(mandates=(), mode="REMOTE", public_headcount=31)
    ).then(
        AttendanceRecorded(
            assembly_id="a1", mandate_ids=(), status="ARRIVED", mode="REMOTE", public_headcount=31
        )
    )


def test_people_sign_in_on_the_day_before_the_opening():
    given(*CONVENED).when(arrived("m-alim")).recorded()


def test_people_do_not_sign_in_on_another_day_before_the_opening():
    case = given(*CONVENED)
    case.clock.now += timedelta(days=1)
    case.when(arrived("m-alim")).refused("AssemblyNotOpen")


def test_the_day_before_the_opening_is_that_of_the_collective():
    case = given(*CONVENED)
    case.clock.now = datetime(2016, 12, 1, 3, tzinfo=UTC)
    case.when(arrived("m-alim")).recorded()


def test_people_sign_in_under_a_mandate_that_holds_here_and_today():
    past = mandated("m-past", "table", valid_until=date(2016, 11, 29))
    given(*OPENED, past).when(arrived("m-past")).refused("MandateNotValid")

    def elsewhere(c):
        c.convene(assembly="a2", title="A", planned_for=EVENING, convenor="table",
                  shared_intention="I", objective="O")  # fmt: skip

    other = mandated("m-other", "table", assembly="a2")
    given(*OPENED, elsewhere, other).when(arrived("m-other")).refused("MandateNotValid")
    given(*OPENED).when(arrived("m-nobody")).refused("UnknownMandate")


def test_who_is_not_here_does_not_leave():
    given(*OPENED).when(left("m-alim-sub")).refused("NotPresent")
    given(*OPENED, left("m-alim")).when(left("m-alim")).refused("NotPresent")


def test_a_second_mandate_of_a_member_replaces_and_never_adds():
    case = given(*SCORING, arrived("m-alim-sub"), scored("alim", "s2", "levier", 5))
    case.when(scored("alim", "s2", "levier", 1, mandate="m-alim-sub")).refused("NotPresent")
    case = given(
        *SCORING,
        arrived("m-alim-sub"),
        scored("alim", "s2", "levier", 5),
        left("m-alim"),
        scored("alim", "s2", "levier", 1),
        closed(),
    )
    from collectif.projections.scores import SCORES

    cells = SCORES.replay(case.collective.view())["r1"].cells
    assert cells == {("alim", "s2", "levier"): 1}


def test_an_alternate_acts_only_in_the_absence_of_the_delegate():
    case = given(*RULED, arrived("m-alim-sub"), lambda c: None)
    from collectif.testing.room import round_opened

    round_opened()(case.collective)
    (cast,) = case.when(scored("alim", "s2", "levier", 3)).recorded()
    assert cast.data.mandate_id == "m-alim"
    left("m-alim")(case.collective)
    cast = scored("alim", "s2", "levier", 3)(case.collective)
    assert cast.data.mandate_id == "m-alim-sub"
