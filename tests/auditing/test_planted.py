"""An audit names every lie in a log whose bytes and hashes are all right.

Whoever can write the file can compute all its hashes anew (security.md 1.7); what a lie cannot do
is follow from the events. Sound logs, the Lachine one first, lead to no finding.
"""

from __future__ import annotations

import pytest

import collectif
from collectif.auditing.audit import audited
from collectif.demo.lachine import record_scenario
from collectif.projections.digests import result_digest
from collectif.projections.ranking import as_published, publications
from collectif.testing.rewriting import rewritten, saying
from examined import found_in


@pytest.fixture(scope="module")
def lachine():
    with record_scenario("memory:") as collective:
        yield collective.log


class TestSoundLogs:
    def test_the_lachine_log_follows(self, lachine):
        found = audited(lachine)
        assert [] == collectif.audit(lachine)
        assert found.sound
        assert {
            "ballots": 11, "datasets": 2, "decisions": 1, "events": 1030, "minutes": 1,
            "motions": 1, "results": 2, "scores": 800, "verdicts": 1,
        } == found.derived  # fmt: skip

    def test_a_history_of_every_chapter_follows(self, everything):
        assert [] == collectif.audit(everything)

    def test_without_any_words_it_follows_too(self, lachine, everything):
        for log in (lachine, everything):
            wordless = rewritten(log, lambda events: None, words=False)
            found = audited(wordless)
            assert [] == list(found.findings)
            assert "words" in {note.code for note in found.notes} <= {"ballots", "words"}
            assert audited(log).digests == found.digests


LIES = {
    "tally": (saying("decision-taken", tally={"CONSENT": 10, "RESERVATION": 1,
              "STAND_ASIDE": 0, "OBJECT": 0}), [("decision-taken", "tally")]),
    "threshold": (
        saying("ballot-cast", 9, ballot={"d1": "OBJECT"}),
        [("decision-taken", "tally"), ("decision-taken", "threshold")],
    ),
    "departs": (saying("decision-proposed", selects=["s3"]), [("decision-proposed", "departs")]),
    "basis": (saying("decision-proposed", basis=["e-r2-c"]), [("decision-proposed", "basis")]),
    "round": (saying("round-opened", 1, number=7), [("round-opened", "act")]),
    "verdict": (saying("outcome-verified", met=False), [("outcome-verified", "verdict")]),
    "digest": (saying("results-published", 1, digest="0" * 64), [("results-published", "digest")]),
    "minutes": (saying("minutes-adopted", up_to="e-r1-p"), [("minutes-adopted", "act")]),
    "scale": (saying("score-cast", 5, value=9), [("score-cast", "act")]),
    "self-attested": (
        saying("commitment-closed", attested_by=["table"]), [("commitment-closed", "act")]),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_each_lie_in_the_lachine_log_is_named_with_its_event(lachine, lie):
    change, named = LIES[lie]
    told = found_in(rewritten(lachine, change))
    assert named == told[: len(named)]


def test_numbers_of_a_tally_read_as_numbers(lachine):
    tally = {"CONSENT": 10, "RESERVATION": 1, "STAND_ASIDE": 0, "OBJECT": 0}
    (wrong,) = collectif.audit(rewritten(lachine, saying("decision-taken", tally=tally)))
    assert wrong.what == (
        "Event 922 (e-d1) states the tally CONSENT 10, OBJECT 0, RESERVATION 1, STAND_ASIDE 0;"
        " the ballots come to CONSENT 9, RESERVATION 1, STAND_ASIDE 1, OBJECT 0."
    )


def test_a_score_that_changed_shows_in_the_digest_that_was_published(lachine):
    """A result is what people were told: scores changed since do not lead to it (point 10)."""
    view = collectif.View(source=lachine.at(lachine.size))
    told = [result_digest(as_published(view, one)) for one in publications(view)]

    def published(events):
        saying("results-published", 0, digest=told[0])(events)
        saying("results-published", 1, digest=told[1])(events)

    honest = rewritten(lachine, published)
    assert [] == collectif.audit(honest)
    assert audited(lachine).digests == audited(honest).digests

    change = saying("score-cast", 700, value=1)
    named = collectif.audit(rewritten(honest, change))
    (wrong,) = named
    assert ("e-r2-p", "digest", told[1]) == (wrong.id, wrong.code, wrong.found)
    assert wrong.expected != told[1]
