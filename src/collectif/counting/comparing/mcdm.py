"""This module is about methods of others, for comparison: TOPSIS, PROMETHEE II and VIKOR.

They are computed by pymcdm, in floating point numbers, and only where that is installed. None of
them decides anything: each lets an option that nobody wants reverse the order of two others, and
its figures are not exact. They are here so that a room that knows one of them can lay it beside
its own result. No charter can ask for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from importlib import import_module, metadata
from math import isfinite
from typing import Any

from collectif.counting.profiles.grades import shown
from collectif.counting.profiles.profile import Profile
from collectif.counting.ranking import Ranking, tiers_of
from collectif.counting.registry import rule
from collectif.counting.scored import check_floor, parameters_of
from collectif.errors import InvalidInput

Means = Mapping[str, Sequence[Fraction]]
"""Option -> its mean on each criterion, in the order of the criteria."""


@rule(
    "topsis",
    source="Hwang & Yoon 1981; rank reversal: García-Cascales & Lamata 2012",
    breaks={
        "irrelevant-options": "2: a/x 2, a/y 2, b/x 1, b/y 3, c/x 2, c/y 1",
    },
    scale=(1, 3),
    decides=False,
)
def topsis(profile: Profile, *, min_scores_per_cell: int = 2, digits: int = 9) -> Ranking:
    """Rank options by how near they are to the best means in the room, and far from the worst.

    Each criterion's means are divided by the root of the sum of their squares, and weighted. The
    best and the worst of each criterion make an ideal and its opposite; an option gets d- / (d- +
    d+), its distance from the worst as a share of both distances, from 0 to 1.

    For an assembly: a comparison, never a result. What an option gets depends on the others: with
    c, b is before a in the witness below, and without c, a before b. All figures are floating
    point numbers, made by pymcdm (`pip install pymcdm`).

    Example: on the ballots of that witness b has 0.616, a 0.615 and c 0.384; without c, a has
    0.617 and b 0.383.

    Silence: it enters no mean. An option that lacks a mean is incomplete, and the others are
    counted as if it were not there.

    Args:
        profile: The answers, as grades.
        min_scores_per_cell: Grades below which an option has no mean on a criterion; at least 1.
        digits: Decimals to which figures are rounded before they are compared; 0 to 12.

    Returns:
        A ranking without scores. `behind` holds `exact` (False), `figures` (option -> floating
        point number, higher is better), `means` (option -> its exact means) and `computed_by`.
        Criteria on which all options have the same mean are left out first. An option whose
        figure cannot be computed is incomplete.

    Raises:
        InvalidInput: pymcdm is not installed, a parameter is not as described, or the grades are
            too large for floating point numbers.
    """

    def figures(matrix: Any, weights: Any, types: Any) -> Any:
        by_vector = import_module("pymcdm.normalizations").vector_normalization
        return _methods().TOPSIS(by_vector)(matrix, weights, types, validation=False)

    asked = {"min_scores_per_cell": min_scores_per_cell, "digits": digits}
    return _compared("topsis", profile, asked, figures, parting=True)


@rule(
    "promethee-ii",
    source="Brans, Vincke & Mareschal 1986; drawbacks: De Keyser & Peeters 1996",
    breaks={
        "irrelevant-options": "2: a/x 1, a/y 3, b/x 2, b/y 2, c/x 1, c/y 1",
    },
    scale=(1, 3),
    decides=False,
)
def promethee_ii(profile: Profile, *, min_scores_per_cell: int = 2, digits: int = 9) -> Ranking:
    """Rank options by their net flow: how much they are preferred to others, less how much not.

    An option is preferred to another by the weight of the criteria on which its mean is higher, by
    however little. Its net flow is the mean of this over all others, minus the mean of how much
    they are preferred to it: from -1 to 1, and 0 over all options together.

    For an assembly: a comparison, never a result. What an option gets depends on the others: with
    c, b is before a in the witness below, and without c they are level. All figures are floating
    point numbers, made by pymcdm (`pip install pymcdm`).

    Example: on the ballots of that witness b has 0.5, a 0.25 and c -0.75; without c, a and b have
    0 each.

    Silence: it enters no mean. An option that lacks a mean is incomplete, and the others are
    counted as if it were not there.

    Args:
        profile: The answers, as grades.
        min_scores_per_cell: Grades below which an option has no mean on a criterion; at least 1.
        digits: Decimals to which figures are rounded before they are compared; 0 to 12.

    Returns:
        A ranking without scores. `behind` holds `exact` (False), `figures` (option -> floating
        point number, higher is better), `means` (option -> its exact means) and `computed_by`.

    Raises:
        InvalidInput: pymcdm is not installed, a parameter is not as described, or the grades are
            too large for floating point numbers.
    """

    def figures(matrix: Any, weights: Any, types: Any) -> Any:
        return _methods().PROMETHEE_II("usual")(matrix, weights, types, validation=False)

    asked = {"min_scores_per_cell": min_scores_per_cell, "digits": digits}
    return _compared("promethee-ii", profile, asked, figures)


@rule(
    "vikor",
    source="Opricovic 1998; Opricovic & Tzeng 2004",
    breaks={
        "irrelevant-options": "2: a/x 1, a/y 3, b/x 2, b/y 2, c/x 3, c/y 3, d/x 1, d/y 1",
    },
    scale=(1, 3),
    decides=False,
)
def vikor(profile: Profile, *, min_scores_per_cell: int = 2, digits: int = 9) -> Ranking:
    """Rank options by a compromise of their weighted regrets and their single largest regret.

    The regret on a criterion is how far a mean falls short of the best one in the room, as a share
    of the distance from the best to the worst. S is the weighted sum of an option's regrets, R the
    largest weighted one; Q = (S - S*) / (2 (S- - S*)) + (R - R*) / (2 (R- - R*)), where * and -
    mark the lowest and the highest in the room. The lowest Q is the best.

    For an assembly: a comparison, never a result. What an option gets depends on the others: with
    d, b is before a in the witness below, and without d, a before b. Q alone is looked at, not
    the conditions under which the method proposes several options. All figures are floating point
    numbers, made by pymcdm (`pip install pymcdm`).

    Example: on the ballots of that witness c has 0, b 0.5, a 0.75 and d 1; without d, c has 0,
    a 0.833 and b 1.

    Silence: it enters no mean. An option that lacks a mean is incomplete, and the others are
    counted as if it were not there.

    Args:
        profile: The answers, as grades.
        min_scores_per_cell: Grades below which an option has no mean on a criterion; at least 1.
        digits: Decimals to which figures are rounded before they are compared; 0 to 12.

    Returns:
        A ranking without scores. `behind` holds `exact` (False), `figures` (option -> Q as a
        floating point number, lower is better), `means` (option -> its exact means) and
        `computed_by`. Criteria on which all options have the same mean are left out first. Where
        all options have the same S or the same R, Q is 0 / 0, and all of them are incomplete.

    Raises:
        InvalidInput: pymcdm is not installed, a parameter is not as described, or the grades are
            too large for floating point numbers.
    """

    def figures(matrix: Any, weights: Any, types: Any) -> Any:
        return _methods().VIKOR()(matrix, weights, types, validation=False)

    asked = {"min_scores_per_cell": min_scores_per_cell, "digits": digits}
    return _compared("vikor", profile, asked, figures, parting=True, lowest_first=True)


def _compared(
    name: str,
    profile: Profile,
    asked: Mapping[str, int],
    figures: Callable[[Any, Any, Any], Any],
    *,
    parting: bool = False,
    lowest_first: bool = False,
) -> Ranking:
    """Return the ranking by figures of pymcdm, which tie where they agree to so many digits.

    Args:
        name: The rule.
        profile: The answers.
        asked: The parameters of the rule.
        figures: Matrix of means, weights and directions -> a figure for each option.
        parting: Whether criteria on which all means are the same are left out.
        lowest_first: Whether a low figure is good.
    """
    _check_digits(asked["digits"])
    _methods()
    means = _means(profile, asked["min_scores_per_cell"])
    columns = [
        column
        for column in range(len(profile.criteria))
        if not parting or len({row[column] for row in means.values()}) > 1
    ]
    if len(means) > 1 and columns:
        found = _asked_of_pymcdm(profile, means, columns, figures)
    else:
        found = dict.fromkeys(means, 0.0)
    told = {option: value for option, value in found.items() if isfinite(value)}
    sign = -1 if lowest_first else 1
    return Ranking(
        rule=name,
        version=1,
        parameters=parameters_of(profile, asked["min_scores_per_cell"])
        | {"digits": asked["digits"]},
        scores={},
        tiers=tiers_of({o: sign * Fraction(round(x, asked["digits"])) for o, x in told.items()}),
        incomplete=tuple(option for option in profile.options if option not in told),
        behind={
            "exact": False,
            "figures": told,
            "means": {o: dict(zip(profile.criteria, row, strict=True)) for o, row in means.items()},
            "computed_by": f"pymcdm {metadata.version('pymcdm')}",
        },
    )


def _asked_of_pymcdm(
    profile: Profile,
    means: Means,
    columns: Sequence[int],
    figures: Callable[[Any, Any, Any], Any],
) -> dict[str, float]:
    """Return option -> its figure, as pymcdm computes it."""
    import numpy as np

    weights = [profile.weights[profile.criteria[column]] for column in columns]
    try:
        matrix = [[float(row[column]) for column in columns] for row in means.values()]
        shares = [weight / sum(weights) for weight in weights]
    except OverflowError:
        raise InvalidInput.of("mcdm.grades-or-weights-are-too") from None
    with np.errstate(all="ignore"):
        found = figures(np.array(matrix), np.array(shares), np.ones(len(columns), dtype=int))
    return dict(zip(means, map(float, found), strict=True))


def _means(profile: Profile, floor: int) -> Means:
    """Return the exact means of the options that have one on every criterion."""
    check_floor(floor)
    found: dict[str, list[Fraction]] = {}
    for option in profile.options:
        row = [profile.mean(option, c) for c in profile.criteria if profile.n(option, c) >= floor]
        if len(row) == len(profile.criteria):
            found[option] = [mean for mean in row if mean is not None]
    return found


def _methods() -> Any:
    """Return the methods of pymcdm, imported when one is asked for."""
    try:
        return import_module("pymcdm.methods")
    except ImportError:
        raise InvalidInput.of("mcdm.method-comparison-was-asked") from None


def _check_digits(digits: int) -> None:
    if type(digits) is not int or not 0 <= digits <= 12:
        raise InvalidInput.of("mcdm.figures-were-to-be-compared", digits=shown(digits))
