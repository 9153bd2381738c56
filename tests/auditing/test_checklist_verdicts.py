"""Each verdict that a question of the checklist can have is reached, and each deviation.

The log of Lachine is cut short, or some events are left out or say something else; when a question
has which verdict stands in docs/reference/checklist.md.
"""

from __future__ import annotations

from datetime import date

import pytest

import collectif
from collectif.auditing.checklist.asking import checklist_of
from collectif.auditing.checklist.order import deviations
from collectif.demo import record_scenario
from collectif.record.view import View
from collectif.testing.rewriting import rewritten, saying
from examined import reasons, seq, verdict

COMMITMENTS = tuple(f"e-c{n:02}" for n in range(1, 12))
ATTENDANCE = tuple(f"e-pres{n}" for n in range(1, 6))

CUT = [
    (1, "NOT_APPLICABLE", "e-conv"), (1, "CANNOT_TELL", "e-inv1"),
    (2, "NOT_APPLICABLE", "e-r1"), (3, "NOT_APPLICABLE", "e-r1"),
    (4, "NOT_APPLICABLE", "e-crit"), (5, "NOT_APPLICABLE", "e-r1"),
    (6, "NOT_APPLICABLE", "e-d1"), (7, "NOT_APPLICABLE", "e-int-alim-s1"),
    (8, "NOT_APPLICABLE", "e-r1"), (9, "NOT_APPLICABLE", "e-r1"), (9, "CANNOT_TELL", "e-r1-c"),
    (10, "NOT_APPLICABLE", "e-r1-p"), (11, "NOT_APPLICABLE", "e-r1"),
    (11, "CANNOT_TELL", "e-r1-c"), (11, "NO", "e-r2"), (12, "NOT_APPLICABLE", "e-r1"),
    (12, "CANNOT_TELL", "e-r1-c"), (13, "NOT_APPLICABLE", "e-obj1"), (13, "NO", "e-obj1-r"),
    (14, "NOT_APPLICABLE", "e-dp"), (15, "NOT_APPLICABLE", "e-rect1"), (15, "YES", "e-r1-p"),
    (16, "NOT_APPLICABLE", "e-close"), (16, "CANNOT_TELL", "e-pv"),
    (17, "NOT_APPLICABLE", "e-d1"), (17, "CANNOT_TELL", "e-c01"),
    (18, "NOT_APPLICABLE", "e-c01"), (18, "CANNOT_TELL", "e-close"),
    (19, "NOT_APPLICABLE", "e-q01"), (20, "NOT_APPLICABLE", "e-rc1"),
    (20, "CANNOT_TELL", "e-sp1"), (21, "NOT_APPLICABLE", "e-mis0"), (21, "NO", "e-i-points"),
    (22, "NOT_APPLICABLE", "e-d1"), (22, "CANNOT_TELL", "e-rv1"),
    (23, "NOT_APPLICABLE", "e-w1"), (23, "NO", "e-w5-a"), (24, "NOT_APPLICABLE", "e-r1"),
    (24, "YES", "e-r1-c"), (25, "NOT_APPLICABLE", "e-su1"),
]  # fmt: skip
"""Question, verdict, and the event just before which the log of Lachine is asked."""

WITHOUT = [
    (1, "NO", ("e-inv1", "e-inv2")), (2, "NO", ("e-charte",)), (3, "NO", ("e-crit",)),
    (4, "NO", ("e-c-priorite",)), (5, "NO", ("e-man-alim",)), (5, "NO", ("e-m-alim",)),
    (5, "NO", ("e-pres2",)), (5, "CANNOT_TELL", ATTENDANCE), (6, "NO", ("e-pres1",)),
    (6, "CANNOT_TELL", ("e-charte",)), (8, "NO", ("e-s1-v3",)), (8, "NO", ("e-s3",)),
    (9, "NO", ("r1-aines/s3/levier",)), (10, "CANNOT_TELL", ("e-charte",)),
    (14, "CANNOT_TELL", ("e-r2-p",)), (15, "CANNOT_TELL", ("e-charte",)),
    (17, "NO", COMMITMENTS), (18, "NO", ("e-c09-x",)), (19, "NO", ("e-g05",)),
    (20, "NO", ("e-d1",)), (20, "CANNOT_TELL", ("e-sp1", "e-sp2")),
    (21, "NO", ("e-i-points-t",)), (21, "NO", ("e-x01",)), (22, "NO", ("e-rv1", "e-rv2")),
    (23, "NO", ("e-w5-a",)), (25, "NO", ("e-x09", "e-x10")),
]  # fmt: skip
"""Question, verdict, and the events without which the log of Lachine is asked."""

ON = [
    (19, "YES", date(2017, 10, 12)), (19, "CANNOT_TELL", date(2017, 10, 4)),
    (21, "CANNOT_TELL", date(2017, 3, 20)), (22, "YES", date(2018, 1, 1)),
]  # fmt: skip
"""Question, verdict, and the day on which the log of Lachine is asked."""


class TestEveryVerdict:
    @pytest.mark.parametrize(("number", "expected", "before"), CUT)
    def test_of_a_log_cut_short(self, lachine, number, expected, before):
        assert expected == verdict(lachine.view(known_at=seq(lachine, before)), number)

    @pytest.mark.parametrize(("number", "expected", "ids"), WITHOUT)
    def test_of_a_log_without_some_events(self, lachine, number, expected, ids):
        assert expected == verdict(lachine.view().without(*ids), number)

    @pytest.mark.parametrize(("number", "expected", "on"), ON)
    def test_on_a_day(self, lachine, number, expected, on):
        assert expected == verdict(lachine.view(), number, on)

    def test_sources_that_are_named(self, lachine):
        def origin(events):
            for event in events:
                if event["type"] == "criterion-proposed":
                    event["data"]["origin"] = "FUNDER"

        named = rewritten(lachine.log, origin)
        assert "YES" == verdict(View(source=named.at(named.size)), 4)

    def test_another_digest(self, lachine):
        other = rewritten(lachine.log, saying("results-published", digest="0" * 64))
        assert "NO" == verdict(View(source=other.at(other.size)), 10)

    def test_ballots_against_that_nobody_explains(self, lachine):
        silent = rewritten(lachine.log, saying("decision-taken", dissents=[]), words=False)
        assert "CANNOT_TELL" == verdict(View(source=silent.at(silent.size)), 13)

    def test_a_motion_that_departs(self, lachine):
        """Also where it does not say so."""
        silent = rewritten(lachine.log, saying("decision-proposed", selects=["s2"]))
        assert "NO" == verdict(View(source=silent.at(silent.size)), 14)
        said = rewritten(
            lachine.log,
            saying("decision-proposed", selects=["s2"], departs_from_ranking=True,
                   justification={"fr": "Plus urgent"}),
        )  # fmt: skip
        answer = checklist_of(View(source=said.at(said.size)))[13]
        (told,) = reasons(answer, "departs")
        assert ("NO", ("s1",)) == (answer.verdict, told["above"])

    def test_an_order_that_changes_after_publication(self, lachine):
        """Had r1 been published as keyed, ranks 3 and 4 would have swapped since (k-r1-typo)."""

        def too_early(events):
            for event in events:
                if event["id"] == "e-r1-p":
                    event["data"]["up_to"] = "e-r1-c"

        early = rewritten(lachine.log, too_early)
        answer = checklist_of(View(source=early.at(early.size)))[14]
        assert "NO" == answer.verdict
        (told,) = reasons(answer, "head-stays")
        assert ("s3 4201/72 → 4309/72",) == told["moved"]

    def test_minutes_that_the_log_left_behind(self):
        with record_scenario("memory:") as later:
            later.rectify(target="r2-emploi/s2/rsi", changes={"value": 4}, reason="Relu")
            assert "NO" == verdict(later.view(), 16)

    def test_open_data_that_name_a_secret_voice(self, lachine):
        def named(events):
            for event in events:
                if event["id"] == "e-r3":
                    event["data"]["visibility"] = "SECRET"
                if event["type"] == "dataset-published":
                    event["data"]["pseudonymised"] = False

        log = rewritten(lachine.log, named)
        assert "NO" == verdict(View(source=log.at(log.size)), 24)

    def test_words_that_nobody_erased(self, lachine):
        log = rewritten(lachine.log, lambda events: None, words=False)
        assert "CANNOT_TELL" == verdict(View(source=log.at(log.size)), 24)

    def test_rules_and_weights_that_were_changed(self, lachine):
        """A charter adopted again, and weights rectified, after the first round opened."""

        def again(events):
            (charter,) = (one for one in events if one["id"] == "e-charte")
            place = next(n for n, one in enumerate(events) if one["id"] == "e-r1-c")
            events.insert(place, {**charter, "id": "e-again"})

        log = rewritten(lachine.log, again)
        assert "NO" == verdict(View(source=log.at(log.size)), 2)


ORDER = [
    ("order-invitation", ("e-inv1", "e-inv2")), ("order-charter", ("e-charte",)),
    ("order-attendance", ATTENDANCE), ("order-learning", ("e-ag-ic",)),
    ("order-criteria", ("e-crit",)), ("order-unpublished", ("e-r1-p",)),
    ("order-quorum", ("e-pres1",)), ("order-uncommitted", COMMITMENTS),
    ("order-committed-later", COMMITMENTS[:4]), ("order-objections", ("e-obj2-r",)),
    ("order-minutes", ("e-pv",)),
]  # fmt: skip


class TestDeviations:
    @pytest.mark.parametrize(("name", "ids"), ORDER)
    def test_without_what_comes_first(self, lachine, name, ids):
        told = {one.statement.name for one in deviations(lachine.view().without(*ids))}
        assert name in told

    def test_open_scores_and_no_basis(self, lachine):
        open_ = rewritten(lachine.log, saying("round-opened", visibility="OPEN"))
        unfounded = rewritten(lachine.log, saying("decision-proposed", basis=[]))
        names = [
            {one.statement.name for one in deviations(View(source=log.at(log.size)))}
            for log in (open_, unfounded)
        ]
        assert "order-sealed" in names[0]
        assert "order-basis" in names[1]

    def test_what_was_amended_after_it_was_scored(self, lachine):
        told = deviations(lachine.view().without("e-r2"))
        assert "order-amended" in {one.statement.name for one in told}

    def test_they_are_no_findings(self):
        with record_scenario("memory:") as late:
            late.rectify(target="r2-emploi/s2/rsi", changes={"value": 4}, reason="Relu")
            assert [] == collectif.audit(late)
