"""Whole published results, counted again from the ballots and marks beside them.

Figure skating: BuzzFeed News, 2018-02-figure-skating-analysis, CC BY 4.0. Snapshot: Z. Zukowski,
Tokenomics-As-Institutional_Design, CC BY 4.0, wallet addresses hashed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from collectif.counting import Profile, Verdict, majority, rounded, shares, trimmed_mean, whole
from collectif.counting.deciding.motions import Count

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SKATING, UNISWAP = DATA / "skating_one_segment", DATA / "snapshot_uni"

needs_skating = pytest.mark.skipif(
    not SKATING.is_dir(), reason=f"the skating segment is not at {SKATING}"
)
needs_uniswap = pytest.mark.skipif(
    not UNISWAP.is_dir(), reason=f"the Snapshot ballots are not at {UNISWAP}"
)
CENT = Fraction(1, 100)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def panel() -> tuple[Profile, dict[tuple[str, str], dict[str, str]]]:
    """Return the component marks in hundredths of a point, and what the sheet says of each."""
    aspects = table(SKATING / "judged-aspects.csv")
    of = {row["aspect_id"]: row for row in aspects if row["section"] == "components"}
    grades = []
    for row in table(SKATING / "judge-scores.csv"):
        if row["aspect_id"] in of:
            aspect = of[row["aspect_id"]]
            mark = int(100 * Fraction(row["score"]))
            grades.append((row["judge"], aspect["performance_id"], aspect["aspect_desc"], mark))
    printed = {(row["performance_id"], row["aspect_desc"]): row for row in of.values()}
    return Profile.from_grades(grades, scale=(25, 1000)), printed


@needs_skating
class TestLadiesFreeSkating:
    """Grand Prix Final 2017: nine judges, of whom the highest and lowest mark are left out.

    ISU Special Regulations, Single & Pair Skating, Rule 353: the trimmed mean of each component is
    rounded to two decimals; of seven marks in quarter points none lies half way.
    """

    def test_scores_of_the_panel(self) -> None:
        """All thirty component scores are those on the sheet."""
        profile, printed = panel()
        found = trimmed_mean(profile, trim=1, round_to=1).behind["rounded"]
        assert isinstance(found, dict)
        assert {pair: Fraction(row["scores_of_panel"]) for pair, row in printed.items()} == {
            pair: mean * CENT for pair, mean in found.items()
        }
        assert len(found) == 30

    def test_component_totals(self) -> None:
        """Each component times its factor is rounded to two decimals, and these are added."""
        profile, printed = panel()
        found = trimmed_mean(profile, round_to=1).behind["rounded"]
        assert isinstance(found, dict)
        totals = dict.fromkeys(profile.options, Fraction(0))
        for pair, mean in found.items():
            factor = Fraction(printed[pair]["factor"])
            totals[pair[0]] += rounded(factor * mean * CENT, CENT)
        assert totals == {
            row["performance_id"]: Fraction(row["total_component_score"])
            for row in table(SKATING / "performances.csv")
        }

    def test_order_by_components(self) -> None:
        """The order by exact scores is that of the printed component totals."""
        profile, _ = panel()
        printed = {
            row["performance_id"]: Fraction(row["total_component_score"])
            for row in table(SKATING / "performances.csv")
        }
        falling = sorted(printed, key=printed.__getitem__, reverse=True)
        assert tuple((who,) for who in falling) == trimmed_mean(profile, round_to=1).tiers

    def test_totals_and_ranks(self) -> None:
        """Elements and components less deductions are the totals, and the ranks follow."""
        rows = table(SKATING / "performances.csv")
        totals = {r["performance_id"]: Fraction(r["total_segment_score"]) for r in rows}
        for row in rows:
            parts = [Fraction(row[f"total_{part}_score"]) for part in ("element", "component")]
            assert sum(parts) - Fraction(row["total_deductions"]) == totals[row["performance_id"]]
        falling = sorted(totals, key=totals.__getitem__, reverse=True)
        assert falling == [r["performance_id"] for r in sorted(rows, key=lambda r: int(r["rank"]))]


def proposals() -> list[dict[str, str]]:
    return table(UNISWAP / "proposals.csv") if UNISWAP.is_dir() else []


def ballots() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for row in table(UNISWAP / "votes.csv"):
        found[row["proposal_id"]].append(row)
    return found


GRADES: dict[str, int | str] = {"1": 1, "2": 0, "3": "ABSTAIN"}
"""The choices of a basic vote on Snapshot: for, against, abstain."""


def counted(rows: list[dict[str, str]]) -> tuple[Profile, int]:
    """Return ballots with voting power as whole voices, and by how much it was multiplied."""
    power = {row["voter"]: Fraction(row["voting_power"]) for row in rows}
    times = max(p.denominator for p in power.values())
    while any((p * times).denominator > 1 for p in power.values()):
        times *= 10
    voices = {voter: int(p * times) for voter, p in power.items() if p}
    cells = [(r["voter"], "motion", GRADES[r["choice"]]) for r in rows if r["voter"] in voices]
    return Profile.from_grades(cells, scale=(0, 1), voices=voices), times


@needs_uniswap
@pytest.mark.parametrize("proposal", proposals(), ids=lambda row: row["title"][:30])
class TestUniswapOnSnapshot:
    """Five proposals of 2025, each with a quorum of ten million of voting power."""

    def test_votes_scores_quorum_and_share(self, proposal: dict[str, str]) -> None:
        """The number of ballots, the total, the largest share to 0.1 %, and the quorum."""
        rows = ballots()[proposal["proposal_id"]]
        profile, times = counted(rows)
        quorum = int(proposal["quorum"]) * times
        ranking = majority(profile, base="YNA", quorum=quorum, quorum_of="YNA")
        verdict, count = ranking.verdicts, ranking.behind["counts"]
        assert isinstance(verdict, dict)
        assert isinstance(count, dict)
        found, said = verdict["motion"], count["motion"]
        assert isinstance(found, Verdict)
        assert isinstance(said, Count)
        assert len(rows) == int(proposal["votes"])
        total = whole(said, "YNA")
        assert total is not None
        assert abs(Fraction(total, times) - Fraction(proposal["scores_total"])) < CENT
        largest = max(one.fraction or Fraction(0) for one in shares(said, "YNA").values())
        tenth = rounded(100 * largest, Fraction(1, 10))
        assert Fraction(proposal["top_choice_pct"]) == tenth
        assert found.turnout is not None
        assert found.turnout.reached is (total >= quorum)
