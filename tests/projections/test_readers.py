"""Who may read what: one table, the same in the code and on the page; small groups in results."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import collectif
from collectif.acts.rounds import BallotTerms
from collectif.errors import InvalidInput
from collectif.log.value import Wordless
from collectif.projections.readers import (
    AUDITOR,
    MAY_READ,
    PUBLIC,
    SECRETARY,
    Reader,
    may_read,
)
from collectif.projections.sealing import EVERY_FIELD, seal_of
from collectif.reports.looking import Looking, shown_rounds
from collectif.reports.results import as_json, as_text
from collectif.reports.summary import decisions_json
from collectif.testing.given import given
from collectif.testing.room import (
    OPENED,
    RULED,
    VOTING,
    chartered,
    closed,
    commented,
    moved,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

DOCS = Path(__file__).resolve().parents[2] / "docs" / "explanation"
ROLES = ("PUBLIC", "DELEGATE", "SECRETARY", "AUDITOR")
LOGE = Reader.parsed("delegate:loge")


class TestTable:
    @pytest.mark.parametrize(
        ("page", "words"),
        [
            ("who-may-read.md", {"nothing": "NOTHING", "own": "OWN", "all": "ALL"}),
            (
                "qui-peut-lire.md",
                {"rien": "NOTHING", "le sien": "OWN", "les siens": "OWN", "les siennes": "OWN",
                 "tout": "ALL"},
            ),
        ],
    )  # fmt: skip
    def test_the_page_says_what_the_code_does(self, page, words):
        rows = re.findall(r"^\| `([A-Z_]+)`[^|]*\|(.*)\|$", (DOCS / page).read_text("utf-8"), re.M)
        told = {
            matter: dict(zip(ROLES, (words[one.strip()] for one in cells.split("|")), strict=True))
            for matter, cells in rows
        }
        assert told == MAY_READ

    def test_own_is_of_the_member_that_a_delegate_reads_for(self):
        assert may_read(LOGE, "WORDS", of="loge")
        assert not may_read(LOGE, "WORDS", of="alim")
        assert not may_read(LOGE, "WORDS")
        assert may_read(SECRETARY, "WORDS")
        assert not may_read(PUBLIC, "WORDS", of="loge")


class TestReaders:
    def test_are_named_on_a_command_line(self):
        named = ("public", "secretary", "auditor", "delegate:loge")
        assert [Reader.parsed(one) for one in named] == [PUBLIC, SECRETARY, AUDITOR, LOGE]

    @pytest.mark.parametrize("text", ["", "PUBLIC", "delegate", "delegate:", "public:x", "mayor"])
    def test_nobody_else_reads(self, text):
        with pytest.raises(InvalidInput):
            Reader.parsed(text)


class TestWords:
    def test_of_one_member_are_those_of_its_acts(self):
        case = given(*RULED, commented("k1", member="loge"), commented("k2", member="alim"))
        said = [
            str(event.data.text)
            for event in case.collective.view(reader=LOGE).events(frozenset({"comment-made"}))
        ]
        assert said == ["{'fr': 'Une maladie'}", "⟨withheld⟩"]

    def test_stay_unread_in_an_earlier_state(self):
        """As published is as known then, which is another look at the log."""
        case = given(*RULED, commented("k1", member="loge"))
        then = case.collective.view(reader=PUBLIC).as_known_at(case.collective.log.size)
        *_, last = then.events()
        assert isinstance(then.source, Wordless)
        assert str(last.data.text) == "⟨withheld⟩"

    def test_of_bytes_that_are_no_event_are_nobodys(self):
        log = given(*RULED).collective.log
        source = Wordless(log.store, log.codec, log.size, but="loge")
        assert source.words([("x", b"["), ("x", b'{"data":[]}')]) == {}


class TestSealed:
    def test_a_delegate_sees_the_scores_of_its_own_member(self):
        acts = (scored("loge", "s1", "levier", 4), scored("jeune", "s1", "levier", 3))
        view = given(*RULED, round_opened(), *acts).collective.view()
        *_, own, other = view.events()
        assert seal_of(view, LOGE).fields(own) == frozenset()
        assert "value" in seal_of(view, LOGE).fields(other)
        for reader in (PUBLIC, SECRETARY, AUDITOR):
            assert "value" in seal_of(view, reader).fields(own)


def ballots(*, smallest, **answers):
    """Return a collective whose secret ballots on d1 decided it."""
    acts = (
        *OPENED, chartered(Charter(smallest_group=smallest)), weighted, moved(),
        round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None,
                     visibility="SECRET"),
        *((lambda c, m=m, a=a: c.cast(round="rc", member=m, ballot={"d1": a}))
          for m, a in answers.items()),
        closed("rc"),
        lambda c: c.take_decision(decision="d1", outcome="ADOPTED", ballot_round="rc"),
    )  # fmt: skip
    return given(*acts).collective


def sheets(smallest, sheets):
    """Return a collective with a closed secret round of scores."""
    acts = (
        *OPENED, chartered(Charter(smallest_group=smallest)), weighted,
        round_opened(visibility="SECRET"),
        *((lambda c, m=m, s=s: c.submit_sheet(round="r1", member=m, scores={
            p: {"priorite": v, "levier": v} for p, v in s.items()})) for m, s in sheets.items()),
        closed(),
    )  # fmt: skip
    return given(*acts).collective


def shown(collective, reader=SECRETARY, rule=None):
    (one,) = shown_rounds(collective.view(), Looking(reader=reader, rule=rule))
    for lang in ("en", "fr"):
        assert all(len(line) <= 80 for line in as_text(one, lang))
    return as_json(one), "\n".join(as_text(one, "en"))


MIXED = {"alim": "RESERVATION", "loge": "CONSENT", "jeune": "CONSENT"}
SHEETS = {"alim": {"s2": 4, "s3": 2}, "loge": {"s1": 5, "s3": 3}, "jeune": {"s1": 1, "s3": 5}}


class TestSmallGroups:
    def test_fewer_ballots_than_the_smallest_group_tell_nothing_but_the_outcome(self):
        collective = ballots(smallest=5, **MIXED)
        told, text = shown(collective)
        assert told.keys() == {"round", "kind", "known_at", "fewer_than"}
        assert "fewer than 5 ballots" in text
        (decision,) = decisions_json(collective.view())
        assert (decision["outcome"], decision["tally"]) == ("ADOPTED", None)

    def test_a_small_answer_has_no_count_and_cannot_be_had_by_subtraction(self):
        told, text = shown(ballots(smallest=2, **MIXED))
        assert told["ballots"] == 3
        assert set(told["tally"].values()) == {None}
        assert "[not told]" in text
        assert "what fewer than 2 voices answered is not told" in text

    def test_large_answers_are_told(self):
        told, text = shown(ballots(smallest=2, **dict.fromkeys(VOTING, "CONSENT")))
        assert told["tally"]["CONSENT"] == 3
        assert "not told" not in text

    @pytest.mark.parametrize("smallest", [None, 1])
    def test_without_a_threshold_everything_is_told(self, smallest):
        collective = ballots(smallest=smallest, **MIXED)
        told, _ = shown(collective)
        assert "fewer_than" not in told
        assert told["tally"]["RESERVATION"] == 1
        assert seal_of(collective.view()).hidden == {}

    def test_an_auditor_reads_every_figure(self):
        collective = ballots(smallest=5, **MIXED)
        assert shown(collective, AUDITOR)[0]["tally"]["RESERVATION"] == 1
        assert decisions_json(collective.view(), AUDITOR)[0]["tally"]["CONSENT"] == 2
        assert seal_of(collective.view(), AUDITOR).hidden == {}

    def test_no_voice_is_shown_alone_and_no_tally_that_tells_of_one(self):
        collective = ballots(smallest=2, **MIXED)
        view = collective.view()
        hidden = {e.type: seal_of(view).fields(e) for e in view.events() if seal_of(view).fields(e)}
        assert hidden == {"ballot-cast": EVERY_FIELD, "decision-taken": {"tally"}}

    def test_a_proposal_of_too_few_voices_is_left_out_and_nothing_depends_on_it(self):
        """Carriers leave holes in their sheets: s2 is scored by one voice alone."""
        told, text = shown(sheets(2, SHEETS))
        assert (told["fewer_than"], told["too_few"]) == (2, ["s2"])
        assert [one["proposal"] for one in told["ranking"]] == ["s3", "s1"]
        assert (told["voters"], told["cross_check"]) == (3, None)
        assert "too few voices on some criterion" in text
        other = SHEETS | {"alim": {"s2": 1, "s3": 2}}
        assert shown(sheets(2, other))[0] == told

    def test_it_is_counted_by_the_rule_of_its_charter_alone(self):
        """Several rules together would tell more than each."""
        collective = sheets(2, SHEETS)
        assert shown(collective, rule="borda") == shown(collective)

    def test_where_every_proposal_has_too_few_voices_nothing_is_told(self):
        told, _ = shown(sheets(2, {"alim": {"s2": 4, "s3": 1}, "loge": {"s1": 5}}))
        assert told.keys() == {"round", "kind", "known_at", "fewer_than"}

    def test_single_abstentions_have_no_count(self):
        silent = {m: {"s3": "ABSTAIN" if m == "alim" else 4} for m in VOTING}
        told, text = shown(
            sheets(2, silent | {"loge": {"s3": 4, "s1": 2}, "jeune": {"s3": 4, "s1": 2}})
        )
        assert told["silences"] == {"ABSTAIN": None, "CANNOT_JUDGE": None}
        assert told["numeric_cells"] is None
        assert "abstained: [not told]" in text

    @pytest.mark.parametrize("smallest", [0, -3])
    def test_a_group_has_at_least_one_voice(self, smallest):
        given(*OPENED).when(chartered(Charter(smallest_group=smallest))).refused("CharterInvalid")


def test_dots_of_few_are_left_out_of_the_tally():
    """What numbers were given at all would tell of those who gave them."""
    dots = {"kind": "DOTS", "criteria_set": None, "terms": BallotTerms(budget=9)}
    acts = (
        *OPENED, chartered(Charter(smallest_group=2)), weighted,
        round_opened(visibility="SECRET", **dots),
        *((lambda c, m=m, n=n: c.cast(round="r1", member=m, ballot={"s3": n}))
          for m, n in zip(VOTING, (7, 2, 2), strict=True)),
        closed(),
    )  # fmt: skip
    told, text = shown(given(*acts).collective)
    assert (told["ballots"], told["tally"]) == (3, {})
    assert "3 ballots: -" in text


def test_a_charter_without_the_field_is_stored_as_before():
    with collectif.open("memory:") as collective:
        for act in (*OPENED, chartered()):
            act(collective)
        bodies = [row.body for row in collective.log.store.rows(0, collective.log.size)]
    assert b"charter-adopted" in bodies[-1]
    assert b"smallest_group" not in bodies[-1]
