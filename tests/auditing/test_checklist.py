"""The 25 questions of the audit checklist (domain.md 2.5), of Lachine, small and damaged logs."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

import collectif
from collectif.auditing.checklist.asking import QUESTIONS, checklist_of
from collectif.auditing.checklist.order import deviations
from collectif.demo import record_scenario
from collectif.projections.readers import AUDITOR, PUBLIC
from collectif.reports.stating import Teller
from collectif.testing import room
from collectif.testing.given import given
from collectif.testing.rewriting import rewritten
from collectif.values import Charter
from examined import PAGE, reasons, seq, verdict


class TestLachine:
    def test_every_verdict(self, answers):
        """Nobody said where the criteria come from; accounts came late; all else is as asked."""
        assert [*range(1, 26)] == [*answers]
        verdicts = {number: one.verdict for number, one in answers.items()}
        assert {4: "CANNOT_TELL", 19: "NO"} == {n: v for n, v in verdicts.items() if v != "YES"}

    def test_nothing_departs_from_the_order_of_a_good_evening(self, lachine):
        assert () == deviations(lachine.view())

    def test_invitation(self, answers):
        (told,) = reasons(answers[1], "invited-with-all")
        assert (14, 43) == (told["members"], told["count"])
        assert ("e-conv", "e-inv1", "e-inv2") == answers[1].statement.events

    def test_who_scored(self, answers):
        told = [(one["round"], one["count"]) for one in reasons(answers[5], "all-entitled")]
        assert [("r1", 12), ("r2", 11), ("r3", 11)] == told

    def test_quorum(self, answers):
        """11 present of 12, 6 needed (domain.md 6)."""
        (told,) = reasons(answers[6], "quorum-reached")
        assert (11, 12, 6) == (told["present"], told["voting"], told["needed"])
        assert ("e-d1",) == answers[6].statement.events

    def test_versions(self, answers):
        first, second = reasons(answers[8], "versions")
        assert "s1 v2" in first["versions"]
        assert "s1 v3" in second["versions"]
        assert "e-s1-v3" in answers[8].statement.events

    def test_cells(self, answers):
        """412 numbers and 4 silences in r1, 383 and 1 in r2, where the school had gone."""
        keys = ("due", "numeric", "abstained", "cannot", "missing", "kept_out")
        told = [tuple(one[key] for key in keys) for one in reasons(answers[9], "cells")]
        assert [(416, 412, 1, 3, 0, 8), (384, 383, 0, 1, 0, 7)] == told

    def test_moves_add_up(self, answers):
        """Every score that was given in both rounds moved in one way, or not at all."""
        (told,) = reasons(answers[12], "change")
        ways = [told[way] for way in ("unchanged", "towards", "away", "neither")]
        assert (380, [275, 55, 44, 6]) == (told["matched"], ways)

    def test_criteria_before_the_round(self, answers):
        """Adopted by the secretary's hand, 25 minutes before the first round (domain.md 2.5)."""
        told = reasons(answers[3], "criteria-adopted")
        assert [25, 92] == [one["minutes"] for one in told]
        assert {("secretary", None)} == {(one["role"], one["member"]) for one in told}

    def test_recomputed(self, answers):
        first, second = reasons(answers[10], "counted-again")
        assert (498, "1. s1 (1205/18)") == (first["size"], first["order"][0])
        assert (905, "1. s1 (1235/16)") == (second["size"], second["order"][0])

    def test_solid_and_fragile(self, answers):
        """r1 is fragile without arr, env, sante, contexte or transv; r2 is solid (k-solid)."""
        (first,) = reasons(answers[11], "fragile")
        assert {"arr", "env", "sante"} == {*first["members"]}
        assert {"contexte", "transv"} == {*first["criteria"]}
        assert ("s2",) == first["others"]
        (second,) = reasons(answers[11], "solid-round")
        assert (("s1",), 11, 8) == (second["leaders"], second["voters"], second["count"])
        assert "e-r2" in answers[11].statement.events

    def test_agreement(self, answers):
        told = [(one["level"], one["band"], one["least"]) for one in reasons(answers[12], "level")]
        assert (Fraction(3301, 6000), "MODERATE", "s4") == told[0]
        assert (Fraction(49661, 80000), "MODERATE", "s4") == told[1]
        (change,) = reasons(answers[12], "change")
        assert Fraction(16943, 240000) == change["delta"]
        assert (380, 275, 55, 44) == tuple(
            change[key] for key in ("matched", "unchanged", "towards", "away")
        )
        assert (Fraction(633, 3200), Fraction(23, 1200)) == (change["rise"], change["fall"])

    def test_objections(self, answers):
        """o1 INTEGRATED through e-s1-v3, o2 STOOD_ASIDE; none overruled (k-objection)."""
        first, second = reasons(answers[13], "objection-ended")
        assert ("INTEGRATED", ("e-s1-v3",), "citoy") == tuple(
            first[key] for key in ("outcome", "through", "by")
        )
        assert ("STOOD_ASIDE", "loge") == (second["outcome"], second["by"])
        assert [("loge",)] == [one["members"] for one in reasons(answers[13], "dissents")]

    def test_correction(self, answers):
        """The score of s2 falls by 1/2 point of 100, the order stays (k-r2-late)."""
        (told,) = reasons(answers[15], "order-stays")
        assert ("s2 533/8 → 529/8",) == told["moved"]
        (moved,) = reasons(answers[15], "score-moved")
        assert ("s2", Fraction(533, 8), Fraction(529, 8)) == tuple(moved.values())
        assert Fraction(533, 8) - Fraction(529, 8) == Fraction(1, 2)

    @pytest.mark.parametrize("reader", [PUBLIC, AUDITOR])
    def test_words_that_a_reader_is_not_shown_are_not_lost(self, lachine, reader):
        """The page, made for everybody, says of question 24 what the audit says."""
        answer = checklist_of(lachine.view(reader=reader), None, reader)[23]
        assert "YES" == answer.verdict
        (told,) = reasons(answer, "words-not-shown")
        assert told["count"] > 0
        assert [] == reasons(answer, "words-not-at-hand")

    def test_words_that_nobody_has_are_lost(self, tmp_path):
        path = tmp_path / "lachine.db"
        record_scenario(str(path)).close()
        (tmp_path / "lachine.private.db").unlink()
        with collectif.open(str(path)) as alone:
            answer = checklist_of(alone.view(reader=PUBLIC), None, PUBLIC)[23]
        assert "CANNOT_TELL" == answer.verdict
        assert [] == reasons(answer, "words-not-shown")

    def test_minutes_cover_the_rectification(self, answers, lachine):
        (told,) = reasons(answers[16], "minutes-match")
        assert seq(lachine, "e-rect2") + 1 == told["size"]

    def test_commitments(self, answers):
        assert 11 == len(reasons(answers[17], "commitment"))
        ends = {one["outcome"]: one["count"] for one in reasons(answers[18], "ended")}
        late = {one["outcome"]: one["commitments"] for one in reasons(answers[18], "ended-late")}
        assert {"KEPT": 6, "PARTLY": 1, "TRANSFERRED": 1} == ends
        assert {"KEPT": ("c02", "c11"), "PARTLY": ("c08",)} == late

    def test_accounts(self, answers):
        """4 due, 3 answered, 2 on time; q02 late, q03 never answered (k-late-answer)."""
        (told,) = reasons(answers[19], "accounts-in-all")
        assert (4, 3, 2) == (told["due"], told["answered"], told["on_time"])
        assert ("e-q02", "e-g06", "e-q03") == answers[19].statement.events

    def test_money(self, answers):
        """180,000 = 45,000 + 7,050 + 127,950 (k-money)."""
        (told,) = reasons(answers[20], "ledger")
        names = ("received", "unallocated", "allocated_unspent", "spent")
        amounts = [told[name].amount_cents for name in names]
        assert [18_000_000, 4_500_000, 705_000, 12_795_000] == amounts

    def test_progress(self, answers):
        on_track = {one["indicator"] for one in reasons(answers[21], "indicator-on-track")}
        behind = {one["indicator"] for one in reasons(answers[21], "indicator-behind")}
        assert ({"i-points", "i-menages"}, {"i-acces", "i-gouv"}) == (on_track, behind)

    def test_wishes(self, answers):
        """5 of 5: 1 TAKEN_UP, 1 PARTLY, 2 REFERRED, 1 NOT_NOW (k-wall)."""
        told = reasons(answers[23], "wishes-answered") + reasons(answers[23], "wishes-partly")
        counts = {one["answer"]: one["count"] for one in told}
        assert {"TAKEN_UP": 1, "PARTLY": 1, "REFERRED": 2, "NOT_NOW": 1} == counts

    def test_success(self, answers):
        (told,) = reasons(answers[25], "success-shown")
        assert (2, 9, 8) == (told["measures"], told["gestures"], told["members"])

    def test_every_event_that_is_named_exists(self, answers, lachine):
        named = {id for one in answers.values() for id in one.statement.rests_on()}
        assert len(named) > 100
        assert all(lachine.log.find(id) is not None for id in named)


def evening(charter=None, *acts, **round):
    """Return a view of the small room: rules, criteria, a round, some acts."""
    before = (*room.OPENED, room.chartered(charter), room.weighted, room.round_opened(**round))
    return given(*before, *acts).collective.view()


def interest(member, proposal):
    return lambda c: c.declare_interest(
        declaration=f"i-{member}", member=member, proposal=proposal, nature="CARRIER",
        description="Lien", recuses_from={"SCORING"},
    )  # fmt: skip


class TestTheSmallRoom:
    def test_an_interest_declared_too_late(self):
        view = evening(None, room.scored("loge", "s1", "levier", 3), interest("loge", "s1"))
        assert "NO" == verdict(view, 7)
        (late,) = [d for d in deviations(view) if d.statement.name == "order-interest"]
        assert 1 == late.statement.details["count"]

    @pytest.mark.parametrize(("lang", "by"), [("en", "recorded by"), ("fr", "inscrits par")])
    def test_where_nobody_is_named_who_recorded_is_left_out(self, lachine, lang, by):
        """A log kept by a script names no secretary; the sentence does not end on “by”."""
        for view, named in ((lachine.view(), True), (evening(), False)):
            told = [said for _, said, _ in Teller.of(view, lang).lines(
                checklist_of(view)[2].statement)]  # fmt: skip
            assert named == any(by in said for said in told)

    def test_carriers_whom_no_rule_keeps_out(self):
        assert "CANNOT_TELL" == verdict(evening(Charter(recusal="NONE")), 7)

    def test_a_room_at_odds(self):
        acts = [room.scored(member, "s3", criterion, value)
                for member, value in (("alim", 1), ("loge", 5))
                for criterion in ("priorite", "levier")]  # fmt: skip
        view = evening(Charter(recusal="NONE"), *acts, room.closed(), subjects=("s3",))
        answer = checklist_of(view)[11]
        assert "NO" == answer.verdict
        assert [0] == [one["level"] for one in reasons(answer, "level")]

    def test_an_empty_log(self):
        empty = given().collective.view()
        assert {"NOT_APPLICABLE"} == {one.verdict for one in checklist_of(empty)}

    def test_a_small_group_is_told_to_an_auditor_alone(self):
        """No figure, nor anything counted from one, of a secret round of fewer than 3 voices."""
        charter = Charter(smallest_group=3, recusal="NONE")
        sheet = {"s3": {"priorite": 4, "levier": 2}}
        acts = [lambda c, m=m: c.submit_sheet(round="r1", member=m, scores=sheet)
                for m in ("alim", "loge")]  # fmt: skip
        ends = (room.closed(),
                lambda c: c.publish_results(round="r1", up_to=[*c.log.read()][-1].id))  # fmt: skip
        view = evening(charter, *acts, *ends, visibility="SECRET", subjects=("s3",))
        asked = (9, 10, 11, 12)
        assert {"CANNOT_TELL"} == {verdict(view, n, reader=PUBLIC) for n in asked}
        assert "CANNOT_TELL" not in {verdict(view, n) for n in asked}

    def test_sealed_values_are_told_to_nobody(self):
        view = evening(None, room.scored("loge", "s1", "levier", 3))
        for reader in (AUDITOR, PUBLIC):
            for number in (9, 11, 12):
                assert "CANNOT_TELL" == verdict(view, number, reader=reader)


class TestWords:
    def test_every_sentence_is_said_and_has_a_question(self):
        """Both languages have the same sentences; each question has one for each verdict."""
        from collectif.phrasing import shipping

        en, fr = shipping("checklist", "en"), shipping("checklist", "fr")
        assert [*en] == [*fr] == sorted(en)
        for name, _ in QUESTIONS:
            assert f"ask-{name}" in en
            assert {f"{name}-yes", f"{name}-not-applicable"} <= {*en}

    def test_every_answer_is_said_in_both_languages(self, answers, lachine):
        for lang in ("en", "fr"):
            teller = Teller.of(lachine.view(), lang)
            for one in answers.values():
                assert all(teller.say(reason) for _, reason in one.statement.walk())

    def test_the_page_tells_every_question(self):
        """The reference has a row for each question, in both languages, as they are asked."""
        from collectif.phrasing import shipping

        rows = re.findall(r"^\| (\d+) \| (.*?)<br>(.*?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
        en, fr = shipping("checklist", "en"), shipping("checklist", "fr")
        asked = [(str(n), en[f"ask-{name}"], fr[f"ask-{name}"].replace("\N{NO-BREAK SPACE}", " "))
                 for n, (name, _) in enumerate(QUESTIONS, 1)]  # fmt: skip
        assert asked == rows


class TestDamage:
    def test_what_comes_before_the_damage_is_answered(self, lachine, tmp_path):
        """A wrong line ends what is judged; the answers rest on what comes before it."""
        from collectif.auditing.examining import examined

        lines = [row.body for row in lachine.log.store.rows(0, 700)]
        path = tmp_path / "cut.jsonl"
        path.write_bytes(b"\n".join([*lines, b"{}"]) + b"\n")
        with examined(path) as found:
            assert not found.audit.sound
            assert 700 == found.view.size
            assert ("YES", "NOT_APPLICABLE") == (found.answers[0].verdict, found.answers[5].verdict)
        told = {one.number: one.verdict for one in collectif.checklist(path)}
        assert told == {one.number: one.verdict for one in found.answers}

    def test_a_newer_version_ends_what_can_be_read(self, lachine):
        def newer(events):
            for event in events:
                if event["id"] == "e-inv2":
                    event["version"] = 99

        log = rewritten(lachine.log, newer)
        assert "CANNOT_TELL" != collectif.checklist(log)[0].verdict
        assert "NOT_APPLICABLE" == collectif.checklist(log)[1].verdict

    def test_the_same_by_path_log_and_collective(self, lachine):
        assert collectif.checklist(lachine) == collectif.checklist(lachine.log)
        assert collectif.checklist(lachine) == checklist_of(lachine.view())
