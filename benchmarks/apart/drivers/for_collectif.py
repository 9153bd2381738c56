"""This module is about our own side, asked by the line like everybody else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from attrs import evolve
from serving import Work, Works, serve

from collectif.counting import (
    Profile,
    duels,
    kendall_w,
    krippendorff_alpha,
    rank,
    reliability,
    spread_of_many,
)

works = Works()


def lines(given: Any) -> Profile:
    """Return linear orders of all options: a higher grade for a higher place."""
    return Profile.from_array(heights(given), scale=(1, given["options"]))


def heights(given: Any) -> Any:
    """Return the same as an array: voters x options."""
    rows = np.array(given["rows"], dtype=np.int64)
    found = np.empty_like(rows)
    np.put_along_axis(found, rows, given["options"] - np.arange(given["options"])[None, :], axis=1)
    return found


def scores(given: Any) -> Any:
    """Return the codes and grades of scores on a scale from 1 to 10, no cell twice."""
    random = np.random.default_rng(given["seed"])
    sizes = (given["voters"], given["options"], given["criteria"])
    cells = random.choice(np.prod(sizes), size=given["scores"], replace=False, shuffle=False)
    return *np.unravel_index(cells, sizes), random.integers(1, 11, size=given["scores"])


def matrix(given: Any) -> Profile:
    """Return what a single judge gives to options on weighted criteria."""
    weights = {f"c{criterion}": weight for criterion, weight in enumerate(given["weights"])}
    rows = np.array([given["rows"]], dtype=np.int64)
    return Profile.from_array(rows, scale=tuple(given["scale"]), weights=weights)


def many(given: Any, columns: Any) -> Profile:
    """Return the profile of many scores."""
    sizes = {"voters": given["voters"], "options": given["options"], "criteria": given["criteria"]}
    return Profile.from_columns(*columns, scale=(1, 10), **sizes)


def _ranked(read: Any, rule: str, **how: Any) -> Work:
    """A profile that was counted before remembers its duels, as a peer's keeps its margins."""

    def work(given: Any) -> Any:
        profile = read(given)
        return lambda: {"winners": rank(profile, rule, **how).leaders}

    return work


def _from_ballots(rule: str) -> Work:
    """The same with the profile, from an array on."""

    def work(given: Any) -> Any:
        rows, scale = heights(given), (1, given["options"])
        return lambda: rank(Profile.from_array(rows, scale=scale), rule).leaders

    return work


for _rule in ("borda", "copeland", "kemeny", "ranked-pairs", "schulze"):
    works[_rule.replace("-", "_")] = _ranked(lines, _rule)
    works[f"{_rule.replace('-', '_')}_from_ballots"] = _from_ballots(_rule)
works["weighted_sum"] = _ranked(matrix, "weighted-mean", min_scores_per_cell=1)


def _of_many(count: Any) -> Work:
    """From columns of codes to the figures."""

    def work(given: Any) -> Any:
        columns = scores(given)
        return lambda: count(many(given, columns))

    return work


def _of_read(count: Any) -> Work:
    """From a profile of many scores that is read, and of which nothing was counted yet."""

    def work(given: Any) -> Any:
        profile = many(given, scores(given))
        return lambda: count(evolve(profile))

    return work


works["means_of_profile"] = _of_read(lambda profile: rank(profile, "weighted-mean").leaders)
works["medians_of_profile"] = _of_read(lambda profile: rank(profile, "median").leaders)
works["means_of_many"] = _of_many(lambda profile: rank(profile, "weighted-mean").leaders)
works["medians_of_many"] = _of_many(lambda profile: rank(profile, "median").leaders)


@works
def duels_of_profile(given: Any) -> Any:
    """The votes of all pairs, of a profile of which nothing was counted yet."""
    profile = lines(given)
    return lambda: duels(evolve(profile))


@works
def duels_of_array(given: Any) -> Any:
    """The votes of all pairs, from an array of places on."""
    rows, scale = heights(given), (1, given["options"])
    return lambda: duels(Profile.from_array(rows, scale=scale)).above


@works
def agreement_of_many(given: Any) -> Any:
    """The indices of agreement of each option on each criterion, from histograms on."""
    counts = np.array(list(many(given, scores(given)).histograms.values()))
    return lambda: spread_of_many(counts)


@works
def alpha(given: Any) -> Any:
    """Krippendorff's alpha of raters x units, from an array with gaps on."""
    gap = given["scale"][0] - 1
    rows = np.array([[gap if x is None else x for x in row] for row in given["ratings"]])

    def found() -> Any:
        room = Profile.from_array(rows, scale=tuple(given["scale"]), silent={gap: "MISSING"})
        return reliability(room).alpha

    return found


@works
def alpha_of_counts(given: Any) -> Any:
    """The same, from how many raters gave each value on each unit."""
    low, high = given["scale"]
    columns = [Counter(column) for column in zip(*given["ratings"], strict=True)]
    counts = [[column[value] for value in range(low, high + 1)] for column in columns]
    return lambda: krippendorff_alpha(counts)


def _spending(given: Any) -> tuple[list[list[str]], dict[str, Any]]:
    names = [f"p{project}" for project in range(len(given["costs"]))]
    costs = dict(zip(names, given["costs"], strict=True))
    ballots = [[names[project] for project in row] for row in given["ballots"]]
    return ballots, {"budget": given["budget"], "costs": costs, "utility": "cost", "order": names}


@works
def equal_shares(given: Any) -> Any:
    """Equal shares of a budget, of approvals that are read and grouped."""
    ballots, how = _spending(given)
    profile = Profile.from_approvals(ballots, options=how["order"])
    return lambda: rank(profile, "equal-shares", **how).leaders


@works
def equal_shares_from_ballots(given: Any) -> Any:
    """The same, from lists of what is approved on."""
    ballots, how = _spending(given)
    return lambda: (
        rank(Profile.from_approvals(ballots, options=how["order"]), "equal-shares", **how).leaders
    )


@works
def concordance(given: Any) -> Any:
    """Kendall's W of all voters."""
    profile = lines(given)
    return lambda: {"value": kendall_w(evolve(profile)).value}


if __name__ == "__main__":
    serve("collectif", works)
