"""Secret and sealed rounds: what each hides from whom, and until when."""

import json
from datetime import timedelta

import pytest

import collectif
from collectif.acts.ballots import BallotCast
from collectif.acts.closing import close_round
from collectif.acts.rounds import RoundClosed
from collectif.acts.secrecy import BallotReceived, is_voice
from collectif.collective import Collective
from collectif.errors import Refused
from collectif.projections.opinions import OPINIONS
from collectif.projections.ranking import result_of, results
from collectif.projections.scores import SCORES
from collectif.projections.sealing import seal_of
from collectif.recording import Core, Note
from collectif.testing.given import EVENING, given
from collectif.testing.room import (
    OPENED,
    RULED,
    VOTING,
    chartered,
    closed,
    commented,
    moved,
    named,
    rectified,
    retracted,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

SECRET = (*RULED, round_opened(visibility="SECRET"))
CONSENTING = (
    *RULED,
    moved(),
    round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None, visibility="SECRET"),
)


def sheet(member, **rows):
    return lambda c: c.submit_sheet(round="r1", member=member, scores=rows)


def consenting(member, word, **how):
    return lambda c: c.cast(round="rc", member=member, ballot={"d1": word}, **how)


def bytes_in(collective):
    rows = collective.log.store.rows(0, collective.log.size)
    return [json.loads(row.body) for row in rows]


class TestSecret:
    def test_only_the_receipt_of_a_ballot_is_recorded(self):
        case = given(*CONSENTING)
        (received,) = case.when(consenting("alim", "OBJECT")).then(
            BallotReceived(
                round_id="rc", member_id="alim", mandate_id="m-alim", answers={"d1": "OBJECT"}
            )
        )
        stored = bytes_in(case.collective)[received.seq]
        assert stored["data"].keys() == {"round_id", "member_id", "mandate_id", "_sd"}
        assert "OBJECT" not in json.dumps(stored)

    def test_ballots_come_out_under_voices_when_the_round_closes(self):
        case = given(*CONSENTING, consenting("alim", "OBJECT"), consenting("loge", "CONSENT"))
        *cast, last = case.when(closed("rc")).recorded()
        assert last.data == RoundClosed(round_id="rc")
        assert sorted(one.data.ballot["d1"] for one in cast) == ["CONSENT", "OBJECT"]
        for one in cast:
            assert is_voice(one.data.member_id)
            assert one.data.mandate_id == one.data.member_id
            assert one.actor is None
        assert [one.data.member_id for one in cast] == sorted(one.data.member_id for one in cast)

    def test_the_order_of_handing_in_leaves_no_trace_in_the_log(self):
        """Which voice is whose follows from salts alone, which are in the private store."""
        orders = set()
        for n in range(12):
            acts = [named(f"b{n}-{m}", consenting(m, w)) for m, w in ANSWERS.items()]
            commented_before = [commented(f"k{i}") for i in range(n)]  # other salts each time
            case = given(*CONSENTING, *commented_before, *acts)
            *cast, _ = case.when(closed("rc")).recorded()
            orders.add(tuple(one.data.ballot["d1"] for one in cast))
        assert len(orders) > 1

    def test_the_last_ballot_counts(self):
        case = given(*CONSENTING, consenting("alim", "OBJECT"), consenting("alim", "CONSENT"))
        (cast, _) = case.when(closed("rc")).recorded()
        assert isinstance(cast.data, BallotCast)
        assert cast.data.ballot == {"d1": "CONSENT"}

    def test_of_sheets_the_last_value_of_each_cell_counts(self):
        case = given(
            *SECRET,
            sheet("jeune", s1={"levier": 1, "priorite": 5}),
            sheet("jeune", s1={"levier": 4}),
        )
        *cast, _ = case.when(closed()).recorded()
        assert {one.data.criterion_id: one.data.value for one in cast} == {
            "levier": 4,
            "priorite": 5,
        }

    def test_a_secret_round_is_counted_like_any_other(self):
        case = given(*CONSENTING, *(consenting(m, "CONSENT") for m in VOTING), closed("rc"))
        taken = case.when(
            lambda c: c.take_decision(decision="d1", outcome="ADOPTED", ballot_round="rc")
        ).recorded()
        assert taken[0].data.tally["CONSENT"] == 3

    def test_no_view_ties_a_value_to_a_member(self):
        case = given(*SECRET, *(sheet(m, s3={"levier": 4}) for m in VOTING), closed())
        scores = SCORES.replay(case.collective.view())["r1"]
        assert scores.handed_in == VOTING
        assert not {member for member, _, _ in scores.cells} & set(VOTING)
        for event in case.collective.log.read():
            plain = case.collective.log.codec.plain(event)
            if event.type == "ballot-received":
                assert plain["data"]["scores"] == {"withheld": True}

    def test_who_may_not_answer_is_refused_as_in_any_round(self):
        given(*SECRET).when(sheet("alim", s1={"levier": 4})).refused("Recused")
        given(*SECRET).when(sheet("jeune", s1={"levier": 9})).refused("OffScale")
        given(*SECRET).when(sheet("table", s1={"levier": 4})).refused("NotMandated")

    def test_reasons_would_tell_whose_a_ballot_is(self):
        given(*CONSENTING).when(consenting("alim", "OBJECT", reason="Moi")).refused(
            "SecretHasNoReasons"
        )
        given(*SECRET).when(scored("jeune", "s1", "levier", 4, reason="Moi")).refused(
            "SecretHasNoReasons"
        )

    def test_what_came_out_of_the_urn_cannot_be_corrected(self):
        """Nobody can show whose it was, and putting it back would tie it to its receipt."""
        acts = (*CONSENTING, consenting("alim", "OBJECT"), named("end", closed("rc")))
        case = given(*acts)
        ballot, end = (
            event.id for event in case.collective.log.read(after=case.collective.log.size - 2)
        )
        given(*acts).when(rectified(ballot, {"ballot": {"d1": "CONSENT"}})).refused(
            "NotRectifiable"
        )
        given(*acts).when(retracted(ballot)).refused("NotRetractable")
        given(*acts).when(retracted(end)).refused("NotRetractable")

    def test_a_receipt_can_be_retracted_while_the_round_is_open_and_not_after(self):
        acts = (*CONSENTING, named("b", consenting("alim", "OBJECT")))
        given(*acts).when(retracted("b")).recorded()
        given(*acts, closed("rc")).when(retracted("b")).refused("HasDependents")
        given(*acts).when(rectified("b", {"member_id": "loge"})).refused("NotRectifiable")

    def test_a_ballot_whose_words_are_gone_is_not_silently_lost(self):
        acts = (*CONSENTING, named("b", consenting("alim", "OBJECT")))
        erased = lambda c: c.redact(target="b", fields=("answers",), note="x")  # noqa: E731
        given(*acts, erased).when(closed("rc")).refused("BallotsWithheld")
        again = given(*acts, erased, consenting("alim", "CONSENT"))
        assert len(again.when(closed("rc")).recorded()) == 2

    def test_a_refusal_names_who_handed_in_and_never_what(self):
        case = given(*CONSENTING, consenting("alim", "OBJECT"))
        refusal = case.when(lambda c: c.record(close_round, round="rc")).refused("BallotsWithheld")
        assert refusal.details["members"] == ("alim",)

    def test_nothing_waits_in_the_urn_of_a_closed_round(self):
        case = given(*CONSENTING, consenting("alim", "OBJECT"), closed("rc"))
        assert case.collective._core.known().rounds["rc"].urn == {}

    def test_a_ballot_that_was_erased_elsewhere_does_not_come_out(self, tmp_path):
        acts = (*CONSENTING, named("b", consenting("alim", "OBJECT")))
        here = given(*acts, url=tmp_path / "log.db")
        with collectif.open(tmp_path / "log.db", clock=here.clock) as there:
            there.view()
            there.post_wish(wish="w", verbatim="Un souhait", medium="CARD")
            here.collective.redact(target="b", fields=("answers",), note="x")
            with pytest.raises(Refused) as refused:
                there.close_round(round="rc")
        assert refused.value.code == "BallotsWithheld"

    def test_an_erasure_that_a_crash_left_undone_is_done_before_the_urn_is_opened(self):
        case = given(*CONSENTING, named("b", consenting("alim", "OBJECT")))
        store = case.collective.log.store.private
        ballot = [one for one in store.disclosures() if one.event == "b"]
        elsewhere = Collective(Core(case.collective.log), Note())
        elsewhere.redact(target="b", fields=("answers",), note="x")
        store.keep(ballot)
        store.mark_swept(0, b"")
        with pytest.raises(Refused) as refused:
            closed("rc")(case.collective)
        assert refused.value.code == "BallotsWithheld"

    def test_an_empty_urn_closes_like_any_round(self):
        given(*SECRET).when(closed()).then(RoundClosed(round_id="r1"))

    def test_a_conversation_is_never_secret(self):
        given(*RULED).when(
            round_opened("talk", kind="STANCES", criteria_set=None, visibility="SECRET")
        ).refused("SecretNotKept")

    def test_a_dataset_over_a_secret_round_is_pseudonymised(self):
        acts = (*SECRET, sheet("jeune", s1={"levier": 4}), named("end", closed()))

        *_, last = (event.id for event in given(*acts).collective.log.read())
        given(*acts).when(
            lambda c: c.publish_dataset(dataset="ds", scope="Tout", up_to=last, pseudonymised=False)
        ).refused("SecretRoundNotPseudonymised")
        given(*acts).when(
            lambda c: c.publish_dataset(dataset="ds", scope="Tout", up_to=last)
        ).recorded()


JEUNE = ("jeune", "s1", "levier", 4)
ANSWERS = {"alim": "OBJECT", "loge": "CONSENT", "jeune": "RESERVATION"}


class TestSealed:
    def test_nobody_sees_a_result_before_the_round_closes(self):
        case = given(*RULED, round_opened(), scored("jeune", "s1", "levier", 4))
        view = case.collective.view()
        scores = SCORES.replay(view)["r1"]
        assert (scores.visible, scores.handed_in) == (False, ("jeune",))
        assert results(view) == {}
        with pytest.raises(Refused) as refused:
            result_of(scores, view)
        assert refused.value.code == "ResultsNotYetVisible"

    def test_it_is_open_to_all_when_it_has_closed(self):
        case = given(*RULED, round_opened(), scored("jeune", "s1", "levier", 4), closed())
        assert list(results(case.collective.view())) == ["r1"]
        assert seal_of(case.collective.view()).hidden == {}

    def test_an_open_round_hides_nothing(self):
        case = given(*RULED, round_opened(visibility="OPEN"), scored("jeune", "s1", "levier", 4))
        assert list(results(case.collective.view())) == ["r1"]

    def test_values_and_what_corrects_them_are_hidden_in_lists(self):
        case = given(
            *RULED,
            round_opened(),
            named("c", scored("jeune", "s1", "levier", 4, reason="Parce que")),
            rectified("c", {"value": 5}),
        )
        seal, codec = seal_of(case.collective.view()), case.collective.log.codec
        *_, cast, correction = (seal.over(codec.plain(e)) for e in case.collective.log.read())
        hidden = {"withheld": True}
        assert (cast["data"]["value"], cast["data"]["reason"]) == (hidden, hidden)
        assert correction["data"]["payload"] == hidden
        assert cast["data"]["member_id"] == "jeune"

    def test_a_round_that_was_retracted_never_shows_its_values(self):
        case = given(*RULED, named("o", round_opened()), named("c", scored(*JEUNE)))
        case.collective.retract_together(targets=("c", "o"), reason="Jamais ouvert")
        assert "value" in seal_of(case.collective.view()).hidden["c"]

    def test_a_view_by_time_that_leaves_out_the_round_shows_no_value(self):
        case = given(*RULED, named("o", round_opened()), named("c", scored(*JEUNE)))
        before = EVENING - timedelta(hours=1)
        rectified("o", occurred_at=before + timedelta(minutes=1))(case.collective)
        assert "value" in seal_of(case.collective.view(happened_by=before)).hidden["c"]

    def test_as_known_while_it_was_open_nobody_saw_it(self):
        case = given(*RULED, round_opened(), scored("jeune", "s1", "levier", 4), closed())
        before = case.collective.view(known_at=case.collective.log.size - 1)
        assert results(before) == {}


class TestRules:
    """What the rules of an assembly ask of a secret round."""

    @pytest.mark.parametrize(
        "charter",
        [
            Charter(missing="EXCLUDE_MEMBER"),
            Charter(voice_rule="COLLEGES", colleges={"COMMUNITY_ORG": "1/1"}),
        ],
    )
    def test_rules_that_need_to_know_whose_a_score_is_exclude_secrecy(self, charter):
        acts = (*OPENED, chartered(charter), weighted)
        given(*acts).when(round_opened(visibility="SECRET")).refused("SecretNotKept")

    def test_where_holes_are_refused_the_urn_is_looked_into(self):
        ruled = (*OPENED, chartered(Charter(missing="REFUSE")), weighted)
        acts = (*ruled, round_opened(visibility="SECRET", subjects=("s3",)))
        given(*acts).when(sheet("jeune", s3={"levier": 4})).refused("MissingScores")
        whole = sheet("jeune", s3={"levier": 4, "priorite": 2})
        given(*acts, whole).when(sheet("jeune", s3={"levier": 5})).recorded()


def test_where_people_stand_is_hidden_until_a_sealed_conversation_closes():
    talk = round_opened("talk", kind="STANCES", criteria_set=None, subjects=("s1",))
    said = lambda c: c.give_stance(  # noqa: E731
        round="talk", participant="p1", proposal="s1", stance="AGREE"
    )
    opened = given(*RULED, talk, said)
    assert not OPINIONS.replay(opened.collective.view())["talk"].visible
    assert OPINIONS.replay(given(*RULED, talk, said, closed("talk")).collective.view())[
        "talk"
    ].visible
