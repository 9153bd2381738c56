"""This module is about votekit, asked by the line."""

from __future__ import annotations

from typing import Any

from serving import Work, Works, serve
from votekit.ballot import RankBallot
from votekit.elections import Borda, RankedPairs, Schulze
from votekit.graphs import pairwise_dict
from votekit.pref_profile import RankProfile

works = Works()

ELECTIONS = {"borda": Borda, "ranked_pairs": RankedPairs, "schulze": Schulze}


def read(given: Any) -> RankProfile:
    """Return linear orders of all options."""
    ballots = [RankBallot(ranking=[{f"o{o}"} for o in row]) for row in given["rows"]]
    return RankProfile(ballots=ballots, candidates=[f"o{o}" for o in range(given["options"])])


def _elected(election: Any, profile: RankProfile) -> Any:
    elected = election(profile, n_seats=1, tiebreak="lexicographic").get_elected()
    return {"winners": sorted(int(o[1:]) for seat in elected for o in seat)}


def _election(election: Any) -> Work:
    def work(given: Any) -> Any:
        profile = read(given)
        return lambda: _elected(election, profile)

    return work


def _from_ballots(election: Any) -> Work:
    """The same with the profile."""
    return lambda given: lambda: _elected(election, read(given))


works.update({name: _election(election) for name, election in ELECTIONS.items()})
works.update({f"{name}_from_ballots": _from_ballots(one) for name, one in ELECTIONS.items()})


@works
def duels(given: Any) -> Any:
    """The votes of all pairs, from ballots on."""
    return lambda: _told(read(given))


@works
def duels_of_profile(given: Any) -> Any:
    """The votes of all pairs of a profile that is there."""
    profile = read(given)
    return lambda: _told(profile)


def _told(profile: RankProfile) -> Any:
    return {f"{a} {b}": votes for (a, b), votes in pairwise_dict(profile).items()}


if __name__ == "__main__":
    serve("votekit", works)
