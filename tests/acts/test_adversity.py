"""This module is about what went wrong once, found by attacking the log; it must not come back."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

import collectif
from collectif.acts import state
from collectif.acts.correction import EventRectified
from collectif.acts.decision import Dissent
from collectif.acts.lots import LotDrawn
from collectif.demo import record_evening
from collectif.errors import CollectifError, InvalidInput, Refused
from collectif.ids import CriterionId
from collectif.projections.ranking import results
from collectif.record.view import View
from collectif.record.words import WITHHELD
from collectif.testing.given import given
from collectif.testing.room import CONVENED, EVENING, RULED, SCORING, founded, moved, scored
from collectif.values import Charter


def told(url, acts):
    collective = collectif.open(url, clock=lambda: EVENING)
    for act in acts:
        act(collective)
    return collective


def with_dissent(url):
    collective = told(url, (*RULED, moved()))
    dissents = {"loge": "I disagree"}
    taken = collective.noting(id="taken")
    taken.take_decision(decision="d1", outcome="ADOPTED", method="ACCLAMATION", dissents=dissents)
    return collective


@pytest.mark.parametrize("file", ["memory:", "log.db"])
def test_threads_that_share_a_handle_wait_for_each_other_and_go_on(file, tmp_path):
    url = file if file == "memory:" else tmp_path / file
    collective = told(url, CONVENED)

    def look():
        for _ in range(200):
            collective.assembly("a1")

    def speak():
        for n in range(40):
            collective.comment(comment=f"x{n}", target="s1", text="t", stance="SUPPORT")

    threads = [threading.Thread(target=work, daemon=True) for work in (look, speak, look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    collective.close()


def test_words_cannot_be_rectified_into_withheld_ones():
    collective = with_dissent("memory:")
    before = collective.log.head()
    with pytest.raises(Refused) as refused:
        collective.rectify(
            target="taken", changes={"dissents": [{"member_id": "loge", "text": 0}]}, reason="x"
        )
    assert refused.value.code == "ChangeDoesNotFit"
    assert collective.log.head() == before


def test_a_rectification_whose_words_are_gone_reads_as_withheld(tmp_path):
    collective = with_dissent(tmp_path / "log.db")
    better = [{"member_id": "loge", "text": {"fr": "Better"}}]
    collective.rectify(target="taken", changes={"dissents": better}, reason="typo")
    collective.close()
    (tmp_path / "log.private.db").unlink()
    with collectif.open(tmp_path / "log.db", read_only=True) as alone:
        (taken,) = alone.view().events(frozenset({"decision-taken"}))
        assert taken.data.dissents == (Dissent(member_id="loge", text=WITHHELD),)


def test_every_log_has_words_of_its_own(tmp_path):
    one = told(tmp_path / "a", CONVENED)
    one.noting(id="k").comment(comment="k", target="s1", text="secret", stance="SUPPORT")
    other = told(tmp_path / "a.db", CONVENED)
    assert other.log.sweep() == 0
    kept = one.log.find("k")
    assert kept is not None
    assert kept.data.text == {"fr": "secret"}
    one.close()
    other.close()


def test_words_stay_beside_the_log_whatever_it_is_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    collective = told("log.db", CONVENED)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    collective.noting(id="k").comment(comment="k", target="s1", text="here", stance="SUPPORT")
    collective.close()
    os.symlink(tmp_path / "log.db", tmp_path / "link.db")
    with collectif.open(tmp_path / "link.db", read_only=True) as linked:
        found = linked.log.find("k")
        assert found is not None
        assert found.data.text == {"fr": "here"}
    with closing(sqlite3.connect(tmp_path / "log.private.db")) as private:
        assert private.execute("select count(*) from disclosure where event = 'k'").fetchone()


def test_a_retry_is_one_though_the_clock_went_back():
    now = [EVENING]
    collective = collectif.open("memory:", clock=lambda: now[0])
    founded(collective)
    act = collective.noting(id="w")
    first = act.welcome_member(member="z", name="z", kind="CITIZEN")
    now[0] -= timedelta(hours=1)
    assert act.welcome_member(member="z", name="z", kind="CITIZEN") == first


@pytest.mark.parametrize(
    "charter", [Charter(min_scores_per_cell=0), Charter(aggregation="COPELAND")]
)
def test_rules_that_could_not_be_kept_are_refused(charter):
    collective = told("memory:", CONVENED)
    with pytest.raises(Refused) as refused:
        collective.assembly("a1").adopt_charter(charter=charter, how="x")
    assert refused.value.code == "CharterInvalid"


def test_what_was_judged_by_corrected_rules_keeps_them():
    """A rectification of rules that a round was opened under is not undone."""
    collective = told("memory:", CONVENED)
    room = collective.assembly("a1")
    room.noting(id="ch").adopt_charter(charter=Charter(), how="x")
    ten = {"charter": {"scale": {"min": 0, "max": 10}}}
    collective.noting(id="fix").rectify(target="ch", changes=ten, reason="ten grades")
    for act in RULED[len(CONVENED) :]:
        if "charter" not in getattr(act, "__qualname__", ""):
            with suppress(Refused):
                act(collective)
    collective.assembly("a1").noting(id="r").open_round(
        round="rx", kind="APPROVAL", subjects=["s1"], visibility="OPEN"
    )
    with pytest.raises(Refused) as refused:
        collective.retract(target="fix", reason="x")
    assert refused.value.code == "CharterFrozen"


def test_an_earlier_correction_cannot_be_undone_under_a_later_one():
    collective = told("memory:", CONVENED)
    collective.noting(id="k").comment(comment="k", target="s1", text="t", stance="SUPPORT")
    one = collective.rectify(target="k", changes={"seconds": 3}, reason="x")
    two = collective.rectify(target="k", changes={"stance": "CONCERN"}, reason="x")
    with pytest.raises(Refused) as refused:
        collective.retract(target=one.id, reason="x")
    assert refused.value.code == "HasDependents"
    collective.retract(target=two.id, reason="x")
    collective.retract(target=one.id, reason="x")


@pytest.mark.parametrize(
    "charter",
    [
        Charter(missing="IMPUTE"),
        Charter(voice_rule="COLLEGES"),
        Charter(tie_break="ALPHABET"),
        Charter(gate={CriterionId("c"): "1/2"}),
    ],
)
def test_rules_that_this_version_does_not_know_are_refused(charter):
    collective = told("memory:", CONVENED)
    with pytest.raises(Refused) as refused:
        collective.assembly("a1").adopt_charter(charter=charter, how="x")
    assert refused.value.code == "CharterInvalid"


def test_one_text_is_one_thing_and_not_a_list_of_letters():
    collective = collectif.open("memory:", clock=lambda: EVENING)
    founding = collective.found(name="n", territory="t", languages="fr")
    assert founding.data.languages == ("fr",)


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda c: c.take_decision(decision="d1", outcome="ADOPTED", method="BOGUS"),
        lambda c: c.give_mandate(mandate="m", member="loge", bearer="x", role="KING"),
        lambda c: c.assembly("a1").adopt_charter(charter="x", how="x"),
        lambda c: c.welcome_member(member=5, name="x", kind="CITIZEN"),
        lambda c: c.welcome_member(member="z", name=4.5, kind="CITIZEN"),
        lambda c: c.welcome_member(member="z", name="x", kind="ROBOT"),
        lambda c: c.welcome_member(nobody="z"),
        lambda c: c.noting(occurred="2016").comment(
            comment="k", target="s1", text="x", stance="SUPPORT"
        ),
        lambda c: c.comment(comment="k", target="s1", text="x", stance="SUPPORT", seconds=2**60),
        lambda c: c.comment(comment="k", target="s1", text="x", stance="SUPPORT", seconds=1.5),
        lambda c: c.submit_proposal(proposal="px", title="x", summary=float("nan")),
        lambda c: c.rectify(target="nothing", changes=["name"], reason="x"),
    ],
)
def test_nonsense_is_an_error_of_ours_and_changes_nothing(nonsense):
    collective = told("memory:", (*RULED, moved()))
    before = collective.log.head()
    with pytest.raises(CollectifError) as error:
        nonsense(collective)
    assert all((error.value.what, error.value.why, error.value.mend))
    assert collective.log.head() == before


@pytest.mark.parametrize("damage", [b"garbage", b""])
def test_a_damaged_private_file_withholds_words_and_nothing_else(damage, tmp_path):
    collective = told(tmp_path / "log.db", CONVENED)
    collective.noting(id="k").comment(comment="k", target="s1", text="here", stance="SUPPORT")
    collective.close()
    (tmp_path / "log.private.db").write_bytes(damage)
    with collectif.open(tmp_path / "log.db", read_only=True) as damaged:
        (made,) = damaged.view().events(frozenset({"comment-made"}))
        assert made.data.text is WITHHELD
        assert damaged.log.verify().sound == (damage == b"")


@pytest.mark.parametrize("hidden", ["charter-adopted", "criteria-adopted"])
def test_a_round_whose_rules_are_out_of_view_is_not_counted(hidden):
    """In a view by time, rules may be told as later than the round that was held under them."""
    lachine = record_evening("memory:")
    (rules,) = lachine.view().events(frozenset({hidden}))
    later = EventRectified(
        target=rules.id,
        payload={},
        evidence=(),
        reason={"fr": "x"},
        occurred_at=rules.occurred.replace(year=2018),
    )
    supposed = lachine.log.supposing([later])
    assert "r1" in results(View(source=supposed))
    assert results(View(source=supposed, happened_by=date(2016, 12, 1))) == {}


def test_a_folder_is_no_place_for_a_log():
    with pytest.raises(InvalidInput):
        collectif.open(Path("/"))


class TestVerbsOfOthers:
    """A verb of one's own is kept to the laws of all, and leaves nothing behind when it fails."""

    def lot(self, id):
        return LotDrawn(
            lot_id=id,
            purpose={"fr": "Qui commence"},
            among=("s1", "s2"),
            drawn=("s1",),
            seed="7",
            source={"fr": "Un dé"},
        )

    def test_an_act_is_at_least_one_event(self):
        case = given(*SCORING)
        with pytest.raises(InvalidInput, match="no event at all"):
            case.collective.record(lambda known: ())

    @pytest.mark.parametrize(("id", "code"), [("alim", "DuplicateId"), ("a/b", "InvalidId")])
    def test_a_thing_gets_a_name_of_its_own(self, id, code):
        given(*SCORING).when(lambda c: c.record(lambda known: self.lot(id))).refused(code)

    def test_two_things_of_one_act_have_two_names(self):
        twins = self.lot("l1"), self.lot("l1")
        given(*SCORING).when(lambda c: c.record(lambda known: twins)).refused("DuplicateId")

    def test_an_act_whose_effect_fails_is_not_recorded(self, monkeypatch):
        """It would be in the way of every act that comes after it."""

        def fails(known, recorded):
            known.members.clear()
            raise RuntimeError

        case = given(*SCORING)
        size = case.collective.log.size
        monkeypatch.setitem(state._EFFECTS, "lot-drawn", fails)
        with pytest.raises(RuntimeError):
            case.collective.record(lambda known: self.lot("l1"))
        assert case.collective.log.size == size
        case.when(scored("jeune", "s1", "levier", 4)).recorded()
