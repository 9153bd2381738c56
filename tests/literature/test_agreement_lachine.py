"""The Lachine scenario: ranking and agreement of both rounds, against an independent program.

The sheets are read straight from the script, without any log: what counting alone must give.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from collectif.counting import Profile, agreement, rank
from collectif.values import Scale

SCRIPT = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "lachine.json"

pytestmark = pytest.mark.skipif(
    not SCRIPT.is_file(), reason=f"the Lachine script is not at {SCRIPT}"
)

VIEWS = {
    "r1_as_keyed": ("r1", []),
    "r1_as_published": ("r1", ["e-rect1"]),
    "r2_as_published": ("r2", []),
    "r2_as_corrected": ("r2", ["e-rect2"]),
}
"""Name of the expected results -> round, and the corrections that are applied."""


@cache
def script() -> Any:
    return json.loads(SCRIPT.read_text("utf-8"))


@cache
def profile_of(view: str) -> Profile:
    round_id, corrections = VIEWS[view]
    cells = sheets(round_id)
    for step in script()["steps"]:
        if step["id"] in corrections:
            sheet, option, criterion = step["payload"]["target"].split("/")
            cell = (sheet.removeprefix(f"{round_id}-"), option, criterion)
            assert cell in cells
            cells[cell] = step["payload"]["payload"]["value"]
    return Profile.from_grades(
        cells,
        scale=Scale(min=1, max=5),
        options=script()["proposals"],
        criteria=script()["criteria"],
        weights=script()["weights"],
    )


def sheets(round_id: str) -> dict[tuple[str, str, str], int | str]:
    return {
        (step["payload"]["member_id"], option, criterion): value
        for step in script()["steps"]
        if step["type"] == "submit_sheet" and step["payload"]["round_id"] == round_id
        for option, row in step["payload"]["scores"].items()
        for criterion, value in row.items()
    }


def exact(figures: dict[str, dict[str, str]]) -> dict[str, Fraction]:
    return {name: Fraction(figure["exact"]) for name, figure in figures.items()}


@pytest.mark.parametrize("view", VIEWS)
class TestLachine:
    def test_cells(self, view: str) -> None:
        """As many grades, silences and voters as the script says."""
        profile, expected = profile_of(view), script()["expected"][view]
        assert expected["numeric_cells"] == sum(map(sum, profile.histograms.values()))
        kinds = profile.silences.values()
        silent = sum(n for kind in kinds for name, n in kind.items() if name != "MISSING")
        assert expected["non_numeric_cells"] == silent
        assert expected["voters"] == len(profile.voters)

    def test_ranking(self, view: str) -> None:
        """Every place and every exact score."""
        ranking, expected = rank(profile_of(view)), script()["expected"][view]
        assert [(line["rank"], line["proposal"]) for line in expected["ranking"]] == list(
            ranking.places()
        )
        lines = {line["proposal"]: line["score_0_100"] for line in expected["ranking"]}
        assert exact(lines) == ranking.scores
        assert tuple(expected["leader"]) == ranking.leaders
        assert ranking.incomplete == ()

    def test_agreement(self, view: str) -> None:
        """Overall, by scenario and by criterion."""
        found, expected = agreement(profile_of(view)), script()["expected"][view]["consensus"]
        assert Fraction(expected["overall"]["exact"]) == found.overall
        assert exact(expected["by_proposal"]) == found.by_option
        assert exact(expected["by_criterion"]) == found.by_criterion
        assert found.undefined == ()


def test_cells_of_the_second_round() -> None:
    """Number, mean and agreement of each of the forty cells, as published."""
    view = "r2_as_published"
    profile = profile_of(view)
    levels = agreement(profile).cells
    found = {
        option: {
            criterion: {
                "n": profile.n(option, criterion),
                "mean": str(profile.mean(option, criterion)),
                "C": str(levels[option, criterion]),
            }
            for criterion in profile.criteria
        }
        for option in profile.options
    }
    assert script()["expected"]["r2_cells"] == found
