"""This module is about comparing what is counted from grades: scores, middle grades, figures."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from answers import Answer, alpha, by_rule, graded, judged, winners_by_rule
from collectif.counting.reliability import METRICS
from comparing import Comparison, Difference
from questions import (
    Question,
    full_grades,
    matrices,
    patchy_grades,
    ratings,
)

FLOOR = {"min_scores_per_cell": 1}


def on_the_scale(asked: Question, answer: Answer) -> Answer:
    """Return exact means and medians as 0 for the lowest grade and 100 for the highest."""
    low, high = asked["scale"]
    return answer | {"scores": [_percent(told, low, high) for told in answer["scores"]]}


def scores_alone(asked: Question) -> Answer:
    """Return the exact weighted sums on the scale."""
    return {"scores": by_rule("weighted-mean", judged, **FLOOR)(asked)["scores"]}


def by_lower_medians(asked: Question, ours: Answer, theirs: Answer) -> bool:
    """Whether they chose by the lower median of an even number of grades, and ours by the mean."""
    columns = [sorted(column) for column in _columns(asked)]
    n = len(asked["ballots"])
    lower = [column[(n - 1) // 2] for column in columns]
    twice = [column[(n - 1) // 2] + column[n // 2] for column in columns]
    told = ([o for o, m in enumerate(middle) if m == max(middle)] for middle in (lower, twice))
    return n % 2 == 0 and [theirs, ours] == [{"winners": winners} for winners in told]


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
NO_ALPHA = Difference(
    reason="where nothing varies, or nothing can be paired, it raises or says NaN; ours is None",
    supported="both",
    source="Krippendorff 2011: without variation alpha is 0/0, and says nothing",
    explains=nothing_varies,
)

MEANS: tuple[Comparison, ...] = (
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
    *(
        Comparison(
            peer=peer,
            work="weighted_sum_on_the_scale",
            what="weighted sum on the fixed scale",
            question=matrices,
            ours=scores_alone,
        )
        for peer in ("pymcdm", "scikit-criteria")
    ),
)

INDICES: tuple[Comparison, ...] = tuple(
    Comparison(
        peer="krippendorff",
        work=metric,
        what=f"Krippendorff's alpha, {metric}, with gaps",
        question=ratings,
        ours=alpha(metric),
        differences=(NO_ALPHA,),
    )
    for metric in METRICS
)

COMPARISONS = (*MEANS, *INDICES)


def _columns(asked: Question) -> list[list[int]]:
    return [[row[o] for row in asked["ballots"]] for o in range(asked["options"])]


def _percent(told: Any, low: int, high: int) -> Fraction | None:
    return None if told is None else 100 * (Fraction(told) - low) / (high - low)
