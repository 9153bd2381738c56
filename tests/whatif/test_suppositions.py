"""Files of suppositions: scripts and lines say the same, and the log keeps its bytes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from collectif.acts.conversation import StanceGiven
from collectif.acts.rounds import RoundClosed
from collectif.acts.scoring import BallotCast, ScoreCast
from collectif.cli import main
from collectif.demo import record_evening
from collectif.errors import InvalidInput, UnknownName
from collectif.exchange.suppositions import read_suppositions
from collectif.record.envelope import Draft
from collectif.reports.stating import Teller
from collectif.testing.given import given
from collectif.testing.room import OPENED, chartered, closed, round_opened, scored, weighted
from collectif.values import Charter
from collectif.whatif.asking import what_if
from collectif.whatif.supposed import supposed

SCORE = {"type": "score-cast", "payload": {"round_id": "r2", "member_id": "env",
         "proposal_id": "s2", "criterion_id": "levier", "value": 5}}  # fmt: skip
SHEET = {"type": "submit_sheet", "payload": {"round_id": "r2", "member_id": "env",
         "scores": {"s2": {"levier": 5}}}}  # fmt: skip
WAYS = {
    "script": json.dumps({"steps": [SCORE]}),
    "list": json.dumps([SCORE]),
    "alone": json.dumps(SCORE),
    "sheet": json.dumps([SHEET]),
    "lines": f"{json.dumps(SCORE)}\n{json.dumps(SHEET)}\n",
}


def test_the_log_keeps_its_bytes(tmp_path):
    log = tmp_path / "x.db"
    record_evening(log).close()
    before, answers = log.read_bytes(), set()
    for name, text in WAYS.items():
        path = tmp_path / f"{name}.json"
        path.write_text(text, "utf-8")
        asked = ["what-if", str(log), "--suppose", str(path), "--round", "r2", "--format", "json"]
        told = json.loads(CliRunner().invoke(main, asked).stdout)["rounds"][0]
        assert told["difference"][1]["details"]["proposal"] == "s2"
        answers.add(json.dumps(told["after"]))
    assert len(answers) == 1
    assert log.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", '{"type": "ghost", "payload": {}}', '[{"type": "score-cast"}]',
     '[{"type": "submit_sheet", "payload": {"scores": 3}}]', '[{"payload": {}, "id": 3}]',
     '[{"type": "score-cast", "payload": {"value": 1}}]'],
)  # fmt: skip
def test_what_cannot_be_supposed_is_refused(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput):
        read_suppositions(path)


def draft(id=None, **changes):
    said = {"round_id": "r2", "member_id": "env", "mandate_id": "m", "proposal_id": "s2",
            "criterion_id": "levier", "value": 5, "sheet_id": "s"}  # fmt: skip
    return Draft(data=ScoreCast(**said | changes), id=id)


@pytest.fixture(scope="module")
def view():
    return record_evening("memory:").view()


class TestEachIsNamed:
    """Of several suppositions a reader is told which one is meant: its number, and its id."""

    def test_a_premise_tells_what_each_says(self, view):
        ballot = BallotCast(round_id="r3", member_id="env", mandate_id="m", ballot={"d1": "OBJECT"})
        stance = StanceGiven(round_id="r", participant_id="x", proposal_id="s1", stance="AGREE")
        moved = RoundClosed(round_id="r2")
        four = (draft("mine"), Draft(data=ballot), Draft(data=stance), moved)
        told = [one.details for one in supposed(four, view)]
        assert [one["supposition"] for one in told] == ["1 (mine)", "2", "3", "4"]
        assert told[0]["value"] == 5
        assert told[1]["answers"] == {"d1": "OBJECT"}
        assert told[3]["about"] == ("r2",)
        for lang in ("en", "fr"):
            teller = Teller.of(view, lang)
            assert [teller.say(one).split()[1][0] for one in supposed(four, view)] == [*"1234"]

    def test_the_answer_names_those_that_are_enough_alone(self):
        """The second one puts s2 level with s1; the first one changes nothing."""
        ruled = chartered(Charter(recusal="NONE", min_scores_per_cell=1, visibility="OPEN"))
        room = (*OPENED, ruled, weighted, round_opened("r1", subjects=("s1", "s2")))
        grades = {("s1", "priorite"): 4, ("s1", "levier"): 4,
                  ("s2", "priorite"): 3, ("s2", "levier"): 4}  # fmt: skip
        scores = [scored("loge", *cell, value) for cell, value in grades.items()]
        small = given(*room, *scores, closed()).collective.view()
        less = draft("no", round_id="r1", member_id="alim", proposal_id="s2", value=4)
        more = draft("yes", round_id="r1", member_id="jeune", criterion_id="priorite")
        told = what_if(small, round="r1", supposing=[less, more]).difference
        (alone,) = [one for one in told if one.code == "whatif.enough-alone"]
        assert [one.details["supposition"] for one in alone.because] == ["2 (yes)"]

    @pytest.mark.parametrize(
        ("wrong", "named"),
        [({"member_id": "ghost"}, "ghost"), ({"round_id": "ghost"}, "ghost"),
         ({"proposal_id": "ghost"}, "ghost")],
    )  # fmt: skip
    @pytest.mark.parametrize(("id", "called"), [(None, "2"), ("mine", "2 (mine)")])
    def test_a_refusal_says_which_one_is_wrong(self, view, wrong, named, id, called):
        with pytest.raises(UnknownName) as refused:
            what_if(view, round="r2", supposing=[draft(), draft(id, **wrong)])
        for lang in ("en", "fr"):
            what = refused.value.in_words(lang)[0]
            assert f"upposition {called} " in what
            assert named in what
