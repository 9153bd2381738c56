"""This module is about comparing what spends a budget, or fills seats, fairly or greedily."""

from __future__ import annotations

from typing import Any

from answers import Answer, Ours
from collectif.counting import Profile, rank
from comparing import Comparison, Difference
from questions import Question, approvals, budgets


def spending(rule: str, *, in_order: bool = False, **how: object) -> Ours:
    """Return the way to every set of projects that a rule may choose within the budget.

    With `in_order`, the project of the lower number goes first in a tie, and one set is left.
    """

    def answered(asked: Question) -> Answer:
        names = [str(project) for project in range(len(asked["costs"]))]
        costs = dict(zip(names, asked["costs"], strict=True))
        room = Profile.from_approvals(
            [list(map(str, row)) for row in asked["ballots"]], options=names
        )
        order = {"order": names} if in_order else {}
        found = rank(room, rule, budget=asked["budget"], costs=costs, **order, **how)
        return _outcomes(found)

    return answered


def seating(rule: str, **how: object) -> Ours:
    """Return the way to every set of options that a rule may seat."""

    def answered(asked: Question) -> Answer:
        names = [str(option) for option in range(asked["options"])]
        room = Profile.from_approvals(
            [list(map(str, row)) for row in asked["ballots"]], options=names
        )
        return _outcomes(rank(room, rule, budget=asked["seats"], **how))

    return answered


def filled_up(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether their sets are ours once what nobody supports is taken out of them."""
    supported = {option for row in asked["ballots"] for option in row}
    everyone = set(range(asked["options"] if "options" in asked else len(asked["costs"])))
    sets = {tuple(o for o in one if o in supported) for one in theirs.get("outcomes", ())}
    return supported < everyone and sorted(map(list, sets)) == ours["outcomes"]


def ends_at_a_tie(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether theirs are some of ours, and those left out buy more than one of them."""
    known = [set(one) for one in theirs.get("outcomes", ())]
    left = [set(one) for one in ours["outcomes"] if set(one) not in known]
    among = all(sorted(one) in ours["outcomes"] for one in known)
    return among and bool(known) and all(any(less < more for less in known) for more in left)


FILLED_UP = Difference(
    reason="it also takes what nobody supports, while there is room; ours leaves the rest unspent",
    supported="both",
    source="Lackner and Skowron 2023 want k members; nothing wants a budget spent",
    explains=filled_up,
)
ENDS_AT_A_TIE = Difference(
    reason="it ends where any of the projects that are next together does not fit; ours follows "
    "each of them, and ends where it is that one",
    supported="both",
    source="Peters, Pierczyński and Skowron 2021 leave ties open",
    explains=ends_at_a_tie,
)

UTILITIES = ("cost", "cardinality")

COMPARISONS: tuple[Comparison, ...] = (
    *(
        Comparison(
            peer="pabutools",
            work=f"equal_shares_{utility}_every",
            what=f"equal shares by {utility}, every tied outcome",
            question=budgets,
            ours=spending("equal-shares", utility=utility),
        )
        for utility in UTILITIES
    ),
    *(
        Comparison(
            peer="pabutools",
            work=f"equal_shares_{utility}_add_one_one",
            what=f"equal shares by {utility}, raised until exhaustive, ties in order",
            question=budgets,
            ours=spending(
                "equal-shares",
                in_order=True,
                utility=utility,
                completion="add_one_until_exhaustive",
            ),
        )
        for utility in UTILITIES
    ),
    Comparison(
        peer="pabutools",
        work="greedy_cost_every",
        what="greedy by votes, every tied outcome",
        question=budgets,
        ours=spending("greedy-budget", by="votes"),
        differences=(FILLED_UP,),
    ),
    Comparison(
        peer="pabutools",
        work="greedy_cardinality_every",
        what="greedy by votes per cost, every tied outcome",
        question=budgets,
        ours=spending("greedy-budget", by="votes_per_cost"),
        differences=(FILLED_UP,),
    ),
    Comparison(
        peer="abcvoting",
        work="equal_shares_alone",
        what="equal shares of seats, every tied outcome",
        question=approvals,
        ours=seating("equal-shares", utility="cardinality"),
    ),
    Comparison(
        peer="abcvoting",
        work="approval",
        what="approval as a greedy budget of seats",
        question=approvals,
        ours=seating("greedy-budget"),
        differences=(FILLED_UP,),
    ),
    Comparison(
        peer="abcvoting",
        work="sequential_phragmen",
        what="Phragmén's sequential rule, every tied outcome",
        question=approvals,
        ours=seating("sequential-phragmen"),
        differences=(FILLED_UP,),
    ),
    Comparison(
        peer="abcvoting",
        work="proportional_approval",
        what="proportional approval, every best set",
        question=approvals,
        ours=seating("proportional-approval"),
        differences=(FILLED_UP,),
    ),
    Comparison(
        peer="pabutools",
        work="sequential_phragmen_every",
        what="Phragmén's sequential rule with costs, every tied outcome",
        question=budgets,
        ours=spending("sequential-phragmen"),
        differences=(FILLED_UP, ENDS_AT_A_TIE),
    ),
)


def _approving(asked: Question, names: list[str]) -> Profile:
    return Profile.from_approvals([list(map(str, row)) for row in asked["ballots"]], options=names)


def _outcomes(found: Any) -> Answer:
    """Return every outcome; where no tie decides there is one, which is what is chosen."""
    if found.outcomes is None:
        return {"outcomes": None}
    outcomes = found.outcomes or (found.chosen,)
    return {"outcomes": sorted(sorted(map(int, one)) for one in outcomes)}
