"""Real elections, counted anew from their ballots: the published results come out.

- Kubernetes Steering Committee 2023 and 2024: kubernetes/community, elections/steering, Apache-2.0,
  The Kubernetes Authors. Counted there by Schulze's method with Elekto, which reads "No opinion" as
  a candidate that is left off the ballot and compared with none.
- Debian Project Leader 2020: the public tally sheet, vote.debian.org/~secretary/leader2020, and
  www.debian.org/vote/2020/vote_001. Debian's constitution, A.6, puts options without a rank last.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from collectif.counting import Profile, duels, rank, smith_set

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CONDORCET = ("schulze", "ranked-pairs", "kemeny", "copeland", "smith")


def kubernetes(year: int) -> tuple[Profile, list[str]]:
    """Return the ballots, and the candidates in the order of the published result."""
    folder = DATA / f"kubernetes_steering_{year}"
    if not folder.is_dir():
        pytest.skip(f"the ballots are not at {folder}")
    with (folder / "ballots.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = [
        (f"v{number:03}", candidate, int(rank))
        for number, row in enumerate(rows, start=1)
        for candidate, rank in row.items()
        if rank != "No opinion"
    ]
    voters = [f"v{number:03}" for number, _ in enumerate(rows, start=1)]
    published = re.findall(
        r"^[0-9]+\. \[.*\]\(https://github\.com/(.*)\)$",
        (folder / "results.md").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    return Profile.from_rankings(places, options=list(rows[0]), voters=voters), published


class TestKubernetes:
    @pytest.mark.parametrize(("year", "voters", "candidates"), [(2023, 209, 11), (2024, 233, 7)])
    def test_published_ranking(self, year: int, voters: int, candidates: int) -> None:
        """The order of all candidates, by Schulze's method with "No opinion" left out."""
        profile, published = kubernetes(year)
        assert (len(profile.voters), len(profile.options)) == (voters, candidates)
        ranking = rank(profile, "schulze", unranked="incomparable")
        assert [list(tier) for tier in ranking.tiers] == [[name] for name in published]

    @pytest.mark.parametrize("year", [2023, 2024])
    def test_winner_wins_every_duel(self, year: int) -> None:
        """So all rules that elect a Condorcet winner agree on the first seat."""
        profile, published = kubernetes(year)
        assert duels(profile, unranked="incomparable").condorcet_winner == published[0]
        for name in CONDORCET:
            assert rank(profile, name, unranked="incomparable").leaders == (published[0],)


CANDIDATES = ("Jonathan Carter", "Sruthi Chandran", "Brian Gupta", "None Of The Above")


@pytest.fixture
def debian() -> Profile:
    sheet = DATA / "debian_dpl_2020" / "leader2020_tally.txt"
    if not sheet.is_file():
        pytest.skip(f"the tally sheet is not at {sheet}")
    ballots = re.findall(r"^V: ([-1-9]{4})", sheet.read_text(encoding="utf-8"), re.MULTILINE)
    places = [
        (f"v{number:03}", candidate, int(place))
        for number, ballot in enumerate(ballots, start=1)
        for candidate, place in zip(CANDIDATES, ballot, strict=True)
        if place != "-"
    ]
    voters = [f"v{number:03}" for number, _ in enumerate(ballots, start=1)]
    return Profile.from_rankings(places, options=CANDIDATES, voters=voters)


class TestDebian:
    def test_published_outcome(self, debian: Profile) -> None:
        """339 ballots; Jonathan Carter wins, by every rule that is asked."""
        assert len(debian.voters) == 339
        assert smith_set(duels(debian)) == ("Jonathan Carter",)
        for name in (*CONDORCET, "instant-runoff", "plurality"):
            assert rank(debian, name).leaders == ("Jonathan Carter",)

    @pytest.mark.parametrize(
        ("candidate", "votes", "against"),
        [("Jonathan Carter", 301, 34), ("Sruthi Chandran", 244, 76), ("Brian Gupta", 194, 125)],
    )
    def test_published_duels_with_the_default(
        self, debian: Profile, candidate: str, votes: int, against: int
    ) -> None:
        """As the page on the vote says under "Quorum" and "Majority": 8.853 (301/34) and so on.

        Quorum: more than 3/2 of the square root of 1,011 developers, 47.69; majority: more votes
        than the default option has (constitution 4.2 and A.6).
        """
        found = duels(debian)
        assert found.votes(candidate, "None Of The Above") == votes
        assert found.votes("None Of The Above", candidate) == against
        assert 4 * votes**2 > 9 * 1011
        assert votes > against
