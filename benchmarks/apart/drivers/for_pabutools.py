"""This module is about pabutools, asked by the line."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pabutools.election import (
    ApprovalMultiProfile,
    Cardinality_Sat,
    Cost_Sat,
    FrozenApprovalBallot,
    Instance,
    Project,
)
from pabutools.rules import (
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from serving import Work, Works, serve


def read(given: Any) -> tuple[Instance, ApprovalMultiProfile]:
    """Return projects with what they cost, and the ballots grouped by their content."""
    projects = [Project(f"{i:04}", cost) for i, cost in enumerate(given["costs"])]
    instance = Instance(projects, budget_limit=given["budget"])
    profile = ApprovalMultiProfile(instance=instance)
    for ballot, n in Counter(tuple(sorted(set(row))) for row in given["ballots"]).items():
        profile[FrozenApprovalBallot(projects[i] for i in ballot)] = n
    return instance, profile


def _work(rule: Any, *, every: bool, **how: Any) -> Work:
    def work(given: Any) -> Any:
        instance, profile = read(given)

        def found() -> Any:
            chosen = rule(instance, profile, resoluteness=not every, **how)
            sets = chosen if every else [chosen]
            return {"outcomes": sorted({tuple(sorted(int(p.name) for p in s)) for s in sets})}

        return found

    return work


def equal_shares_cost_one_from_ballots(given: Any) -> Any:
    """Equal shares of a budget, from lists of what is approved on."""

    def found() -> Any:
        instance, profile = read(given)
        chosen = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, resoluteness=True)
        return {"outcomes": [sorted(int(project.name) for project in chosen)]}

    return found


def _works() -> Works:
    works = Works()
    works(equal_shares_cost_one_from_ballots)
    satisfactions = {"cardinality": Cardinality_Sat, "cost": Cost_Sat}
    for every in (True, False):
        which = "every" if every else "one"
        for name, satisfaction in satisfactions.items():
            ways = {"equal_shares": method_of_equal_shares, "greedy": greedy_utilitarian_welfare}
            for rule, counted in ways.items():
                works[f"{rule}_{name}_{which}"] = _work(
                    counted, every=every, sat_class=satisfaction
                )
            add_one = {"sat_class": satisfaction, "voter_budget_increment": 1}
            works[f"equal_shares_{name}_add_one_{which}"] = _work(
                method_of_equal_shares, every=every, **add_one
            )
        works[f"sequential_phragmen_{which}"] = _work(sequential_phragmen, every=every)
    return works


if __name__ == "__main__":
    serve("pabutools", _works())
