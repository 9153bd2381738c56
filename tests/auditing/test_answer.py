"""The answer of an audit: in order, in both languages, and never vacuous."""

from __future__ import annotations

from pathlib import Path

import pytest

import collectif
from collectif.auditing.audit import audited
from collectif.auditing.finding import Finding
from collectif.auditing.judging import _CODES, _FIELDS
from collectif.demo.lachine import record_scenario
from collectif.phrasing import words
from collectif.testing.rewriting import rewritten, saying, spelled

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"

LIES = (
    saying("decision-taken", tally={"CONSENT": 9}),
    saying("decision-proposed", selects=["s3"]),
    saying("outcome-verified", met=False),
    saying("results-published", 1, digest="0" * 64),
    saying("minutes-adopted", up_to="e-r1-p"),
    saying("score-cast", 5, value=9),
)


@pytest.fixture(scope="module")
def lachine():
    with record_scenario("memory:") as collective:
        yield collective.log


class TestTheAnswer:
    def test_the_first_event_that_departs_comes_first(self, lachine):
        def two(events):
            saying("minutes-adopted", up_to="e-r1-p")(events)
            saying("round-opened", 1, number=7)(events)

        found = collectif.audit(rewritten(lachine, two))
        assert sorted(one.seq for one in found) == [one.seq for one in found]
        assert "round-opened" == spelled(lachine)[found[0].seq]["type"]

    def test_types_that_nobody_knows_are_noted_and_not_judged(self, everything):
        def danced(events):
            events[-1] |= {"type": "vendor/rain-danced", "data": {"how": "slowly"}}

        found = audited(rewritten(everything, danced))
        assert found.sound
        (note,) = [one for one in found.notes if one.code == "unknown-type"]
        assert (everything.size - 1, "vendor/rain-danced 1") == (note.seq, note.about)

    def test_versions_that_are_newer_end_the_audit_and_it_says_so(self, everything):
        def newer(events):
            next(e for e in events if e["type"] == "round-opened")["version"] = 9

        found = audited(rewritten(everything, newer))
        assert "newer" in {one.code for one in found.notes}
        assert found.derived["events"] < everything.size

    def test_content_that_its_type_does_not_hold_is_named(self, everything):
        false = rewritten(everything, saying("round-opened", number="first"))
        wrong = collectif.audit(false)[-1]
        assert "unreadable" == wrong.code
        assert "round-opened" == spelled(everything)[wrong.seq]["type"]

    def test_bytes_that_are_wrong_come_first_and_nothing_after_them_is_judged(self, everything):
        false = rewritten(everything, LIES[0])
        row = false.store._rows[20]
        false.store._rows[20] = row._replace(leaf=b"\0" * 32)
        found = audited(false)
        assert (20, "leaf") == (found.findings[0].seq, found.findings[0].code)
        assert 20 == found.derived["events"]
        assert "unsound" in {one.code for one in found.notes}

    def test_findings_read_in_both_languages(self, lachine):
        def lying(events):
            for change in LIES:
                change(events)

        found = collectif.audit(rewritten(lachine, lying))
        assert {"act", "departs", "digest", "tally", "verdict"} <= {one.code for one in found}
        for one in found:
            assert isinstance(one, Finding)
            assert one.in_words("en") == one.what
            assert one.in_words("fr") != one.what
            assert str(one.seq) in one.in_words("fr")

    def test_another_count_than_the_charters_is_noted(self, lachine):
        by_borda = saying("results-published", 1, method={"aggregation": "BORDA"})
        unknown = saying("results-published", 1, method={"aggregation": "vendor/stars"})
        assert ["method"] == _codes(audited(rewritten(lachine, by_borda)))
        assert ["method", "rule"] == _codes(audited(rewritten(lachine, unknown)))


class TestWords:
    def test_every_code_is_said_in_both_languages_and_documented(self):
        page = (REFERENCE / "audit.md").read_text("utf-8")
        for table in ("findings", "notes"):
            said = words(table, "en")
            assert said.keys() == words(table, "fr").keys()
            for code in said:
                assert f"| `{code}` |" in page, code

    def test_every_code_that_an_audit_can_give_has_words(self):
        given_out = {*_CODES.values(), *_FIELDS.values()}
        assert given_out <= words("findings", "en").keys()


def _codes(found):
    assert found.sound
    return sorted({one.code for one in found.notes} - {"words"})
