"""This module is about counting several weighted criteria as one score."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import compress, pairwise
from math import lcm

from collectif.counting.profiles.columns import WIDE
from collectif.counting.profiles.figures import Figures
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of, ranked, weighed

_BETWEEN_CRITERIA = (
    "a/x 5, a/y 1, a/z 1, b/x 2, b/y 2, b/z 2;"
    "a/x 1, a/y 5, a/z 1, b/x 2, b/y 2, b/z 2;"
    "a/x 1, a/y 1, a/z 5, b/x 2, b/y 2, b/z 2"
)
"""Everybody gives a more in all, each for another reason, so that no median shows it."""


@rule(
    "weighted-mean",
    source="Smith 1973; Young 1975; for ratings Pivato 2013; fixed scale: Dezert et al. 2020",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "unanimity",
        "bounds",
        "monotonicity",
        "dominance",
        "weak-dominance",
        "pareto-on-full-panels",
        "irrelevant-options",
        "clones",
        "homogeneity",
        "two-stage-on-full-panels",
        "small-influence-on-full-panels",
        "continuity-on-full-panels",
        "reinforcement-on-full-panels",
        "participation-on-full-panels",
        "reversal",
        "reversal-of-every-criterion",
        "reversal-symmetry",
        "silence",
    ),
    breaks={
        "reinforcement": "a 4, b 3; 2: a -, b 3; a 2, b 1; 2: a 2, b -",
        "participation": "2: a 1, b -; a 3, b 2",
        "continuity": "a 1, b -",
        "small-influence": "a 1; a -",
        "two-stage": "a/x 1, a/y 1; a/x 2, a/y -",
        "majority": "2: a 1, b 2; a 3, b 1",
        "condorcet": "2: a 1, b 2; a 3, b 1",
        "condorcet-loser": "2: a 1, b 2; a 3, b 1",
        "smith": "2: a 1, b 2; a 3, b 1",
        "increasing-map": "a 1, b 2; a 3, b 2",
    },
    scale=(1, 4),
    example="a/x 4, a/y 2, b/x 3, b/y 4; a/x 4, a/y 1, b/x 2, b/y 4; a/x 3, b/x 3, b/y 3",
    trial={"min_scores_per_cell": 1},
)
def weighted_mean(profile: Profile, *, min_scores_per_cell: int = 2) -> Ranking:
    """Rank options by the weighted mean of their criterion means, on the fixed scale.

    The mean of each criterion comes first, over those who graded it, so that a voter who is silent
    on one criterion still counts fully on the others. Then the criteria are weighted together:
    100 * (sum of weight * mean / sum of weights - min) / (max - min). The scale is the declared
    one, not the grades that happen to occur, so that an option's score never depends on the others.

    For an assembly: the default. Every point can be traced, as two options differ by the sum of
    their differences on each criterion, with its weight. Its price: a majority may be outvoted by
    strong grades, and whoever uses the ends of the scale counts more. Where answers are missing,
    two rooms that agree may together disagree, and one more voter may lower the option that it
    grades highest (Simpson's paradox). So it never stands alone: `cross_check` puts the majority
    and the middle grade beside it.

    Silence: it enters no mean, whatever its name, and is never 0. An option that too few graded on
    some criterion is incomplete, which is not the last place; but a mean of few may lead over one
    of many, so look at `n` and `coverage`, or ask for a share with `rank(..., min_coverage="1/2")`.

    Args:
        profile: The answers, as grades.
        min_scores_per_cell: Grades below which an option has no mean on a criterion, and so no
            score; at least 1.

    Returns:
        A ranking whose scores are exact, 0 <= score <= 100: 0 when everybody gave the worst grade
        on every criterion, 100 when everybody gave the best. Behind it: `means`, (option,
        criterion) -> the exact mean on the scale, None for none.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
        InvalidProfile: The ballots are orders.
    """
    check_floor(min_scores_per_cell)
    said = parameters_of(profile, min_scores_per_cell)
    behind = {"means": Figures(profile=profile, figure=Profile.mean)}
    at_once = _ranked_at_once(profile, min_scores_per_cell, said, behind)
    if at_once is not None:
        return at_once
    found = {option: _score(profile, option, min_scores_per_cell) for option in profile.options}
    return ranked("weighted-mean", found, said, behind=behind)


@rule(
    "median",
    source="Galton 1907; Moulin 1980; even numbers: the mean of the two middle grades",
    keeps=(
        "anonymity",
        "neutrality",
        "weight-scaling",
        "affine",
        "unanimity",
        "bounds",
        "monotonicity",
        "weak-dominance",
        "irrelevant-options",
        "clones",
        "homogeneity",
        "reversal",
        "reversal-of-every-criterion",
        "reversal-symmetry",
        "silence",
    ),
    breaks={
        "dominance": "2: a 1, b 1; a 2, b 1",
        "pareto": _BETWEEN_CRITERIA,
        "weak-pareto": _BETWEEN_CRITERIA,
        "reinforcement": "2: a 1, b 1; a 1, b 2",
        "participation": "a 1, b 2; a 3, b 2; a 3, b 5",
        "continuity": "a 1, b 1; a 1, b 2",
        "small-influence": "2: a 1; a 5",
        "two-stage": "2: a 1; a 2",
        "majority": "a 1, b 2; a 2, b 1; a 2, b 3",
        "condorcet": "2: a 1, b 1; a 2, b 1",
        "condorcet-loser": "2: a 1, b 1; a 2, b 1",
        "smith": "2: a 1, b 1; a 2, b 1",
        "increasing-map": "a 1, b 2; a 3, b 2",
    },
    scale=(1, 5),
    example="a 5, b 3, c 4; a 4, b 3, c 4; a 1, b 3, c 5; a 1, b 3, c 1",
    trial={"min_scores_per_cell": 1},
)
def median(profile: Profile, *, min_scores_per_cell: int = 2) -> Ranking:
    """Rank options by the weighted mean of their criterion medians, on the fixed scale.

    The median of a criterion is its middle grade, of an even number the mean of the two middle
    ones, so that reading the scale from its other end changes nothing. Then the criteria are
    weighted together: 100 * (sum of weight * median / sum of weights - min) / (max - min).

    For an assembly: it suits a room in which a few may exaggerate, as one voter with an extreme
    grade moves a median little or not at all. Its price: options tie often, a better grade may
    change nothing, and almost half of the room may be unheard on every criterion. With grades in
    words take `majority-judgment`, which parts such ties.

    Silence: it enters no median, whatever its name. An option that too few graded on some criterion
    is incomplete.

    Args:
        profile: The answers, as grades.
        min_scores_per_cell: Grades below which an option has no median on a criterion, and so no
            score; at least 1.

    Returns:
        A ranking whose scores are exact, 0 <= score <= 100. Behind it: `medians`, (option,
        criterion) -> the exact median on the scale, None for none.

    Raises:
        InvalidInput: `min_scores_per_cell` is no whole number from 1 on.
        InvalidProfile: The ballots are orders.
    """
    check_floor(min_scores_per_cell)
    found = {
        option: weighed(
            profile,
            {
                criterion: profile.median(option, criterion)
                for criterion in profile.criteria
                if profile.n(option, criterion) >= min_scores_per_cell
            },
        )
        for option in profile.options
    }
    medians = Figures(profile=profile, figure=Profile.median)
    said = parameters_of(profile, min_scores_per_cell)
    return ranked("median", found, said, behind={"medians": medians})


def _score(profile: Profile, option: str, floor: int) -> Fraction | None:
    """Return the exact score from 0 to 100, or None when a cell has too few grades.

    All sums are whole numbers over one common denominator: one `Fraction` for each option.
    """
    rows = [(profile.weights[c], profile.tallies[option, c]) for c in profile.criteria]
    sums = [(weight, sum(step * n for step, n in t), sum(n for _, n in t)) for weight, t in rows]
    if min(n for _, _, n in sums) < floor:
        return None
    common = lcm(*{n for _, _, n in sums})
    steps = sum(weight * step * (common // n) for weight, step, n in sums)
    return Fraction(100 * steps, common * profile.total_weight * profile.scale.range)


def _ranked_at_once(
    profile: Profile, floor: int, said: Mapping[str, object], behind: Mapping[str, object]
) -> Ranking | None:
    """Return the ranking where answers came as columns; None where not, or 64 bits are few.

    All options have one common denominator: they are put in order by their numerators, and each
    numerator is made a `Fraction` once.
    """
    if profile.sums is None:
        return None
    import numpy as np

    n, steps = (s.reshape(len(profile.options), len(profile.criteria)) for s in profile.sums)
    told = np.all(n >= floor, axis=1)
    rising = np.sort(n[told], axis=None)
    common = lcm(*rising[np.diff(rising, prepend=0) > 0].tolist())
    whole = common * profile.total_weight * profile.scale.range
    if whole >= WIDE:
        return None
    weights = np.array([profile.weights[criterion] for criterion in profile.criteria])
    sums = ((steps * (common // np.maximum(n, 1))) @ weights)[told]
    tops, names = sums.tolist(), list(compress(profile.options, told.tolist()))
    made = {top: Fraction(100 * top, whole) for top in set(tops)}
    falling = np.argsort(-sums, kind="stable")
    order = [names[place] for place in falling.tolist()]
    ends = [*(np.flatnonzero(np.diff(sums[falling])) + 1).tolist(), len(order)]
    return Ranking(
        rule="weighted-mean",
        version=1,
        parameters=said,
        scores=dict(zip(names, map(made.__getitem__, tops), strict=True)),
        tiers=tuple(tuple(order[a:b]) for a, b in pairwise([0, *ends]) if a < b),
        incomplete=tuple(compress(profile.options, (~told).tolist())),
        behind=behind,
    )
