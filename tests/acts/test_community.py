"""Who belongs to the collective, and who may act for whom."""

from datetime import date

from collectif.acts.community import CollectiveFounded, MemberJoined
from collectif.acts.mandates import MandateEnded, MandateGiven
from collectif.testing.given import given
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    OPENED,
    SCORING,
    founded,
    joined,
    mandated,
    scored,
)


def mandate(**how):
    said = {"mandate": "m-new", "member": "alim", "bearer": "personne"} | how
    return lambda c: c.give_mandate(**said)


def test_a_collective_is_founded_in_its_languages():
    given().when(lambda c: c.found(name="Nous", territory={"en": "Here"}, languages=("fr",))).then(
        CollectiveFounded(
            name={"fr": "Nous"},
            territory={"en": "Here"},
            languages=("fr",),
            timezone="America/Montreal",
        )
    )


def test_a_collective_is_founded_once():
    given(founded).when(founded).refused("AlreadyFounded")


def test_a_collective_speaks_at_least_one_language():
    given().when(lambda c: c.found(name="Nous", territory="Ici", languages=())).refused(
        "MissingWords"
    )


def test_nothing_comes_before_the_founding():
    given().when(joined("alim")).refused("NotFounded")


def test_a_member_is_welcomed_with_a_voice():
    given(founded).when(joined("alim", sectors=("alimentation",))).then(
        MemberJoined(
            member_id="alim",
            name={"fr": "ALIM"},
            kind="COMMUNITY_ORG",
            sectors=("alimentation",),
            voting=True,
        )
    )


def test_backbones_and_funders_hold_no_voice_unless_told_otherwise():
    for kind in ("BACKBONE", "FUNDER"):
        (silent,) = given(founded).when(joined("m", kind)).recorded()
        (voiced,) = given(founded).when(joined("m", kind, voting=True)).recorded()
        assert (silent.data.voting, voiced.data.voting) == (False, True)


def test_a_name_is_never_used_twice():
    refusal = given(*MEMBERS).when(joined("alim")).refused("DuplicateId")
    assert refusal.details["other"] == "member"


def test_the_names_of_everybody_are_taken():
    given(founded).when(joined("COLLECTIVE")).refused("DuplicateId")


def test_the_id_of_an_event_names_nothing_else():
    given(lambda c: founded(c.noting(id="e-1"))).when(joined("e-1")).refused("DuplicateId")


def test_a_name_is_visible_ascii():
    for name in ("", "é", "a b", "a\n"):
        given(founded).when(joined(name)).refused("InvalidId")


def test_a_mandate_gives_the_usual_powers_from_today_everywhere():
    given(*MEMBERS).when(mandate()).then(
        MandateGiven(
            mandate_id="m-new",
            member_id="alim",
            bearer="personne",
            role="DELEGATE",
            powers=frozenset({"SPEAK", "SCORE", "DECIDE", "COMMIT"}),
            valid_from=date(2016, 11, 30),
        )
    )


def test_only_members_give_mandates():
    given(*MEMBERS).when(mandate(member="nobody")).refused("UnknownMember")
    given(*MEMBERS).when(mandate(member="COLLECTIVE")).refused("UnknownMember")


def test_a_mandate_holds_in_an_assembly_that_exists():
    given(*MEMBERS).when(mandate(assembly="a9")).refused("UnknownAssembly")


def test_a_member_has_one_delegate_in_an_assembly():
    given(*CONVENED).when(mandate(assembly="a1")).refused("MandateConflict")


def test_a_standing_delegate_is_a_delegate_in_every_assembly():
    given(*CONVENED).when(mandate()).refused("MandateConflict")


def test_delegates_may_follow_one_another():
    end = mandated("m-1", "alim", assembly=None, valid_until=date(2016, 12, 31))
    given(*MEMBERS, end).when(mandate(valid_from=date(2017, 1, 1))).recorded()
    given(*MEMBERS, end).when(mandate(valid_from=date(2016, 12, 31))).refused("MandateConflict")


def test_a_new_delegate_may_come_after_the_mandate_of_the_former_ended():
    ended = lambda c: c.end_mandate(mandate="m-alim", reason="Départ")  # noqa: E731
    given(*CONVENED, ended).when(mandate(assembly="a1")).recorded()


def test_a_mandate_does_not_end_before_it_begins():
    given(*MEMBERS).when(
        mandate(valid_from=date(2017, 1, 2), valid_until=date(2017, 1, 1))
    ).refused("MandateNotValid")


def test_an_observer_only_speaks():
    given(*MEMBERS).when(mandate(role="OBSERVER", powers=("SPEAK", "SCORE"))).refused(
        "PowerNotAllowed"
    )
    given(*MEMBERS).when(mandate(role="OBSERVER")).recorded()


def test_a_mandate_ends_once():
    def ended(c):
        return c.end_mandate(mandate="m-alim", reason="Départ")

    given(*CONVENED).when(ended).then(MandateEnded(mandate_id="m-alim", reason={"fr": "Départ"}))
    given(*CONVENED, ended).when(ended).refused("UnknownMandate")


def test_nobody_acts_under_an_ended_mandate_but_what_was_done_stays():
    ended = lambda c: c.end_mandate(mandate="m-loge", reason="Départ")  # noqa: E731
    before = scored("loge", "s1", "levier", 4)
    case = given(*SCORING, before, ended)
    case.when(scored("loge", "s1", "levier", 2)).refused("NotMandated")
    case.when(scored("loge", "s1", "levier", 2, mandate="m-loge")).refused("UnknownMandate")


def test_the_day_of_an_act_is_that_of_the_collective():
    """At one in the morning in Greenwich the evening in Montréal is not over."""
    case = given(*OPENED)
    case.clock.now = case.clock.now.replace(day=1, month=12, hour=1)
    (recorded,) = case.when(mandate(member="table")).recorded()
    assert date(2016, 11, 30) == recorded.data.valid_from
