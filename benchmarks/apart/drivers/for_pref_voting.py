"""This module is about pref_voting, asked by the line."""

from __future__ import annotations

from typing import Any

from pref_voting.c1_methods import condorcet, copeland, gocha, top_cycle
from pref_voting.grade_methods import (
    approval,
    greatest_median,
    majority_judgement,
    score_voting,
    star,
    tiebreaker_diff,
    tiebreaker_normalized_difference,
    tiebreaker_relative_shares,
)
from pref_voting.grade_profiles import GradeProfile
from pref_voting.iterative_methods import instant_runoff, instant_runoff_put
from pref_voting.margin_based_methods import beat_path, ranked_pairs
from pref_voting.other_methods import kemeny_young, kemeny_young_rankings
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.scoring_methods import (
    borda,
    borda_for_profile_with_ties,
    plurality,
    symmetric_borda_scores,
)
from serving import Work, Works, serve

works = Works()

STRICT = {
    "beat_path": beat_path,
    "condorcet": condorcet,
    "copeland": copeland,
    "instant_runoff": instant_runoff,
    "instant_runoff_put": instant_runoff_put,
    "plurality": plurality,
    "ranked_pairs": ranked_pairs,
}
GRADED = {"approval": approval, "majority_judgement": majority_judgement, "star": star}
GAUGES = {
    "typical": tiebreaker_diff,
    "central": tiebreaker_relative_shares,
    "usual": tiebreaker_normalized_difference,
}
WAYS = {"mean": "mean", "score_voting": "sum", "lower_median": "median"}


def strict(given: Any) -> Profile:
    """Return linear orders of all options, from orders or lines."""
    if "rows" in given:
        return Profile(given["rows"])
    rows = [[option for (option,) in tiers] for _, tiers in given["ballots"]]
    return Profile(rows, [n for n, _ in given["ballots"]])


def weak(given: Any, *, last: bool = True) -> ProfileWithTies:
    """Return orders with ties; what is not ranked stands last, or is compared with nothing."""
    rows = [
        {option: place for place, tier in enumerate(tiers, start=1) for option in tier}
        for _, tiers in given["ballots"]
    ]
    counts = [n for n, _ in given["ballots"]]
    profile = ProfileWithTies(rows, counts, candidates=list(range(given["options"])))
    if last:
        profile.use_extended_strict_preference()
    return profile


def graded(given: Any) -> GradeProfile:
    """Return grades; an option that a voter is silent on is not graded by that voter."""
    low, high = given["scale"]
    rows = [{o: g for o, g in enumerate(row) if g is not None} for row in given["ballots"]]
    return GradeProfile(rows, list(range(low, high + 1)), candidates=list(range(given["options"])))


def _scored(rule: Any, profile: Any, scores: dict[int, Any]) -> Any:
    return {"winners": rule(profile), "scores": [scores[c] for c in profile.candidates]}


def _strict(rule: Any) -> Work:
    def work(given: Any) -> Any:
        profile = strict(given)
        return lambda: {"winners": rule(profile)}

    return work


def _beat_path(*, winning_votes: bool) -> Work:
    def work(given: Any) -> Any:
        profile = weak(given)
        strength = profile.support if winning_votes else profile.margin
        return lambda: {"winners": beat_path(profile, strength_function=strength)}

    return work


def _graded(rule: Any, **how: Any) -> Work:
    def work(given: Any) -> Any:
        profile = graded(given)
        return lambda: {"winners": rule(profile, **how)}

    return work


works.update({name: _strict(rule) for name, rule in STRICT.items()})
works["beat_path_margins"] = _beat_path(winning_votes=False)
works["beat_path_winning_votes"] = _beat_path(winning_votes=True)
works.update({name: _graded(rule) for name, rule in GRADED.items()})
works.update({name: _graded(greatest_median, tb_func=one) for name, one in GAUGES.items()})
works.update({name: _graded(score_voting, evaluation_method=way) for name, way in WAYS.items()})


@works
def borda_scores(given: Any) -> Any:
    """Borda's winners and points."""
    profile = strict(given)
    return lambda: _scored(borda, profile, profile.borda_scores())


@works
def copeland_scores(given: Any) -> Any:
    """Copeland's winners, and wins minus losses; ties of options are allowed in ballots."""
    profile = weak(given)
    return lambda: _scored(copeland, profile, profile.copeland_scores())


@works
def weak_borda_scores(given: Any) -> Any:
    """Symmetric Borda: options below minus options above, ties allowed in ballots."""
    profile = weak(given)
    return lambda: _scored(borda_for_profile_with_ties, profile, symmetric_borda_scores(profile))


@works
def weak_duels(given: Any) -> Any:
    """The margins of all pairs, an option that is not ranked last."""
    return lambda: {"margins": weak(given).margin_matrix}


@works
def incomparable_duels(given: Any) -> Any:
    """The margins of all pairs, an option that is not ranked compared with nothing."""
    return lambda: {"margins": weak(given, last=False).margin_matrix}


@works
def weak_sets(given: Any) -> Any:
    """Smith's and Schwartz's set, ties allowed in ballots."""
    profile = weak(given)
    return lambda: {"smith": top_cycle(profile), "schwartz": gocha(profile)}


def _from_ballots(rule: Any) -> Work:
    """The same with the profile, which counts the margins as it is made."""
    return lambda given: lambda: {"winners": rule(strict(given))}


works["copeland_from_ballots"] = _from_ballots(copeland)
works["beat_path_from_ballots"] = _from_ballots(beat_path)


@works
def kemeny_winners(given: Any) -> Any:
    """Who heads a best order, from margins."""
    profile = strict(given)
    return lambda: {"winners": kemeny_young(profile)}


@works
def kemeny(given: Any) -> Any:
    """Every best order of all options, and how far it is from the ballots."""
    profile = strict(given)

    def found() -> Any:
        orders, distance = kemeny_young_rankings(profile)
        return {"orders": sorted(map(list, orders)), "distance": int(distance)}

    return found


@works
def duels(given: Any) -> Any:
    """The margins of all pairs, from ballots on: the peer counts them with its profile."""
    return lambda: {"margins": strict(given).margin_matrix}


if __name__ == "__main__":
    serve("pref_voting", works)
