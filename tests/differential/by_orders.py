"""This module is about comparing what is counted from orders: Borda's points, and duels."""

from __future__ import annotations

from fractions import Fraction

from answers import Answer, by_rule, condorcet, ordered, pairwise
from comparing import Comparison, Difference
from questions import (
    Question,
    strict_orders,
    truncated_orders,
    weak_orders,
)

FLOOR = {"min_scores_per_cell": 1}


def borda_share(asked: Question, answer: Answer) -> Answer:
    """Return Borda's points as a share of those that an option could get at most, times 100."""
    most = (asked["options"] - 1) * sum(n for n, _ in asked["ballots"])
    return answer | {"scores": [Fraction(100 * points, most) for points in answer["scores"]]}


def symmetric_share(asked: Question, answer: Answer) -> Answer:
    """Return options below minus options above as the same share."""
    others, voters = asked["options"] - 1, sum(n for n, _ in asked["ballots"])
    scores = [50 + Fraction(50 * points, others * voters) for points in answer["scores"]]
    return answer | {"scores": scores}


def alone(asked: Question, answer: Answer) -> Answer:
    """Return a winner that is alone; the peer names everybody where nobody wins."""
    return {"winners": answer["winners"] if len(answer["winners"]) == 1 else []}


def without_unranked(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether their votes are ours but for options that no ballot ranks, which they do not know."""
    known = {o for _, tiers in asked["ballots"] for tier in tiers for o in tier}
    left = [[n if b in known else 0 for b, n in enumerate(row)] for row in ours["above"]]
    return len(known) < asked["options"] and theirs == {"above": left}


UNKNOWN_OPTIONS = Difference(
    reason="it learns of options from ballots alone, so one that nobody ranks loses no duel",
    supported="ours",
    source="Schulze 2011: a ballot orders a set of alternatives that is given beforehand",
    explains=without_unranked,
)
BORDA: tuple[Comparison, ...] = (
    Comparison(
        peer="votelib",
        work="borda_scores",
        what="Borda on linear orders",
        question=strict_orders,
        ours=by_rule("borda", ordered, **FLOOR),
        theirs=borda_share,
    ),
    Comparison(
        peer="pref_voting",
        work="borda_scores",
        what="Borda on linear orders",
        question=strict_orders,
        ours=by_rule("borda", ordered, **FLOOR),
        theirs=borda_share,
    ),
    Comparison(
        peer="pref_voting",
        work="weak_borda_scores",
        what="Borda where options tie",
        question=weak_orders,
        ours=by_rule("borda", ordered, **FLOOR),
        theirs=symmetric_share,
    ),
    Comparison(
        peer="pref_voting",
        work="weak_borda_scores",
        what="Borda where ballots stop early",
        question=truncated_orders,
        ours=by_rule("borda", ordered, **FLOOR),
        theirs=symmetric_share,
    ),
)

DUELS: tuple[Comparison, ...] = (
    Comparison(
        peer="votelib",
        work="duels",
        what="votes of duels where ballots stop early: the rest is last",
        question=truncated_orders,
        ours=pairwise("above"),
        differences=(UNKNOWN_OPTIONS,),
    ),
    Comparison(
        peer="votelib",
        work="incomparable_duels",
        what="votes of duels where ballots stop early: nothing is said",
        question=truncated_orders,
        ours=pairwise("above", unranked="incomparable"),
    ),
    Comparison(
        peer="votelib",
        work="duels",
        what="votes of duels where options tie",
        question=weak_orders,
        ours=pairwise("above"),
    ),
    Comparison(
        peer="pref_voting",
        work="duels",
        what="margins of linear orders",
        question=strict_orders,
        ours=pairwise("margins"),
    ),
    Comparison(
        peer="pref_voting",
        work="weak_duels",
        what="margins where options tie",
        question=weak_orders,
        ours=pairwise("margins"),
    ),
    Comparison(
        peer="pref_voting",
        work="weak_duels",
        what="margins where ballots stop early: the rest is last",
        question=truncated_orders,
        ours=pairwise("margins"),
    ),
    Comparison(
        peer="pref_voting",
        work="incomparable_duels",
        what="margins where ballots stop early: nothing is said",
        question=truncated_orders,
        ours=pairwise("margins", unranked="incomparable"),
    ),
    Comparison(
        peer="pref_voting",
        work="condorcet",
        what="the Condorcet winner",
        question=strict_orders,
        ours=condorcet,
        theirs=alone,
    ),
)

COMPARISONS = (*BORDA, *DUELS)
