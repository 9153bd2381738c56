"""This module is about what is compared with whom, and why some answers differ.

A further comparison is one entry: what the peer's driver calls the work, a kind of question, our
answer, and theirs in our units. A known difference predicts the peer's answer from its own
definition, so that an error on either side is not taken for it.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from answers import (
    Answer,
    alpha,
    by_rule,
    condorcet,
    graded,
    judged,
    ordered,
    pairwise,
    seats_by_approval,
    winners_by_rule,
)
from collectif.counting.reliability import METRICS
from comparing import Comparison, Difference
from questions import (
    Question,
    approvals,
    full_grades,
    matrices,
    patchy_grades,
    ratings,
    strict_orders,
    truncated_orders,
    weak_orders,
    yes_or_no,
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


def on_the_scale(asked: Question, answer: Answer) -> Answer:
    """Return exact means and medians as 0 for the lowest grade and 100 for the highest."""
    low, high = asked["scale"]
    scores = [_percent(told, low, high) for told in answer["scores"]]
    return answer | {"scores": scores}


def best(asked: Question, answer: Answer) -> Answer:
    """Return the scores alone, from peers that name no winners."""
    return {"scores": answer["scores"]}


def scores_alone(asked: Question) -> Answer:
    """Return the exact weighted sums on the scale."""
    return {"scores": by_rule("weighted-mean", judged, **FLOOR)(asked)["scores"]}


def by_lower_medians(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether they chose by the lower median, which differs for an even number of grades only."""
    columns = [[row[o] for row in asked["ballots"]] for o in range(asked["options"])]
    medians = [sorted(column)[(len(column) - 1) // 2] for column in columns]
    chosen = [o for o, median in enumerate(medians) if median == max(medians)]
    return len(asked["ballots"]) % 2 == 0 and theirs == {"winners": chosen}


def without_unranked(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether their votes are ours but for options that no ballot ranks, which they do not know."""
    known = {o for _, tiers in asked["ballots"] for tier in tiers for o in tier}
    left = [[n if b in known else 0 for b, n in enumerate(row)] for row in ours["above"]]
    return len(known) < asked["options"] and theirs == {"above": left}


def nothing_varies(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether all ratings that can be paired are one and the same, and both sides decline."""
    columns = [[row[u] for row in asked["ratings"]] for u in range(len(asked["ratings"][0]))]
    rated = [[value for value in column if value is not None] for column in columns]
    kinds = {value for column in rated if len(column) > 1 for value in column}
    declined = "failed" in theirs or math.isnan(theirs["value"])
    return len(kinds) < 2 and ours == {"value": None} and declined


LOWER_MEDIAN = Difference(
    reason="of an even number of grades it takes the lower of the two middle ones, ours their mean",
    supported="both",
    source="Balinski and Laraki 2011 take the lower one; Galton 1907 and Moulin 1980 leave it open",
    explains=by_lower_medians,
)
UNKNOWN_OPTIONS = Difference(
    reason="it learns of options from ballots alone, so one that nobody ranks loses no duel",
    supported="ours",
    source="Schulze 2011: a ballot orders a set of alternatives that is given beforehand",
    explains=without_unranked,
)

NO_ALPHA = Difference(
    reason="where nothing varies, or nothing can be paired, it raises or says NaN; ours is None",
    supported="both",
    source="Krippendorff 2011: without variation alpha is 0/0, and says nothing",
    explains=nothing_varies,
)

COMPARISONS: tuple[Comparison, ...] = (
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
        peer="votelib",
        work="mean",
        what="score voting by mean, with silences",
        question=patchy_grades,
        ours=by_rule("weighted-mean", graded, **FLOOR),
        theirs=on_the_scale,
    ),
    Comparison(
        peer="votelib",
        work="median",
        what="the middle grade, with silences",
        question=patchy_grades,
        ours=by_rule("median", graded, **FLOOR),
        theirs=on_the_scale,
    ),
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
    Comparison(
        peer="pref_voting",
        work="score_voting",
        what="score voting on full grades",
        question=full_grades,
        ours=winners_by_rule("weighted-mean", graded, **FLOOR),
    ),
    Comparison(
        peer="pref_voting",
        work="mean",
        what="score voting by mean, with silences",
        question=patchy_grades,
        ours=winners_by_rule("weighted-mean", graded, **FLOOR),
    ),
    Comparison(
        peer="pref_voting",
        work="lower_median",
        what="the middle grade of full grades",
        question=full_grades,
        ours=winners_by_rule("median", graded, **FLOOR),
        differences=(LOWER_MEDIAN,),
    ),
    Comparison(
        peer="pref_voting",
        work="approval",
        what="approval",
        question=yes_or_no,
        ours=winners_by_rule("weighted-mean", graded, **FLOOR),
    ),
    Comparison(
        peer="abcvoting",
        work="approval",
        what="several seats by approval, every tied outcome",
        question=approvals,
        ours=seats_by_approval,
    ),
    *(
        Comparison(
            peer="krippendorff",
            work=metric,
            what=f"Krippendorff's alpha, {metric}, with gaps",
            question=ratings,
            ours=alpha(metric),
            differences=(NO_ALPHA,),
        )
        for metric in METRICS
    ),
    Comparison(
        peer="pymcdm",
        work="weighted_sum_on_the_scale",
        what="weighted sum on the fixed scale",
        question=matrices,
        ours=scores_alone,
        theirs=best,
    ),
    Comparison(
        peer="scikit-criteria",
        work="weighted_sum_on_the_scale",
        what="weighted sum on the fixed scale",
        question=matrices,
        ours=scores_alone,
        theirs=best,
    ),
)


def _percent(told: Any, low: int, high: int) -> Fraction | None:
    return None if told is None else 100 * (Fraction(told) - low) / (high - low)
