"""What the rules of the game do to scores is told beside the ranking, and only where they do."""

from __future__ import annotations

import pytest

from collectif.ids import CriterionId
from collectif.testing.given import given
from collectif.testing.room import OPENED, chartered, closed, round_opened, scored, weighted
from collectif.values import Charter

CHARTER = Charter(
    tie_break=(CriterionId("levier"),),
    gate={CriterionId("priorite"): "3/1"},
    missing="EXCLUDE_MEMBER",
    min_scores_per_cell=1,
)
SCORES = [
    *(("jeune", "s1", c, x) for c, x in (("priorite", 2), ("levier", 5))),
    *(("jeune", "s2", c, x) for c, x in (("priorite", 3), ("levier", 2))),
    *(("jeune", "s3", c, x) for c, x in (("priorite", 1), ("levier", 1))),
    ("alim", "s2", "priorite", 4),
]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "rules.db"
    acts = (*OPENED, chartered(CHARTER), weighted, round_opened())
    told = (*acts, *(scored(*row) for row in SCORES), closed())
    given(*told, url=str(path)).collective.close()
    return path


def test_json_tells_what_the_rules_did(cli, log):
    (shown,) = cli("replay", log, "--format", "json").json["rounds"]
    assert [one["place"] for one in shown["ranking"]] == [1, 1, 3]
    assert shown["tie_break"] == {
        "by": "levier",
        "ranking": [
            {"place": 1, "proposal": "s1"},
            {"place": 2, "proposal": "s2"},
            {"place": 3, "proposal": "s3"},
        ],
    }
    assert shown["below_gate"] == {"s1": ["priorite"], "s3": ["priorite"]}
    assert shown["left_out"] == ["alim"]


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                "with ties broken by levier: 1. s1, 2. s2, 3. s3",
                "below a gate of the charter: s1 (priorite); s3 (priorite)",
                "left out by the charter, with all their scores: alim",
            ],
        ),
        (
            "fr",
            [
                "égalités tranchées par levier\N{NO-BREAK SPACE}: 1. s1, 2. s2, 3. s3",
                "sous un seuil des règles du jeu\N{NO-BREAK SPACE}: s1 (priorite); s3 (priorite)",
                "écartés par les règles du jeu, avec toutes leurs cotes\N{NO-BREAK SPACE}: alim",
            ],
        ),
    ],
)
def test_text_tells_what_the_rules_did(cli, log, lang, lines):
    said = [line.strip() for line in cli("replay", log, "--lang", lang).lines]
    assert set(lines) <= set(said)


def test_a_rule_that_needs_colleges_is_refused_where_there_are_none(cli, log):
    said = cli("replay", log, "--rule", "college-mean")
    assert said.status == 2
    assert "was not told" in said.err
