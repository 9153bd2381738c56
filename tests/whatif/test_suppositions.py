"""Files of suppositions: scripts and lines say the same, and the log keeps its bytes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from collectif.cli import main
from collectif.demo import record_evening
from collectif.errors import InvalidInput
from collectif.exchange.suppositions import read_suppositions

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
