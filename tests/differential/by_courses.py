"""This module is about comparing the rules that search: Kemeny's best orders, and elimination."""

from __future__ import annotations

from answers import Answer, numbers, ordered, winners_by_rule
from collectif.counting import rank
from comparing import Comparison, Difference
from questions import Question, few_orders, odd_orders, strict_orders


def best_orders(asked: Question) -> Answer:
    """Return who heads a best order, and how many times voters are contradicted by it."""
    found = rank(ordered(asked), "kemeny")
    return {"winners": numbers(found.leaders), "distance": found.behind["disagreements"]}


def heads(asked: Question, answer: Answer) -> Answer:
    """Return the same of the peer's best orders."""
    if "orders" not in answer:
        return answer
    return {
        "winners": sorted({order[0] for order in answer["orders"]}),
        "distance": answer["distance"],
    }


def refuses_ties(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether it declines to answer, and there are several best orders."""
    places = rank(ordered(asked), "kemeny").behind["places"].values()
    return "NotImplementedError" in theirs.get("failed", "") and any(a != b for a, b in places)


def refuses_tied_elimination(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether it declines to answer, and in some stage several options have the fewest votes."""
    stages = rank(ordered(asked), "instant-runoff").behind["stages"]
    tied = any(len(stage.leaving) > 1 for stage in stages)
    return tied and "tie in STV elimination" in theirs.get("failed", "")


NO_TIED_ELIMINATION = Difference(
    reason="it does not answer where several options have the fewest votes",
    supported="ours",
    source="Conitzer, Rognlie and Xia 2009: whoever wins some course of eliminations may win",
    explains=refuses_tied_elimination,
)
NO_TIES = Difference(
    reason="it does not answer where there are several best orders",
    supported="ours",
    source="Kemeny 1959: the best orders are all orders at the least distance",
    explains=refuses_ties,
)
COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        peer="pref_voting",
        work="kemeny",
        what="Kemeny's best orders on linear orders",
        question=odd_orders,
        ours=best_orders,
        theirs=heads,
    ),
    Comparison(
        peer="pref_voting",
        work="kemeny",
        what="Kemeny's best orders, some duels tied",
        question=few_orders,
        ours=best_orders,
        theirs=heads,
        one_in=4,
    ),
    Comparison(
        peer="votelib",
        work="kemeny",
        what="Kemeny's rule",
        question=odd_orders,
        ours=winners_by_rule("kemeny", ordered),
        differences=(NO_TIES,),
    ),
    Comparison(
        peer="pref_voting",
        work="instant_runoff_put",
        what="instant runoff, every course",
        question=strict_orders,
        ours=winners_by_rule("instant-runoff", ordered),
    ),
    Comparison(
        peer="pref_voting",
        work="instant_runoff",
        what="instant runoff, the fewest leave together",
        question=strict_orders,
        ours=winners_by_rule("instant-runoff", ordered, eliminate="together"),
    ),
    Comparison(
        peer="votelib",
        work="instant_runoff",
        what="instant runoff",
        question=odd_orders,
        ours=winners_by_rule("instant-runoff", ordered),
        differences=(NO_TIED_ELIMINATION,),
    ),
    Comparison(
        peer="pref_voting",
        work="plurality",
        what="plurality",
        question=strict_orders,
        ours=winners_by_rule("plurality", ordered),
    ),
)
